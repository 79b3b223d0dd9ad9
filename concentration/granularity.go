package concentration

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ipabs/ipabs/faults"
)

// CapitalName is one obligor of a granularity adjustment: everything it owes together.
type CapitalName struct {
	EAD float64 // exposure at default, in any unit, 0 or more
	PD  float64 // one-year probability of default, above 0 and below 1
	LGD float64 // expected loss given default, above 0 and at most 1
}

// GranularitySettings are the parameters of the adjustment. The zero value is that of the paper.
type GranularitySettings struct {
	// Quantile is the confidence level; 0 means 0.999.
	Quantile float64
	// Delta is the constant δ; 0 means 4.83, which the paper gives for the quantile 0.999 and a precision
	// ξ of 0.25 of the systematic factor. GranularityDelta computes others.
	Delta float64
	// LGDVolatility is γ in VLGD² = γ·ELGD·(1 − ELGD); 0 means 0.25.
	LGDVolatility float64
	// Correlation gives the asset correlation of an obligor by its PD; nil means the Basel formula for
	// corporates (CRE31.5), without adjustments for size or sector.
	Correlation func(pd float64) float64
	// LeastNames is the effective number of obligors below which the result is marked as invalid; 0 means
	// DefaultLeastNames.
	LeastNames float64
}

// DefaultLeastNames is the effective number of names below which the adjustment is no longer an adjustment.
// The expansion behind it is one in 1/N, and its next term is left out; for ten lumpy names it comes out
// at several times the capital it is to adjust. An exact distribution of losses takes its place there
// (see package credit).
const DefaultLeastNames = 25

// Granularity is a granularity adjustment (粒度调整) with what it adjusts.
type Granularity struct {
	Capital    float64 // K*: capital of an infinitely fine pool, as a share of exposure
	Adjustment float64 // GA, to be added to it
	Names      float64 // effective number of names, 1/Σs²
	Delta      float64 // δ that was used
	// Valid says that the effective number is at least the least number of the settings. When it does
	// not, the figure is reported for comparison and must not be relied on.
	Valid bool
}

