package pool

// Measure is what an eligibility rule looks at. The zero value is none.
type Measure uint8

// The measures. Those of obligors, guarantors and rights look at each of them.
const (
	_ Measure = iota

	// The contract.
	MeasureKind           // lease, receivable, microloan, sublicense
	MeasureClass          // five-category class (五级分类)
	MeasureOverdueDays    // days overdue (逾期天数)
	MeasureStarted        // whether it has started by the cut-off date (已起租、已放款)
	MeasureStart          // day of the start
	MeasureMaturity       // day of maturity
	MeasureAge            // months from the start to the cut-off date (账龄)
	MeasureOriginalTerm   // months, see Pool.OriginalMonths (合同期限)
	MeasureRemainingTerm  // months, see Pool.RemainingMonths (剩余期限)
	MeasureRate           // yearly rate (利率)
	MeasureBalance        // outstanding principal, an amount (单笔未偿本金余额)
	MeasureBalanceShare   // its share of the pool's (单笔占比)
	MeasureOriginalAmount // amount of the contract (合同金额)
	MeasureTags           // its tags
	MeasureSecurity       // forms of security (担保方式)
	MeasureConfirmed      // whether the debtor has confirmed a receivable by the cut-off date (确权)
	MeasurePledgeRatio    // the stated pledge ratio (质押率)

	// What is known of the claim; see ClaimFacts.
	MeasureValid
	MeasureAssignable
	MeasureEncumbered
	MeasureWhole
	MeasureNotified
	MeasureSecurityMove
	MeasureSensitive
	// MeasureRelatedParty is whether obligor and creditor or originator are related (关联交易): as
	// stated, or else by the groups of the parties.
	MeasureRelatedParty

	// Each obligor.
	MeasureObligorDomestic          // registered in China's mainland (境内注册)
	MeasureObligorBankrupt          // bankrupt, in liquidation or reorganisation (破产)
	MeasureObligorRestricted        // a listed defaulter (失信被执行人)
	MeasureObligorLitigation        // party to major litigation (重大诉讼)
	MeasureObligorGovernmentVehicle // a financing vehicle of a local government (融资平台)
	MeasureObligorRating            // rating, on the scale of the list (主体评级)
	MeasureObligorPD                // probability of default within one year (违约概率)
	MeasureObligorIndustry          // section or division of GB/T 4754 (行业)
	MeasureObligorProvince          // code of GB/T 2260 (地区)

	// The guarantee, and each guarantor.
	MeasureGuaranteed         // whether anyone guarantees the contract (存在保证)
	MeasureGuaranteedShare    // the part of the principal that the guarantees reach (保证覆盖比例)
	MeasureGuarantorRating    // rating, on the scale of the list
	MeasureGuarantorWithin    // within the limit over all its contracts in the pool (担保额度内)
	MeasureGuarantorRelated   // the originator or an obligor, or of their group (自担保、互保)
	MeasureGuarantorBankrupt  // bankrupt, in liquidation or reorganisation
	MeasureGuarantorLitigated // party to major litigation

	// The rights, each of them.
	MeasureRights          // number of rights named, all together (知识产权数量)
	MeasureRightType       // type or broad type
	MeasureRightStatus     // legal status (法律状态)
	MeasureRightRegistered // granted or registered by the cut-off date (已授权、已登记)
	MeasureRightAnnuity    // the annual fees of a patent are paid up to the cut-off date (年费已缴)
	MeasureRightUndisputed // no invalidation and no ownership suit (无无效宣告、无权属纠纷)
	MeasureRightPledged    // a registered pledge for this contract (质押已登记)
	MeasureRightMargin     // months from the contract's maturity to the right's end (有效期余量)
	MeasureRightShared     // whether another claim rests on it too (重复质押)
	MeasureAppraisalAge    // months since the day of the mark that counts (评估时效)
	MeasureDataRegistered  // data assets: registered (数据资产登记)
	MeasureDataRights      // data assets: holding, processing, operating (数据三权)

	// Licences.
	MeasureLicenceLoop      // the loop of a sub-licence is declared, covered, pledged back and unconditional
	MeasureLicenceExclusive // both licences of a sub-licence are exclusive (独占许可链完整)
	MeasureLicenceConflict  // whether licences or pledges on the rights conflict (许可冲突)

	// Values of the rights against the principal, at the cut-off date.
	MeasureCoverage    // value after haircuts of living rights over principal (覆盖倍数)
	MeasureLoanToValue // principal over value before haircuts (贷款价值比)

	measureCount
)

