// Command structure turns a spreadsheet of candidate contracts into a structured deal: it reads the
// tape and lists what is wrong with it, checks eligibility, measures concentration, projects the
// contractual cash, pays it out by the deal's waterfall and writes a report.
//
//	go run ./examples/structure                          # on a sample tape
//	go run ./examples/structure -tape pool.xlsx -deal deal.json -out report -json -
//
// The exit status is 0 when it did its job, 1 when the input was refused and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	now := time.Now()
	today := calendar.MustNew(now.Year(), int(now.Month()), now.Day())
	os.Exit(run(ctx, os.Args[1:], today, os.Stdout, os.Stderr))
}

// options are what the command line asks for.
type options struct {
	tape, sheet, deal, json, out, template string
	asOf                                   calendar.Date
	rules                                  []string
	strict, annotate                       bool
	mapping, names                         string
	valuation, strata                      string
	verify, head                           string
	credit, capital                        string
	selection                              string
	tapeName                               string // under which the tape is read; empty: its own
	paths, seed                            uint64
	simulation                             string
	targets                                string    // the table of limits, where it does not stand as the simulation document says
	progress                               io.Writer // of a terminal
}

// run is the whole program but for the process around it. The clock stays outside: today is only the
// date on the report's cover.
func run(ctx context.Context, args []string, today calendar.Date, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, err)
		return 2
	}
	if o.template != "" {
		if err := writeTemplate(ctx, o, stdout); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	if o.verify != "" {
		return verify(ctx, o.verify, o.head, stdout, stderr)
	}
	o.progress = stderr
	a, err := analyse(ctx, o)
	if err != nil {
		fmt.Fprintln(stderr, explain(err))
		var none *unselectedError
		if errors.As(err, &none) && o.json != "" {
			if err := none.deliver(o.json, stdout); err != nil {
				fmt.Fprintln(stderr, err)
			}
		}
		return 1
	}
	if err := deliver(ctx, o, a, today, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// explain gives every fault of an error on a line of its own, however many there are, and names the
// flag that helps where there is one.
func explain(err error) string {
	var file *tape.FileError
	if errors.As(err, &file) && strings.HasPrefix(file.Code, "as_of.") {
		return err.Error() + " (-as-of DATE)"
	}
	return err.Error()
}

// deliver writes the report, the JSON and the summary.
func deliver(ctx context.Context, o options, a *analysis, today calendar.Date, stdout io.Writer) error {
	path := filepath.Join(o.out, "report.xlsx")
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	if err := a.writeReport(ctx, path, today); err != nil {
		return err
	}
	text, err := a.document()
	if err != nil {
		return err
	}
	head, err := a.writeEvidence(ctx, o, text, today)
	if err != nil {
		return err
	}
	if o.json != "" {
		if err := writeJSON(o.json, text, stdout); err != nil || o.json == "-" {
			return err
		}
	}
	written := []string{path}
	if o.annotate {
		written = append(written, annotatedPath(o))
	}
	_, err = io.WriteString(stdout, a.summary(written...)+fmt.Sprintf("  %s, head %s\n", filepath.Join(o.out, manifestName), head))
	return err
}

// writeJSON writes to a file, or to standard output for -.
func writeJSON(path string, text []byte, stdout io.Writer) error {
	if path == "-" {
		_, err := stdout.Write(text)
		return err
	}
	return files.Write(path, text)
}

// deliver writes the JSON of a selection that chose nothing.
func (e *unselectedError) deliver(path string, stdout io.Writer) error {
	text, err := e.document()
	if err != nil {
		return err
	}
	return writeJSON(path, text, stdout)
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var asOf, rules string
	templates, _ := templateKinds()
	set := flag.NewFlagSet("structure", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprintln(stderr, "usage: structure [flags]\n\nReads a tape of candidate contracts, structures a deal and writes a report. Without flags: a sample tape.")
		set.PrintDefaults()
	}
	set.StringVar(&o.tape, "tape", "", "`FILE` with the candidate contracts: .xlsx, .xlsm, .csv or .tsv (default: a sample tape)")
	set.StringVar(&o.sheet, "sheet", "", "`NAME` of the sheet that lists the contracts (default: the one whose headers fit best)")
	set.StringVar(&o.mapping, "mapping", "", "`FILE` that says how to read the tape's columns (ipabs.mapping/1; default: as its headers and cells show)")
	set.StringVar(&o.names, "names", "", "`FILE` with names confirmed to be the same firm, or not (ipabs.names/1; default: none but those of the tape)")
	set.StringVar(&asOf, "as-of", "", "cut-off `DATE` of the pool, such as 2024-06-30 (default: as the tape says)")
	set.StringVar(&o.deal, "deal", "", "`FILE` with the deal document (default: a standard structure sized from the pool)")
	set.StringVar(&rules, "rules", "standard", "eligibility rules to check, by `NAME`, separated by commas: lists ("+strings.Join(pool.EligibilityPresets(), ", ")+"), single rules such as class.normal, and FILE.json (ipabs.eligibility/1)")
	set.StringVar(&o.valuation, "valuation", "", "`FILE` that says how rights are valued, with exchange rates (ipabs.valuation/1; default: marks as they are, no haircuts)")
	set.StringVar(&o.strata, "strata", "", "`DIR` for the distributions strata.md, strata.csv and strata.json (default: beside the report)")
	set.StringVar(&o.verify, "verify", "", "`MANIFEST` to verify: names what has changed since its run, and does nothing else")
	set.StringVar(&o.head, "head", "", "with -verify: the `HASH` that was kept of the manifest's head")
	set.StringVar(&o.credit, "credit", "", "`FILE` with the credit document: adds the losses of the pool and of the classes (default: none)")
	set.StringVar(&o.capital, "capital", "", "`FILE` with what a bank states for the risk weights of the classes; needs -credit")
	set.StringVar(&o.selection, "select", "", "`FILE` with the selection document: only the contracts that it chooses are structured (default: all)")
	set.Uint64Var(&o.paths, "paths", 0, "simulate `N` futures of the deal; needs -credit, but for the sample tape, which has a sample of it")
	set.Uint64Var(&o.seed, "seed", 1, "`SEED` of the simulation: the same one gives the same futures")
	set.StringVar(&o.simulation, "simulation", "", "`FILE` that says what the futures draw beside defaults, and how (ipabs.simulation/1; default: nothing, plainly); needs -paths")
	set.StringVar(&o.out, "out", "out", "`DIR` for the report")
	set.StringVar(&o.json, "json", "", "`FILE` for the results as JSON; - for standard output and nothing else there")
	set.BoolVar(&o.annotate, "annotate", false, "also write a copy of the tape with every finding marked, DIR/NAME.annotated.xlsx; of a refused tape as well")
	set.StringVar(&o.template, "template", "", "write an empty tape of this `KIND` into DIR and stop: "+strings.Join(templates, ", "))
	set.BoolVar(&o.strict, "strict", false, "refuse the tape when any row has an error (default: reject the row, list it and go on)")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, flag.ErrHelp
		}
		return o, errors.New("see structure -h") // the flag package has printed the fault
	}
	var empty []string
	set.Visit(func(f *flag.Flag) {
		if f.Value.String() == "" {
			empty = append(empty, "-"+f.Name)
		}
	})
	if len(empty) > 0 {
		return o, fmt.Errorf("structure: %s is given without a value", strings.Join(empty, ", "))
	}
	if set.NArg() > 0 {
		return o, fmt.Errorf("structure: unexpected argument %q; files are given by flags, see structure -h", set.Arg(0))
	}
	if o.template != "" && !slices.Contains(templates, o.template) {
		return o, fmt.Errorf("structure: -template: no kind is named %q; there are %s", o.template, strings.Join(templates, ", "))
	}
	if o.paths > 0 && o.credit == "" && o.tape != "" {
		return o, errors.New("structure: -paths needs -credit FILE, which says how the parties of the tape default; testdata/sample.credit.json is one to copy and edit")
	}
	if o.simulation != "" && o.paths == 0 {
		return o, errors.New("structure: -simulation needs -paths N")
	}
	if o.head != "" && o.verify == "" {
		return o, errors.New("structure: -head goes with -verify MANIFEST")
	}
	if o.capital != "" && o.credit == "" {
		return o, errors.New("structure: -capital needs -credit FILE")
	}
	if asOf != "" {
		d, err := calendar.Parse(asOf)
		if err != nil {
			return o, fmt.Errorf("structure: -as-of: %w", err)
		}
		o.asOf = d
	}
	var err error
	o.rules, err = splitRules(rules)
	return o, err
}
