package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/tranche"
)

// The simulation document among the evidence.
const (
	simulationRole = evidence.Role("simulation")
	simulationCopy = "inputs/simulation.json"
	targetsRole    = evidence.Role("targets") // the table of limits that it names
	targetsCopy    = "inputs/targets.json"
)

// simulate draws futures of the deal under the credit document.
func (a *analysis) simulate(ctx context.Context, o options, model *credit.Model) error {
	if o.paths == 0 {
		return nil
	}
	var settings tranche.SimulationSettings
	doc, err := readDocument(a, simulationRole, simulationCopy, o.simulation, tranche.ReadSimulation)
	if err != nil {
		return err
	}
	if doc != nil {
		if settings, err = doc.Settings(a.deal, model, cashflow.Settings{}); err != nil {
			return prefixed(filepath.Base(o.simulation), err)
		}
	}
	settings.Seed, settings.Paths, settings.Progress = o.seed, o.paths, progressBar(o.progress)
	simulator, err := tranche.NewSimulator(ctx, a.deal, model, settings)
	if err != nil {
		return err
	}
	if a.simulation, err = simulator.Run(ctx); err != nil && settings.Progress != nil {
		settings.Progress(1, 1) // takes the bar away, so that the error stands on a line of its own
	}
	if err != nil || doc == nil {
		return err
	}
	if doc.Enhancements {
		if a.enhancements, err = simulator.Enhancements(ctx); err != nil {
			return err
		}
	}
	if err := a.sizeAndBreak(ctx, o, simulator, doc, model, settings); err != nil {
		return err
	}
	for _, class := range doc.ReverseStress {
		r, err := simulator.ReverseStress(ctx, tranche.ReverseSpec{Class: class, Most: 3})
		if err != nil {
			return prefixed(filepath.Base(o.simulation), err)
		}
		a.reverse = append(a.reverse, r)
	}
	return nil
}

// progressBar draws a bar on a terminal, and nothing elsewhere.
func progressBar(w io.Writer) func(done, total uint64) {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, total uint64) { io.WriteString(file, bar(done, total)) }
}

// bar is one state of the bar: it takes the place of the one before, and the last takes itself away.
func bar(done, total uint64) string {
	const width = 40
	if done >= total {
		return "\r" + strings.Repeat(" ", width+30) + "\r"
	}
	full := int(done * width / total)
	return fmt.Sprintf("\r[%s%s] %3d%% of %d paths", strings.Repeat("#", full), strings.Repeat(".", width-full), done*100/total, total)
}

// simulationSummary gives what the futures have shown.
func (a *analysis) simulationSummary(b *strings.Builder) {
	s := a.simulation
	if s == nil {
		return
	}
	section(b, fmt.Sprintf("Simulation  %d paths, seed %d", s.Paths, s.Settings.Seed))
	fmt.Fprintf(b, "  the pool loses %s ± %s of its principal\n", percent4(s.Pool.LossShare.Value), percent4(s.Pool.LossShare.StdErr))
	var rows [][]string
	for _, c := range s.Classes {
		rows = append(rows, []string{c.Name, a.money(minor(c.ExpectedLoss.Value)), withError(c.ExpectedLossShare), withError(c.HitProbability),
			withError(c.InterestShortfall), withError(c.PrincipalLate), fmt.Sprintf("%.2f", c.AverageLife.Value)})
	}
	b.WriteString(term.Table("  ", []string{"class", ">expected loss", ">share", ">any loss", ">interest short", ">principal late", ">life, years"}, rows))
	a.callSummary(b)
	a.futuresSummary(b)
	for _, x := range s.Outsiders {
		if x.Agent != "" {
			fmt.Fprintf(b, "  %s falls with probability %s\n", x.Name, withError(x.Defaults))
		}
	}
	for _, x := range s.Events {
		if x.Probability.Value > 0 {
			fmt.Fprintf(b, "  the event %s happens with probability %s\n", x.Name, withError(x.Probability))
		}
	}
	a.structuringSummary(b)
	if a.drawsMore() {
		for _, text := range s.Settings.Words() {
			b.WriteString(term.Wrap("  ", text, columns))
		}
	}
	for _, text := range s.Notes {
		b.WriteString(term.Wrap("  ", text, columns))
	}
}

