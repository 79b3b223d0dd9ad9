package optimize

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/money"
)

// write gives a value in the unit of its measure. It is exact for limits that a person has written and
// shows as many decimals as it takes to tell a value from a whole number of basis points otherwise.
func write(v *big.Rat, u unit, c money.Currency) string {
	switch u {
	case ofShare:
		return trimmed(new(big.Rat).Mul(v, big.NewRat(100, 1)), 6) + "%"
	case ofAmount:
		minor := new(big.Rat).SetInt64(int64(minorUnits(c)))
		return c.Code() + " " + grouped(new(big.Rat).Quo(v, minor).FloatString(c.Exponent()))
	case ofCount:
		return trimmed(v, 6)
	case ofYears:
		return trimmed(v, 6) + " years"
	case ofMonths:
		return trimmed(v, 6) + " months"
	case ofSquare:
		return strconv.FormatFloat(toFloat(v), 'g', 10, 64)
	}
	return trimmed(v, 8)
}

// trimmed writes a number with at most some decimals, without zeros at the end.
func trimmed(v *big.Rat, decimals int) string {
	s := v.FloatString(decimals)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// grouped puts commas between thousands.
func grouped(s string) string {
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return sign + whole
}

var signs = [...]string{atMost: "≤", below: "<", atLeast: "≥", above: ">"}

// words is the rule with a limit, as in "region 44 ≤ 24%". Rules without a number are their name.
func (r rule) words(c money.Currency, limit *big.Rat) string {
	switch r.measure.(type) {
	case stated, bundled, alternatives:
		return r.name
	}
	switch r.kind {
	case RuleForceIn, RuleForceOut, RuleAtMostOne:
		if limit.Cmp(r.limit) == 0 {
			return r.name
		}
	}
	return fmt.Sprintf("%s %s %s", r.name, signs[r.sense], write(limit, r.measure.unit(), c))
}
