package reconstruct

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
)

// Assumptions of the receivables pool. The invoices were factored in December 2018; nothing says on
// which day the pool was cut.
var qiyiCutOff = calendar.MustNew(2018, 12, 20)

const qiyiUnit = 1_000 // yuan: the total is a whole number of thousands

// qiyiSuppliers gives the supplier of each contract: eleven suppliers, two of whom have two contracts.
var qiyiSuppliers = []int{0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10}

// qiyiKinds are the three kinds of rights that the paper says are mixed.
var qiyiKinds = []string{"电影作品", "电视剧作品", "综艺节目"}

// qiyiProvinces are where the suppliers may sit.
var qiyiProvinces = []string{"北京", "上海", "浙江", "江苏", "广东", "天津"}

// qiyiPool is the search for the receivables pool. Amounts are in units of 1,000 yuan.
type qiyiPool struct {
	amounts []int64 // by contract
	regions []int   // by supplier: index into qiyiProvinces

	total         int64
	top5, region3 target

	suppliers, provinces []int64
}

func newQiyiPool(c Case, r *random) (*qiyiPool, error) {
	f := figures{from: c}
	p := &qiyiPool{
		total: f.whole("pool_balance", qiyiUnit), top5: f.target("top5_obligor"), region3: f.target("top3_region"),
		suppliers: make([]int64, slices.Max(qiyiSuppliers)+1), provinces: make([]int64, len(qiyiProvinces)),
	}
	if f.err != nil {
		return nil, f.err
	}
	for range qiyiSuppliers {
		p.amounts = append(p.amounts, int64(10*r.between(1000, 7000)))
	}
	// Invoices are whole tens of thousands but for one, which takes the odd thousands of the total.
	p.amounts[len(p.amounts)-1] += p.total % 10
	for range p.suppliers {
		p.regions = append(p.regions, r.below(len(qiyiProvinces)))
	}
	return p, nil
}

// step changes an invoice, moves an amount between two, or moves a supplier.
func (p *qiyiPool) step(r *random) func() {
	i, j := r.below(len(p.amounts)), r.below(len(p.amounts))
	a, b := p.amounts[i], p.amounts[j]
	undo := func() { p.amounts[i], p.amounts[j] = a, b }
	switch r.below(4) {
	case 0:
		p.amounts[i] += int64(10 * r.between(-300, 300))
	case 1:
		p.amounts[i] += int64(10 * r.between(-5, 5))
	case 2:
		d := int64(10 * r.between(-200, 200))
		p.amounts[i] += d
		p.amounts[j] -= d
	case 3:
		s := r.below(len(p.regions))
		was := p.regions[s]
		p.regions[s] = r.below(len(qiyiProvinces))
		return func() { p.regions[s] = was }
	}
	return undo
}

// miss adds up how far every figure is from what was printed, and how far the invoices are from being
// of one order of size, all different, with Beijing in the lead.
func (p *qiyiPool) miss() int64 {
	clear(p.suppliers)
	clear(p.provinces)
	var total, miss int64
	for i, a := range p.amounts {
		total += a
		p.suppliers[qiyiSuppliers[i]] += a
		p.provinces[p.regions[qiyiSuppliers[i]]] += a
		miss += shortfall(a, p.total/50) + shortfall(p.total/5, a)
		for j := range i {
			if a == p.amounts[j] {
				miss += scale / 1000
			}
		}
	}
	if total <= 0 {
		return scale
	}
	miss += max(total-p.total, p.total-total) * scale / p.total
	miss += p.top5.miss(top(p.suppliers, 5), total) + p.region3.miss(top(p.provinces, 3), total)
	for _, region := range p.provinces {
		miss += shortfall(region, total/50)
	}
	return miss + shortfall(p.provinces[0], slices.Max(p.provinces[1:])+total/20)
}

// qiyiDue gives the day on which an invoice falls due: on the 20th of a month, from the fifth to the
// twenty-third after the cut-off date, so that both classes have cash to be paid from.
func qiyiDue(contract int) calendar.Date {
	months := []int{5, 6, 8, 9, 11, 11, 13, 14, 16, 18, 20, 21, 23}
	return qiyiCutOff.AddMonths(months[(contract*5+2)%len(months)])
}
