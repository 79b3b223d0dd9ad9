package cashflow

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// contractsPerCheck is how many contracts are projected between two looks at the context.
const contractsPerCheck = 256

// Contractual projects every contract of the pool as its terms say, from the cut-off date on. Cash
// dated on or before the cut-off date does not belong to the pool and has no row.
//
// The rules of each kind and form stand at Schedule. The result does not depend on the order of the
// contracts except in the order of its own rows.
//
// Errors: *faults.Error for settings that make no sense, all of them at once; *ContractErrors for
// contracts that cannot be projected, in the order of the pool; ErrTooManyRows;
// money.ErrOverflow when the pool's cash does not fit an amount; the cause of the context when it
// ends, and then there is no result.
func Contractual(ctx context.Context, p *pool.Pool, s Settings) (*Flows, error) {
	s, err := s.resolve()
	if err != nil {
		return nil, err
	}
	b, err := newBuilder(p, s)
	if err != nil {
		return nil, err
	}
	if err := b.reserve(); err != nil {
		return nil, err
	}
	f := &Flows{
		pool: p, accrues: make([]calendar.Date, 0, p.Len()),
		asOf: p.AsOf(), currency: p.Currency(), principal: p.Principal(), settings: s,
		first: make([]int, 1, p.Len()+1), rates: make([]pool.Opt[money.Rate], 0, p.Len()),
	}
	var failed ContractErrors
	var all money.Amount
	for i := range p.Len() {
		if i%contractsPerCheck == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("cashflow: stopped at contract %d of %d: %w", i, p.Len(), context.Cause(ctx))
		}
		paid, err := b.contract(i)
		if err != nil {
			failed.add(&ContractError{Contract: i, ContractID: b.id, Err: err})
			continue
		}
		if all, err = all.Add(paid); err != nil {
			return nil, fmt.Errorf("cashflow: the cash of the first %d contracts does not fit an amount: %w", i+1, err)
		}
		f.first = append(f.first, len(b.rows))
		f.rates = append(f.rates, b.rate)
		f.accrues = append(f.accrues, b.accrues)
	}
	if len(failed.Errors) > 0 {
		return nil, &failed
	}
	b.unusedCurves()
	f.rows, f.assumptions, f.notes = b.rows, b.assumptions, b.notes
	for i := range f.rows {
		f.totals.add(&f.rows[i])
		f.last = max(f.last, f.rows[i].Date)
	}
	return f, nil
}

// ContractSchedule is the projection of one contract. The slices are the caller's own.
type ContractSchedule struct {
	Rows        []Row
	Assumptions []Assumption
	Notes       []Note
	// Rate is the yearly rate of the first row: stated, implied by the payments, or the fall-back. It
	// is unknown for a receivable.
	Rate pool.Opt[money.Rate]
}

// Schedule projects the i-th contract of the pool. Its rows are those that Contractual gives.
//
// Payment dates are counted back from the maturity by the frequency. The first interest runs from
// the regular date on or before the cut-off date, but not from before the start; a contract that
// starts after the cut-off date accrues from its start. Rents in advance (先付) fall on the beginning
// of each period, with the interest since the rent before; interest in advance (interest_first) is
// that of the period it begins.
//
//   - level: payment = balance / Σ_k Π_{j≤k} 1/(1 + r·f_j), rounded once; the last row pays the rest.
//   - even_principal: equal principal (largest remainder); interest on top.
//   - level or even_principal with a time of grace, a balloon or steps: see shaped; a stated receivable
//     balance does not fix their payments and is compared.
//   - interest_first: interest on each date, principal at maturity.
//   - bullet: one row at maturity with simple interest from the start, or, when the start is unknown,
//     from the cut-off date.
//   - irregular, payments: the table's own rate is solved, so that the payments repay the balance to
//     exactly zero; the stated rate is compared (NoteRate).
//   - irregular, principal: interest at the contract's rate on top.
//
// A payment that does not cover the interest pays interest alone; the rest of it bears interest at the same rate
// and is paid first out of the next payments. Interest of the first row of a table runs from one frequency before
// its date, but not after the cut-off date; from the cut-off date where no frequency is stated; and never from
// before the start, which also goes first where it is after the cut-off date.
//
// A receivable has one row on its due date: balance − dilution is paid, dilution is not; what its
// receivable balance states beyond the balance is the factor's fee (保理费) and paid as interest; its stated
// rate is the factor's discount and bears nothing. A sub-licence that states a receivable balance
// pays exactly that in fees, and the rate that this implies splits them. A lease or loan that states
// no rate takes it from the receivable balance in the same way. Handling fee, purchase price and
// minimum guarantee stand in Other. A floating rate follows its curve: see Settings.Curves.
//
// Errors: *faults.Error for the settings, *ContractError for the contract. It panics when there is
// no i-th contract.
func Schedule(p *pool.Pool, i int, s Settings) (ContractSchedule, error) {
	s, err := s.resolve()
	if err != nil {
		return ContractSchedule{}, err
	}
	b, err := newBuilder(p, s)
	if err != nil {
		return ContractSchedule{}, err
	}
	if _, err := b.contract(i); err != nil {
		return ContractSchedule{}, &ContractError{Contract: i, ContractID: b.id, Err: err}
	}
	return ContractSchedule{Rows: b.rows, Assumptions: b.assumptions, Notes: b.notes, Rate: b.rate}, nil
}

