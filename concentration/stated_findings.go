package concentration

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// StatedSeverity says how bad a finding is.
type StatedSeverity string

const (
	// StatedImpossible: no pool can have the figure.
	StatedImpossible StatedSeverity = "impossible"
	// StatedConflict: no pool can have all of the figures at once.
	StatedConflict StatedSeverity = "conflict"
	// StatedDoubtful: possible, but only with an explanation, which the
	// finding suggests.
	StatedDoubtful StatedSeverity = "doubtful"
)

// Infeasibility is one finding of [CheckStated].
type Infeasibility struct {
	Rule     StatedRule     `json:"rule"`
	Severity StatedSeverity `json:"severity"`
	// Statements are the statements involved, with their printed values.
	Statements []StatedRef `json:"statements"`
	// Bound is the bound that was computed, as "≥ 60.00 %". It is rounded so
	// as never to be sharper than the exact bound. Empty where the rule
	// compares printed values directly.
	Bound string `json:"bound,omitempty"`
	// Message is one sentence that says what is wrong.
	Message StatedText `json:"message"`
	// Explanation says what would have to be so for the figures to hold. Only
	// doubtful findings have one.
	Explanation StatedText `json:"explanation,omitzero"`
}

// String shows the finding on one line, in English.
func (i Infeasibility) String() string {
	var names []string
	for _, r := range i.Statements {
		names = append(names, r.String())
	}
	return fmt.Sprintf("%s (%s): %s [%s]", i.Severity, i.Rule, i.Message.EN, strings.Join(names, ", "))
}

// StatedRef points at a statement.
type StatedRef struct {
	// Path is the place in the statements, as "tops[0]" or
	// "partitions[1].buckets[2]".
	Path string `json:"path"`
	// Name is the statement's own name, when it has one.
	Name string `json:"name,omitempty"`
	// Printed is the value as printed.
	Printed string `json:"printed,omitempty"`
}

// String shows path, name and value.
func (r StatedRef) String() string {
	text := r.Path
	if r.Name != "" {
		text += fmt.Sprintf(" %q", r.Name)
	}
	if r.Printed != "" {
		text += " = " + r.Printed
	}
	return text
}

// StatedText is a text in English and Chinese.
type StatedText struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// say formats a text in both languages. Arguments that are texts themselves
// appear in the language of the sentence.
func say(en, zh string, args ...any) StatedText {
	inEnglish, inChinese := slices.Clone(args), slices.Clone(args)
	for i, a := range args {
		if t, ok := a.(StatedText); ok {
			inEnglish[i], inChinese[i] = t.EN, t.ZH
		}
	}
	return StatedText{fmt.Sprintf(en, inEnglish...), fmt.Sprintf(zh, inChinese...)}
}

// sentence makes an English text start with a capital letter.
func (t StatedText) sentence() StatedText {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

// join links clauses.
func join(clauses []StatedText) StatedText {
	var en, zh []string
	for _, c := range clauses {
		if c != (StatedText{}) && !slices.Contains(en, c.EN) {
			en, zh = append(en, c.EN), append(zh, c.ZH)
		}
	}
	return StatedText{strings.Join(en, " and "), strings.Join(zh, "，")}
}

// findings collects findings, each of them once.
type findings struct{ list []Infeasibility }

// add appends a finding unless the same rule has already been reported for
// the same statements.
func (f *findings) add(i Infeasibility) {
	i.Statements = distinct(i.Statements)
	i.Message = i.Message.sentence()
	i.Explanation = i.Explanation.sentence()
	for _, old := range f.list {
		if old.Rule == i.Rule && slices.Equal(old.Statements, i.Statements) {
			return
		}
	}
	f.list = append(f.list, i)
}

func distinct(refs []StatedRef) []StatedRef {
	var out []StatedRef
	for _, r := range refs {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// axisNames holds the words for the axes that have a usual name.
var axisNames = map[string]struct{ one, many, zh string }{
	StatedAxisContract: {"contract", "contracts", "合同"},
	StatedAxisObligor:  {"obligor", "obligors", "债务人"},
	StatedAxisCreditor: {"creditor", "creditors", "债权人"},
	StatedAxisGroup:    {"group", "groups", "关联方集团"},
	StatedAxisRight:    {"right", "rights", "知识产权"},
	StatedAxisBundle:   {"bundle", "bundles", "知识产权组合"},
	StatedAxisCoSigner: {"co-signature", "co-signatures", "共同签署"},
	"industry":         {"industry", "industries", "行业"},
	"region":           {"region", "regions", "地区"},
	"ip_type":          {"IP type", "IP types", "知识产权类型"},
	"rating":           {"rating", "ratings", "评级"},
	"guarantor":        {"guarantor", "guarantors", "担保人"},
	"originator":       {"originator", "originators", "原始权益人"},
	"maturity":         {"maturity", "maturities", "到期日"},
	"supplier":         {"supplier", "suppliers", "供应商"},
	"borrower":         {"borrower", "borrowers", "借款人"},
	"lessee":           {"lessee", "lessees", "承租人"},
	"licensee":         {"licensee", "licensees", "被许可人"},
	"right_type":       {"right type", "right types", "权利类型"},
	"asset_class":      {"asset class", "asset classes", "资产分类"},
}

// members names n members of an axis.
func members(axis string, n int) StatedText {
	w, ok := axisNames[axis]
	switch {
	case !ok:
		return StatedText{axis, axis}
	case n == 1:
		return StatedText{w.one, w.zh}
	default:
		return StatedText{w.many, w.zh}
	}
}

// largest names the k largest members of an axis, in English with the verb.
func largest(axis string, k int) StatedText {
	if k == 1 {
		return say("the largest %s holds", "最大的1个%s", members(axis, 1))
	}
	return say("the %d largest %s hold", "最大的%d个%s合计", k, members(axis, k))
}

// percent shows a share in percent with two to four decimals, rounded down
// (for a lower bound) or up (for an upper bound), so that the shown bound is
// never sharper than the exact one.
func percent(share *big.Rat, up bool) StatedText {
	text := directed(new(big.Rat).Mul(share, hundred), 2, 4, up)
	return StatedText{text + " %", text + "%"}
}

// amount shows an amount or a term in the same way, with up to two decimals.
func amount(r *big.Rat, up bool) string { return directed(r, 0, 2, up) }

func directed(r *big.Rat, atLeast, atMost int, up bool) string {
	scaled := new(big.Int).Mul(r.Num(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(atMost)), nil))
	if up {
		scaled.Neg(scaled)
	}
	scaled.Div(scaled, r.Denom()) // rounds down, the denominator being positive
	if up {
		scaled.Neg(scaled)
	}
	place := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(atMost)), nil)
	text := new(big.Rat).SetFrac(scaled, place).FloatString(atMost)
	for cut := atMost; cut > atLeast && strings.HasSuffix(text, "0"); cut-- {
		text = text[:len(text)-1]
	}
	return strings.TrimSuffix(text, ".")
}
