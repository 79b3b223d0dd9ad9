package concentration

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// The resolved forms of the statements: printed values become intervals of
// shares (1 for 100 %), amounts and months.
type (
	resolved struct {
		counts     []resolvedCount
		tops       []resolvedTop
		partitions []resolvedPartition
		totals     []resolvedTotal
		bounds     []resolvedBounds
		terms      []resolvedTerm
		tenors     []resolvedTenor
		claims     []resolvedClaim
	}
	resolvedCount struct {
		StatedCount
		ref StatedRef
	}
	resolvedTop struct {
		ref     StatedRef
		key     shareKey
		k       int
		share   span
		isRange bool
	}
	resolvedPartition struct {
		ref      StatedRef
		key      shareKey
		complete bool
		buckets  []resolvedBucket
	}
	resolvedBucket struct {
		name      string
		ref       StatedRef
		share     span // [0, 1] when not stated
		stated    bool
		isRange   bool
		contracts *int
	}
	resolvedTotal struct {
		ref     StatedRef
		basis   string
		value   span
		isRange bool
	}
	resolvedBounds struct {
		ref       StatedRef
		key       shareKey
		low, high *big.Rat // loosest reading; nil when not stated
		rule      string
	}
	resolvedTerm struct {
		StatedTerm
		ref    StatedRef
		months span
	}
	resolvedTenor struct {
		ref    StatedRef
		class  string
		months *big.Rat
	}
	resolvedClaim struct {
		ref   StatedRef
		claim string
	}
)

// shareKey identifies a set of shares: figures with the same key are about
// the same numbers.
type shareKey struct{ axis, of, basis, allocation string }

// overlapping: the members' amounts may add up to more than the pool.
func (k shareKey) overlapping() bool { return k.allocation == StatedJointAndSeveral }

func (m StatedMeasure) key() shareKey {
	k := shareKey{m.Axis, m.Of, m.Basis, m.Allocation}
	if k.axis == StatedAxisContract {
		k.allocation = "" // a contract is not shared among contracts
	}
	return k
}

var hundred = big.NewRat(100, 1)

// Limits that no document comes near; they keep sums from overflowing and a
// hostile input from taking long.
const (
	maxMembers    = 1_000_000_000 // any printed number of members
	maxStatements = 1_000         // statements of one kind
	maxBuckets    = 10_000        // rows of one table
)

// resolver collects faults while it turns text into numbers.
type resolver struct{ faults StatementFaults }

func (r *resolver) fault(path, value, problem string) {
	r.faults = append(r.faults, StatementFault{path, value, problem})
}

func (r *resolver) printed(path string, p Printed) span {
	low, high, err := p.Interval()
	if err != nil {
		r.fault(path, string(p), err.Error())
		return exactly(new(big.Rat))
	}
	return span{low, high}
}

func (r *resolver) share(path string, p Printed) span {
	return r.printed(path, p).times(new(big.Rat).Inv(hundred))
}

// exact reads a number that was set, not measured.
func (r *resolver) exact(path string, p Printed) *big.Rat {
	if p.IsRange() {
		r.fault(path, string(p), "a range where one value is wanted")
		return new(big.Rat)
	}
	value, _, err := parsePlain(string(p))
	if err == nil && len(p) > maxPrintedLength {
		err = errTooLong
	}
	if err != nil {
		r.fault(path, string(p), err.Error())
		return new(big.Rat)
	}
	return value
}

// unit reads a multiplier of amounts.
func (r *resolver) unit(path, text string) *big.Rat {
	if text == "" {
		return big.NewRat(1, 1)
	}
	value := r.exact(path, Printed(text))
	if value.Sign() == 0 {
		value = big.NewRat(1, 1)
		if allDigits(text) {
			r.fault(path, text, "must be above 0")
		}
	}
	return value
}

// monthsPer reads the unit of a term.
func (r *resolver) monthsPer(path, unit string) *big.Rat {
	switch unit {
	case "", UnitMonths:
		return big.NewRat(1, 1)
	case UnitYears:
		return big.NewRat(12, 1)
	}
	r.fault(path, unit, "want months or years")
	return big.NewRat(1, 1)
}

func (r *resolver) measure(path string, m StatedMeasure) {
	if m.Axis == "" {
		r.fault(path+".axis", "", "missing")
	}
	if m.Of != "" && m.Of == m.Axis {
		r.fault(path+".of", m.Of, "an axis cannot group itself")
	}
}

