package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"sort"
	"strings"
)

// check walks the document beside the type and records every field that the type lacks and every
// value that it cannot hold. It gives the document with those values made null, each in its place and
// on its line, so that the rest can be decoded. A document that is not JSON is left to the decoder,
// which says where.
func check(list *List, data []byte, t reflect.Type) []byte {
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(data)).Decode(&first) != nil {
		return data
	}
	w := &walker{list: list, data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	w.dec.UseNumber()
	w.value("", t)
	return w.clean()
}

type walker struct {
	list *List
	data []byte
	dec  *json.Decoder
	bad  []span // values that the type cannot hold, in order
}

type span struct{ from, to int64 }

// clean is the document with the bad values made null.
func (w *walker) clean() []byte {
	if len(w.bad) == 0 {
		return w.data
	}
	var b bytes.Buffer
	at := int64(0)
	for _, s := range w.bad {
		b.Write(w.data[at:s.from])
		b.WriteString("null")
		b.Write(bytes.Repeat([]byte("\n"), bytes.Count(w.data[s.from:s.to], []byte("\n"))))
		at = s.to
	}
	b.Write(w.data[at:])
	return b.Bytes()
}

// value walks one value of type t; nil stands for a type that is not known.
func (w *walker) value(path string, t reflect.Type) {
	from := w.dec.InputOffset()
	for from < int64(len(w.data)) && bytes.IndexByte([]byte(" \t\r\n:,"), w.data[from]) >= 0 {
		from++
	}
	inside := len(w.bad)
	if w.fits(path, t, from) {
		return
	}
	w.bad = append(w.bad[:inside], span{from, w.dec.InputOffset()}) // it covers what was bad inside it
}

// fits walks one value and reports whether the type can hold it as a whole.
func (w *walker) fits(path string, t reflect.Type, from int64) bool {
	token, err := w.dec.Token()
	if err != nil {
		return true
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		return w.leaf(path, token, t)
	}
	if t != nil && structural(t) == nil {
		return w.own(path, t, from)
	}
	t = structural(t)
	if delim == '{' {
		fits := t == nil || t.Kind() == reflect.Struct || t.Kind() == reflect.Map || t.Kind() == reflect.Interface
		if !fits {
			w.list.Add(path, Invalid, "an object", "a value of type "+typeName(t))
			t = nil
		}
		w.object(path, t)
		return fits
	}
	fits := t == nil || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Interface
	if !fits {
		w.list.Add(path, Invalid, "a list", "a value of type "+typeName(t))
		t = nil
	}
	var elem reflect.Type
	if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
		elem = t.Elem()
	}
	for i := 0; w.dec.More(); i++ {
		w.value(Index(path, i), elem)
	}
	_, _ = w.dec.Token() // the closing bracket, present because the document is valid
	return fits
}

// own tries a list or an object on a type that reads its own JSON, for the same reason as leaf. The
// opening bracket has been read.
func (w *walker) own(path string, t reflect.Type, from int64) bool {
	for depth := 1; depth > 0; {
		token, err := w.dec.Token()
		if err != nil {
			return true
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	raw := w.data[from:w.dec.InputOffset()]
	return w.try(path, raw, excerpt(raw, 40), t)
}

// leaf tries a single value on its type, so that every wrong date, amount and name in a document is
// reported with its path, and not only the first that the decoder meets.
func (w *walker) leaf(path string, token json.Token, t reflect.Type) bool {
	if t == nil || token == nil {
		return true
	}
	raw, err := json.Marshal(token)
	if err != nil {
		return true
	}
	return w.try(path, raw, token, t)
}

func (w *walker) try(path string, raw []byte, seen any, t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	err := json.Unmarshal(raw, reflect.New(t).Interface())
	if err == nil {
		return true
	}
	want := readable(err)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		want = "a value of type " + typeName(t)
	}
	w.list.Add(path, Invalid, seen, want)
	return false
}

func (w *walker) object(path string, t reflect.Type) {
	fields := fieldTypes(t)
	seen := map[string]bool{}
	for w.dec.More() {
		token, err := w.dec.Token()
		if err != nil {
			return
		}
		name, _ := token.(string)
		at := Join(path, name)
		if seen[name] {
			w.list.Add(at, Duplicate, name, "each field once")
		}
		seen[name] = true
		var child reflect.Type
		switch {
		case t != nil && t.Kind() == reflect.Map:
			child = t.Elem()
		case fields != nil:
			var ok bool
			if child, ok = fields[name]; !ok {
				w.list.Add(at, Field, name, "one of "+knownFields(fields))
			}
		}
		w.value(at, child)
	}
	_, _ = w.dec.Token() // the closing brace, present because the document is valid
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// structural follows pointers, and gives nil for types that read their own JSON: what is inside
// those is theirs to judge.
func structural(t reflect.Type) reflect.Type {
	for t != nil {
		if t.Implements(unmarshaler) || reflect.PointerTo(t).Implements(unmarshaler) {
			return nil
		}
		if t.Kind() != reflect.Pointer {
			return t
		}
		t = t.Elem()
	}
	return nil
}

func fieldTypes(t reflect.Type) map[string]reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case f.Anonymous && name == "":
			for k, v := range fieldTypes(structural(f.Type)) {
				fields[k] = v
			}
		case name == "":
			fields[f.Name] = f.Type
		default:
			fields[name] = f.Type
		}
	}
	return fields
}

func knownFields(fields map[string]reflect.Type) string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}
