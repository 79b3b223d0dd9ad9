package tranche_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/tranche"
)

// said is a value of the naive reading of a formula. A number written out is an amount or a number, as
// its neighbour wants.
type said struct {
	kind string // amount, number, literal, date or bool
	x    *big.Rat
	day  calendar.Date
	is   bool
}

// read works out a formula from its syntax tree each time, with maps and fractions.
func (n *naive) read(f tranche.Formula) said {
	e, err := parser.ParseExpr(string(f))
	if err != nil {
		panic(err)
	}
	return n.value(e)
}

func (n *naive) amountOf(f tranche.Formula) *big.Rat { return most(num(0), n.read(f).x) }

func (n *naive) holds(f tranche.Formula) bool { return f == "" || n.read(f).is }

func grid(kind string, x *big.Rat) said {
	switch kind {
	case "amount":
		return said{kind: kind, x: toCents(x)}
	case "number":
		return said{kind: kind, x: toRate(x)}
	}
	return said{kind: kind, x: x}
}

func (n *naive) value(e ast.Expr) said {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return n.value(e.X)
	case *ast.BasicLit:
		return said{kind: "literal", x: rat(decimal.RequireFromString(e.Value))}
	case *ast.Ident:
		return n.named(e.Name)
	case *ast.UnaryExpr:
		v := n.value(e.X)
		if e.Op == token.NOT {
			return said{kind: "bool", is: !v.is}
		}
		return said{kind: v.kind, x: new(big.Rat).Neg(v.x)}
	case *ast.CallExpr:
		return n.function(e.Fun.(*ast.Ident).Name, e.Args)
	case *ast.BinaryExpr:
		return n.operator(e)
	}
	panic(fmt.Sprintf("%T", e))
}

func (n *naive) operator(e *ast.BinaryExpr) said {
	a := n.value(e.X)
	switch {
	case e.Op == token.LAND && !a.is:
		return said{kind: "bool"}
	case e.Op == token.LOR && a.is:
		return a
	}
	b := n.value(e.Y)
	if e.Op == token.LAND || e.Op == token.LOR {
		return b
	}
	kind := a.kind
	if kind == "literal" {
		kind = b.kind
	}
	switch e.Op {
	case token.ADD:
		return grid(kind, add(a.x, b.x))
	case token.SUB:
		return grid(kind, sub(a.x, b.x))
	case token.MUL:
		if b.kind == "amount" {
			kind = "amount"
		}
		return grid(kind, mul(a.x, b.x))
	case token.QUO:
		if a.kind == "amount" && b.kind == "amount" || a.kind == "literal" {
			kind = "number"
		}
		return grid(kind, quo(a.x, b.x))
	}
	var c int
	switch kind {
	case "date":
		c = int(a.day) - int(b.day)
	case "bool":
		if c = 1; a.is == b.is {
			c = 0
		}
	default:
		c = a.x.Cmp(b.x)
	}
	return said{kind: "bool", is: map[token.Token]bool{token.LSS: c < 0, token.LEQ: c <= 0, token.GTR: c > 0, token.GEQ: c >= 0, token.EQL: c == 0, token.NEQ: c != 0}[e.Op]}
}

func (n *naive) named(name string) said {
	amounts := map[string]func() *big.Rat{
		"pool_balance": func() *big.Rat { return n.pool["closing"] }, "pool_opening": func() *big.Rat { return n.pool["opening"] },
		"pool_initial": func() *big.Rat { return n.poolInitial }, "interest_collected": func() *big.Rat { return n.pool["interest"] },
		"principal_collected": func() *big.Rat { return n.pool["principal"] }, "other_collected": func() *big.Rat { return n.pool["other"] },
		"recovered": func() *big.Rat { return n.pool["recovery"] }, "defaulted": func() *big.Rat { return n.pool["defaulted"] },
		"collected": func() *big.Rat {
			return add(add(add(n.pool["interest"], n.pool["principal"]), add(n.pool["other"], n.pool["recovery"])), n.pool["repurchased"])
		},
		"cumulative_defaulted": func() *big.Rat { return n.cumDefaulted }, "cumulative_recovered": func() *big.Rat { return n.cumRecovered },
		"cumulative_loss":        func() *big.Rat { return sub(n.cumDefaulted, n.cumRecovered) },
		"cumulative_substituted": func() *big.Rat { return n.substituted },
		"cumulative_purchased":   func() *big.Rat { return n.purchased },
		"initial_notional":       func() *big.Rat { return n.initial("all") }, "notional_balance": func() *big.Rat { return n.total("all") },
		"senior_balance": func() *big.Rat { return n.total("senior") }, "available": func() *big.Rat { return n.cash["collection"] },
		"call_price": func() *big.Rat { return n.callPrice },
	}
	if f, ok := amounts[name]; ok {
		return said{kind: "amount", x: f()}
	}
	switch name {
	case "true", "false":
		return said{kind: "bool", is: name == "true"}
	case "period":
		return said{kind: "number", x: num(int64(n.k + 1))}
	case "periods_left":
		return said{kind: "number", x: num(int64(len(n.days) - 1 - n.k))}
	case "year_of_life":
		return said{kind: "number", x: num(int64(n.year(n.k)))}
	case "failed_purchases":
		return said{kind: "number", x: num(n.failed)}
	case "payment_date":
		return said{kind: "date", day: n.day}
	case "closing_date":
		return said{kind: "date", day: n.spec.Dates.Closing}
	}
	panic("the naive engine does not know " + name)
}

