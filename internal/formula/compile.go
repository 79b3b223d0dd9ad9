package formula

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// node is a compiled part. A number written out keeps its constant until it is known whether it is an
// amount or a number.
type node[M Machine] struct {
	typ      Type
	fn       Fn[M]
	constant *decimal.Decimal
	at       ast.Expr
	// retype gives the node as an amount or a number, where numbers written out let it be either.
	retype func(want Type) node[M]
}

// flexible reports whether the node takes the type that its place asks for.
func (n node[M]) flexible() bool { return n.constant != nil || n.retype != nil }

type compiler[M Machine] struct {
	text     string
	settings Settings
	scope    Scope[M]
	faults   []Fault
	probes   []Probe
	quiet    bool           // the machine is told nothing of what is compared
	kept     map[int]string // words of Go itself that stand for names, by offset
}

func (c *compiler[M]) parse() node[M] {
	if len(c.text) > MaxLength {
		c.faults = append(c.faults, Fault{1, fmt.Sprintf("%d bytes", len(c.text)), fmt.Sprintf("a formula of at most %d bytes", MaxLength)})
		return node[M]{}
	}
	if strings.TrimSpace(c.text) == "" {
		c.faults = append(c.faults, Fault{1, "", "a formula"})
		return node[M]{}
	}
	expr, err := parser.ParseExpr(c.plain())
	if err != nil {
		c.syntax(err)
		return node[M]{}
	}
	return c.expr(expr)
}

// plain gives the text with the words that Go keeps for itself (default, range, type and so on) made
// names of the same length, so that a document can use them; what they were is kept by their offset.
func (c *compiler[M]) plain() string {
	file := token.NewFileSet().AddFile("", -1, len(c.text))
	var s scanner.Scanner
	s.Init(file, []byte(c.text), func(token.Position, string) {}, 0)
	text := []byte(c.text)
	for {
		pos, tok, word := s.Scan()
		if tok == token.EOF {
			return string(text)
		}
		if tok.IsKeyword() {
			offset := file.Offset(pos)
			if c.kept == nil {
				c.kept = map[int]string{}
			}
			c.kept[offset] = word
			text[offset] -= 'a' - 'A'
		}
	}
}

// word gives the name that an identifier stands for.
func (c *compiler[M]) word(id *ast.Ident) string {
	if kept, ok := c.kept[int(id.Pos())-1]; ok {
		return kept
	}
	return id.Name
}

// syntax tells the parser's first error; those after it are mostly its echo.
func (c *compiler[M]) syntax(err error) {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		c.faults = append(c.faults, Fault{1, c.text, "a formula: " + err.Error()})
		return
	}
	offset := min(max(list[0].Pos.Offset, 0), len(c.text))
	c.faults = append(c.faults, Fault{c.columnAt(offset), excerpt(c.text[offset:]), "a formula: " + list[0].Msg})
}

func excerpt(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}

func (c *compiler[M]) columnAt(offset int) int {
	return utf8.RuneCountInString(c.text[:min(max(offset, 0), len(c.text))]) + 1
}

// place is where in the formula something stands, by its offset.
func (c *compiler[M]) place(offset int) *Place {
	return &Place{Path: c.settings.Path, Text: strings.TrimSpace(c.text), Column: c.columnAt(offset)}
}

func (c *compiler[M]) column(e ast.Node) int { return c.columnAt(int(e.Pos()) - 1) }

func (c *compiler[M]) source(e ast.Node) string {
	from, to := int(e.Pos())-1, int(e.End())-1
	if from < 0 || to > len(c.text) || from > to {
		return ""
	}
	return c.text[from:to]
}

func (c *compiler[M]) fault(e ast.Node, want string) node[M] {
	c.faults = append(c.faults, Fault{c.column(e), excerpt(c.source(e)), want})
	return node[M]{}
}

func (c *compiler[M]) expr(e ast.Expr) node[M] {
	switch e := e.(type) {
	case *ast.ParenExpr:
		n := c.expr(e.X)
		n.at = e
		return n
	case *ast.BasicLit:
		return c.literal(e)
	case *ast.Ident:
		return c.ident(e)
	case *ast.UnaryExpr:
		return c.unary(e)
	case *ast.BinaryExpr:
		return c.binary(e)
	case *ast.CallExpr:
		return c.call(e)
	}
	return c.fault(e, "a number, a name, an operator or a function")
}

func (c *compiler[M]) literal(e *ast.BasicLit) node[M] {
	if e.Kind != token.INT && e.Kind != token.FLOAT {
		return c.fault(e, `a number; names stand in functions, as in balance("A1")`)
	}
	d, err := decimal.NewFromString(e.Value)
	// The bound on digits and exponent keeps 1e999999999 from being written out.
	if err != nil || len(e.Value) > 40 || d.Exponent() > 20 || d.Exponent() < -40 {
		return c.fault(e, "a decimal number such as 0.05 or 1000000")
	}
	return node[M]{typ: Number, constant: &d, at: e}
}

