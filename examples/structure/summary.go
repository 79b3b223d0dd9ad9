package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// columns is the width of the summary; shown is how many lines of a long list it gives.
const (
	columns = 100
	shown   = 8
)

// summary gives what a person at a terminal wants to see first.
func (a *analysis) summary(written ...string) string {
	var b strings.Builder
	a.tapeSummary(&b)
	a.selectionSummary(&b)
	a.poolSummary(&b)
	a.concentrationSummary(&b)
	a.eligibilitySummary(&b)
	a.rightsSummary(&b)
	a.dealSummary(&b)
	a.lossSummary(&b)
	a.simulationSummary(&b)
	if list := a.warnings(); len(list) > 0 {
		section(&b, "Warnings")
		lines(&b, list)
	}
	section(&b, "Report")
	for _, path := range written {
		fmt.Fprintf(&b, "  %s\n", path)
	}
	return b.String()
}

func section(b *strings.Builder, title string) {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "%s\n", title)
}

// lines writes the first entries of a list, wrapped to the width, and counts the rest.
func lines(b *strings.Builder, list []string) {
	for i, text := range list {
		if i == shown {
			fmt.Fprintf(b, "  … and %d more in the report\n", len(list)-shown)
			return
		}
		b.WriteString(term.Wrap("  ", text, columns))
	}
}

func (a *analysis) tapeSummary(b *strings.Builder) {
	t := a.tape
	place := t.File
	if t.Sheet != "" {
		place += "!" + t.Sheet
	}
	section(b, fmt.Sprintf("Tape  %s", place))
	fmt.Fprintf(b, "  %s read, %d accepted, %d rejected; %s, %s, %s\n", count(t.RowsRead, "row"), t.Accepted, t.Rejected,
		count(t.Findings.Count(tape.Error), "error"), count(t.Findings.Count(tape.Warning), "warning"), count(t.Findings.Count(tape.Info), "note"))
	lines(b, a.notable())
}

// notable gives the errors and warnings of the tape. Those that say the same of several rows make
// one line.
func (a *analysis) notable() []string {
	type kind struct{ severity, column, code, text string }
	rows := map[kind][]string{}
	var order []kind
	for _, severity := range []tape.Severity{tape.Error, tape.Warning} {
		for f := range a.tape.Findings.With(severity) {
			text := f.Message
			if f.Seen != "" {
				text = strconv.Quote(f.Seen) + " " + text
			}
			k := kind{severity.String(), f.Column, f.Code, text}
			if rows[k] == nil {
				order = append(order, k)
			}
			if row := strconv.Itoa(f.Row); !slices.Contains(rows[k], row) {
				rows[k] = append(rows[k], row)
			}
		}
	}
	var list []string
	for _, k := range order {
		place := "row " + rows[k][0]
		switch n := len(rows[k]); {
		case rows[k][0] == "0":
			place = "file"
		case n > 1:
			place = fmt.Sprintf("%d rows from %s", n, rows[k][0])
		}
		if k.column != "" {
			place += " col " + k.column
		}
		list = append(list, fmt.Sprintf("%-7s %s %s: %s", k.severity, place, k.code, k.text))
	}
	return list
}

func (a *analysis) poolSummary(b *strings.Builder) {
	p := a.pool
	var kinds []string
	counts := p.CountByKind()
	for _, k := range pool.Kinds() {
		if counts[k] > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", counts[k], k))
		}
	}
	section(b, fmt.Sprintf("Pool  at %s", p.AsOf()))
	fmt.Fprintf(b, "  %s (%s), %s, %s\n", count(p.Len(), "contract"), strings.Join(kinds, ", "), count(len(p.Obligors()), "obligor"), count(p.CountRights(), "right"))
	fmt.Fprintf(b, "  outstanding principal %s %s", p.Currency(), a.money(p.Principal()))
	if rate, known := p.WeightedRate(); known > 0 {
		fmt.Fprintf(b, ", weighted rate %s", percent(rate))
		if known < p.Len() {
			fmt.Fprintf(b, " (%s state one)", count(known, "contract"))
		}
	}
	remaining := p.RemainingTerms()
	fmt.Fprintf(b, "\n  remaining term %.2f months on average (weighted %.2f), %.2f to %.2f\n", remaining.Mean, remaining.WeightedMean, remaining.Min, remaining.Max)
	list := []string{}
	for _, s := range a.flows.Summary() {
		list = append(list, fmt.Sprintf("assumed for %s: %s %s", count(s.Contracts, "contract"), s.What, s.Taken))
	}
	for _, n := range a.flows.Notes() {
		list = append(list, fmt.Sprintf("%s: %s", n.ContractID, n.Message))
	}
	lines(b, list)
}

