package concentration_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// claim is one receivable of a test pool, its amount in fen.
type claim struct {
	fen        int64
	obligors   []string
	creditor   string
	originator string
	tags       []string
	rights     []pool.RightType
	months     int // remaining, 12 when 0
	guarantors []string
}

// owes is a claim on one obligor, in yuan.
func owes(obligor string, yuan int64) claim {
	return claim{fen: 100 * yuan, obligors: []string{obligor}}
}

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// build makes a pool; groups gives the affiliation of some parties, which need not owe anything.
func build(t fataler, claims []claim, groups map[string]string) *pool.Pool {
	t.Helper()
	p, err := poolSpec(claims, groups).Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func poolSpec(claims []claim, groups map[string]string) pool.Spec {
	asOf := calendar.MustNew(2024, 6, 30)
	spec := pool.Spec{AsOf: asOf, Currency: money.CNY}
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for i, c := range claims {
		s := pool.ContractSpec{
			ID: fmt.Sprintf("C%03d", i+1), Balance: decimal.New(c.fen, -2), Maturity: asOf.AddMonths(12),
			Creditor: c.creditor, Originator: c.originator, Tags: c.tags, Guarantors: c.guarantors, Receivable: &pool.ReceivableSpec{},
		}
		if c.months > 0 {
			s.Maturity = asOf.AddMonths(c.months)
		}
		for _, name := range c.obligors {
			add(name)
			s.Obligors = append(s.Obligors, pool.ObligorSpec{Party: name})
		}
		add(c.creditor)
		add(c.originator)
		for _, name := range c.guarantors {
			add(name)
		}
		for k, right := range c.rights {
			id := fmt.Sprintf("R%d-%d", i, k)
			spec.Rights = append(spec.Rights, pool.RightSpec{ID: id, Type: right})
			s.Rights = append(s.Rights, id)
		}
		spec.Contracts = append(spec.Contracts, s)
	}
	for name := range groups {
		add(name)
	}
	slices.Sort(names)
	for _, name := range names {
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: name, Group: groups[name]})
	}
	return spec
}

// cm13 is worked case CM-13: twelve obligors in nine groups.
func cm13(t fataler) *pool.Pool {
	t.Helper()
	var claims []claim
	for _, o := range []struct {
		name string
		yuan int64
	}{{"a1", 180}, {"a2", 90}, {"a3", 60}, {"b1", 140}, {"b2", 70}, {"c", 120}, {"d", 100}, {"e", 90}, {"f", 60}, {"g", 40}, {"h", 30}, {"i", 20}} {
		claims = append(claims, owes(o.name, o.yuan))
	}
	return build(t, claims, map[string]string{"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B"})
}

// must gives the value of a call that cannot fail in the test.
func must[T any](t fataler) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// drawClaims draws a pool of a few obligors with joint contracts, repeated names and equal amounts.
func drawClaims(t *rapid.T) []claim {
	names := []string{"a", "b", "c", "d", "e", "f", "g"}
	fen := rapid.OneOf(rapid.Int64Range(1, 9), rapid.Int64Range(1, 1_000_000_000_00))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) claim {
		return claim{
			fen:        fen.Draw(t, "fen"),
			obligors:   rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, rapid.ID).Draw(t, "obligors"),
			creditor:   rapid.SampledFrom([]string{"", "x", "y", "z"}).Draw(t, "creditor"),
			originator: rapid.SampledFrom([]string{"", "o", "a"}).Draw(t, "originator"),
			guarantors: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"u", "v", "w"}), 0, 3, rapid.ID).Draw(t, "guarantors"),
			months:     rapid.IntRange(1, 70).Draw(t, "months"),
			rights:     rapid.SliceOfN(rapid.SampledFrom([]pool.RightType{pool.Invention, pool.Trademark, pool.Data}), 0, 2).Draw(t, "rights"),
			tags:       rapid.SampledFrom([][]string{nil, {"ip_income"}, {"ip_financing"}}).Draw(t, "tags"),
		}
	}), 1, 12).Draw(t, "claims")
}

// dividing are the allocations under which the parts of a contract sum to the contract.
var dividing = []concentration.Allocation{concentration.Equal, concentration.FirstNamed}

var _ fataler = (*testing.T)(nil)
