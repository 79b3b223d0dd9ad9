package report

import (
	"math"
	"strconv"

	"github.com/ipabs/ipabs/money"
)

// bands are intervals (a, b] that follow each other. The first also holds its lower edge.
type bands []float64

// of gives the band that holds a value; values beyond the edges belong to the outer bands.
func (e bands) of(x float64) int {
	for i := 1; i < len(e)-1; i++ {
		if x <= e[i] {
			return i - 1
		}
	}
	return max(len(e)-2, 0)
}

// labels writes the bands with a function that writes an edge.
func (e bands) labels(edge func(float64) string) []string {
	list := make([]string, 0, max(len(e)-1, 1))
	for i := 1; i < len(e); i++ {
		left := "("
		if i == 1 {
			left = "["
		}
		list = append(list, left+edge(e[i-1])+", "+edge(e[i])+"]")
	}
	return list
}

// bandTarget is about how many bands a distribution should have.
const bandTarget = 6

// spread gives bands from low to high: even ones of a round width when the values are close to each
// other, and ones by 1, 2, 5, 10 and so on when they are not.
func spread(low, high float64) bands {
	const close = 6 // high over low
	if low <= 0 || high/low <= close {
		return even(low, high, roundUp((high-low)/bandTarget))
	}
	first := roundDown(low)
	edges := bands{first}
	for e := first; e < high; {
		e = nextRound(e)
		edges = append(edges, e)
	}
	return edges
}

// even gives bands of one width that hold low to high.
func even(low, high, width float64) bands {
	if width <= 0 || math.IsInf(width, 0) || math.IsNaN(width) {
		return bands{low, high}
	}
	// Edges are the float64 nearest to round decimals, as the values are: a rate of 5.5 % is not
	// above an edge of 5.5 %.
	const places = 1e9
	edge := func(k float64) float64 { return math.Round(k*width*places) / places }
	first := math.Floor(low/width + 1/places)
	edges := bands{edge(first)}
	for k := first + 1; len(edges) == 1 || edges[len(edges)-1] < high; k++ {
		edges = append(edges, edge(k))
	}
	return edges
}

// roundUp gives the smallest 1, 2 or 5 times a power of ten that is no smaller than x.
func roundUp(x float64) float64 {
	if x <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x {
			return m * power
		}
	}
	return 10 * power
}

// roundDown gives the largest 1, 2 or 5 times a power of ten that is no larger than x.
func roundDown(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{5, 2} {
		if m*power <= x {
			return m * power
		}
	}
	return power
}

// nextRound gives the next of 1, 2, 5, 10, 20 and so on.
func nextRound(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)+1e-9))
	switch m := math.Round(x / power); {
	case m < 2:
		return 2 * power
	case m < 5:
		return 5 * power
	}
	return 10 * power
}

// termEdges are the edges, in months, of bands of terms.
var termEdges = bands{0, 6, 12, 18, 24, 36, 48, 60, 84, 120, 180, 240, 360, 1200}

// termBands gives the bands of terms that hold low to high.
func termBands(low, high float64) bands {
	first, last := 0, len(termEdges)-1
	for first < last-1 && termEdges[first+1] < low {
		first++
	}
	for last > first+1 && termEdges[last-1] >= high {
		last--
	}
	return termEdges[first : last+1]
}

// rateBands gives the bands of yearly rates that hold low to high, half a percentage point wide or a
// round multiple of that.
func rateBands(low, high float64) bands {
	const point = 0.005
	width := max(point, point*math.Ceil((high-low)/(2*bandTarget)/point))
	return even(low, high, width)
}

// moneyEdge writes an edge in units of the currency, in ten thousands (万) where that is short.
func moneyEdge(c money.Currency) func(float64) string {
	return func(x float64) string {
		if c == money.CNY && x >= 10_000 && math.Mod(x, 1000) == 0 {
			return strconv.FormatFloat(x/10_000, 'f', -1, 64) + "万"
		}
		return money.Amount(math.Round(x)).FormatGrouped(money.JPY) // no decimals
	}
}

func percentEdge(x float64) string {
	return strconv.FormatFloat(math.Round(x*1e6)/1e4, 'f', -1, 64) + "%"
}

func monthEdge(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
