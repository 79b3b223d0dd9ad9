package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfReceivables(t *testing.T) {
	const at = "contracts[0].receivable."
	terms := func(face, advance, dilution string) func(s *pool.Spec) {
		return func(s *pool.Spec) {
			r := s.Contracts[0].Receivable
			if face != "" {
				r.Face = decp(face)
			}
			if advance != "" {
				r.Advance = decp(advance)
			}
			if dilution != "" {
				r.Dilution = decp(dilution)
			}
		}
	}
	runFaults(t, func() pool.Spec { return poolSpec(claim("A", "100")) }, []faultCase{
		{"nothing is stated", terms("", "", ""), nil},
		{"a face of the balance", terms("100", "", ""), nil},
		{"a face below the balance", terms("99.99", "", ""), []string{at + "face inconsistent 99.99"}},
		{"a part of the face was paid", terms("150", "", ""), nil},
		{"an advance of the face", terms("100", "100", ""), nil},
		{"an advance above the face", terms("100", "100.01", ""), []string{at + "advance inconsistent 100.01"}},
		{"an advance above the balance where the face is not stated", terms("", "120", ""), nil},
		// The balance contains what the debtor may set off: an invoice of 100 of which 10 is disputed.
		{"a dilution of an invoice on which nothing was paid", terms("100", "", "10"), nil},
		{"a dilution of all of it", terms("", "", "100"), nil},
		{"a dilution above the balance", terms("", "", "100.01"), []string{at + "dilution inconsistent 100.01"}},
		{"all three negative", terms("-1", "-2", "-3"), []string{at + "face out_of_range -1", at + "advance out_of_range -2", at + "dilution out_of_range -3"}},
		{"all three finer than fen", terms("0.001", "0.002", "0.003"), []string{at + "face invalid 0.001", at + "advance invalid 0.002", at + "dilution invalid 0.003"}},
		{"amounts beside a balance that is a fault itself", func(s *pool.Spec) {
			s.Contracts[0].Balance = dec("0")
			terms("100", "80", "10")(s)
		}, []string{"contracts[0].balance out_of_range 0"}},
		{"a day of confirmation that is none", func(s *pool.Spec) { s.Contracts[0].Receivable.Confirmed = notADay }, []string{at + "confirmed invalid -5"}},
	})
}
