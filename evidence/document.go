package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrFormat is the class, for errors.Is, of every *FormatError.
var ErrFormat = errors.New("evidence: not a manifest")

// FormatError says where a text departs from the form of a manifest.
type FormatError struct {
	Line   int // from 1; 0 when it is no single line
	Reason string
}

// Error gives the line and the reason.
func (e *FormatError) Error() string {
	if e.Line == 0 {
		return "evidence: not a manifest: " + e.Reason
	}
	return fmt.Sprintf("evidence: not a manifest: line %d: %s", e.Line, e.Reason)
}

// Unwrap returns ErrFormat.
func (e *FormatError) Unwrap() error { return ErrFormat }

// maxDocument is longer than any manifest of MaxEntries entries can be, in bytes.
const maxDocument = 16 << 20

// Encode writes the manifest as JSON. What it writes is fixed to the byte by the manifest: the header
// a field to a line, each entry on a line of its own. A text that has no place in a manifest (see
// Part) is a *FormatError; whether the chain holds is not asked here.
func Encode(w io.Writer, m Manifest) error {
	text, err := m.encode()
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func (m Manifest) encode() ([]byte, error) {
	if err := m.checkHeader(); err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "{\n  \"schema\": %s,\n  \"count\": %d,\n  \"head\": \"%s\",\n  \"entries\": [\n", quoted(m.Schema), m.Count, m.Head)
	for i, e := range m.Entries {
		for _, text := range []string{string(e.Role), e.Name, e.Text} {
			if reason := faultOfText(text); reason != "" {
				return nil, &FormatError{Reason: fmt.Sprintf("a text of entries[%d] %s", i, reason)}
			}
		}
		b = fmt.Appendf(b, "    {\"n\": %d, \"role\": %s, \"name\": %s, \"bytes\": %d, \"sha256\": \"%s\"", e.N, quoted(string(e.Role)), quoted(e.Name), e.Bytes, e.SHA256)
		if e.Text != "" {
			b = fmt.Appendf(b, ", \"text\": %s", quoted(e.Text))
		}
		b = fmt.Appendf(b, ", \"chain\": \"%s\"}", e.Chain)
		if i < len(m.Entries)-1 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	return append(b, "  ]\n}\n"...), nil
}

// quoted writes a text that faultOfText admits as a JSON string. It escapes as little as JSON allows,
// so that no choice is left to a library.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// Read reads a manifest. It takes nothing but what Encode writes, to the byte: a field that the format
// lacks, a repeated one, another order, another way to write the same text, anything after the end
// are a *FormatError, for in a record that proves something no byte may be free. Whether the chain
// holds and the names are plain is for Verify to say.
func Read(r io.Reader) (Manifest, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return Manifest{}, fmt.Errorf("evidence: %w", err)
	}
	if len(text) > maxDocument {
		return Manifest{}, &FormatError{Reason: fmt.Sprintf("longer than %d bytes", maxDocument)}
	}
	var m Manifest
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return Manifest{}, formatError(text, err)
	}
	written, err := m.encode()
	if err != nil {
		return Manifest{}, err
	}
	if !bytes.Equal(written, text) {
		return Manifest{}, firstDifference(text, written)
	}
	return m, nil
}

// checkHeader refuses what no version of this package can have written.
func (m Manifest) checkHeader() error {
	if m.Schema != Schema {
		return &FormatError{Reason: "the schema is " + strconv.Quote(shorten(m.Schema)) + "; expected " + Schema}
	}
	switch n := len(m.Entries); {
	case n > MaxEntries:
		return &FormatError{Reason: fmt.Sprintf("%d entries are more than %d", n, MaxEntries)}
	case n == 0 && m.Count <= 0:
		return &FormatError{Reason: "it lists nothing"}
	}
	return nil
}

// formatError puts a line to an error of the decoder.
func formatError(text []byte, err error) error {
	e := &FormatError{Reason: shorten(err.Error())}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		e.Line = lineOf(text, syntax.Offset)
	case errors.As(err, &kind):
		e.Line = lineOf(text, kind.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = "it ends too early"
	}
	return e
}

func lineOf(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

func firstDifference(text, written []byte) error {
	if bytes.HasPrefix(text, written) {
		return &FormatError{Line: lineOf(text, int64(len(written))), Reason: "text after the end"}
	}
	if bytes.HasPrefix(written, text) {
		return &FormatError{Line: lineOf(text, int64(len(text))), Reason: "it ends too early"}
	}
	seen, want := strings.Split(string(text), "\n"), strings.Split(string(written), "\n")
	i := 0
	for i < min(len(seen), len(want))-1 && seen[i] == want[i] {
		i++
	}
	return &FormatError{Line: i + 1, Reason: "not as a manifest is written; expected " + strconv.Quote(shorten(want[i]))}
}
