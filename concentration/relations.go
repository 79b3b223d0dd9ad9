package concentration

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// Relation states that two parties of a pool are affiliates (关联关系), beyond the groups that the
// parties themselves name. Relations are taken as symmetric and transitive: A with B and B with C
// put all three into one group.
type Relation struct {
	A string `json:"a"` // id of a party
	B string `json:"b"` // id of another
	// Why says what relates them, such as "common actual controller". It is not interpreted.
	Why string `json:"why,omitempty"`
}

func checkRelations(list *faults.List, p *pool.Pool, relations []Relation) {
	if len(relations) == 0 {
		return
	}
	index := partyIndex(p)
	for i, r := range relations {
		at := faults.Index("relations", i)
		for _, end := range []struct{ field, id string }{{"a", r.A}, {"b", r.B}} {
			if _, ok := index[end.id]; !ok {
				list.Add(faults.Join(at, end.field), faults.Unknown, end.id, "the id of a party of the pool")
			}
		}
		if r.A == r.B {
			list.Add(at, faults.Inconsistent, r.A, "two different parties")
		}
	}
	if list.Len() > 0 {
		return
	}
	if _, err := newAffiliation(p, relations); err != nil {
		list.Append("relations", err)
	}
}

func partyIndex(p *pool.Pool) map[string]int {
	index := make(map[string]int, p.NumParties())
	for i := range p.NumParties() {
		index[p.Party(pool.PartyIndex(i)).ID] = i
	}
	return index
}

// affiliation holds the groups of affiliates of a pool: the components of the graph whose nodes are
// the parties and whose edges are common group names and stated relations. A party whose id is the
// name of a group belongs to that group.
type affiliation struct {
	root        []int    // of each party, the first party of its group
	keys, names []string // by root
}

// find follows the parents to the root and halves the path on the way.
func find(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// unite makes the lower of two roots the root of both, so that the outcome does not depend on the
// order of the relations.
func unite(parent []int, a, b int) {
	a, b = find(parent, a), find(parent, b)
	parent[max(a, b)] = min(a, b)
}

// newAffiliation groups the parties. It is an error when two different groups would get the same
// key, which takes an id that contains a plus sign.
func newAffiliation(p *pool.Pool, relations []Relation) (*affiliation, error) {
	n := p.NumParties()
	index := partyIndex(p)
	parent := make([]int, n)
	for i := range parent {
		parent[i] = i
	}
	founder := map[string]int{} // of a group name
	for i := range n {
		group := p.Party(pool.PartyIndex(i)).Group
		if group == "" {
			continue
		}
		if first, ok := founder[group]; ok {
			unite(parent, first, i)
			continue
		}
		founder[group] = i
		if namesake, ok := index[group]; ok {
			unite(parent, namesake, i)
		}
	}
	for _, r := range relations {
		unite(parent, index[r.A], index[r.B])
	}

	f := &affiliation{root: make([]int, n), keys: make([]string, n), names: make([]string, n)}
	members := make([][]groupName, n)
	for i := range n {
		f.root[i] = find(parent, i)
		party := p.Party(pool.PartyIndex(i))
		name := groupName{party.ID, party.Name}
		if party.Group != "" {
			name = groupName{party.Group, party.Group}
		}
		members[f.root[i]] = append(members[f.root[i]], name)
	}
	owner := make(map[string]int, n)
	for root, list := range members {
		if list == nil {
			continue
		}
		f.keys[root], f.names[root] = joinNames(list)
		if other, taken := owner[f.keys[root]]; taken {
			return nil, fmt.Errorf("concentration: two groups of affiliates, of %s and of %s, have the key %s",
				p.Party(pool.PartyIndex(other)).ID, p.Party(pool.PartyIndex(root)).ID, strconv.Quote(f.keys[root]))
		}
		owner[f.keys[root]] = root
	}
	return f, nil
}

type groupName struct{ key, name string }

// joinNames gives a group its key and its name: those of the groups and of the parties without a
// group that it unites, in the order of their keys, joined by a plus sign.
func joinNames(list []groupName) (key, name string) {
	slices.SortStableFunc(list, func(a, b groupName) int { return strings.Compare(a.key, b.key) })
	list = slices.CompactFunc(list, func(a, b groupName) bool { return a.key == b.key })
	keys, names := make([]string, len(list)), make([]string, len(list))
	for i, g := range list {
		keys[i], names[i] = g.key, g.name
	}
	return strings.Join(keys, "+"), strings.Join(names, " + ")
}

// of gives the key and the name of a party's group.
func (f *affiliation) of(i pool.PartyIndex) (key, name string) {
	root := f.root[i]
	return f.keys[root], f.names[root]
}

// related reports whether two parties are in one group.
func (f *affiliation) related(a, b pool.PartyIndex) bool { return f.root[a] == f.root[b] }

// GroupKeys gives the key of the bucket that each party of a pool has under the key Group, by the index
// of the party: parties with the same key are affiliates.
func GroupKeys(p *pool.Pool, relations []Relation) ([]string, error) {
	var list faults.List
	if checkRelations(&list, p, relations); list.Len() > 0 {
		return nil, list.Err()
	}
	groups, err := newAffiliation(p, relations)
	if err != nil {
		return nil, err
	}
	keys := make([]string, p.NumParties())
	for i := range keys {
		keys[i], _ = groups.of(pool.PartyIndex(i))
	}
	return keys, nil
}
