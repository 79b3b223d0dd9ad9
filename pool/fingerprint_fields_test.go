package pool_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// withoutPart names the fields that have no part in the canonical form, with the reason.
var withoutPart = map[string]string{
	"Pool.principal": "the sum of the contracts' principal",
}

// tables are the lists that stand in the form in an order of their own, and only as far as they are
// named. Their elements count, their order and length do not.
var tables = map[string]bool{"Pool.parties": true, "Pool.rights": true}

// TestEveryFieldChangesThePrint changes every field of every value in a pool in which every field
// says something, one at a time, and wants another print each time. It finds the fields by
// reflection, also below unknown values and empty lists: a field that is added to a type and not to
// the canonical form fails here.
func TestEveryFieldChangesThePrint(t *testing.T) {
	p := resolve(t, everyKind())
	m := &fieldChanger{t: t, pool: p, seen: map[string]bool{}}
	for _, c := range p.Contracts() {
		m.terms = append(m.terms, reflect.TypeOf(c.Terms))
	}
	before := p.Fingerprint()
	m.fields(reflect.ValueOf(p).Elem(), "", func() {})
	if p.Fingerprint() != before {
		t.Fatal("the test has not undone its changes")
	}
	for name := range withoutPart {
		if !m.seen[name] {
			t.Errorf("there is no field %s", name)
		}
	}
	for _, kind := range pool.Kinds() {
		if p.CountByKind()[kind] == 0 {
			t.Errorf("no contract is a %s", kind)
		}
	}
	if m.changes < 500 {
		t.Errorf("only %d changes were tried", m.changes)
	}
}

// fieldChanger changes values inside a pool and compares prints.
type fieldChanger struct {
	t       *testing.T
	pool    *pool.Pool
	terms   []reflect.Type // the types that implement pool.Terms
	seen    map[string]bool
	changes int
}

// try sets v to another value, wants another print than before, and sets it back. store puts v where
// the pool sees it.
func (m *fieldChanger) try(v, other reflect.Value, path string, store func()) {
	m.t.Helper()
	old := reflect.New(v.Type()).Elem()
	old.Set(v)
	before := m.pool.Fingerprint()
	v.Set(other)
	store()
	if m.pool.Fingerprint() == before {
		m.t.Errorf("%s: %v instead of %v does not change the print; fingerprint_fields.go has to write it", path, other, old)
	}
	m.changes++
	v.Set(old)
	store()
}

// within sets v for as long as then runs.
func (m *fieldChanger) within(v, value reflect.Value, store, then func()) {
	old := reflect.New(v.Type()).Elem()
	old.Set(v)
	v.Set(value)
	store()
	then()
	v.Set(old)
	store()
}

func (m *fieldChanger) fields(v reflect.Value, path string, store func()) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := v.Type().Name() + "." + field.Name
		m.seen[name] = true
		at := strings.TrimPrefix(path+"."+field.Name, ".")
		f := exposedField(v, field.Name)
		switch {
		case withoutPart[name] != "":
		case tables[name]:
			for i := range f.Len() {
				m.value(f.Index(i), fmt.Sprintf("%s[%d]", at, i), store)
			}
		default:
			m.value(f, at, store)
		}
	}
}