// nature is what kind of value a measure gives.
type nature uint8

const (
	ofNothing nature = iota
	ofAnswer         // yes or no
	ofNumber         // with a unit
	ofShare          // a fraction of one, shown in percent
	ofAmount
	ofDay
	ofWord
	ofSet // of words
	ofRating
)

// measureInfo describes a measure.
type measureInfo struct {
	name   string
	nature nature
	unit   string // of a number
	// words are those that may be asked for; nil admits any.
	words func() []string
	read  func(x *examiner, n int) []reading
}

// info describes a measure; it is empty for what is none.
func (m Measure) info() measureInfo {
	if m >= measureCount {
		return measureInfo{}
	}
	return measureInfos[m]
}

var measureInfos = [measureCount]measureInfo{
	MeasureKind:           {"kind", ofWord, "", kindNames.list, (*examiner).kind},
	MeasureClass:          {"class", ofWord, "", classNames.list, (*examiner).class},
	MeasureOverdueDays:    {"overdue_days", ofNumber, "day", nil, (*examiner).overdueDays},
	MeasureStarted:        {"started", ofAnswer, "", nil, (*examiner).started},
	MeasureStart:          {"start", ofDay, "", nil, (*examiner).start},
	MeasureMaturity:       {"maturity", ofDay, "", nil, (*examiner).maturity},
	MeasureAge:            {"age_months", ofNumber, "month", nil, (*examiner).age},
	MeasureOriginalTerm:   {"original_term_months", ofNumber, "month", nil, (*examiner).originalTerm},
	MeasureRemainingTerm:  {"remaining_term_months", ofNumber, "month", nil, (*examiner).remainingTerm},
	MeasureRate:           {"rate", ofShare, "", nil, (*examiner).rate},
	MeasureBalance:        {"balance", ofAmount, "", nil, (*examiner).balance},
	MeasureBalanceShare:   {"balance_share", ofShare, "", nil, (*examiner).balanceShare},
	MeasureOriginalAmount: {"original_amount", ofAmount, "", nil, (*examiner).originalAmount},
	MeasureTags:           {"tags", ofSet, "", nil, (*examiner).tags},
	MeasureSecurity:       {"security", ofSet, "", (Pledge | Guarantee | Mortgage | Clean).Names, (*examiner).security},
	MeasureConfirmed:      {"confirmed", ofAnswer, "", nil, (*examiner).confirmed},
	MeasurePledgeRatio:    {"pledge_ratio", ofShare, "", nil, (*examiner).pledgeRatio},

	MeasureValid:        {"valid", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Valid })},
	MeasureAssignable:   {"assignable", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Assignable })},
	MeasureEncumbered:   {"encumbered", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Encumbered })},
	MeasureWhole:        {"whole", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Whole })},
	MeasureNotified:     {"notified", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Notified })},
	MeasureSecurityMove: {"security_move", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.SecurityMove })},
	MeasureSensitive:    {"sensitive", ofAnswer, "", nil, ofClaim(func(f ClaimFacts) Opt[bool] { return f.Sensitive })},
	MeasureRelatedParty: {"related_party", ofAnswer, "", nil, (*examiner).relatedParty},

	MeasureObligorDomestic:          {"obligor_domestic", ofAnswer, "", nil, ofObligors(func(s PartyStanding) Opt[bool] { return s.Domestic })},
	MeasureObligorBankrupt:          {"obligor_bankrupt", ofAnswer, "", nil, ofObligors(func(s PartyStanding) Opt[bool] { return s.Bankrupt })},
	MeasureObligorRestricted:        {"obligor_restricted", ofAnswer, "", nil, ofObligors(func(s PartyStanding) Opt[bool] { return s.Restricted })},
	MeasureObligorLitigation:        {"obligor_litigation", ofAnswer, "", nil, ofObligors(func(s PartyStanding) Opt[bool] { return s.Litigation })},
	MeasureObligorGovernmentVehicle: {"obligor_government_vehicle", ofAnswer, "", nil, ofObligors(func(s PartyStanding) Opt[bool] { return s.GovernmentVehicle })},
	MeasureObligorRating:            {"obligor_rating", ofRating, "", nil, (*examiner).obligorRating},
	MeasureObligorPD:                {"obligor_pd", ofShare, "", nil, (*examiner).obligorPD},
	MeasureObligorIndustry:          {"obligor_industry", ofWord, "", nil, (*examiner).obligorIndustry},
	MeasureObligorProvince:          {"obligor_province", ofWord, "", provinceCodes, (*examiner).obligorProvince},

	MeasureGuaranteed:         {"guaranteed", ofAnswer, "", nil, (*examiner).guaranteed},
	MeasureGuaranteedShare:    {"guaranteed_share", ofShare, "", nil, (*examiner).guaranteedShare},
	MeasureGuarantorRating:    {"guarantor_rating", ofRating, "", nil, (*examiner).guarantorRating},
	MeasureGuarantorWithin:    {"guarantor_within_limit", ofAnswer, "", nil, (*examiner).guarantorWithin},
	MeasureGuarantorRelated:   {"guarantor_related", ofAnswer, "", nil, (*examiner).guarantorRelated},
	MeasureGuarantorBankrupt:  {"guarantor_bankrupt", ofAnswer, "", nil, ofGuarantors(func(s PartyStanding) Opt[bool] { return s.Bankrupt })},
	MeasureGuarantorLitigated: {"guarantor_litigation", ofAnswer, "", nil, ofGuarantors(func(s PartyStanding) Opt[bool] { return s.Litigation })},

	MeasureRights:          {"rights", ofNumber, "right", nil, (*examiner).rightsNamed},
	MeasureRightType:       {"right_type", ofWord, "", rightNames.list, (*examiner).rightType},
	MeasureRightStatus:     {"right_status", ofWord, "", statusNames.list, (*examiner).rightStatus},
	MeasureRightRegistered: {"right_registered", ofAnswer, "", nil, (*examiner).rightRegistered},
	MeasureRightAnnuity:    {"right_annuity_paid", ofAnswer, "", nil, (*examiner).rightAnnuity},
	MeasureRightUndisputed: {"right_undisputed", ofAnswer, "", nil, (*examiner).rightUndisputed},
	MeasureRightPledged:    {"right_pledged", ofAnswer, "", nil, (*examiner).rightPledged},
	MeasureRightMargin:     {"right_margin_months", ofNumber, "month", nil, (*examiner).rightMargin},
	MeasureRightShared:     {"right_shared", ofAnswer, "", nil, (*examiner).rightShared},
	MeasureAppraisalAge:    {"appraisal_age_months", ofNumber, "month", nil, (*examiner).appraisalAge},
	MeasureDataRegistered:  {"data_registered", ofAnswer, "", nil, (*examiner).dataRegistered},
	MeasureDataRights:      {"data_rights", ofSet, "", (DataHolding | DataProcessing | DataOperating).names, (*examiner).dataRights},

	MeasureLicenceLoop:      {"licence_loop", ofAnswer, "", nil, (*examiner).licenceLoop},
	MeasureLicenceExclusive: {"licence_exclusive", ofAnswer, "", nil, (*examiner).licenceExclusive},
	MeasureLicenceConflict:  {"licence_conflict", ofAnswer, "", nil, (*examiner).licenceConflict},

	MeasureCoverage:    {"coverage", ofShare, "", nil, (*examiner).coverage},
	MeasureLoanToValue: {"loan_to_value", ofShare, "", nil, (*examiner).loanToValue},
}

