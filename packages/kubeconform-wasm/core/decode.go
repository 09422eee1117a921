package main

import (
	"encoding/json"
	"unicode/utf8"
)

// As many names of fields are kept for all objects, so that each is held once.
const mostNames = 10_000

var names = map[string]string{}

// As deep as objects are read here: the stack certainly does.
const deepest = 500

// reader reads JSON into what encoding/json makes of it, with its numbers as they are written, some five times as fast. What it is
// not certain about it does not read, nor anything that is wrong.
type reader struct {
	text  []byte
	at    int
	depth int
}

// validation tells the two parts of a request to validate as the host writes it.
func validation(text []byte) (url string, instance any, ok bool) {
	read := reader{text: text}
	if !read.literal(`{"validate":`) || !read.next('"') {
		return "", nil, false
	}
	if url, ok = read.quoted(); !ok || url == "" || !read.literal(`,"instance":`) {
		return "", nil, false
	}
	if instance, ok = read.value(); !ok {
		return "", nil, false
	}
	read.space()
	return url, instance, read.next('}') && read.at == len(text)
}

func (read *reader) space() {
	for read.at < len(read.text) {
		switch read.text[read.at] {
		case ' ', '\n', '\r', '\t':
			read.at++
		default:
			return
		}
	}
}

func (read *reader) next(mark byte) bool {
	if read.at < len(read.text) && read.text[read.at] == mark {
		read.at++
		return true
	}
	return false
}

func (read *reader) literal(word string) bool {
	if end := read.at + len(word); end <= len(read.text) && string(read.text[read.at:end]) == word {
		read.at = end
		return true
	}
	return false
}

func (read *reader) value() (any, bool) {
	read.space()
	if read.at == len(read.text) {
		return nil, false
	}
	switch read.text[read.at] {
	case '{':
		read.at++
		return read.object()
	case '[':
		read.at++
		return read.array()
	case '"':
		read.at++
		return read.quoted()
	case 't':
		return true, read.literal("true")
	case 'f':
		return false, read.literal("false")
	case 'n':
		return nil, read.literal("null")
	}
	return read.number()
}

func (read *reader) object() (any, bool) {
	if read.depth++; read.depth > deepest {
		return nil, false
	}
	fields := map[string]any{}
	read.space()
	if read.next('}') {
		read.depth--
		return fields, true
	}
	for {
		read.space()
		if !read.next('"') {
			return nil, false
		}
		name, ok := read.name()
		if !ok {
			return nil, false
		}
		read.space()
		if !read.next(':') {
			return nil, false
		}
		value, ok := read.value()
		if !ok {
			return nil, false
		}
		fields[name] = value
		read.space()
		if read.next('}') {
			read.depth--
			return fields, true
		}
		if !read.next(',') {
			return nil, false
		}
	}
}

func (read *reader) array() (any, bool) {
	if read.depth++; read.depth > deepest {
		return nil, false
	}
	members := []any{}
	read.space()
	if read.next(']') {
		read.depth--
		return members, true
	}
	for {
		value, ok := read.value()
		if !ok {
			return nil, false
		}
		members = append(members, value)
		read.space()
		if read.next(']') {
			read.depth--
			return members, true
		}
		if !read.next(',') {
			return nil, false
		}
	}
}

// name is the text behind a quotation mark, one for all fields that have it.
func (read *reader) name() (string, bool) {
	begin := read.at
	if !read.plain() {
		read.at = begin
		return read.quoted()
	}
	text := read.text[begin : read.at-1]
	if name, known := names[string(text)]; known {
		return name, true
	}
	name := string(text)
	if len(names) < mostNames && len(name) < 100 {
		names[name] = name
	}
	return name, true
}

// plain goes behind the text whose quotation mark was read, if that is of ASCII without escapes.
func (read *reader) plain() bool {
	for at := read.at; at < len(read.text); at++ {
		switch one := read.text[at]; {
		case one == '"':
			read.at = at + 1
			return true
		case one < ' ' || one == '\\' || one >= utf8.RuneSelf:
			return false
		}
	}
	return false
}

func (read *reader) quoted() (string, bool) {
	begin := read.at
	if read.plain() {
		return string(read.text[begin : read.at-1]), true
	}
	at := begin
	escaped := false
	for ; at < len(read.text) && read.text[at] != '"'; at++ {
		if read.text[at] < ' ' {
			return "", false
		}
		if read.text[at] == '\\' {
			escaped = true
			at++
		}
	}
	if at >= len(read.text) {
		return "", false
	}
	read.at = at + 1
	if inside := read.text[begin:at]; !escaped && utf8.Valid(inside) {
		return string(inside), true
	}
	return unescaped(read.text[begin-1 : read.at])
}

// unescaped is the text in quotation marks.
func unescaped(quoted []byte) (string, bool) {
	text := make([]byte, 0, len(quoted))
	inside := quoted[1 : len(quoted)-1]
	for at := 0; at < len(inside); at++ {
		if inside[at] != '\\' {
			text = append(text, inside[at])
			continue
		}
		at++
		character := escapes[inside[at]]
		if character == 0 {
			return bySlowWay(quoted)
		}
		text = append(text, character)
	}
	if !utf8.Valid(text) {
		return bySlowWay(quoted)
	}
	return string(text), true
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func bySlowWay(quoted []byte) (string, bool) {
	var text string
	err := json.Unmarshal(quoted, &text)
	return text, err == nil
}

// number is as JSON writes one.
func (read *reader) number() (any, bool) {
	begin := read.at
	read.next('-')
	if !read.next('0') && !read.digits() {
		return nil, false
	}
	if read.next('.') && !read.digits() {
		return nil, false
	}
	if read.next('e') || read.next('E') {
		if !read.next('+') {
			read.next('-')
		}
		if !read.digits() {
			return nil, false
		}
	}
	return json.Number(read.text[begin:read.at]), true
}

func (read *reader) digits() bool {
	begin := read.at
	for read.at < len(read.text) && '0' <= read.text[read.at] && read.text[read.at] <= '9' {
		read.at++
	}
	return read.at > begin
}
