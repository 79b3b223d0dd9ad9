package credit_test

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/credit"
)

func ExampleBivariateNormalCDF() {
	fmt.Printf("%.10f\n", credit.BivariateNormalCDF(-2, -1.5, 0.3))
	// Output: 0.0046787163
}

func ExampleConditionalPD() {
	// In a year two standard deviations below the mean of the economy a default probability of 2 % becomes
	fmt.Printf("%.4f\n", credit.ConditionalPD(0.02, 0.1, -2))
	// Output: 0.0670
}

func ExampleDefaultCorrelation() {
	// A correlation of 0.3 between latent variables is far less between defaults.
	fmt.Printf("%.4f\n", credit.DefaultCorrelation(0.02, 0.02, 0.3))
	// Output: 0.0645
}

func ExampleJointDefaultBounds() {
	fmt.Println(credit.JointDefaultBounds(0.02, 0.05))
	// Output: 0 0.02
}

func ExampleNormalCDF() {
	fmt.Printf("%.6f\n", credit.NormalCDF(-1.96))
	// Output: 0.024998
}

func ExampleStudentCDF() {
	fmt.Printf("%.6f, with a million degrees of freedom %.6f\n", credit.StudentCDF(-2, 4), credit.StudentCDF(-2, 1e6))
	// Output: 0.058058, with a million degrees of freedom 0.022750
}

func ExampleStudentQuantile() {
	fmt.Printf("%.6f\n", credit.StudentQuantile(0.02, 5))
	// Output: -2.756509
}

func ExampleTCopulaTailDependence() {
	fmt.Printf("%.4f\n", credit.TCopulaTailDependence(0.3, 5))
	// Output: 0.1224
}

func ExampleVasicekCDF() {
	// The probability that at most 5 % of a granular pool default.
	fmt.Printf("%.4f\n", credit.VasicekCDF(0.02, 0.1, 0.05))
	// Output: 0.9406
}

func ExampleVasicekGranularity() {
	// 17.633 % of an infinitely granular pool; 50 names of one size add to it
	fmt.Printf("%.3f %%\n", 100*credit.VasicekGranularity(0.02, 0.15, 0.999, 50))
	// Output: 3.999 %
}

func ExamplePresets() {
	for _, p := range credit.Presets() {
		fmt.Println(p.Name)
	}
	// Output: basel_irb_corporate
}

func ExampleReadSpec() {
	_, err := credit.ReadSpec(strings.NewReader(`{"schema": "ipabs.credit/1", "correlations": {}}`))
	fmt.Println(err)
	// Output: correlations: "correlations"; expected one of agents, assumptions, copula, correlation, guarantors, joint_obligors, lgd, name, originators, pd, rights, risk_until, schema
}