func word(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return text
		}
		return e.Value
	}
	panic("not a name")
}

func (n *naive) function(name string, args []ast.Expr) said {
	ofClasses := map[string]func(class string) *big.Rat{
		"initial": func(c string) *big.Rat { return owed(n.class(c)) }, "opening": func(c string) *big.Rat { return n.opening[c] },
		"interest_due": func(c string) *big.Rat { return n.interestDue[c] }, "interest_paid": func(c string) *big.Rat { return n.interestPaid[c] },
		"interest_unpaid": func(c string) *big.Rat { return n.unpaid[c] }, "principal_due": func(c string) *big.Rat { return n.principalDue[c] },
		"principal_paid": func(c string) *big.Rat { return n.principalPaid[c] }, "principal_unpaid": n.must, "legal_unpaid": n.legalUnpaid, "written_down": func(c string) *big.Rat { return n.written[c] },
	}
	if of, ok := ofClasses[name]; ok {
		return said{kind: "amount", x: n.over(args, of)}
	}
	switch name {
	case "max", "min", "when", "ratio":
		return n.builtin(name, args)
	case "balance":
		return said{kind: "amount", x: n.over(args, func(c string) *big.Rat { return n.balance[c] })}
	case "date":
		d, _ := calendar.Parse(word(args[0]))
		return said{kind: "date", day: d}
	case "cash":
		return said{kind: "amount", x: n.cash[word(args[0])]}
	case "ledger":
		return said{kind: "amount", x: n.ledgers[word(args[0])]}
	case "fee_unpaid":
		return said{kind: "amount", x: n.feeDue[word(args[0])]}
	case "calls":
		return said{kind: "number", x: num(n.callCount[word(args[0])])}
	case "outstanding":
		sum := num(0)
		for _, s := range n.spec.Support {
			if s.Name == word(args[0]) {
				for _, p := range s.Promisors {
					sum = add(sum, sub(n.called[s.Name+"/"+p.Name], n.repaid[s.Name+"/"+p.Name]))
				}
			}
		}
		return said{kind: "amount", x: sum}
	case "fails":
		return said{kind: "bool", is: n.failing[word(args[0])]}
	case "value":
		return said{kind: "number", x: n.testValue[word(args[0])]}
	case "cure":
		return said{kind: "amount", x: n.cure[word(args[0])]}
	case "event":
		return said{kind: "bool", is: n.events[word(args[0])]}
	case "triggered":
		return said{kind: "bool", is: n.on[word(args[0])]}
	case "status":
		return said{kind: "bool", is: n.status == word(args[0])}
	case "overdue":
		return said{kind: "amount", x: n.pool["overdue "+word(args[0])]}
	}
	panic("the naive engine does not know " + name)
}

func (n *naive) builtin(name string, args []ast.Expr) said {
	if name == "when" {
		if n.value(args[0]).is {
			return n.kindOf(n.value(args[1]), args[2])
		}
		return n.kindOf(n.value(args[2]), args[1])
	}
	a, b := n.value(args[0]), n.value(args[1])
	if name == "ratio" {
		if b.x.Sign() == 0 {
			return grid("number", n.value(args[2]).x)
		}
		return grid("number", quo(a.x, b.x))
	}
	kind := a.kind
	if kind == "literal" {
		kind = b.kind
	}
	best := a.x
	for _, e := range args[1:] {
		if name == "max" {
			best = most(best, n.value(e).x)
		} else {
			best = least(best, n.value(e).x)
		}
	}
	return said{kind: kind, x: best}
}

// kindOf gives a literal the kind of the other branch.
func (n *naive) kindOf(v said, other ast.Expr) said {
	if v.kind == "literal" {
		v.kind = n.value(other).kind
	}
	return v
}

func (n *naive) over(args []ast.Expr, of func(string) *big.Rat) *big.Rat {
	sum := num(0)
	seen := map[string]bool{}
	for _, a := range args {
		for _, c := range n.members(word(a)) {
			if !seen[c] {
				seen[c] = true
				sum = add(sum, of(c))
			}
		}
	}
	return sum
}
