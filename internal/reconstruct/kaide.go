package reconstruct

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
)

// Assumptions of the sub-licence pool. All terms are 60 months at the cut-off date, so contracts start
// on it; the deal was issued on 11 September 2019.
var kaideCutOff = calendar.MustNew(2019, 8, 15)

const kaideUnit = 10_000 // yuan

// kaideDivisions are the divisions of GB/T 4754 that the licensees may work in. They lie in the five
// industries that the paper names. The printed share of the three largest industries, below 60 %,
// cannot arise over five; over divisions it can.
var kaideDivisions = []struct{ code, name string }{
	{"C26", "制造业-化学原料和化学制品制造业"},
	{"C27", "制造业-医药制造业"},
	{"C35", "制造业-专用设备制造业"},
	{"C39", "制造业-计算机、通信和其他电子设备制造业"},
	{"C40", "制造业-仪器仪表制造业"},
	{"M73", "科学研究和技术服务业-研究和试验发展"},
	{"M75", "科学研究和技术服务业-科技推广和应用服务业"},
	{"I65", "软件和信息技术服务业"},
	{"Q84", "卫生和社会工作-卫生"},
	{"L72", "租赁和商务服务业-商务服务业"},
}

// The places of three contracts of which single terms are known.
const (
	kaideUtility  = 0 // the one that rests on utility models
	kaideSmallest = 1
	kaideLargest  = 2
	kaideFour     = 3 // the one that rests on four inventions
	kaideOdd      = 3 // contracts at the end whose fees are no whole hundreds of thousands
)

// kaidePool is the search for the sub-licence pool. Amounts are up-front fees.
type kaidePool struct {
	amounts   []int64
	divisions []int // by contract: index into kaideDivisions
	rights    []int // by contract

	total, low, high, four int64
	inventions, utilities  int64
	invention, utility     target
	top5, industry3        target
	byDivision, bySection  []int64
}

func newKaidePool(c Case, r *random) (*kaidePool, error) {
	f := figures{from: c}
	p := &kaidePool{
		total: f.whole("upfront_fees", kaideUnit), low: f.whole("upfront_fee_smallest", kaideUnit), high: f.whole("upfront_fee_largest", kaideUnit),
		four:       f.whole("upfront_fee_of_four_inventions", kaideUnit),
		inventions: f.whole("ip_count_invention", 1), utilities: f.whole("ip_count_utility_model", 1),
		invention: f.target("ip_share_invention"), utility: f.target("ip_share_utility_model"),
		top5: f.target("top5_obligor"), industry3: f.target("top3_industry_division"),
		byDivision: make([]int64, len(kaideDivisions)), bySection: make([]int64, 'T'+1),
	}
	n := int(f.whole("contracts", 1))
	if f.err != nil {
		return nil, f.err
	}
	for range n {
		p.amounts = append(p.amounts, 10*int64(r.between(int(p.low)/10, int(p.high)/10)))
		p.divisions = append(p.divisions, r.below(len(kaideDivisions)))
		p.rights = append(p.rights, r.between(6, 15))
	}
	p.amounts[kaideSmallest], p.amounts[kaideLargest], p.amounts[kaideFour] = p.low, p.high, p.four
	p.rights[kaideUtility], p.rights[kaideFour] = int(p.utilities), 4
	return p, nil
}

// step changes a fee, a division or the number of rights of two contracts.
func (p *kaidePool) step(r *random) func() {
	i := r.below(len(p.amounts))
	amount, division := p.amounts[i], p.divisions[i]
	undo := func() { p.amounts[i], p.divisions[i] = amount, division }
	switch kind := r.below(4); {
	case kind == 0:
		p.divisions[i] = r.below(len(kaideDivisions))
	case kind == 1:
		if i == kaideUtility || i == kaideFour {
			break
		}
		rights := p.rights[i]
		p.rights[i] = max(5, rights+r.between(-2, 2))
		return func() { p.rights[i] = rights }
	case i == kaideSmallest || i == kaideLargest || i == kaideFour:
	case kind == 2 && i >= len(p.amounts)-kaideOdd:
		p.amounts[i] += int64(r.between(-3, 3))
	default:
		p.amounts[i] += int64(10 * r.between(-20, 20))
	}
	return undo
}

// miss adds up how far every figure is from what was printed. All fees run at one rate in one form, so
// that shares of what is receivable are those of the up-front fees, but for roundings to the fen.
func (p *kaidePool) miss() int64 {
	clear(p.byDivision)
	clear(p.bySection)
	var total, miss, inventions int64
	for i, a := range p.amounts {
		total += a
		p.byDivision[p.divisions[i]] += a
		p.bySection[kaideDivisions[p.divisions[i]].code[0]] += a
		if i != kaideUtility {
			inventions += int64(p.rights[i])
		}
		if i != kaideSmallest {
			miss += shortfall(a, p.low+1)
		}
		if i != kaideLargest {
			miss += shortfall(p.high-1, a)
		}
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
	miss += max(inventions-p.inventions, p.inventions-inventions) * scale / p.inventions
	miss += p.utility.miss(p.amounts[kaideUtility], total) + p.invention.miss(total-p.amounts[kaideUtility], total)
	miss += p.top5.miss(top(p.amounts, 5), total) + p.industry3.miss(top(p.byDivision, 3), total)

	// Each of the five industries named has a contract, and manufacturing is the largest.
	for _, section := range "CMIQL" {
		miss += shortfall(p.bySection[section], total/50)
	}
	others := slices.Max([]int64{p.bySection['M'], p.bySection['I'], p.bySection['Q'], p.bySection['L']})
	return miss + shortfall(p.bySection['C'], others+total/20)
}
