package tape_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// refusedRows makes a tape of which the pool itself refuses some rows, so that the others are read once more: rows
// that ended before the cut-off date, and a right that cannot be, behind two contracts.
func refusedRows(n int) string {
	var text strings.Builder
	text.WriteString("合同编号,承租人,行业,未偿本金余额,起租日,到期日,还款方式,还款频率,专利号,申请日,权利到期日\n")
	for i := range n {
		maturity, patent, filed, expires := "2036-03-01", "", "", ""
		if i%9 == 4 {
			maturity = "2020-03-01"
		}
		switch {
		case i%50 == 1:
			patent, filed, expires = "ZL201810000001.1", "2018-01-01", "2017-01-01" // ends before it begins
		case i%3 == 0:
			patent = fmt.Sprintf("ZL2018%08d.1", i%40)
		}
		fmt.Fprintf(&text, "A%d,甲%d公司,%s,%d.25,2019-01-01,%s,等额本息,季,%s,%s,%s\n", i, i%70, []string{"制造业", "电子", "无"}[i/7%3], 100+i, maturity, patent, filed, expires)
	}
	return text.String()
}

func resultText(t testing.TB, r *tape.Result) string {
	t.Helper()
	out, err := json.Marshal(struct{ Result, Spec any }{r, r.Spec})
	must(t, err)
	return string(out) + string(r.Pool.Fingerprint())
}

// stream is a reader that cannot go back.
type stream struct{ io.Reader }

// Rows that were let go of are read again from the file, or from its bytes where it can be read only once: the
// result is the same, and the same as that of a tape that never had the rows that are refused.
func TestRowsThatWereLetGoOfAreReadAgain(t *testing.T) {
	const n = 1200
	text := refusedRows(n)
	path := filepath.Join(t.TempDir(), "a.csv")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	o := tape.Options{AsOf: asOf}
	fromFile, err := tape.ReadFile(context.Background(), path, o)
	must(t, err)
	once, err := tape.Read(context.Background(), "a.csv", stream{strings.NewReader(text)}, o)
	must(t, err)
	again := read(t, "a.csv", []byte(text), o)
	if again.Accepted == 0 || again.Rejected < n/9 {
		t.Fatalf("%d accepted, %d rejected", again.Accepted, again.Rejected)
	}
	if want := resultText(t, again); resultText(t, fromFile) != want || resultText(t, once) != want {
		t.Error("the result depends on the reader")
	}
	rejected := map[int]bool{}
	for f := range again.Findings.With(tape.Error) {
		rejected[f.Row] = true
	}
	var sound strings.Builder
	for i, line := range strings.SplitAfter(text, "\n") {
		if !rejected[i+1] {
			sound.WriteString(line)
		}
	}
	clean := read(t, "a.csv", []byte(sound.String()), o)
	if clean.Rejected != 0 || clean.Accepted != again.Accepted {
		t.Fatalf("%d of %d rejected", clean.Rejected, clean.RowsRead)
	}
	for i := range clean.Spec.Contracts {
		clean.Spec.Contracts[i].Source = again.Spec.Contracts[i].Source // rows have moved up
	}
	p, err := clean.Spec.Resolve()
	must(t, err)
	if p.Fingerprint() != again.Pool.Fingerprint() {
		t.Error("refused rows have left something in the pool")
	}
}

// changing gives other bytes when it is read a second time.
type changing struct {
	*bytes.Reader
	next []byte
}

func (c *changing) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		c.Reader = bytes.NewReader(c.next)
	}
	return c.Reader.Seek(offset, whence)
}

// A file that somebody writes to while it is read is refused, not read by halves.
func TestAFileThatChangesMeanwhile(t *testing.T) {
	text := refusedRows(400)
	_, err := tape.Read(context.Background(), "a.csv", &changing{bytes.NewReader([]byte(text)), []byte(strings.Replace(text, "A1,", "B1,", 1))}, tape.Options{AsOf: asOf})
	var file *tape.FileError
	if !errors.As(err, &file) || file.Code != "file.unread" || !strings.Contains(err.Error(), "changed") {
		t.Error(err)
	}
}

// The specification of a large tape is left out, with a finding, unless the limit is raised.
func TestSpecificationOfALargeTape(t *testing.T) {
	data := loadFile(t, "csv", 300)
	whole := read(t, "a.csv", data, tape.Options{AsOf: asOf, Limits: tape.Limits{SpecContracts: 300}})
	bare := read(t, "a.csv", data, tape.Options{AsOf: asOf, Limits: tape.Limits{SpecContracts: 299}})
	if len(whole.Spec.Contracts) != 300 || len(bare.Spec.Contracts)+len(bare.Spec.Parties) != 0 || bare.Pool.Fingerprint() != whole.Pool.Fingerprint() {
		t.Errorf("%d and %d contracts", len(whole.Spec.Contracts), len(bare.Spec.Contracts))
	}
	if len(bare.Findings) != len(whole.Findings)+1 || !strings.Contains(lines(bare), "spec.left_out") {
		t.Errorf("findings:\n%s", lines(bare))
	}
	p, err := whole.Spec.Resolve()
	must(t, err)
	if p.Fingerprint() != whole.Pool.Fingerprint() {
		t.Error("the specification makes another pool")
	}
}
