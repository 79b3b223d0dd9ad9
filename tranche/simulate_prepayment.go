package tranche

import (
	"math"
	"sort"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// prepayer is a resolved PrepaymentDraw.
type prepayer struct {
	contracts []int32
	hazard    float64 // a day
	lockout   int
	penalty   money.Rate
	sigma     float64
	depends   dependence
}

func (x *draws) resolvePrepayment(s *Draws, m *credit.Model, bad func(string, ...any)) {
	holds := make([]int, m.NumContracts())
	for j, e := range s.Prepayment {
		in, err := e.AppliesTo.Select(m.Pool())
		if err != nil {
			bad("prepayment %d: %v", j+1, err)
		}
		if !(e.CPR >= 0 && e.CPR < 1 && e.Volatility >= 0 && e.Volatility <= mostVolatility) || e.LockoutMonths < 0 || e.LockoutMonths > maxLag || e.Penalty < 0 || e.Penalty > money.One {
			bad("prepayment %d: CPR %v, volatility %v, lockout %d, penalty %s; expected a CPR of 0 or more and below 1, a volatility between 0 and %v, months of 0 or more and a share between 0 and 1",
				j+1, e.CPR, e.Volatility, e.LockoutMonths, e.Penalty, mostVolatility)
		}
		on, err := e.DependsOn.resolve(m)
		if err != nil {
			bad("prepayment %d: %v", j+1, err)
		}
		x.prepayment = append(x.prepayment, prepayer{hazard: -math.Log1p(-e.CPR) / 365, lockout: e.LockoutMonths, penalty: e.Penalty, sigma: e.Volatility, depends: on})
		for _, i := range in {
			holds[i] = j + 1
		}
	}
	for i, j := range holds {
		if j > 0 {
			x.prepayment[j-1].contracts = append(x.prepayment[j-1].contracts, int32(i))
		}
	}
}

// mostVolatility bounds σ: e^(5·Z) is beyond any use.
const mostVolatility = 5.0

// prepayLine is the contracts of an entry of the draws in a world, end to end on a line of cumulative hazard:
// contract i can prepay between day from[i] and the day at which its stretch ends, at upTo[i] on the line.
type prepayLine struct {
	contracts []int32
	from      []float64
	upTo      []float64
}

// layPrepayments lays out the lines of a world. A contract can prepay from the cut-off date, or the last
// payment of its lockout, until the last payment that leaves something outstanding.
func (b *baseline) layPrepayments(x *draws, p *pool.Pool) {
	for j := range x.prepayment {
		e, line := &x.prepayment[j], prepayLine{}
		at := 0.0
		for _, i := range e.contracts {
			l := &b.contracts[i]
			rows := b.rows[l.row:l.rowEnd]
			free := int32(0)
			if e.lockout > 0 {
				free = int32(p.Contract(int(i)).Start.AddMonths(e.lockout).Sub(p.AsOf()))
			}
			from, until := int32(0), int32(0)
			for k := range len(rows) - 1 {
				switch {
				case rows[k].day < free:
					from = rows[k].day
				case rows[k+1].opening > 0:
					until = rows[k].day
				}
			}
			if until <= from || e.hazard == 0 {
				continue
			}
			at += e.hazard * float64(until-from)
			line.contracts, line.from, line.upTo = append(line.contracts, i), append(line.from, float64(from)), append(line.upTo, at)
		}
		b.prepay = append(b.prepay, line)
	}
}

// prepaid is a contract that prepays on a path: after its row, counted in the rows of all contracts.
type prepaid struct {
	contract, row int32
	entry         int32
	off           bool // something else came first
}

// drawPrepayments finds the contracts that prepay on a path unless they default first: the first points of
// a Poisson process on each contract's stretch of the line.
func (w *walker) drawPrepayments(path uint64) {
	s, f := w.s, w.future
	if len(s.draws.prepayment) == 0 {
		return
	}
	b := s.joint.worlds[f.world]
	stream := random.NewStream(s.settings.Seed, path, streamPrepayment)
	for j := range s.draws.prepayment {
		e, line := &s.draws.prepayment[j], &b.prepay[j]
		fast := 1.0
		if e.sigma > 0 {
			fast = lognormal(e.sigma, e.depends.normal(w.drawer, stream.Normal()))
		}
		before, at := 0.0, 0
		for pos := s.draws.exponential.Draw(&stream) / fast; at < len(line.upTo) && pos < line.upTo[len(line.upTo)-1]; pos = before + s.draws.exponential.Draw(&stream)/fast {
			at += sort.SearchFloat64s(line.upTo[at:], pos)
			if at > 0 {
				before = line.upTo[at-1]
			} else {
				before = 0
			}
			i := line.contracts[at]
			day := line.from[at] + (pos-before)/e.hazard
			l := &b.contracts[i]
			row := l.row + int32(sort.Search(int(l.rowEnd-l.row-1), func(k int) bool { return float64(b.rows[int(l.row)+k].day) >= day }))
			f.prepay(i, row, int32(j))
			before = line.upTo[at]
			at++
		}
	}
}

// prepay notes that a contract prepays after a row.
func (f *future) prepay(contract, row, entry int32) {
	f.prepaidAt[contract] = int32(len(f.prepaid)) + 1
	f.prepaid = append(f.prepaid, prepaid{contract: contract, row: row, entry: entry})
}

// prepaysBefore reports whether a contract has prepaid by the time of a row at which it stops paying, and takes
// the prepayment back if it has not.
func (f *future) prepaysBefore(contract, row int32) bool {
	if len(f.prepaid) == 0 || f.prepaidAt[contract] == 0 {
		return false
	}
	x := &f.prepaid[f.prepaidAt[contract]-1]
	if x.row < row {
		return true
	}
	x.off = true
	return false
}

// settlePrepayments lets the contracts prepay that have not defaulted before.
func (j *joint) settlePrepayments(f *future, x *draws) error {
	b := j.worlds[f.world]
	for k := range f.prepaid {
		e := &f.prepaid[k]
		row, next := &b.rows[e.row], &b.rows[e.row+1]
		if e.off || int(row.period) >= len(f.collections) {
			continue
		}
		j.stopRows(f, b, e.contract, next)
		c := &f.collections[row.period]
		c.Principal += next.opening
		c.Prepayment += next.opening
		if e.entry >= 0 && x.prepayment[e.entry].penalty > 0 {
			penalty, err := next.opening.MulRate(x.prepayment[e.entry].penalty)
			if err != nil {
				return err
			}
			c.Other += penalty
		}
		f.first = min(f.first, int(row.period))
	}
	return nil
}

// lastRow is the row after which a contract has prepaid on the path, the last of all if it does not.
func (f *future) lastRow(contract int32) int32 {
	if len(f.prepaid) == 0 || f.prepaidAt[contract] == 0 || f.prepaid[f.prepaidAt[contract]-1].off {
		return math.MaxInt32
	}
	return f.prepaid[f.prepaidAt[contract]-1].row
}
