package evidence_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/evidence"
)

func TestAManifestReadsBack(t *testing.T) {
	_, m := run(t)
	text := encode(t, m)
	for _, r := range []io.Reader{bytes.NewReader(text), iotest.OneByteReader(bytes.NewReader(text))} {
		got, err := evidence.Read(r)
		if diff := cmp.Diff(m, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

func TestTheLongestManifestReadsBack(t *testing.T) {
	parts := make([]evidence.Part, evidence.MaxEntries)
	for i := range parts {
		// 1000 bytes, each of which JSON escapes.
		parts[i] = evidence.Statement(evidence.Engine, strings.Repeat(`"`, i+1), strings.Repeat(`\`, 1000))
	}
	m := build(t, parts...)
	got, err := evidence.Read(bytes.NewReader(encode(t, m)))
	if err != nil || got.Head != m.Head || verify(t, got, nil) != nil {
		t.Errorf("%v", err)
	}
}

// TestReadTakesNothingButWhatEncodeWrites spoils the form and not what it says.
func TestReadTakesNothingButWhatEncodeWrites(t *testing.T) {
	_, m := run(t)
	text := string(encode(t, m))
	replace := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %s in\n%s", old, text)
		}
		return strings.Replace(text, old, new, 1)
	}
	for _, tt := range []struct{ situation, text, want string }{
		{"nothing", "", "it ends too early"},
		{"cut off", text[:len(text)/2], "it ends too early"},
		{"no JSON", replace(`"count":`, `"count"=`), "line 3: invalid character '=' after object key"},
		{"a field that the format lacks", replace(`"count": 6,`, `"count": 6, "signed": true,`), `json: unknown field "signed"`},
		{"a field of an entry that the format lacks", replace(`"n": 1,`, `"n": 1, "note": "x",`), `json: unknown field "note"`},
		{"a field twice", replace(`"count": 6,`, `"count": 6, "count": 6,`), `line 3: not as a manifest is written; expected "  \"count\": 6,"`},
		{"a field in another case", replace(`"role"`, `"Role"`), "line 6: not as a manifest is written"},
		{"fields in another order", replace(`"n": 1, "role": "tape"`, `"role": "tape", "n": 1`), "line 6: not as a manifest is written"},
		{"a field left out", replace(`"bytes": 0, `, ""), "line 11: not as a manifest is written"},
		{"an empty text", replace(`, "chain"`, `, "text": "", "chain"`), "line 6: not as a manifest is written"},
		{"null for a hash", replace(m.Entries[0].SHA256.String()+`"`, `"`), "evidence: not a SHA-256"},
		{"a hash in upper case", replace(m.Head.String(), strings.ToUpper(m.Head.String())), "evidence: not a SHA-256"},
		{"a number as text", replace(`"n": 1`, `"n": "1"`), "line 6: json: cannot unmarshal string"},
		{"a number written otherwise", replace(`"bytes": 8`, `"bytes": 8.0`), "line 6: json: cannot unmarshal number"},
		{"a number that is too large", replace(`"bytes": 8`, `"bytes": 9223372036854775808`), "line 6: json: cannot unmarshal number"},
		{"a minus zero", replace(`"bytes": 0`, `"bytes": -0`), "line 11: not as a manifest is written"},
		{"a text written otherwise", replace("资", `\u8d44`), "line 6: not as a manifest is written"},
		{"a slash escaped", replace("inputs/", `inputs\/`), "line 6: not as a manifest is written"},
		{"a text that is not UTF-8", replace("资", "\xff"), "a text of entries[0] has a replacement character"},
		{"a control character", replace("资", `\n`), "a text of entries[0] has a control character"},
		{"another blank", replace(`"count": 6`, `"count":  6`), "line 3: not as a manifest is written"},
		{"line ends of Windows", strings.ReplaceAll(text, "\n", "\r\n"), "line 1: not as a manifest is written"},
		{"a byte order mark", "\ufeff" + text, "line 1: invalid character"},
		{"a blank line after it", text + "\n", "text after the end"},
		{"another document after it", text + text, "text after the end"},
		{"no line end", strings.TrimSuffix(text, "\n"), "line 13: it ends too early"},
		{"another version", replace("ipabs.manifest/1", "ipabs.manifest/2"), `the schema is "ipabs.manifest/2"; expected ipabs.manifest/1`},
		{"no version", "{}", `the schema is ""`},
		{"nothing listed", "{\n  \"schema\": \"ipabs.manifest/1\",\n  \"count\": 0,\n  \"head\": \"" + m.Head.String() + "\",\n  \"entries\": [\n  ]\n}\n", "it lists nothing"},
		{"a list", "[]", "line 1: json: cannot unmarshal array"},
		{"endless blanks", strings.Repeat(" ", 17<<20), "longer than 16777216 bytes"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := evidence.Read(strings.NewReader(tt.text))
			var format *evidence.FormatError
			if !errors.As(err, &format) || !errors.Is(err, evidence.ErrFormat) {
				t.Fatalf("an error of type %T: %v", err, err)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 300 {
				t.Errorf("%v; want %s", err, tt.want)
			}
			if diff := cmp.Diff(evidence.Manifest{}, got); diff != "" {
				t.Errorf("a manifest beside the error:\n%s", diff)
			}
		})
	}
}

func TestReadReportsTheReadersError(t *testing.T) {
	if _, err := evidence.Read(failing(`{"schema"`)); !errors.Is(err, errDisk) || errors.Is(err, evidence.ErrFormat) {
		t.Errorf("%v", err)
	}
}

func TestEncodeRefusesWhatReadWould(t *testing.T) {
	_, m := run(t)
	for _, tt := range []struct {
		situation string
		spoil     func(m *evidence.Manifest)
	}{
		{"another schema", func(m *evidence.Manifest) { m.Schema = "x\"" }},
		{"a name with a line feed", func(m *evidence.Manifest) { m.Entries[0].Name = "a\nb" }},
		{"a role that is not UTF-8", func(m *evidence.Manifest) { m.Entries[0].Role = "\xff" }},
		{"a text with a zero byte", func(m *evidence.Manifest) { m.Entries[2].Text = "\x00" }},
		{"no entries", func(m *evidence.Manifest) { m.Entries, m.Count = nil, 0 }},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			m := clone(m)
			tt.spoil(&m)
			var b bytes.Buffer
			if err := evidence.Encode(&b, m); !errors.Is(err, evidence.ErrFormat) || b.Len() != 0 {
				t.Errorf("%v after %d bytes", err, b.Len())
			}
		})
	}
}

// TestEveryBitOfAManifestCounts turns every bit of a manifest over, one at a time. Each is either no
// manifest any more, or named.
func TestEveryBitOfAManifestCounts(t *testing.T) {
	files, m := run(t)
	text := encode(t, m)
	refused := 0
	for i := range text {
		line := 1 + bytes.Count(text[:i], []byte("\n"))
		for bit := range 8 {
			text[i] ^= 1 << bit
			got, err := evidence.Read(bytes.NewReader(text))
			if err != nil {
				if !errors.Is(err, evidence.ErrFormat) {
					t.Fatalf("byte %d bit %d: %v", i, bit, err)
				}
				refused++
				text[i] ^= 1 << bit
				continue
			}
			changes, err := evidence.Verify(t.Context(), got, files.open)
			// The entries stand on lines 6 to 11; on the lines before stands what is not of one entry.
			if n := line - 5; err != nil || len(changes) == 0 || changes[0].N != max(n, 0) {
				t.Fatalf("byte %d of line %d, bit %d: %v, %v", i, line, bit, short(t, changes), err)
			}
			text[i] ^= 1 << bit
		}
	}
	if refused == 0 || refused == 8*len(text) {
		t.Errorf("%d of %d are no manifest", refused, 8*len(text))
	}
}

// FuzzRead holds that Read takes a text or refuses it, that what it takes is what Encode writes, and
// that verifying it does not fail.
func FuzzRead(f *testing.F) {
	_, m := run(f)
	text := encode(f, m)
	f.Add(text)
	f.Add(text[:100])
	f.Add([]byte("{}"))
	f.Add([]byte(strings.Replace(string(text), `"n": 2`, `"n": 3`, 1)))
	f.Add([]byte(strings.Replace(string(text), `"count": 6`, `"count": -6`, 1)))
	f.Add([]byte(strings.Replace(string(text), "inputs/", "../", 1)))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := evidence.Read(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, evidence.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		if again := encode(t, m); !bytes.Equal(again, text) {
			t.Fatalf("read\n%s\nwritten\n%s", text, again)
		}
		changes, err := evidence.Verify(t.Context(), m, func(name string) (io.ReadCloser, error) {
			if !fs.ValidPath(name) {
				t.Fatalf("%q is opened", name)
			}
			return nil, fs.ErrNotExist
		})
		if err != nil {
			t.Fatal(err)
		}
		short(t, changes)
	})
}
