package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/report"
	"github.com/ipabs/ipabs/tranche"
)

// payout is one run of a deal and where its collections come from.
type payout struct {
	deal     *tranche.Deal
	result   *tranche.Result
	source   string
	scenario string
	notes    []string
	tape     *tape.Result // where the collections are those of a tape
	flows    *cashflow.Flows
	bent     bool // a scenario has bent them
}

// workbook writes the report of the run.
func (p *payout) workbook(ctx context.Context, path string, today calendar.Date) error {
	c := report.Content{Title: p.result.Deal, Generated: today, Deal: p.deal, Result: p.result}
	if p.scenario != "" {
		c.Notes = append(c.Notes, "scenario: "+p.scenario)
	}
	if p.tape != nil && !p.bent {
		c.Tape, c.Pool, c.Flows = p.tape, p.tape.Pool, p.flows
	}
	return report.WriteWorkbook(ctx, path, c)
}

func pay(ctx context.Context, o options) (*payout, error) {
	spec, err := read(o.deal, tranche.ReadSpec)
	if err != nil {
		// What can be read is checked too, so that every fault is told at once.
		_, checked := spec.Resolve()
		return nil, prefixed(o.deal, faults.Merge(err, checked))
	}
	scenario := &tranche.StressCase{}
	if o.scenario == "" {
		if scenario.Deal, err = spec.Resolve(); err != nil {
			return nil, prefixed(o.deal, err)
		}
	} else {
		s, err := read(o.scenario, tranche.ReadStressCase)
		if err != nil {
			return nil, prefixed(o.scenario, err)
		}
		if scenario, err = s.Resolve(spec); err != nil {
			return nil, prefixed(o.scenario, err)
		}
	}
	p := &payout{deal: scenario.Deal, scenario: scenario.Name, bent: scenario.Stress != (tranche.Stress{})}
	given, err := p.collections(ctx, o)
	if err != nil {
		return nil, err
	}
	if p.result, err = scenario.Run(given); err != nil {
		return nil, err
	}
	p.result.Warnings = append(p.result.Warnings, p.notes...)
	return p, nil
}

// read opens a document and reads it.
func read[T any](path string, from func(io.Reader) (T, error)) (T, error) {
	file, err := os.Open(path)
	if err != nil {
		var none T
		return none, err
	}
	defer file.Close()
	return from(file)
}

// collections finds what the pool pays: as given, by a tape, by the tape beside the deal, or as the
// document itself illustrates.
func (p *payout) collections(ctx context.Context, o options) ([]cashflow.Collection, error) {
	switch beside := siblingTape(o.deal); {
	case o.collections != "":
		p.source = o.collections
		text, err := os.ReadFile(o.collections)
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(text) {
			if text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(text); err != nil {
				return nil, prefixed(o.collections, err)
			}
			p.notes = append(p.notes, "the table of collections is no UTF-8 and was read as GB18030")
		}
		list, err := p.deal.ReadCollections(bytes.NewReader(text))
		return list, prefixed(o.collections, err)
	case o.tape != "":
		return p.contractual(ctx, o.tape, o.sheet)
	case beside != "":
		return p.contractual(ctx, beside, o.sheet)
	}
	list, ok := p.deal.Illustration()
	if !ok {
		return nil, errors.New("waterfall: what does the pool pay? give -collections FILE or -tape FILE; the document has no illustration and no tape beside it")
	}
	p.source = "the illustration in the document"
	p.notes = append(p.notes, "collections are the illustration that the document carries: an example, not a projection of a pool")
	return list, nil
}

// siblingTape is the tape of the same name beside a deal document, if there is one.
func siblingTape(deal string) string {
	stem, ok := strings.CutSuffix(deal, ".deal.json")
	if !ok {
		return ""
	}
	if _, err := os.Stat(stem + ".xlsx"); err != nil {
		return ""
	}
	return stem + ".xlsx"
}

// contractual projects the contractual cash of a tape.
func (p *payout) contractual(ctx context.Context, path, sheet string) ([]cashflow.Collection, error) {
	p.source = path + ", contractual cash"
	result, err := tape.ReadFile(ctx, path, tape.Options{Sheet: sheet})
	var undated *tape.FileError
	if errors.As(err, &undated) && strings.HasPrefix(undated.Code, "as_of.") {
		// A tape that says no date is taken to be of the deal's.
		result, err = tape.ReadFile(ctx, path, tape.Options{Sheet: sheet, AsOf: p.deal.CutOff()})
	}
	if err != nil {
		return nil, err
	}
	if result.Pool == nil {
		return nil, fmt.Errorf("%s: the tape lists no contract that can be read", path)
	}
	var list faults.List
	if p.deal.CutOff() != result.Pool.AsOf() {
		list.Add("dates.cut_off", faults.Inconsistent, p.deal.CutOff(), "the cut-off date of the pool, "+result.Pool.AsOf().String())
	}
	if p.deal.Currency() != result.Pool.Currency() {
		list.Add("currency", faults.Inconsistent, p.deal.Currency(), "the currency of the pool, "+result.Pool.Currency().String())
	}
	if err := list.Err(); err != nil {
		return nil, prefixed(path, err)
	}
	flows, err := cashflow.Contractual(ctx, result.Pool, cashflow.Settings{})
	if err != nil {
		return nil, prefixed(path, err)
	}
	p.tape, p.flows = result, flows
	collected, after, err := flows.Collect(p.deal.CollectionPeriods())
	if err != nil {
		return nil, prefixed(path, err)
	}
	if total := after.Total(); total > 0 {
		p.notes = append(p.notes, fmt.Sprintf("contractual cash of %s arrives until %s, after the last calculation date of the deal, and is paid to no one",
			total.FormatGrouped(p.deal.Currency()), after.LastDate))
	}
	if n := result.Findings.Count(tape.Error); n > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%d errors in the tape: %d of %d rows are not in the pool (structure lists them)", n, result.Rejected, result.RowsRead))
	}
	return collected, nil
}

// prefixed puts the name of a file before every fault of an error.
func prefixed(file string, err error) error {
	var e *faults.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		if errors.Is(err, os.ErrNotExist) {
			return err
		}
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	var errs []error
	for _, f := range e.Faults() {
		errs = append(errs, fmt.Errorf("%s: %w", filepath.Base(file), f))
	}
	return errors.Join(errs...)
}