// measureNames are the names used in documents.
var measureNames = func() vocabulary {
	v := vocabulary{what: "measure", words: make([]string, measureCount)}
	for m, info := range measureInfos {
		v.words[m] = info.name
	}
	return v
}()

// Measures lists all measures in order.
func Measures() []Measure {
	list := make([]Measure, 0, measureCount-1)
	for m := Measure(1); m < measureCount; m++ {
		list = append(list, m)
	}
	return list
}

// String gives the name used in documents.
func (m Measure) String() string { return nameOf(measureNames, m) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (m Measure) MarshalText() ([]byte, error) { return marshalName(measureNames, m) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (m *Measure) UnmarshalText(text []byte) (err error) {
	*m, err = parseName[Measure](measureNames, text)
	return err
}

// Requirement is how the value of a measure must stand to the limit.
type Requirement uint8

// The requirements. Yes and No are for answers; the four comparisons for numbers, shares, amounts, days
// and ratings, of which the better is the higher; OneOf and NoneOf for words and ratings; Includes and
// Excludes for sets. The zero value is none.
const (
	_        Requirement = iota
	AtMost               // 不超过: the limit itself passes
	Below                // 低于: the limit itself fails
	AtLeast              // 不低于: the limit itself passes
	Above                // 超过: the limit itself fails
	OneOf                // 属于
	NoneOf               // 不属于
	Includes             // 包含全部
	Excludes             // 不含任何
	Yes                  // 是
	No                   // 否
)

var requirementNames = vocabulary{"requirement", []string{"", "at_most", "below", "at_least", "above", "one_of", "none_of", "includes", "excludes", "yes", "no"}}

// String gives the name used in documents.
func (r Requirement) String() string { return nameOf(requirementNames, r) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (r Requirement) MarshalText() ([]byte, error) { return marshalName(requirementNames, r) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (r *Requirement) UnmarshalText(text []byte) (err error) {
	*r, err = parseName[Requirement](requirementNames, text)
	return err
}

// fits lists the requirements that a kind of value can meet.
func (n nature) fits() []Requirement {
	switch n {
	case ofAnswer:
		return []Requirement{Yes, No}
	case ofWord:
		return []Requirement{OneOf, NoneOf}
	case ofSet:
		return []Requirement{Includes, Excludes}
	case ofRating:
		return []Requirement{AtLeast, Above, AtMost, Below, OneOf, NoneOf}
	case ofNothing:
		return nil
	}
	return []Requirement{AtMost, Below, AtLeast, Above}
}

// isCeiling reports whether large values fail.
func (r Requirement) isCeiling() bool { return r == AtMost || r == Below }

// compares reports whether a value is compared with a limit.
func (r Requirement) compares() bool { return r >= AtMost && r <= Above }

// holds decides by the sign of value − limit.
func (r Requirement) holds(sign int) bool {
	switch r {
	case AtMost:
		return sign <= 0
	case Below:
		return sign < 0
	case AtLeast:
		return sign >= 0
	}
	return sign > 0
}

// words gives the requirement in words: "at most".
func (r Requirement) words() string {
	switch r {
	case AtMost:
		return "at most"
	case Below:
		return "below"
	case AtLeast:
		return "at least"
	case Above:
		return "above"
	case OneOf:
		return "one of"
	case NoneOf:
		return "none of"
	case Includes:
		return "with"
	case Excludes:
		return "without"
	}
	return r.String()
}

func provinceCodes() []string {
	codes := make([]string, len(provinces))
	for i, p := range provinces {
		codes[i] = p.code.String()
	}
	return codes
}
