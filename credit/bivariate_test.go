package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

// bivariateTable holds Φ₂(h, k; rho) to 20 digits, computed with 40-digit arithmetic from Plackett's
// integral by adaptive quadrature (mpmath), checked against the integral of the conditional
// probability.
var bivariateTable = []struct{ h, k, rho, want float64 }{
	{-2, -1.5, -0.999999, -2.2420775429197073135e-44},
	{-3.5, -3.5, -0.999999, 0.0},
	{0.3, -0.2, -0.999999, 0.038651712749849614264},
	{-1.2, 1.2, -0.999999, 0.0001095577454746406899},
	{2.5, 1, -0.999999, 0.83513508074276681342},
	{-6, -5.9, -0.999999, 0.0},
	{-2, -1.5, -0.99, -2.2420775429197073135e-44},
	{-3.5, -3.5, -0.99, 0.0},
	{0.3, -0.2, -0.99, 0.04638148482438470419},
	{-1.2, 1.2, -0.99, 0.010951733322615260441},
	{2.5, 1, -0.99, 0.83513508074276681342},
	{-6, -5.9, -0.99, -1.1989090773492784441e-51},
	{-2, -1.5, -0.93, 6.4814735334887041543e-23},
	{-3.5, -3.5, -0.93, 0.0},
	{0.3, -0.2, -0.93, 0.079378890520469590364},
	{-1.2, 1.2, -0.93, 0.02890860992869809279},
	{2.5, 1, -0.93, 0.83513508074276681342},
	{-6, -5.9, -0.93, -5.8456333028892044952e-50},
	{-2, -1.5, -0.92, 1.8739313066836623718e-20},
	{-3.5, -3.5, -0.92, -6.8422776578360208541e-49},
	{0.3, -0.2, -0.92, 0.083302644646102598167},
	{-1.2, 1.2, -0.92, 0.030892162126494932695},
	{2.5, 1, -0.92, 0.83513508074276681343},
	{-6, -5.9, -0.92, 8.0362539208379637956e-49},
	{-2, -1.5, -0.6, 3.9733266825049306311e-6},
	{-3.5, -3.5, -0.6, 1.2379177238775921054e-16},
	{0.3, -0.2, -0.6, 0.16279532112182414443},
	{-1.2, 1.2, -0.6, 0.067986059416584669985},
	{2.5, 1, -0.6, 0.83513800797185248405},
	{-6, -5.9, -0.6, 3.2177704389537143719e-42},
	{-2, -1.5, -0.3, 0.00023949994822004027178},
	{-3.5, -3.5, -0.3, 1.5299354488028435196e-10},
	{0.3, -0.2, -0.3, 0.21419996916106293584},
	{-1.2, 1.2, -0.3, 0.087984306057965341851},
	{2.5, 1, -0.3, 0.83530224799256307522},
	{-6, -5.9, -0.3, 2.4187388152106928666e-25},
	{-2, -1.5, -0.1, 0.00092103512231751287968},
	{-3.5, -3.5, -0.1, 1.148829727682609074e-8},
	{0.3, -0.2, -0.1, 0.24499947424670720013},
	{-1.2, 1.2, -0.1, 0.097784511428565028656},
	{2.5, 1, -0.1, 0.83574887531896418379},
	{-6, -5.9, -0.1, 2.8779383162154627114e-20},
	{-2, -1.5, 0.05, 0.0018962772965901895178},
	{-3.5, -3.5, 0.05, 1.0608551818729823012e-7},
	{0.3, -0.2, 0.05, 0.26742868870069024022},
	{-1.2, 1.2, 0.05, 0.103646296531808591},
	{2.5, 1, 0.05, 0.83634557966242742638},
	{-6, -5.9, 0.05, 1.0640761481133943589e-17},
	{-2, -1.5, 0.25, 0.0039910631806591742408},
	{-3.5, -3.5, 0.25, 9.6219987871476774796e-7},
	{0.3, -0.2, 0.25, 0.29731995862643426382},
	{-1.2, 1.2, 0.25, 0.10956032393403134148},
	{2.5, 1, 0.25, 0.83750018807156848787},
	{-6, -5.9, 0.25, 3.3622923426876855012e-15},
	{-2, -1.5, 0.5, 0.0082035016609885025288},
	{-3.5, -3.5, 0.5, 7.3767851625896126793e-6},
	{0.3, -0.2, 0.5, 0.33619843701551876985},
	{-1.2, 1.2, 0.5, 0.11385089288854501929},
	{2.5, 1, 0.5, 0.83935666835610010235},
	{-6, -5.9, 0.5, 5.8606496923658205856e-13},
	{-2, -1.5, 0.8, 0.016505929497809843818},
	{-3.5, -3.5, 0.8, 0.000049442440978780866846},
	{0.3, -0.2, 0.8, 0.38898922278504935971},
	{-1.2, 1.2, 0.8, 0.11506506464904776761},
	{2.5, 1, 0.8, 0.8411976976028151159},
	{-6, -5.9, 0.8, 5.5709327476037262637e-11},
	{-2, -1.5, 0.92, 0.021054571422265411735},
	{-3.5, -3.5, 0.92, 0.000103373910255293812},
	{0.3, -0.2, 0.92, 0.41256555436632650621},
	{-1.2, 1.2, 0.92, 0.11506967019626765684},
	{2.5, 1, 0.92, 0.84134404797073560609},
	{-6, -5.9, 0.92, 2.796010045486955055e-10},
	{-2, -1.5, 0.93, 0.021425157276281084191},
	{-3.5, -3.5, 0.93, 0.00011059675108140917611},
	{0.3, -0.2, 0.93, 0.41438216684915002387},
	{-1.2, 1.2, 0.93, 0.11506967022010645889},
	{2.5, 1, 0.93, 0.84134453180989617329},
	{-6, -5.9, 0.93, 3.2139223009998680858e-10},
	{-2, -1.5, 0.97, 0.022591558968214398206},
	{-3.5, -3.5, 0.97, 0.00014971050257076191133},
	{0.3, -0.2, 0.97, 0.41999439645679420935},
	{-1.2, 1.2, 0.97, 0.11506967022170826802},
	{2.5, 1, 0.97, 0.84134474606706268638},
	{-6, -5.9, 0.97, 5.8277220309844695523e-10},
	{-2, -1.5, 0.999, 0.0227501319481792072},
	{-3.5, -3.5, 0.999, 0.00021707392550765905851},
	{0.3, -0.2, 0.999, 0.42074029056089697696},
	{-1.2, 1.2, 0.999, 0.11506967022170826802},
	{2.5, 1, 0.999, 0.84134474606854294859},
	{-6, -5.9, 0.999, 9.849840767049426997e-10},
	{-2, -1.5, 0.9999999, 0.0227501319481792072},
	{-3.5, -3.5, 0.9999999, 0.0002324733816259236356},
	{0.3, -0.2, 0.9999999, 0.42074029056089697696},
	{-1.2, 1.2, 0.9999999, 0.11506967022170826802},
	{2.5, 1, 0.9999999, 0.84134474606854294859},
	{-6, -5.9, 0.9999999, 9.865876450376981407e-10},
}

