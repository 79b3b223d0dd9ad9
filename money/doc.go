// Package money answers one question: how much, exactly.
//
// It holds amounts of money as whole minor units (分, fen, for the yuan), rates
// as whole trillionths, and the few operations through which an exact value may
// become another one: a checked sum, a product with one rounding, a split that
// loses nothing, a conversion at a quoted rate. Nothing here is a float, nothing
// is rounded unless the name or the comment of the function says so, and nothing
// is lost in silence: what does not fit is an error.
//
// # The smallest use
//
//	principal, err := money.ParseAmount("733000000.00", money.CNY)
//	coupon, err := money.ParseRate("0.0535")
//	interest, err := money.Accrue(principal, coupon, 92, 365)
//	fmt.Println(interest.Format(money.CNY)) // 9884454.79
//
// # Units
//
//   - [Amount] counts minor units of a currency that the context knows: 1 means
//     0.01 in CNY, 1 in JPY, 0.001 in KWD. Its range is ±92 quadrillion yuan.
//   - [Rate] counts units of 1e-12: 5.35 % is 53,500,000,000. Its range is
//     ±9,223,372.036854775807.
//   - [Money] is an amount together with its currency, for documents and books
//     that hold more than one.
//   - Days of the [FXTable] are civil days, counted from 1970-01-01 = 0.
//
// # Rounding
//
// Where a result must be rounded it is rounded once, at the end, to the nearest
// minor unit, and a result exactly half way goes to the even neighbour (half-even,
// 四舍六入五成双). The product before it is kept in 128 or 192 bits. [Allocate] does
// not round: it hands out whole units by largest remainder, so the parts always
// sum to the whole.
//
// # Speed, and where the checks go
//
// [MulDiv], [Accrue], [Amount.MulRate] and [AllocateInto] (up to 64 parts) do not
// allocate. An engine that has bounded its totals once, with [Sum], may afterwards
// add amounts with the operator +: no partial sum of non-negative amounts exceeds
// their total.
//
// # JSON
//
// [Money] is {"amount":"733000000.00","currency":"CNY"}, [Rate] a string "0.0535",
// [Currency] its code. A bare Amount cannot know where its decimal point belongs
// and refuses JSON in both directions ([ErrBareAmount]); a document of one currency
// writes [Amount.Format] and reads [ParseAmount].
//
// # What it does not do
//
// No currency is guessed, no rate interpolated, inverted or crossed unasked, no
// thousands separator or exponent parsed (spreadsheet text is repaired, with a
// finding, before it arrives here), no locale. Withdrawn currencies, metals and
// units of account without a minor unit are not in the list.
//
// All values are immutable and all functions pure: safe for concurrent use.
package money
