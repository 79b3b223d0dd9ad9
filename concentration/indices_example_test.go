package concentration_test

import (
	"fmt"

	"github.com/ipabs/ipabs/concentration"
)

// lessees are the outstanding principals of ten lessees.
var lessees = []float64{541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261}

func ExampleHHI() {
	h := concentration.HHI(lessees)
	fmt.Printf("%.4f, or %s\n", h, concentration.Points(h))
	// Output: 0.1841, or 1841
}

func ExampleNormalizedHHI() {
	fmt.Printf("%.4f\n", concentration.NormalizedHHI(lessees))
	// Output: 0.0934
}

func ExampleEffectiveNumber() {
	fmt.Printf("%.4f\n", concentration.EffectiveNumber(lessees))
	// Output: 5.4324
}

func ExampleTopShare() {
	fmt.Printf("%.4f\n", concentration.TopShare(lessees, 3))
	// Output: 0.6378
}

func ExampleBergerParker() {
	fmt.Printf("%.4f\n", concentration.BergerParker(lessees))
	// Output: 0.3343
}

func ExampleGiniSmallSample() {
	fmt.Printf("%.4f\n", concentration.GiniSmallSample(lessees))
	// Output: 0.5134
}

func ExampleHallTideman() {
	fmt.Printf("%.4f\n", concentration.HallTideman(lessees))
	// Output: 0.1859
}

func ExampleHannahKay() {
	fmt.Printf("%.4f\n", concentration.HannahKay(lessees, 2))
	// Output: 0.1841
}

func ExampleShannon() {
	fmt.Printf("%.4f\n", concentration.Shannon([]float64{1, 1, 1, 1}))
	// Output: 1.3863
}

func ExampleRenyi() {
	fmt.Printf("%.4f\n", concentration.Renyi([]float64{1, 2, 1}, 2))
	// Output: 0.9808
}

func ExampleTheilT() {
	fmt.Printf("%.4f, of one of four %.4f\n", concentration.TheilT(lessees), concentration.TheilT([]float64{1, 0, 0, 0}))
	// Output: 0.3623, of one of four 1.3863
}

func ExampleTheilL() {
	fmt.Printf("%.4f\n", concentration.TheilL([]float64{1, 2, 1}))
	// Output: 0.0566
}

func ExampleGeneralizedEntropy() {
	// Half the squared coefficient of variation.
	fmt.Printf("%.4f\n", concentration.GeneralizedEntropy([]float64{1, 2, 1}, 2))
	// Output: 0.0625
}

func ExampleHoover() {
	fmt.Printf("%.4f\n", concentration.Hoover(lessees))
	// Output: 0.3378
}

func ExampleHorvath() {
	fmt.Printf("%.4f\n", concentration.Horvath(lessees))
	// Output: 0.4694
}

func ExampleSimpson() {
	fmt.Printf("%.4f\n", concentration.Simpson(lessees))
	// Output: 0.8159
}

func ExampleIndustryDiversityScore() {
	fmt.Println(concentration.IndustryDiversityScore(1), concentration.IndustryDiversityScore(3.95), concentration.IndustryDiversityScore(30))
	// Output: 1 2.3333 5
}

func ExampleGranularityDelta() {
	fmt.Printf("%.4f\n", concentration.GranularityDelta(0.999, 0.25))
	// Output: 4.8336
}

func ExampleRulePacks() {
	fmt.Println(concentration.RulePacks()[:3])
	// Output: [cash-flow-provider csrc-2014 data-label-2025]
}

func ExampleRulePack() {
	_, err := concentration.RulePack("csrc-2099")
	fmt.Println(err != nil)
	pack, err := concentration.RulePack("csrc-2014")
	fmt.Println(pack != nil, err)
	// Output:
	// true
	// true <nil>
}

func ExampleMoodysRatingFactors() {
	fmt.Println(concentration.MoodysRatingFactors()["B2"])
	// Output: 2720
}

func ExampleDecomposeGroups() {
	d := concentration.DecomposeGroups([][]float64{{3, 1}, {2, 2}})
	fmt.Printf("%.5f\n", d.TheilT.Between+d.TheilT.Within)
	// Output: 0.06541
}
