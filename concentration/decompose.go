package concentration

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// Additive is an index that splits into a part between groups and a part within them,
// Total = Between + Within up to rounding.
type Additive struct {
	Total   float64 // the index of all members, whatever their groups
	Between float64 // the index that would be left if every group were equal inside
	Within  float64 // Σ over the groups of weight × what the group has inside
}

// Decomposition splits the concentration of members into what lies between their groups and what lies
// within them (组间与组内分解). With S_g the share of group g, n_g its number of members, n = Σ n_g, and
// H_g, T_g, L_g the indices inside the group:
//
//	HHI      H = Σ S_g²/n_g  +  Σ S_g² (H_g − 1/n_g)
//	Theil T  T = Σ S_g ln(S_g n/n_g)  +  Σ S_g T_g
//	Theil L  L = Σ (n_g/n) ln((n_g/n)/S_g)  +  Σ (n_g/n) L_g
//
// It follows that H = Σ S_g² H_g, and that the Herfindahl index of the groups themselves is Σ S_g²,
// which is GroupHHI.
//
// Source: A. F. Shorrocks, "The Class of Additively Decomposable Inequality Measures", Econometrica
// 48 (1980); for H through GE(2) = (n H − 1)/2.
type Decomposition struct {
	// Members and Groups say what was measured; empty for figures that DecomposeGroups was given.
	Members Measure
	Groups  Key

	HHI, TheilT, TheilL Additive
	GroupHHI            float64
	Parts               []GroupPart
}

// GroupPart is one group of a decomposition.
type GroupPart struct {
	Key, Label string
	Members    int
	Share      float64 // of the amount of all members
	// HHI, TheilT and TheilL are the indices inside the group; NaN when it holds nothing.
	HHI, TheilT, TheilL float64
	// The group's parts of Within: S²(H − 1/n_g), S·T and (n_g/n)·L.
	WithinHHI, WithinTheilT, WithinTheilL float64
}

// DecomposeGroups decomposes the concentration of amounts that are given group by group. Parts come in
// the order of the groups, without keys. Empty groups count for nothing. Undefined amounts (see
// the package comment) make every figure NaN; a member that holds nothing makes Theil's L +Inf.
func DecomposeGroups(groups [][]float64) Decomposition {
	all := slices.Concat(groups...)
	whole, ok := newSample(all)
	d := Decomposition{Parts: make([]GroupPart, len(groups))}
	if !ok {
		nan := Additive{math.NaN(), math.NaN(), math.NaN()}
		d.HHI, d.TheilT, d.TheilL, d.GroupHHI = nan, nan, nan, math.NaN()
		for i, g := range groups {
			d.Parts[i] = GroupPart{Members: len(g), Share: math.NaN(), HHI: math.NaN(), TheilT: math.NaN(), TheilL: math.NaN(),
				WithinHHI: math.NaN(), WithinTheilT: math.NaN(), WithinTheilL: math.NaN()}
		}
		return d
	}
	d.HHI.Total, d.TheilT.Total, d.TheilL.Total = HHI(all), TheilT(all), TheilL(all)

	n := float64(len(all))
	var betweenH, betweenT, betweenL, withinH, withinT, withinL, squares []float64
	for i, g := range groups {
		part := &d.Parts[i]
		part.Members = len(g)
		part.HHI, part.TheilT, part.TheilL = HHI(g), TheilT(g), TheilL(g)
		if len(g) == 0 {
			continue
		}
		var sum fixedSum
		for _, v := range g {
			sum.add(math.Ldexp(v, -whole.exp))
		}
		amount, weight := sum.float(), float64(len(g))/n
		part.Share = amount / whole.total
		// The terms of the generalised entropy of the groups' means are never negative.
		mean := amount / float64(len(g))
		betweenT = append(betweenT, weight*entropyTerm(mean, whole.mean, 1))
		betweenL = append(betweenL, weight*entropyTerm(mean, whole.mean, 0))
		if amount == 0 {
			continue // nothing lies within what holds nothing
		}
		// Inside the group the distance of H from 1/n_g is taken without cancellation.
		excess := NormalizedHHI(g) * (1 - 1/float64(len(g)))
		part.WithinHHI = part.Share * part.Share * excess
		part.WithinTheilT = part.Share * part.TheilT
		part.WithinTheilL = weight * part.TheilL
		withinH = append(withinH, part.WithinHHI)
		withinT = append(withinT, part.WithinTheilT)
		withinL = append(withinL, part.WithinTheilL)
		squares = append(squares, part.Share*part.Share)
		betweenH = append(betweenH, part.Share*part.Share/float64(len(g)))
	}
	d.HHI.Between, d.HHI.Within = ascendingSum(betweenH), ascendingSum(withinH)
	d.TheilT.Between, d.TheilT.Within = ascendingSum(betweenT), ascendingSum(withinT)
	d.TheilL.Between, d.TheilL.Within = ascendingSum(betweenL), ascendingSum(withinL)
	d.GroupHHI = ascendingSum(squares)
	return d
}

// ascendingSum adds numbers in an order of its own, so that the order of the groups has no part in it.
func ascendingSum(x []float64) float64 {
	slices.Sort(x)
	if len(x) > 0 && math.IsInf(x[len(x)-1], 1) {
		return math.Inf(1)
	}
	var sum compensated
	for _, v := range x {
		sum.add(v)
	}
	return sum.float()
}

// NotNestedError says that a member belongs to several groups, so that there is no part within: an
// obligor with contracts of two kinds, for one.
type NotNestedError struct {
	Member string   // key of the member's bucket
	Groups []string // keys of the groups, in order
}

// Error names the member and its groups.
func (e *NotNestedError) Error() string {
	return fmt.Sprintf("concentration: %s belongs to %d groups, %s; a decomposition needs each member in one group",
		e.Member, len(e.Groups), strings.Join(e.Groups, ", "))
}

// Decompose splits the concentration of a pool, measured on m, by another key: obligors by industry,
// contracts by type of right, creditors by region. Parts come largest first, equal ones by key.
//
// Members are the buckets of m. An error of type *NotNestedError says that one of them falls into
// several groups; other errors are those of NewCrossTab.
func Decompose(p *pool.Pool, m Measure, by Key, in Inputs) (Decomposition, error) {
	table, err := NewCrossTab(p, m, by, in)
	if err != nil {
		return Decomposition{}, err
	}
	members := make([][]float64, len(table.columns))
	for r, row := range table.rows {
		var touched []int
		for c := range table.columns {
			if table.touched[r*len(table.columns)+c] {
				touched = append(touched, c)
			}
		}
		if len(touched) != 1 {
			names := make([]string, len(touched))
			for i, c := range touched {
				names[i] = table.columns[c].Key
			}
			slices.Sort(names)
			return Decomposition{}, &NotNestedError{row.Key, names}
		}
		members[touched[0]] = append(members[touched[0]], float64(row.Amount))
	}
	d := DecomposeGroups(members)
	d.Members, d.Groups = table.measure, by
	for i, c := range table.columns {
		d.Parts[i].Key, d.Parts[i].Label = c.Key, c.Label
	}
	return d, nil
}
