package main

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/internal/term"
)

// structuringSummary gives what stands on top of the simulation, where its document asks for it.
func (a *analysis) structuringSummary(b *strings.Builder) {
	for _, e := range a.enhancements {
		var rows [][]string
		for _, x := range e.Steps {
			rows = append(rows, []string{x.Name, withError(x.Share), percent4(x.Effect.Value)})
		}
		rows = append(rows, []string{"of it wrong-way risk", "", percent4(e.WrongWay.Value)})
		b.WriteString(term.Table("  ", []string{"expected loss of " + e.Class, ">share", ">effect"}, rows))
	}
	a.sizingSummary(b)
	for _, r := range a.reverse {
		if len(r.Sets) == 0 {
			fmt.Fprintf(b, "  no set of defaults of %d parties breaks %s\n", len(r.Parties), r.Class)
			continue
		}
		likeliest := "the likeliest set of defaults"
		if !r.Proven {
			likeliest = fmt.Sprintf("a likely set of defaults (no other is likelier than %.3g)", r.Bound)
		}
		x := r.Sets[0]
		b.WriteString(term.Wrap("  ", fmt.Sprintf("%s that breaks %s, with probability %.3g: %s; the class then loses %s", likeliest, r.Class, x.Probability, strings.Join(x.Parties, ", "), a.money(x.Loss)), columns))
	}
}

// enhancementsDocument is the waterfall of the expected loss of a class, as shares of the notional (of the pool's
// principal in the first step). Standard errors of effects are the most that they can be.
type enhancementsDocument struct {
	Class    string                `json:"class"`
	Steps    []enhancementDocument `json:"steps"`
	Apart    *estimateDocument     `json:"without_wrong_way_risk"`
	WrongWay *estimateDocument     `json:"wrong_way_risk"`
}

type enhancementDocument struct {
	Name         string            `json:"name"`
	ExpectedLoss *estimateDocument `json:"expected_loss"`
	Effect       *estimateDocument `json:"effect"`
}

// reverseDocument is the likeliest sets of defaults that break a class.
type reverseDocument struct {
	Class       string             `json:"class"`
	Parties     int                `json:"parties"`
	Method      string             `json:"method"`
	Proven      bool               `json:"proven"`
	Bound       *float64           `json:"bound"`
	Sets        []breakingDocument `json:"sets"`
	Assumptions []string           `json:"assumptions"`
}

type breakingDocument struct {
	Parties     []string `json:"parties"`
	Probability float64  `json:"probability"`
	Loss        string   `json:"loss"`
}

func (a *analysis) structuringOf() ([]enhancementsDocument, []reverseDocument) {
	enhancements, reverse := []enhancementsDocument{}, []reverseDocument{}
	for _, e := range a.enhancements {
		d := enhancementsDocument{Class: e.Class, Apart: estimateOf(e.Apart), WrongWay: estimateOf(e.WrongWay)}
		for _, x := range e.Steps {
			d.Steps = append(d.Steps, enhancementDocument{x.Name, estimateOf(x.Share), estimateOf(x.Effect)})
		}
		enhancements = append(enhancements, d)
	}
	for _, r := range a.reverse {
		d := reverseDocument{Class: r.Class, Parties: len(r.Parties), Method: string(r.Method), Proven: r.Proven, Sets: []breakingDocument{}, Assumptions: r.Assumptions}
		if !r.Proven {
			d.Bound = number(r.Bound)
		}
		for _, x := range r.Sets {
			d.Sets = append(d.Sets, breakingDocument{x.Parties, x.Probability, x.Loss.Format(a.pool.Currency())})
		}
		reverse = append(reverse, d)
	}
	return enhancements, reverse
}