// drawsMore reports whether a document says how futures are drawn.
func (a *analysis) drawsMore() bool {
	return slices.ContainsFunc(a.inputs, func(in input) bool { return in.name == simulationCopy })
}

func withError(e tranche.Estimate) string {
	if math.IsNaN(e.StdErr) {
		return percent4(e.Value)
	}
	return fmt.Sprintf("%s ± %s", percent4(e.Value), percent4(e.StdErr))
}

// estimateDocument is a simulated number with its standard error; null where it is not known.
type estimateDocument struct {
	Value         *float64 `json:"value"`
	StandardError *float64 `json:"standard_error"`
}

func estimateOf(e tranche.Estimate) *estimateDocument {
	return &estimateDocument{number(e.Value), number(e.StdErr)}
}

// simulationDocument is the part of the JSON about futures of the deal; null without -paths. Losses are shares
// of the principal of the pool, or of the notional of the class.
type simulationDocument struct {
	Paths            uint64                      `json:"paths"`
	Seed             uint64                      `json:"seed"`
	Engine           string                      `json:"engine"`
	Source           string                      `json:"source"`
	Settings         []string                    `json:"settings"` // in words: what is drawn, and how
	MeanWeight       *estimateDocument           `json:"mean_weight"`
	PoolExpectedLoss *estimateDocument           `json:"pool_expected_loss"`
	PoolDefaults     *estimateDocument           `json:"pool_defaults"` // number of contracts
	PoolQuantiles    []quantileDocument          `json:"pool_loss_quantiles"`
	Classes          []simulatedClassDocument    `json:"classes"`
	Supports         []simulatedPromisorDocument `json:"supports"`
	SupportCalls     []callDocument              `json:"support_calls"` // of each support in all
	Reserves         []callDocument              `json:"reserves"`      // draws on the accounts that stand as support
	Futures          *futuresDocument            `json:"rate_futures"`  // null unless rates are drawn
	Outsiders        []simulatedEventDocument    `json:"outsiders"`
	Events           []simulatedEventDocument    `json:"events"`
	Trace            []traceDocument             `json:"trace"`
	Enhancements     []enhancementsDocument      `json:"enhancements"`   // empty unless asked for
	ReverseStress    []reverseDocument           `json:"reverse_stress"` // the same
	Sizing           *sizingDocument             `json:"sizing"`         // null unless asked for
	BreakEven        []breakEvenDocument         `json:"break_even"`     // empty unless asked for
	Notes            []string                    `json:"notes"`
}

type quantileDocument struct {
	Level float64 `json:"level"`
	estimateDocument
}

type simulatedClassDocument struct {
	Name               string                            `json:"name"`
	ExpectedLossAmount string                            `json:"expected_loss_amount"`
	ExpectedLoss       *estimateDocument                 `json:"expected_loss"`
	HitProbability     *estimateDocument                 `json:"hit_probability"`
	InterestShortfall  *estimateDocument                 `json:"interest_shortfall_probability"`
	PrincipalLate      *estimateDocument                 `json:"principal_late_probability"`
	PrincipalLost      *estimateDocument                 `json:"principal_lost_probability"`
	WriteDown          *estimateDocument                 `json:"write_down_probability"`
	AnyLate            *estimateDocument                 `json:"any_late_probability"`
	WALYears           *estimateDocument                 `json:"wal_years"`
	Yield              *estimateDocument                 `json:"yield"`
	AssetCoverage      *estimateDocument                 `json:"least_asset_coverage"`
	LossStdDev         *estimateDocument                 `json:"loss_std_dev"`
	LossQuantiles      []quantileDocument                `json:"loss_quantiles"`
	LifeQuantiles      []quantileDocument                `json:"wal_quantiles"`
	YieldQuantiles     []quantileDocument                `json:"yield_quantiles"`
	CoverageQuantiles  []quantileDocument                `json:"least_asset_coverage_quantiles"`
	Profile            []profileDocument                 `json:"profile"`
	Contributions      map[string][]contributionDocument `json:"contributions"`
}

