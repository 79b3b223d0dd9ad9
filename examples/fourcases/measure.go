package main

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/internal/reconstruct"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// measure computes what a published figure measures, in the unit of Figure.Value: shares are ratios,
// amounts yuan, terms months, tenors years.
func (s *study) measure(f reconstruct.Figure) (*big.Rat, error) {
	switch f.What {
	case reconstruct.WhatCount:
		return s.count(f)
	case reconstruct.WhatTop:
		return s.top(f)
	case reconstruct.WhatShare, reconstruct.WhatContractsWith:
		return s.bucket(f)
	case reconstruct.WhatTerm:
		return s.term(f)
	case reconstruct.WhatTotal:
		return s.total(f.Basis)
	case reconstruct.WhatSmallest, reconstruct.WhatLargest:
		return s.extreme(f)
	case reconstruct.WhatOfBundle:
		return s.ofBundle(f)
	case reconstruct.WhatFrequency:
		return s.frequency()
	case reconstruct.WhatTenor:
		return s.tenor(f.Class)
	case reconstruct.WhatNotional:
		return s.yuan(s.notional(f.Class)), nil
	case reconstruct.WhatNotionalShare:
		return ratio(s.notional(f.Class), s.deal.Notional()), nil
	}
	return nil, fmt.Errorf("no way to measure %q", f.What)
}

func whole(n int) *big.Rat { return big.NewRat(int64(n), 1) }

func ratio(part, of money.Amount) *big.Rat { return big.NewRat(int64(part), int64(of)) }

// yuan converts minor units.
func (s *study) yuan(a money.Amount) *big.Rat { return a.Decimal(s.pool.Currency()).Rat() }

// exposures measures the pool as a figure is measured.
func (s *study) exposures(f reconstruct.Figure) (*concentration.Exposures, error) {
	m := concentration.Measure{}
	axis := f.Axis
	if f.Of == "creditor" {
		axis = "creditor_" + axis
	}
	if err := m.Key.UnmarshalText([]byte(axis)); err != nil {
		return nil, err
	}
	if f.Basis != "" {
		if err := m.Basis.UnmarshalText([]byte(f.Basis)); err != nil {
			return nil, err
		}
	}
	if f.Allocation != "" {
		if err := m.Allocation.UnmarshalText([]byte(f.Allocation)); err != nil {
			return nil, err
		}
	}
	return concentration.NewExposures(s.pool, m)
}

func (s *study) count(f reconstruct.Figure) (*big.Rat, error) {
	switch f.Axis {
	case "contract":
		return whole(s.pool.Len()), nil
	case "obligor":
		return whole(len(s.pool.Obligors())), nil
	case "right":
		if f.Key == "" {
			return whole(s.pool.CountRights()), nil
		}
		return whole(s.rightsOf(f.Key)), nil
	case "bundle":
		return whole(s.bundles()), nil
	}
	e, err := s.exposures(f)
	if err != nil {
		return nil, err
	}
	return whole(e.Len()), nil
}

// rightsOf counts the rights of one type that contracts rest on, each once.
func (s *study) rightsOf(kind string) int {
	seen := map[int]bool{}
	n := 0
	for _, c := range s.pool.Contracts() {
		for i := range c.NumRights() {
			at := c.RightIndex(i)
			if r := s.pool.Right(at); !seen[at] && r.Type.String() == kind {
				seen[at] = true
				n += r.Count
			}
		}
	}
	return n
}

// bundles counts the different sets of rights that contracts rest on.
func (s *study) bundles() int {
	seen := map[string]bool{}
	for _, c := range s.pool.Contracts() {
		var set []int
		for i := range c.NumRights() {
			set = append(set, c.RightIndex(i))
		}
		if len(set) > 0 {
			slices.Sort(set)
			seen[fmt.Sprint(set)] = true
		}
	}
	return len(seen)
}

func (s *study) top(f reconstruct.Figure) (*big.Rat, error) {
	if f.Axis != "contract" {
		e, err := s.exposures(f)
		if err != nil {
			return nil, err
		}
		return ratio(e.TopAmount(f.K), e.Total()), nil
	}
	var amounts []money.Amount
	for _, c := range s.pool.Contracts() {
		amounts = append(amounts, c.Principal)
	}
	slices.SortFunc(amounts, func(a, b money.Amount) int { return cmp.Compare(b, a) })
	var sum money.Amount
	for _, a := range amounts[:min(f.K, len(amounts))] {
		sum += a
	}
	return ratio(sum, s.pool.Principal()), nil
}

