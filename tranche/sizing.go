package tranche

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrSizing is the class of errors of sizing: a template that cannot be sized, or sizes that do not settle.
var ErrSizing = errors.New("tranche: the classes cannot be sized")

// SizingSpec asks for the largest classes that stand their stress (分层定量). The classes of Template are
// sized in the order of Classes, each as large as it can be in whole securities of Par; the residual class
// takes what is left of Total.
type SizingSpec struct {
	Template Spec
	// Total is what all classes sum to, in minor units: the price of the pool.
	Total money.Amount
	// Residual is the class that takes the rest. It keeps at least one security.
	Residual string
	Classes  []SizingClass
	// Par is the notional of one security in minor units; 0 means 100 units of the currency.
	Par     money.Amount
	Workers int
}

// SizingClass is what one class must stand.
type SizingClass struct {
	Name string
	// Stresses are those under which it must be paid on time and in full (按时足额).
	Stresses []Stress
	// Cover is the least ratio of the pool's principal to this class and those sized before it; 0 for none.
	Cover float64
	// RepaidBy is the number of payments within which it must be repaid under its stresses; 0 for all.
	RepaidBy int
	// Most caps the notional; 0 for none.
	Most money.Amount
}

// Sizing is the answer.
type Sizing struct {
	Spec    Spec // the template with the sizes
	Classes []SizedClass
	Rounds  int
	Runs    int
}

// SizedClass is one class with its certificate: at Notional all its conditions hold, with one security
// more Binding does not. Monotone says that of the sizes tried above it none holds.
type SizedClass struct {
	Name     string
	Notional money.Amount
	Share    float64
	// Binding says what stops it: "stress 2", "cover", "most" or "the rest of the deal".
	Binding  string
	Monotone bool
}

// maxRounds bounds how often all classes are sized again with the others as they have become.
const maxRounds = 12

// Size sizes the classes. Given are the collections without stress. A class that ranks before another can
// depend on its size, as where junior interest is paid before senior principal; so all classes are sized
// again until nothing changes, and the conditions of all are checked on the final structure. Errors wrap
// ErrSizing; those of the document are *faults.Error.
func Size(ctx context.Context, given []cashflow.Collection, spec SizingSpec) (Sizing, error) {
	z := &sizer{spec: spec, given: given, sizes: map[string]money.Amount{}}
	if err := z.prepare(); err != nil {
		return Sizing{}, err
	}
	var out Sizing
	for round := 1; ; round++ {
		if round > maxRounds {
			return out, fmt.Errorf("%w: the sizes still change after %d rounds", ErrSizing, maxRounds)
		}
		changed := false
		out.Classes = out.Classes[:0]
		for i := range spec.Classes {
			sized, err := z.class(ctx, i)
			if err != nil {
				return out, err
			}
			changed = changed || sized.Notional != z.sizes[sized.Name]
			z.sizes[sized.Name] = sized.Notional
			out.Classes = append(out.Classes, sized)
		}
		out.Rounds = round
		if !changed {
			break
		}
	}
	for i := range spec.Classes {
		if why, err := z.fails(i, z.sizes[spec.Classes[i].Name]); err != nil || why != "" {
			return out, errors.Join(fmt.Errorf("%w: in the final structure %s does not hold: %s", ErrSizing, spec.Classes[i].Name, why), err)
		}
	}
	out.Spec, out.Runs = z.document(), z.runs
	return out, nil
}

type sizer struct {
	spec  SizingSpec
	given []cashflow.Collection
	sizes map[string]money.Amount
	runs  int
}

func (z *sizer) prepare() error {
	s := &z.spec
	if s.Par == 0 {
		s.Par = money.Amount(100 * pow10(s.Template.Currency.Exponent()))
	}
	if len(z.given) == 0 || len(s.Classes) == 0 || s.Par < 0 || s.Total < money.Amount(len(s.Classes)+1)*s.Par {
		return fmt.Errorf("%w: collections, classes and a total of at least one security for each are needed", ErrSizing)
	}
	names := []string{s.Residual}
	for _, c := range s.Classes {
		if len(c.Stresses) == 0 || slices.Contains(names, c.Name) {
			return fmt.Errorf("%w: class %q needs stresses to stand, and is sized once", ErrSizing, c.Name)
		}
		names = append(names, c.Name)
		z.sizes[c.Name] = s.Par
	}
	for _, t := range s.Template.Tranches {
		if !slices.Contains(names, t.Name) {
			return fmt.Errorf("%w: class %q of the template is neither sized nor the residual", ErrSizing, t.Name)
		}
		if len(t.Principal.Schedule) > 0 {
			return fmt.Errorf("%w: class %q has a schedule, whose amounts would have to change with it", ErrSizing, t.Name)
		}
	}
	if len(names) != len(s.Template.Tranches) {
		return fmt.Errorf("%w: the template has %d classes, %d are named", ErrSizing, len(s.Template.Tranches), len(names))
	}
	return nil
}

