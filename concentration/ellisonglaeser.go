package concentration

import (
	"math"
	"slices"
	"strings"
)

// Placed is an amount at a place: a contract of an industry in a province,
// say. Places are compared as text.
type Placed struct {
	Place  string  `json:"place"`
	Amount float64 `json:"amount"`
}

// Agglomeration is the input of [EllisonGlaeser].
type Agglomeration struct {
	// Members are the members of one industry (or any other class), one entry
	// each, with their places.
	Members []Placed
	// Reference is what the industry is compared with: the whole pool, one
	// entry for each place or many; entries at one place are added up.
	Reference []Placed
}

// EllisonGlaeser is the index γ of Ellison and Glaeser: how far the members of
// an industry crowd in the same places, beyond what the places' size and the
// lumpiness of the industry itself explain,
//
//	γ = (G − X·H) / (X (1 − H)),
//	G = Σ_a (s_a − x_a)²,  X = 1 − Σ_a x_a²,
//
// s_a and x_a being the shares of place a in the industry and in the
// reference, and H the Herfindahl index of the industry's members. γ is near 0
// when members sit as if thrown at random, positive when they crowd and
// negative when they keep apart. It is undefined (NaN) when the industry has
// one member (H = 1) or the reference one place (X = 0), and for undefined
// amounts.
//
// Source: G. Ellison, E. L. Glaeser, "Geographic Concentration in U.S.
// Manufacturing Industries: A Dartboard Approach", Journal of Political
// Economy 105 (1997).
func EllisonGlaeser(a Agglomeration) float64 {
	members, ok := shareByPlace(a.Members)
	if !ok {
		return math.NaN()
	}
	reference, ok := shareByPlace(a.Reference)
	if !ok {
		return math.NaN()
	}
	amounts := make([]float64, len(a.Members))
	for i, m := range a.Members {
		amounts[i] = m.Amount
	}
	h := HHI(amounts)

	var g, squares compensated
	i, j := 0, 0
	for i < len(members) || j < len(reference) {
		var s, x float64
		switch {
		case j == len(reference) || i < len(members) && members[i].Place < reference[j].Place:
			s = members[i].Amount
			i++
		case i == len(members) || reference[j].Place < members[i].Place:
			x = reference[j].Amount
			j++
		default:
			s, x = members[i].Amount, reference[j].Amount
			i, j = i+1, j+1
		}
		g.add((s - x) * (s - x))
		squares.add(x * x)
	}
	spread := 1 - squares.float()
	if spread <= 0 || h >= 1 {
		return math.NaN()
	}
	return (g.float() - float64(spread*h)) / (spread * (1 - h))
}

// shareByPlace adds up the entries of each place and divides by the total. The
// places come sorted, so that the order of the entries does not matter.
func shareByPlace(entries []Placed) ([]Placed, bool) {
	amounts := make([]float64, len(entries))
	for i, e := range entries {
		amounts[i] = e.Amount
	}
	s, ok := newSample(amounts)
	if !ok {
		return nil, false
	}
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b Placed) int { return strings.Compare(a.Place, b.Place) })
	var shares []Placed
	for from := 0; from < len(sorted); {
		place := sorted[from].Place
		var sum fixedSum
		for ; from < len(sorted) && sorted[from].Place == place; from++ {
			sum.add(math.Ldexp(sorted[from].Amount, -s.exp))
		}
		shares = append(shares, Placed{Place: place, Amount: sum.float() / s.total})
	}
	return shares, true
}
