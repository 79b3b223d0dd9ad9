package evidence_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/evidence"
)

// nameCases are names and whether a manifest may hold them.
var nameCases = []struct {
	situation, name string
	ok              bool
}{
	{"a file beside the manifest", "report.xlsx", true},
	{"a file in a folder", "inputs/tape.xlsx", true},
	{"Chinese", "基础资产/资产清单 2024.xlsx", true},
	{"dots that lead nowhere", "a..b/.hidden/c...", true},
	{"quotes", `the "deal".json`, true},
	{"empty", "", false},
	{"the folder itself", ".", false},
	{"the folder above", "..", false},
	{"a file above", "../secret", false},
	{"a way up and down", "inputs/../../secret", false},
	{"a way up that stays inside", "inputs/../report.xlsx", false},
	{"a detour", "./report.xlsx", false},
	{"an empty element", "inputs//tape.xlsx", false},
	{"a folder", "inputs/", false},
	{"from the root", "/etc/passwd", false},
	{"a drive", "C:report.xlsx", false},
	{"a drive and the root", "C:/report.xlsx", false},
	{"a stream", "report.xlsx:hidden", false},
	{"backslashes", `inputs\tape.xlsx`, false},
	{"a way up on Windows", `..\secret`, false},
	{"a share", `\\server\share`, false},
	{"NUL", "report.xlsx\x00.txt", false},
	{"a line feed", "report\n.xlsx", false},
	{"a delete character", "report\x7f", false},
	{"a text written backwards", "report\u202excod.exe", false},
	{"a zero-width space", "re\u200bport", false},
	{"a line separator", "re\u2028port", false},
	{"a byte order mark", "\ufeffreport", false},
	{"not UTF-8", "report\xff", false},
	{"a replacement character", "report\ufffd", false},
	{"very long", strings.Repeat("a", 1001), false},
}

func TestNamesThatAManifestHolds(t *testing.T) {
	for _, tt := range nameCases {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := evidence.Build(evidence.Part{Role: evidence.Report, Name: tt.name})
			if (err == nil) != tt.ok || err != nil && !errors.Is(err, evidence.ErrPart) {
				t.Errorf("%q: %v", tt.name, err)
			}
		})
	}
}

func TestBuildReportsEveryFaultAtOnce(t *testing.T) {
	digest := evidence.Statement(evidence.Engine, "tranche", "another").Digest
	_, err := evidence.Build(
		evidence.Part{Role: evidence.Tape, Name: "tape.xlsx"},
		evidence.Part{Role: "", Name: "a"},
		evidence.Part{Role: "Tape", Name: "b"},
		evidence.Part{Role: "1st", Name: "c"},
		evidence.Part{Role: "fx_table_2", Name: "d"}, // a role of the desk's own
		evidence.Part{Role: evidence.Mapping, Name: "tape.xlsx"},
		evidence.Part{Role: "x y", Name: "../e"},
		evidence.Part{Role: evidence.Deal, Name: "f", Digest: evidence.Digest{Bytes: -1}},
		evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/1"),
		evidence.Statement(evidence.Engine, "cashflow", "ipabs.cashflow/1"),
		evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/2"),
		evidence.Statement(evidence.Engine, "tape.xlsx", "a statement may have the name of a file"),
		evidence.Statement(evidence.Engine, "report", ""),
		evidence.Statement(evidence.Engine, "lines", "one\ntwo"),
		evidence.Part{Role: evidence.Engine, Name: "g", Text: "one", Digest: digest},
	)
	var got []string
	for _, e := range unjoin(err) {
		var part *evidence.PartError
		if !errors.As(e, &part) || !errors.Is(e, evidence.ErrPart) {
			t.Fatalf("an error of type %T: %v", e, e)
		}
		got = append(got, strings.TrimPrefix(e.Error(), "evidence: "))
	}
	want := []string{
		`parts[1] "a": the role is no word of lower-case letters, digits and underscores`,
		`parts[2] "b": the role is no word of lower-case letters, digits and underscores`,
		`parts[3] "c": the role is no word of lower-case letters, digits and underscores`,
		`parts[5] "tape.xlsx": another part has this name`,
		`parts[6] "../e": the role is no word of lower-case letters, digits and underscores`,
		`parts[6] "../e": the name is no plain path: it must be relative, without empty, "." and ".." elements`,
		`parts[7] "f": the length is negative`,
		`parts[10] "tranche": another part has this name`,
		`parts[12] "report": the statement says nothing`,
		`parts[13] "lines": the text has a control character`,
		`parts[14] "g": the digest is not that of the text`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func TestBuildRefusesNothingAndTooMuch(t *testing.T) {
	if _, err := evidence.Build(); !errors.Is(err, evidence.ErrPart) {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := evidence.Build(make([]evidence.Part, evidence.MaxEntries+1)...); !errors.Is(err, evidence.ErrPart) {
		t.Errorf("of too many: %v", err)
	}
}

func TestReadingAPartReportsWhichOne(t *testing.T) {
	_, err := evidence.ReadPart(t.Context(), evidence.Tape, "tape.xlsx", failing("half"))
	if !errors.Is(err, errDisk) || !strings.Contains(err.Error(), `tape "tape.xlsx"`) {
		t.Errorf("%v", err)
	}
	files := folder{"a": "abc"}
	p, err := evidence.OpenPart(t.Context(), evidence.Tape, "a", files.open)
	if diff := cmp.Diff(files.part(t, evidence.Tape, "a"), p, cmp.AllowUnexported(evidence.Part{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := evidence.OpenPart(t.Context(), evidence.Tape, "b", files.open); err == nil || !strings.Contains(err.Error(), `tape "b"`) {
		t.Errorf("%v", err)
	}
}
