package tranche

import (
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// warnOfDeposits tells where the collections settle rents out of a deposit that the document does not have,
// or out of more than it holds.
func (r *Runner) warnOfDeposits(add func(format string, args ...any)) {
	d := r.deal.deposits
	if d == nil {
		return
	}
	used := make([]money.Amount, len(d.lessees))
	unknown := map[string]money.Amount{}
	var order []cashflow.DepositUse
	for k := range r.collected {
		for _, u := range r.collected[k].Deposits {
			if i, ok := d.lessee(u); ok {
				used[i] += u.Used
				continue
			}
			if _, seen := unknown[u.Lessee]; !seen {
				order = append(order, u)
			}
			unknown[u.Lessee] += u.Used
		}
	}
	for _, u := range order {
		name := u.Lessee
		if u.Name != "" && u.Name != u.Lessee {
			name += " (" + u.Name + ")"
		}
		add("the collections settle %s out of the deposit of %s, which the document does not have: nothing is taken from the deposits of others", unknown[u.Lessee].FormatGrouped(r.deal.currency), name)
	}
	for i, name := range d.lessees {
		if used[i] > d.amounts[i] {
			add("the collections settle %s out of the deposit of %s, which is %s", used[i].FormatGrouped(r.deal.currency), name, d.amounts[i].FormatGrouped(r.deal.currency))
		}
	}
}
