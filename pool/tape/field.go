package tape

// field is what a column can hold. The zero value is none.
type field uint8

const (
	fNone field = iota
	fSerial
	fAsOf
	fKind
	fCurrency
	fContractID
	fObligor
	fCoObligors
	fShares
	fCreditor
	fOriginator
	fGuarantor
	fGroup
	fRating
	fIndustry
	fRegion
	fObligorIndustry
	fObligorRegion
	fCreditorIndustry
	fCreditorRegion
	fBalance
	fReceivableBalance
	fOriginalAmount
	fRate
	fFloating
	fPenaltyRate
	fStart
	fMaturity
	fOriginalTerm
	fRemainingTerm
	fSeasoning
	fRepayment
	fFrequency
	fTiming
	fDayCount
	fInterestOnlyUntil
	fCapitaliseUntil
	fBalloon
	fStepMonths
	fStepGrowth
	fStepAmount
	fClass
	fOverdueDays
	fSecurity
	fTags
	fRemark
	// the rights behind a contract
	fRightTitle
	fRightType
	fRightCount
	fRightNumber
	fRightOwner
	fRightFiled
	fRightExpiry
	fRightStatus
	fRightValue
	fRightValueDate
	fRightAppraiser
	fRightID
	fRightRegistered
	fRightAnnuity
	// what is known of the claim and of the obligors
	fValid
	fAssignable
	fEncumbered
	fWhole
	fNotified
	fSecurityMove
	fSensitive
	fRelatedParty
	fDomestic
	fBankrupt
	fRestricted
	fLitigation
	fGovernmentVehicle
	// lease
	fDeposit
	fDepositUse
	fHandlingFee
	fHandlingFeeDate
	fPurchasePrice
	// receivable
	fFace
	fAdvance
	fConfirmed
	fDilution
	// loan
	fPledgeRatio
	fResetMonths
	// sub-licence
	fUpfrontFee
	fLicenceStart
	fLicenceEnd
	fExclusive
	fTerritory
	fPledged
	fPledgeRegistration
	fRoyaltyShare
	fMinimumGuarantee
	fRoyaltyCap
	// further sheets
	fDate
	fPayment
	fPrincipal
	fInterest
	fLeft
	fParty
	fLegalName
	fAlias
	fPD
	fieldCount
)

// nature says how the cells of a field are read.
type nature uint8

const (
	natureText nature = iota
	natureMoney
	natureRate
	natureTerm
	natureDate
	natureRatio
)

