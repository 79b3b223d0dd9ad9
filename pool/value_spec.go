package pool

import (
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ValuationSchema is the name and version of the document of a valuation.
const ValuationSchema = "ipabs.valuation/1"

// ValuationSpec says how rights are valued and how long they live, as a person writes it: which marks
// count, what is taken off, what decays, who of several claims takes the value. Nothing in it has a
// default that takes a side: what is left out takes nothing off and concludes nothing.
type ValuationSpec struct {
	Schema string `json:"schema"`
	// Source says where the haircuts and half-lives come from.
	Source string `json:"source,omitempty"`
	// At is the valuation date; absent, the cut-off date.
	At calendar.Date `json:"at,omitzero"`
	// Marks says which marks count; absent, StandardMarkRules.
	Marks    *MarkRulesSpec `json:"marks,omitempty"`
	Haircuts []HaircutRule  `json:"haircuts,omitempty"`
	Decay    []HalfLife     `json:"decay,omitempty"`
	// Terms names the table of legal terms by which an expiry that is not stated may be concluded: "china"
	// for ChineseRightTerms. Absent, only a stated expiry ends a right.
	Terms string `json:"terms,omitempty"`
	// AnnuityEnds ends a patent with the last day that is paid for.
	AnnuityEnds bool `json:"annuity_ends,omitempty"`
	// AssumeValid takes rights whose status is not stated for valid.
	AssumeValid bool `json:"assume_valid,omitempty"`
	// Sharing is first_rank_only (the default) or allocated.
	Sharing string `json:"sharing,omitempty"`
	// RankByStart lets claims without rank and registration rank by the starts of their contracts.
	RankByStart bool    `json:"rank_by_start,omitempty"`
	FX          *FXSpec `json:"fx,omitempty"`

	// MinMarginMonths is the least time by which a right must outlive a contract, in months.
	MinMarginMonths int `json:"min_margin_months,omitempty"`
	// MinCoverage is the least coverage of the pool after haircuts, as a multiple of what is outstanding.
	MinCoverage *decimal.Decimal `json:"min_coverage,omitempty"`
}

// MarkRulesSpec says which marks count beside appraisals; see MarkRules.
type MarkRulesSpec struct {
	DealMonths int  `json:"deal_months"`
	OldDeals   bool `json:"old_deals,omitempty"`
	Bids       bool `json:"bids,omitempty"`
}

// ValuationPolicy is a resolved ValuationSpec. The zero value lets appraisals alone count, takes nothing
// off and asks for no minimum.
type ValuationPolicy struct {
	Rules           ValueRules
	MinMarginMonths int
	MinCoverage     Opt[money.Rate]
}

// StandardValuation takes nothing off and concludes nothing: marks count by StandardMarkRules, a right
// lives as long as is stated.
func StandardValuation() ValuationPolicy {
	return ValuationPolicy{Rules: ValueRules{Marks: StandardMarkRules()}}
}

// ReadValuation reads a document in JSON and checks it; every fault of form and of content comes at
// once with its path, as a *faults.Error. Fields that the format does not have are refused.
func ReadValuation(r io.Reader) (ValuationSpec, ValuationPolicy, error) {
	var s ValuationSpec
	read := faults.DecodeJSON(r, &s)
	policy, err := s.Resolve()
	if err := faults.Merge(read, err); err != nil {
		return ValuationSpec{}, ValuationPolicy{}, err
	}
	return s, policy, nil
}

// Resolve checks the document and reports every fault with its path, as a *faults.Error.
func (s ValuationSpec) Resolve() (ValuationPolicy, error) {
	var list faults.List
	p := StandardValuation()
	if s.Schema != ValuationSchema {
		list.Add("schema", faults.Unsupported, s.Schema, ValuationSchema)
	}
	p.Rules.At = s.At
	if !s.At.IsZero() && s.At.Year() == 0 {
		list.Add("at", faults.Invalid, int32(s.At), "a day of the years 1 to 9999")
	}
	if m := s.Marks; m != nil {
		p.Rules.Marks = MarkRules{DealMonths: m.DealMonths, OldDeals: m.OldDeals, Bids: m.Bids}
		if m.DealMonths < 0 || m.DealMonths > maxMonths {
			list.Add("marks.deal_months", faults.OutOfRange, m.DealMonths, "a number of months from 0 to 1,200")
		}
	}
	var err error
	if s.Haircuts != nil {
		p.Rules.Haircuts, err = NewHaircutTable(s.Haircuts)
		list.Append("haircuts", err)
	}
	if s.Decay != nil {
		p.Rules.Decay, err = NewDecayTable(s.Decay)
		list.Append("decay", err)
	}
	switch s.Terms {
	case "":
	case "china":
		p.Rules.Life.Terms = ChineseRightTerms()
	default:
		list.Add("terms", faults.Unknown, s.Terms, "china, or nothing")
	}
	if s.AnnuityEnds {
		p.Rules.Life.Annuity = AnnuityEnds
	}
	p.Rules.Life.AssumeValid, p.Rules.RankByStart = s.AssumeValid, s.RankByStart
	if s.Sharing != "" {
		if p.Rules.Sharing, err = parseName[Sharing](sharingNames, []byte(s.Sharing)); err != nil {
			list.Add("sharing", faults.Unknown, s.Sharing, strings.Join(sharingNames.list(), " or "))
		}
	}
	p.Rules.FX, err = s.FX.Resolve()
	list.Append("fx", err)
	if p.MinMarginMonths = s.MinMarginMonths; s.MinMarginMonths < 0 || s.MinMarginMonths > maxMonths {
		list.Add("min_margin_months", faults.OutOfRange, s.MinMarginMonths, "a number of months from 0 to 1,200")
	}
	if s.MinCoverage != nil {
		least, err := money.RateFromDecimal(*s.MinCoverage)
		if err != nil || least < 0 {
			list.Add("min_coverage", faults.OutOfRange, s.MinCoverage, "a multiple of 0 or more, such as 1.5")
		}
		p.MinCoverage = Known(least)
	}
	return p, list.Err()
}

// maxMonths is the longest time in months that a document may ask for: 100 years.
const maxMonths = 1200