func (m *fieldChanger) value(v reflect.Value, path string, store func()) {
	m.t.Helper()
	if strings.HasPrefix(v.Type().Name(), "Opt[") {
		m.opt(v, path, store)
		return
	}
	if others := m.others(v); others != nil {
		for _, other := range others {
			m.try(v, other, path, store)
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() { // all of it is empty
			m.within(v, reflect.New(v.Type().Elem()), store, func() { m.value(v.Elem(), path, store) })
			return
		}
		m.value(v.Elem(), path, store)
	case reflect.Struct:
		m.fields(v, path, store)
	case reflect.Slice:
		m.slice(v, path, store)
	case reflect.Interface:
		m.iface(v, path, store)
	default:
		m.t.Errorf("%s: this test has no rule for a %s", path, v.Type())
	}
}

// opt changes whether a value is known, and the value as if it were known.
func (m *fieldChanger) opt(v reflect.Value, path string, store func()) {
	unknown, zero := reflect.New(v.Type()).Elem(), reflect.New(v.Type()).Elem()
	exposedField(zero, "known").SetBool(true)
	m.within(v, unknown, store, func() { m.try(v, zero, path, store) }) // a known zero is not unknown
	known := reflect.New(v.Type()).Elem()
	known.Set(v)
	exposedField(known, "known").SetBool(true)
	m.try(v, map[bool]reflect.Value{true: unknown, false: known}[exposedField(v, "known").Bool()], path, store)
	m.within(v, known, store, func() { m.value(exposedField(v, "value"), path, store) })
}

func (m *fieldChanger) slice(v reflect.Value, path string, store func()) {
	n := v.Len()
	longer := reflect.MakeSlice(v.Type(), n+1, n+1)
	reflect.Copy(longer, v)
	if e := v.Type().Elem(); e.Kind() == reflect.Pointer {
		longer.Index(n).Set(reflect.New(e.Elem()))
	}
	m.try(v, longer, path+" and one more", store)
	m.within(v, longer, store, func() { m.value(v.Index(n), fmt.Sprintf("%s[%d]", path, n), store) })
	if n > 0 {
		m.try(v, v.Slice(0, n-1), path+" but the last", store)
	}
	for i := range n {
		m.value(v.Index(i), fmt.Sprintf("%s[%d]", path, i), store)
		if i > 0 {
			swapped := reflect.MakeSlice(v.Type(), n, n)
			reflect.Copy(swapped, v)
			reflect.Swapper(swapped.Interface())(i-1, i)
			m.try(v, swapped, fmt.Sprintf("%s with %d and %d exchanged", path, i-1, i), store)
		}
	}
}

// iface changes the type of what an interface holds, and every field of what each type would hold.
func (m *fieldChanger) iface(v reflect.Value, path string, store func()) {
	if v.Type() != reflect.TypeFor[pool.Terms]() {
		m.t.Errorf("%s: this test does not know what implements %s", path, v.Type())
		return
	}
	for _, typ := range m.terms {
		held := reflect.New(typ).Elem()
		if !v.IsNil() && v.Elem().Type() == typ {
			held.Set(v.Elem())
		} else {
			m.try(v, held, path, store)
		}
		m.within(v, held, store, func() {
			m.fields(held, path+"."+typ.Name(), func() { v.Set(held); store() })
		})
	}
}

// others gives values of v's type that differ from v, or nil when v is to be taken apart.
func (m *fieldChanger) others(v reflect.Value) []reflect.Value {
	as := func(x any) reflect.Value { return reflect.ValueOf(x).Convert(v.Type()) }
	var list []reflect.Value
	switch old := v.Interface().(type) {
	case pool.PartyIndex:
		list = append(list, as((int(old)+1)%m.pool.NumParties()))
	case pool.Industry:
		list = append(list, as(pool.Industry{}), as(must(pool.ParseIndustry("A"))), as(must(pool.ParseIndustry("A05"))), as(must(pool.ParseIndustry("R86"))))
	case calendar.Date:
		list = append(list, as(calendar.Date(0)), as(max(old, calendar.MinDate)+1))
	case fmt.Stringer: // enumerations and amounts
		if v.CanInt() || v.CanUint() {
			list = append(list, reflect.Zero(v.Type()), nextNamed(v))
		}
	default:
		switch {
		case v.Type() == reflect.TypeFor[int32](): // the place of a right
			list = append(list, as((v.Int()+1)%int64(m.pool.NumRights())))
		case v.CanInt():
			list = append(list, as(0), as(v.Int()+1))
		case v.Kind() == reflect.String:
			list = append(list, as(""), as(v.String()+"x"))
		case v.Kind() == reflect.Bool:
			list = append(list, as(!v.Bool()))
		case v.CanFloat():
			list = append(list, as(0.0), as(v.Float()+1))
		}
	}
	var differing []reflect.Value
	for _, other := range list {
		if !other.Equal(v) {
			differing = append(differing, other)
		}
	}
	return differing
}

// nextNamed gives the next value of a named type that has a text of its own.
func nextNamed(v reflect.Value) reflect.Value {
	text := func(v reflect.Value) string { return fmt.Sprint(v.Interface()) }
	next := reflect.New(v.Type()).Elem()
	next.Set(v)
	for range 256 {
		if v.CanInt() {
			next.SetInt(next.Int() + 1)
		} else {
			next.SetUint((next.Uint() + 1) % 256)
		}
		if s := text(next); s != "" && s != text(v) && !strings.Contains(s, "invalid") {
			return next
		}
	}
	panic("no other value of " + v.Type().String())
}

// exposed gives an unexported field of a pool, to be changed. Only a test may do so.
func exposed(p *pool.Pool, field string) reflect.Value {
	return exposedField(reflect.ValueOf(p).Elem(), field)
}

func exposedField(v reflect.Value, name string) reflect.Value {
	f := v.FieldByName(name)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
}
