package formula

import (
	"go/ast"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// builtin compiles the call of a function that belongs to the language.
type builtin[M Machine] func(c *compiler[M], e *ast.CallExpr) node[M]

func builtins[M Machine]() map[string]builtin[M] {
	return map[string]builtin[M]{
		"max":   func(c *compiler[M], e *ast.CallExpr) node[M] { return c.extreme(e, true) },
		"min":   func(c *compiler[M], e *ast.CallExpr) node[M] { return c.extreme(e, false) },
		"abs":   (*compiler[M]).abs,
		"when":  (*compiler[M]).when,
		"ratio": (*compiler[M]).ratio,
		"date":  (*compiler[M]).date,
		"year":  func(c *compiler[M], e *ast.CallExpr) node[M] { return c.ofDate(e, calendar.Date.Year) },
		"month": func(c *compiler[M], e *ast.CallExpr) node[M] { return c.ofDate(e, calendar.Date.Month) },
		"floor": (*compiler[M]).floor,
	}
}

func builtinNames() []string {
	return []string{"abs", "date", "floor", "max", "min", "month", "ratio", "when", "year"}
}

// Builtins names the functions of the language itself: max, min, abs, when(condition, then, otherwise),
// ratio(a, b, otherwise) for a quotient whose divisor may be zero, date("2024-01-31"), year(date),
// month(date) and floor(amount, unit), the whole units in an amount.
func Builtins() []string { return builtinNames() }

func (c *compiler[M]) builtin(e *ast.CallExpr, name string, b builtin[M]) node[M] {
	if name == "date" {
		return c.date(e)
	}
	return b(c, e)
}

// args compiles the arguments and brings them to one type.
func (c *compiler[M]) args(e *ast.CallExpr, list []ast.Expr) ([]node[M], Type) {
	nodes := make([]node[M], len(list))
	typ := Number
	for i, arg := range list {
		nodes[i] = c.expr(arg)
		if nodes[i].typ == 0 {
			return nil, 0
		}
		if !nodes[i].flexible() {
			typ = nodes[i].typ
		}
	}
	for i := range nodes {
		if nodes[i] = c.as(nodes[i], typ); nodes[i].typ == 0 {
			return nil, 0
		}
	}
	return nodes, typ
}

func (c *compiler[M]) extreme(e *ast.CallExpr, largest bool) node[M] {
	if len(e.Args) < 2 {
		return c.fault(e, "two or more values")
	}
	nodes, typ := c.args(e, e.Args)
	if typ == 0 {
		return node[M]{}
	}
	if typ == Bool {
		return c.fault(e, "amounts, numbers or dates")
	}
	pick := func(a, b Fn[M]) Fn[M] {
		if largest {
			return func(m M) int64 { return max(a(m), b(m)) }
		}
		return func(m M) int64 { return min(a(m), b(m)) }
	}
	fn := nodes[0].fn
	for _, n := range nodes[1:] {
		fn = pick(fn, n.fn)
	}
	return node[M]{typ: typ, fn: fn, at: e}
}

func (c *compiler[M]) abs(e *ast.CallExpr) node[M] {
	if len(e.Args) != 1 {
		return c.fault(e, "one value")
	}
	nodes, typ := c.args(e, e.Args)
	if typ == 0 {
		return node[M]{}
	}
	if typ != Amount && typ != Number {
		return c.fault(e, "an amount or a number")
	}
	fn, at := nodes[0].fn, c.place(int(e.Pos())-1)
	return node[M]{typ: typ, at: e, fn: func(m M) int64 {
		v := fn(m)
		if v < 0 {
			return negated(m, at, v)
		}
		return v
	}}
}

func (c *compiler[M]) when(e *ast.CallExpr) node[M] {
	if len(e.Args) != 3 {
		return c.fault(e, "when(condition, then, otherwise)")
	}
	condition := c.expr(e.Args[0])
	if condition.typ != 0 {
		condition = c.as(condition, Bool)
	}
	then, otherwise := c.expr(e.Args[1]), c.expr(e.Args[2])
	if condition.typ == 0 || then.typ == 0 || otherwise.typ == 0 {
		return node[M]{}
	}
	either := func(want Type) node[M] {
		then, otherwise := c.as(then, want), c.as(otherwise, want)
		if then.typ == 0 || otherwise.typ == 0 {
			return node[M]{}
		}
		test, yes, no := condition.fn, then.fn, otherwise.fn
		return node[M]{typ: want, at: e, fn: func(m M) int64 {
			if test(m) != 0 {
				return yes(m)
			}
			return no(m)
		}}
	}
	switch {
	case !then.flexible():
		return either(then.typ)
	case !otherwise.flexible():
		return either(otherwise.typ)
	}
	// Two numbers written out are what their place asks for, amounts or numbers.
	typ := Amount
	if isNumber(then) && isNumber(otherwise) {
		typ = Number
	}
	n := either(typ)
	n.retype = either
	return n
}

// isNumber reports whether what is written out is within the range of numbers; amounts go beyond it.
func isNumber[M Machine](n node[M]) bool {
	if n.constant == nil {
		return n.typ == Number
	}
	_, err := money.RateFromDecimal(*n.constant)
	return err == nil
}

func (c *compiler[M]) ratio(e *ast.CallExpr) node[M] {
	if len(e.Args) != 3 {
		return c.fault(e, "ratio(a, b, otherwise)")
	}
	nodes, typ := c.args(e, e.Args[:2])
	otherwise := c.expr(e.Args[2])
	if otherwise.typ != 0 {
		otherwise = c.as(otherwise, Number)
	}
	if typ == 0 || otherwise.typ == 0 {
		return node[M]{}
	}
	if typ != Amount && typ != Number {
		return c.fault(e, "two amounts or two numbers")
	}
	a, b, rest, at := nodes[0].fn, nodes[1].fn, otherwise.fn, c.place(int(e.Pos())-1)
	return node[M]{typ: Number, at: e, fn: func(m M) int64 {
		d := b(m)
		if d == 0 {
			return rest(m)
		}
		return mulDiv(m, at, a(m), one, d)
	}}
}

// floor is the largest multiple of a unit that is no larger than an amount: floor(x, 100) for whole
// securities.
func (c *compiler[M]) floor(e *ast.CallExpr) node[M] {
	if len(e.Args) != 2 {
		return c.fault(e, "floor(amount, unit)")
	}
	nodes, typ := c.args(e, e.Args)
	if typ == 0 {
		return node[M]{}
	}
	if typ != Amount && typ != Number {
		return c.fault(e, "two amounts or two numbers")
	}
	a, unit, at := nodes[0].fn, nodes[1].fn, c.place(int(e.Pos())-1)
	return node[M]{typ: typ, at: e, fn: func(m M) int64 {
		v, u := a(m), unit(m)
		if u <= 0 {
			m.Fail(at, ErrDivideByZero)
			return 0
		}
		rest := v % u
		if rest < 0 {
			rest += u
		}
		return v - rest
	}}
}

func (c *compiler[M]) ofDate(e *ast.CallExpr, part func(calendar.Date) int) node[M] {
	if len(e.Args) != 1 {
		return c.fault(e, "one date")
	}
	n := c.expr(e.Args[0])
	if n.typ == 0 {
		return n
	}
	if n = c.as(n, Date); n.typ == 0 {
		return n
	}
	fn := n.fn
	return node[M]{typ: Number, at: e, fn: func(m M) int64 {
		d := calendar.Date(fn(m))
		if d.IsZero() {
			return 0
		}
		return int64(part(d)) * one
	}}
}

// Known reports whether a name belongs to the language itself.
func Known(name string) bool {
	return slices.Contains(builtinNames(), name) || name == "true" || name == "false"
}