func TestBivariateNormalAgainstHighPrecision(t *testing.T) {
	const tolerance = 1e-14 // absolute
	for _, c := range bivariateTable {
		if got := credit.BivariateNormalCDF(c.h, c.k, c.rho); !(math.Abs(got-c.want) <= tolerance) {
			t.Errorf("Φ₂(%v, %v; %v) = %.17g, want %.17g, off by %.2g", c.h, c.k, c.rho, got, c.want, got-c.want)
		}
	}
}

// phi2ByPanels integrates φ(x)Φ((k − rho·x)/√(1−rho²)) over x ≤ h with a 20-point rule on many panels that
// crowd where the conditional probability turns. It shares no formula with the package.
func phi2ByPanels(h, k, rho float64) float64 {
	s := math.Sqrt((1 - rho) * (1 + rho))
	f := func(x float64) float64 {
		return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) * 0.5 * math.Erfc(-(k-rho*x)/s/math.Sqrt2)
	}
	points := []float64{-9}
	if rho != 0 {
		turn, width := k/rho, s/math.Abs(rho)
		for j := -60; j <= 60; j++ {
			points = append(points, turn+width*float64(j)/5)
		}
	}
	for j := 0; j <= 72; j++ {
		points = append(points, -9+float64(j)*0.25)
	}
	return integratePanels(f, points, -9, min(h, 9))
}

func TestBivariateNormalAgainstQuadrature(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := rapid.Float64Range(-7, 7).Draw(t, "h")
		k := rapid.Float64Range(-7, 7).Draw(t, "k")
		rho := rapid.Float64Range(-0.99999, 0.99999).Draw(t, "rho")
		got, want := credit.BivariateNormalCDF(h, k, rho), phi2ByPanels(h, k, rho)
		if math.Abs(got-want) > 1e-13 {
			t.Fatalf("Φ₂(%v, %v; %v) = %.17g, quadrature %.17g", h, k, rho, got, want)
		}
	})
}

