// Command frontier computes efficient frontiers: of the assets of an OR-Library file, of a mean-variance
// instance with minimum buy-ins, or of the contracts of a tape; as weights, exactly, or with a limited
// number of assets or in whole contracts, with a bound for every point.
//
//	go run ./examples/frontier -orlib port1.txt -points 50 -svg frontier.svg
//	go run ./examples/frontier -orlib port1.txt -k 10 -min 0.01 -points 10 -json -
//	go run ./examples/frontier -tape pool.xlsx -credit credit.json -select rules.json -points 10
//
// The exit status is 0 when it did its job, 1 when the input was refused and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/files"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are what the command line asks for.
type options struct {
	orlib, pard, tape, sheet, credit, selection string
	asOf                                        calendar.Date
	points, k                                   int
	least, gap, seconds                         float64
	returns, json, csv, svg, png                string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, err)
		return 2
	}
	c, err := compute(ctx, o, progress(stderr))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if err := deliver(o, c, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// progress reports every point on a terminal and nothing elsewhere.
func progress(w io.Writer) func(done, total int) {
	file, ok := w.(*os.File)
	if !ok {
		return func(int, int) {}
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	return func(done, total int) {
		fmt.Fprintf(file, "\r%d of %d points", done, total)
		if done == total {
			fmt.Fprintln(file)
		}
	}
}

// deliver writes the files and the summary.
func deliver(o options, c *curve, stdout io.Writer) error {
	for _, out := range []struct {
		path string
		make func() ([]byte, error)
	}{
		{o.csv, c.table}, {o.svg, func() ([]byte, error) { return c.chart("svg") }}, {o.png, func() ([]byte, error) { return c.chart("png") }},
	} {
		if out.path == "" {
			continue
		}
		text, err := out.make()
		if err != nil {
			return err
		}
		if err := files.Write(out.path, text); err != nil {
			return err
		}
	}
	if o.json != "" {
		text, err := c.document()
		if err != nil {
			return err
		}
		if o.json == "-" {
			_, err := stdout.Write(text)
			return err
		}
		if err := files.Write(o.json, text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(stdout, c.summary())
	return err
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var asOf string
	set := flag.NewFlagSet("frontier", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprintln(stderr, "usage: frontier -orlib FILE | -pard DIR/NAME | -tape FILE [flags]\n\nComputes the efficient frontier: least variance for at least a return, weights that sum to 1, none negative.")
		set.PrintDefaults()
	}
	set.StringVar(&o.orlib, "orlib", "", "`FILE` of OR-Library: number of assets, mean and standard deviation of each, correlations")
	set.StringVar(&o.pard, "pard", "", "`DIR/NAME` of an instance with minimum buy-ins: the files NAME.txt, .mat, .bds, .rho and perhaps .diag; one point, at its own return")
	set.StringVar(&o.tape, "tape", "", "`FILE` with candidate contracts: net yield against the variance of losses; needs -credit")
	set.StringVar(&o.sheet, "sheet", "", "`NAME` of the sheet of the tape")
	set.StringVar(&asOf, "as-of", "", "cut-off `DATE` of the tape (default: as the tape says)")
	set.StringVar(&o.credit, "credit", "", "`FILE` with the credit document for -tape")
	set.StringVar(&o.selection, "select", "", "`FILE` with a selection document for -tape: whole contracts within its rules instead of weights")
	set.IntVar(&o.points, "points", 0, "compute `N` points, evenly spaced in return (default 100, or 10 with -k, -min or -select)")
	set.StringVar(&o.returns, "returns", "", "`FILE` with one target return on each line (return at least); further columns are not read")
	set.IntVar(&o.k, "k", 0, "hold at most `K` assets")
	set.Float64Var(&o.least, "min", 0, "hold each asset with at least the weight `W`, or not at all")
	set.Float64Var(&o.gap, "gap", 1e-4, "stop at a relative distance `G` of variance and bound")
	set.Float64Var(&o.seconds, "time", 60, "stop a point after `S` seconds; a point that time ends is not repeatable to the bit")
	set.StringVar(&o.json, "json", "", "`FILE` for the results as JSON; - for standard output and nothing else there")
	set.StringVar(&o.csv, "csv", "", "`FILE` for the points as a table")
	set.StringVar(&o.svg, "svg", "", "`FILE` for a chart as SVG")
	set.StringVar(&o.png, "png", "", "`FILE` for a chart as PNG")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, flag.ErrHelp
		}
		return o, errors.New("see frontier -h") // the flag package has printed the fault
	}
	given := map[string]bool{}
	set.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var errs []error
	wrong := func(format string, a ...any) { errs = append(errs, fmt.Errorf("frontier: "+format, a...)) }
	if set.NArg() > 0 {
		wrong("unexpected argument %q; files are given by flags, see frontier -h", set.Arg(0))
	}
	var sources []string
	for _, name := range []string{"orlib", "pard", "tape"} {
		if given[name] {
			sources = append(sources, "-"+name)
		}
	}
	if len(sources) != 1 {
		wrong("exactly one of -orlib, -pard and -tape is needed, not %d: %s", len(sources), strings.Join(sources, ", "))
	}
	if (o.tape == "") != (o.credit == "") {
		wrong("-tape and -credit need each other: losses come from the credit document")
	}
	if o.selection != "" && (o.tape == "" || given["k"] || given["min"]) {
		wrong("-select goes with -tape and without -k and -min, which the document can say itself")
	}
	if o.pard != "" && (given["points"] || given["returns"]) {
		wrong("-pard has a return of its own: no -points or -returns")
	}
	if given["points"] && given["returns"] {
		wrong("-points or -returns, not both")
	}
	if given["points"] && (o.points < 1 || o.points > 1_000_000) {
		wrong("-points %d: expected 1 to 1000000", o.points)
	}
	if o.k < 0 || given["k"] && o.k == 0 {
		wrong("-k %d: expected a number of assets above 0", o.k)
	}
	if !(o.least >= 0 && o.least <= 1) {
		wrong("-min %v: expected a weight between 0 and 1", o.least)
	}
	if !(o.gap >= 0 && o.gap < 1) {
		wrong("-gap %v: expected a fraction of one", o.gap)
	}
	if !(o.seconds > 0) || math.IsInf(o.seconds, 0) || o.seconds > 1e9 {
		wrong("-time %v: expected seconds above 0", o.seconds)
	}
	if asOf != "" {
		d, err := calendar.Parse(asOf)
		if err != nil {
			wrong("-as-of: %v", err)
		}
		o.asOf = d
	}
	return o, errors.Join(errs...)
}

// limited reports whether the weights have minimum lots or a limited number.
func (o options) limited() bool { return o.k > 0 || o.least > 0 || o.pard != "" }

func (o options) time() time.Duration { return time.Duration(o.seconds * float64(time.Second)) }
