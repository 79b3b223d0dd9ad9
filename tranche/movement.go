package tranche

import "github.com/ipabs/ipabs/money"

// node is one end of a movement of cash, in one word: its kind, its place among those of the kind, and the
// promisor within a support.
type node uint32

func nodeOf(kind nodeKind, index int) node { return node(kind)<<24 | node(index)<<8 }

func promisorNode(support, promisor int) node { return nodeOf(nodePromisor, support) | node(promisor) }

func (n node) kind() nodeKind { return nodeKind(n >> 24) }
func (n node) index() int     { return int(n >> 8 & 0xffff) }
func (n node) sub() int       { return int(n & 0xff) }

type nodeKind uint8

const (
	nodeAccount nodeKind = iota
	nodePool
	nodeTranche
	nodeFee
	nodePromisor
	nodeSwap
	nodeOriginator
	nodeCaller // who exercises a call
	nodeInvestors
	nodeBank   // that pays the yield of an account
	nodeLessee // that has paid a deposit
	nodeSeller // of claims that are bought
)

func accountNode(i int) node { return nodeOf(nodeAccount, i) }

type moveKind uint8

const (
	moveInterestCollected moveKind = iota
	movePrincipalCollected
	moveOtherCollected
	moveRecovered
	moveRepurchased
	moveEarned
	moveDepositIn
	moveDepositUsed
	moveDepositOut
	moveIssue
	moveFunding
	movePurchasePrice
	moveFee
	moveInterest
	movePrincipal
	movePut
	moveYield
	moveResidual
	moveReserveDraw
	moveReserveFill
	moveReserveRelease
	moveTransfer
	moveSupportCall
	moveReimbursement
	moveSupportInterest
	moveSwapIn
	moveSwapOut
	moveCallPrice
	movePurchase
	moveKinds
)

// moveWords are the word of each kind in documents and what it says to a reader.
var moveWords = [moveKinds]struct{ word, memo string }{
	moveInterestCollected:  {"interest_collected", "interest, rent or fee part of collections"},
	movePrincipalCollected: {"principal_collected", "principal part of collections"},
	moveOtherCollected:     {"other_collected", "other collections"},
	moveRecovered:          {"recovery_collected", "recovered on defaulted claims"},
	moveRepurchased:        {"repurchase", "ineligible claims taken back by the originator"},
	moveEarned:             {"investment_income", "yield of permitted investments"},
	moveDepositIn:          {"deposit_handed_over", "deposit of a lessee handed over to the plan"},
	moveDepositUsed:        {"deposit_used", "rent settled out of a deposit"},
	moveDepositOut:         {"deposit_returned", "deposit paid back to a lessee"},
	moveIssue:              {"issue", "proceeds of the issue"},
	moveFunding:            {"funding", "account funded out of the proceeds"},
	movePurchasePrice:      {"purchase_price", "paid to the originator"},
	moveFee:                {"fee", "fee or tax"},
	moveInterest:           {"interest", "interest due"},
	movePrincipal:          {"principal", "principal"},
	movePut:                {"put", "principal put back by its holders"},
	moveYield:              {"interim_yield", "interim yield within its cap"},
	moveResidual:           {"residual", "residual yield"},
	moveReserveDraw:        {"reserve_draw", "reserve covers a shortfall"},
	moveReserveFill:        {"reserve_fill", "reserve filled towards its target"},
	moveReserveRelease:     {"reserve_release", "reserve above its target released"},
	moveTransfer:           {"transfer", "from one account to another"},
	moveSupportCall:        {"support_call", "promisor pays a shortfall"},
	moveReimbursement:      {"reimbursement", "promisor paid back"},
	moveSupportInterest:    {"support_interest", "interest on what a promisor has paid"},
	moveSwapIn:             {"swap_received", "counterparty pays the difference of the legs"},
	moveSwapOut:            {"swap_paid", "counterparty is paid the difference of the legs"},
	moveCallPrice:          {"call_price", "price of a call"},
	movePurchase:           {"purchase", "further claims bought"},
}

type movement struct {
	amount   money.Amount
	from, to node
	step     int16 // of the waterfalls, or −1
	kind     moveKind
}

// move takes cash from one node to another and writes it down: in the list of movements, or, in a run
// without a record, in the totals of each account alone. Cash outside the deal has no balance.
func (r *Runner) move(from, to node, kind moveKind, amount money.Amount) {
	if amount != 0 {
		r.moved(from, to, kind, amount)
	}
}

func (r *Runner) moved(from, to node, kind moveKind, amount money.Amount) {
	if from.kind() == nodeAccount {
		r.account[from.index()].cash -= amount
	}
	if to.kind() == nodeAccount {
		r.account[to.index()].cash += amount
	}
	if r.listed() {
		r.list(from, to, kind, amount)
		return
	}
	r.total(from, to, amount)
}

// listed reports whether movements are listed one by one.
func (r *Runner) listed() bool { return r.record || r.k < 0 }

func (r *Runner) list(from, to node, kind moveKind, amount money.Amount) {
	r.movements = append(r.movements, movement{amount, from, to, int16(r.step), kind})
}

// takeIn is move from outside the deal into an account.
func (r *Runner) takeIn(from node, account int, kind moveKind, amount money.Amount) {
	if amount == 0 {
		return
	}
	r.account[account].cash += amount
	if r.listed() {
		r.list(from, accountNode(account), kind, amount)
		return
	}
	r.account[account].now.receipts += amount
	r.in += amount
}

// shift is move from one account to another.
func (r *Runner) shift(from, to int, kind moveKind, amount money.Amount) {
	if amount == 0 {
		return
	}
	a, b := &r.account[from], &r.account[to]
	a.cash -= amount
	b.cash += amount
	if r.listed() {
		r.list(accountNode(from), accountNode(to), kind, amount)
		return
	}
	a.now.payments += amount
	b.now.receipts += amount
}

// payOut is move of several amounts out of an account to payees outside the deal of one kind.
func (r *Runner) payOut(account int, to nodeKind, payees []int, kind moveKind, amounts []money.Amount, total money.Amount) {
	r.account[account].cash -= total
	if r.listed() {
		for j, amount := range amounts {
			if amount != 0 {
				r.list(accountNode(account), nodeOf(to, payees[j]), kind, amount)
			}
		}
		return
	}
	r.account[account].now.payments += total
	r.out += total
}

// total adds a movement to the statements of the accounts and of the deal.
func (r *Runner) total(from, to node, amount money.Amount) {
	if from.kind() == nodeAccount {
		r.account[from.index()].now.payments += amount
	} else {
		r.in += amount
	}
	if to.kind() == nodeAccount {
		r.account[to.index()].now.receipts += amount
	} else {
		r.out += amount
	}
}

func (d *Deal) nodeName(n node) string {
	switch n.kind() {
	case nodeAccount:
		return d.accounts[n.index()].name
	case nodeTranche:
		return d.tranches[n.index()].name
	case nodeFee:
		return d.fees[n.index()].name
	case nodePromisor:
		return d.supports[n.index()].promisors[n.sub()].name
	case nodeSwap:
		return d.parties[d.swaps[n.index()].party].name
	case nodeOriginator:
		return Originator
	case nodeCaller:
		return d.calls[n.index()].by
	case nodeInvestors:
		return Investors
	case nodeBank:
		return "bank"
	case nodeLessee:
		return d.deposits.lessees[n.index()]
	case nodeSeller:
		return d.revolving.offers[n.index()].id
	}
	return Pool
}
