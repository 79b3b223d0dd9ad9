package tranche_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/tranche"
)

var update = flag.Bool("update", false, "write the schema anew")

func TestTheSchemaThatShipsIsThatOfTheTypes(t *testing.T) {
	text, err := tranche.MakeSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("deal.schema.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != tranche.DealSchema {
		t.Error("the document has changed; if that is meant, go test ./tranche -run Schema -update")
	}
}

// validate checks a document against a schema: just the words of JSON Schema that ours uses.
func validate(root, schema map[string]any, path string, v any) []string {
	if ref, ok := schema["$ref"].(string); ok {
		return validate(root, root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), path, v)
	}
	var list []string
	fault := func(format string, args ...any) { list = append(list, path+": "+fmt.Sprintf(format, args...)) }
	kind := map[bool]string{}
	switch x := v.(type) {
	case map[string]any:
		kind[true] = "object"
		properties, _ := schema["properties"].(map[string]any)
		for _, name := range asList(schema["required"]) {
			if _, ok := x[name.(string)]; !ok {
				fault("no %s", name)
			}
		}
		for name, inner := range x {
			if p, ok := properties[name].(map[string]any); ok {
				list = append(list, validate(root, p, path+"."+name, inner)...)
			} else if more, ok := schema["additionalProperties"].(map[string]any); ok {
				list = append(list, validate(root, more, path+"."+name, inner)...)
			} else {
				fault("unknown %s", name)
			}
		}
	case []any:
		kind[true] = "array"
		for i, inner := range x {
			list = append(list, validate(root, schema["items"].(map[string]any), fmt.Sprintf("%s[%d]", path, i), inner)...)
		}
	case string:
		kind[true] = "string"
		if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(x) {
			fault("%q", x)
		}
	case float64:
		kind[true] = "number"
		if x == float64(int64(x)) && slices.Contains(asList(schema["type"]), any("integer")) {
			kind[true] = "integer"
		}
	case bool:
		kind[true] = "boolean"
	}
	if c, ok := schema["const"]; ok && c != v {
		fault("%v is not %v", v, c)
	}
	if words, ok := schema["enum"]; ok && !slices.Contains(asList(words), v) {
		fault("%v is none of %v", v, words)
	}
	if types, ok := schema["type"]; ok && !slices.Contains(asList(types), any(kind[true])) {
		fault("%v is a %s, not %v", v, kind[true], types)
	}
	return list
}

func asList(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

func TestEveryDocumentThatShipsMeetsTheSchema(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal([]byte(tranche.DealSchema), &schema); err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob("../testdata/*.deal.json")
	for _, path := range append(paths, "testdata/small.deal.json") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var doc any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		for _, f := range validate(schema, schema, filepath.Base(path), doc) {
			t.Error(f)
		}
		// The document that a deal gives back is the one that it was resolved from.
		deal, err := tranche.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if again := resolved(t, deal.Spec()); again.Fingerprint() != deal.Fingerprint() {
			t.Errorf("%s: another fingerprint the second time", path)
		}
	}
	var bad any
	if err := json.Unmarshal([]byte(`{"schema":"ipabs.deal/9","tranches":[{"name":"A","class":"first","notional":true,"speed":1}]}`), &bad); err != nil {
		t.Fatal(err)
	}
	if got := validate(schema, schema, "bad", bad); len(got) < 8 {
		t.Errorf("a bad document has only the faults %q", got)
	}
}
