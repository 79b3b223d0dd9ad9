package faults

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"
)

// MaxDocument is the largest JSON document that DecodeJSON reads, in bytes.
const MaxDocument = 64 << 20

// DecodeJSON reads one JSON document into v and refuses what it does not understand: fields that v
// does not have (each with its path), a field given twice, text after the document, values of the
// wrong type, and documents over MaxDocument bytes. All unknown and repeated fields are reported
// at once.
func DecodeJSON(r io.Reader, v any) error {
	data, err := io.ReadAll(io.LimitReader(r, MaxDocument+1))
	if err != nil {
		return err
	}
	var list List
	if len(data) > MaxDocument {
		list.Add("", OutOfRange, fmt.Sprintf("more than %d bytes", MaxDocument), "a smaller document")
		return list.Err()
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	checkFields(&list, data, reflect.TypeOf(v))
	if err := list.Err(); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(v); err != nil {
		list.addDecodeError(data, err)
		return list.Err()
	}
	rest := bytes.TrimLeft(data[dec.InputOffset():], " \t\r\n")
	if len(rest) > 0 {
		offset := int64(len(data) - len(rest) + 1)
		line, column := position(data, offset)
		list.Add(fmt.Sprintf("line %d column %d", line, column), Invalid, excerpt(data, offset), "nothing after the document")
	}
	return list.Err()
}

func (l *List) addDecodeError(data []byte, err error) {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line, column := position(data, syntax.Offset)
		l.Add(fmt.Sprintf("line %d column %d", line, column), Invalid, excerpt(data, syntax.Offset), "JSON: "+syntax.Error())
	case errors.As(err, &kind):
		l.Add(kind.Field, Invalid, kind.Value, "a value of type "+typeName(kind.Type))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		l.Add("", Invalid, "end of file", "a whole JSON document")
	default:
		l.Add("", Invalid, nil, err.Error())
	}
}

func position(data []byte, offset int64) (line, column int) {
	before := data[:min(offset, int64(len(data)))]
	line = 1 + bytes.Count(before, []byte("\n"))
	column = len(before) - bytes.LastIndexByte(before, '\n') - 1
	return line, max(column, 1)
}

func excerpt(data []byte, offset int64) string {
	end := min(offset, int64(len(data)))
	start := max(end-20, 0)
	return strings.ToValidUTF8(string(data[start:end]), "")
}

func typeName(t reflect.Type) string {
	if t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "text" // a name or a code, whatever it is kept in
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Pointer:
		return typeName(t.Elem())
	}
	return "number"
}

// checkFields walks the document beside the type and records every field that the type lacks.
// A document that is not JSON is left to the decoder, which says where.
func checkFields(list *List, data []byte, t reflect.Type) {
	var first json.RawMessage
	if json.NewDecoder(bytes.NewReader(data)).Decode(&first) != nil {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	walk(list, dec, data, "", t)
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func walk(list *List, dec *json.Decoder, data []byte, path string, t reflect.Type) {
	token, err := dec.Token()
	if err != nil {
		return
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		checkLeaf(list, path, token, t)
		return
	}
	if t != nil && structural(t) == nil {
		checkOwn(list, dec, data, path, t)
		return
	}
	t = structural(t)
	switch delim {
	case '{':
		if t != nil && t.Kind() != reflect.Struct && t.Kind() != reflect.Map && t.Kind() != reflect.Interface {
			list.Add(path, Invalid, "an object", "a value of type "+typeName(t))
			t = nil
		}
		walkObject(list, dec, data, path, t)
	case '[':
		if t != nil && t.Kind() != reflect.Slice && t.Kind() != reflect.Array && t.Kind() != reflect.Interface {
			list.Add(path, Invalid, "a list", "a value of type "+typeName(t))
			t = nil
		}
		var elem reflect.Type
		if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
			elem = t.Elem()
		}
		for i := 0; dec.More(); i++ {
			walk(list, dec, data, Index(path, i), elem)
		}
		_, _ = dec.Token() // the closing bracket, present because the document is valid
	}
}

// checkOwn tries a list or an object on a type that reads its own JSON, for the same reason as
// checkLeaf. The opening bracket has been read.
func checkOwn(list *List, dec *json.Decoder, data []byte, path string, t reflect.Type) {
	start := dec.InputOffset() - 1
	for depth := 1; depth > 0; {
		token, err := dec.Token()
		if err != nil {
			return
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	raw := data[start:dec.InputOffset()]
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if err := json.Unmarshal(raw, reflect.New(t).Interface()); err != nil {
		list.Add(path, Invalid, excerpt(raw, 40), err.Error())
	}
}

// checkLeaf tries a single value on its type, so that every wrong date, amount and name in a
// document is reported with its path, and not only the first that the decoder meets.
func checkLeaf(list *List, path string, token json.Token, t reflect.Type) {
	if t == nil || token == nil {
		return
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	raw, err := json.Marshal(token)
	if err != nil {
		return
	}
	if err := json.Unmarshal(raw, reflect.New(t).Interface()); err != nil {
		want := err.Error()
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			want = "a value of type " + typeName(t)
		}
		list.Add(path, Invalid, token, want)
	}
}

func walkObject(list *List, dec *json.Decoder, data []byte, path string, t reflect.Type) {
	fields := fieldTypes(t)
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return
		}
		name, _ := token.(string)
		at := Join(path, name)
		if seen[name] {
			list.Add(at, Duplicate, name, "each field once")
		}
		seen[name] = true
		var child reflect.Type
		switch {
		case t != nil && t.Kind() == reflect.Map:
			child = t.Elem()
		case fields != nil:
			var ok bool
			if child, ok = fields[name]; !ok {
				list.Add(at, Field, name, "one of "+knownFields(fields))
			}
		}
		walk(list, dec, data, at, child)
	}
	_, _ = dec.Token() // the closing brace, present because the document is valid
}

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
