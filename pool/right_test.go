package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestClassesOfRights(t *testing.T) {
	broad := map[pool.RightType]pool.RightType{
		pool.Invention: pool.Patent, pool.UtilityModel: pool.Patent, pool.Design: pool.Patent,
		pool.Software: pool.Copyright, pool.FilmTV: pool.Copyright, pool.Screenplay: pool.Copyright,
		pool.Image: pool.Copyright, pool.Music: pool.Copyright, pool.OtherCopyright: pool.Copyright,
	}
	for rt := pool.RightUnknown; rt <= pool.Data; rt++ {
		want, ok := broad[rt]
		if !ok {
			want = rt
		}
		if got := rt.Class(); got != want || got.Class() != got {
			t.Errorf("%q is of class %q, want %q", rt, got, want)
		}
	}
}

func TestTheClassOfAContractIsThatOfAllItsRights(t *testing.T) {
	tests := []struct {
		situation string
		types     []pool.RightType
		class     pool.RightType
		exact     pool.RightType
		mixed     bool
	}{
		{"no rights", nil, pool.RightUnknown, pool.RightUnknown, false},
		{"one invention", []pool.RightType{pool.Invention}, pool.Patent, pool.Invention, false},
		{"two inventions", []pool.RightType{pool.Invention, pool.Invention}, pool.Patent, pool.Invention, false},
		{"an invention and a utility model", []pool.RightType{pool.Invention, pool.UtilityModel}, pool.Patent, pool.RightUnknown, false},
		{"an invention and a patent of a kind not stated", []pool.RightType{pool.Invention, pool.Patent}, pool.Patent, pool.RightUnknown, false},
		{"a patent and a trademark", []pool.RightType{pool.Patent, pool.Trademark}, pool.RightUnknown, pool.RightUnknown, true},
		{"a right of unknown type", []pool.RightType{pool.RightUnknown}, pool.RightUnknown, pool.RightUnknown, false},
		{"an unknown one first", []pool.RightType{pool.RightUnknown, pool.Trademark}, pool.RightUnknown, pool.RightUnknown, false},
		{"an unknown one last", []pool.RightType{pool.Trademark, pool.RightUnknown}, pool.RightUnknown, pool.RightUnknown, false},
		{"an unknown one among two classes", []pool.RightType{pool.Trademark, pool.RightUnknown, pool.Music}, pool.RightUnknown, pool.RightUnknown, true},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			c := claim("A", "1")
			s := poolSpec()
			for i, rt := range tt.types {
				id := string(rune('a' + i))
				s.Rights = append(s.Rights, pool.RightSpec{ID: id, Type: rt})
				c.Rights = append(c.Rights, id)
			}
			s.Contracts = []pool.ContractSpec{c}
			p := resolve(t, s)
			if class, exact := p.RightClass(p.Contract(0)), p.RightType(p.Contract(0)); class != tt.class || exact != tt.exact {
				t.Errorf("class %q, type %q; want %q, %q", class, exact, tt.class, tt.exact)
			}
			if got := p.MixedRights(p.Contract(0)); got != tt.mixed {
				t.Errorf("mixed: %v", got)
			}
		})
	}
}

// TestRightsAreCountedOnce uses the count of the Guangzhou sub-licence deal: 103 inventions and 37
// utility models make 140 rights (see the paper of Liu, Shi and Wang, 2024).
func TestRightsAreCountedOnce(t *testing.T) {
	a, b, c := claim("A", "1"), claim("B", "1"), claim("C", "1")
	a.Rights, b.Rights, c.Rights = []string{"inventions", "models"}, []string{"models"}, []string{"single", "unstated"}
	s := poolSpec(a, b, c)
	s.Rights = []pool.RightSpec{
		{ID: "inventions", Type: pool.Invention, Count: 103}, {ID: "models", Type: pool.UtilityModel, Count: 37},
		{ID: "single", Count: 1}, {ID: "unstated"}, {ID: "unused", Count: 1000},
	}
	p := resolve(t, s)
	if got := p.CountRights(); got != 142 {
		t.Errorf("%d rights, want 103 + 37 + 1 + 1", got)
	}
	if got := p.Filter(func(c pool.Contract) bool { return c.ID == "B" }).CountRights(); got != 37 {
		t.Errorf("%d rights behind one contract, want 37", got)
	}
	if got := p.Right(3).Count; got != 1 || p.NumRights() != 5 {
		t.Errorf("an entry without a count stands for %d rights, of %d entries", got, p.NumRights())
	}
}
