package tape

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// records reads all records of a text with a separator.
func records(t testing.TB, body string, separator rune) [][]string {
	t.Helper()
	limits := Limits{}.withDefaults()
	c := csvReader{rest: body, separator: separator}
	var list [][]string
	for {
		r, ok, err := c.next(limits)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return list
		}
		list = append(list, texts(r))
	}
}

// texts gives the cells of a row.
func texts(r row) []string {
	var list []string
	for _, c := range r.cells() {
		list = append(list, c)
	}
	return list
}

func TestCSVRecords(t *testing.T) {
	for _, tt := range []struct {
		situation, in string
		separator     rune
		want          string // fields joined by |, records by ¶
	}{
		{"plain", "a,b\nc,d\n", ',', "a|b¶c|d"},
		{"no line break at the end", "a,b", ',', "a|b"},
		{"Windows line breaks", "a,b\r\nc,d\r\n", ',', "a|b¶c|d"},
		{"old Mac line breaks", "a,b\rc,d", ',', "a|b¶c|d"},
		{"quoted separator", `"a,b",c`, ',', "a,b|c"},
		{"quoted line break", "\"a\nb\",c\nd,e", ',', "a\nb|c¶d|e"},
		{"doubled quote", `"a""b",c`, ',', `a"b|c`},
		{"a quote inside an unquoted field", `12" pipe,c`, ',', `12" pipe|c`},
		{"text behind a closing quote", `"a"b,c`, ',', "ab|c"},
		{"empty fields", ",,\n", ',', "||"},
		{"blank lines are rows", "a\n\nb", ',', "a¶¶b"},
		{"a number kept as text", `="00123",5`, ',', "00123|5"},
		{"full-width comma", "甲，乙\n丙，丁", '，', "甲|乙¶丙|丁"},
		{"tab", "a\tb", '\t', "a|b"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			var rows []string
			for _, r := range records(t, tt.in, tt.separator) {
				rows = append(rows, strings.Join(r, "|"))
			}
			if got := strings.Join(rows, "¶"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestCSVFaultsSayWhere(t *testing.T) {
	limits := Limits{Columns: 3, CellBytes: 5, Rows: 2}.withDefaults()
	for _, tt := range []struct {
		situation, in, code string
		row                 int
	}{
		{"a quote that is never closed", "a,b\nc,\"d\ne,f\n", "csv.open_quote", 2},
		{"a long cell", "a\nabcdef", "limit.cell", 2},
		{"too many columns", "a,b,c,d", "limit.columns", 1},
		{"too many rows", "a\n\nb\nc", "limit.rows", 4},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			_, _, err := readText(context.Background(), tt.in, limits)
			if err == nil || err.code != tt.code || err.row != tt.row {
				t.Errorf("%+v, want %s in row %d", err, tt.code, tt.row)
			}
		})
	}
	if _, _, err := readText(context.Background(), "a,b,c,,,,\n", limits); err != nil {
		t.Errorf("blank columns count: %v", err)
	}
}

// What the standard writer writes, this reader reads, and so does the standard reader.
func TestCSVReadsWhatTheStandardWriterWrites(t *testing.T) {
	field := rapid.StringOf(rapid.RuneFrom([]rune("ab0 \",;，\n甲=")))
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.SliceOfN(field, 2, 5), 1, 5).Draw(t, "records")
		separator := rapid.SampledFrom(separators).Draw(t, "separator")
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		w.Comma = separator
		if err := w.WriteAll(want); err != nil {
			t.Fatal(err)
		}
		c := csvReader{rest: out.String(), separator: separator}
		for _, record := range want {
			got, ok, err := c.next(Limits{}.withDefaults())
			if err != nil || !ok || !slices.Equal(texts(got), record) {
				t.Fatalf("%q gives %q (%t, %v), want %q", out.String(), texts(got), ok, err, record)
			}
		}
		if c.rest != "" {
			t.Fatalf("%q is left", c.rest)
		}
	})
}

