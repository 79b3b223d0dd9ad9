package concentration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// RatedName is one obligor as the agency measures of this package take it: everything it owes in one
// amount, with its rating and its industry as texts of whatever scale and classification the measure
// asks for. The caller says which those are: a rating on a Chinese scale is not one on a global scale.
type RatedName struct {
	ID       string
	Rating   string
	Industry string
	Par      money.Amount
}

// RatedNames gives the obligors of a pool with what they owe on a measure of the key obligor, largest
// first, equal ones by id, with the rating and the industry section (GB/T 4754) that the pool states.
// Both may be empty.
func RatedNames(p *pool.Pool, m Measure, in Inputs) ([]RatedName, error) {
	if m.Key != Obligor {
		return nil, fmt.Errorf("concentration: rated names are obligors, not %s", m.Key)
	}
	e, err := NewExposuresFrom(p, m, in)
	if err != nil {
		return nil, err
	}
	index := partyIndex(p)
	list := make([]RatedName, 0, len(e.entries))
	for _, v := range e.entries {
		party := p.Party(pool.PartyIndex(index[v.Key]))
		list = append(list, RatedName{ID: party.ID, Rating: party.Rating, Industry: party.Industry.Section(), Par: v.Amount})
	}
	return list, nil
}

// mergeNames adds up the entries of one obligor, sorts the obligors by size, equal ones by id, and
// reports every fault at once: no id, no industry, a par that is not above 0, two industries or
// two ratings for one obligor.
func mergeNames(list []RatedName, rated bool) ([]RatedName, error) {
	var l faults.List
	at := map[string]int{}
	var merged []RatedName
	var total money.Amount
	for i, n := range list {
		path := faults.Index("names", i)
		if n.ID == "" {
			l.Add(path+".id", faults.Missing, nil, "the id of an obligor")
		}
		if n.Industry == "" {
			l.Add(path+".industry", faults.Missing, nil, "the industry of "+n.ID)
		}
		if n.Par <= 0 {
			l.Add(path+".par", faults.OutOfRange, n.Par, "an amount above 0")
			continue
		}
		var err error
		if total, err = total.Add(n.Par); err != nil {
			l.Add(path+".par", faults.OutOfRange, "a sum beyond the range of amounts", "amounts that can be added up")
			break
		}
		k, known := at[n.ID]
		if !known {
			at[n.ID] = len(merged)
			merged = append(merged, n)
			continue
		}
		if merged[k].Industry != n.Industry {
			l.Add(path+".industry", faults.Inconsistent, n.Industry, "the industry stated before for "+n.ID+", "+merged[k].Industry)
		}
		if rated && merged[k].Rating != n.Rating {
			l.Add(path+".rating", faults.Inconsistent, n.Rating, "the rating stated before for "+n.ID+", "+merged[k].Rating)
		}
		merged[k].Par += n.Par
	}
	if len(list) == 0 {
		l.Add("names", faults.Missing, nil, "at least one obligor")
	}
	slices.SortFunc(merged, func(a, b RatedName) int {
		return cmp.Or(cmp.Compare(b.Par, a.Par), strings.Compare(a.ID, b.ID))
	})
	return merged, l.Err()
}
