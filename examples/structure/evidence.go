package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/report"
)

// The files of a run beside each other in the folder of the report.
const (
	manifestName = "manifest.json"
	reportName   = "report.xlsx"
	resultsName  = "results.json"
)

// The roles of statements of this program: its settings, and where an input was read.
const (
	setting evidence.Role = "setting"
	origin  evidence.Role = "origin"
)

// writeEvidence writes the results, the distributions and a copy of every input beside the report, and then
// the manifest that chains them. It gives the head of the manifest.
func (a *analysis) writeEvidence(ctx context.Context, o options, results []byte, today calendar.Date) (evidence.Hash, error) {
	var none evidence.Hash
	if err := files.Write(filepath.Join(o.out, resultsName), results); err != nil {
		return none, err
	}
	strata, err := a.writeStrata(o)
	if err != nil {
		return none, err
	}
	if err := os.MkdirAll(filepath.Join(o.out, "inputs"), 0o755); err != nil {
		return none, err
	}
	for _, in := range a.inputs {
		if err := files.Write(filepath.Join(o.out, filepath.FromSlash(in.name)), in.text); err != nil {
			return none, err
		}
	}
	var parts []evidence.Part
	for _, in := range a.inputs {
		part, err := evidence.ReadPart(ctx, in.role, in.name, bytes.NewReader(in.text))
		if err != nil {
			return none, err
		}
		parts = append(parts, part)
		if in.path != "" {
			parts = append(parts, evidence.Statement(origin, in.name, strconv.Quote(fromFolder(o.out, in.path))))
		}
	}
	parts = append(parts, a.settings(o, today)...)
	parts = append(parts, a.fingerprints()...)
	for _, name := range append([]string{resultsName, reportName}, strata...) {
		role := evidence.Results
		if name == reportName {
			role = evidence.Report
		}
		part, err := evidence.OpenPart(ctx, role, name, evidence.In(o.out))
		if err != nil {
			return none, err
		}
		parts = append(parts, part)
	}
	m, err := evidence.Build(parts...)
	if err != nil {
		return none, err
	}
	return m.Head, evidence.Write(filepath.Join(o.out, manifestName), m)
}

