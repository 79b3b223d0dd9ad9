// Command waterfall pays out the collections of a pool by the order of payments of a deal and shows who
// gets what on which day: statements of accounts, classes, fees and support, tests, triggers, the status
// of the deal and every movement of cash.
//
//	go run ./examples/waterfall -deal testdata/wenke1.deal.json                        # on its own tape
//	go run ./examples/waterfall -deal deal.json -collections collections.csv -json -   # on given collections
//	go run ./examples/waterfall -deal deal.json -tape pool.xlsx -scenario stress.json -report waterfall.xlsx
//
// The exit status is 0 when it did its job, 1 when the input was refused and 2 for wrong usage.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
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
	now := time.Now()
	today := calendar.MustNew(now.Year(), int(now.Month()), now.Day())
	os.Exit(run(ctx, os.Args[1:], today, os.Stdout, os.Stderr))
}

// options are what the command line asks for.
type options struct {
	deal, collections, tape, sheet, scenario, json, report string
}

// run is the whole program but for the process around it. The clock stays outside: today is only the date
// on the cover of a workbook.
func run(ctx context.Context, args []string, today calendar.Date, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, err)
		return 2
	}
	p, err := pay(ctx, o)
	if err == nil {
		err = deliver(ctx, o, p, today, stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// deliver writes the workbook, the JSON and the summary.
func deliver(ctx context.Context, o options, p *payout, today calendar.Date, stdout io.Writer) error {
	if o.report != "" {
		if err := p.workbook(ctx, o.report, today); err != nil {
			return err
		}
	}
	if o.json != "" {
		text, err := json.MarshalIndent(p.result, "", "  ")
		if err != nil {
			return err
		}
		text = append(text, '\n')
		if o.json == "-" {
			_, err := stdout.Write(text)
			return err
		}
		if err := files.Write(o.json, text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(stdout, p.summary())
	return err
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	set := flag.NewFlagSet("waterfall", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprintln(stderr, "usage: waterfall -deal FILE [flags]\n\nPays out collections by the order of payments of a deal. Without collections and tape it takes the tape of the\nsame name beside the deal (wenke1.xlsx for wenke1.deal.json), or the illustration that the document carries.")
		set.PrintDefaults()
	}
	set.StringVar(&o.deal, "deal", "", "`FILE` with the deal document")
	set.StringVar(&o.collections, "collections", "", "`FILE` with what the pool pays, CSV: date or period, interest, principal, and more columns as the README says")
	set.StringVar(&o.tape, "tape", "", "`FILE` with the contracts, whose contractual cash is paid out: .xlsx, .xlsm, .csv or .tsv")
	set.StringVar(&o.sheet, "sheet", "", "`NAME` of the sheet that lists the contracts (default: the one whose headers fit best)")
	set.StringVar(&o.scenario, "scenario", "", "`FILE` with a stress case (ipabs.stress/1): stress on the pool, curves, defaults of promisors, outside events")
	set.StringVar(&o.json, "json", "", "`FILE` for the results as JSON; - for standard output and nothing else there")
	set.StringVar(&o.report, "report", "", "`FILE` for the workbook (.xlsx), whose formulas recompute the result")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return o, flag.ErrHelp
		}
		return o, errors.New("see waterfall -h") // the flag package has printed the fault
	}
	var empty []string
	set.Visit(func(f *flag.Flag) {
		if f.Value.String() == "" {
			empty = append(empty, "-"+f.Name)
		}
	})
	switch {
	case len(empty) > 0:
		return o, fmt.Errorf("waterfall: %s is given without a value", strings.Join(empty, ", "))
	case set.NArg() > 0:
		return o, fmt.Errorf("waterfall: unexpected argument %q; files are given by flags, see waterfall -h", set.Arg(0))
	case o.deal == "":
		return o, errors.New("waterfall: which deal? give its document with -deal FILE")
	case o.collections != "" && o.tape != "":
		return o, errors.New("waterfall: either -collections or -tape, not both")
	}
	return o, nil
}