// fieldInfo holds the canonical name of each field, how its cells are read, and whether several
// columns may hold it.
var fieldInfo = [fieldCount]struct {
	name    string
	nature  nature
	several bool
}{
	fNone:               {"", natureText, false},
	fSerial:             {"serial", natureText, false},
	fAsOf:               {"as_of", natureDate, false},
	fKind:               {"kind", natureText, false},
	fCurrency:           {"currency", natureText, false},
	fContractID:         {"contract_id", natureText, false},
	fObligor:            {"obligor", natureText, false},
	fCoObligors:         {"co_obligors", natureText, true},
	fShares:             {"obligor_shares", natureText, false},
	fCreditor:           {"creditor", natureText, false},
	fOriginator:         {"originator", natureText, false},
	fGuarantor:          {"guarantor", natureText, true},
	fGroup:              {"group", natureText, false},
	fRating:             {"rating", natureText, false},
	fIndustry:           {"industry", natureText, false},
	fRegion:             {"region", natureText, false},
	fObligorIndustry:    {"obligor_industry", natureText, false},
	fObligorRegion:      {"obligor_region", natureText, false},
	fCreditorIndustry:   {"creditor_industry", natureText, false},
	fCreditorRegion:     {"creditor_region", natureText, false},
	fBalance:            {"balance", natureMoney, false},
	fReceivableBalance:  {"receivable_balance", natureMoney, false},
	fOriginalAmount:     {"original_amount", natureMoney, false},
	fRate:               {"rate", natureRate, false},
	fFloating:           {"floating_rate", natureText, false},
	fPenaltyRate:        {"penalty_rate", natureRate, false},
	fStart:              {"start", natureDate, false},
	fMaturity:           {"maturity", natureDate, false},
	fOriginalTerm:       {"original_term", natureTerm, false},
	fRemainingTerm:      {"remaining_term", natureTerm, false},
	fSeasoning:          {"seasoning", natureTerm, false},
	fRepayment:          {"repayment", natureText, false},
	fFrequency:          {"frequency", natureText, false},
	fTiming:             {"timing", natureText, false},
	fDayCount:           {"day_count", natureText, false},
	fInterestOnlyUntil:  {"interest_only_until", natureDate, false},
	fCapitaliseUntil:    {"capitalise_until", natureDate, false},
	fBalloon:            {"balloon", natureMoney, false},
	fStepMonths:         {"step_months", natureText, false},
	fStepGrowth:         {"step_growth", natureRatio, false},
	fStepAmount:         {"step_amount", natureMoney, false},
	fClass:              {"class", natureText, false},
	fOverdueDays:        {"overdue_days", natureText, false},
	fSecurity:           {"security", natureText, false},
	fTags:               {"tags", natureText, true},
	fRemark:             {"remark", natureText, true},
	fRightTitle:         {"ip_title", natureText, false},
	fRightType:          {"ip_type", natureText, false},
	fRightCount:         {"ip_count", natureText, false},
	fRightNumber:        {"ip_number", natureText, true},
	fRightOwner:         {"ip_owner", natureText, false},
	fRightFiled:         {"ip_filed", natureDate, false},
	fRightExpiry:        {"ip_expiry", natureDate, false},
	fRightStatus:        {"ip_status", natureText, false},
	fRightValue:         {"ip_value", natureMoney, false},
	fRightValueDate:     {"ip_value_date", natureDate, false},
	fRightAppraiser:     {"ip_appraiser", natureText, false},
	fRightID:            {"ip_id", natureText, false},
	fRightRegistered:    {"ip_registered", natureDate, false},
	fRightAnnuity:       {"ip_annuity_paid_until", natureDate, false},
	fValid:              {"claim_valid", natureText, false},
	fAssignable:         {"claim_assignable", natureText, false},
	fEncumbered:         {"claim_encumbered", natureText, false},
	fWhole:              {"claim_whole", natureText, false},
	fNotified:           {"claim_notified", natureText, false},
	fSecurityMove:       {"claim_security_move", natureText, false},
	fSensitive:          {"claim_sensitive", natureText, false},
	fRelatedParty:       {"claim_related_party", natureText, false},
	fDomestic:           {"obligor_domestic", natureText, false},
	fBankrupt:           {"obligor_bankrupt", natureText, false},
	fRestricted:         {"obligor_restricted", natureText, false},
	fLitigation:         {"obligor_litigation", natureText, false},
	fGovernmentVehicle:  {"obligor_government_vehicle", natureText, false},
	fDeposit:            {"deposit", natureMoney, false},
	fDepositUse:         {"deposit_use", natureText, false},
	fHandlingFee:        {"handling_fee", natureMoney, false},
	fHandlingFeeDate:    {"handling_fee_date", natureDate, false},
	fPurchasePrice:      {"purchase_price", natureMoney, false},
	fFace:               {"face", natureMoney, false},
	fAdvance:            {"advance", natureMoney, false},
	fConfirmed:          {"confirmed", natureDate, false},
	fDilution:           {"dilution", natureMoney, false},
	fPledgeRatio:        {"pledge_ratio", natureRatio, false},
	fResetMonths:        {"reset_months", natureText, false},
	fUpfrontFee:         {"upfront_fee", natureMoney, false},
	fLicenceStart:       {"licence_start", natureDate, false},
	fLicenceEnd:         {"licence_end", natureDate, false},
	fExclusive:          {"licence_exclusive", natureText, false},
	fTerritory:          {"licence_territory", natureText, false},
	fPledged:            {"pledged_back", natureText, false},
	fPledgeRegistration: {"pledge_registration", natureText, false},
	fRoyaltyShare:       {"royalty_share", natureRatio, false},
	fMinimumGuarantee:   {"minimum_guarantee", natureMoney, false},
	fRoyaltyCap:         {"royalty_cap", natureMoney, false},
	fDate:               {"date", natureDate, false},
	fPayment:            {"payment", natureMoney, false},
	fPrincipal:          {"principal", natureMoney, false},
	fInterest:           {"interest", natureMoney, false},
	fLeft:               {"principal_left", natureMoney, false},
	fParty:              {"party", natureText, false},
	fLegalName:          {"legal_name", natureText, false},
	fAlias:              {"alias", natureText, false},
	fPD:                 {"pd", natureRatio, false},
}

// String gives the canonical name, such as "contract_id".
func (f field) String() string { return fieldInfo[f].name }
