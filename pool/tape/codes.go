package tape

import "strings"

// CodeMeaning says what a code of a Finding or FileError means.
type CodeMeaning struct {
	Code    string `json:"code"`
	Meaning string `json:"meaning"`
}

// Codes lists every code that this package uses, in the order of the alphabet, with its meaning.
// Codes are stable: a program may switch on them. The faults of pool.Spec.Resolve appear as
// "contract.", "right." and "instalment." before their own code, such as contract.out_of_range.
func Codes() []CodeMeaning {
	var list []CodeMeaning
	for line := range strings.Lines(strings.TrimSpace(codeTable)) {
		code, meaning, _ := strings.Cut(strings.TrimSpace(line), " ")
		list = append(list, CodeMeaning{code, meaning})
	}
	return list
}

const codeTable = `
affiliate.group a row of the sheet of affiliates names no group
affiliate.party a row of the sheet of affiliates names no firm
affiliate.unknown the sheet of affiliates names a firm that no contract names
amount.digits an amount has digits beyond the minor unit; it is not rounded
amount.float_noise digits beyond the minor unit were the noise of binary arithmetic
amount.invalid the text is no amount
amount.negative brackets or a mark make an amount negative
amount.scientific an amount in scientific notation has lost digits
amount.unit a cell states another unit than its column
amount.unit_assumed nothing says in what amounts are counted; units of the currency are taken
amount.words an amount stands in Chinese numerals
as_of.ambiguous the tape states several cut-off dates
as_of.conflict the tape states another cut-off date than the one asked for
as_of.inferred the cut-off date follows from maturities and remaining terms
as_of.missing the tape states no cut-off date
as_of.read where the cut-off date was found
balance.above_original the balance is above the original amount
balance.from_receivable the fees still owed are the balance, for want of a column of principal
balance.missing the outstanding balance is missing
balance.schedule the balance is not what the form of repayment leaves on the cut-off date
cell.merged an empty cell was read from the merged block that covers it
cell.notation cells of a column are written in a way that loses nothing
cell.nothing cells of a column say that there is nothing to say
class.overdue the five-category class is better than the days overdue allow
class.unknown the text is none of the five classes
column.duplicate two columns claim the same field
column.headerless cells stand in a column without a header
column.matched a column was read by the words of its header, its likeness or its cells
column.missing a column that every tape needs is missing
column.unit_differs the row of units and the header disagree
column.unmapped a header names nothing that is known
column.unused a known column holds nothing that these contracts need
contract.duplicate two rows have the same contract number
contract.duplicate_content two rows have the same parties, balance and dates under different numbers
contract.inconsistent two values of a contract cannot both be true
contract.invalid a value of a contract cannot be what it should be
contract.missing a value of a contract is missing
contract.missing_id the contract number is missing
contract.out_of_range a value of a contract is outside the limits that make sense
contract.unknown a contract names something that does not exist
contract.unsupported a contract asks for what this version cannot do
csv.open_quote a quotation mark is opened and never closed
csv.separator what separates the cells of a text file
currency.assumed the tape names no currency; CNY is taken
currency.conflict the tape is in another currency than the one asked for
currency.mixed a row or an amount is in another currency than the tape
currency.unknown the text is no currency
date.ambiguous day, month and year of a date cannot be told apart
date.invalid the text is no date, or the day does not exist
date.month_end the end of a month was read as its last day
date.month_only a month or year stands without its day
date.month_settled a month without its day was read as the mapping says
date.order a date with the year at its end was read by its numbers
date.serial a number was read as the day that a workbook stores by it
date.time_dropped a time of day was left out
day_count.unknown the text is no day count
deposit_use.unknown the text says neither 抵扣 nor 退还
encoding.invalid the file has bytes that its encoding does not have
encoding.mangled the encoding was mistaken before the file came here, and taken back
encoding.replacement text was lost before the file came here
encoding.taken the encoding in which a text file was read
file.damaged the workbook is damaged
file.empty the file is empty
file.encrypted the workbook is protected by a password
file.not_spreadsheet the file is no spreadsheet
file.old_xls the file is a workbook of the old .xls format
file.ole2 the file is an old Office file: .xls, or encrypted
file.truncated the workbook is cut off
file.unopened the file cannot be opened
file.unread the file cannot be read
formula.error a formula failed
formula.no_value the result of a formula is not stored
frequency.differs form of repayment and frequency disagree
frequency.unknown the text is no frequency
header.not_found no row is the header of a list of contracts
id.digits_lost a contract number of more than 15 digits was stored as a number
id.scientific a contract number in scientific notation has lost digits
id.zeros_lost a contract number has likely lost its leading zeros
industry.unknown the text is no industry of GB/T 4754
instalment.amount an instalment has no amount
instalment.balance a table of instalments repays another amount than the balance
instalment.broken a contract's table of instalments has errors
instalment.contract_unknown a table of instalments belongs to no contract that was taken
instalment.date an instalment has no date
instalment.inconsistent an instalment cannot be, beside the others and the dates of the contract
instalment.interest a stated interest is not rate times principal times time
instalment.invalid a value of an instalment cannot be what it should be
instalment.left the principal said to be left is not what the rows before leave
instalment.missing a value of an instalment is missing
instalment.out_of_range an amount of an instalment is outside the limits that make sense
instalment.past an instalment falls on or before the cut-off date
instalment.sum principal and interest do not make the payment
kind.differs a row states another kind than the one asked for
kind.inferred the kind of the contracts follows from the headers
kind.missing a row does not state its kind
kind.undecidable the headers do not show the kind of the contracts
kind.unknown the text is none of the four kinds
limit.bytes the file is larger than allowed
limit.cell a cell is longer than allowed
limit.columns a row has more columns than allowed
limit.rows a sheet has more rows than allowed
limit.sheets the workbook has more sheets than allowed
limit.unzipped the workbook unpacks to more than allowed
ltv.high the balance is above the appraisal
ltv.low the balance is a tiny part of the appraisal
ltv.no_value the appraisal is 0
mapping.unused the mapping names a column that the sheet does not have
maturity.derived the maturity was derived from a term
maturity.missing the maturity is missing
obligor.missing the obligor is missing
obligor.more a cell says that there are more parties than it names
obligor.proportions proportions were made shares
obligor.repeated the same obligor is named twice
obligor.shares the shares of the obligors cannot be read or do not fit them
obligor.split one cell names several parties
overdue_days.invalid the text is no number of days
party.alias_conflict a name is confirmed for two firms
party.differs two rows say different things of one party
party.merged a name was read as that of a firm, as confirmed
party.similar two names may stand for the same firm
pledge_ratio.differs the pledge ratio is not what the amounts make
pool.refused the contracts make no pool
rate.convention how rates without a unit are read, or that this cannot be told
rate.floating_kept a floating rate is kept at its level
rate.floating_level a floating rate was made of the level of its index and its spread
rate.floating_unnamed a rate floats, but its index is not named
rate.floating_unstated a floating rate does not say what applies now
rate.invalid the text is no rate
rate.period a rate for a month or a day was made one for a year
rate.range a range is not a rate
rate.relative a surcharge on the rate was left out
rate.rounded a rate was rounded to 12 decimals
rate.unusual a yearly rate is unusually low or high
ratio.invalid the text is no share
region.ambiguous several provinces have a place of this name
region.unknown the text is no province or city
repayment.from_table the form of repayment follows from a table of instalments
repayment.table a table of instalments and the stated form disagree
repayment.unknown the text is no form of repayment
reset_months.invalid the text is no number of months
reset_months.unused a time between two resets is stated for a rate that is not known to float
right.contract_unknown a right belongs to no contract that was taken
right.count counts of rights disagree
right.count_invalid the text is no number of rights
right.differs two rows say different things of one right
right.duplicate two rights have the same identifier
right.inconsistent two values of a right cannot both be true
right.invalid a value of a right cannot be what it should be
right.missing a value of a right is missing
right.number_check the check digit of a patent number is wrong
right.number_in_title numbers of patents stand in the name of a right
right.number_kind what kind of number a number is
right.number_scientific a number in scientific notation has lost digits
right.out_of_range a value of a right is outside the limits that make sense
right.refused a right of the contract was refused
right.repeated a contract lists the same right twice
right.shared the same right stands behind several contracts
right.sheet_taken the rights of a contract are taken from the sheet of rights
right.status_unknown the text is no legal state
right.type_differs type and number of a patent disagree
right.type_from_number the type of a patent follows from its number
right.type_mixed the text names several types of right
right.type_unknown the text is no type of right
right.unknown a right names something that does not exist
row.example a row says that it is an example, as in a template
row.header the header stands among the rows once more
row.hidden a row is hidden in the workbook
row.ignored a row states too little to be a contract
row.note a row is a note
row.numbered rows hold nothing but a serial number
row.total a row of totals agrees with the rows, or states nothing to check
row.total_differs a row of totals disagrees with the rows
rows.all_rejected no row could be taken
rows.none there is a header, but no contract under it
royalty.no_share a minimum guarantee is stated without a share of sales
security.contradictory security and its absence are both stated
security.unknown the text is no form of security
sheet.ambiguous two sheets fit equally well
sheet.extra a sheet that says more about the contracts
sheet.hidden the sheet of contracts is hidden
sheet.ignored a text file has no sheets
sheet.not_found the workbook has no sheet of that name
sheet.other a sheet that is not read
start.after_as_of a contract begins after the cut-off date
term.dates a term and the dates disagree
term.inconsistent the terms of a contract disagree
term.invalid the text is no length of time
term.periods a number of instalments is no length of time
term.unit the unit of a term cannot be told
term.unit_inferred the unit of a term follows from the dates
text.repaired full-width or invisible characters were read as ordinary ones
timing.assumed instalments are taken to fall at the end of their period
timing.unknown the text is no time of payment
yes_no.invalid the text is neither yes nor no
`
