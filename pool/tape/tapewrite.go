package tape

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// WriteTape writes a specification as a tape, in the form of WriteTemplate: for one kind when all
// contracts are of one, with a column of kinds otherwise. What Read makes of it is spec again, and
// WriteTape makes sure of that: it reads the tape back before the first byte goes to w.
//
// Not part of a tape, and not compared, are the schema, the source of each contract (which becomes its
// place on the new tape) and the order of parties and rights (which becomes that in which contracts
// name them). A count of 0 rights means 1.
//
// What a tape cannot carry is a fault, of code faults.Unsupported and with its path, all at once in a
// *faults.Error; nothing is dropped in silence:
//
//   - parties and rights that no contract names, and rights named by a contract in another order than
//     once each
//   - identifiers, names, tags and other texts that a reader of spreadsheets takes for something else: a
//     dash or 无 for nothing said, 合计 for a total, several names for several firms, full-width
//     characters for ordinary ones (a party keeps them in its name, beside an identifier without)
//   - of rights, the dates of creation, publication and status, marks, pledges,
//     exclusive licences, data rights and whether a firm is the author; and a patent whose number says a
//     finer type than the specification does
//   - of guarantors, limits and ranks
//   - a receivable with terms of repayment, a floating rate on an index that is not named in the way of
//     LPR1Y, and such indices with other tenors than years
//   - of a sub-licence, exclusiveness and territory of the first licence, whether the loop is declared and
//     the fees unconditional, and a licence back that does not run from the start of the contract to its
//     maturity
//   - a royalty without a share of sales, a minimum and a cap
//   - more contracts than Limits.Rows allows by default
//
// A specification that does not resolve gives the error of pool.Spec.Resolve. Other errors are the cause
// of ctx and those of w. The same specification gives the same bytes.
func WriteTape(ctx context.Context, w io.Writer, spec pool.Spec) error {
	if _, err := spec.ResolveContext(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var out bytes.Buffer
	if err := tapeOf(spec).book().write(&out); err != nil {
		return err
	}
	result, err := Read(ctx, "tape.xlsx", bytes.NewReader(out.Bytes()), Options{FX: spec.FX, Limits: Limits{SpecContracts: len(spec.Contracts)}})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := compareSpecs(spec, result, err); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}

// tapeOf lays a specification out in rows.
func tapeOf(spec pool.Spec) *templateBook {
	t := &templateBook{currency: spec.Currency, asOf: spec.AsOf, kind: commonKind(spec.Contracts)}
	t.several = slices.ContainsFunc(spec.Contracts, func(c pool.ContractSpec) bool { return currencyOf(c, spec.Currency) != spec.Currency })
	parties := map[string]pool.PartySpec{}
	for _, p := range spec.Parties {
		parties[p.ID] = p
		if row := affiliateRow(p); len(row) > 1 {
			t.affiliates = append(t.affiliates, row.numbered(len(t.affiliates)))
		}
	}
	rights := map[string]pool.RightSpec{}
	for _, r := range spec.Rights {
		rights[r.ID] = r
	}
	for i, c := range spec.Contracts {
		t.contracts = append(t.contracts, t.contractRow(c, parties).numbered(i))
		for _, id := range c.Rights {
			t.rights = append(t.rights, rightRow(c.ID, rights[id]).numbered(len(t.rights)))
		}
		t.addTable(c)
	}
	return t
}

// currencyOf is what the amounts of a contract are in.
func currencyOf(c pool.ContractSpec, tape money.Currency) money.Currency {
	if c.Currency.IsZero() {
		return tape
	}
	return c.Currency
}

func specKind(c pool.ContractSpec) pool.Kind {
	switch {
	case c.Lease != nil:
		return pool.KindLease
	case c.Receivable != nil:
		return pool.KindReceivable
	case c.Microloan != nil:
		return pool.KindMicroloan
	}
	return pool.KindSublicense
}

// commonKind gives the kind of all contracts, KindUnknown when there are several.
func commonKind(list []pool.ContractSpec) pool.Kind {
	kind := specKind(list[0])
	for _, c := range list {
		if specKind(c) != kind {
			return pool.KindUnknown
		}
	}
	return kind
}

// The setters leave a cell out when there is nothing to say.

func (r tapeRow) words(f field, s string) {
	if s != "" {
		r[f] = tapeCell{text: s, look: cellText}
	}
}

func (r tapeRow) amount(f field, d *decimal.Decimal) {
	if d != nil {
		r[f] = numberCell(*d, lookOf(f))
	}
}

func (r tapeRow) day(f field, d calendar.Date) {
	if !d.IsZero() {
		r[f] = dateCell(d)
	}
}

func (r tapeRow) count(f field, n int) { r[f] = tapeCell{number: strconv.Itoa(n), look: cellNumber} }

func (r tapeRow) yesNo(f field, b *bool) {
	if b != nil {
		r.words(f, map[bool]string{true: "是", false: "否"}[*b])
	}
}

func (r tapeRow) numbered(n int) tapeRow {
	r[fSerial] = tapeCell{number: strconv.Itoa(n + 1), look: cellText}
	return r
}

func affiliateRow(p pool.PartySpec) tapeRow {
	r := tapeRow{}
	r.words(fParty, p.ID)
	r.words(fGroup, p.Group)
	r.words(fLegalName, p.Name)
	r.words(fIndustry, p.Industry.String())
	r.words(fRegion, provinceText(p.Province))
	r.words(fRating, p.Rating)
	r.amount(fPD, p.PD)
	r.standing(p.Standing)
	return r
}

func (r tapeRow) standing(s *pool.PartyStandingSpec) {
	if s == nil {
		return
	}
	for _, fact := range standingFacts {
		r.yesNo(fact.field, *fact.of(s))
	}
}

func provinceText(p pool.Province) string {
	zh, _ := p.Name()
	return zh
}

func rightRow(contract string, s pool.RightSpec) tapeRow {
	r := tapeRow{}
	r.words(fContractID, contract)
	r.words(fRightID, s.ID)
	r.words(fRightTitle, s.Title)
	r.words(fRightType, rightTypeTexts[s.Type])
	r.words(fRightNumber, s.Number)
	r.count(fRightCount, max(s.Count, 1))
	r.words(fRightOwner, s.Owner)
	r.day(fRightFiled, s.Filed)
	r.day(fRightRegistered, s.Registered)
	r.day(fRightExpiry, s.Expires)
	r.day(fRightAnnuity, s.AnnuityPaidUntil)
	r.words(fRightStatus, rightStatusTexts[s.Status])
	r.amount(fRightValue, s.Appraisal)
	r.day(fRightValueDate, s.AppraisalDate)
	r.words(fRightAppraiser, s.Appraiser)
	return r
}

func (t *templateBook) contractRow(c pool.ContractSpec, parties map[string]pool.PartySpec) tapeRow {
	r := tapeRow{}
	r.words(fContractID, c.ID)
	r.words(fKind, kindTexts[specKind(c)])
	r.obligors(c.Obligors)
	first := parties[c.Obligors[0].Party]
	r.words(fObligorIndustry, first.Industry.String())
	r.words(fObligorRegion, provinceText(first.Province))
	r.words(fRating, first.Rating)
	r.words(fGroup, first.Group)
	r.standing(first.Standing)
	if t.several {
		r.words(fCurrency, currencyOf(c, t.currency).Code())
	}
	r.words(fCreditor, c.Creditor)
	creditor := parties[c.Creditor]
	r.words(fCreditorIndustry, creditor.Industry.String())
	r.words(fCreditorRegion, provinceText(creditor.Province))
	r.words(fOriginator, c.Originator)
	r.words(fGuarantor, strings.Join(c.Guarantors, "、"))
	r.words(fSecurity, securityText(c.Security))
	r.amount(fBalance, &c.Balance)
	r.amount(fReceivableBalance, c.ReceivableBalance)
	r.amount(fOriginalAmount, c.OriginalAmount)
	r.amount(fRate, c.Rate)
	r.day(fStart, c.Start)
	r.day(fMaturity, c.Maturity)
	r.amount(fOriginalTerm, c.OriginalTermMonths)
	r.amount(fRemainingTerm, c.RemainingTermMonths)
	r.words(fClass, classTexts[c.Class])
	if c.OverdueDays != nil {
		r.count(fOverdueDays, *c.OverdueDays)
	}
	r.words(fTags, strings.Join(c.Tags, "、"))
	if c.Facts != nil {
		for _, fact := range claimFacts {
			r.yesNo(fact.field, *fact.of(c.Facts))
		}
	}
	switch {
	case c.Lease != nil:
		r.lease(c.Lease)
	case c.Receivable != nil:
		r.receivable(c.Receivable)
	case c.Microloan != nil:
		r.microloan(c.Microloan)
	case c.Sublicense != nil:
		r.sublicense(c.Sublicense)
	}
	return r
}

func (r tapeRow) obligors(list []pool.ObligorSpec) {
	var others, shares []string
	for i, o := range list {
		if i > 0 {
			others = append(others, o.Party)
		}
		if o.Share != nil {
			shares = append(shares, o.Share.Shift(2).String()+"%")
		}
	}
	r.words(fObligor, list[0].Party)
	r.words(fCoObligors, strings.Join(others, "、"))
	r.words(fShares, strings.Join(shares, "/"))
}

func (r tapeRow) instalments(s pool.InstalmentsSpec) {
	r.words(fRepayment, repaymentTexts[s.Form])
	r.words(fFrequency, frequencyText(s.Frequency))
	r.words(fTiming, timingTexts[s.Timing])
	if s.DayCount != 0 {
		r.words(fDayCount, s.DayCount.String())
	}
	r.day(fInterestOnlyUntil, s.InterestOnlyUntil)
	r.day(fCapitaliseUntil, s.CapitaliseUntil)
	r.amount(fBalloon, s.Balloon)
	if s.Step != nil {
		r.count(fStepMonths, s.Step.EveryMonths)
		r.amount(fStepGrowth, s.Step.Growth)
		r.amount(fStepAmount, s.Step.Add)
	}
}

func (r tapeRow) lease(s *pool.LeaseSpec) {
	r.instalments(s.Rent)
	r.amount(fDeposit, s.Deposit)
	r.words(fDepositUse, depositUseTexts[s.DepositUse])
	r.amount(fHandlingFee, s.HandlingFee)
	r.day(fHandlingFeeDate, s.HandlingFeeDate)
	r.amount(fPurchasePrice, s.PurchasePrice)
}

func (r tapeRow) receivable(s *pool.ReceivableSpec) {
	r.amount(fFace, s.Face)
	r.amount(fAdvance, s.Advance)
	r.day(fConfirmed, s.Confirmed)
	r.amount(fDilution, s.Dilution)
}

func (r tapeRow) microloan(s *pool.MicroloanSpec) {
	r.instalments(s.Repayment)
	if f := s.Floating; f != nil {
		r.words(fFloating, floatingText(*f))
		if f.ResetMonths != 0 {
			r.count(fResetMonths, f.ResetMonths)
		}
	}
	r.amount(fPenaltyRate, s.PenaltyRate)
	r.amount(fPledgeRatio, s.PledgeRatio)
}

// floatingText writes the rule of a floating rate, such as LPR1Y+50BP.
func floatingText(f pool.FloatingSpec) string {
	spread := f.Spread.Shift(4)
	switch spread.Sign() {
	case 1:
		return fmt.Sprintf("%s+%sBP", f.Index, spread)
	case -1:
		return fmt.Sprintf("%s-%sBP", f.Index, spread.Neg())
	}
	return f.Index
}

func (r tapeRow) sublicense(s *pool.SublicenseSpec) {
	r.instalments(s.Fees)
	r.amount(fUpfrontFee, s.UpfrontFee)
	r.day(fLicenceStart, s.Licence.Start)
	r.day(fLicenceEnd, s.Licence.End)
	r.yesNo(fExclusive, s.LicenceBack.Exclusive)
	r.words(fTerritory, s.LicenceBack.Territory)
	r.yesNo(fPledged, s.PledgedBack)
	r.words(fPledgeRegistration, s.PledgeRegistration)
	if y := s.Royalty; y != nil {
		r.amount(fRoyaltyShare, &y.Share)
		r.amount(fMinimumGuarantee, y.MinimumGuarantee)
		r.amount(fRoyaltyCap, y.Cap)
	}
}

// addTable lists the instalments of an irregular contract.
func (t *templateBook) addTable(c pool.ContractSpec) {
	var table []pool.InstalmentSpec
	switch {
	case c.Lease != nil:
		table = c.Lease.Rent.Table
	case c.Microloan != nil:
		table = c.Microloan.Repayment.Table
	case c.Sublicense != nil:
		table = c.Sublicense.Fees.Table
	}
	for _, i := range table {
		r := tapeRow{}
		r.words(fContractID, c.ID)
		r.day(fDate, i.Date)
		if i.Payment != nil {
			r.amount(fPayment, i.Payment)
			t.payments = append(t.payments, r.numbered(len(t.payments)))
		} else {
			r.amount(fPrincipal, i.Principal)
			t.principals = append(t.principals, r.numbered(len(t.principals)))
		}
	}
}
