package report

import (
	"os"
	"os/exec"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/tranche"
)

// A class issued below par, one that bears interest only and one that is written down: another program
// computes the shares, yields and shortfalls that the workbook states.
func TestUncommonClassesRecompute(t *testing.T) {
	file := must[*os.File](t)(os.Open("../testdata/template-prorata.deal.json"))
	defer file.Close()
	spec := must[tranche.Spec](t)(tranche.ReadSpec(file))
	spec.Tranches[0].IssuePrice, spec.Tranches[0].LegalMaturity = pdec("99.5"), calendar.MustNew(2030, 1, 1)
	coupon := *spec.Tranches[0].Coupon
	spec.Tranches = append(spec.Tranches, tranche.TrancheSpec{Name: "X", Class: tranche.Senior, Notional: dec("150000000"), IssuePrice: pdec("1"), Coupon: &coupon,
		Principal: tranche.PrincipalSpec{Mode: tranche.InterestOnly, InterestOn: "balance(A)"}})
	interest := tranche.StepSpec{Pay: tranche.PayInterest, To: []string{"X"}}
	spec.Waterfalls.Amortising = append([]tranche.StepSpec{interest, {Do: tranche.WriteDown, To: []string{"B"}, Amount: "when(period == 3, 0.1 * balance(B), 0 * balance(B))"}}, spec.Waterfalls.Amortising...)
	spec.Waterfalls.Defaulted = append([]tranche.StepSpec{interest}, spec.Waterfalls.Defaulted...)
	deal := must[*tranche.Deal](t)(spec.Resolve())
	given, _ := deal.Illustration()
	result := must[*tranche.Result](t)(deal.Run(given))
	if result.Tranches[1].WrittenDown == 0 || result.Tranches[3].InterestPaid == 0 {
		t.Fatal("the deal shows nothing uncommon")
	}
	data := written(t, Content{Generated: calendar.MustNew(2024, 7, 1), Deal: deal, Result: result})
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("formulas are not recomputed by another program")
	}
	compared(t, soffice, data)
}
