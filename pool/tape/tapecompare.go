package tape

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

const wantCarried = "what a tape can say: %s comes back"

// compareSpecs holds what was read from a tape against what was written to it, and makes a fault of
// every difference. err is that of reading.
func compareSpecs(want pool.Spec, result *Result, err error) error {
	var list faults.List
	if err != nil {
		var file *FileError
		if !errors.As(err, &file) {
			return err
		}
		list.Add("contracts", faults.Unsupported, len(want.Contracts), "contracts that a tape can list: "+file.Reason)
		return list.Err()
	}
	got := result.Spec
	c := comparison{list: &list}
	c.value("as_of", reflect.ValueOf(want.AsOf), reflect.ValueOf(got.AsOf))
	c.value("currency", reflect.ValueOf(want.Currency), reflect.ValueOf(got.Currency))
	compareLists(&c, "parties", want.Parties, got.Parties, func(p pool.PartySpec) string { return p.ID }, func(p *pool.PartySpec) {
		if p.Name == p.ID {
			p.Name = "" // the id is the name when there is no other
		}
		if p.Standing != nil && *p.Standing == (pool.PartyStandingSpec{}) {
			p.Standing = nil
		}
	})
	compareLists(&c, "rights", want.Rights, got.Rights, func(r pool.RightSpec) string { return r.ID }, func(r *pool.RightSpec) { r.Count = max(r.Count, 1) })
	compareLists(&c, "contracts", want.Contracts, got.Contracts, func(c pool.ContractSpec) string { return c.ID }, func(c *pool.ContractSpec) {
		c.Source = ""
		if c.Currency == want.Currency {
			c.Currency = 0
		}
		if c.Facts != nil && *c.Facts == (pool.ClaimFactsSpec{}) {
			c.Facts = nil
		}
	})
	if list.Err() == nil && !slices.EqualFunc(want.Contracts, got.Contracts, func(a, b pool.ContractSpec) bool { return a.ID == b.ID }) {
		list.Add("contracts", faults.Unsupported, len(want.Contracts), "contracts in an order that a tape keeps")
	}
	if list.Err() == nil && result.Findings.Count(Error) > 0 {
		for f := range result.Findings.With(Error) {
			list.Add("contracts", faults.Unsupported, f.Seen, "what a tape can say: "+f.Message)
		}
	}
	return list.Err()
}

// comparison collects differences.
type comparison struct{ list *faults.List }

// compareLists compares two lists by identifiers; plain brings an entry to the form in which equal ones
// are equal.
func compareLists[T any](c *comparison, path string, want, got []T, id func(T) string, plain func(*T)) {
	at := map[string]int{}
	for i, g := range got {
		at[id(g)] = i
	}
	for i, w := range want {
		j, found := at[id(w)]
		if !found {
			c.list.Add(faults.Index(path, i)+".id", faults.Unsupported, id(w), "an entry that a tape carries: a text that reads as itself, named by a contract")
			continue
		}
		delete(at, id(w))
		g := got[j]
		plain(&w)
		plain(&g)
		c.value(faults.Index(path, i), reflect.ValueOf(w), reflect.ValueOf(g))
	}
	for _, extra := range sortedKeys(at) {
		c.list.Add(path, faults.Unsupported, extra, "no entry that appears only on the tape")
	}
}

var decimalType = reflect.TypeFor[decimal.Decimal]()

// value compares two values of one type. A list that is empty and one that is absent are the same.
func (c *comparison) value(path string, want, got reflect.Value) {
	switch {
	case want.Type() == decimalType:
		if !want.Interface().(decimal.Decimal).Equal(got.Interface().(decimal.Decimal)) {
			c.differ(path, want, got)
		}
	case want.Kind() == reflect.Pointer:
		switch {
		case want.IsNil() != got.IsNil():
			c.differ(path, want, got)
		case !want.IsNil():
			c.value(path, want.Elem(), got.Elem())
		}
	case want.Kind() == reflect.Slice:
		if want.Len() != got.Len() {
			c.differ(path, want, got)
			return
		}
		for i := range want.Len() {
			c.value(faults.Index(path, i), want.Index(i), got.Index(i))
		}
	case want.Kind() == reflect.Struct && want.NumField() > 0 && want.Type().Field(0).IsExported():
		for i := range want.NumField() {
			name, _, _ := strings.Cut(want.Type().Field(i).Tag.Get("json"), ",")
			c.value(faults.Join(path, cmp.Or(name, want.Type().Field(i).Name)), want.Field(i), got.Field(i))
		}
	case want.Interface() != got.Interface():
		c.differ(path, want, got)
	}
}

func (c *comparison) differ(path string, want, got reflect.Value) {
	c.list.Add(path, faults.Unsupported, shortValue(want), fmt.Sprintf(wantCarried, shortValue(got)))
}

// shortValue shows a value in a fault.
func shortValue(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil():
		return "nothing"
	case v.Kind() == reflect.Pointer:
		return shortValue(v.Elem())
	case v.Kind() == reflect.Slice:
		return fmt.Sprintf("a list of %d", v.Len())
	case v.Kind() == reflect.String && v.Len() == 0, v.IsZero() && v.Type() != decimalType && v.Kind() != reflect.Int:
		return "nothing"
	case v.Kind() == reflect.Struct && v.Type() != decimalType && v.Type().Field(0).IsExported():
		return "terms"
	}
	return shorten(fmt.Sprint(v.Interface()), 60)
}
