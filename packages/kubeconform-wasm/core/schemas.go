package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Configuration is what holds for all schemas.
type Configuration struct {
	// Extended: formats and lists are looked at as an API server does, not as kubeconform does.
	Extended bool `json:"extended"`
}

// Resource is a document with schemas, under the URL by which others refer to it.
type Resource struct {
	URL    string          `json:"url"`
	Schema json.RawMessage `json:"schema"`
}

// LeafError is one thing that is wrong in an instance.
type LeafError struct {
	// Path leads to the value: names of fields and indices.
	Path []string `json:"path"`
	// Keyword is the keyword of the schema that is not met.
	Keyword string `json:"keyword"`
	Message string `json:"message"`
	// Fields are the names that should not be there, or should be.
	Fields []string `json:"fields,omitempty"`
}

// Schemas are those that were handed over, compiled or not.
type Schemas struct {
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

var schemas = newSchemas(Configuration{})

func newSchemas(configuration Configuration) *Schemas {
	compiler := jsonschema.NewCompiler()
	// Schemas that do not say are taken for what kubeconform takes them for.
	compiler.DefaultDraft(jsonschema.Draft4)
	compiler.AssertFormat()
	compiler.AssertVocabs()
	compiler.UseLoader(nowhere{})
	if configuration.Extended {
		registerFormats(compiler)
		compiler.RegisterVocabulary(listMapKeys)
	} else {
		compiler.RegisterFormat(&jsonschema.Format{Name: "duration", Validate: duration})
	}
	return &Schemas{compiler: compiler, compiled: map[string]*jsonschema.Schema{}}
}

// nowhere loads nothing: the host is told what is missing.
type nowhere struct{}

func (nowhere) Load(string) (any, error) { return nil, errMissing }

var errMissing = errors.New("not handed over yet")

func (schemas *Schemas) add(resource Resource) Answer {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(resource.Schema))
	if err != nil {
		return Answer{Error: "no JSON: " + err.Error()}
	}
	if err := schemas.compiler.AddResource(resource.URL, document); err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{}
}

// compile names the document that is missing, as long as one is.
func (schemas *Schemas) compile(url string) Answer {
	compiled, err := schemas.compiler.Compile(url)
	var missing *jsonschema.LoadURLError
	if errors.As(err, &missing) && errors.Is(missing.Err, errMissing) {
		return Answer{Missing: missing.URL}
	}
	if err != nil {
		return Answer{Error: err.Error()}
	}
	schemas.compiled[url] = compiled
	return Answer{}
}

func (schemas *Schemas) validate(url string, text json.RawMessage) Answer {
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return Answer{Error: "no JSON: " + err.Error()}
	}
	return schemas.check(url, instance)
}

func (schemas *Schemas) check(url string, instance any) Answer {
	schema, known := schemas.compiled[url]
	if !known {
		return Answer{Error: "there is no schema " + url}
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(instance); errors.As(err, &invalid) {
		return Answer{Errors: leaves(invalid, nil)}
	} else if err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{}
}

var printer = message.NewPrinter(language.English)

// leaves are the errors that have no cause beside themselves.
func leaves(one *jsonschema.ValidationError, found []LeafError) []LeafError {
	for _, cause := range one.Causes {
		found = leaves(cause, found)
	}
	if len(one.Causes) > 0 {
		return found
	}
	return append(found, LeafError{
		Path:    append([]string{}, one.InstanceLocation...),
		Keyword: strings.Join(one.ErrorKind.KeywordPath(), "/"),
		Message: sentence(one.ErrorKind),
		Fields:  fields(one.ErrorKind),
	})
}

// sentence is what the engine says, but for numbers, which it writes as nobody writes them in a manifest.
func sentence(of jsonschema.ErrorKind) string {
	limit := func(got, want *big.Rat, words string) string {
		return fmt.Sprintf("got %s, want %s %s", number(got), words, number(want))
	}
	switch one := of.(type) {
	case *kind.Maximum:
		return limit(one.Got, one.Want, "at most")
	case *kind.Minimum:
		return limit(one.Got, one.Want, "at least")
	case *kind.ExclusiveMaximum:
		return limit(one.Got, one.Want, "less than")
	case *kind.ExclusiveMinimum:
		return limit(one.Got, one.Want, "more than")
	}
	return of.LocalizedString(printer)
}

func number(value *big.Rat) string {
	if value.IsInt() {
		return value.Num().String()
	}
	float, _ := value.Float64()
	return strconv.FormatFloat(float, 'g', -1, 64)
}

func fields(of jsonschema.ErrorKind) []string {
	switch one := of.(type) {
	case *kind.AdditionalProperties:
		return one.Properties
	case *kind.Required:
		return one.Missing
	}
	return nil
}

// listMapKeys tells the members of a list apart as server-side apply does. The keyword's value holds each key with the default that
// a member without it has, null for none.
var listMapKeys = &jsonschema.Vocabulary{
	URL: "https://sluice.invalid/list-map-keys",
	Compile: func(_ *jsonschema.CompilerContext, schema map[string]any) (jsonschema.SchemaExt, error) {
		keys, ok := schema["x-kubernetes-list-map-keys"].(map[string]any)
		if !ok {
			return nil, nil
		}
		return uniqueMembers(keys), nil
	},
}

type uniqueMembers map[string]any

func (keys uniqueMembers) Validate(ctx *jsonschema.ValidatorContext, value any) {
	members, ok := value.([]any)
	if !ok {
		return
	}
	seen := map[string]int{}
	for index, one := range members {
		member, ok := one.(map[string]any)
		if !ok {
			continue
		}
		identity := keys.identity(member)
		if first, twice := seen[identity]; twice {
			ctx.AddError(&duplicateMember{first, index})
			return
		}
		seen[identity] = index
	}
}

// identity is the same for members that agree in all keys. JSON sorts the names of a map.
func (keys uniqueMembers) identity(member map[string]any) string {
	values := map[string]any{}
	for key, otherwise := range keys {
		values[key] = otherwise
		if value, there := member[key]; there && value != nil {
			values[key] = value
		}
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // it was JSON before
	}
	return string(text)
}

type duplicateMember struct{ first, again int }

func (*duplicateMember) KeywordPath() []string { return []string{"x-kubernetes-list-map-keys"} }

func (one *duplicateMember) LocalizedString(*message.Printer) string {
	return fmt.Sprintf("items at %d and %d have the same keys", one.first, one.again)
}
