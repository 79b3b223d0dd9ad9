package tranche

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// DealSchema is the JSON Schema (draft 2020-12) of the deal document: fields, types and words, for editors
// that complete and check while one writes. What the fields say to each other only Resolve checks.
//
//go:embed deal.schema.json
var DealSchema string

// MakeSchema writes the schema anew from the types of the document; DealSchema is what it gave when the
// library was released.
func MakeSchema() ([]byte, error) {
	m := schemaMaker{defs: map[string]any{}}
	root := m.object(reflect.TypeFor[Spec]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Deal document " + Schema
	root["$defs"] = m.defs
	root["properties"].(map[string]any)["schema"] = map[string]any{"const": Schema}
	text, err := json.MarshalIndent(root, "", "  ")
	return append(text, '\n'), err
}

type schemaMaker struct{ defs map[string]any }

// words are the types that a document writes as one of some words.
var schemaWords = map[reflect.Type][]string{
	reflect.TypeFor[Class](): classWords, reflect.TypeFor[Mode](): modeWords, reflect.TypeFor[Pay](): payWords, reflect.TypeFor[Action](): actionWords,
	reflect.TypeFor[Split](): splitWords, reflect.TypeFor[Per](): perWords, reflect.TypeFor[Accrual](): accrualWords, reflect.TypeFor[SupportKind](): supportKindWords,
	reflect.TypeFor[Stage](): stageWords, reflect.TypeFor[TestKind](): testKindWords, reflect.TypeFor[Comparison](): comparisonWords, reflect.TypeFor[Point](): pointWords,
	reflect.TypeFor[Status](): statusWords,
}

func (m schemaMaker) of(t reflect.Type) map[string]any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if words, ok := schemaWords[t]; ok {
		return map[string]any{"enum": slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })}
	}
	number := map[string]any{"type": []string{"string", "number"}, "pattern": `^[+-]?[0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?$`}
	switch t {
	case reflect.TypeFor[Formula]():
		return map[string]any{"type": []string{"string", "number"}, "description": "an amount, a number, a date or a condition"}
	case reflect.TypeFor[decimal.Decimal](), reflect.TypeFor[money.Rate]():
		return number
	case reflect.TypeFor[calendar.Date]():
		return map[string]any{"type": "string", "format": "date", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	case reflect.TypeFor[money.Currency]():
		return map[string]any{"type": "string", "pattern": "^[A-Z]{3}$"}
	}
	switch t.Kind() {
	case reflect.Struct:
		if _, ok := m.defs[t.Name()]; !ok {
			m.defs[t.Name()] = nil // a step holds steps
			m.defs[t.Name()] = m.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": m.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": m.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()) || t.Kind() == reflect.String {
		return map[string]any{"type": "string"} // day counts, frequencies and rolls have many spellings
	}
	return map[string]any{"type": "integer"}
}

// object lists the fields of a struct. Those that are always written are required, but for the few that
// have a value when absent.
func (m schemaMaker) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	var required []string
	for i := range t.NumField() {
		name, rest, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		properties[name] = m.of(t.Field(i).Type)
		optional := rest != "" || t.Field(i).Type == reflect.TypeFor[Accrual]() || name == "roll" || name == "calculation"
		if !optional {
			required = append(required, name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
