package tranche_test

import (
	"math"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/tranche"
)

func (n *naive) tests() {
	forms := map[tranche.TestKind][2]string{tranche.CumulativeDefault: {"cumulative_defaulted", "pool_initial + cumulative_purchased"}}
	for _, t := range n.spec.Tests {
		var top, bottom *big.Rat
		of := func(name string) *big.Rat {
			sum := num(0)
			for _, group := range t.Of {
				for _, c := range n.members(group) {
					sum = add(sum, map[string]*big.Rat{"balance": n.balance[c], "interest": n.interestDue[c], "principal": n.principalDue[c]}[name])
				}
			}
			return sum
		}
		switch t.Kind {
		case tranche.Overcollateral:
			top, bottom = n.pool["closing"], of("balance")
		case tranche.InterestCover:
			top, bottom = n.pool["interest"], of("interest")
		case tranche.DebtService:
			top, bottom = n.named("collected").x, add(of("interest"), of("principal"))
		case tranche.CumulativeDefault:
			top, bottom = n.amountOf(tranche.Formula(forms[t.Kind][0])), n.amountOf(tranche.Formula(forms[t.Kind][1]))
		case tranche.Delinquency:
			top, bottom = n.pool["overdue "+decimal.New(int64(t.Days), 0).String()], n.pool["closing"]
		case tranche.IdleCash:
			top, bottom = n.openingCash[t.Of[0]], n.pool["closing"]
		default:
			top, bottom = n.read(t.Numerator).x, n.amountOf(t.Denominator)
		}
		n.decide(t, top, bottom)
	}
}

func (n *naive) decide(t tranche.TestSpec, top, bottom *big.Rat) {
	is := t.Is
	if is == tranche.ComparisonUnknown {
		is = map[bool]tranche.Comparison{true: tranche.AtLeast, false: tranche.AtMost}[t.Kind == tranche.Overcollateral || t.Kind == tranche.InterestCover || t.Kind == tranche.DebtService]
	}
	limit := num(0)
	if t.Limit != "" {
		limit = n.read(t.Limit).x
	}
	for _, b := range slices.Backward(t.Bands) {
		if n.year(n.k) <= b.Through || limit.Sign() == 0 && b == t.Bands[len(t.Bands)-1] {
			limit = rat(b.Limit)
		}
	}
	good := func(top, bottom *big.Rat) bool {
		c := top.Cmp(mul(limit, bottom))
		return map[tranche.Comparison]bool{tranche.AtLeast: c >= 0, tranche.Above: c > 0, tranche.AtMost: c <= 0, tranche.Below: c < 0}[is]
	}
	breached := false
	n.testValue[t.Name], n.cure[t.Name] = num(0), num(0)
	if bottom.Sign() == 0 {
		n.history[t.Name] = append(n.history[t.Name], nil)
	} else {
		// The engine's numbers end at 2^63 − 1 in units of 1e-12.
		value := least(toRate(quo(top, bottom)), big.NewRat(math.MaxInt64, 1_000_000_000_000))
		n.history[t.Name] = append(n.history[t.Name], value)
		if t.Average > 1 {
			sum, count := num(0), int64(0)
			for _, v := range n.history[t.Name][max(0, n.k+1-t.Average):] {
				if v != nil {
					sum, count = add(sum, v), count+1
				}
			}
			value = toRate(quo(sum, num(count)))
			breached = !good(value, num(1))
		} else if breached = !good(top, bottom); breached {
			n.cure[t.Name] = n.leastCure(t, is, good, limit, top, bottom)
		}
		n.testValue[t.Name] = value
	}
	if breached {
		n.testCount[t.Name]++
	} else {
		n.testCount[t.Name] = 0
	}
	n.failing[t.Name] = n.testCount[t.Name] >= max(1, t.Consecutive)
}

