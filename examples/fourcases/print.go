package main

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/internal/reconstruct"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/money"
)

// columns is the width that everything printed fits into.
const columns = 120

// print lays out the results of a case for a terminal.
func (s *study) print() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  (%s)\n", s.from.ID, s.from.FullNameZH, s.from.ModeZH)
	fmt.Fprintf(&b, "  tape %s: %d contracts, cut-off date %s, %s outstanding\n\n", s.tape.File, s.pool.Len(), s.pool.AsOf(), s.money(s.pool.Principal()))
	s.printFigures(&b)
	s.printTranches(&b)
	s.printFindings(&b)
	return b.String()
}

// money writes an amount in a form for reading.
func (s *study) money(a money.Amount) string { return a.FormatGrouped(s.pool.Currency()) }

// printFigures writes the comparison; notes stand below it, by number.
func (s *study) printFigures(b *strings.Builder) {
	var rows [][]string
	var notes []string
	met := 0
	for _, v := range s.figures {
		mark := "✗"
		if v.matches {
			mark = "✓"
			met++
		}
		note := ""
		if v.note != "" {
			notes = append(notes, v.note)
			note = fmt.Sprintf("[%d]", len(notes))
		}
		rows = append(rows, []string{v.ID, v.subject(), v.basisInWords(), v.show(v.published, 0), v.show(v.computed, 2), v.showDifference(), mark, note})
	}
	b.WriteString(term.Table("  ", []string{"figure", "of", "by", ">published", ">computed", ">difference", "", "note"}, rows))
	fmt.Fprintf(b, "  %d of %d met to the last printed digit\n", met, len(s.figures))
	for i, note := range notes {
		b.WriteString(term.Wrap(fmt.Sprintf("  [%d] ", i+1), note, columns))
	}
}

// subject says in words what a figure is about.
func (v comparison) subject() string {
	text := v.Axis
	switch {
	case v.Class != "":
		text = v.Class
	case v.Term != "":
		text = v.Term + " term"
	case v.Key != "":
		text = v.Key
	}
	if v.Of != "" { // the obligor's or the creditor's
		text = v.Of + " " + strings.TrimPrefix(text, "industry_")
	}
	return strings.ReplaceAll(text, "_", " ")
}

// basisInWords says what a figure is measured by.
func (v comparison) basisInWords() string {
	switch {
	case v.Weight == "simple":
		return "contract"
	case v.What == reconstruct.WhatContractsWith:
		return "contract"
	case v.basis() == "outstanding_principal":
		return "principal"
	case v.basis() == "receivable_balance":
		return "receivable"
	}
	return strings.ReplaceAll(v.basis(), "_", " ")
}

// show writes a value of the figure with the decimals that are printed and some more.
func (v comparison) show(value *big.Rat, more int) string {
	_, decimals, _ := strings.Cut(v.Printed, ".")
	switch {
	case v.Unit == reconstruct.UnitPercent:
		return new(big.Rat).Mul(value, big.NewRat(100, 1)).FloatString(len(decimals)+more) + " %"
	case v.Unit.IsMoney():
		return grouped(value.FloatString(2))
	case v.Unit == reconstruct.UnitPlain:
		return value.FloatString(0)
	}
	return value.FloatString(len(decimals)+more) + " " + map[reconstruct.Unit]string{reconstruct.UnitMonths: "mo", reconstruct.UnitYears: "y"}[v.Unit]
}

// showDifference writes the difference without its unit, with a sign, and a plain 0 for what is
// nothing in the digits shown.
func (v comparison) showDifference() string {
	number, _, _ := strings.Cut(v.show(v.difference(), 2), " ")
	switch {
	case strings.Trim(number, "-0.,") == "":
		return "0"
	case strings.HasPrefix(number, "-"):
		return number
	}
	return "+" + number
}

// grouped puts separators between thousands.
func grouped(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + rest
}

func (s *study) printTranches(b *strings.Builder) {
	fmt.Fprintf(b, "\n  Deal  %s, closing %s\n  every term that no source states is assumed (see %s.deal.json)\n", s.deal.Name(), s.deal.Closing(), s.from.ID)
	var rows [][]string
	for _, t := range s.result.Tranches {
		rate, yield, wal := "–", "–", "–"
		if t.HasCoupon {
			rate = t.Rate.Percent()
		}
		if t.YieldErr == nil {
			yield = fmt.Sprintf("%.4f %%", 100*t.Yield)
		}
		if !math.IsNaN(t.WAL) {
			wal = fmt.Sprintf("%.3f", t.WAL)
		}
		rows = append(rows, []string{t.Name, s.money(t.Notional), rate, s.money(t.InterestPaid + t.Residual), s.money(t.PrincipalPaid), s.money(t.Shortfall),
			wal, yield, showDay(t.ExpectedMaturity), showDay(t.FinalDate)})
	}
	b.WriteString(term.Table("  ", []string{"class", ">notional", ">coupon", ">interest*", ">principal", ">shortfall", ">WAL", ">yield", "expected", "repaid"}, rows))
	calls := 0
	for _, p := range s.result.Periods {
		calls += len(p.SupportCalls)
	}
	fmt.Fprintf(b, "  cash: %s in, %s out, %s left, difference %s\n  support calls: %d, items unpaid: %d, uncollected: %s\n  * with what the class takes of the residual\n",
		s.money(s.result.Cash.Receipts), s.money(s.result.Cash.Payments), s.money(s.result.Cash.Closing), s.money(s.result.Cash.Difference), calls, len(s.result.Unpaid), s.money(s.after.Total()))
}

func showDay(d calendar.Date) string {
	if d.IsZero() {
		return "–"
	}
	return d.String()
}

// printFindings writes what the feasibility check found in the published figures alone, worst first.
func (s *study) printFindings(b *strings.Builder) {
	for _, part := range []struct {
		severity concentration.StatedSeverity
		title    string
	}{
		{concentration.StatedImpossible, "No pool can have"},
		{concentration.StatedConflict, "No pool can have at once"},
		{concentration.StatedDoubtful, "Needs an explanation"},
	} {
		title := false
		for _, f := range s.found {
			if f.Severity != part.severity {
				continue
			}
			if !title {
				fmt.Fprintf(b, "\n  %s\n", part.title)
				title = true
			}
			text := f.Message.EN
			if f.Bound != "" {
				text += " Bound: " + f.Bound + "."
			}
			if f.Explanation.EN != "" {
				text += " " + f.Explanation.EN + "."
			}
			b.WriteString(term.Wrap("  · ", text+" ["+string(f.Rule)+"]", columns))
			b.WriteString(term.Wrap("    ", f.Message.ZH, columns))
		}
	}
}