func TestBivariateNormalAtItsEdges(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		situation    string
		h, k, rho    float64
		want, within float64
	}{
		{"the first certain", inf, -1, 0.4, credit.NormalCDF(-1), 0},
		{"the second certain", -1, inf, 0.4, credit.NormalCDF(-1), 0},
		{"the first impossible", -inf, 3, 0.4, 0, 0},
		{"both infinite", inf, inf, -1, 1, 0},
		{"impossible and certain", -inf, inf, 1, 0, 0},
		{"the same variable", -1, -2, 1, credit.NormalCDF(-2), 0},
		{"opposite variables that exclude each other", -1, 0.5, -1, 0, 0},
		{"opposite variables", 1, 0.5, -1, credit.NormalCDF(1) - credit.NormalCDF(-0.5), 0},
		{"independent", -1, 0.5, 0, credit.NormalCDF(-1) * credit.NormalCDF(0.5), 0},
		{"at the origin", 0, 0, 0.5, 0.25 + math.Asin(0.5)/(2*math.Pi), 1e-16},
		{"at the origin, strong", 0, 0, 0.99, 0.25 + math.Asin(0.99)/(2*math.Pi), 1e-15},
		{"at the origin, opposite", 0, 0, -0.99, 0.25 + math.Asin(-0.99)/(2*math.Pi), 1e-15},
		{"a hair below the same variable", -2, -2, 1 - 1e-15, credit.NormalCDF(-2), 1e-8},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := credit.BivariateNormalCDF(c.h, c.k, c.rho); !(math.Abs(got-c.want) <= c.within) {
				t.Errorf("got %.17g, want %.17g", got, c.want)
			}
		})
	}
	for _, bad := range [][3]float64{{math.NaN(), 0, 0}, {0, math.NaN(), 0}, {0, 0, math.NaN()}, {0, 0, 1.1}, {0, 0, -1.1}} {
		if got := credit.BivariateNormalCDF(bad[0], bad[1], bad[2]); !math.IsNaN(got) {
			t.Errorf("Φ₂(%v) = %v, want NaN", bad, got)
		}
	}
}

func TestJointDefaultWorkedCase(t *testing.T) { // VA-04
	if got, want := credit.JointDefault(0.02, 0.05, 0.2), 0.0023726677645046334; math.Abs(got/want-1) > 1e-8 {
		t.Errorf("joint PD %.16g, want %.16g", got, want)
	}
	if got, want := credit.DefaultCorrelation(0.02, 0.05, 0.2), 0.0449873689363277; math.Abs(got/want-1) > 1e-8 {
		t.Errorf("default correlation %.16g, want %.16g", got, want)
	}
}

func TestJointDefaultProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p1 := rapid.Float64Range(0, 1).Draw(t, "p1")
		p2 := rapid.Float64Range(0, 1).Draw(t, "p2")
		r1 := rapid.Float64Range(-1, 1).Draw(t, "r1")
		r2 := rapid.Float64Range(-1, 1).Draw(t, "r2")
		j := credit.JointDefault(p1, p2, r1)
		lo, hi := credit.JointDefaultBounds(p1, p2)
		if j < lo || j > hi {
			t.Fatalf("%v outside [%v, %v]", j, lo, hi)
		}
		if s := credit.JointDefault(p2, p1, r1); math.Abs(s-j) > 2e-15 {
			t.Fatalf("not symmetric: %v and %v", j, s)
		}
		if r1 <= r2 && credit.JointDefault(p1, p2, r2) < j-1e-14 {
			t.Fatalf("falls as the correlation rises")
		}
		// Of the four outcomes of two parties one happens: P(D₁) = P(D₁D₂) + P(D₁ not D₂).
		if other := credit.JointDefault(p1, 1-p2, -r1); math.Abs(j+other-p1) > 1e-13 {
			t.Fatalf("P(D₁D₂) + P(D₁ not D₂) = %v, want %v", j+other, p1)
		}
	})
}

func ExampleJointDefault() {
	joint := credit.JointDefault(0.02, 0.05, 0.2)
	fmt.Printf("both default %.6f, if independent %.6f\n", joint, 0.02*0.05)
	fmt.Printf("default correlation %.4f\n", credit.DefaultCorrelation(0.02, 0.05, 0.2))
	// Output:
	// both default 0.002373, if independent 0.001000
	// default correlation 0.0450
}