type profileDocument struct {
	Payment   string `json:"payment_date"`
	Interest  string `json:"interest"`
	Principal string `json:"principal"`
	Closing   string `json:"closing"`
	Unpaid    string `json:"interest_unpaid"`
	Uncovered string `json:"uncovered"`
	// The standard errors of these amounts.
	StandardErrors profileErrors `json:"standard_errors"`
}

type profileErrors struct {
	Interest  *string `json:"interest"`
	Principal *string `json:"principal"`
	Closing   *string `json:"closing"`
	Unpaid    *string `json:"interest_unpaid"`
	Uncovered *string `json:"uncovered"`
}

// contributionDocument is a part of the expected loss of a class: a share of its notional, and an amount. The
// amounts of a set sum to expected_loss_amount to the minor unit.
type contributionDocument struct {
	Name   string `json:"name"`
	Amount string `json:"amount"`
	estimateDocument
}

type simulatedPromisorDocument struct {
	Support         string            `json:"support"`
	Promisor        string            `json:"promisor"`
	CallProbability *estimateDocument `json:"call_probability"`
	Calls           *estimateDocument `json:"calls"` // of the support: payments at which it is called
	ExpectedAmount  string            `json:"expected_amount"`
	AmountError     *string           `json:"expected_amount_standard_error"`
	AmountGivenCall *string           `json:"amount_given_call"`
	GivenCallError  *string           `json:"amount_given_call_standard_error"`
	Repaid          string            `json:"repaid"`
	Owed            string            `json:"owed"`
	Quantiles       []amountQuantile  `json:"amount_quantiles"`
	GivenCall       []amountQuantile  `json:"amount_given_call_quantiles"`
}

type simulatedEventDocument struct {
	Name        string            `json:"name"`
	Agent       *string           `json:"agent,omitempty"`
	Probability *estimateDocument `json:"probability"`
}

type traceDocument struct {
	Paths            uint64            `json:"paths"`
	PoolExpectedLoss *estimateDocument `json:"pool_expected_loss"`
	Classes          []traceClass      `json:"classes"`
}

type traceClass struct {
	Name           string            `json:"name"`
	ExpectedLoss   *estimateDocument `json:"expected_loss"`
	HitProbability *estimateDocument `json:"hit_probability"`
}

// The levels of the quantiles that are written.
var (
	simulatedLevels = []float64{0.5, 0.9, 0.95, 0.99, 0.999} // of losses
	lawLevels       = []float64{0.01, 0.05, 0.5, 0.95, 0.99} // of lives, yields and coverage
)

