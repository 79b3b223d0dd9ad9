package main

import (
	"bytes"
	"encoding/json"
	"math"
	"math/big"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool/tape"
)

// schema is the name and version of the JSON document.
const schema = "ipabs.fourcases/1"

type documentJSON struct {
	Schema  string              `json:"schema"`
	Figures []figureJSON        `json:"figures"`
	Cannot  []infeasibilityJSON `json:"infeasibilities"`
	Cases   []caseJSON          `json:"cases"`
}

type figureJSON struct {
	Case       string  `json:"case"`
	Figure     string  `json:"figure"`
	Basis      *string `json:"basis"`
	Published  float64 `json:"published"`
	Computed   float64 `json:"computed"`
	Difference float64 `json:"difference"`
	Matches    bool    `json:"matches"`
	Note       *string `json:"note"`
	Printed    string  `json:"printed"`
	Unit       *string `json:"unit"`
	Axis       *string `json:"axis"`
	Of         *string `json:"of"`
	Allocation *string `json:"allocation"`
	Source     string  `json:"source"`
}

type infeasibilityJSON struct {
	Case string `json:"case"`
	concentration.Infeasibility
}

type caseJSON struct {
	Case        string        `json:"case"`
	Name        string        `json:"name"`
	Tape        tapeJSON      `json:"tape"`
	AsOf        calendar.Date `json:"as_of"`
	Principal   string        `json:"principal"`
	Closing     calendar.Date `json:"closing"`
	Deal        string        `json:"deal"`
	Fingerprint string        `json:"deal_fingerprint"`
	Assumptions []string      `json:"assumptions"`
	Tranches    []trancheJSON `json:"tranches"`
	Cash        cashJSON      `json:"cash"`
	Uncollected string        `json:"uncollected"`
	Calls       []callJSON    `json:"support_calls"`
	Unpaid      []unpaidJSON  `json:"unpaid"`
}

type tapeJSON struct {
	File     string           `json:"file"`
	Sheet    string           `json:"sheet"`
	Accepted int              `json:"accepted"`
	Rejected int              `json:"rejected"`
	Findings []tape.CodeCount `json:"findings"`
}

type trancheJSON struct {
	Name             string         `json:"name"`
	Class            string         `json:"class"`
	Rank             int            `json:"rank"`
	Notional         string         `json:"notional"`
	Rate             *string        `json:"rate"`
	Mode             string         `json:"mode"`
	InterestPaid     string         `json:"interest_paid"`
	PrincipalPaid    string         `json:"principal_paid"`
	Residual         string         `json:"residual"`
	Shortfall        string         `json:"shortfall"`
	WALYears         *float64       `json:"wal_years"`
	Yield            *float64       `json:"yield"`
	ExpectedMaturity *calendar.Date `json:"expected_maturity"`
	FinalDate        *calendar.Date `json:"final_date"`
}

type cashJSON struct {
	Receipts   string `json:"receipts"`
	Payments   string `json:"payments"`
	Closing    string `json:"closing"`
	Difference string `json:"difference"`
}

type callJSON struct {
	Payment  calendar.Date `json:"payment_date"`
	Promisor string        `json:"promisor"`
	Amount   string        `json:"amount"`
}

type unpaidJSON struct {
	Payment calendar.Date `json:"payment_date"`
	Name    string        `json:"name"`
	Kind    string        `json:"kind"`
	Due     string        `json:"due"`
	Paid    string        `json:"paid"`
}

// document writes the results of all cases as JSON.
func document(studies []*study) ([]byte, error) {
	doc := documentJSON{Schema: schema, Figures: []figureJSON{}, Cannot: []infeasibilityJSON{}, Cases: []caseJSON{}}
	for _, s := range studies {
		for _, v := range s.figures {
			doc.Figures = append(doc.Figures, figureJSON{
				Case: s.from.ID, Figure: v.ID, Basis: optional(v.basis()), Published: float(v.published), Computed: float(v.computed),
				Difference: float(v.difference()), Matches: v.matches, Note: optional(v.note), Printed: v.Printed, Unit: optional(string(v.Unit)),
				Axis: optional(v.Axis), Of: optional(v.Of), Allocation: optional(v.Allocation), Source: v.source,
			})
		}
		for _, f := range s.found {
			doc.Cannot = append(doc.Cannot, infeasibilityJSON{Case: s.from.ID, Infeasibility: f})
		}
		doc.Cases = append(doc.Cases, s.document())
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(doc)
	return b.Bytes(), err
}

func (s *study) document() caseJSON {
	f := func(a money.Amount) string { return a.Format(s.pool.Currency()) }
	c := caseJSON{
		Case: s.from.ID, Name: s.from.FullNameZH, AsOf: s.pool.AsOf(), Principal: f(s.pool.Principal()),
		Tape:    tapeJSON{s.tape.File, s.tape.Sheet, s.tape.Accepted, s.tape.Rejected, s.tape.Findings.CountByCode()},
		Closing: s.deal.Closing(), Deal: s.deal.Name(), Fingerprint: s.deal.Fingerprint(), Assumptions: s.deal.Assumptions(),
		Cash:        cashJSON{f(s.result.Cash.Receipts), f(s.result.Cash.Payments), f(s.result.Cash.Closing), f(s.result.Cash.Difference)},
		Uncollected: f(s.after.Total()), Calls: []callJSON{}, Unpaid: []unpaidJSON{},
	}
	for _, t := range s.result.Tranches {
		v := trancheJSON{
			Name: t.Name, Class: t.Class.String(), Rank: t.Rank, Notional: f(t.Notional), Mode: t.Mode.String(),
			InterestPaid: f(t.InterestPaid), PrincipalPaid: f(t.PrincipalPaid), Residual: f(t.Residual), Shortfall: f(t.Shortfall),
			ExpectedMaturity: day(t.ExpectedMaturity), FinalDate: day(t.FinalDate),
		}
		if t.HasCoupon {
			v.Rate = optional(t.Rate.String())
		}
		if !math.IsNaN(t.WAL) {
			v.WALYears = &t.WAL
		}
		if t.YieldErr == nil {
			v.Yield = &t.Yield
		}
		c.Tranches = append(c.Tranches, v)
	}
	for _, p := range s.result.Periods {
		for _, call := range p.SupportCalls {
			c.Calls = append(c.Calls, callJSON{p.Payment, call.Promisor, f(call.Amount)})
		}
	}
	for _, u := range s.result.Unpaid {
		c.Unpaid = append(c.Unpaid, unpaidJSON{u.Payment, u.Name, u.Kind, f(u.Due), f(u.Paid)})
	}
	return c
}

// float is the nearest double: JSON numbers are read as such.
func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func day(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