func (a *analysis) concentrationSummary(b *strings.Builder) {
	section(b, fmt.Sprintf("Concentration  on %s, joint obligors %s", a.exposures[0].Measure().Basis, a.exposures[0].Measure().Allocation))
	var rows [][]string
	for _, e := range a.exposures {
		entries := e.Entries()
		largest := entries[0].Label
		if len(entries) == 1 && largest == concentration.Unknown {
			continue // the tape says nothing of it; the report and the JSON say so
		}
		rows = append(rows, []string{
			e.Measure().Key.String(), strconv.Itoa(e.Len()), percent(e.Top(1)), percent(e.Top(3)), percent(e.Top(5)),
			fmt.Sprintf("%.4f", e.HHI()), fmt.Sprintf("%.2f", e.EffectiveNumber()), term.Cut(largest, 30),
		})
	}
	b.WriteString(term.Table("  ", []string{"by", ">entries", ">top 1", ">top 3", ">top 5", ">HHI", ">effective", "largest"}, rows))
}

func (a *analysis) eligibilitySummary(b *strings.Builder) {
	section(b, "Eligibility")
	var rows [][]string
	for _, r := range a.eligibility {
		offenders := strings.Join(r.Offenders(a.pool), ", ")
		rows = append(rows, []string{r.Outcome.String(), r.Rule.ID, strconv.Itoa(r.Passed), strconv.Itoa(r.Unknown), strconv.Itoa(r.Fail), term.Cut(offenders, 40)})
	}
	b.WriteString(term.Table("  ", []string{"outcome", "rule", ">pass", ">unknown", ">fail", "offenders"}, rows))
}

func (a *analysis) dealSummary(b *strings.Builder) {
	d := a.deal
	section(b, "Deal  "+d.Name())
	payments := d.Payments()
	fmt.Fprintf(b, "  closing %s, %s from %s to %s\n", d.Closing(), count(len(payments), "payment"), payments[0].Payment, payments[len(payments)-1].Payment)
	for _, s := range d.Assumptions() {
		b.WriteString(term.Wrap("  assumed: ", s, columns))
	}
	var rows [][]string
	for _, t := range a.result.Tranches {
		rate, yield, wal, final := "–", "–", "–", "–"
		if t.HasCoupon {
			rate = percent(t.Rate.Float64())
		}
		if t.YieldErr == nil {
			yield = percent(t.Yield)
		}
		if !math.IsNaN(t.WAL) {
			wal = fmt.Sprintf("%.2f", t.WAL)
		}
		if !t.FinalDate.IsZero() {
			final = t.FinalDate.String()
		}
		rows = append(rows, []string{t.Name, a.money(t.Notional), rate, a.money(t.InterestPaid + t.Residual), a.money(t.PrincipalPaid), a.money(t.Shortfall), wal, yield, final})
	}
	b.WriteString(term.Table("  ", []string{"class", ">notional", ">coupon", ">interest*", ">principal", ">shortfall", ">WAL", ">yield", "repaid"}, rows))
	b.WriteString("  * with what the class takes of the residual\n")
	c := a.result.Cash
	fmt.Fprintf(b, "  cash: received %s − paid %s = closing %s, difference %s\n", a.money(c.Receipts), a.money(c.Payments), a.money(c.Closing), a.money(c.Difference))
}

func (a *analysis) money(x money.Amount) string { return x.FormatGrouped(a.pool.Currency()) }

// count writes a number of things, "1 row" and "2 rows".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "ry"); ok {
		return strconv.Itoa(n) + " " + stem + "ries"
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func percent(x float64) string { return fmt.Sprintf("%.2f%%", 100*x) }

// percent4 shows small probabilities.
func percent4(x float64) string { return fmt.Sprintf("%.4f%%", 100*x) }
