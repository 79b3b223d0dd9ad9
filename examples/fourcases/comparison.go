package main

import (
	"math/big"
	"strings"

	"github.com/ipabs/ipabs/internal/reconstruct"
)

// comparison is one published figure beside the computed one.
type comparison struct {
	reconstruct.Figure
	published, computed *big.Rat
	matches             bool
	note                string
	source              string
}

// compare computes a figure and says how it stands to the printed one. What the feasibility check says
// of a figure that is not met, or is an end of a range, stands in its note.
func (s *study) compare(f reconstruct.Figure, d reconstruct.Document) (comparison, error) {
	computed, err := s.measure(f)
	if err != nil {
		return comparison{}, err
	}
	v := comparison{Figure: f, published: f.Value(), computed: computed, matches: f.Matches(computed), source: d.Source(f.Source)}
	var notes []string
	if f.Note != "" {
		notes = append(notes, f.Note)
	}
	if !v.matches || f.Range != "" {
		notes = append(notes, s.reasons(f)...)
	}
	v.note = strings.Join(notes, "; ")
	return v, nil
}

// basis is what a figure is measured on, "" for counts and terms of the deal.
func (v comparison) basis() string {
	switch {
	case v.Weight == "balance":
		return "outstanding_principal"
	case v.Weight != "":
		return v.Weight
	}
	return v.Basis
}

// difference is computed less published.
func (v comparison) difference() *big.Rat { return new(big.Rat).Sub(v.computed, v.published) }
