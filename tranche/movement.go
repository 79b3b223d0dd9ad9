package tranche

import "github.com/ipabs/ipabs/money"

// node is one end of a movement of cash.
type node struct {
	kind  nodeKind
	index int16
	sub   int16 // promisor within a support
}

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

func accountNode(i int) node { return node{kind: nodeAccount, index: int16(i)} }

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
	from, to node
	kind     moveKind
	step     int16 // of the waterfalls, or −1
	amount   money.Amount
}

// move takes cash from one node to another and writes it down. Cash outside the deal has no balance.
func (r *Runner) move(from, to node, kind moveKind, amount money.Amount) {
	if amount == 0 {
		return
	}
	if from.kind == nodeAccount {
		r.cash[from.index] -= amount
	}
	if to.kind == nodeAccount {
		r.cash[to.index] += amount
	}
	r.movements = append(r.movements, movement{from: from, to: to, kind: kind, step: int16(r.step), amount: amount})
}

func (d *Deal) nodeName(n node) string {
	switch n.kind {
	case nodeAccount:
		return d.accounts[n.index].name
	case nodeTranche:
		return d.tranches[n.index].name
	case nodeFee:
		return d.fees[n.index].name
	case nodePromisor:
		return d.supports[n.index].promisors[n.sub].name
	case nodeSwap:
		return d.parties[d.swaps[n.index].party].name
	case nodeOriginator:
		return Originator
	case nodeCaller:
		return d.calls[n.index].by
	case nodeInvestors:
		return Investors
	case nodeBank:
		return "bank"
	case nodeLessee:
		return d.deposits.lessees[n.index]
	case nodeSeller:
		return d.revolving.offers[n.index].id
	}
	return Pool
}
