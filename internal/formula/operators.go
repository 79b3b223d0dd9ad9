package formula

import (
	"go/ast"
	"go/token"
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

const one = int64(money.One)

func (c *compiler[M]) unary(e *ast.UnaryExpr) node[M] {
	x := c.expr(e.X)
	if x.typ == 0 {
		return x
	}
	switch e.Op {
	case token.SUB, token.ADD:
		if x.typ != Amount && x.typ != Number {
			return c.fault(e.X, "an amount or a number, not "+x.typ.String())
		}
		if e.Op == token.ADD {
			return x
		}
		if x.constant != nil {
			d := x.constant.Neg()
			return node[M]{typ: Number, constant: &d, at: e}
		}
		fn := x.fn
		return node[M]{typ: x.typ, fn: func(m M) int64 { return -fn(m) }, at: e}
	case token.NOT:
		x = c.as(x, Bool)
		fn := x.fn
		return node[M]{typ: x.typ, fn: func(m M) int64 { return 1 - fn(m) }, at: e}
	}
	return c.fault(e, "one of + - ! before a value")
}

func (c *compiler[M]) binary(e *ast.BinaryExpr) node[M] {
	x, y := c.expr(e.X), c.expr(e.Y)
	if x.typ == 0 || y.typ == 0 {
		return node[M]{}
	}
	switch e.Op {
	case token.ADD, token.SUB:
		return c.sum(e, x, y)
	case token.MUL:
		return c.product(e, x, y)
	case token.QUO:
		return c.quotient(e, x, y)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return c.comparison(e, x, y)
	case token.LAND, token.LOR:
		return c.logic(e, x, y)
	}
	return c.fault(e, "one of the operators + - * / == != < <= > >= && ||")
}

// fold computes with two numbers written out.
func fold[M Machine](e ast.Expr, op func(a, b decimal.Decimal) decimal.Decimal, x, y node[M]) node[M] {
	d := op(*x.constant, *y.constant)
	return node[M]{typ: Number, constant: &d, at: e}
}

func (c *compiler[M]) sum(e *ast.BinaryExpr, x, y node[M]) node[M] {
	if x.constant != nil && y.constant != nil {
		if e.Op == token.ADD {
			return fold(e, decimal.Decimal.Add, x, y)
		}
		return fold(e, decimal.Decimal.Sub, x, y)
	}
	if x.typ == Date {
		return c.days(e, x, y)
	}
	typ := x.typ
	if x.constant != nil {
		typ = y.typ
	}
	if typ != Amount && typ != Number {
		return c.fault(e, "amounts or numbers on both sides, not "+typ.String())
	}
	x, y = c.as(x, typ), c.as(y, typ)
	a, b, at := x.fn, y.fn, c.place(int(e.OpPos)-1)
	if e.Op == token.ADD {
		return node[M]{typ: typ, at: e, fn: func(m M) int64 {
			v, w := a(m), b(m)
			s := v + w
			if (s > v) != (w > 0) && w != 0 {
				m.Fail(at, ErrOverflow)
				return 0
			}
			return s
		}}
	}
	return node[M]{typ: typ, at: e, fn: func(m M) int64 {
		v, w := a(m), b(m)
		s := v - w
		if (s < v) != (w > 0) && w != 0 {
			m.Fail(at, ErrOverflow)
			return 0
		}
		return s
	}}
}

// days is a date and so many days, or the days between two dates.
func (c *compiler[M]) days(e *ast.BinaryExpr, x, y node[M]) node[M] {
	at := c.place(int(e.OpPos) - 1)
	if y.typ == Date && e.Op == token.SUB {
		a, b := x.fn, y.fn
		return node[M]{typ: Number, at: e, fn: func(m M) int64 { return (a(m) - b(m)) * one }}
	}
	if y = c.as(y, Number); y.typ == 0 {
		return y
	}
	a, b, sign := x.fn, y.fn, int64(1)
	if e.Op == token.SUB {
		sign = -1
	}
	return node[M]{typ: Date, at: e, fn: func(m M) int64 {
		d := a(m) + sign*(b(m)/one)
		if d < int64(calendar.MinDate) || d > int64(calendar.MaxDate) {
			m.Fail(at, ErrOverflow)
			return a(m)
		}
		return d
	}}
}

func (c *compiler[M]) product(e *ast.BinaryExpr, x, y node[M]) node[M] {
	if x.constant != nil && y.constant != nil {
		return fold(e, decimal.Decimal.Mul, x, y)
	}
	typ := Number
	switch {
	case x.typ == Amount && y.typ == Number:
		typ = Amount
		y = c.as(y, Number)
	case x.typ == Number && y.typ == Amount:
		typ = Amount
		x = c.as(x, Number)
	case x.typ == Number && y.typ == Number:
		x, y = c.as(x, Number), c.as(y, Number)
	default:
		return c.fault(e, "an amount times a number, or two numbers")
	}
	a, b, at := x.fn, y.fn, c.place(int(e.OpPos)-1)
	switch {
	case isNumber(y) && y.constant != nil:
		return node[M]{typ: typ, at: e, fn: share(a, *y.constant, at)}
	case isNumber(x) && x.constant != nil:
		return node[M]{typ: typ, at: e, fn: share(b, *x.constant, at)}
	}
	return node[M]{typ: typ, at: e, fn: func(m M) int64 { return mulDiv(m, at, a(m), b(m), one) }}
}

// share is a value times a number written out. The number is brought to lowest terms once, 0.01 to 1/100, so
// that one division of 64 bits does for most values; the result is that of mulDiv.
func share[M Machine](value Fn[M], number decimal.Decimal, at *Place) Fn[M] {
	r, _ := money.RateFromDecimal(number)
	times := int64(r)
	if times <= 0 {
		return func(m M) int64 { return mulDiv(m, at, value(m), times, one) }
	}
	a, b := times, one
	for b != 0 {
		a, b = b, a%b
	}
	num, den := times/a, one/a
	most := math.MaxInt64 / num
	return func(m M) int64 {
		v := value(m)
		if v < 0 || v > most {
			return mulDiv(m, at, v, times, one)
		}
		v *= num
		q := v / den
		rest := v - q*den
		if rest > den-rest || rest == den-rest && q&1 == 1 {
			q++
		}
		return q
	}
}

func (c *compiler[M]) quotient(e *ast.BinaryExpr, x, y node[M]) node[M] {
	at := c.place(int(e.OpPos) - 1)
	if y.constant != nil && y.constant.IsZero() {
		return c.fault(e.Y, "a number other than zero")
	}
	typ := Number
	switch {
	case x.constant != nil && y.constant != nil:
		// The quotient of two numbers written out has twelve decimals, as any other.
		d := x.constant.DivRound(*y.constant, 30).RoundBank(12)
		return node[M]{typ: Number, constant: &d, at: e}
	case x.typ == Amount && y.typ == Amount, x.typ == Number && y.typ == Number:
		if y.typ == Number {
			x, y = c.as(x, Number), c.as(y, Number)
		}
	case x.typ == Amount && y.typ == Number:
		typ = Amount
		y = c.as(y, Number)
	case x.constant != nil && y.typ == Amount:
		x = c.as(x, Amount)
	default:
		return c.fault(e, "an amount or a number, over an amount or a number")
	}
	a, b := x.fn, y.fn
	return node[M]{typ: typ, at: e, fn: func(m M) int64 { return mulDiv(m, at, a(m), one, b(m)) }}
}

// mulDiv is a·b/c with one rounding, half to even.
func mulDiv[M Machine](m M, at *Place, a, b, c int64) int64 {
	if c == 0 {
		m.Fail(at, ErrDivideByZero)
		return 0
	}
	v, err := money.MulDiv(a, b, c)
	if err != nil {
		m.Fail(at, ErrOverflow)
		return 0
	}
	return v
}

func (c *compiler[M]) comparison(e *ast.BinaryExpr, x, y node[M]) node[M] {
	typ := x.typ
	if x.constant != nil {
		typ = y.typ
	}
	if typ == Bool && e.Op != token.EQL && e.Op != token.NEQ {
		return c.fault(e, "only == and != between true and false; comparisons do not chain, join them with &&")
	}
	x, y = c.as(x, typ), c.as(y, typ)
	if x.typ == 0 || y.typ == 0 {
		return node[M]{}
	}
	slot := len(c.probes)
	c.probes = append(c.probes, Probe{Text: c.source(e), Left: strings.TrimSpace(c.source(e.X)), Right: strings.TrimSpace(c.source(e.Y)), Type: typ})
	return node[M]{typ: Bool, at: e, fn: compare(e.Op, slot, x.fn, y.fn, c.quiet)}
}

func compare[M Machine](op token.Token, slot int, x, y Fn[M], quiet bool) Fn[M] {
	// less, equal, greater: which of the three make it true.
	var holds [3]int64
	switch op {
	case token.EQL:
		holds = [3]int64{0, 1, 0}
	case token.NEQ:
		holds = [3]int64{1, 0, 1}
	case token.LSS:
		holds = [3]int64{1, 0, 0}
	case token.LEQ:
		holds = [3]int64{1, 1, 0}
	case token.GTR:
		holds = [3]int64{0, 0, 1}
	case token.GEQ:
		holds = [3]int64{0, 1, 1}
	}
	if quiet {
		return func(m M) int64 {
			a, b := x(m), y(m)
			switch {
			case a < b:
				return holds[0]
			case a > b:
				return holds[2]
			}
			return holds[1]
		}
	}
	return func(m M) int64 {
		a, b := x(m), y(m)
		m.Observe(slot, a, b)
		switch {
		case a < b:
			return holds[0]
		case a > b:
			return holds[2]
		}
		return holds[1]
	}
}

func (c *compiler[M]) logic(e *ast.BinaryExpr, x, y node[M]) node[M] {
	x, y = c.as(x, Bool), c.as(y, Bool)
	if x.typ == 0 || y.typ == 0 {
		return node[M]{}
	}
	a, b := x.fn, y.fn
	if e.Op == token.LAND {
		return node[M]{typ: Bool, at: e, fn: func(m M) int64 {
			if a(m) == 0 {
				return 0
			}
			return b(m)
		}}
	}
	return node[M]{typ: Bool, at: e, fn: func(m M) int64 {
		if a(m) != 0 {
			return 1
		}
		return b(m)
	}}
}

// negated is −v, or a failure for the one value that has no opposite.
func negated[M Machine](m M, at *Place, v int64) int64 {
	if v == math.MinInt64 {
		m.Fail(at, ErrOverflow)
		return 0
	}
	return -v
}
