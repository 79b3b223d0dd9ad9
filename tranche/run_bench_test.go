//go:build unix

package tranche_test

import "testing"

// BenchmarkRunPayments is the engine alone, as a simulation will use it.
func BenchmarkRunPayments(b *testing.B) {
	deal, collected := benchDeal(b)
	runner := deal.NewRunner()
	b.ReportAllocs()
	runs, start := 0, processorTime()
	for b.Loop() {
		if err := runner.Pay(collected); err != nil {
			b.Fatal(err)
		}
		runs++
	}
	b.ReportMetric((processorTime()-start)/float64(runs)*1e9, "cpu-ns/op")
}
