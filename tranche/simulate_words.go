package tranche

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/money"
)

// Words says in words what the settings draw and how, one thing to a line, for a reader of the results: what is not
// among them is not drawn.
func (s SimulationSettings) Words() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	way := fmt.Sprintf("factors are drawn %s in blocks of %d paths", s.Sampling.Factors, s.Sampling.Block)
	if s.Importance != nil {
		way += fmt.Sprintf(", with importance sampling for a loss of %.0f minor units", s.Importance.Loss)
		if s.Importance.Twist {
			way += " and twisted probabilities"
		}
	}
	if s.NoControl {
		way += "; means are not regressed on controls"
	} else {
		way += "; means are regressed on controls of which the mean is known exactly"
	}
	add("%s", way)
	recovery := fmt.Sprintf("what is recovered arrives %d months after default", s.Recovery.LagMonths)
	if len(s.Recovery.Timing) > 0 {
		var parts []string
		for _, p := range s.Recovery.Timing {
			parts = append(parts, fmt.Sprintf("%s after %d months", p.Share, p.Months))
		}
		recovery = "what is recovered arrives in parts: " + strings.Join(parts, ", ")
	}
	if s.Recovery.Deposit {
		recovery += ", the deposit first and on the day"
	}
	add("%s", recovery)
	if s.ArrearsDays > 0 {
		add("a contract pays nothing for %d days before it defaults", s.ArrearsDays)
	}
	if s.IndependentParties {
		add("outsiders of the deal fall independently of the pool (wrong-way risk off)")
	}
	if len(s.Worlds) > 1 {
		linked := "independently of defaults"
		if s.WorldLink.Weight != 0 {
			linked = fmt.Sprintf("linked to a factor of defaults with weight %v", s.WorldLink.Weight)
		}
		add("one of %d worlds, %s to %s, is drawn on each path, %s", len(s.Worlds), s.Worlds[0].Name, s.Worlds[len(s.Worlds)-1].Name, linked)
	}
	if s.Values != nil {
		add("the value of the rights is followed on each path")
	}
	return append(list, s.Draws.words()...)
}

// words says what is drawn beside defaults.
func (x Draws) words() []string {
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if len(x.Prepayment)+len(x.Royalty)+len(x.Events) == 0 && x.Purchases == nil {
		add("nothing is drawn beside defaults: no prepayments, royalties, outside events or defaults of claims that are bought")
	}
	for _, e := range x.Prepayment {
		text := fmt.Sprintf("contracts of %s prepay in full at %v a year", scopeWords(e.AppliesTo.All), e.CPR)
		if e.Volatility > 0 {
			text += fmt.Sprintf(", times a lognormal speed of volatility %v%s", e.Volatility, e.DependsOn.words())
		}
		if e.LockoutMonths > 0 {
			text += fmt.Sprintf(", not in the first %d months", e.LockoutMonths)
		}
		if e.Penalty != money.Rate(0) {
			text += fmt.Sprintf(", with a penalty of %s", e.Penalty)
		}
		add("%s", text)
	}
	for _, e := range x.Royalty {
		text := fmt.Sprintf("sales behind the royalties of %s are multiplied by a lognormal number of volatility %v%s", scopeWords(e.AppliesTo.All), e.Volatility, e.DependsOn.words())
		if e.Together {
			text += ", the same for all of them"
		}
		add("%s", text)
	}
	for _, e := range x.Events {
		switch {
		case e.Agent != "" && e.Curve != nil:
			add("the event %s follows the credit variable of %s by a curve of its own", e.Event, e.Agent)
		case e.Agent != "":
			add("the event %s happens when %s defaults", e.Event, e.Agent)
		default:
			add("the event %s happens by a curve of its own%s", e.Event, e.DependsOn.words())
		}
	}
	if p := x.Purchases; p != nil {
		add("claims that are bought default: those on parties of the model with them, the others one by one%s; they lose %v", p.DependsOn.words(), p.LGD)
	}
	return list
}

func scopeWords(all bool) string {
	if all {
		return "all parties"
	}
	return "a part of the pool"
}

func (d Dependence) words() string {
	if d.Weight == 0 {
		return ""
	}
	return fmt.Sprintf(", tied to the factor %s with weight %v", d.Factor, d.Weight)
}
