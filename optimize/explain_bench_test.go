package optimize

import (
	"context"
	"fmt"
	"syscall"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// BenchmarkExplain measures why nothing fits in a pool of 1000 contracts: a conflict of two shares of one
// key, and one of amounts that no whole contracts make up.
func BenchmarkExplain(b *testing.B) {
	in := evenGroups(b, 1000)
	region, obligor := concentration.Region, concentration.Obligor
	usual := []RuleSpec{
		{Kind: RulePrincipal, Limits: Limits{AtLeast: decp("50000000"), AtMost: decp("52000000")}},
		{Kind: RuleNetYield, Limits: Limits{AtLeast: decp("0.04")}}, {Kind: RuleAverageLife, Limits: Limits{AtMost: decp("2.2")}},
		{Kind: RuleShare, Key: &obligor, Limits: Limits{AtMost: decp("0.05")}}, {Kind: RuleTop, Key: &obligor, Top: 5, Limits: Limits{AtMost: decp("0.2")}},
		{Kind: RuleCount, Key: &obligor, Limits: Limits{AtLeast: decp("10")}}, {Kind: RuleHHI, Key: &region, Limits: Limits{AtMost: decp("0.4")}},
	}
	for _, c := range []struct {
		name    string
		planted []RuleSpec
	}{
		{"shares", []RuleSpec{{Kind: RuleShare, Key: &region, Bucket: "44", Limits: Limits{AtMost: decp("0.05")}}, {Kind: RuleShare, Key: &region, Bucket: "44", Limits: Limits{AtLeast: decp("0.1")}}}},
		{"count", []RuleSpec{{Kind: RuleContracts, Limits: Limits{AtMost: decp("200")}}}},
		{"yield", []RuleSpec{{Name: "high yield", Kind: RuleNetYield, Limits: Limits{AtLeast: decp("0.09")}}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := resolved(b, Spec{Schema: Schema, Objective: ObjectiveSpec{Goal: LeastVariance}, Rules: append(append([]RuleSpec{}, usual...), c.planted...)}, in)
			before := processorTime()
			for b.Loop() {
				why, err := Explain(context.Background(), p, Settings{})
				if err != nil || why == nil {
					b.Fatal(why, err)
				}
				b.ReportMetric(float64(len(why.Rules)), "rules")
				if !why.Minimal {
					b.Error("not proven minimal")
				}
				b.Log(why.Rules, len(why.Relaxations), len(why.Steps))
			}
			b.ReportMetric((processorTime()-before)/float64(b.N), "processor-s/op")
		})
	}
}

// evenGroups is even with obligors in five provinces.
func evenGroups(t fataler, n int) Inputs {
	parties, names, list := map[string]partyFacts{}, []string{"bank"}, []candidate{}
	for i := range n {
		name := fmt.Sprintf("o%04d", i)
		parties[name] = partyFacts{province: []string{"11", "31", "33", "44", "51"}[i*13%5]}
		names = append(names, name)
		list = append(list, candidate{obligor: name, creditor: "bank", balance: fmt.Sprintf("%d.00", 100_000+(i*7919)%97*1000), rate: fmt.Sprintf("0.%04d", 300+(i*31)%500), months: 12 + i%24})
	}
	return inputsOf(t, poolOf(t, parties, names, list))
}

func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Sec) + float64(u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec)
}
