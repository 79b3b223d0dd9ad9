package reconstruct

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
)

// Assumptions of the lease pool. The letter of no objection is dated 14 December 2018; nothing says
// when the pool was cut.
var wenkeCutOff = calendar.MustNew(2018, 10, 31)

const wenkeUnit = 10_000 // yuan

// wenkeRole is one contract of the lease pool before amounts and dates are known: what it rests on
// and in which industry each of its lessees works.
type wenkeRole struct {
	right      string // 权利类型
	rights     int
	industries []string // one for each lessee: sections of GB/T 4754
}

// wenkeRoles reconcile 10 contracts with 13 lessees as the paper explains it: screenplays are let to
// two firms jointly, patents and software to one firm each, in bundles. 51 rights in all.
var wenkeRoles = []wenkeRole{
	{"发明专利", 14, []string{"C"}},
	{"发明专利", 9, []string{"M"}},
	{"计算机软件著作权", 6, []string{"M"}},
	{"计算机软件著作权", 5, []string{"F"}},
	{"计算机软件著作权", 4, []string{"M"}},
	{"美术作品形象著作权", 5, []string{"R"}},
	{"其他著作权", 2, []string{"R"}},
	{"剧本著作权", 2, []string{"R", "R"}},
	{"剧本著作权", 2, []string{"R", "R"}},
	{"剧本著作权", 2, []string{"R", "R"}},
}

// wenkeProvinces are where the lessees may sit; Beijing, the main region, comes first.
var wenkeProvinces = []string{"北京", "上海", "江苏", "浙江", "广东", "天津"}

// wenkeRentDays are the days of a month on which rents fall due; 31 stands for its last day.
var wenkeRentDays = []int{10, 15, 20, 25, 31}

// wenkeLease is one contract. Rents are quarterly with equal principal, so what is outstanding is the
// quarterly principal times the rents that are left, and the amount of the contract is the quarterly
// principal times all of them.
type wenkeLease struct {
	quarterly int64 // principal of one rent
	start     calendar.Date
	maturity  calendar.Date
	regions   []int // one for each lessee: index into wenkeProvinces

	left      int64 // rents after the cut-off date
	all       int64 // rents after the start
	term      int64 // months, scaled
	remaining int64 // months, scaled
}

// stated is a term as it stands on the tape: months with two decimals.
func stated(term int64) int64 {
	const step = scale / 100
	return (term + step/2) / step * step
}

// outstanding is the principal left at the cut-off date.
func (l *wenkeLease) outstanding() int64 { return l.quarterly * l.left }

// count fills in what follows from the dates.
func (l *wenkeLease) count() {
	l.left, l.all = 0, 0
	for k := 0; ; k++ {
		d := l.maturity.AddMonths(-3 * k)
		if !d.After(l.start) {
			break
		}
		l.all++
		if d.After(wenkeCutOff) {
			l.left++
		}
	}
	l.term, l.remaining = monthsBetween(l.start, l.maturity), monthsBetween(wenkeCutOff, l.maturity)
}

// wenkePool is the search for the lease pool.
type wenkePool struct {
	leases []wenkeLease

	total                                                int64
	patent, top5, industry3, regionLow, regionHigh       target
	avgTerm, avgRemaining, longest, shortest             target
	lessees, terms, remainings, amounts, equal, industry []int64
	first                                                []int64
	statedTerms, statedRemainings                        []int64
}

func newWenkePool(c Case, r *random) (*wenkePool, error) {
	f := figures{from: c}
	p := &wenkePool{
		total:  f.whole("pool_balance", wenkeUnit),
		patent: f.target("ip_share_patent"), top5: f.target("top5_obligor"), industry3: f.target("top3_industry"),
		regionLow: f.target("top3_region_low"),
		// The upper end is printed without decimals; it is aimed at as closely as the rest.
		regionHigh: f.targetTo("top3_region_high", ".00"),
		avgTerm:    f.target("avg_contract_term_months"), avgRemaining: f.target("avg_remaining_term_months"),
		longest: f.target("longest_remaining_term_months"), shortest: f.target("shortest_remaining_term_months"),
		equal: make([]int64, len(wenkeProvinces)), first: make([]int64, len(wenkeProvinces)), industry: make([]int64, 'T'+1),
	}
	if f.err != nil {
		return nil, f.err
	}
	for i, role := range wenkeRoles {
		l := wenkeLease{quarterly: int64(r.between(500, 1000))}
		l.maturity = onDay(wenkeCutOff.AddMonths(30+i%4), pick(r, wenkeRentDays))
		l.start = l.maturity.AddMonths(-36).AddDays(r.between(0, 20))
		for range role.industries {
			l.regions = append(l.regions, r.below(len(wenkeProvinces)))
		}
		l.count()
		p.leases = append(p.leases, l)
	}
	return p, nil
}

// onDay is the given day of a date's month, or its last day.
func onDay(d calendar.Date, day int) calendar.Date {
	y, m, _ := d.YMD()
	return calendar.MustNew(y, m, 1).AddDays(min(day, d.DaysInMonth()) - 1)
}

