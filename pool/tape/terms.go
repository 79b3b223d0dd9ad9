package tape

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// instalments reads how a contract is paid back. What a text says beside the form, such as 按季 in
// 按季付息到期还本, counts where no column of its own speaks.
func (d *draft) instalments() pool.InstalmentsSpec {
	form, _ := take(d.rowReader, fRepayment, parseRepayment, func(t repaymentText) string { return t.form.String() })
	frequency, hasFrequency := take(d.rowReader, fFrequency, parseFrequency, calendar.Frequency.String)
	timing, hasTiming := take(d.rowReader, fTiming, parseTiming, pool.Timing.String)
	s := pool.InstalmentsSpec{Form: form.form, Frequency: form.frequency, Timing: form.timing}
	if hasFrequency {
		if form.frequency != 0 && form.frequency != frequency {
			d.warn(fFrequency, note{code: "frequency.differs", seen: d.raw(fFrequency), taken: frequency.String(),
				message: "the form of repayment says " + form.frequency.String(), advice: "check which of them is right"})
		}
		s.Frequency = frequency
	}
	if hasTiming {
		s.Timing = timing
	} else if !form.hasTiming {
		d.run.once(fRepayment, note{severity: Info, code: "timing.assumed", taken: pool.Arrears.String(), rule: "timing.default",
			message: "instalments are taken to fall at the end of their period where nothing says 先付 or 后付"})
	}
	s.DayCount, _ = take(d.rowReader, fDayCount, parseDayCount, calendar.DayCount.String)
	s.InterestOnlyUntil, s.CapitaliseUntil, s.Balloon, s.Step = d.date(fInterestOnlyUntil), d.date(fCapitaliseUntil), d.amount(fBalloon), d.step()
	d.attachTable(&s)
	return s
}

// step reads how instalments rise or fall over time. What is stated by half is refused by
// pool.Spec.Resolve.
func (d *draft) step() *pool.StepSpec {
	months, _ := take(d.rowReader, fStepMonths, func(t text) reading[int] {
		return parseCount(t, "repayment.step_months", "个月", "月", "months", "month")
	}, strconv.Itoa)
	growth, add := d.ratio(fStepGrowth), d.amount(fStepAmount)
	if months == 0 && growth == nil && add == nil {
		return nil
	}
	return &pool.StepSpec{EveryMonths: months, Growth: growth, Add: add}
}

func (d *draft) readLease() {
	s := &d.lease
	s.Rent = d.instalments()
	s.Deposit = d.amount(fDeposit)
	s.DepositUse, _ = take(d.rowReader, fDepositUse, parseDepositUse, pool.DepositUse.String)
	s.HandlingFee, s.HandlingFeeDate = d.amount(fHandlingFee), d.date(fHandlingFeeDate)
	s.PurchasePrice = d.amount(fPurchasePrice)
	d.spec.Lease = s
}

func (d *draft) readReceivable() {
	s := &pool.ReceivableSpec{Face: d.amount(fFace), Advance: d.amount(fAdvance), Confirmed: d.date(fConfirmed), Dilution: d.amount(fDilution)}
	if !d.layout.has(fOriginalAmount) {
		d.spec.OriginalAmount = s.Face
	}
	d.run.consumed[fRepayment], d.run.consumed[fFrequency] = true, true // a receivable is paid once
	d.spec.Receivable = s
}

func (d *draft) readMicroloan() {
	s := d.spec.Microloan
	if s == nil {
		s = &pool.MicroloanSpec{}
	}
	s.Repayment = d.instalments()
	if containsAny(d.raw(fPenaltyRate), "上浮", "加收", "加罚") {
		d.run.consumed[fPenaltyRate] = true
		d.warn(fPenaltyRate, note{code: "rate.relative", seen: d.raw(fPenaltyRate), message: "a surcharge on the rate is not a yearly rate; left out"})
	} else {
		_, s.PenaltyRate = d.rate(fPenaltyRate)
	}
	s.PledgeRatio = d.ratio(fPledgeRatio)
	months, resets := take(d.rowReader, fResetMonths, func(t text) reading[int] {
		return parseCount(t, "reset_months.invalid", "个月", "月", "months", "month")
	}, strconv.Itoa)
	switch {
	case resets && s.Floating != nil:
		s.Floating.ResetMonths = months
	case resets:
		d.warn(fResetMonths, note{code: "reset_months.unused", seen: d.raw(fResetMonths), message: "the rate is not known to float; the time between two resets is left out",
			advice: "name the index, as in LPR1Y+50BP"})
	}
	d.spec.Microloan = s
}