// builder projects contracts one after another into one slice of rows.
type builder struct {
	pool     *pool.Pool
	settings Settings
	used     map[string]bool // curves that a contract floats on

	rows        []Row
	assumptions []Assumption
	notes       []Note

	// Of the contract at hand.
	index                  int
	id                     string
	current                pool.Contract
	rate                   pool.Opt[money.Rate]
	accrues                calendar.Date // from which the interest of the first row runs; unset where it is paid in advance
	carryNoted, floorNoted bool

	// Scratch: entry k belongs to payment date k of the contract at hand.
	dates     []calendar.Date
	spans     []span
	fractions []calendar.Fraction
	rates     []money.Rate
	amounts   []money.Amount
}

func newBuilder(p *pool.Pool, s Settings) (*builder, error) {
	if p == nil {
		var list faults.List
		list.Add("pool", faults.Missing, nil, "a pool")
		return nil, list.Err()
	}
	return &builder{pool: p, settings: s, used: map[string]bool{}}, nil
}

// reserve makes room for the rows of all contracts at once.
func (b *builder) reserve() error {
	n := 0
	for _, c := range b.pool.Contracts() {
		n += b.mostRows(&c)
		if n > MaxRows {
			return fmt.Errorf("%w: more than %d", ErrTooManyRows, MaxRows)
		}
	}
	b.rows = make([]Row, 0, n)
	return nil
}

// mostRows gives the number of rows of a contract, or up to two more.
func (b *builder) mostRows(c *pool.Contract) int {
	in, ok := c.Instalments()
	if !ok {
		return 1
	}
	n, extra := 1, 0
	if l, ok := c.Terms.(pool.Lease); ok && l.HandlingFee.IsKnown() {
		extra++
	}
	switch form := b.form(c.Kind(), in); form {
	case pool.Irregular:
		n = len(in.Table())
	case pool.Bullet:
	default:
		g := grid{maturity: c.Maturity, frequency: b.frequency(c.Kind(), in)}
		n = g.after(max(b.pool.AsOf(), c.Start))
		if in.Timing == pool.Advance {
			extra++
		}
	}
	return n + extra
}

// contract appends the rows of the i-th contract and returns the sum of all their parts.
func (b *builder) contract(i int) (money.Amount, error) {
	b.current = b.pool.Contract(i) // kept here, where pointers to it need no allocation
	c := &b.current
	b.index, b.id, b.rate, b.accrues, b.carryNoted, b.floorNoted = i, c.ID, pool.Opt[money.Rate]{}, 0, false, false
	first := len(b.rows)
	var err error
	switch t := c.Terms.(type) {
	case pool.Lease:
		err = b.lease(c, &t)
	case pool.Receivable:
		b.receivable(c, &t)
	case pool.Microloan:
		err = b.microloan(c, &t)
	case pool.Sublicense:
		err = b.sublicense(c, &t)
	default:
		panic("cashflow: contract of an unknown kind")
	}
	if err != nil {
		b.rows = b.rows[:first]
		return 0, err
	}
	return settle(b.rows[first:], c.Principal)
}

// settle fills in what follows from the parts of each row: balances and payment. It returns the sum
// of all parts, which bounds every sum over some of them, and refuses rows that do not repay the
// principal exactly or whose sum does not fit an amount.
func settle(rows []Row, balance money.Amount) (money.Amount, error) {
	// A sign bit stays set in parts once a part or a balance is negative, in sums once a sum of parts
	// has wrapped.
	var sum, sums, parts money.Amount
	for k := range rows {
		r := &rows[k]
		r.Opening = balance
		r.Payment = r.Interest + r.Principal
		sums |= r.Payment
		r.Payment += r.Other
		balance -= r.Principal
		balance -= r.Dilution
		r.Closing = balance
		parts |= r.Interest | r.Principal | r.Other | r.Dilution | balance
		sum += r.Payment
		sums |= r.Payment | sum
		sum += r.Dilution
		sums |= sum
	}
	switch {
	case parts < 0 || balance != 0:
		return 0, fmt.Errorf("%w: %d minor units are left", ErrConservation, balance)
	case sums < 0:
		return 0, fmt.Errorf("%w: the payments of the contract", money.ErrOverflow)
	}
	return sum, nil
}

func (b *builder) assume(what, taken string) {
	b.assumptions = append(b.assumptions, Assumption{Contract: b.index, ContractID: b.id, What: what, Taken: taken})
}

// once reports true the first time that it is asked about a flag.
func (b *builder) once(flag *bool) bool {
	first := !*flag
	*flag = true
	return first
}

func (b *builder) note(code, seen, taken, message string) {
	b.notes = append(b.notes, Note{Contract: b.index, ContractID: b.id, Code: code, Seen: seen, Taken: taken, Message: message})
}