// writeStrata writes the distributions; those in the folder of the report are parts of the manifest.
func (a *analysis) writeStrata(o options) (names []string, err error) {
	s, err := report.NewStrata(a.pool)
	if err != nil {
		return nil, err
	}
	dir := o.strata
	if dir == "" {
		dir = o.out
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	paths, err := s.Write(dir)
	if err != nil || o.strata != "" {
		return nil, err
	}
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	return names, nil
}

// fromFolder writes a path as it is seen from a folder, where that can be told.
func fromFolder(dir, path string) string {
	from, errA := filepath.Abs(dir)
	to, errB := filepath.Abs(path)
	if errA != nil || errB != nil {
		return path
	}
	seen, err := filepath.Rel(from, to)
	if err != nil {
		return path
	}
	return filepath.ToSlash(seen)
}

// settings are what the run was told beside the files. Texts are quoted, so that any text is one line.
func (a *analysis) settings(o options, today calendar.Date) []evidence.Part {
	list := []evidence.Part{
		evidence.Statement(setting, "tape", strconv.Quote(a.tape.File)),
		evidence.Statement(setting, "sheet", strconv.Quote(o.sheet)),
		evidence.Statement(setting, "as_of", strconv.Quote(dateText(o.asOf))),
		evidence.Statement(setting, "strict", strconv.FormatBool(o.strict)),
		evidence.Statement(setting, "date", strconv.Quote(today.String())),
	}
	if o.paths > 0 {
		list = append(list, evidence.Statement(setting, "paths", strconv.FormatUint(o.paths, 10)), evidence.Statement(setting, "seed", strconv.FormatUint(o.seed, 10)))
	}
	for i, name := range ruleNames(o.rules) {
		list = append(list, evidence.Statement(setting, fmt.Sprintf("rules-%d", i+1), strconv.Quote(name)))
	}
	return list
}

// ruleNames puts the copies of files in the place of the files.
func ruleNames(names []string) []string {
	var list []string
	n := 0
	for _, name := range names {
		if isRuleFile(name) {
			n++
			name = fmt.Sprintf("inputs/rules-%d.json", n)
		}
		list = append(list, name)
	}
	return list
}

func dateText(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// fingerprints are what the run states about itself: they tell another pool or another program from a
// changed file.
func (a *analysis) fingerprints() []evidence.Part {
	list := []evidence.Part{
		evidence.Statement(evidence.Engine, "cashflow", cashflow.Engine),
		evidence.Statement(evidence.Engine, "report", report.Engine),
		evidence.Statement(evidence.Engine, "tranche", a.result.Engine),
		evidence.Statement(evidence.Fingerprint, "pool", a.pool.Fingerprint()),
		evidence.Statement(evidence.Fingerprint, "deal", a.deal.Fingerprint()),
	}
	if a.losses != nil {
		list = append(list, evidence.Statement(evidence.Engine, "credit", credit.Engine),
			evidence.Statement(evidence.Fingerprint, "credit", a.losses.Model.Fingerprint()))
	}
	if a.simulation != nil {
		list = append(list, evidence.Statement(evidence.Engine, "simulation", a.simulation.Engine), evidence.Statement(evidence.Fingerprint, "simulation", a.simulation.Source))
	}
	return list
}

// verify compares a manifest with the files beside it, the inputs with the files they were read from, and
// what the inputs give today with the results. It names what has changed, one to a line; the exit status is
// 0 when nothing has, and 1 otherwise.
func verify(ctx context.Context, path, head string, stdout, stderr io.Writer) int {
	m, err := evidence.ReadFile(path)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	v := verification{ctx: ctx, manifest: m, dir: filepath.Dir(path)}
	if head != "" && head != m.Head.String() {
		v.say("manifest: the head is %s instead of the %s that was kept", m.Head, head)
	}
	changes, err := evidence.Verify(ctx, m, evidence.In(v.dir))
	for _, c := range changes {
		v.say("%s", c)
	}
	if err == nil {
		err = v.origins()
	}
	if err == nil && len(changes) == 0 {
		err = v.recompute()
	}
	for _, line := range v.lines {
		fmt.Fprintln(stdout, line)
	}
	for _, line := range v.notes {
		fmt.Fprintln(stderr, line)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if len(v.lines) > 0 {
		return 1
	}
	fmt.Fprintf(stdout, "unchanged: %s and what they give, head %s\n", count(m.Count, "part"), m.Head)
	return 0
}

type verification struct {
	ctx      context.Context
	manifest evidence.Manifest
	dir      string
	lines    []string // what has changed
	notes    []string // what could not be compared
}

func (v *verification) say(format string, args ...any) {
	v.lines = append(v.lines, fmt.Sprintf(format, args...))
}

// origins compares the files that were read with their copies. One that is no longer there is no change: the
// copy is the evidence.
func (v *verification) origins() error {
	for _, e := range v.manifest.Entries {
		if e.Role != origin {
			continue
		}
		path, err := strconv.Unquote(e.Text)
		if err != nil {
			continue // a statement that was changed, and is named already
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(v.dir, filepath.FromSlash(path))
		}
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			v.notes = append(v.notes, fmt.Sprintf("%s is no longer there; its copy %s was compared", path, e.Name))
			continue
		}
		if err != nil {
			return err
		}
		now, err := evidence.DigestOf(v.ctx, file)
		file.Close()
		if err != nil {
			return err
		}
		for _, f := range v.manifest.Entries {
			if f.Name == e.Name && !f.IsStatement() && (f.SHA256 != now.SHA256 || f.Bytes != now.Bytes) {
				v.say("%s %q, the file that %s was copied of, has another content: SHA-256 %s instead of %s", f.Role, path, f.Name, now.SHA256, f.SHA256)
			}
		}
	}
	return nil
}

// recompute runs the program again on the copies and compares.
func (v *verification) recompute() error {
	o, today, err := v.options()
	if err != nil {
		return err
	}
	a, err := analyse(v.ctx, o)
	if err != nil {
		v.say("the inputs are refused today: %s", strings.ReplaceAll(explain(err), "\n", "; "))
		return nil
	}
	for _, c := range evidence.CompareStatements(v.manifest, a.fingerprints()...) {
		v.say("recomputed: %s", c)
	}
	results, err := a.document()
	if err != nil {
		return err
	}
	var book bytes.Buffer
	if err := report.Workbook(v.ctx, &book, a.content(today)); err != nil {
		return err
	}
	v.compare(resultsName, results)
	v.compare(reportName, book.Bytes())
	return nil
}

func (v *verification) compare(name string, text []byte) {
	now, _ := evidence.DigestOf(v.ctx, bytes.NewReader(text)) // memory is always readable
	for _, e := range v.manifest.Entries {
		if e.Name == name && !e.IsStatement() && e.SHA256 != now.SHA256 {
			v.say("recomputed: %s %q comes out otherwise: SHA-256 %s instead of %s", e.Role, name, now.SHA256, e.SHA256)
		}
	}
}

// options are those of the run, on the copies of its inputs.
func (v *verification) options() (options, calendar.Date, error) {
	var err error
	text := func(name string) string {
		quoted, _ := v.manifest.Statement(setting, name)
		value, bad := strconv.Unquote(quoted)
		if bad != nil && err == nil {
			err = fmt.Errorf("structure: the manifest has no setting %s that this program has written", name)
		}
		return value
	}
	day := func(name string) (d calendar.Date) {
		if value := text(name); value != "" && err == nil {
			d, err = calendar.Parse(value)
		}
		return d
	}
	o := options{sheet: text("sheet"), tapeName: text("tape"), asOf: day("as_of")}
	today := day("date")
	strict, _ := v.manifest.Statement(setting, "strict")
	o.strict = strict == "true"
	for name, to := range map[string]*uint64{"paths": &o.paths, "seed": &o.seed} {
		if value, there := v.manifest.Statement(setting, name); there {
			if *to, err = strconv.ParseUint(value, 10, 64); err != nil {
				return o, today, fmt.Errorf("structure: the manifest has no setting %s that this program has written", name)
			}
		}
	}
	for i := 1; ; i++ {
		quoted, there := v.manifest.Statement(setting, fmt.Sprintf("rules-%d", i))
		if !there {
			break
		}
		name, bad := strconv.Unquote(quoted)
		if bad != nil {
			break
		}
		if isRuleFile(name) {
			name = filepath.Join(v.dir, filepath.FromSlash(name))
		}
		o.rules = append(o.rules, name)
	}
	for _, e := range v.manifest.Entries {
		if e.IsStatement() {
			continue
		}
		path := filepath.Join(v.dir, filepath.FromSlash(e.Name))
		switch e.Role {
		case evidence.Tape:
			o.tape = path
		case evidence.Deal:
			o.deal = path
		case "valuation":
			o.valuation = path
		case evidence.Mapping:
			o.mapping = path
		case namesRole:
			o.names = path
		case selectionRole:
			o.selection = path
		case creditDocumentRole:
			o.credit = path
		case capitalDocumentRole:
			o.capital = path
		case simulationRole:
			o.simulation = path
		case targetsRole:
			o.targets = path
		}
	}
	return o, today, err
}
