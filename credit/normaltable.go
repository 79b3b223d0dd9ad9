package credit

import "sync"

// tableCDF is NormalCDF from a table of Taylor polynomials, some six times as fast: the conditional
// default probabilities of a pool are most of the work of its distribution. Its relative error is
// below 2e-14 (the terms left out are below 1e-15 of the value; the rest is rounding).
func tableCDF(x float64) float64 { return normalTable().cdf(x) }

func (table *cdfTable) cdf(x float64) float64 {
	at := (x + tableReach) * tablesPerUnit
	if !(at >= 0 && at < 2*tableReach*tablesPerUnit) {
		return NormalCDF(x)
	}
	i := int(at)
	c := &table[i]
	d := x - (float64(i)+0.5)/tablesPerUnit + tableReach
	return min(c[0]+d*(c[1]+d*(c[2]+d*(c[3]+d*(c[4]+d*(c[5]+d*(c[6]+d*c[7])))))), 1)
}

// The table covers ±tableReach in steps of 1/tablesPerUnit, with the polynomials about their middles.
const tableReach, tablesPerUnit = 8, 128

type cdfTable [2 * tableReach * tablesPerUnit][8]float64

// normalTable is computed once, when it is first needed.
var normalTable = sync.OnceValue(func() *cdfTable {
	table := new(cdfTable)
	for i := range table {
		middle := (float64(i)+0.5)/tablesPerUnit - tableReach
		for n := range table[i] {
			table[i][n] = normalDerivative(middle, n) / factorial(n)
		}
	}
	return table
})
