package cashflow

import (
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// DepositUse is what is settled out of the deposit (保证金) of one lessee, the first-named obligor of a lease.
type DepositUse struct {
	Lessee string // the id of the party
	Name   string
	Used   money.Amount
}

// depositUses adds up, by period and lessee, what rows settle out of deposits.
type depositUses struct {
	pool *pool.Pool
	used []map[pool.PartyIndex]money.Amount // by period
}

func newDepositUses(p *pool.Pool, periods int) depositUses {
	return depositUses{p, make([]map[pool.PartyIndex]money.Amount, periods)}
}

func (d depositUses) add(period, contract int, used money.Amount) {
	if used == 0 || period >= len(d.used) {
		return
	}
	if d.used[period] == nil {
		d.used[period] = map[pool.PartyIndex]money.Amount{}
	}
	d.used[period][d.pool.Contract(contract).Obligor(0).Party] += used
}

// fill writes the lessees of each period in the order of the pool's parties.
func (d depositUses) fill(list []Collection) {
	for k, used := range d.used {
		if used == nil {
			continue
		}
		parties := make([]pool.PartyIndex, 0, len(used))
		for i := range used {
			parties = append(parties, i)
		}
		slices.Sort(parties)
		for _, i := range parties {
			party := d.pool.Party(i)
			list[k].Deposits = append(list[k].Deposits, DepositUse{Lessee: party.ID, Name: party.Name, Used: used[i]})
		}
	}
}
