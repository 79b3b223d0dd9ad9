package tape

import (
	"strconv"
	"strings"
)

// splitPath takes the path of a fault apart: "contracts[12].lease.deposit" is contracts, 12 and
// lease.deposit.
func splitPath(path string) (part string, index int, rest string, ok bool) {
	part, after, found := strings.Cut(path, "[")
	if !found {
		return path, 0, "", false
	}
	number, rest, found := strings.Cut(after, "]")
	if !found {
		return path, 0, "", false
	}
	index, err := strconv.Atoi(number)
	return part, index, strings.TrimPrefix(rest, "."), err == nil
}

// instalmentOf finds the row of a table that a fault's path points to: 3 and "date" in
// "lease.rent.table[3].date".
func instalmentOf(path string) (index int, part string, ok bool) {
	_, after, found := strings.Cut(path, ".table[")
	if !found {
		return 0, "", false
	}
	_, index, part, ok = splitPath("table[" + after)
	return index, part, ok
}

// pathFields say in which column a part of a contract or right stands. The longest beginning counts.
var pathFields = []struct {
	path  string
	field field
}{
	{"id", fContractID}, {"obligors", fObligor}, {"creditor", fCreditor}, {"originator", fOriginator}, {"guarantors", fGuarantor},
	{"rights", fRightTitle}, {"currency", fCurrency}, {"balance", fBalance}, {"receivable_balance", fReceivableBalance}, {"original_amount", fOriginalAmount},
	{"rate", fRate}, {"start", fStart}, {"maturity", fMaturity}, {"original_term_months", fOriginalTerm}, {"remaining_term_months", fRemainingTerm},
	{"class", fClass}, {"overdue_days", fOverdueDays}, {"security", fSecurity}, {"tags", fTags},
	{"lease.deposit", fDeposit}, {"lease.deposit_use", fDepositUse}, {"lease.handling_fee", fHandlingFee}, {"lease.handling_fee_date", fHandlingFeeDate}, {"lease.purchase_price", fPurchasePrice},
	{"lease.rent", fRepayment}, {"lease.rent.timing", fTiming}, {"lease.rent.frequency", fFrequency}, {"lease.rent.day_count", fDayCount},
	{"lease.rent.interest_only_until", fInterestOnlyUntil}, {"lease.rent.capitalise_until", fCapitaliseUntil}, {"lease.rent.balloon", fBalloon}, {"lease.rent.step", fStepMonths}, {"lease.rent.step.growth", fStepGrowth}, {"lease.rent.step.add", fStepAmount},
	{"receivable.face", fFace}, {"receivable.advance", fAdvance}, {"receivable.confirmed", fConfirmed}, {"receivable.dilution", fDilution},
	{"microloan.repayment", fRepayment}, {"microloan.repayment.timing", fTiming}, {"microloan.repayment.frequency", fFrequency}, {"microloan.repayment.day_count", fDayCount},
	{"microloan.repayment.interest_only_until", fInterestOnlyUntil}, {"microloan.repayment.capitalise_until", fCapitaliseUntil}, {"microloan.repayment.balloon", fBalloon}, {"microloan.repayment.step", fStepMonths}, {"microloan.repayment.step.growth", fStepGrowth}, {"microloan.repayment.step.add", fStepAmount},
	{"microloan.floating", fFloating}, {"microloan.floating.reset_months", fResetMonths}, {"microloan.penalty_rate", fPenaltyRate}, {"microloan.pledge_ratio", fPledgeRatio},
	{"sublicense.fees", fRepayment}, {"sublicense.fees.timing", fTiming}, {"sublicense.fees.frequency", fFrequency}, {"sublicense.fees.day_count", fDayCount},
	{"sublicense.fees.interest_only_until", fInterestOnlyUntil}, {"sublicense.fees.capitalise_until", fCapitaliseUntil}, {"sublicense.fees.balloon", fBalloon}, {"sublicense.fees.step", fStepMonths}, {"sublicense.fees.step.growth", fStepGrowth}, {"sublicense.fees.step.add", fStepAmount},
	{"sublicense.upfront_fee", fUpfrontFee}, {"sublicense.licence.end", fLicenceEnd}, {"sublicense.licence.start", fLicenceStart},
	{"sublicense.licence_back", fMaturity}, {"sublicense.licence_back.start", fStart}, {"sublicense.royalty.minimum_guarantee", fMinimumGuarantee}, {"sublicense.royalty.cap", fRoyaltyCap}, {"sublicense.royalty", fRoyaltyShare},
	{"registered", fRightRegistered}, {"annuity_paid_until", fRightAnnuity},
	{"type", fRightType}, {"title", fRightTitle}, {"number", fRightNumber}, {"owner", fRightOwner}, {"filed", fRightFiled}, {"expires", fRightExpiry},
	{"status", fRightStatus}, {"count", fRightCount}, {"appraisal", fRightValue}, {"appraisal_date", fRightValueDate},
}

// sisterFields are the columns in which a value stands when its own column is missing.
var sisterFields = map[field]field{
	fBalance: fReceivableBalance, fFloating: fRate, fOriginalAmount: fUpfrontFee, fFace: fOriginalAmount, fMaturity: fRemainingTerm, fStart: fConfirmed,
	fRightTitle: fRightNumber, fObligor: fCoObligors, fInterestOnlyUntil: fRepayment, fCapitaliseUntil: fRepayment, fBalloon: fRepayment, fStepMonths: fRepayment,
}

// fieldOfPath finds the column of a layout that a fault's path points to, fNone when there is none.
func fieldOfPath(path string, l *layout) field {
	best, length := fNone, -1
	for _, p := range pathFields {
		if len(p.path) > length && (path == p.path || strings.HasPrefix(path, p.path+".") || strings.HasPrefix(path, p.path+"[")) {
			best, length = p.field, len(p.path)
		}
	}
	if (strings.HasSuffix(path, ".share") || path == "obligors") && l.has(fShares) {
		return fShares
	}
	if !l.has(best) && l.has(sisterFields[best]) {
		return sisterFields[best]
	}
	return best
}
