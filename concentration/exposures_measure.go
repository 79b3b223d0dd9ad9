package concentration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Key is what contracts are grouped by. The obligor of one deal is the lessee, of another the
// supplier's debtor or the licensee: the caller picks, and every result names the key.
type Key uint8

// The keys. Industry and region are those of the obligor unless the key says creditor.
const (
	Obligor          Key = iota // 债务人: lessee, core debtor, borrower or licensee
	Group                       // obligors with their affiliates as one (关联方合并)
	Creditor                    // 债权人: supplier, lessor or licensor
	Originator                  // 原始权益人
	Guarantor                   // 保证人
	Industry                    // section of GB/T 4754 (行业门类)
	IndustryDivision            // division of GB/T 4754 (行业大类)
	Region                      // province of GB/T 2260 (地区)
	CreditorIndustry            // section of the creditor's industry
	CreditorRegion              // province of the creditor
	RightClass                  // patent, copyright, trademark and so on
	RightType                   // invention, utility model, software and so on
	Rating                      // the text of the obligor's rating
	Kind                        // lease, receivable, microloan, sublicense
	Maturity                    // year of maturity
	Contract                    // every contract by itself (单笔资产)
	CreditorGroup               // creditors with their affiliates as one
	MaturityBand                // band of the remaining term, see Inputs.BandMonths (剩余期限分布)
)

var keyNames = []string{"obligor", "group", "creditor", "originator", "guarantor", "industry", "industry_division", "region",
	"creditor_industry", "creditor_region", "ip_type", "ip_subtype", "rating", "kind", "maturity_year",
	"contract", "creditor_group", "maturity_band"}

// mergesAffiliates reports whether parties that are related count as one under the key.
func (k Key) mergesAffiliates() bool { return k == Group || k == CreditorGroup }

// Keys lists all keys in order.
func Keys() []Key {
	keys := make([]Key, len(keyNames))
	for i := range keys {
		keys[i] = Key(i)
	}
	return keys
}

// Basis is the amount that contracts are measured by.
type Basis uint8

// The bases.
const (
	OutstandingPrincipal Basis = iota // 未偿本金余额
	ReceivableBalance                 // 应收余额: what a contract states as still to be paid in all, or else its principal
	FutureCashFlow                    // 未来现金流: what the caller expects a contract to pay, see CashFlow
)

var basisNames = []string{"outstanding_principal", "receivable_balance", "future_cash_flow"}

// Weight is what the amounts of contracts are multiplied by before they are added up.
type Weight uint8

// The weights.
const (
	ByAmount       Weight = iota // 1: the amount itself
	ByExpectedLoss               // PD × LGD of the contract (预期损失), see Inputs.LossRates
)

var weightNames = []string{"amount", "expected_loss"}

// String gives the name used in documents.
func (w Weight) String() string { return word(weightNames, uint8(w)) }

// MarshalText writes the name used in documents.
func (w Weight) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads the name.
func (w *Weight) UnmarshalText(text []byte) error { return parseWord(w, "weight", weightNames, text) }

// Allocation is the rule by which a contract with several obligors is divided among them
// (共同债务人分摊).
type Allocation uint8

// The allocations.
const (
	Equal           Allocation = iota // the same for each
	StatedShares                      // as the contract states
	JointAndSeveral                   // the whole contract for each, so that shares sum to more than 1 (连带)
	FirstNamed                        // the whole contract for the one named first
)

var allocationNames = []string{"equal", "stated_shares", "joint_and_several", "first_named"}

// String gives the name used in documents.
func (k Key) String() string { return word(keyNames, uint8(k)) }

// String gives the name used in documents.
func (b Basis) String() string { return word(basisNames, uint8(b)) }

// String gives the name used in documents.
func (a Allocation) String() string { return word(allocationNames, uint8(a)) }

// MarshalText writes the name used in documents.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalText writes the name used in documents.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// MarshalText writes the name used in documents.
func (a Allocation) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the name.
func (k *Key) UnmarshalText(text []byte) error { return parseWord(k, "key", keyNames, text) }

// UnmarshalText reads the name.
func (b *Basis) UnmarshalText(text []byte) error { return parseWord(b, "basis", basisNames, text) }

// UnmarshalText reads the name.
func (a *Allocation) UnmarshalText(text []byte) error {
	return parseWord(a, "allocation", allocationNames, text)
}

func word(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("invalid(%d)", i)
}

