package credit_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestStudentAgainstHighPrecision(t *testing.T) {
	for _, c := range []struct {
		situation   string
		t, nu, want float64 // 40-digit arithmetic (mpmath)
	}{
		{"the 2 % quantile of five degrees", -2.7565085219, 5, 0.020000000000224841188},
		{"Cauchy at −1", -1, 1, 0.25},
		{"a heavy tail", -10, 2.5, 0.0022207478836537123865},
		{"near the centre", -0.01, 30, 0.49604374628658884834},
		{"far out", -40, 3, 0.000017190340394579264142},
		{"many degrees", -3, 200, 0.0015215235569529514017},
		{"below the switch to the normal deviate", -4, 999, 0.00003400735491901965818829886},
		{"beyond the switch", -1.7, 1e4, 0.04458101136385252427080454},
		{"a million degrees", -1.7, 1e6, 0.04456561824517438451582921},
		{"a million degrees, in the tail", -6, 1e6, 9.869249061772173349539495e-10},
		{"a million degrees, above the median", 0.2, 1e6, 0.5792596891048855565824601},
		{"half a degree", -300, 0.5, 0.01851566401878651048286651},
		{"a tenth of a degree", -4, 0.1, 0.3632913372061699362938006},
	} {
		if got := credit.StudentCDF(c.t, c.nu); math.Abs(got-c.want) > 1e-15 || !within(got, c.want, 1e-13) {
			t.Errorf("%s: t(%v; %v) = %.17g, want %.17g", c.situation, c.t, c.nu, got, c.want)
		}
		if c.want < 0.4 {
			if got := credit.StudentQuantile(c.want, c.nu); !within(got, c.t, 1e-12) {
				t.Errorf("%s: t⁻¹(%v; %v) = %.17g, want %v", c.situation, c.want, c.nu, got, c.t)
			}
		}
	}
	if got := credit.StudentQuantile(0.02, 5); !within(got, -2.7565085219094748402, 1e-14) {
		t.Errorf("t⁻¹(0.02; 5) = %.17g", got)
	}
}

func TestStudentAtTheEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		situation string
		got, want float64
	}{
		{"everything is below +∞", credit.StudentCDF(inf, 3), 1},
		{"nothing is below −∞", credit.StudentCDF(-inf, 3), 0},
		{"the centre", credit.StudentCDF(0, 0.01), 0.5},
		{"infinitely many degrees are the normal law", credit.StudentCDF(-2, inf), credit.NormalCDF(-2)},
		{"so many that nothing else is left", credit.StudentCDF(-2, 1e300), credit.NormalCDF(-2)},
		{"no degrees", credit.StudentCDF(-2, 0), nan},
		{"no number", credit.StudentCDF(nan, 4), nan},
		{"the largest number under few degrees", credit.StudentCDF(-math.MaxFloat64, 0.01), 0.00040126407468302764},
		{"a quantile beyond all numbers", credit.StudentQuantile(1e-20, 0.01), -inf},
		{"quantile of the median", credit.StudentQuantile(0.5, 0.2), 0},
		{"quantile of nothing", credit.StudentQuantile(0, 4), -inf},
		{"quantile of everything", credit.StudentQuantile(1, 4), inf},
		{"quantile of no probability", credit.StudentQuantile(1.5, 4), nan},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", c.situation, c.got, c.want)
		}
	}
}

func TestStudentQuantileInvertsTheLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := math.Exp(-rapid.Float64Range(0.7, 200).Draw(t, "-ln p"))
		nu := math.Exp(rapid.Float64Range(0, 20).Draw(t, "ln nu"))
		if got := credit.StudentCDF(credit.StudentQuantile(p, nu), nu); !within(got, p, 1e-12) {
			t.Fatalf("t(t⁻¹(%v)) = %v", p, got)
		}
	})
}
