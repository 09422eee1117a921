// core: JSON Schema validation of Kubernetes objects, as a WebAssembly reactor. It reads no disk, no network, no environment and no
// clock: all that it knows is handed to it by its host, one call at a time.
package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"unsafe"
)

func main() {}

// What the host writes into, and what it reads from: kept here, or the collector would take it.
var input, output []byte

// reserve gives the address of so many bytes, for the host to write the next request into.
//
//go:wasmexport reserve
func reserve(size uint32) uint32 {
	if uint32(cap(input)) < size {
		input = make([]byte, size)
	}
	input = input[:size]
	if size == 0 {
		return 0
	}
	return uint32(uintptr(unsafe.Pointer(&input[0])))
}

// As many bytes are left behind by calls, about, before they are collected.
const mostUncollected = 8 << 20

var allocated = []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
var collectedAt uint64

// Go collects beside the work, and here there is no beside: once begun it would never come to an end, and slow down everything.
func init() { debug.SetGCPercent(-1) }

// collect takes away what calls have left behind, where that is enough to be worth looking at everything that stays.
func collect() {
	metrics.Read(allocated)
	if now := allocated[0].Value.Uint64(); now-collectedAt > mostUncollected {
		collectedAt = now
		runtime.GC()
	}
}

// call answers the request that was written last: the address of the answer, and in the lower half its length. The answer stays
// until the next call.
//
//go:wasmexport call
func call() uint64 {
	output = encode(answer(input))
	collect()
	if len(output) == 0 {
		return 0
	}
	return uint64(uintptr(unsafe.Pointer(&output[0])))<<32 | uint64(len(output))
}

// Request is one of the four calls, by the field that is set.
type Request struct {
	Configure *Configuration  `json:"configure,omitempty"`
	Resource  *Resource       `json:"resource,omitempty"`
	Compile   string          `json:"compile,omitempty"`
	Validate  string          `json:"validate,omitempty"`
	Instance  json.RawMessage `json:"instance,omitempty"`
}

// Answer is what a call came to. Error is a sentence about why it came to nothing.
type Answer struct {
	Error   string      `json:"error,omitempty"`
	Missing string      `json:"missing,omitempty"`
	Errors  []LeafError `json:"errors,omitempty"`
}

func encode(one Answer) []byte {
	text, err := json.Marshal(one)
	if err != nil {
		return []byte(`{"error":"the answer is no JSON"}`)
	}
	return text
}

// answer never panics: what does is a defect here, and no reason to end.
func answer(text []byte) (one Answer) {
	defer func() {
		if reason := recover(); reason != nil {
			one = Answer{Error: fmt.Sprint(reason)}
		}
	}()
	if url, instance, ok := validation(text); ok {
		return schemas.check(url, instance)
	}
	var request Request
	if err := json.Unmarshal(text, &request); err != nil {
		return Answer{Error: "the request is no JSON: " + err.Error()}
	}
	switch {
	case request.Configure != nil:
		schemas = newSchemas(*request.Configure)
		return Answer{}
	case request.Resource != nil:
		return schemas.add(*request.Resource)
	case request.Compile != "":
		return schemas.compile(request.Compile)
	case request.Validate != "":
		return schemas.validate(request.Validate, request.Instance)
	}
	return Answer{Error: "the request asks for nothing"}
}
