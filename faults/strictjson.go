package faults

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// MaxDocument is the largest JSON document that DecodeJSON reads, in bytes.
const MaxDocument = 64 << 20

// DecodeJSON reads one JSON document into v and refuses what it does not understand: fields that v
// does not have (each with its path), a field given twice, text after the document, values of the
// wrong type, and documents over MaxDocument bytes. All of them are reported at once, and v still
// holds everything else that could be read, so that what it says can be checked too (see Merge).
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
	clean := check(&list, data, reflect.TypeOf(v))
	dec := json.NewDecoder(bytes.NewReader(clean))
	if err := dec.Decode(v); err != nil {
		if list.Len() == 0 {
			list.addDecodeError(data, err)
		}
		return list.Err()
	}
	rest := bytes.TrimLeft(clean[dec.InputOffset():], " \t\r\n")
	if len(rest) > 0 {
		offset := int64(len(clean) - len(rest) + 1)
		line, column := position(clean, offset)
		list.Add(fmt.Sprintf("line %d column %d", line, column), Invalid, excerpt(clean, offset), "nothing after the document")
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