// document is the template with the sizes as they stand.
func (z *sizer) document() Spec {
	s := z.spec.Template
	s.Tranches = slices.Clone(s.Tranches)
	rest := z.spec.Total
	for _, size := range z.sizes {
		rest -= size
	}
	for i := range s.Tranches {
		size, ok := z.sizes[s.Tranches[i].Name]
		if !ok {
			size = rest
		}
		s.Tranches[i].Notional = size.Decimal(s.Currency)
	}
	return s
}

// class finds the largest size of class i, the others being what they are.
func (z *sizer) class(ctx context.Context, i int) (SizedClass, error) {
	c, par := z.spec.Classes[i], z.spec.Par
	out := SizedClass{Name: c.Name, Monotone: true}
	room := z.spec.Total - par // the residual keeps one
	for name, size := range z.sizes {
		if name != c.Name {
			room -= size
		}
	}
	most, binding := room/par, "the rest of the deal"
	if c.Most > 0 && c.Most/par < most {
		most, binding = c.Most/par, "most"
	}
	if most < 1 {
		return out, fmt.Errorf("%w: no room is left for %s", ErrSizing, c.Name)
	}
	why, err := z.fails(i, par)
	if err != nil {
		return out, err
	}
	if why != "" {
		return out, fmt.Errorf("%w: not even one security of %s holds: %s", ErrSizing, c.Name, why)
	}
	low, high := money.Amount(1), most+1 // holds at low, does not at high
	if why, err = z.fails(i, most*par); err != nil {
		return out, err
	} else if why == "" {
		low = most
	} else {
		high, binding = most, why
	}
	upper := high
	for high-low > 1 {
		if ctx.Err() != nil {
			return out, context.Cause(ctx)
		}
		mid := low + (high-low)/2
		if why, err = z.fails(i, mid*par); err != nil {
			return out, err
		} else if why == "" {
			low = mid
		} else {
			high, binding = mid, why
		}
	}
	for j := range money.Amount(8) { // sizes between the one found and the largest tried
		if at := low + (upper-low)*(j+1)/9; at > low && at < upper {
			if why, err = z.fails(i, at*par); err != nil {
				return out, err
			} else if why == "" {
				out.Monotone = false
			}
		}
	}
	out.Notional, out.Binding = low*par, binding
	out.Share = float64(out.Notional) / float64(z.spec.Total)
	return out, nil
}

// fails says which condition of class i does not hold at a size, or nothing.
func (z *sizer) fails(i int, size money.Amount) (string, error) {
	c := z.spec.Classes[i]
	before := z.sizes[c.Name]
	z.sizes[c.Name] = size
	defer func() { z.sizes[c.Name] = before }()
	if c.Cover > 0 {
		var sum money.Amount
		for _, other := range z.spec.Classes[:i+1] {
			sum += z.sizes[other.Name]
		}
		if float64(z.given[0].Opening) < c.Cover*float64(sum) {
			return "cover", nil
		}
	}
	deal, err := z.document().Resolve()
	if err != nil {
		return "", err
	}
	failed := make([]bool, len(c.Stresses))
	z.runs += len(c.Stresses)
	err = inParallel(context.Background(), len(c.Stresses), z.spec.Workers, func(j int) error {
		res, err := deal.under(c.Stresses[j], z.given)
		if err != nil {
			return err
		}
		ok, err := PaidOnTime(c.Name)(res)
		if ok && c.RepaidBy > 0 && c.RepaidBy <= len(res.Periods) {
			at, _ := res.class(c.Name)
			ok = res.Periods[c.RepaidBy-1].Tranches[at].Closing == 0
		}
		failed[j] = !ok
		return err
	})
	if j := slices.Index(failed, true); j >= 0 {
		return fmt.Sprintf("stress %d", j+1), err
	}
	return "", err
}