// step changes the rents of up to three contracts, or the region or a date of one.
func (p *wenkePool) step(r *random) func() {
	switch r.below(8) {
	case 0, 1, 2, 3:
		return p.stepRents(r, 1+r.below(3), pick(r, []int{3, 8, 100}))
	case 4:
		regions := p.leases[r.below(len(p.leases))].regions
		j := r.below(len(regions))
		was := regions[j]
		regions[j] = r.below(len(wenkeProvinces))
		return func() { regions[j] = was }
	}
	l := &p.leases[r.below(len(p.leases))]
	before := *l
	undo := func() { *l = before }
	switch r.below(3) {
	case 0:
		l.maturity = onDay(l.maturity.AddMonths(r.between(-3, 3)), pick(r, wenkeRentDays))
	case 1:
		l.start = l.start.AddMonths(r.between(-2, 2))
	case 2:
		l.start = l.start.AddDays(r.between(-9, 9))
	}
	if l.start.After(wenkeCutOff.AddDays(-10)) || !l.maturity.After(wenkeCutOff.AddMonths(20)) || l.maturity.After(wenkeCutOff.AddMonths(38)) {
		undo()
		return func() {}
	}
	l.count()
	return undo
}

// stepRents changes the rents of n contracts by up to size.
func (p *wenkePool) stepRents(r *random, n, size int) func() {
	var which [3]int
	var were [3]int64
	for k := range n {
		i := r.below(len(p.leases))
		l := &p.leases[i]
		which[k], were[k] = i, l.quarterly
		l.quarterly = max(100, l.quarterly+int64(r.between(-size, size)))
	}
	return func() {
		for k := n - 1; k >= 0; k-- {
			p.leases[which[k]].quarterly = were[k]
		}
	}
}

// miss adds up how far every figure is from what was printed.
func (p *wenkePool) miss() int64 {
	p.measure()
	var total, patent int64
	for i, l := range p.leases {
		total += l.outstanding()
		if wenkeRoles[i].right == "发明专利" {
			patent += l.outstanding()
		}
	}
	miss := max(total-p.total, p.total-total) * scale / p.total
	miss += p.patent.miss(patent, total)
	miss += p.top5.miss(top(p.lessees, 5), 2*total)
	miss += p.industry3.miss(top(p.industry, 3), 2*total)
	miss += p.regionLow.miss(top(p.equal, 3), 2*total)
	miss += p.regionHigh.miss(top(p.first, 3), 2*total)

	// The averages hold by contract and by balance, of the terms as stated and of those by the
	// calendar. Terms weigh less than shares: a month is as far as a hundredth of the pool.
	terms := p.extremes()
	for _, weights := range [][]int64{ones(len(p.leases)), p.amounts} {
		terms += p.avgTerm.missScaled(mean(p.terms, weights)) + p.avgTerm.missScaled(mean(p.statedTerms, weights))
		terms += p.avgRemaining.missScaled(mean(p.remainings, weights)) + p.avgRemaining.missScaled(mean(p.statedRemainings, weights))
	}
	return miss + terms/100 + min(terms, 1) + p.plausibility(total)
}

// measure fills in the amounts by lessee, industry and region, in halves of a unit, so that a joint
// contract divides exactly.
func (p *wenkePool) measure() {
	p.lessees, p.terms, p.remainings, p.amounts = p.lessees[:0], p.terms[:0], p.remainings[:0], p.amounts[:0]
	p.statedTerms, p.statedRemainings = p.statedTerms[:0], p.statedRemainings[:0]
	clear(p.equal)
	clear(p.first)
	clear(p.industry)
	for i := range p.leases {
		l := &p.leases[i]
		each := 2 * l.outstanding() / int64(len(l.regions))
		for j, region := range l.regions {
			p.lessees = append(p.lessees, each)
			p.equal[region] += each
			p.industry[wenkeRoles[i].industries[j][0]] += each
		}
		p.first[l.regions[0]] += 2 * l.outstanding()
		p.terms, p.remainings, p.amounts = append(p.terms, l.term), append(p.remainings, l.remaining), append(p.amounts, l.outstanding())
		p.statedTerms, p.statedRemainings = append(p.statedTerms, stated(l.term)), append(p.statedRemainings, stated(l.remaining))
	}
}

// extremes wants the longest and shortest remaining terms, exactly.
func (p *wenkePool) extremes() int64 {
	return p.longest.missScaled(slices.Max(p.remainings)) + p.shortest.missScaled(slices.Min(p.remainings)) +
		slices.Max(p.remainings)%scale + slices.Min(p.remainings)%scale
}

// plausibility holds what the paper says in words and what contracts look like: Beijing leads, the
// two industries called dominant lead, no contract is a splinter, terms run from two to four years,
// and no two contracts are alike.
func (p *wenkePool) plausibility(total int64) int64 {
	miss := shortfall(p.equal[0], 2*slices.Max(p.equal[1:])) + shortfall(p.first[0], 2*slices.Max(p.first[1:]))
	for _, region := range p.equal {
		miss += shortfall(region, total/25)
	}
	lesser := max(p.industry['C'], p.industry['F'])
	miss += shortfall(p.industry['R'], lesser+total/10) + shortfall(p.industry['M'], lesser+total/10)
	for i := range p.leases {
		l := &p.leases[i]
		miss += shortfall(l.outstanding(), total/25)
		miss += shortfall(total*16/100, l.outstanding())
		miss += shortfall(l.term, 24*scale) + shortfall(48*scale, l.term)
		for j := range i {
			if l.outstanding() == p.leases[j].outstanding() || l.start == p.leases[j].start {
				miss += scale / 1000
			}
		}
	}
	return miss
}
