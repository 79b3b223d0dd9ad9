package concentration

import (
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// Diversity is a diversity score with what it was added up from.
type Diversity struct {
	AveragePar float64 // in minor units
	Industries []IndustryDiversity
	Score      float64 // Σ of the industries' scores
}

// IndustryDiversity is the part of one industry.
type IndustryDiversity struct {
	Industry string
	Names    int
	Units    float64 // aggregate equivalent units
	Score    float64 // from the table
}

// DiversityScore is the diversity score in the form that Moody's published and CLO indentures print: the
// number of independent names that a pool counts for. With the average par over all obligors,
//
//	units(obligor) = min(1, par / average par),
//
// the units of an industry are added up and turned into the industry's score by a table (see
// IndustryDiversityScore), and the scores are added up. Units are compared with the table exactly.
// Industries come in alphabetical order. Entries of one obligor are added up first; ratings play no
// part. The classification of industries is the caller's: Moody's uses its own.
//
// It is a published measure, not an agency's rating. Faults of the names are a *faults.Error.
//
// Source: the diversity score table of CLO indentures; Moody's, "The Binomial Expansion Method Applied
// to CBO/CLO Analysis" (1996).
func DiversityScore(names []RatedName) (Diversity, error) {
	merged, err := mergeNames(names, false)
	if err != nil {
		return Diversity{}, err
	}
	var total money.Amount
	for _, n := range merged {
		total += n.Par // fits: mergeNames has added it up
	}
	t, count := big.NewInt(int64(total)), big.NewInt(int64(len(merged)))

	// Units of an obligor in T-ths, T being the total: min(T, n·par).
	units := map[string]*big.Int{}
	d := Diversity{AveragePar: float64(total) / float64(len(merged))}
	at := map[string]int{}
	for _, n := range merged {
		i, ok := at[n.Industry]
		if !ok {
			i = len(d.Industries)
			at[n.Industry] = i
			d.Industries = append(d.Industries, IndustryDiversity{Industry: n.Industry})
			units[n.Industry] = new(big.Int)
		}
		d.Industries[i].Names++
		u := new(big.Int).Mul(count, big.NewInt(int64(n.Par)))
		if u.Cmp(t) > 0 {
			u = t
		}
		units[n.Industry].Add(units[n.Industry], u)
	}
	sum := int64(0)
	for i := range d.Industries {
		in := &d.Industries[i]
		exact := new(big.Rat).SetFrac(units[in.Industry], t)
		in.Units, _ = exact.Float64()
		score := industryScore(exact)
		in.Score = float64(score) / 1e4
		sum += score
	}
	d.Score = float64(sum) / 1e4
	slices.SortFunc(d.Industries, func(a, b IndustryDiversity) int { return strings.Compare(a.Industry, b.Industry) })
	return d, nil
}

// IndustryDiversityScore is the table of the diversity score: the score of an industry by its aggregate
// equivalent units. The table has a row for 0.05, 0.15, 0.25 and so on to 19.95; units between two rows take
// the lower one, and those above the last the score of 5. In between it runs
//
//	units  1  2    3  4       5       6  7     8    9     10  20
//	score  1  1.5  2  2.3333  2.6667  3  3.25  3.5  3.75  4   5
//
// in equal steps per tenth, each printed with four decimals, a row standing 0.05 below its tenth. units
// are read as the shortest decimal that means them, so that 1.95 is a row. Negative units and NaN
// give NaN.
func IndustryDiversityScore(units float64) float64 {
	switch {
	case !(units >= 0):
		return math.NaN()
	case units > 20:
		units = 20
	}
	return float64(industryScore(decimal.NewFromFloat(units).Rat())) / 1e4
}

// diversityKnots are three times the scores of 0 to 10 units, in ten-thousandths: whole numbers.
var diversityKnots = [...]int64{0, 30000, 45000, 60000, 70000, 80000, 90000, 97500, 105000, 112500, 120000}

// industryScore gives the score in ten-thousandths: that of the largest tenth t/10 with
// t/10 − 0.05 ≤ units.
func industryScore(units *big.Rat) int64 {
	tenths := new(big.Rat).Mul(units, big.NewRat(10, 1))
	tenths.Add(tenths, big.NewRat(1, 2))
	floor := new(big.Int).Quo(tenths.Num(), tenths.Denom())
	t := int64(200)
	if floor.IsInt64() {
		t = min(t, floor.Int64())
	}
	if t >= 100 {
		return 40000 + 100*(t-100)
	}
	low, high, part := diversityKnots[t/10], diversityKnots[t/10+1], t%10
	return (low*(10-part) + high*part + 15) / 30 // rounded to the nearest
}

// DefaultRisk is one name of the correlated diversity score.
type DefaultRisk struct {
	PD  float64 // probability of default, above 0 and below 1
	Par float64 // in any unit
}

// CorrelatedDiversityScore is the alternative diversity score: the number of independent, equal names
// whose total of defaults has the mean and the variance of the pool's,
//
//	D = (Σ pᵢFᵢ)(Σ qᵢFᵢ) / Σᵢ Σⱼ ρᵢⱼ √(pᵢqᵢpⱼqⱼ) FᵢFⱼ,  q = 1 − p.
//
// correlation gives the default correlation ρ of two different names by their places; that of a name with
// itself is 1. No correlations come with this package. For n equal names under one ρ it is
// n / (1 + (n − 1) ρ). The result is NaN without names, and for values out of range.
//
// Source: Moody's alternative diversity score, as printed in its later CDO methodologies.
func CorrelatedDiversityScore(names []DefaultRisk, correlation func(i, j int) float64) float64 {
	var expected, survived, variance compensated
	for i, n := range names {
		if !(n.PD > 0 && n.PD < 1 && n.Par >= 0) || math.IsInf(n.Par, 1) {
			return math.NaN()
		}
		expected.add(n.PD * n.Par)
		survived.add((1 - n.PD) * n.Par)
		sd := math.Sqrt(n.PD*(1-n.PD)) * n.Par
		variance.add(sd * sd)
		for j, other := range names[:i] {
			rho := correlation(i, j)
			if !(rho >= -1 && rho <= 1) {
				return math.NaN()
			}
			variance.add(2 * rho * sd * math.Sqrt(other.PD*(1-other.PD)) * other.Par)
		}
	}
	v := variance.float()
	if !(v > 0) {
		return math.NaN()
	}
	return expected.float() * survived.float() / v
}
