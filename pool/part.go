package pool

import (
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Part gives the pool in which of every contract the amount taken is left (按份额入池): nothing for 0, the
// contract as it is for its principal, and in between the share taken/principal of everything that is owed
// under it. taken is outstanding principal in minor units, one for each contract in order.
//
// Every amount of a divided contract is amount × taken / principal, rounded once, half-even; the rows of
// an irregular table are the split of their rounded sum, so that principal goes on summing to the balance.
// That holds for balances, original amount, instalments, deposits, fees, limits of guarantees and
// royalties, of which the rate on sales is divided. Ratios, dates and the total that a guarantor guarantees
// (Party.GuaranteeLimit) stay. What is not taken stays with its holder and is a claim of its own on the
// rights, of the same rank (see Contract.Retained and Claims); and as the contract is not transferred whole,
// Facts.Whole is false (整笔转让).
//
// Amounts below 0 or above the principal, and a list of another length, are faults.
func (p *Pool) Part(taken []money.Amount) (*Pool, error) {
	var list faults.List
	if len(taken) != len(p.contracts) {
		list.Add("taken", faults.Inconsistent, len(taken), "an amount for each contract of the pool")
		return nil, list.Err()
	}
	sub := &Pool{asOf: p.asOf, currency: p.currency, parties: p.parties, rights: p.rights}
	for i, c := range p.contracts {
		switch a := taken[i]; {
		case a < 0 || a > c.Principal:
			list.Add(faults.Index("taken", i), faults.OutOfRange, a.Format(p.currency), "an amount from 0 to the principal of "+c.ID+", "+c.Principal.Format(p.currency))
			continue
		case a == 0:
			continue
		case a < c.Principal:
			c = c.part(a)
		}
		sub.contracts = append(sub.contracts, c)
		sub.principal += c.Principal
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return sub, nil
}

// Retained is the outstanding principal of the claim that is not in the pool, of a contract of which Part
// has taken a share; 0 for every other.
func (c Contract) Retained() money.Amount {
	if c.rest == nil {
		return 0
	}
	return c.rest.retained
}

// portioner divides the amounts of one contract.
type portioner struct{ taken, whole money.Amount }

// of is the part of an amount.
func (s portioner) of(a money.Amount) money.Amount {
	v, err := money.MulDiv(int64(a), int64(s.taken), int64(s.whole))
	if err != nil { // a part of an amount fits, and the whole is not 0
		panic("pool: " + err.Error())
	}
	return money.Amount(v)
}

func (s portioner) opt(a Opt[money.Amount]) Opt[money.Amount] {
	if v, known := a.Get(); known {
		return Known(s.of(v))
	}
	return a
}

// instalments divides a plan. The sum of a table fits: Resolve has bounded it.
func (s portioner) instalments(p Instalments) Instalments {
	p.Balloon = s.opt(p.Balloon)
	if step, known := p.Step.Get(); known {
		step.Add = s.of(step.Add)
		p.Step = Known(step)
	}
	var sum money.Amount
	weights := make([]money.Amount, len(p.table))
	for i, row := range p.table {
		weights[i] = row.Amount
		sum += row.Amount
	}
	if sum > 0 {
		p.table = slices.Clone(p.table)
		for i, a := range split(s.of(sum), weights) {
			p.table[i].Amount = a
		}
	}
	return p
}

func (s portioner) terms(t Terms) Terms {
	switch t := t.(type) {
	case Lease:
		t.Rent = s.instalments(t.Rent)
		t.Deposit, t.HandlingFee, t.PurchasePrice = s.opt(t.Deposit), s.opt(t.HandlingFee), s.opt(t.PurchasePrice)
		return t
	case Receivable:
		t.Face, t.Advance, t.Dilution = s.opt(t.Face), s.opt(t.Advance), s.opt(t.Dilution)
		return t
	case Microloan:
		t.Repayment = s.instalments(t.Repayment)
		return t
	case Sublicense:
		t.Fees, t.UpfrontFee = s.instalments(t.Fees), s.opt(t.UpfrontFee)
		if y, known := t.Royalty.Get(); known {
			y.Share = money.Rate(s.of(money.Amount(y.Share)))
			y.MinimumGuarantee, y.Cap = s.of(y.MinimumGuarantee), s.opt(y.Cap)
			t.Royalty = Known(y)
		}
		return t
	}
	return t // the interface is sealed
}

// part is the contract with so much of its principal.
func (c *Contract) part(taken money.Amount) *Contract {
	s := portioner{taken, c.Principal}
	x := *c
	x.Principal = taken
	x.StatedPrincipal = s.of(c.StatedPrincipal)
	x.ReceivableBalance, x.OriginalAmount = s.opt(c.ReceivableBalance), s.opt(c.OriginalAmount)
	x.Facts.Whole = Known(false)
	x.Terms = s.terms(c.Terms)
	rest := contractRest{guarantors: c.guarantors(), tags: c.tags(), retained: c.Retained() + c.Principal - taken}
	for _, g := range c.guarantees() {
		g.Limit = s.opt(g.Limit)
		rest.guarantees = append(rest.guarantees, g)
	}
	x.rest = &rest
	return &x
}