func (c *compiler[M]) ident(e *ast.Ident) node[M] {
	name := c.word(e)
	switch name {
	case "true", "false":
		v := int64(0)
		if name == "true" {
			v = 1
		}
		return node[M]{typ: Bool, fn: func(M) int64 { return v }, at: e}
	}
	if v, ok := c.scope.Value(name); ok {
		return c.observed(node[M]{typ: v.Type, fn: v.Fn, at: e}, name, nil)
	}
	if f, ok := c.scope.Function(name); ok && f.Least == 0 {
		fn, fault := f.Bind(nil)
		if fault == nil {
			return c.observed(node[M]{typ: f.Type, fn: fn, at: e}, name, nil)
		}
	}
	return c.fault(e, "a value: "+c.near(name))
}

// near lists what a name may have been meant to be: those that begin alike, or else all.
func (c *compiler[M]) near(name string) string {
	all := append(c.scope.Names(), builtinNames()...)
	slices.Sort(all)
	var list []string
	for _, n := range all {
		if len(name) >= 3 && strings.HasPrefix(n, name[:3]) {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		list = all
	}
	return "one of " + strings.Join(list, ", ")
}

// as gives a node the type that is wanted, and makes a number written out an amount where it must be.
func (c *compiler[M]) as(n node[M], want Type) node[M] {
	if n.typ == 0 {
		return n // a fault already
	}
	if n.constant != nil {
		return c.constant(n, want)
	}
	if n.typ != want && n.retype != nil && (want == Amount || want == Number) {
		return n.retype(want)
	}
	if n.typ != want {
		return c.fault(n.at, want.String()+", not "+n.typ.String())
	}
	return n
}

func (c *compiler[M]) constant(n node[M], want Type) node[M] {
	var v int64
	switch want {
	case Amount:
		a, err := money.FromDecimal(*n.constant, c.settings.Currency)
		if err != nil {
			return c.fault(n.at, "an amount in whole minor units of "+c.settings.Currency.String())
		}
		v = int64(a)
	case Number:
		r, err := money.RateFromDecimal(*n.constant)
		if err != nil {
			return c.fault(n.at, "a number below 9,000,000 with at most 12 decimals")
		}
		v = int64(r)
	default:
		return c.fault(n.at, want.String()+", not a number")
	}
	n.typ, n.fn = want, func(M) int64 { return v }
	return n
}

func (c *compiler[M]) call(e *ast.CallExpr) node[M] {
	id, ok := e.Fun.(*ast.Ident)
	if !ok || e.Ellipsis.IsValid() {
		return c.fault(e, "a function by its name")
	}
	name := c.word(id)
	if b, ok := builtins[M]()[name]; ok {
		return c.builtin(e, name, b)
	}
	f, ok := c.scope.Function(name)
	if !ok {
		return c.fault(id, "a function: "+c.near(name))
	}
	var names []Name
	for _, arg := range e.Args {
		text, ok := c.nameOf(arg)
		if !ok {
			c.fault(arg, "a name")
			continue
		}
		names = append(names, Name{Text: text, Column: c.column(arg)})
	}
	if len(names) < len(e.Args) {
		return node[M]{}
	}
	if len(names) < f.Least || len(names) > f.Most {
		return c.fault(e, counted(f.Least, f.Most))
	}
	fn, fault := f.Bind(names)
	if fault != nil {
		c.faults = append(c.faults, *fault)
		return node[M]{}
	}
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = n.Text
	}
	return c.observed(node[M]{typ: f.Type, fn: fn, at: e}, name, texts)
}

// observed tells the machine what a condition of the scope was; other values are told by the comparisons
// that they are part of.
func (c *compiler[M]) observed(n node[M], function string, names []string) node[M] {
	if n.typ != Bool {
		return n
	}
	slot, fn := len(c.probes), n.fn
	c.probes = append(c.probes, Probe{Text: c.source(n.at), Type: Bool, Function: function, Names: names})
	if c.quiet {
		return n
	}
	n.fn = func(m M) int64 {
		v := fn(m)
		m.Observe(slot, v, 1)
		return v
	}
	return n
}

func counted(least, most int) string {
	switch {
	case least == most && least == 1:
		return "one argument"
	case least == most:
		return fmt.Sprintf("%d arguments", least)
	case most > 100:
		return fmt.Sprintf("%d or more arguments", least)
	}
	return fmt.Sprintf("%d to %d arguments", least, most)
}

// nameOf reads an argument as a name: A1, "A 1", `A 1` or 90.
func (c *compiler[M]) nameOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		return c.word(e), true
	case *ast.BasicLit:
		switch e.Kind {
		case token.STRING:
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		case token.INT:
			return e.Value, true
		}
	}
	return "", false
}

// date reads the argument of date("2024-01-31").
func (c *compiler[M]) date(e *ast.CallExpr) node[M] {
	if len(e.Args) != 1 {
		return c.fault(e, `a day such as date("2024-01-31")`)
	}
	text, ok := c.nameOf(e.Args[0])
	d, err := calendar.Parse(text)
	if !ok || err != nil {
		return c.fault(e.Args[0], `a day such as date("2024-01-31")`)
	}
	return node[M]{typ: Date, fn: func(M) int64 { return int64(d) }, at: e}
}