// readSublicense reads the licence back, whose fees are owed, and the first licence. The up-front fee
// of the first licence is also the amount that was financed, on a tape without a column for that.
func (d *draft) readSublicense() {
	s := &pool.SublicenseSpec{Fees: d.instalments(), UpfrontFee: d.amount(fUpfrontFee)}
	if !d.layout.has(fOriginalAmount) {
		d.spec.OriginalAmount = s.UpfrontFee
	}
	s.Licence = pool.LicenceSpec{Start: d.date(fLicenceStart), End: d.date(fLicenceEnd)}
	s.LicenceBack = pool.LicenceSpec{Start: d.spec.Start, End: d.spec.Maturity, Territory: d.words(fTerritory)}
	if yes, ok := take(d.rowReader, fExclusive, parseExclusive, showBool); ok {
		s.LicenceBack.Exclusive = &yes
	}
	if yes, ok := take(d.rowReader, fPledged, parseYesNo, showBool); ok {
		s.PledgedBack = &yes
	}
	s.PledgeRegistration = d.words(fPledgeRegistration)
	share, minimum, most := d.ratio(fRoyaltyShare), d.amount(fMinimumGuarantee), d.amount(fRoyaltyCap)
	if share != nil || minimum != nil || most != nil {
		s.Royalty = &pool.RoyaltySpec{MinimumGuarantee: minimum, Cap: most}
		if share != nil {
			s.Royalty.Share = *share
		} else {
			d.run.once(fMinimumGuarantee, note{severity: Info, code: "royalty.no_share", rule: "royalty.minimum",
				message: "no column states a share of sales; the minimum guarantee alone is owed"})
		}
	}
	d.spec.Sublicense = s
}

// licenceWord is what stands behind the kind of a licence: 独占实施许可, exclusive licence.
var licenceWord = regexp.MustCompile(`(?:专利)?(?:实施)?(?:使用)?(?:许可|授权)(?:使用)?(?:方式)?$|(?:licen[cs]e)$`)

// parseExclusive reads whether a licence is exclusive (许可方式): 独占许可, 普通实施许可, 是. 排他 leaves the
// owner in and shuts out every other licensee, which is what counts here.
func parseExclusive(t text) reading[bool] {
	if bare := licenceWord.ReplaceAllString(squeeze(t.raw), ""); bare != "" {
		return parseYesNo(text{raw: bare})
	}
	return parseYesNo(t)
}

// ratio reads a share of one: 35%, 0.35, or 35 under a header with a percent sign.
func (r *rowReader) ratio(f field) *decimal.Decimal {
	c := r.layout.column(f)
	if c == nil {
		return nil
	}
	v, ok := take(r, f, func(t text) reading[decimal.Decimal] { return parseRatio(t, c.header.unit.rate) }, decimal.Decimal.String)
	if !ok {
		return nil
	}
	return &v
}

// parseRatio reads a share of one. A bare number above 1 is a percentage, whatever the header says.
func parseRatio(t text, unit rateUnit) reading[decimal.Decimal] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[decimal.Decimal]()
	}
	if t.number {
		s = shortest(s)
	}
	value, own, ok := rateNumber(s)
	if !ok {
		return unreadable[decimal.Decimal]("ratio.invalid", "write a share such as 35%", "not a share")
	}
	switch {
	case own != rateBare:
		unit = own
	case t.percent:
		unit = rateFraction
	case value.GreaterThan(decimal.New(1, 0)):
		unit = ratePercent
	case unit == rateBare:
		unit = rateFraction
	}
	return stated(unit.fraction(value), foldRepair(t.raw)...)
}

// parseRateKind reads a column that says whether rates float: 固定, 浮动, LPR+50BP.
func parseRateKind(t text) reading[rateText] {
	s := fold(t.raw)
	if isNothing(s) || containsAny(strings.ToLower(s), "固定", "fixed") {
		return notStated[rateText]()
	}
	if floating, _, ok := cutFloating(s); ok {
		return stated(rateText{floating: floating})
	}
	return reading[rateText]{repairs: []repair{{code: "rate.floating_unnamed", rule: "rate.floating", warn: true,
		message: "the rate floats, but index and spread are not named; it is kept at its level at the cut-off date"}}}
}

func showBool(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