func TestFindSeparator(t *testing.T) {
	for _, tt := range []struct {
		situation, in string
		want          rune
	}{
		{"commas", "合同编号,余额\nA,1\nB,2", ','},
		{"tabs, with commas in amounts", "合同编号\t余额\nA\t1,234.50\nB\t2,234.50", '\t'},
		{"semicolons, with commas in amounts", "合同编号;余额;到期日\nA;1,5;x\nB;2,5;y", ';'},
		{"full-width commas", "合同编号，余额\nA，1\nB，2", '，'},
		{"full-width semicolons", "合同编号；余额\nA；1\nB；2", '；'},
		{"a title line above", "资产清单\n合同编号,余额,到期日\nA,1,x\nB,2,y", ','},
		{"one column only", "合同编号\nA", ','},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := findSeparator(tt.in, Limits{}.withDefaults()); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	if _, separator, _ := readText(context.Background(), "sep=;\na;b,c,d,e\n", Limits{}.withDefaults()); separator != ';' {
		t.Errorf("the instruction sep=; is not followed: %q", separator)
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n\"c\nd\",e\n", "a;b", "\"", "sep=|\na|b", "甲，乙", "a\r\n\r\nb", `="0",1`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sheet, _, err := readText(context.Background(), s, Limits{Rows: 100, Columns: 20, CellBytes: 200}.withDefaults())
		if (sheet == nil) == (err == nil) {
			t.Fatalf("%q: sheet %v, error %v", s, sheet, err)
		}
		if err != nil {
			return
		}
		last := 0
		for _, r := range sheet.rows {
			if r.number <= last || r.width() > 20 || r.isBlank() {
				t.Fatalf("%q: row %d after %d with %d cells", s, r.number, last, r.width())
			}
			last = r.number
		}
	})
}

// A file that is decoded piece by piece reads as one that is there as a whole, wherever the pieces end.
func TestPiecesOfAFileReadAsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "甲", ",", "\r", "\n", "\r\n", `"`, `""`, `="`, " "}), 0, 60).Draw(t, "body"), "")
		limits := Limits{Rows: 20, Columns: 6, CellBytes: 12}.withDefaults()
		read := func(front string, more func(int) (string, error)) string {
			c := csvReader{rest: front, more: more, separator: ','}
			var out strings.Builder
			for {
				r, ok, fault := c.next(limits)
				if fault != nil {
					return fmt.Sprintf("%s%+v", out.String(), *fault)
				}
				if !ok {
					return out.String()
				}
				fmt.Fprintf(&out, "%d %q\n", r.number, texts(r))
			}
		}
		rest := body
		cut := func() string {
			n := rapid.IntRange(0, len(rest)).Draw(t, "cut")
			piece := rest[:n]
			rest = rest[n:]
			return piece
		}
		front := cut()
		got := read(front, func(int) (string, error) {
			for rest != "" {
				if piece := cut(); piece != "" {
					return piece, nil
				}
			}
			return "", nil
		})
		if want := read(body, nil); got != want {
			t.Fatalf("%q:\n%s\nwant\n%s", body, got, want)
		}
	})
}

// So do the pieces of every encoding.
func TestPiecesOfAnEncoding(t *testing.T) {
	text := strings.Repeat("合同编号,甲公司 𠮷,1\n", 20000)
	for name, enc := range map[string]encoding.Encoding{"gb18030": simplifiedchinese.GB18030, "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-8": encoding.Nop} {
		data, err := enc.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int{1, 1000, 65537} {
			if size == 1 {
				data = data[:len(data)/100/8*8]
			}
			want, err := decodeText(data, name)
			d, fault := newTextDecoder(data, name)
			if err != nil && name != "gb18030" && name != "utf-8" || fault != nil {
				t.Fatal(err, fault)
			}
			var got strings.Builder
			for {
				piece, fault := d.next(size)
				if fault != nil {
					if err == nil {
						t.Fatal(name, size, fault)
					}
					break
				}
				if piece == "" {
					if got.String() != want.text {
						t.Fatalf("%s in pieces of %d: %d bytes, want %d", name, size, got.Len(), len(want.text))
					}
					break
				}
				got.WriteString(piece)
			}
		}
	}
}