func (r *resolver) number(path string, n, least int) {
	if n < least || n > maxMembers {
		r.fault(path, strconv.Itoa(n), fmt.Sprintf("must be between %d and %d", least, maxMembers))
	}
}

func (r *resolver) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		r.fault(path, value, "want one of "+strings.Join(allowed, ", "))
	}
}

func at(kind string, i int) string { return kind + "[" + strconv.Itoa(i) + "]" }

// resolveStatements reads all numbers and reports all faults at once.
func resolveStatements(s Statements) (*resolved, error) {
	var (
		r   resolver
		out resolved
	)
	if s.Schema != "" {
		r.oneOf("schema", s.Schema, StatedSchema)
	}
	for _, list := range []struct {
		path   string
		length int
	}{
		{"counts", len(s.Counts)}, {"tops", len(s.Tops)}, {"partitions", len(s.Partitions)}, {"totals", len(s.Totals)},
		{"bounds", len(s.Bounds)}, {"terms", len(s.Terms)}, {"tenors", len(s.Tenors)}, {"claims", len(s.Claims)},
	} {
		if list.length > maxStatements {
			r.fault(list.path, strconv.Itoa(list.length), fmt.Sprintf("more than %d statements", maxStatements))
			return nil, r.faults
		}
	}
	for i, c := range s.Counts {
		out.counts = append(out.counts, r.count(at("counts", i), c))
	}
	for i, t := range s.Tops {
		path := at("tops", i)
		r.measure(path, t.StatedMeasure)
		r.number(path+".k", t.K, 1)
		out.tops = append(out.tops, resolvedTop{
			ref: StatedRef{path, t.Name, string(t.Percent)}, key: t.key(), k: t.K,
			share: r.share(path+".percent", t.Percent), isRange: t.Percent.IsRange(),
		})
	}
	for i, p := range s.Partitions {
		out.partitions = append(out.partitions, r.partition(at("partitions", i), p))
	}
	for i, t := range s.Totals {
		path := at("totals", i)
		out.totals = append(out.totals, resolvedTotal{
			ref: StatedRef{path, t.Name, withUnit(t.Value, t.Unit)}, basis: t.Basis,
			value: r.printed(path+".value", t.Value).times(r.unit(path+".unit", t.Unit)), isRange: t.Value.IsRange(),
		})
	}
	for i, b := range s.Bounds {
		out.bounds = append(out.bounds, r.bounds(at("bounds", i), b))
	}
	for i, t := range s.Terms {
		path := at("terms", i)
		r.oneOf(path+".term", t.Term, TermContract, TermRemaining)
		r.oneOf(path+".stat", t.Stat, StatShortest, StatAverage, StatLongest)
		if t.Weight != "" {
			r.oneOf(path+".weight", t.Weight, WeightSimple, WeightBalance)
		}
		if t.Weight != "" && t.Stat != StatAverage {
			r.fault(path+".weight", t.Weight, "only an average has a weight")
		}
		out.terms = append(out.terms, resolvedTerm{
			StatedTerm: t, ref: StatedRef{path, t.Name, strings.TrimSpace(string(t.Value) + " " + t.Unit)},
			months: r.printed(path+".value", t.Value).times(r.monthsPer(path+".unit", t.Unit)),
		})
	}
	for i, t := range s.Tenors {
		path := at("tenors", i)
		months := r.exact(path+".value", t.Value)
		out.tenors = append(out.tenors, resolvedTenor{
			ref: StatedRef{path, t.Class, strings.TrimSpace(string(t.Value) + " " + t.Unit)}, class: t.Class,
			months: new(big.Rat).Mul(months, r.monthsPer(path+".unit", t.Unit)),
		})
	}
	for i, c := range s.Claims {
		path := at("claims", i)
		r.oneOf(path+".claim", c.Claim, ClaimTermsExceedShortestTenor, ClaimRightPerContract,
			ClaimSeveralRightsPerContract, ClaimSeveralRightsPerObligor)
		out.claims = append(out.claims, resolvedClaim{ref: StatedRef{path, c.Name, c.Claim}, claim: c.Claim})
	}
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	return &out, nil
}

func withUnit(p Printed, unit string) string {
	if unit == "" {
		return string(p)
	}
	return string(p) + " × " + unit
}

