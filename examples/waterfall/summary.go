package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// columns is the width of running text.
const columns = 100

// summary gives what a person at a terminal wants to see.
func (p *payout) summary() string {
	var b strings.Builder
	r := p.result
	fmt.Fprintf(&b, "Deal  %s\n", r.Deal)
	fmt.Fprintf(&b, "  closing %s, %d payments to %s; collections: %s\n", r.Closing, len(r.Periods), r.Periods[len(r.Periods)-1].Payment, p.source)
	if p.scenario != "" {
		fmt.Fprintf(&b, "  scenario: %s\n", p.scenario)
	}
	p.classes(&b)
	p.payments(&b)
	p.measured(&b)
	p.happened(&b)
	b.WriteString("\nCash\n")
	fmt.Fprintf(&b, "  receipts %s = payments %s + left %s; difference %s\n", p.text(r.Cash.Receipts), p.text(r.Cash.Payments), p.text(r.Cash.Closing), p.text(r.Cash.Difference))
	var warnings []string
	warnings = append(warnings, r.Warnings...)
	for _, u := range r.Unpaid {
		warnings = append(warnings, fmt.Sprintf("%s: %s of %s is not paid in full: %s of %s", u.Payment, u.Kind, u.Name, p.text(u.Paid), p.text(u.Due)))
	}
	list(&b, "Warnings", warnings, 12)
	list(&b, "Assumed", r.Assumptions, 12)
	return b.String()
}

func (p *payout) text(a money.Amount) string { return a.FormatGrouped(p.result.Currency) }

// list writes a section of running text, and how many of its lines are left out.
func list(b *strings.Builder, title string, lines []string, most int) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for i, text := range lines {
		if i == most {
			fmt.Fprintf(b, "  … and %d more in the JSON\n", len(lines)-most)
			return
		}
		b.WriteString(term.Wrap("  ", text, columns))
	}
}

func (p *payout) classes(b *strings.Builder) {
	var rows [][]string
	for _, t := range p.result.Tranches {
		rate, yield, wal, final := "", "—", "—", "—"
		if t.HasCoupon {
			rate = t.Rate.Percent()
		}
		if t.YieldErr == nil {
			yield = fmt.Sprintf("%.2f %%", t.Yield*100)
		}
		if !math.IsNaN(t.WAL) {
			wal = fmt.Sprintf("%.2f", t.WAL)
		}
		if !t.FinalDate.IsZero() {
			final = t.FinalDate.String()
		}
		rows = append(rows, []string{t.Name, p.text(t.Notional), rate, p.text(t.InterestPaid), p.text(t.PrincipalPaid), p.text(t.Residual), p.text(t.Shortfall), wal, yield, final})
	}
	b.WriteString("\nClasses\n")
	b.WriteString(term.Table("  ", []string{"class", ">notional", ">coupon", ">interest", ">principal", ">residual", ">shortfall", ">WAL", ">yield", "repaid on"}, rows))
}

// payments shows each payment date: which waterfall ran, what came in and the balances after it.
func (p *payout) payments(b *strings.Builder) {
	header := []string{"no.", "payment", "waterfall", ">collected", ">support", ">fees", ">interest", ">principal"}
	for _, t := range p.result.Tranches {
		header = append(header, ">"+t.Name)
	}
	header = append(header, ">cash left")
	var rows [][]string
	for _, q := range p.result.Periods {
		var support, fees, interest, principal, left money.Amount
		for _, c := range q.SupportCalls {
			support += c.Amount
		}
		for _, f := range q.Fees {
			fees += f.Paid
		}
		row := []string{fmt.Sprint(q.Number), q.Payment.String(), q.Waterfall}
		var balances []string
		for _, t := range q.Tranches {
			interest += t.InterestPaid
			principal += t.PrincipalPaid
			balances = append(balances, p.text(t.Closing))
		}
		for _, a := range q.Accounts {
			left += a.Closing
		}
		row = append(row, p.text(q.Collection.Total()+q.Collection.Repurchased), p.text(support), p.text(fees), p.text(interest), p.text(principal))
		rows = append(rows, append(append(row, balances...), p.text(left)))
	}
	b.WriteString("\nPayments, and balances after each\n")
	b.WriteString(term.Table("  ", header, rows))
}

// measured shows each test at each payment: its value, and a mark where it fails.
func (p *payout) measured(b *strings.Builder) {
	if len(p.result.Periods[0].Tests) == 0 {
		return
	}
	header := []string{"payment"}
	for _, t := range p.result.Periods[0].Tests {
		header = append(header, ">"+t.Name, "limit")
	}
	var rows [][]string
	for _, q := range p.result.Periods {
		row := []string{q.Payment.String()}
		for _, t := range q.Tests {
			value := "—"
			if t.Known && t.Applies {
				value = fmt.Sprintf("%.4f", t.Value.Float64())
			}
			if !t.Known {
				value = "unknown"
			}
			if t.Fails {
				value = "! " + value
			}
			row = append(row, value, sign(t.Is)+" "+fmt.Sprintf("%.4f", t.Limit.Float64()))
		}
		rows = append(rows, row)
	}
	b.WriteString("\nTests (! fails)\n")
	b.WriteString(term.Table("  ", header, rows))
}

func sign(c tranche.Comparison) string {
	return map[tranche.Comparison]string{tranche.AtLeast: "≥", tranche.AtMost: "≤", tranche.Above: ">", tranche.Below: "<"}[c]
}

// happened tells the history in order: statuses, triggers with what decided, events, calls, purchases.
func (p *payout) happened(b *strings.Builder) {
	var lines []string
	for _, s := range p.result.StatusHistory {
		lines = append(lines, fmt.Sprintf("%s  status %s", s.Day, s.To))
	}
	for _, h := range p.result.History {
		text := fmt.Sprintf("%s  %s %s", h.Day, h.Kind, h.Name)
		if !h.On {
			text += map[string]string{"trigger": " cured", "call": " not exercised: its price does not suffice"}[h.Kind]
		}
		if h.Count > 1 {
			text += fmt.Sprintf(" × %d", h.Count)
		}
		for _, c := range h.Compared {
			text += "; " + c.Text + ": " + strings.TrimSuffix(c.Left+", "+c.Right, ", ")
		}
		lines = append(lines, text)
	}
	list(b, "History", lines, 40)
}