// leastCure finds by bisection the least amount that makes the test pass.
func (n *naive) leastCure(t tranche.TestSpec, is tranche.Comparison, good func(top, bottom *big.Rat) bool, limit, top, bottom *big.Rat) *big.Rat {
	heals := func(fen int64) bool {
		x := big.NewRat(fen, 100)
		switch {
		case is == tranche.AtMost || is == tranche.Below:
			return good(sub(top, x), bottom)
		case t.Kind == tranche.Overcollateral || t.Kind == tranche.RightsCoverage:
			return good(top, sub(bottom, x))
		}
		return good(add(top, x), bottom)
	}
	if (is == tranche.AtLeast || is == tranche.Above) && t.Kind == tranche.Overcollateral && limit.Sign() <= 0 {
		return num(0)
	}
	low, high := int64(0), int64(1)
	limitTo := int64(1) << 60
	if (is == tranche.AtLeast || is == tranche.Above) && t.Kind == tranche.Overcollateral {
		limitTo = cents(bottom)
	}
	for high < limitTo && !heals(high) {
		high *= 2
	}
	high = min(high, limitTo)
	for low+1 < high {
		if mid := low + (high-low)/2; heals(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return big.NewRat(high, 100)
}

func (n *naive) triggers(at tranche.Point) {
	for _, t := range n.spec.Triggers {
		if t.At == at {
			n.look(t)
		}
	}
	n.settle()
}

func (n *naive) look(t tranche.TriggerSpec) {
	if n.holds(t.When) {
		n.trueFor[t.Name]++
		n.falseFor[t.Name] = 0
	} else {
		n.trueFor[t.Name] = 0
		n.falseFor[t.Name]++
	}
	if !n.on[t.Name] && n.trueFor[t.Name] >= max(1, t.Consecutive) {
		n.on[t.Name] = true
		for _, e := range t.Effects {
			if e.Event != "" {
				n.events[e.Event] = true
			}
		}
	} else if n.on[t.Name] && t.Curable > 0 && n.falseFor[t.Name] >= t.Curable {
		n.on[t.Name] = false
	}
}

func (n *naive) settle() {
	order := []string{"revolving", "amortising", "accelerated", "defaulted", "ended"}
	gravest := 1
	if r := n.spec.Revolving; r != nil && !n.day.After(r.Until) && !n.events["end_of_revolving"] {
		gravest = 0
	}
	raise := func(status string) { gravest = max(gravest, slices.Index(order, status)) }
	for _, t := range n.spec.Triggers {
		for _, e := range t.Effects {
			if n.on[t.Name] && e.Status != tranche.StatusUnknown {
				raise(e.Status.String())
			}
		}
	}
	if n.events["acceleration"] {
		raise("accelerated")
	}
	if n.events["default"] {
		raise("defaulted")
	}
	if n.sold {
		raise("ended")
	}
	n.status = order[gravest]
}

// defaultCalled reports whether the deal would be in default if its pool had not been bought back.
func (n *naive) defaultCalled() bool {
	for _, t := range n.spec.Triggers {
		for _, e := range t.Effects {
			if n.on[t.Name] && e.Status == tranche.Defaulted {
				return true
			}
		}
	}
	return n.events["default"]
}

func (n *naive) calls() {
	for _, c := range n.spec.Calls {
		if n.sold || !n.holds(c.When) {
			continue
		}
		n.callPrice = n.amountOf(c.Price)
		enough := c.Kind == "partial"
		if c.Requires != "" {
			enough = n.holds(c.Requires)
		} else if !enough {
			need := n.total("senior")
			for _, name := range n.members("senior") {
				need = add(need, n.unpaid[name])
			}
			for _, f := range n.spec.Fees {
				need = add(need, n.feeDue[f.Name])
			}
			enough = add(n.cash["collection"], n.callPrice).Cmp(need) >= 0
		}
		if enough {
			n.cash["collection"] = add(n.cash["collection"], n.callPrice)
			n.sold = n.sold || c.Kind == "clean_up"
			n.settle()
		}
	}
}
