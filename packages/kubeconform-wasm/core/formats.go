package main

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
)

// enforced are the formats that an API server enforces, by the names of our schemas: those of
// apiextensions-apiserver/pkg/apiserver/validation/formats.go, less two that the server checks itself.
var enforced = []string{
	"bsonobjectid", "byte", "cidr", "creditcard", "date", "date-time", "duration", "email", "hexcolor", "hostname", "ipv4", "ipv6",
	"isbn", "isbn10", "isbn13", "mac", "password", "rgbcolor", "ssn", "uri", "uuid", "uuid3", "uuid4", "uuid5",
}

// registerFormats has them checked by the server's own code, and the commonest that only the engine knows by nobody.
func registerFormats(compiler *jsonschema.Compiler) {
	for _, name := range enforced {
		compiler.RegisterFormat(format(name, func(text string) bool {
			// Go decodes an empty text into no bytes; where there have to be some, the schema says so.
			return name == "byte" && text == "" || strfmt.Default.Validates(name, text)
		}))
	}
	label := `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
	compiler.RegisterFormat(format("k8s-short-name", named(63, label)))
	compiler.RegisterFormat(format("k8s-long-name", named(253, label+`(\.`+label+`)*`)))
	ignored := func(string) bool { return true }
	for _, name := range []string{"uri-reference", "regex", "json-pointer", "time", "ip"} {
		compiler.RegisterFormat(format(name, ignored))
	}
}

func named(longest int, pattern string) func(string) bool {
	whole := regexp.MustCompile(`^` + pattern + `$`)
	return func(text string) bool { return len(text) <= longest && whole.MatchString(text) }
}

func format(name string, holds func(string) bool) *jsonschema.Format {
	return &jsonschema.Format{Name: name, Validate: func(value any) error {
		text, ok := value.(string)
		if !ok || holds(text) {
			return nil
		}
		return errors.New("no " + name)
	}}
}

// iso8601 is a duration such as P1DT12H, by the grammar of RFC 3339, appendix A.
var iso8601 = regexp.MustCompile(
	`^P(\d+W|(\d+Y(\d+M(\d+D)?)?|\d+M(\d+D)?|\d+D)(T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))?|T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))$`)

// duration is what kubeconform takes for one: Go's notation or ISO 8601.
func duration(value any) error {
	text, ok := value.(string)
	if !ok || iso8601.MatchString(text) {
		return nil
	}
	if _, err := time.ParseDuration(text); err != nil {
		return fmt.Errorf("neither a duration of Go nor of ISO 8601: %w", err)
	}
	return nil
}
