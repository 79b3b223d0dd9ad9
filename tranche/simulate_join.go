package tranche

import (
	"math"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// future is one path: what happens, and what the pool collects then. It reuses its memory.
type future struct {
	collections []cashflow.Collection
	less        []simplePart    // to be taken off the collections still
	parties     []calendar.Date // by outsider: from when it pays nothing; zero for never
	outside     []calendar.Date // by outside event: when it happens; zero for never
	world       int
	first       int // the first payment that differs from the world's own; the number of payments for none
	losses      []contractLoss
	defaulted   money.Amount // principal of all claims that default
	lost        money.Amount // of that never recovered
	late        money.Amount // recovered after the last calculation date, and so for nobody
	control     float64
	static      float64        // the static loss S of the controls
	days        []int32        // by contract: of its default on this path, 0 for none; kept only with values of rights
	seen        []bool         // by right: it has been looked at; the same
	prepaid     []prepaid      // contracts that prepay, unless they default first
	prepaidAt   []int32        // by contract: its place among these, from 1; 0 for none
	stopped     []int32        // by contract: the row at which it stops paying, from 1; kept only with royalties
	bought      []claimEnd     // defaults of claims that were bought
	parts       []money.Amount // scratch for timings
	weights     []int64
}

// contractLoss is what the default of a contract costs the pool.
type contractLoss struct {
	contract int32
	day      int32
	row      int32 // at which it stops paying, counted from 1 in the rows of all contracts; 0 for a claim that was bought
	right    int32 // agent of the essential right whose end is the cause; −1 when an obligor is
	exposure money.Amount
	loss     money.Amount
}

// joint joins the pool and the deal: it turns defaults into collections. It is immutable.
type joint struct {
	worlds   []*baseline
	cutOff   calendar.Date
	last     int32   // day of the last calculation date
	periodOf []int32 // by day after the cut-off date, up to last
	recovery RecoverySettings
	parts    []RecoveryPart
	arrears  int32
	control  []float64 // by contract: its weight in the control variate; 0 for none
	paysBy   []calendar.Date
}

func newJoint(d *Deal, s SimulationSettings) *joint {
	j := &joint{cutOff: d.cutOff, recovery: s.Recovery, parts: s.Recovery.parts(), arrears: int32(s.ArrearsDays)}
	for k, p := range d.payments {
		for day := int32(len(j.periodOf)); day <= int32(p.Calculation.Sub(d.cutOff)); day++ {
			j.periodOf = append(j.periodOf, int32(k))
		}
		j.paysBy = append(j.paysBy, max(p.Payment, p.day(ShortfallTransfer)))
	}
	j.last = int32(len(j.periodOf) - 1)
	return j
}

func (j *joint) newFuture(d *Deal) *future {
	f := &future{collections: make([]cashflow.Collection, len(d.payments)), less: make([]simplePart, len(d.payments)), parties: make([]calendar.Date, len(d.parties)), outside: make([]calendar.Date, len(d.outside)), first: 0,
		parts: make([]money.Amount, len(j.parts)), weights: make([]int64, len(j.parts))}
	for i, p := range j.parts {
		f.weights[i] = int64(p.Share)
	}
	b := j.worlds[0]
	if b.values != nil {
		f.days, f.seen = make([]int32, len(b.contracts)), make([]bool, len(b.values))
	}
	if b.royalties != nil {
		f.stopped = make([]int32, len(b.contracts))
	}
	f.prepaidAt = make([]int32, len(b.contracts))
	return f
}

// begin sets a future to that of a world without defaults.
func (j *joint) begin(f *future, d *Deal, world int) {
	b := j.worlds[world]
	copy(f.collections, b.collections)
	clear(f.less)
	for i := range f.parties {
		f.parties[i] = d.parties[i].defaults
	}
	for i := range f.outside {
		f.outside[i] = d.outside[i].on
	}
	for _, x := range f.prepaid {
		f.prepaidAt[x.contract] = 0
	}
	f.prepaid, f.bought = f.prepaid[:0], f.bought[:0]
	f.world, f.first = world, len(f.collections)
	f.losses, f.defaulted, f.lost, f.late, f.control = f.losses[:0], 0, 0, 0, 0
}

// defaultParty lets an outsider pay nothing from a day on.
func (j *joint) defaultParty(f *future, outsider int, day int32) {
	from := j.cutOff.AddDays(int(day))
	if at := f.parties[outsider]; !at.IsZero() && at <= from {
		return
	}
	f.parties[outsider] = from
	for k, by := range j.paysBy {
		if by >= from {
			f.first = min(f.first, k)
			return
		}
	}
}

// defaultContract lets a contract default: it has paid nothing since the day on which its arrears began, all
// that was outstanding then is in default, and of that 1 − LGD comes back, after the deposit where that
// counts first.
func (j *joint) defaultContract(f *future, c credit.ContractDefault, right int32) error {
	b := j.worlds[f.world]
	at := b.stop(c.Contract, c.Day-j.arrears)
	if j.control[c.Contract] != 0 {
		if f.world == 0 {
			f.control += j.control[c.Contract] * b.openingAt(at)
		} else {
			own := j.worlds[0]
			f.control += j.control[c.Contract] * own.openingAt(own.stop(c.Contract, c.Day-j.arrears))
		}
	}
	if at < 0 || f.prepaysBefore(c.Contract, at) {
		return nil
	}
	row := &b.rows[at]
	exposure := row.opening
	f.defaulted += exposure
	j.cease(f, b, c, row)
	rest := exposure
	if j.recovery.Deposit && row.deposit > 0 {
		used := min(row.deposit, rest)
		rest -= used
		if c.Day <= j.last {
			at := &f.collections[j.periodOf[c.Day]]
			at.Recovery += used
			at.FromDeposit += used
		} else {
			f.late += used
		}
	}
	back, err := rest.MulRate(money.Rate(math.RoundToEven((1 - c.LGD) * float64(money.One))))
	if err != nil {
		return err
	}
	f.lost += rest - back
	if err := j.divideRecovery(f, back); err != nil {
		return err
	}
	day := j.cutOff.AddDays(int(c.Day))
	for i, p := range j.parts {
		on := c.Day
		if p.Months > 0 {
			on = int32(day.AddMonths(p.Months).Sub(j.cutOff))
		}
		if on > j.last {
			f.late += f.parts[i]
			continue
		}
		f.collections[j.periodOf[on]].Recovery += f.parts[i]
	}
	f.losses = append(f.losses, contractLoss{c.Contract, c.Day, at + 1, right, exposure, rest - back})
	return nil
}

// divideRecovery divides what is recovered over its months, in the scratch of the future.
func (j *joint) divideRecovery(f *future, back money.Amount) error {
	if len(j.parts) == 1 {
		f.parts[0] = back
		return nil
	}
	return money.AllocateInto(f.parts, back, f.weights)
}

// cease takes away what the contract no longer pays, and books the default.
func (j *joint) cease(f *future, b *baseline, c credit.ContractDefault, row *laneRow) {
	n := len(f.collections)
	j.stopRows(f, b, c.Contract, row)
	if c.Day <= j.last {
		k := int(j.periodOf[c.Day])
		f.collections[k].Defaulted += row.opening
		f.first = min(f.first, k)
	}
	if j.arrears == 0 || int(row.period) >= n {
		return
	}
	for k := int(row.period); k < n; k++ {
		to := int32(f.collections[k].To.Sub(j.cutOff))
		if to >= c.Day {
			break
		}
		f.collections[k].Overdue[ageOf(to-row.day)] += row.opening
	}
}

// stopRows takes away what a contract pays from a row on.
func (j *joint) stopRows(f *future, b *baseline, contract int32, row *laneRow) {
	if int(row.period) >= len(f.collections) {
		return
	}
	row.rest.takeFrom(&f.collections[row.period])
	f.first = min(f.first, int(row.period))
	l := &b.contracts[contract]
	if l.isSimple {
		k := int(row.period) + 1
		gone := b.simple[l.part+row.period-l.period+1 : l.partEnd]
		less := f.less[k : k+len(gone)]
		for i := range gone {
			less[i].interest += gone[i].interest
			less[i].principal += gone[i].principal
		}
		return
	}
	for k, at := int(row.period)+1, int(l.part)+int(row.period-l.period)+1; at < int(l.partEnd); k, at = k+1, at+1 {
		b.parts[at].takeFrom(&f.collections[k])
	}
}

// ageOf is the place in an Ageing of a number of days overdue.
func ageOf(days int32) int {
	switch {
	case days > 90:
		return 3
	case days > 60:
		return 2
	case days > 30:
		return 1
	}
	return 0
}

// finish works out the balances from the first payment that differs.
func (j *joint) finish(f *future) {
	if f.first == len(f.collections) {
		return
	}
	balance := f.collections[f.first].Opening
	for k := f.first; k < len(f.collections); k++ {
		c, less := &f.collections[k], &f.less[k]
		c.Interest -= less.interest
		c.Principal -= less.principal
		c.Opening = balance
		balance -= c.Principal + c.Dilution + c.Defaulted
		c.Closing = balance
	}
}
