package report

// sheetID names a sheet of the workbook. They stand in this order.
type sheetID uint8

const (
	sheetCover sheetID = iota
	sheetCharts
	sheetSelection
	sheetTape
	sheetFindings
	sheetPool
	sheetEligibility
	sheetRights
	sheetConcentration
	sheetLosses
	sheetSimulation
	sheetCash
	sheetContractFlows
	sheetWaterfall
	sheetMovements
	sheetTranches
	sheetChecks
	sheetAssumptions
	numSheets
)

var sheetTable = [numSheets]struct {
	label label
	tab   string
	about label
}{
	sheetCover:         {label{"封面", "Cover"}, navy, label{}},
	sheetCharts:        {label{"图表", "Charts"}, navy, label{"回收款、证券余额与集中度图示", "Collections, balances and concentration as charts"}},
	sheetSelection:     {label{"资产筛选", "Selection"}, "5B7DB1", label{"入池选择、规则与筛选前后", "The choice, its proof and its rules"}},
	sheetTape:          {label{"资产清单", "Tape"}, "5B7DB1", label{"逐笔合同", "Every contract with the values taken"}},
	sheetFindings:      {label{"检查结果", "Findings"}, "B08A2E", label{"资产清单检查记录", "What was noticed in the tape"}},
	sheetPool:          {label{"资产池统计", "Pool"}, "5B7DB1", label{"分布与前二十大合同", "Distributions and the twenty largest contracts"}},
	sheetEligibility:   {label{"合格标准", "Eligibility"}, "5B7DB1", label{"合格标准及不符合同", "Eligibility rules and offenders"}},
	sheetRights:        {label{"知识产权", "Rights"}, "5B7DB1", label{"权利价值、覆盖倍数、期限与保证人", "Values of rights, coverage over time, ends and guarantors"}},
	sheetConcentration: {label{"集中度", "Concentration"}, "5B7DB1", label{"集中度指标与排名", "Indices and ranked exposures"}},
	sheetLosses:        {label{"违约损失", "Losses"}, "5B7DB1", label{"违约损失分布与各档静态损失", "Losses of the pool and of the classes"}},
	sheetSimulation:    {label{"模拟", "Simulation"}, "5B7DB1", label{"整单模拟：各档损失与迟付概率", "Futures of the whole deal: losses and late payments of the classes"}},
	sheetCash:          {label{"现金流", "Cash flow"}, "3E7C6B", label{"各归集期回收款", "Collections by period"}},
	sheetContractFlows: {label{"合同现金流", "Contract flows"}, "3E7C6B", label{"逐笔合同现金流", "Every payment of every contract"}},
	sheetWaterfall:     {label{"分配瀑布", "Waterfall"}, "3E7C6B", label{"各兑付日收支与账户", "Receipts, payments and accounts by payment date"}},
	sheetMovements:     {label{"资金划转", "Movements"}, "3E7C6B", label{"逐笔资金划转", "Every movement of cash"}},
	sheetTranches:      {label{"分层", "Tranches"}, "3E7C6B", label{"各档证券本息", "Interest and principal of each class"}},
	sheetChecks:        {label{"校验", "Checks"}, "8C8C8C", label{"各表勾稽，差额应为零", "Differences over the whole workbook that should be zero"}},
	sheetAssumptions:   {label{"假设说明", "Assumptions"}, "8C8C8C", label{"假设、警示与未尽事项", "Assumptions, notes and warnings"}},
}

// label is the name of the sheet in both languages.
func (s sheetID) label() label { return sheetTable[s].label }

// name is the name on the tab.
func (s sheetID) name() string { return sheetTable[s].label.String() }

func (s sheetID) tab() string { return sheetTable[s].tab }

// about says what the sheet shows.
func (s sheetID) about() label { return sheetTable[s].about }
