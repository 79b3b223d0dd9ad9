package reconstruct

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
)

// Assumptions of the loan pool. The deal is the fourth of 2021; nothing says when the pool was cut.
var longheCutOff = calendar.MustNew(2021, 8, 31)

const longheUnit = 10_000 // yuan

// longheIndustries are where borrowers may work: the three industries that are named, and two that
// stand for the others.
var longheIndustries = []string{"制造业", "科学研究和技术服务业", "批发和零售业", "信息传输、软件和信息技术服务业", "建筑业"}

// longheSizes are the usual sizes of a loan, in units of 10,000 yuan.
var longheSizes = []int{20, 30, 40, 50, 50, 60, 70, 80, 80, 90, 100, 100, 120, 150}

// longheTerms are the usual terms of a loan in months.
var longheTerms = []int{11, 12, 13, 13, 14, 15}

// The first five borrowers are the largest ones. The fifth of them, and one of the others, have two
// loans: the last two loans of the list are their second ones.
const (
	longheLarge  = 5
	longheRepeat = 4  // the large borrower with two loans
	longheSecond = 40 // the other borrower with two loans
	longheOdd    = 12 // loans whose size is not round: multiples of 10,000 yuan
)

// longheLoan is one loan.
type longheLoan struct {
	amount   int64
	months   int // from start to maturity
	start    calendar.Date
	maturity calendar.Date

	term, remaining             int64 // as stated: hundredths of a year
	termMonths, remainingMonths int64 // by the calendar, scaled
}

// count fills in what follows from start and months. Stated terms are years of 365 days to two
// decimals, as the paper's figures are multiples of 0.12 months.
func (l *longheLoan) count() {
	l.maturity = l.start.AddMonths(l.months)
	l.term, l.remaining = hundredths(l.maturity.Sub(l.start)), hundredths(l.maturity.Sub(longheCutOff))
	l.termMonths, l.remainingMonths = monthsBetween(l.start, l.maturity), monthsBetween(longheCutOff, l.maturity)
}

// hundredths rounds days to hundredths of a year of 365 days.
func hundredths(days int) int64 { return (int64(days)*200 + 365) / 730 }

// longhePool is the search for the loan pool. Loan i below the number of borrowers is the first one of
// borrower i.
type longhePool struct {
	loans      []longheLoan
	industries []int  // by borrower: index into longheIndustries
	trademark  []bool // by loan; the others rest on patents

	borrowers, trademarks int
	total                 int64
	top5, top5Loans       target
	industry3, patent     target
	avgTerm, avgRemaining target
	longest, shortest     target

	byBorrower, byIndustry, amounts             []int64
	terms, remainings, termMonths, remainMonths []int64
}

// borrowerOf gives the borrower of a loan.
func (p *longhePool) borrowerOf(loan int) int {
	switch loan {
	case p.borrowers:
		return longheRepeat
	case p.borrowers + 1:
		return longheSecond
	}
	return loan
}

func newLonghePool(c Case, r *random) (*longhePool, error) {
	f := figures{from: c}
	n := int(f.whole("contracts", 1))
	p := &longhePool{
		borrowers: int(f.whole("obligors", 1)), trademarks: int(f.whole("ip_contracts_trademark", 1)), total: f.whole("pool_balance", longheUnit),
		top5: f.target("top5_obligor"), top5Loans: f.target("top5_contract"), industry3: f.target("top3_industry"), patent: f.target("ip_share_patent"),
		avgTerm: f.target("avg_contract_term_months"), avgRemaining: f.target("avg_remaining_term_months"),
		longest: f.target("longest_remaining_term_months"), shortest: f.target("shortest_remaining_term_months"),
		byIndustry: make([]int64, len(longheIndustries)),
	}
	if f.err != nil {
		return nil, f.err
	}
	p.byBorrower = make([]int64, p.borrowers)
	for i := range n {
		l := longheLoan{amount: int64(pick(r, longheSizes)), months: pick(r, longheTerms)}
		switch {
		case i < longheLarge-1:
			l.amount = int64(10 * r.between(60, 85))
		case p.borrowerOf(i) == longheRepeat:
			l.amount = int64(10 * r.between(25, 32))
		case i == longheLarge:
			l.amount = int64(10 * r.between(45, 55)) // the largest loan of the rest
		}
		l.start = longheCutOff.AddDays(-r.between(2, 60))
		l.count()
		p.loans = append(p.loans, l)
		p.trademark = append(p.trademark, i < p.trademarks)
	}
	shuffle(r, p.trademark)
	for i := range p.borrowers {
		industry := 0
		if i >= longheLarge { // manufacturing dominates, a few work in other industries
			industry = []int{0, 0, 0, 0, 1, 1, 2, 2}[r.below(8)]
		}
		if i >= p.borrowers-6 {
			industry = 3 + i%2
		}
		p.industries = append(p.industries, industry)
	}
	return p, nil
}