func parseWord[E ~uint8](e *E, what string, names []string, text []byte) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		return fmt.Errorf("concentration: unknown %s %q; expected one of %s", what, text, strings.Join(names, ", "))
	}
	*e = E(i)
	return nil
}

func (b Basis) of(c pool.Contract) (money.Amount, error) {
	switch b {
	case OutstandingPrincipal:
		return c.Principal, nil
	case ReceivableBalance:
		return c.ReceivableBalance.Or(c.Principal), nil
	}
	return 0, fmt.Errorf("concentration: unknown basis %s", b)
}

// parties gives the parties that a contract is divided among, an empty list when the contract names
// none, and nil when the key is one of the contract itself.
func (k Key) parties(c pool.Contract) []pool.PartyIndex {
	single := func(i pool.PartyIndex) []pool.PartyIndex {
		if i == pool.NoParty {
			return []pool.PartyIndex{}
		}
		return []pool.PartyIndex{i}
	}
	switch k {
	case Creditor, CreditorIndustry, CreditorRegion, CreditorGroup:
		return single(c.Creditor)
	case Originator:
		return single(c.Originator)
	case Guarantor:
		return append([]pool.PartyIndex{}, c.Guarantors()...)
	case Obligor, Group, Industry, IndustryDivision, Region, Rating:
		list := make([]pool.PartyIndex, c.NumObligors())
		for i := range list {
			list[i] = c.Obligor(i).Party
		}
		return list
	}
	return nil
}

// bucket gives the bucket of one party of a contract, or of the contract itself.
func (k Key) bucket(p *pool.Pool, in Inputs, f *affiliation, c pool.Contract, i pool.PartyIndex) (key, label string) {
	party := p.Party(i)
	switch k {
	case Obligor, Creditor, Originator, Guarantor:
		return party.ID, party.Name
	case Group, CreditorGroup:
		return f.of(i)
	case Contract:
		return c.ID, c.ID
	case MaturityBand:
		band := in.band(p, c)
		return band, band
	case Industry, CreditorIndustry:
		_, en := party.Industry.SectionName()
		return orUnknown(party.Industry.Section(), en)
	case IndustryDivision:
		_, en := party.Industry.SectionName()
		return orUnknown(party.Industry.Division(), party.Industry.Division()+" in "+en)
	case Region, CreditorRegion:
		_, en := party.Province.Name()
		return orUnknown(party.Province.String(), en)
	case Rating:
		return orUnknown(party.Rating, party.Rating)
	case RightClass:
		return rightBucket(p, c, pool.RightType.Class)
	case RightType:
		return rightBucket(p, c, func(t pool.RightType) pool.RightType { return t })
	case Kind:
		return c.Kind().String(), c.Kind().String()
	case Maturity:
		year := fmt.Sprintf("%04d", c.Maturity.Year())
		return year, year
	}
	return Unknown, Unknown
}

func orUnknown(key, label string) (string, string) {
	if key == "" {
		return Unknown, Unknown
	}
	return key, label
}

func rightBucket(p *pool.Pool, c pool.Contract, of func(pool.RightType) pool.RightType) (key, label string) {
	var first pool.RightType
	for i := range c.NumRights() {
		t := of(p.Right(c.RightIndex(i)).Type)
		if i > 0 && t != first {
			return Mixed, Mixed
		}
		first = t
	}
	return orUnknown(first.String(), strings.ReplaceAll(first.String(), "_", " "))
}

// divide splits the amount of a contract among n parties.
func (m Measure) divide(c pool.Contract, amount money.Amount, n int) ([]money.Amount, error) {
	if n == 1 {
		return []money.Amount{amount}, nil
	}
	weights := make([]int64, n)
	switch m.Allocation {
	case JointAndSeveral:
		parts := make([]money.Amount, n)
		for i := range parts {
			parts[i] = amount
		}
		return parts, nil
	case FirstNamed:
		weights[0] = 1
	case StatedShares:
		if m.Key == Guarantor {
			return nil, fmt.Errorf("concentration: contract %s states no shares of its guarantors; measure them by another allocation", c.ID)
		}
		for i := range weights {
			share, ok := c.Obligor(i).Share.Get()
			if !ok {
				return nil, fmt.Errorf("concentration: contract %s has %d obligors and states no shares; measure it by another allocation", c.ID, n)
			}
			weights[i] = int64(share)
		}
	default:
		for i := range weights {
			weights[i] = 1
		}
	}
	return money.Allocate(amount, weights)
}