func (a *analysis) simulationOf() *simulationDocument {
	s := a.simulation
	if s == nil {
		return nil
	}
	text := func(x float64) string { return minor(x).Format(a.pool.Currency()) }
	share := func(e tranche.Estimate, of float64) *estimateDocument {
		return estimateOf(tranche.Estimate{Value: e.Value / of, StdErr: e.StdErr / of})
	}
	maybe := func(x float64) *string {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		v := text(x)
		return &v
	}
	quantiles := func(d *tranche.SimulatedDistribution, levels []float64, of float64) []quantileDocument {
		list := []quantileDocument{}
		if d == nil {
			return list
		}
		for _, level := range levels {
			q, _ := d.Quantile(level) // the levels are within range
			list = append(list, quantileDocument{level, *share(q, of)})
		}
		return list
	}
	principal := float64(s.Pool.Principal)
	enhancements, reverse := a.structuringOf()
	doc := &simulationDocument{Enhancements: enhancements, ReverseStress: reverse, Paths: s.Paths, Seed: s.Settings.Seed, Engine: s.Engine, Source: s.Source, Settings: s.Settings.Words(), MeanWeight: estimateOf(s.MeanWeight), PoolExpectedLoss: estimateOf(s.Pool.LossShare), PoolDefaults: estimateOf(s.Pool.Defaults),
		PoolQuantiles: quantiles(s.Pool.Distribution, simulatedLevels, principal), Supports: []simulatedPromisorDocument{}, Outsiders: []simulatedEventDocument{}, Events: []simulatedEventDocument{},
		Trace: []traceDocument{}, Notes: append([]string{}, s.Notes...)}
	for _, c := range s.Classes {
		size := max(float64(c.Notional), 1)
		d := simulatedClassDocument{Name: c.Name, ExpectedLossAmount: text(c.ExpectedLoss.Value), ExpectedLoss: estimateOf(c.ExpectedLossShare), HitProbability: estimateOf(c.HitProbability),
			InterestShortfall: estimateOf(c.InterestShortfall), PrincipalLate: estimateOf(c.PrincipalLate), PrincipalLost: estimateOf(c.PrincipalLost), WriteDown: estimateOf(c.WriteDown), AnyLate: estimateOf(c.AnyLate),
			WALYears: estimateOf(c.AverageLife), Yield: estimateOf(c.Yield), AssetCoverage: estimateOf(c.AssetCoverage), LossQuantiles: quantiles(c.Loss, simulatedLevels, size), LossStdDev: share(c.LossStdDev, size),
			LifeQuantiles: quantiles(c.Life, lawLevels, 1), YieldQuantiles: quantiles(c.YieldDistribution, lawLevels, 1), CoverageQuantiles: quantiles(c.Coverage, lawLevels, 1), Profile: []profileDocument{}, Contributions: map[string][]contributionDocument{}}
		for _, x := range c.Profile {
			d.Profile = append(d.Profile, profileDocument{x.Payment.String(), text(x.Interest.Value), text(x.Principal.Value), text(x.Closing.Value), text(x.Unpaid.Value), text(x.Uncovered.Value),
				profileErrors{maybe(x.Interest.StdErr), maybe(x.Principal.StdErr), maybe(x.Closing.StdErr), maybe(x.Unpaid.StdErr), maybe(x.Uncovered.StdErr)}})
		}
		for set, list := range c.Contributions {
			for _, x := range list {
				d.Contributions[string(set)] = append(d.Contributions[string(set)], contributionDocument{x.Name, x.Minor.Format(a.pool.Currency()), *share(x.Amount, size)})
			}
		}
		doc.Classes = append(doc.Classes, d)
	}
	for _, x := range s.Supports {
		for _, q := range x.Promisors {
			doc.Supports = append(doc.Supports, simulatedPromisorDocument{x.Name, q.Name, estimateOf(q.Called), estimateOf(x.Calls), text(q.Amount.Value), maybe(q.Amount.StdErr),
				maybe(q.GivenCall.Value), maybe(q.GivenCall.StdErr), text(q.Repaid.Value), text(q.Owed.Value), a.amountQuantiles(q.Law), a.amountQuantiles(q.LawGivenCall)})
		}
	}
	doc.SupportCalls, doc.Reserves = a.callsOf()
	doc.Futures, doc.Sizing, doc.BreakEven = a.futuresOf(), a.sizingOf(), a.breakEvenOf()
	for _, x := range s.Outsiders {
		d := simulatedEventDocument{Name: x.Name, Probability: estimateOf(x.Defaults)}
		if x.Agent != "" {
			d.Agent = &x.Agent
		}
		doc.Outsiders = append(doc.Outsiders, d)
	}
	for _, x := range s.Events {
		doc.Events = append(doc.Events, simulatedEventDocument{Name: x.Name, Probability: estimateOf(x.Probability)})
	}
	for _, x := range s.Trace {
		point := traceDocument{x.Paths, share(x.PoolLoss, principal), nil}
		for i, c := range x.Classes {
			point.Classes = append(point.Classes, traceClass{c.Name, share(c.ExpectedLoss, max(float64(s.Classes[i].Notional), 1)), estimateOf(c.HitProbability)})
		}
		doc.Trace = append(doc.Trace, point)
	}
	return doc
}
