package tape

import "slices"

// Columns such as industry, form of repayment and rate say the same few things in every row. What their
// parsers made of a text is remembered, so that a large tape reads each of them once, and holds it once.

// fewTexts are the fields whose parsers are worth it. Each of them has one parser, which looks at
// nothing but the cell.
var fewTexts = [fieldCount]bool{
	fKind: true, fCurrency: true, fIndustry: true, fRegion: true, fObligorIndustry: true, fObligorRegion: true,
	fCreditorIndustry: true, fCreditorRegion: true, fRepayment: true, fFrequency: true, fTiming: true, fDayCount: true,
	fClass: true, fSecurity: true, fRightType: true, fRightStatus: true, fDepositUse: true, fRate: true, fOriginalTerm: true, fRemainingTerm: true, fSeasoning: true, fExclusive: true, fPledged: true,
}

// memoSize bounds what is remembered of one field. A column with more texts is not of the kind.
const memoSize = 1024

// memo maps texts to what a parser made of them, those of each kind of cell by themselves.
type memo[T any] [1 << cellKindBits]map[string]reading[T]

const cellKindBits = 6

// kind counts what is known of a cell beside its text.
func (t *text) kind() (kind uint8) {
	for i, is := range [cellKindBits]bool{t.number, t.percent, t.shifted, t.day, t.date1904, t.loose} {
		if is {
			kind |= 1 << i
		}
	}
	return kind
}

// remembered gives a parser that knows the texts it has read before.
func remembered[T any](r *run, f field, parse func(text) reading[T]) func(text) reading[T] {
	if !fewTexts[f] {
		return parse
	}
	known, ok := r.memos[f].(*memo[T])
	if !ok {
		known = new(memo[T])
		r.memos[f] = known
	}
	return func(t text) reading[T] {
		kind := t.kind()
		of := known[kind]
		got, ok := of[t.raw]
		if ok {
			return got
		}
		got = parse(t)
		if of == nil {
			of = map[string]reading[T]{}
			known[kind] = of
		}
		if len(of) < memoSize {
			got.repairs = slices.Clip(got.repairs) // so that no one who adds to it writes into it
			of[t.raw] = got
		}
		return got
	}
}