// step changes the amount, the dates, the kind of right or the industry of a loan.
func (p *longhePool) step(r *random) func() {
	i := r.below(len(p.loans))
	l := &p.loans[i]
	before := *l
	undo := func() { *l = before }
	switch kind := r.below(9); {
	case kind < 3 && p.isOdd(i):
		k, d := r.below(longheOdd)*p.stride(), int64(r.between(-5, 5))
		other := p.loans[k]
		l.amount += d
		if r.below(2) == 0 {
			p.loans[k].amount -= d
		}
		return func() { p.loans[k], p.loans[i] = other, before }
	case kind < 3 && (p.borrowerOf(i) < longheLarge || i == longheLarge):
		l.amount += int64(10 * r.between(-2, 2))
	case kind < 3:
		l.amount = int64(pick(r, longheSizes))
	case kind == 3:
		l.months = pick(r, longheTerms)
		l.count()
	case kind == 4, kind == 5:
		l.start = l.start.AddDays(r.between(-12, 12))
		if !longheCutOff.After(l.start) {
			undo()
		}
		l.count()
	case kind == 6:
		j := r.below(len(p.trademark))
		p.trademark[i], p.trademark[j] = p.trademark[j], p.trademark[i]
		return func() { p.trademark[i], p.trademark[j] = p.trademark[j], p.trademark[i] }
	case kind == 7:
		b, c := p.borrowerOf(i), r.below(p.borrowers)
		p.industries[b], p.industries[c] = p.industries[c], p.industries[b]
		return func() { p.industries[b], p.industries[c] = p.industries[c], p.industries[b] }
	default: // two loans change places in time
		k := r.below(len(p.loans))
		other := p.loans[k]
		p.swapDates(i, k)
		return func() { p.loans[i], p.loans[k] = before, other }
	}
	return undo
}

// stride is the distance between two loans whose size is not round; isOdd says whether a loan is one.
func (p *longhePool) stride() int      { return len(p.loans) / longheOdd }
func (p *longhePool) isOdd(i int) bool { return i%p.stride() == 0 && i/p.stride() < longheOdd }

func (p *longhePool) swapDates(i, k int) {
	a, b := p.loans[i], p.loans[k]
	a.amount, b.amount = b.amount, a.amount
	p.loans[i], p.loans[k] = b, a
}

// miss adds up how far every figure is from what was printed.
func (p *longhePool) miss() int64 {
	p.measure()
	var total, patent int64
	for i, a := range p.amounts {
		total += a
		if !p.trademark[i] {
			patent += a
		}
	}
	miss := max(total-p.total, p.total-total) * scale / p.total
	miss += p.top5.miss(top(p.byBorrower, 5), total) + p.top5Loans.miss(top(p.amounts, 5), total)
	miss += p.industry3.miss(top(p.byIndustry, 3), total) + p.patent.miss(patent, total)

	// The averages hold by contract and by balance, of the terms as stated and of those by the
	// calendar.
	var terms int64
	for _, weights := range [][]int64{ones(len(p.loans)), p.amounts} {
		terms += p.avgTerm.missScaled(mean(p.terms, weights)) + p.avgTerm.missScaled(mean(p.termMonths, weights))
		terms += p.avgRemaining.missScaled(mean(p.remainings, weights)) + p.avgRemaining.missScaled(mean(p.remainMonths, weights))
	}
	terms += p.longest.missScaled(slices.Max(p.remainings)) + p.shortest.missScaled(slices.Min(p.remainings))
	return miss + terms/10 + min(terms, 1) + p.plausibility(total)
}

func (p *longhePool) measure() {
	clear(p.byBorrower)
	clear(p.byIndustry)
	p.amounts, p.terms, p.remainings = p.amounts[:0], p.terms[:0], p.remainings[:0]
	p.termMonths, p.remainMonths = p.termMonths[:0], p.remainMonths[:0]
	for i := range p.loans {
		l := &p.loans[i]
		b := p.borrowerOf(i)
		p.byBorrower[b] += l.amount
		p.byIndustry[p.industries[b]] += l.amount
		p.amounts = append(p.amounts, l.amount)
		p.terms, p.remainings = append(p.terms, l.term*12*scale/100), append(p.remainings, l.remaining*12*scale/100)
		p.termMonths, p.remainMonths = append(p.termMonths, l.termMonths), append(p.remainMonths, l.remainingMonths)
	}
}

// plausibility keeps loans from becoming splinters, the large borrowers the largest, manufacturing
// dominant, the three industries named the largest, and terms within what is usual.
func (p *longhePool) plausibility(total int64) int64 {
	var miss int64
	for i := range p.loans {
		l := &p.loans[i]
		miss += shortfall(l.amount, 15)
		if i != longheLarge && p.borrowerOf(i) >= longheLarge {
			miss += shortfall(300, l.amount)
		}
		miss += shortfall(100, int64(longheCutOff.Sub(l.start))) // days since the loan was paid out
	}
	// The large borrower with two loans is among the five largest only when they are added up: its
	// loans are no match for the largest single loan of the rest.
	large, second := p.byBorrower[longheRepeat], p.loans[longheLarge].amount
	miss += shortfall(large, second+20) + shortfall(second, large*4/5) + shortfall(p.loans[longheRepeat].amount, large/3) + shortfall(p.loans[p.borrowers].amount, large/3)
	miss += shortfall(slices.Min(p.byBorrower[:longheRepeat]), large+20)
	miss += shortfall(p.byIndustry[0], total*55/100)
	for _, lesser := range p.byIndustry[3:] {
		miss += shortfall(min(p.byIndustry[1], p.byIndustry[2]), 2*lesser) + shortfall(lesser, total/200)
	}
	return miss
}
