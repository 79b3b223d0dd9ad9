// Command fourcases rebuilds the four published deals: it reads the four reconstructed tapes, measures
// and schedules them, runs their deal documents and prints, for every number that is published, the
// published figure, the computed one and the difference; and for every published figure that no pool
// can have, why.
//
//	go run ./examples/fourcases
//	go run ./examples/fourcases -case kaide -json -
//
// Tapes, deals and published figures are built in, so that it works from any directory. The exit
// status is 0 when it did its job, 1 when an input was refused and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/ipabs/ipabs/internal/files"
	"github.com/ipabs/ipabs/internal/reconstruct"
	"github.com/ipabs/ipabs/testdata"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	d, err := published()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	o, err := parse(args, d, stdout, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, err)
		return 2
	}
	var studies []*study
	for _, c := range o.cases {
		s, err := examine(ctx, d, c)
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		studies = append(studies, s)
	}
	if err := deliver(o, studies, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// published reads the figures that are built in.
func published() (reconstruct.Document, error) {
	file, err := testdata.FS.Open("published.json")
	if err != nil {
		return reconstruct.Document{}, err
	}
	defer file.Close()
	return reconstruct.ReadDocument(file)
}

// deliver writes the JSON and the tables.
func deliver(o options, studies []*study, stdout io.Writer) error {
	if o.json != "" {
		text, err := document(studies)
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
	for i, s := range studies {
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		if _, err := io.WriteString(stdout, s.print()); err != nil {
			return err
		}
	}
	return nil
}

// options are what the command line asks for.
type options struct {
	cases []reconstruct.Case
	json  string
}

func parse(args []string, d reconstruct.Document, stdout, stderr io.Writer) (options, error) {
	var o options
	var names []string
	for _, c := range d.Cases {
		names = append(names, c.ID)
	}
	var name string
	set := flag.NewFlagSet("fourcases", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&name, "case", "", "examine one `CASE` only: "+strings.Join(names, ", "))
	set.StringVar(&o.json, "json", "", "`FILE` for the results as JSON; - for standard output and nothing else there")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stdout, "usage: fourcases [-case CASE] [-json FILE]\n\nThe four published deals, published against computed.")
			set.SetOutput(stdout)
			set.PrintDefaults()
			return o, flag.ErrHelp
		}
		return o, fmt.Errorf("fourcases: %w; see fourcases -h", err)
	}
	if set.NArg() > 0 {
		return o, fmt.Errorf("fourcases: unexpected argument %q; see fourcases -h", set.Arg(0))
	}
	if name == "" {
		o.cases = d.Cases
		return o, nil
	}
	c, err := d.Case(name)
	if err != nil {
		return o, fmt.Errorf("fourcases: -case: no case is named %q; there are %s", name, strings.Join(names, ", "))
	}
	o.cases = []reconstruct.Case{c}
	return o, nil
}
