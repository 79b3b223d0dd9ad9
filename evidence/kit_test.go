package evidence_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/evidence"
)

// fataler is what testing.T, testing.F and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// folder is files by name.
type folder map[string]string

func (f folder) open(name string) (io.ReadCloser, error) {
	text, ok := f[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

// file gives the part for a file of the folder.
func (f folder) part(t fataler, role evidence.Role, name string) evidence.Part {
	t.Helper()
	var h evidence.Hasher
	if _, err := io.WriteString(&h, f[name]); err != nil {
		t.Fatal(err)
	}
	return evidence.Part{Role: role, Name: name, Digest: h.Digest()}
}

// run is a folder with the files of a run, and the manifest of it: four files and two statements.
func run(t fataler) (folder, evidence.Manifest) {
	t.Helper()
	files := folder{
		"inputs/资产清单.xlsx": "the tape",
		"inputs/deal.json": "{\"schema\":\"ipabs.deal/1\"}",
		"results.json":     "the results",
		"report.xlsx":      "",
	}
	return files, build(t,
		files.part(t, evidence.Tape, "inputs/资产清单.xlsx"),
		files.part(t, evidence.Deal, "inputs/deal.json"),
		evidence.Statement(evidence.Fingerprint, "pool", strings.Repeat("0f", 32)),
		evidence.Statement(evidence.Engine, "tranche", `the "first" engine \1`),
		files.part(t, evidence.Results, "results.json"),
		files.part(t, evidence.Report, "report.xlsx"),
	)
}

func build(t fataler, parts ...evidence.Part) evidence.Manifest {
	t.Helper()
	m, err := evidence.Build(parts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t fataler, m evidence.Manifest) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := evidence.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// clone is a manifest that can be spoiled without spoiling m.
func clone(m evidence.Manifest) evidence.Manifest {
	m.Entries = slices.Clone(m.Entries)
	return m
}

// verify gives the changes as lines of kind and number, such as "content 5".
func verify(t *testing.T, m evidence.Manifest, files folder) []string {
	t.Helper()
	changes, err := evidence.Verify(t.Context(), m, files.open)
	if err != nil {
		t.Fatal(err)
	}
	return short(t, changes)
}

var errDisk = errors.New("disk on fire")

// failing is a reader that gives a text and then an error.
func failing(text string) io.ReadCloser {
	return io.NopCloser(io.MultiReader(strings.NewReader(text), errReader{}))
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errDisk }
