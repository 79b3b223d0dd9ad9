package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/internal/reconstruct"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/testdata"
	"github.com/ipabs/ipabs/tranche"
)

// study is everything that the program finds out about one case.
type study struct {
	from    reconstruct.Case
	tape    *tape.Result
	pool    *pool.Pool
	flows   *cashflow.Flows
	after   cashflow.After
	deal    *tranche.Deal
	result  *tranche.Result
	figures []comparison
	found   []concentration.Infeasibility
}

// examine takes one case the whole way: tape, pool, exposures, cash, tranches.
func examine(ctx context.Context, d reconstruct.Document, c reconstruct.Case) (*study, error) {
	s := &study{from: c}
	for _, step := range []func(context.Context) error{s.readTape, s.project, s.runDeal} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	var err error
	if s.found, err = concentration.CheckStated(c.Statements()); err != nil {
		return nil, fmt.Errorf("published.json: %s: %w", c.ID, err)
	}
	for _, f := range c.Figures {
		v, err := s.compare(f, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.ID, f.ID, err)
		}
		s.figures = append(s.figures, v)
	}
	return s, nil
}

// readTape reads the tape strictly: every contract of the reconstruction counts.
func (s *study) readTape(ctx context.Context) error {
	name := s.from.ID + ".xlsx"
	file, err := testdata.FS.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if s.tape, err = tape.Read(ctx, name, file, tape.Options{Strict: true}); err != nil {
		return err
	}
	s.pool = s.tape.Pool
	return nil
}

func (s *study) project(ctx context.Context) (err error) {
	s.flows, err = cashflow.Contractual(ctx, s.pool, cashflow.Settings{})
	return err
}

func (s *study) runDeal(context.Context) error {
	name := s.from.ID + ".deal.json"
	file, err := testdata.FS.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	spec, err := tranche.ReadSpec(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if s.deal, err = spec.Resolve(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if s.deal.CutOff() != s.pool.AsOf() {
		return fmt.Errorf("%s: dates.cut_off: the deal is cut off on %s, the tape on %s", name, s.deal.CutOff(), s.pool.AsOf())
	}
	collected, after, err := s.flows.Collect(s.deal.CollectionPeriods())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.after = after
	s.result, err = s.deal.Run(collected)
	return err
}

// reasons gives what the feasibility check says about a figure: that it cannot be, or cannot be
// together with others.
func (s *study) reasons(figure reconstruct.Figure) []string {
	named := func(r concentration.StatedRef) bool {
		return r.Name == figure.ID || figure.Range != "" && r.Printed == figure.Range
	}
	var list []string
	for _, f := range s.found {
		if f.Severity != concentration.StatedDoubtful && slices.ContainsFunc(f.Statements, named) {
			list = append(list, f.Message.EN)
		}
	}
	return list
}
