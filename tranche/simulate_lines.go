package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/pool"
)

// lines are those to whom losses are put down. There are three sets of them, obligors, industries and causes,
// and what a class loses is divided over each set: the lines of a set, and the one of what no claim
// explains, add up to the expected loss.
type lines struct {
	list       []line
	obligorOf  []int32 // by contract, and then by offer of claims that can be bought
	industryOf []int32
	byObligors int32   // the cause: an obligor defaults
	byRight    []int32 // by agent: the cause: its right ends; −1 for none
	obligors   [][]int32
}

// line is one of them.
type line struct {
	set  ContributionSet
	name string
}

// ContributionSet says over what losses are divided.
type ContributionSet string

// The sets.
const (
	ByObligor  ContributionSet = "obligor"  // the obligor named first, by party id
	ByIndustry ContributionSet = "industry" // its section of GB/T 4754; "unknown" without one
	ByCause    ContributionSet = "cause"    // "obligors", or the id of the right whose end ended the contract (IP事件)
)

var contributionSets = []ContributionSet{ByObligor, ByIndustry, ByCause}

// Elsewhere is the line of every set for losses on paths on which the pool loses nothing: fees, late cash, a
// promisor that falls.
const Elsewhere = "elsewhere"

func newLines(m *credit.Model, d *Deal) lines {
	l := lines{list: []line{{name: Elsewhere}}, byRight: make([]int32, m.NumAgents())}
	at := map[line]int32{}
	find := func(x line) int32 {
		i, ok := at[x]
		if !ok {
			i = int32(len(l.list))
			at[x] = i
			l.list = append(l.list, x)
		}
		return i
	}
	l.byObligors = find(line{ByCause, "obligors"})
	for i := range l.byRight {
		l.byRight[i] = -1
	}
	for i := range m.NumContracts() {
		c := m.Contract(i)
		first := m.Agent(c.Obligors[0])
		industry := "unknown"
		if first.Party != pool.NoParty {
			if s := m.Pool().Party(first.Party).Industry; s.IsKnown() {
				industry = s.Section()
			}
		}
		l.obligorOf = append(l.obligorOf, find(line{ByObligor, first.ID}))
		l.industryOf = append(l.industryOf, find(line{ByIndustry, industry}))
		var list []int32
		for _, a := range c.Obligors {
			list = append(list, int32(a))
		}
		l.obligors = append(l.obligors, list)
		for _, a := range c.Essential {
			l.byRight[a] = find(line{ByCause, m.Agent(a).ID})
		}
	}
	if d.revolving != nil {
		for _, o := range d.Spec().Revolving.Offers {
			industry, _ := pool.ParseIndustry(o.Attributes["industry"])
			section := "unknown"
			if industry.IsKnown() {
				section = industry.Section()
			}
			l.obligorOf, l.industryOf = append(l.obligorOf, find(line{ByObligor, o.Obligor})), append(l.industryOf, find(line{ByIndustry, section}))
		}
	}
	return l
}

// of gives the three lines of the loss of a contract.
func (l *lines) of(x *contractLoss) [3]int32 {
	cause := l.byObligors
	if x.right >= 0 {
		cause = l.byRight[x.right]
	}
	return [3]int32{l.obligorOf[x.contract], l.industryOf[x.contract], cause}
}

// inOrder gives the lines of a set, by name.
func (l *lines) inOrder(set ContributionSet) []int {
	var list []int
	for i := range l.list {
		if l.list[i].set == set {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b int) int {
		switch x, y := l.list[a].name, l.list[b].name; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return list
}
