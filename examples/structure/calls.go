package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/tranche"
)

// callSummary says how often every source of support is called, and for how much.
func (a *analysis) callSummary(b *strings.Builder) {
	var rows [][]string
	add := func(name string, c tranche.CallSimulation) {
		given, largest := "-", "-"
		if !math.IsNaN(c.GivenCall.Value) {
			given = a.amountWithError(c.GivenCall)
			q, _ := c.LawGivenCall.Quantile(callLevel) // the level is within range
			largest = a.money(minor(q.Value))
		}
		rows = append(rows, []string{name, withError(c.Called), a.amountWithError(c.Amount), given, largest})
	}
	for _, x := range a.simulation.Supports {
		if len(x.Promisors) > 1 {
			add(x.Name, x.CallSimulation)
		}
		for _, q := range x.Promisors {
			add(x.Name+": "+q.Name, q.CallSimulation)
		}
	}
	for _, x := range a.simulation.Reserves {
		add(x.Name, x.CallSimulation)
	}
	if len(rows) > 0 {
		b.WriteString(term.Table("  ", []string{"support", ">is called", ">pays on average", ">when called", fmt.Sprintf(">%g%% then up to", 100*callLevel)}, rows))
	}
}

// callLevel is the level of the quantile of calls in the summary.
const callLevel = 0.95

func (a *analysis) amountWithError(e tranche.Estimate) string {
	if math.IsNaN(e.StdErr) {
		return a.money(minor(e.Value))
	}
	return fmt.Sprintf("%s ± %s", a.money(minor(e.Value)), a.money(minor(e.StdErr)))
}

// callDocument is how a support in all, or a reserve, is called. Calls is the number of payments at which it is.
type callDocument struct {
	Name            string            `json:"name"`
	CallProbability *estimateDocument `json:"call_probability"`
	Calls           *estimateDocument `json:"calls"`
	ExpectedAmount  string            `json:"expected_amount"`
	AmountError     *string           `json:"expected_amount_standard_error"`
	AmountGivenCall *string           `json:"amount_given_call"`
	GivenCallError  *string           `json:"amount_given_call_standard_error"`
	Quantiles       []amountQuantile  `json:"amount_quantiles"`            // over all futures
	GivenCall       []amountQuantile  `json:"amount_given_call_quantiles"` // over those in which it is called
}

// amountQuantile is a quantile of an amount.
type amountQuantile struct {
	Level         float64 `json:"level"`
	Amount        string  `json:"amount"`
	StandardError *string `json:"standard_error"`
}

// maybeMoney is an amount in minor units as the JSON holds it; null for one that is not known.
func (a *analysis) maybeMoney(x float64) *string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	v := minor(x).Format(a.pool.Currency())
	return &v
}

// amountQuantiles are the quantiles of a law of amounts; none for one that no future has.
func (a *analysis) amountQuantiles(d *tranche.SimulatedDistribution) []amountQuantile {
	list := []amountQuantile{}
	for _, level := range simulatedLevels {
		q, _ := d.Quantile(level) // the levels are within range
		if v := a.maybeMoney(q.Value); v != nil {
			list = append(list, amountQuantile{level, *v, a.maybeMoney(q.StdErr)})
		}
	}
	return list
}

func (a *analysis) callOf(name string, calls tranche.Estimate, c tranche.CallSimulation) callDocument {
	return callDocument{name, estimateOf(c.Called), estimateOf(calls), *a.maybeMoney(c.Amount.Value), a.maybeMoney(c.Amount.StdErr), a.maybeMoney(c.GivenCall.Value), a.maybeMoney(c.GivenCall.StdErr),
		a.amountQuantiles(c.Law), a.amountQuantiles(c.LawGivenCall)}
}

func (a *analysis) callsOf() (supports, reserves []callDocument) {
	supports, reserves = []callDocument{}, []callDocument{}
	for _, x := range a.simulation.Supports {
		supports = append(supports, a.callOf(x.Name, x.Calls, x.CallSimulation))
	}
	for _, x := range a.simulation.Reserves {
		reserves = append(reserves, a.callOf(x.Name, x.Calls, x.CallSimulation))
	}
	return supports, reserves
}

// futuresDocument is the error that comes of rates being a sample of futures, beside the standard errors of the
// figures: shares of the principal of the pool, or of the notional of the class, and probabilities.
type futuresDocument struct {
	Futures  int                  `json:"futures"`
	PoolLoss *float64             `json:"pool_expected_loss"`
	Classes  []futuresClassErrors `json:"classes"`
}

type futuresClassErrors struct {
	Name           string   `json:"name"`
	ExpectedLoss   *float64 `json:"expected_loss"`
	HitProbability *float64 `json:"hit_probability"`
}

func (a *analysis) futuresOf() *futuresDocument {
	s := a.simulation
	if s.Futures == nil {
		return nil
	}
	d := &futuresDocument{s.Futures.Futures, number(s.Futures.PoolLoss / float64(s.Pool.Principal)), nil}
	for i, c := range s.Futures.Classes {
		d.Classes = append(d.Classes, futuresClassErrors{c.Name, number(c.ExpectedLoss / max(float64(s.Classes[i].Notional), 1)), number(c.HitProbability)})
	}
	return d
}

// futuresSummary states the error of the futures of rates.
func (a *analysis) futuresSummary(b *strings.Builder) {
	f := a.simulation.Futures
	if f == nil {
		return
	}
	var parts []string
	for i, c := range f.Classes {
		share := c.ExpectedLoss / max(float64(a.simulation.Classes[i].Notional), 1)
		if math.IsNaN(share) {
			parts = append(parts, c.Name+" not known")
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %s", c.Name, percent4(share)))
	}
	b.WriteString(term.Wrap("  ", fmt.Sprintf("rates are one of %d futures that were drawn; beside the errors above, that they are so few is worth a standard error of the expected loss of: %s", f.Futures, strings.Join(parts, ", ")), columns))
}
