package tape

// codeTable has a line for each code: code, severity, meaning, rule, advice; between "|", in the order of
// the codes.
const codeTable = `
affiliate.group|warning|a row of the sheet of affiliates names no group|the row says nothing and is left out|name the group, or remove the row
affiliate.party|error|a row of the sheet of affiliates names no firm|the row is left out|name the firm as the sheet of contracts does
affiliate.unknown|info|the sheet of affiliates names a firm that no contract names|the row is left out|check the spelling if the firm should be a party
amount.digits|error|an amount has digits beyond the minor unit; it is not rounded|amounts are exact; the row is rejected|write the amount that the contract states, whole in the minor unit
amount.float_noise|info|digits beyond the minor unit were the noise of binary arithmetic|a stored number within the precision of a double of a whole minor unit is that amount|nothing, unless the digits are meant
amount.invalid|error|the text is no amount|nothing is guessed; the row is rejected|write one amount in digits, such as 1,234.56
amount.negative|info|brackets or a mark make an amount negative|(1,234.00) and △1,234.00 are below zero, as accountants write it|nothing, unless the mark means something else
amount.scientific|error|an amount in scientific notation has lost digits|lost digits are not filled with zeros; the row is rejected|format the column as a number and save again
amount.unit|warning|a cell states another unit than its column|the unit of the cell goes before that of the column|nothing, unless the unit is wrong
amount.unit_assumed|warning|nothing says in what amounts are counted; units of the currency are taken|header, title, unit row and notes are searched; failing those, one unit of the currency|state the unit, as in 单位：万元
amount.words|info|an amount stands in Chinese numerals|叁佰万元整 is 3,000,000|nothing, unless it was read wrongly
as_of.ambiguous|error|the tape states several cut-off dates|no date is chosen; the tape is refused|pass the cut-off date, or leave one on the tape
as_of.conflict|warning|the tape states another cut-off date than the one asked for|the one asked for is taken|correct the tape, or what is asked for
as_of.from_name|warning|the cut-off date is taken from the name of the sheet or file|only where neither titles nor columns nor rows state one, and the names agree on one day|pass the cut-off date to be sure, or write it above the header
as_of.inferred|info|the cut-off date follows from maturities and remaining terms|taken only where every row gives the same day|pass the cut-off date to be sure
as_of.missing|error|the tape states no cut-off date|no date is invented; the tape is refused|pass the cut-off date, or write it above the header, as in 封包日：2018-10-31
as_of.read|info|where the cut-off date was found|titles first, then a column, then other sheets|nothing, unless the date is wrong
balance.above_original|warning|the balance is above the original amount|both are kept as stated|check both, and the unit of either
balance.from_receivable|info|the fees still owed are the balance, for want of a column of principal|a sub-licence without principal is a claim on its fees|add a column of principal if there is one
balance.missing|error|the outstanding balance is missing|an empty balance is not zero; the row is rejected|write the balance at the cut-off date
balance.schedule|warning|the balance is not what the form of repayment leaves on the cut-off date|the balance stated is kept|check balance, form and dates; arrears and prepayments also do this
cell.merged|info|an empty cell was read from the merged block that covers it|the first cell of a block speaks for all of it, but for amounts|nothing, unless the cell is meant to be empty
cell.notation|info|cells of a column are written in a way that loses nothing|told once for each column and way of writing|nothing
cell.nothing|info|cells of a column say that there is nothing to say|a dash, 无 and the like are not stated, which is not 0|nothing
class.overdue|warning|the five-category class is better than the days overdue allow|any day is 关注, over 90 次级, over 270 可疑, over 360 损失; the class stated is kept|check both against the servicer's records
class.unknown|warning|the text is none of the five classes|the class stays unknown|write 正常, 关注, 次级, 可疑 or 损失
column.duplicate|warning|two columns claim the same field|the better header is read, or else the first|remove or rename one of the two
column.headerless|warning|cells stand in a column without a header|the column is not read|give the column a header
column.matched|warning|a column was read by the words of its header, its likeness or its cells|read only where one field is clearly the best; score and alternatives are in the report|rename the header, or name the column in a mapping file
column.missing|error|a column that every tape needs is missing|the tape is refused|add the column, or give it one of the usual headers
column.unit_differs|warning|the row of units and the header disagree|the header goes first|correct one of the two
column.unmapped|warning|a header names nothing that is known|the column is listed and not read|rename the header if the column matters
column.unused|info|a known column holds nothing that these contracts need|the column is listed and not read|nothing
contract.duplicate|error|two rows have the same contract number|the first row is taken, the later one rejected|give each contract its own number, or remove the repetition
contract.duplicate_content|warning|two rows have the same parties, balance and dates under different numbers|both are kept|remove one of the rows if it is one contract
contract.inconsistent|error|two values of a contract cannot both be true|the row is rejected|correct the value that is wrong
contract.invalid|error|a value of a contract cannot be what it should be|the row is rejected|write what the message expects
contract.missing|error|a value of a contract is missing|the row is rejected|fill in the value
contract.missing_id|error|the contract number is missing|the row is rejected|write the contract number
contract.out_of_range|error|a value of a contract is outside the limits that make sense|the row is rejected|check the value and its unit
contract.unknown|error|a contract names something that does not exist|the row is rejected|name what is on the tape
contract.unsupported|error|a contract asks for what this version cannot do|the row is rejected|restate the contract, or leave it out
csv.open_quote|error|a quotation mark is opened and never closed|the file is refused: its rest would be one cell|close the quotation mark, or double it
csv.separator|info|what separates the cells of a text file|of tab, comma, semicolon, bar and their full-width forms, the one that cuts most rows into the same number of cells|nothing, unless cells are cut wrongly
currency.assumed|info|the tape names no currency; CNY is taken|column and title are searched; failing those, CNY|state the currency, as in 币种：人民币
currency.conflict|error|the tape is in another currency than the one asked for|amounts are never converted; the tape is refused|pass the currency of the tape
currency.converted|info|a row in another currency than the tape, changed at a given rate|amounts are changed only at a dated rate of the caller|nothing
currency.mixed|error|a row or an amount is in another currency than the tape|without a rate of the cut-off date amounts are not changed; the row is rejected|give the exchange rates of the cut-off date, or put contracts of each currency on a tape of their own
currency.unknown|error|the text is no currency|the row is rejected|write an ISO 4217 code such as CNY
date.ambiguous|error|day, month and year of a date cannot be told apart|nothing is guessed; the row is rejected|write the year first, with four digits
date.invalid|error|the text is no date, or the day does not exist|no day is moved; the row is rejected|write a day that exists, such as 2024-02-29
date.month_end|info|the end of a month was read as its last day|月底 and 月末 are the last day of the month|nothing
date.month_only|error|a month or year stands without its day|no day is filled in; the row is rejected|write the day too
date.month_settled|warning|a month without its day was read as the mapping says|only the mapping of the caller may settle a day|write the day too
date.order|warning|a date with the year at its end was read by its numbers, or by those of its column|taken where a number above 12 leaves one reading, in the cell or in all such cells of the column|write the year first
date.serial|info|a number that is not shown as a day was read as the day that a workbook stores by it|days are counted from 1900 (day 1 is 1900-01-01, with a 29 February 1900 that never was), or from 1904 where the workbook says so; told once for each column|format the cells as dates
date.short_year|info|a year of two digits behind the name of a month|31-Dec-24 lies in 2024: spreadsheets show days so, and no contract is a hundred years old|write the year with four digits
date.time_dropped|info|a time of day was left out|dates are days|nothing
day_count.unknown|error|the text is no day count|the row is rejected|write a day count such as ACT/365 or 30/360
deposit_use.unknown|warning|the text says neither 抵扣 nor 退还|the use stays unknown|write 抵扣末期租金 or 到期退还
encoding.invalid|error|the file has bytes that its encoding does not have|the file is refused|save the file as UTF-8, or pass its encoding
encoding.mangled|warning|the encoding was mistaken before the file came here|UTF-8 that was read as GB18030 or ISO 8859-1 is read back, where all of it can be|export the file again, to be sure that nothing was lost
encoding.replacement|warning|text was lost before the file came here|the text is read as it is|export the file again
encoding.taken|info|the encoding in which a text file was read|byte order mark, then UTF-8 where all of it is valid, then GB18030|pass the encoding if names look wrong
file.damaged|error|the workbook is damaged|the file is refused|open it and save it again
file.empty|error|the file is empty|the file is refused|check that it was copied whole
file.encrypted|error|the workbook is protected by a password|the file is refused|remove the password and save again
file.not_spreadsheet|error|the file is no spreadsheet|the content decides, not the name; the file is refused|ask for the spreadsheet that it was made from
file.old_xls|error|the file is a workbook of the old .xls format|the file is refused|save it as .xlsx
file.ole2|error|the file is an old Office file: .xls, or encrypted|the file is refused|save it as .xlsx without a password
file.suspicious|error|the archive of the workbook is built to deceive: a part twice, outside it, larger than it says, or with entities of its own|the file is refused|ask for the workbook again, saved by a spreadsheet program
file.truncated|error|the workbook is cut off|the file is refused|copy or download it again
file.unopened|error|the file cannot be opened|nothing is read|check name and permissions
file.unread|error|the file cannot be read|nothing is read|try again, or copy the file
findings.more|error|there are more findings than are listed; how many more of a code|counted and not listed; as severe as the code itself|correct what is listed, and read again
formula.error|error|a formula failed|a value that counts rejects the row, another stays unknown|repair the formula, or write the value
formula.no_value|error|the result of a formula is not stored|formulas are not calculated here; a value that counts rejects the row, another stays unknown|open the workbook, let it calculate, and save it
frequency.differs|warning|form of repayment and frequency disagree|the column of frequencies is taken|correct one of the two
frequency.unknown|warning|the text is no frequency|the frequency stays unknown|write 按月, 按季, 每半年 or 按年
guarantor.form|info|the form of a guarantee stands behind the name of a guarantor|连带责任保证 and the like are cut off: they are no part of a name|nothing, unless a name was cut
guarantor.unnamed|warning|guarantors are described and not named|股东, 实际控制人, 法定代表人夫妇 are no names: no party is made of them, but the guarantee counts|name the guarantors
header.not_found|error|no row is the header of a list of contracts|the tape is refused|give the columns their usual names, such as 合同编号, 承租人, 未偿本金余额, 到期日
id.digits_lost|warning|a contract number of more than 15 digits was stored as a number|digits behind the fifteenth are not to be trusted; kept as stored|format the column as text and enter the number again
id.scientific|error|a contract number in scientific notation has lost digits|lost digits are not filled in; the row is rejected|format the column as text and enter the number again
id.zeros_lost|warning|a contract number has likely lost its leading zeros|the number is kept as stored|format the column as text and enter the number again
industry.unknown|warning|the text is no industry of GB/T 4754|the industry stays unknown|write a section or division of GB/T 4754-2017
instalment.amount|error|an instalment has no amount|the contract of the table is rejected|write the amount
instalment.balance|warning|a table of instalments repays another amount than the balance|both are kept|check balance and table: an instalment may be missing
instalment.broken|error|a contract's table of instalments has errors|the contract is rejected|correct the rows named
instalment.contract_unknown|warning|a table of instalments belongs to no contract that was taken|the table is left out|check the contract number
instalment.date|error|an instalment has no date|the contract of the table is rejected|write the date
instalment.inconsistent|error|an instalment cannot be, beside the others and the dates of the contract|the contract is rejected|correct the table
instalment.interest|warning|a stated interest is not rate times principal times time|the payment counts|check rate, balance and interest
instalment.invalid|error|a value of an instalment cannot be what it should be|the contract is rejected|write what the message expects
instalment.left|warning|the principal said to be left is not what the rows before leave|the rows count|check balance and table
instalment.missing|error|a value of an instalment is missing|the contract is rejected|fill in the value
instalment.out_of_range|error|an amount of an instalment is outside the limits that make sense|the contract is rejected|check the amount and its unit
instalment.past|info|an instalment falls on or before the cut-off date|cash up to the cut-off date is not the pool's; the row is left out|nothing
instalment.sum|warning|principal and interest do not make the payment|the whole payment counts|check the three amounts
kind.differs|warning|a row states another kind than the one asked for|the kind asked for is taken|correct the row, or what is asked for
kind.inferred|info|the kind of the contracts follows from the headers|words that only one kind uses|pass the kind, or add a column 资产类型
kind.missing|error|a row does not state its kind|a tape with a column of kinds states it in every row; the row is rejected|write the kind
kind.undecidable|error|the headers do not show the kind of the contracts|no kind is guessed; the tape is refused|pass the kind, or add a column 资产类型
kind.unknown|error|the text is none of the four kinds|the row is rejected|write 融资租赁, 应收账款, 小额贷款 or 二次许可
limit.bytes|error|the file is larger than allowed|the file is refused|split it, or raise Limits.Bytes
limit.cell|error|a cell is longer than allowed|the file is refused|shorten it, or raise Limits.CellBytes
limit.cells|error|a sheet or the table of shared texts has more cells than allowed|the file is refused|split the tape, or raise the limit
limit.columns|error|a row has more columns than allowed|the file is refused|remove what is not part of the tape, or raise Limits.Columns
limit.parts|error|the archive of the workbook has more parts than allowed|the file is refused|remove what is not part of the tape, or raise the limit
limit.rights|error|there are more rights than allowed|the file is refused|split the tape, or raise Limits.Rights
limit.rows|error|a sheet has more rows than allowed|the file is refused|split the tape, or raise Limits.Rows
limit.sheets|error|the workbook has more sheets than allowed|the file is refused|remove sheets that are not part of the tape, or raise Limits.Sheets
limit.text|error|the texts of a sheet, or the shared texts, are longer than allowed|the file is refused|split the tape, or raise the limit
limit.unzipped|error|the workbook unpacks to more than allowed|the file is refused|split it, or raise Limits.Unzipped
ltv.high|warning|the balance is above the appraisal|both are kept|check both amounts and their units
ltv.low|warning|the balance is a tiny part of the appraisal|both are kept|check both amounts: one of them is likely in another unit
ltv.no_value|warning|the appraisal is 0|the right is taken to be worth nothing|leave the cell empty if there is no appraisal
mapping.unused|warning|the mapping names a column that the sheet does not have|the entry of the mapping is not used|correct the mapping
maturity.derived|info|the maturity was derived from a term|cut-off date plus remaining term, or start plus term|state the maturity
maturity.missing|error|the maturity is missing|no day is invented; the row is rejected|write the maturity, or start and term
obligor.missing|error|the obligor is missing|the row is rejected|name the firm that owes the contract
obligor.more|warning|a cell says that there are more parties than it names|only those named are taken|name them all
obligor.proportions|info|proportions were made shares|3:2 is 60 % and 40 %|nothing
obligor.repeated|info|the same obligor is named twice|counted once|nothing, unless two firms are meant
obligor.shares|error|the shares of the obligors cannot be read or do not fit them|the row is rejected|write a share for each obligor, such as 60%/40%
obligor.split|info|one cell names several parties|names are split at separators; at a mark that may be part of a name only between names that end like those of firms|nothing, unless a name was cut
overdue_days.invalid|error|the text is no number of days|the row is rejected|write a whole number of days, 0 for none
party.alias_conflict|warning|a name is confirmed for two firms|the first confirmation is kept|let every name stand for one firm
party.differs|warning|two rows say different things of one party|what was said first is kept|let all rows say the same
party.merged|info|a name was read as that of a firm, as confirmed|names are merged only by a rule or a confirmation of the caller|nothing
party.similar|warning|two names may stand for the same firm|they are kept apart|write one name, or confirm it in a file of names or in the column 别名 of a sheet 关联方
pledge_ratio.differs|warning|the pledge ratio is not what the amounts make|the ratio stated is kept|check ratio, amount and appraisal
pool.refused|error|the contracts make no pool|the tape is refused|see the message
rate.convention|error|how rates without a unit are read, or that this cannot be told|the whole column decides between fraction and percentage; in a column that holds both, a value without a sign rejects its row|write the percent sign
rate.floating_kept|warning|a floating rate is kept at its level|only small loans carry an index|nothing, unless the rate should move
rate.floating_level|info|a floating rate was made of the level of its index and its spread|only with a level that the caller supplies|nothing, unless the level is wrong
rate.floating_unnamed|warning|a rate floats, but its index is not named|the level at the cut-off date is kept|name the index, as in LPR1Y+50BP
rate.floating_unstated|warning|a floating rate does not say what applies now|an index has no level here; the rate stays unknown|write the rate that applies at the cut-off date
rate.invalid|error|the text is no rate|the row is rejected|write the yearly rate, such as 5.35%
rate.period|info|a rate for a month or a day was made one for a year|a month twelve times, a day 360 or 365 times, as the tape says|nothing, unless the rate is a yearly one
rate.range|error|a range is not a rate|no end and no middle is taken; the row is rejected|write the one rate that applies at the cut-off date
rate.relative|warning|a surcharge on the rate was left out|only yearly rates are taken|write the penalty rate itself
rate.rounded|info|a rate was rounded to 12 decimals|half to even|nothing
rate.unusual|warning|a yearly rate is unusually low or high|the rate is kept|check the rate and its unit
ratio.invalid|error|the text is no share|the row is rejected|write a share such as 35%
region.ambiguous|warning|several provinces have a place of this name|the region stays unknown|write the province too
region.unknown|warning|the text is no province or city|the region stays unknown|write the province, or a city or district of it
repayment.from_table|info|the form of repayment follows from a table of instalments|a table without a stated form is irregular|state 不规则
repayment.step_months|error|the text is no number of months|the row is rejected|write after how many months instalments change, such as 12
repayment.table|warning|a table of instalments and the stated form disagree|the form stated is taken and the table left out|write 不规则 if the table holds
repayment.unknown|warning|the text is no form of repayment|the form stays unknown|write 等额本息, 等额本金, 先息后本, 到期一次还本付息 or 不规则
reset_months.invalid|error|the text is no number of months|the row is rejected|write a whole number of months
reset_months.unused|warning|a time between two resets is stated for a rate that is not known to float|left out|name the index, as in LPR1Y+50BP
right.contract_unknown|warning|a right belongs to no contract that was taken|the right is left out|check the contract number
right.count|warning|counts of rights disagree|every number listed is a right, and those counted beyond them are a bundle; of two counts the one in its own column is kept|correct the count or the list
right.count_invalid|error|the text is no number of rights|the row is rejected|write how many rights stand behind the contract
right.differs|warning|two rows say different things of one right|what was said first is kept|let both rows say the same
right.duplicate|error|two rights have the same identifier|the contracts that rest on it are rejected|give each right its own identifier
right.inconsistent|error|two values of a right cannot both be true|the contracts that rest on it are rejected|correct the value that is wrong
right.invalid|error|a value of a right cannot be what it should be|the contracts that rest on it are rejected|write what the message expects
right.missing|error|a value of a right is missing|the contracts that rest on it are rejected|fill in the value
right.number_check|warning|the check digit of a patent number is wrong|weights 2 to 9 and 2 to 5, modulo 11; the number is kept as written|check the number against the certificate
right.number_in_title|info|numbers of patents stand in the name of a right|they are read as its numbers|nothing
right.number_kind|info|what kind of number a number is|publication numbers are not application numbers|nothing
right.number_scientific|warning|a number in scientific notation has lost digits|the number is left out|format the column as text and enter the number again
right.out_of_range|error|a value of a right is outside the limits that make sense|the contracts that rest on it are rejected|check the value and its unit
right.range|warning|a range of numbers was read as every number in it|numbers that count in one series, up to 100 of them; the check digits of patents are computed|list the numbers one by one
right.range_open|warning|a range of numbers was not read: its ends do not count in one series|only the two ends are taken|list the numbers one by one
right.refused|error|a right of the contract was refused|the contract is rejected with it|correct the right
right.repeated|warning|a contract lists the same right twice|counted once|remove the repetition
right.shared|warning|the same right stands behind several contracts|it is one right of all of them|check that it is pledged for all of them
right.sheet_taken|info|the rights of a contract are taken from the sheet of rights|the sheet goes before the cell|nothing
right.status_unknown|warning|the text is no legal state|the state stays unknown|write 有效, 审中, 失效 or another of the usual words
right.type_differs|warning|type and number of a patent disagree|the type stated is kept|correct one of the two
right.type_from_number|info|the type of a patent follows from its number|the digit behind the year: 1 and 8 invention, 2 and 9 utility model, 3 design|nothing
right.type_mixed|warning|the text names several types of right|the type stays unknown|list the rights one by one on a sheet 权利清单
right.type_unknown|warning|the text is no type of right|the type stays unknown|write 发明专利, 实用新型, 商标, 计算机软件著作权 or another of the usual words
right.unknown|error|a right names something that does not exist|the contracts that rest on it are rejected|name what is on the tape
right.value_divided|warning|one value is stated for several rights and was divided among them|evenly by number, the minor units that are left to the first ones; the sum is the value stated|state a value for each, on a sheet 权利清单
right.value_undated|warning|a value in another currency than the tape has no day and is left out|a value is changed at the rate of its day|state the day of the appraisal
row.example|info|a row is an example, or says what to write into the columns|a serial number 示例 marks an example, a guide stands right below the header; the row is skipped|give the row a number if it is a contract
row.header|info|the header stands among the rows once more, or a row numbers the columns|the row is skipped|nothing
row.hidden|warning|a row is hidden in the workbook|hidden rows count like any other|show the row, or remove it
row.ignored|warning|a row states too little to be a contract|the row is skipped|complete the row, or remove it
row.note|info|a row is a note|the row is skipped|nothing
row.numbered|info|rows hold nothing but a serial number|the rows are skipped|nothing
row.other_table|error|another table with other columns begins in this row|its rows are not read: their columns are not those of the header above|put all contracts into one table
row.statistic|info|a row of averages, extremes or shares|the row is skipped|nothing
row.total|info|a row of totals agrees with the rows, or states nothing to check|totals are checked and never counted|nothing
row.total_differs|warning|a row of totals disagrees with the rows|the rows are taken, not the total|find the row that is missing or wrong
rows.all_rejected|error|no row could be taken|there is no pool|correct the errors listed
rows.none|error|there is a header, but no contract under it|the tape is refused|check that the right sheet was chosen and that it has data
royalty.no_share|info|a minimum guarantee is stated without a share of sales|the share is zero: only the minimum is owed|state the share of sales
security.contradictory|warning|security and its absence are both stated|both are kept as stated|write either the forms of security, or 信用
security.from_guarantor|info|the form of security follows from the column of guarantors|only where nothing else says how the contract is secured|nothing, unless the contract is secured otherwise
security.guarantor|warning|the column of guarantors states a guarantee that the forms of security lack|the forms of security are kept as stated|write 保证 among the forms of security, or empty the column of guarantors
security.unknown|warning|the text is no form of security|security stays unknown|write 质押, 保证, 抵押 or 信用, joined by +
sheet.ambiguous|warning|two sheets fit equally well|the first is taken|name the sheet to read
sheet.extra|info|a sheet that says more about the contracts|sheets of rights, instalments and affiliates are read beside the contracts|nothing
sheet.hidden|warning|the sheet of contracts is hidden|it is read like any other|name another sheet if this is not the one
sheet.ignored|info|a text file has no sheets|the name asked for is not used|nothing
sheet.not_found|error|the workbook has no sheet of that name|no other sheet is taken in its place|name one of its sheets
sheet.other|info|a sheet that is not read|one sheet lists the contracts; of others only dates are looked at|name it if it is the list
spec.left_out|info|the tape has more contracts than Limits.SpecContracts|the pool alone is given: the specification would take twice its memory|raise the limit where the specification is needed
start.after_as_of|warning|a contract begins after the cut-off date|kept as stated|check both dates: a contract that has not begun has no balance
term.dates|warning|a term and the dates disagree|both are kept; the dates count|correct one of the two
term.inconsistent|warning|the terms of a contract disagree|seasoning and remaining term make the term, to a month; all are kept|correct the term that is wrong
term.invalid|error|the text is no length of time|the row is rejected|write a term such as 36个月
term.periods|warning|a number of instalments is no length of time|left out unless the frequency gives it a length|state the term in months
term.unit|warning|the unit of a term cannot be told|the term is left out|state the unit in the header, as in 剩余期限（月）
term.unit_inferred|info|the unit of a term follows from the dates|taken where the rows with dates agree on one unit|state the unit in the header
text.repaired|warning|characters were read as other ones, or left out|compatibility forms are folded and notes of roles cut off, as information; what a bad conversion left is taken back, with a warning|check the value taken, where it is a warning
timing.assumed|info|instalments are taken to fall at the end of their period|that is how most contracts pay|state 先付 or 后付
timing.unknown|error|the text is no time of payment|the row is rejected|write 先付 or 后付
yes_no.invalid|error|the text is neither yes nor no|the row is rejected|write 是 or 否
`
