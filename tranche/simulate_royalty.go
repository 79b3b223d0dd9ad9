package tranche

import (
	"fmt"
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/money"
)

// royalDraw is a resolved RoyaltyDraw.
type royalDraw struct {
	contracts []int32
	sigma     float64
	depends   dependence
	together  bool
}

func (x *draws) resolveRoyalty(s *Draws, m *credit.Model, bad func(string, ...any)) {
	holds := make([]int, m.NumContracts())
	for j, e := range s.Royalty {
		in, err := e.AppliesTo.Select(m.Pool())
		if err != nil {
			bad("royalty %d: %v", j+1, err)
		}
		if !(e.Volatility >= 0 && e.Volatility <= mostVolatility) {
			bad("royalty %d: volatility %v; expected a number between 0 and %v", j+1, e.Volatility, mostVolatility)
		}
		on, err := e.DependsOn.resolve(m)
		if err != nil {
			bad("royalty %d: %v", j+1, err)
		}
		x.royalty = append(x.royalty, royalDraw{sigma: e.Volatility, depends: on, together: e.Together})
		for _, i := range in {
			holds[i] = j + 1
		}
	}
	for i, j := range holds {
		if j > 0 {
			x.royalty[j-1].contracts = append(x.royalty[j-1].contracts, int32(i))
		}
	}
}

// royaltyRow is a fee date on which a royalty is owed.
type royaltyRow struct {
	fee    cashflow.RoyaltyFee
	as     money.Amount // what is owed without a multiplier
	row    int32        // of the contract, counted in the rows of all
	period int32
}

// layRoyalties lays out the royalties of a world, by contract.
func (b *baseline) layRoyalties(x *draws, f *cashflow.Performance, world string, asOf calendar.Date) error {
	if len(x.royalty) == 0 {
		return nil
	}
	b.royalties = make([][]royaltyRow, len(b.contracts))
	for _, e := range x.royalty {
		for _, i := range e.contracts {
			var fees []cashflow.RoyaltyFee
			if f != nil {
				fees = f.RoyaltyFees(int(i))
			}
			if len(fees) == 0 {
				return fmt.Errorf("%w: contract %d of the pool is to draw a royalty, of which world %q states no sales; expected a scenario with the path of its sales", ErrSimulation, i+1, world)
			}
			l := &b.contracts[i]
			rows := b.rows[l.row:l.rowEnd]
			for _, fee := range fees {
				day := int32(fee.Date.Sub(asOf))
				k := sort.Search(len(rows), func(k int) bool { return rows[k].day >= day })
				owed, err := fee.Owed(1)
				if err != nil {
					return err
				}
				if k == len(rows) || rows[k].day != day {
					if owed == 0 && fee.Fee == 0 {
						continue
					}
					return fmt.Errorf("%w: the royalty of contract %d on %s does not stand alone in world %q; expected no prepayment, set-off or extension of it in the scenario", ErrSimulation, i+1, fee.Date, world)
				}
				if rows[k].own < owed {
					return fmt.Errorf("%w: the royalty of contract %d on %s is not paid in full in world %q; expected no prepayment or extension of it in the scenario", ErrSimulation, i+1, fee.Date, world)
				}
				b.royalties[i] = append(b.royalties[i], royaltyRow{fee, owed, l.row + int32(k), rows[k].period})
			}
		}
	}
	return nil
}

// drawRoyalties multiplies royalties until their contracts stop paying.
func (w *walker) drawRoyalties(path uint64) error {
	s, f := w.s, w.future
	if len(s.draws.royalty) == 0 {
		return nil
	}
	b := s.joint.worlds[f.world]
	for i := range f.losses {
		f.stopped[f.losses[i].contract] = f.losses[i].row
	}
	stream := random.NewStream(s.settings.Seed, path, streamRoyalty)
	for j := range s.draws.royalty {
		e := &s.draws.royalty[j]
		own := 0.0
		if e.together {
			own = stream.Normal()
		}
		for _, i := range e.contracts {
			if !e.together {
				own = stream.Normal()
			}
			if e.sigma == 0 {
				continue
			}
			if err := s.joint.multiply(f, b, i, lognormal(e.sigma, e.depends.normal(w.drawer, own))); err != nil {
				return err
			}
		}
	}
	for i := range f.losses {
		f.stopped[f.losses[i].contract] = 0
	}
	return nil
}

// multiply lets the sales behind the royalties of a contract be so many times what its world says.
func (j *joint) multiply(f *future, b *baseline, contract int32, multiple float64) error {
	until := f.lastRow(contract)
	if at := f.stopped[contract]; at > 0 {
		until = min(until, at-2) // the row before the one at which it stops
	}
	for k := range b.royalties[contract] {
		x := &b.royalties[contract][k]
		if x.row > until || int(x.period) >= len(f.collections) {
			break
		}
		owed, err := x.fee.Owed(multiple)
		if err != nil {
			return err
		}
		if owed != x.as {
			f.collections[x.period].Other += owed - x.as
			f.first = min(f.first, int(x.period))
		}
	}
	return nil
}