func (s *study) bucket(f reconstruct.Figure) (*big.Rat, error) {
	e, err := s.exposures(f)
	if err != nil {
		return nil, err
	}
	entry, _ := e.Find(f.Key) // a bucket that is not there holds nothing
	if f.What == reconstruct.WhatContractsWith {
		return whole(entry.Contracts), nil
	}
	return ratio(entry.Amount, e.Total()), nil
}

func (s *study) term(f reconstruct.Figure) (*big.Rat, error) {
	terms := s.pool.RemainingTerms()
	if f.Term == "contract" {
		terms = s.pool.OriginalTerms()
	}
	if terms.Known != s.pool.Len() {
		return nil, fmt.Errorf("%d of %d contracts have a term", terms.Known, s.pool.Len())
	}
	months := terms.Mean
	switch {
	case f.Stat == "longest":
		months = terms.Max
	case f.Stat == "shortest":
		months = terms.Min
	case f.Weight == "balance":
		months = terms.WeightedMean
	}
	return new(big.Rat).SetFloat64(months), nil
}

func (s *study) total(basis string) (*big.Rat, error) {
	switch basis {
	case "outstanding_principal":
		return s.yuan(s.pool.Principal()), nil
	case "receivable_balance":
		total, _ := s.pool.ReceivableBalance()
		return s.yuan(total), nil
	}
	var sum money.Amount
	for _, c := range s.pool.Contracts() {
		fee, err := upfront(c)
		if err != nil {
			return nil, err
		}
		sum += fee
	}
	return s.yuan(sum), nil
}

// upfront is the fee that a licensee got for the first licence.
func upfront(c pool.Contract) (money.Amount, error) {
	if t, ok := c.Terms.(pool.Sublicense); ok {
		if fee, known := t.UpfrontFee.Get(); known {
			return fee, nil
		}
	}
	return 0, fmt.Errorf("contract %s states no up-front fee", c.ID)
}

func (s *study) extreme(f reconstruct.Figure) (*big.Rat, error) {
	byObligor := make([]money.Amount, s.pool.NumParties())
	for _, c := range s.pool.Contracts() {
		fee, err := upfront(c)
		if err != nil {
			return nil, err
		}
		byObligor[c.Obligor(0).Party] += fee
	}
	var fees []money.Amount
	for _, i := range s.pool.Obligors() {
		fees = append(fees, byObligor[i])
	}
	if f.What == reconstruct.WhatSmallest {
		return s.yuan(slices.Min(fees)), nil
	}
	return s.yuan(slices.Max(fees)), nil
}

func (s *study) ofBundle(f reconstruct.Figure) (*big.Rat, error) {
	var found []money.Amount
	for _, c := range s.pool.Contracts() {
		n := 0
		for i := range c.NumRights() {
			n += s.pool.Right(c.RightIndex(i)).Count
		}
		if n == f.K && s.pool.RightType(c).String() == f.Key {
			fee, err := upfront(c)
			if err != nil {
				return nil, err
			}
			found = append(found, fee)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d contracts rest on %d rights of type %s; expected one", len(found), f.K, f.Key)
	}
	return s.yuan(found[0]), nil
}

func (s *study) frequency() (*big.Rat, error) {
	months := 0
	for _, c := range s.pool.Contracts() {
		in, ok := c.Instalments()
		if !ok || in.Frequency.Months() == 0 || months != 0 && in.Frequency.Months() != months {
			return nil, errors.New("contracts do not all pay at one frequency")
		}
		months = in.Frequency.Months()
	}
	return whole(months), nil
}

func (s *study) tenor(class string) (*big.Rat, error) {
	for _, c := range s.deal.Classes() {
		if c.Name == class {
			months := calendar.MonthsBetween(s.deal.Closing(), c.ExpectedMaturity)
			return big.NewRat(months.Num, 12*months.Den), nil
		}
	}
	return nil, fmt.Errorf("the deal has no class %s", class)
}

// notional sums classes: one by name, those of a seniority, or all.
func (s *study) notional(which string) money.Amount {
	var sum money.Amount
	for _, c := range s.deal.Classes() {
		if which == "all" || which == c.Name || which == c.Class.String() && c.Class != tranche.ClassUnknown {
			sum += c.Notional
		}
	}
	return sum
}
