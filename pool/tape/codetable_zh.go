package tape

// codeTableZH says in Chinese what each code means and what to do: code, 含义, 建议; between "|", in the
// order of the codes. A code without advice is there to be read.
const codeTableZH = `
affiliate.group|关联方表中的一行没有写集团名称，该行未采用|填写集团名称，或删除该行
affiliate.party|关联方表中的一行没有写企业名称，该行未采用|按资产清单中的写法填写企业名称
affiliate.unknown|关联方表中的企业未出现在任何合同中|如应为交易对手，请核对名称写法
amount.digits|金额小数位超过最小货币单位（分），不作四舍五入，该行剔除|填写合同载明的、精确到分的金额
amount.float_noise|超出分的位数是二进制计算的误差，已去除|
amount.invalid|不是可识别的金额，该行剔除|填写一个数字金额，如 1,234.56
amount.negative|括号或符号表示负数|
amount.scientific|金额以科学计数法保存，已丢失位数，该行剔除|将该列设为数值格式后重新保存
amount.unit|单元格自带的单位与本列单位不同，以单元格为准|如单位有误请更正
amount.unit_assumed|表头、标题、单位行均未写明金额单位，按一个货币单位（元）计|写明单位，如“单位：万元”
amount.words|中文大写或小写数字金额|
as_of.ambiguous|表中写有多个封包日，无法确定，整表不采用|指定封包日，或在表中只保留一个
as_of.conflict|表中的封包日与指定的不同，以指定的为准|更正表中日期或所指定的日期
as_of.from_name|表中没有写明封包日，取自工作表名或文件名中的日期|指定封包日以便确认，或在表头上方写明，如“封包日：2018-10-31”
as_of.inferred|封包日由到期日与剩余期限推算得出|指定封包日以便确认
as_of.missing|表中没有封包日，整表不采用|指定封包日，或在表头上方写明，如“封包日：2018-10-31”
as_of.read|封包日取自此处|
balance.above_original|余额大于原始金额，均按原值保留|核对两项金额及其单位
balance.from_receivable|没有本金列，以应收许可费余额作为余额|如有本金列请补充
balance.missing|缺少未偿余额，空白不等于零，该行剔除|填写封包日的余额
balance.schedule|余额与还款方式在封包日应剩余的金额不符，按所填余额|核对余额、还款方式和日期；逾期或提前还款也会造成差异
cell.merged|空单元格取自覆盖它的合并单元格|
cell.notation|本列单元格的写法不同，但不影响取值|
cell.nothing|单元格表示无内容（-、/、无等），视为未填写，不等于零|
class.overdue|五级分类优于逾期天数所允许的等级，按所填分类|核对资产服务机构的记录
class.unknown|不是五级分类中的任何一级，视为未知|填写 正常、关注、次级、可疑 或 损失
column.duplicate|两列表示同一内容，只读取表头更明确或靠前的一列|删除其中一列或改名
column.headerless|该列有内容但没有表头，未读取|补充表头
column.matched|该列按表头词义、相似度或内容识别|更正表头，或在映射文件中指定该列
column.missing|缺少每张资产清单都必须有的列，整表不采用|补充该列，或使用通用表头
column.unit_differs|单位行与表头的单位不一致，以表头为准|更正其一
column.unmapped|表头无法识别，该列未读取|如该列重要，请更改表头或在映射文件中指定
column.unused|已识别的列，但此类合同不需要，未读取|
contract.duplicate|合同编号重复，保留第一行，剔除后一行|为每份合同填写各自的编号，或删除重复行
contract.duplicate_content|编号不同但当事人、余额、日期完全相同，均予保留|如为同一合同请删除一行
contract.inconsistent|合同的两个数值相互矛盾，该行剔除|更正有误的一项
contract.invalid|合同的某项数值不成立，该行剔除|按提示填写
contract.missing|合同缺少某项数值，该行剔除|补充填写
contract.missing_id|缺少合同编号，该行剔除|填写合同编号
contract.out_of_range|合同的某项数值超出合理范围，该行剔除|核对数值及其单位
contract.unknown|合同引用的对象不存在，该行剔除|填写表中已有的名称
contract.unsupported|合同条款目前不受支持，该行剔除|改写该合同，或不予入池
csv.open_quote|引号未闭合，整个文件不采用|补上引号，或将其写成两个
csv.separator|文本文件的列分隔符|
currency.assumed|表中没有写明币种，按人民币计|写明币种，如“币种：人民币”
currency.conflict|表中的币种与指定的不同，整表不采用|指定表中的币种
currency.converted|该行为外币，已按封包日给定汇率折算|
currency.mixed|该行或该金额的币种与全表不同，没有汇率不作折算，该行剔除|提供封包日汇率，或将各币种分表列示
currency.unknown|不是可识别的币种，该行剔除|填写币种代码，如 CNY
date.ambiguous|无法区分日期中的年、月、日，该行剔除|按四位年份在前的顺序填写
date.invalid|不是日期，或该日期不存在，该行剔除|填写存在的日期，如 2024-02-29
date.month_end|月底、月末按当月最后一天读取|
date.month_only|只有年月没有日，不作推定；关键日期则该行剔除|补充具体日期
date.month_settled|只有年月的日期已按映射文件的约定确定|补充具体日期
date.order|年份在后的日期，按其数值或整列的顺序读取|按年份在前的顺序填写
date.serial|未设日期格式的数字，按表格软件的日期序列值读取（1900 或 1904 日期系统，见规则名）|将单元格设为日期格式
date.short_year|月份名称之后的两位年份，按本世纪读取|填写四位年份
date.time_dropped|去除了日期后的时刻|
day_count.unknown|不是可识别的计息基础|填写 ACT/365 或 30/360 等
deposit_use.unknown|保证金用途既非抵扣也非退还，视为未知|填写 抵扣末期租金 或 到期退还
encoding.invalid|文件含有其编码所没有的字节，不采用|另存为 UTF-8，或指定编码
encoding.mangled|文件此前已被错误编码（乱码），现已还原|重新导出文件以确认无缺失
encoding.replacement|文件此前已丢失部分文字|重新导出文件
encoding.taken|文本文件采用的编码|如名称显示有误，请指定编码
file.damaged|工作簿已损坏，不采用|打开后重新保存
file.empty|文件为空|检查是否完整复制
file.encrypted|工作簿有密码保护，不采用|去除密码后重新保存
file.not_spreadsheet|文件不是电子表格|索取原始电子表格
file.old_xls|旧版 .xls 格式，不采用|另存为 .xlsx
file.ole2|旧版 Office 文件（.xls 或加密文件），不采用|另存为不加密的 .xlsx
file.suspicious|工作簿的压缩包结构异常（重复、越界或虚报大小等），不采用|请用表格软件重新保存后提供
file.truncated|工作簿不完整，被截断|重新复制或下载
file.unopened|文件无法打开|检查文件名和权限
file.unread|文件无法读取|重试，或复制该文件
findings.more|发现数量超过上限，其余只计数、不列示|先更正已列示的问题，再重新读取
formula.error|公式出错；关键数值则该行剔除，其他视为未知|修正公式，或直接填写数值
formula.no_value|公式没有保存计算结果；关键数值则该行剔除，其他视为未知|打开工作簿，重新计算后保存
frequency.differs|还款方式与还款频率不一致，以频率列为准|更正其一
frequency.unknown|不是可识别的频率，视为未知|填写 按月、按季、每半年 或 按年
guarantor.form|保证人名称之后写有保证方式，不属于名称，已去除|
guarantor.unnamed|只描述了保证人身份（股东、实际控制人等），没有写姓名，不作为当事人|填写保证人名称
header.not_found|没有找到资产清单的表头，整表不采用|使用通用表头，如 合同编号、承租人、未偿本金余额、到期日
id.digits_lost|超过15位的合同编号以数字保存，15位之后不可信，按所存保留|将该列设为文本格式后重新输入
id.scientific|合同编号以科学计数法保存，已丢失位数，该行剔除|将该列设为文本格式后重新输入
id.zeros_lost|合同编号可能丢失了前面的零，按所存保留|将该列设为文本格式后重新输入
industry.unknown|不是《国民经济行业分类》（GB/T 4754）中的行业，视为未知|填写 GB/T 4754-2017 的门类或大类
instalment.amount|还款计划缺少金额，对应合同剔除|填写金额
instalment.balance|还款计划的本金合计与余额不符，均予保留|核对余额与还款计划，可能漏列一期
instalment.broken|该合同的还款计划有错误，合同剔除|更正所指各行
instalment.contract_unknown|还款计划不属于任何已采用的合同，未采用|核对合同编号
instalment.date|还款计划缺少日期，对应合同剔除|填写日期
instalment.inconsistent|还款计划与其他各期或合同日期矛盾，合同剔除|更正还款计划
instalment.interest|所列利息与 利率×本金×期间 不符，以应付总额为准|核对利率、余额和利息
instalment.invalid|还款计划的某项数值不成立，合同剔除|按提示填写
instalment.left|所列剩余本金与之前各期的结果不符，以各期为准|核对余额与还款计划
instalment.missing|还款计划缺少某项数值，合同剔除|补充填写
instalment.out_of_range|还款计划的金额超出合理范围，合同剔除|核对金额及其单位
instalment.past|该期在封包日当日或之前，不属于资产池，未采用|
instalment.sum|本金与利息之和不等于应付总额，以应付总额为准|核对三项金额
kind.differs|该行的资产类型与指定的不同，以指定的为准|更正该行或所指定的类型
kind.inferred|资产类型由表头推断|指定资产类型，或增加“资产类型”列
kind.missing|该行没有填写资产类型，该行剔除|填写资产类型
kind.undecidable|无法由表头判断资产类型，整表不采用|指定资产类型，或增加“资产类型”列
kind.unknown|不是四种资产类型之一，该行剔除|填写 融资租赁、应收账款、小额贷款 或 二次许可
limit.bytes|文件大小超过上限|拆分文件，或提高 Limits.Bytes
limit.cell|单元格文字长度超过上限|缩短文字，或提高 Limits.CellBytes
limit.cells|单元格数量超过上限|拆分文件，或提高上限
limit.columns|列数超过上限|删除多余的列，或提高 Limits.Columns
limit.parts|工作簿部件数量超过上限|删除多余内容，或提高上限
limit.rights|权利数量超过上限|拆分文件，或提高 Limits.Rights
limit.rows|行数超过上限|拆分文件，或提高 Limits.Rows
limit.sheets|工作表数量超过上限|删除多余的工作表，或提高 Limits.Sheets
limit.text|文字总长度超过上限|拆分文件，或提高上限
limit.unzipped|工作簿解压后大小超过上限|拆分文件，或提高 Limits.Unzipped
ltv.high|余额大于评估价值，均予保留|核对两项金额及其单位
ltv.low|余额只占评估价值的极小部分，均予保留|核对两项金额，其一的单位可能有误
ltv.no_value|评估价值为零，视为没有价值|如无评估请留空
mapping.unused|映射文件所指的列不存在，该项未使用|更正映射文件
maturity.derived|到期日由期限推算得出|填写到期日
maturity.missing|缺少到期日，该行剔除|填写到期日，或起始日和期限
obligor.missing|缺少债务人（承租人、借款人、被许可人），该行剔除|填写债务人名称
obligor.more|单元格写明还有其他主体（等N家），只采用列出的名称|列全名称
obligor.proportions|比例已换算为份额|
obligor.repeated|同一债务人重复，只计一次|
obligor.shares|债务人份额无法识别或与人数不符，该行剔除|为每个债务人填写份额，如 60%/40%
obligor.split|一个单元格中有多个主体，已拆分|
overdue_days.invalid|不是天数，该行剔除|填写整数天数，未逾期填 0
party.alias_conflict|同一名称被确认为两家企业，保留先确认的|每个名称只对应一家企业
party.differs|两处对同一主体的描述不同，保留先出现的|各行保持一致
party.merged|按已确认的名称对照，视为同一企业|
party.similar|两个名称可能是同一企业，未合并|统一写法，或在名称文件、关联方表“别名”列中确认
pledge_ratio.differs|质押率与金额计算的结果不符，按所填质押率|核对质押率、金额和评估价值
pool.refused|这些合同无法组成资产池，整表不采用|见说明
rate.convention|本列不带单位的利率的读法（小数或百分数），或无法判断|写明百分号
rate.floating_kept|此类合同的浮动利率按封包日水平保留|如利率应随基准变动，请另行说明
rate.floating_level|浮动利率按给定的基准利率加点得出|
rate.floating_unnamed|利率为浮动，但未写明基准|写明基准，如 LPR1Y+50BP
rate.floating_unstated|浮动利率未写明当前执行水平，视为未知|写明封包日执行利率
rate.invalid|不是利率，该行剔除|填写年利率，如 5.35%
rate.period|月利率或日利率已换算为年利率|
rate.range|利率为区间，不取端点或中值，该行剔除|填写封包日适用的一个利率
rate.relative|罚息以上浮比例表示，未采用|填写罚息利率本身
rate.rounded|利率按12位小数四舍六入五成双|
rate.unusual|年利率异常偏低或偏高，按所填保留|核对利率及其单位
ratio.invalid|不是比例，该行剔除|填写比例，如 35%
region.ambiguous|该地名在多个省份都有，视为未知|写明省份
region.unknown|不是可识别的省份或城市，视为未知|填写省份，或其所属城市、区县
repayment.from_table|由还款计划表确定为不规则还款|填写 不规则
repayment.step_months|不是月数，该行剔除|填写租金调整间隔的月数，如 12
repayment.table|还款计划表与所填还款方式不一致，按所填方式|如以还款计划为准，请填写 不规则
repayment.unknown|不是可识别的还款方式，视为未知|填写 等额本息、等额本金、先息后本、到期一次还本付息 或 不规则
reset_months.invalid|不是月数，该行剔除|填写整数月数
reset_months.unused|填写了重定价周期，但利率并非浮动，未采用|写明基准，如 LPR1Y+50BP
right.contract_unknown|权利不属于任何已采用的合同，未采用|核对合同编号
right.count|权利数量不一致：所列号码逐项采用，超出部分合为一项；两处数量以数量列为准|更正数量或清单
right.count_invalid|不是权利数量，该行剔除|填写合同对应的权利数量
right.differs|两处对同一权利的描述不同，保留先出现的|各行保持一致
right.duplicate|两项权利标识相同，对应合同剔除|为每项权利填写各自的标识
right.inconsistent|权利的两个数值相互矛盾，对应合同剔除|更正有误的一项
right.invalid|权利的某项数值不成立，对应合同剔除|按提示填写
right.missing|权利缺少某项数值，对应合同剔除|补充填写
right.number_check|专利号校验位错误，按所填保留|与专利证书核对
right.number_in_title|权利名称中含有专利号，已按专利号读取|
right.number_kind|号码的种类（如公开号并非申请号）|
right.number_scientific|号码以科学计数法保存，已丢失位数，未采用|将该列设为文本格式后重新输入
right.out_of_range|权利的某项数值超出合理范围，对应合同剔除|核对数值及其单位
right.range|号码区间已展开为其中的每个号码|逐个列出号码
right.range_open|号码区间两端不属于同一序列，只采用两端|逐个列出号码
right.refused|合同对应的权利未被采用，合同随之剔除|更正该权利
right.repeated|同一合同重复列示同一权利，只计一次|删除重复项
right.shared|同一权利对应多份合同，作为同一项权利|核对是否为各合同都办理了质押
right.sheet_taken|该合同的权利以权利清单为准|
right.status_unknown|不是可识别的法律状态，视为未知|填写 有效、审中、失效 等
right.type_differs|专利类型与专利号不一致，按所填类型|更正其一
right.type_from_number|专利类型由专利号得出|
right.type_mixed|写有多种权利类型，视为未知|在“权利清单”表中逐项列示
right.type_unknown|不是可识别的权利类型，视为未知|填写 发明专利、实用新型、商标、计算机软件著作权 等
right.unknown|权利引用的对象不存在，对应合同剔除|填写表中已有的名称
right.value_divided|多项权利只有一个评估价值，已平均分摊，合计不变|在“权利清单”表中逐项填写评估价值
right.value_undated|外币评估价值没有日期，未采用|填写评估日
row.example|该行为示例或填写说明，已跳过|如为合同请填写序号
row.header|表头重复出现，或为列序号行，已跳过|
row.hidden|该行在工作簿中被隐藏，仍计入|取消隐藏，或删除该行
row.ignored|该行内容过少，不构成合同，已跳过|补充完整，或删除该行
row.note|该行为说明或落款，已跳过|
row.numbered|只有序号的行，已跳过|
row.other_table|此处开始另一张表，其列不同，其下各行未读取|将所有合同放在同一张表中
row.statistic|平均、最大、占比等统计行，已跳过|
row.total|合计行与各行一致，或没有可核对的内容|
row.total_differs|合计行与各行之和不一致，以各行为准|检查是否漏行或金额有误
rows.all_rejected|没有任何一行可以采用|更正所列错误
rows.none|有表头，但其下没有合同|检查是否选对工作表以及是否有数据
royalty.no_share|填写了保底许可费但没有提成比例，提成按零计|填写提成比例
security.contradictory|同时写有担保与信用（无担保），按所填保留|只填写担保方式，或只填写信用
security.from_guarantor|担保方式由保证人列得出|
security.guarantor|保证人列写有保证，担保方式中没有保证，按所填担保方式|在担保方式中补充 保证，或清空保证人列
security.unknown|不是可识别的担保方式，视为未知|填写 质押、保证、抵押 或 信用，多项用 + 连接
sheet.ambiguous|有两张工作表同样符合，采用第一张|指定要读取的工作表
sheet.extra|该工作表对合同作补充说明，一并读取|
sheet.hidden|资产清单所在工作表被隐藏，仍予读取|如不是此表，请指定工作表
sheet.ignored|文本文件没有工作表，所指定的名称未使用|
sheet.not_found|工作簿中没有所指定的工作表|指定已有的工作表
sheet.other|该工作表不是资产清单，未读取|如为资产清单请指定
spec.left_out|合同数量超过 Limits.SpecContracts，结果只含资产池，不含其规格数据|如需规格数据请调高该限值
start.after_as_of|合同起始日晚于封包日，按所填保留|核对两个日期
term.dates|期限与日期不一致，均予保留，以日期为准|更正其一
term.inconsistent|账龄、剩余期限与合同期限不一致，均予保留|更正有误的一项
term.invalid|不是期限，该行剔除|填写期限，如 36个月
term.periods|期数不是时间长度，除非频率可以换算，未采用|以月填写期限
term.unit|无法判断期限单位，未采用|在表头写明单位，如“剩余期限（月）”
term.unit_inferred|期限单位由日期推断|在表头写明单位
text.repaired|全角、不可见或乱码字符已还原|如为警告，请核对所取的值
timing.assumed|未写明先付或后付，按期末支付（后付）计|填写 先付 或 后付
timing.unknown|既非先付也非后付，该行剔除|填写 先付 或 后付
yes_no.invalid|既非“是”也非“否”，该行剔除|填写 是 或 否
`