// GranularityAdjustment is the adjustment of Gordy and Lütkebohmert for what one name too many or too large
// adds to the capital of a portfolio model with one factor,
//
//	GA = 1/(2K*) Σ sᵢ² Cᵢ (δ (Kᵢ + Rᵢ) − Kᵢ),
//	Kᵢ = ELGDᵢ (Φ((Φ⁻¹(PDᵢ) + √ρᵢ Φ⁻¹(q)) / √(1 − ρᵢ)) − PDᵢ),   K* = Σ sᵢ Kᵢ,
//	Rᵢ = PDᵢ ELGDᵢ,   Cᵢ = (VLGDᵢ² + ELGDᵢ²)/ELGDᵢ,   VLGDᵢ² = γ ELGDᵢ (1 − ELGDᵢ),
//
// s being the shares of exposure, in the simplified form that drops terms in (K + R)². K has no maturity
// adjustment. Faults of the names and of the settings are a *faults.Error.
//
// Source: M. B. Gordy, E. Lütkebohmert, "Granularity Adjustment for Regulatory Capital Assessment",
// International Journal of Central Banking 9 (2013).
func GranularityAdjustment(names []CapitalName, s GranularitySettings) (Granularity, error) {
	s = s.withDefaults()
	var list faults.List
	exposures := make([]float64, len(names))
	for i, n := range names {
		path := faults.Index("names", i)
		exposures[i] = n.EAD
		if !(n.EAD >= 0) || math.IsInf(n.EAD, 1) {
			list.Add(path+".ead", faults.OutOfRange, n.EAD, "an exposure of 0 or more")
		}
		if !(n.PD > 0 && n.PD < 1) {
			list.Add(path+".pd", faults.OutOfRange, n.PD, "a probability above 0 and below 1")
		} else if rho := s.Correlation(n.PD); !(rho >= 0 && rho < 1) {
			list.Add(path+".pd", faults.OutOfRange, rho, "a correlation of at least 0 and below 1 for this probability")
		}
		if !(n.LGD > 0 && n.LGD <= 1) {
			list.Add(path+".lgd", faults.OutOfRange, n.LGD, "a loss given default above 0 and at most 1")
		}
	}
	if !(s.Quantile > 0 && s.Quantile < 1) {
		list.Add("quantile", faults.OutOfRange, s.Quantile, "a probability above 0 and below 1")
	}
	if !(s.Delta > 0) || !(s.LGDVolatility >= 0 && s.LGDVolatility <= 1) || !(s.LeastNames >= 0) {
		list.Add("settings", faults.OutOfRange, s.Delta, "a delta above 0, a volatility between 0 and 1 and a number of names of 0 or more")
	}
	h := HHI(exposures)
	if list.Len() == 0 && math.IsNaN(h) {
		list.Add("names", faults.Missing, nil, "at least one name with an exposure above 0")
	}
	if err := list.Err(); err != nil {
		return Granularity{}, err
	}

	whole, _ := newSample(exposures)
	total := math.Ldexp(whole.total, whole.exp)
	systematic := distuv.UnitNormal.Quantile(s.Quantile)
	capitals := make([]float64, len(names))
	terms := make([]float64, len(names))
	for i, n := range names {
		share := n.EAD / total
		rho := s.Correlation(n.PD)
		stressed := distuv.UnitNormal.CDF((distuv.UnitNormal.Quantile(n.PD) + math.Sqrt(rho)*systematic) / math.Sqrt(1-rho))
		k := n.LGD * (stressed - n.PD)
		r := n.PD * n.LGD
		c := (s.LGDVolatility*n.LGD*(1-n.LGD) + n.LGD*n.LGD) / n.LGD
		capitals[i] = share * k
		terms[i] = share * share * c * (s.Delta*(k+r) - k)
	}
	g := Granularity{Capital: ascendingSum(capitals), Names: 1 / h, Delta: s.Delta}
	g.Adjustment = ascendingSum(terms) / (2 * g.Capital)
	g.Valid = g.Names >= s.LeastNames && g.Capital > 0
	return g, nil
}

func (s GranularitySettings) withDefaults() GranularitySettings {
	if s.Quantile == 0 {
		s.Quantile = 0.999
	}
	if s.Delta == 0 {
		s.Delta = 4.83
	}
	if s.LGDVolatility == 0 {
		s.LGDVolatility = 0.25
	}
	if s.Correlation == nil {
		s.Correlation = BaselCorporateCorrelation
	}
	if s.LeastNames == 0 {
		s.LeastNames = DefaultLeastNames
	}
	return s
}

// BaselCorporateCorrelation is the asset correlation of the Basel formula for corporates,
//
//	ρ = 0.12 w + 0.24 (1 − w),  w = (1 − e^(−50 PD)) / (1 − e^(−50)).
//
// Source: Basel framework CRE31.5.
func BaselCorporateCorrelation(pd float64) float64 {
	w := math.Expm1(-50*pd) / math.Expm1(-50)
	return 0.12*w + 0.24*(1-w)
}

// GranularityDelta is the constant δ of the granularity adjustment for a quantile q and a precision ξ of the
// systematic factor,
//
//	δ = (a − 1)(ξ + (1 − ξ)/a),
//
// a being the q-quantile of the gamma distribution with mean 1 and variance 1/ξ. It is 4.8336 for 0.999 and
// 0.25. It gives NaN outside 0 < q < 1 and ξ > 0.
func GranularityDelta(quantile, precision float64) float64 {
	if !(quantile > 0 && quantile < 1 && precision > 0) {
		return math.NaN()
	}
	a := mathext.GammaIncRegInv(precision, quantile) / precision
	return (a - 1) * (precision + (1-precision)/a)
}