func (r *resolver) count(path string, c StatedCount) resolvedCount {
	r.measure(path, StatedMeasure{Axis: c.Axis, Of: c.Of})
	least := 1
	if c.Axis == StatedAxisCoSigner {
		least = 0
	}
	r.number(path+".count", c.Count, least)
	printed := strconv.Itoa(c.Count)
	if c.Open {
		printed += " or more"
	}
	return resolvedCount{c, StatedRef{path, c.Name, printed}}
}

func (r *resolver) partition(path string, p StatedPartition) resolvedPartition {
	r.measure(path, p.StatedMeasure)
	if n := len(p.Buckets); n == 0 || n > maxBuckets {
		r.fault(path+".buckets", strconv.Itoa(n), fmt.Sprintf("a table has between 1 and %d rows", maxBuckets))
		return resolvedPartition{}
	}
	out := resolvedPartition{ref: StatedRef{Path: path, Name: p.Name}, key: p.key(), complete: p.Complete}
	seen := map[string]bool{}
	for i, b := range p.Buckets {
		path := path + "." + at("buckets", i)
		if seen[b.Name] {
			r.fault(path+".name", b.Name, "a bucket of this name came before")
		}
		seen[b.Name] = true
		bucket := resolvedBucket{
			name: b.Name, ref: StatedRef{path, b.Name, string(b.Percent)}, contracts: b.Contracts,
			share: span{new(big.Rat), big.NewRat(1, 1)}, stated: b.Percent != "", isRange: b.Percent.IsRange(),
		}
		if bucket.stated {
			bucket.share = r.share(path+".percent", b.Percent)
		}
		if b.Contracts != nil {
			r.number(path+".contracts", *b.Contracts, 0)
		}
		out.buckets = append(out.buckets, bucket)
	}
	return out
}

func (r *resolver) bounds(path string, b StatedBounds) resolvedBounds {
	r.measure(path, b.StatedMeasure)
	unit := r.unit(path+".unit", b.Unit)
	out := resolvedBounds{key: b.key(), rule: b.Rule}
	read := func(field string, p Printed) span {
		if b.Rule != "" {
			return exactly(r.exact(path+field, p)).times(unit)
		}
		return r.printed(path+field, p).times(unit)
	}
	var printed []string
	if b.Low != "" {
		out.low = read(".low", b.Low).lo
		printed = append(printed, "≥ "+withUnit(b.Low, b.Unit))
	}
	if b.High != "" {
		out.high = read(".high", b.High).hi
		printed = append(printed, "≤ "+withUnit(b.High, b.Unit))
	}
	switch {
	case b.Low == "" && b.High == "":
		r.fault(path, "", "neither low nor high is given")
	case b.Low != "" && b.High != "" && out.low.Cmp(out.high) > 0:
		r.fault(path+".low", string(b.Low), "is above high")
	}
	out.ref = StatedRef{path, b.Name, strings.Join(printed, ", ")}
	return out
}

// exactCount gives the number of members of an axis when it is stated, not
// open, and not stated otherwise elsewhere.
func (r *resolved) exactCount(axis, of string) (n int, ref StatedRef, ok bool) {
	for _, c := range r.counts {
		if c.Axis != axis || c.Of != of || c.Open {
			continue
		}
		if ok && c.Count != n {
			return 0, StatedRef{}, false
		}
		if !ok {
			n, ref, ok = c.Count, c.ref, true
		}
	}
	return n, ref, ok
}

// total gives the pool's amount on a basis: the intersection of what is
// stated, when there is one.
func (r *resolved) total(basis string) (value span, refs []StatedRef, ok bool) {
	for _, t := range r.totals {
		if t.basis != basis {
			continue
		}
		if !ok {
			value, ok = t.value, true
		} else if t.value.disjoint(value) {
			return span{}, nil, false
		} else {
			if t.value.lo.Cmp(value.lo) > 0 {
				value.lo = t.value.lo
			}
			if t.value.hi.Cmp(value.hi) < 0 {
				value.hi = t.value.hi
			}
		}
		refs = append(refs, t.ref)
	}
	return value, refs, ok
}

// claims looks a claim up.
func (r *resolved) claimed(claim string) (StatedRef, bool) {
	for _, c := range r.claims {
		if c.claim == claim {
			return c.ref, true
		}
	}
	return StatedRef{}, false
}
