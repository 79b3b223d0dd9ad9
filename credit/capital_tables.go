package credit

// BaselCapitalRules returns the rules of the Basel Framework, chapters CRE40 to CRE45, as in force
// from 2023-01-01. Every call returns a fresh copy.
//
// The tables agree with EU Regulation 575/2013 Articles 259, 263 and 264, which print the same
// numbers.
func BaselCapitalRules() CapitalRules {
	return CapitalRules{
		Name:    "basel-cre",
		Title:   "Basel Framework, Calculation of RWA for credit risk, CRE40 to CRE45",
		Source:  "Basel Committee on Banking Supervision, consolidated Basel Framework",
		InForce: "2023-01-01",

		MinimumRatio: 0.08,

		Floor: 0.15, STCSeniorFloor: 0.10, ResecFloor: 1, NPLFloor: 1,
		// CRE45.4 names these two and the look-through approach, not the external ratings approach.
		NPLFloorFor:       []CapitalApproach{ApproachSA, ApproachIRBA},
		NPLDelinquentFrom: 0.90, NPLDiscountFrom: 0.50, NPLSeniorWeight: 1,

		DelinquentCharge: 0.5, UnknownLimit: 0.05,
		PPlain: 1, PSTC: 0.5, PResec: 1.5,

		PFloor: 0.3, PSTCFactor: 0.5, GranularFrom: 25,
		IRBA:        irbaTable(),
		SimpleShare: 0.03, SimpleLGD: 0.5,

		MaturityFloor: 1, MaturityCap: 5, LegalSlope: 0.8,

		ERBALong: erbaLongTable(), ERBALongSTC: erbaLongSTCTable(),
		ERBAShort: erbaShortTable(15, 50, 100), ERBAShortSTC: erbaShortTable(10, 30, 60),
		ThicknessLimit: 0.5,

		OverallCapRoles: []BankRole{RoleOriginator, RoleSponsor},

		Articles: CapitalArticles{
			SecSA: "CRE41", SecIRBA: "CRE44.23 and CRE44.24", SecERBA: "CRE42.1 to CRE42.5",
			Floor:            "CRE41.15 (SEC-SA), CRE44.26 (SEC-IRBA), CRE42 (SEC-ERBA) and the paragraphs on STC deals",
			Resecuritisation: "CRE41, re-securitisation exposures", NPL: "CRE45.3 to CRE45.5",
			SameRating: "CRE42.5", RatedSenior: "CRE41.15",
			LookThrough: "CRE40.50 and CRE40.51", OverallCap: "CRE40.52 to CRE40.55",
			Maturity: "CRE40.22 and CRE40.23",
		},
	}
}

// ChinaCapitalRules returns annex 11 of China's Commercial Bank Capital Rules (商业银行资本管理办法
// 附件11 资产证券化风险加权资产计量规则), order 2023-4 of the National Financial Regulatory
// Administration, published 2023-10-26, in force from 2024-01-01. Formulas and tables are those of
// Basel; the differences are in Departures. Every call returns a fresh copy.
//
// The annex names ratings by the same words (AAA to CCC-, A-1/P-1 to A-3/P-3) but counts only
// ratings of institutions and scales that qualify under annex 25 of the same order. Whether a rating
// on a domestic scale does is for the caller to say, through [RatingScale].
func ChinaCapitalRules() CapitalRules {
	r := BaselCapitalRules()
	r.Name = "china-2023-4-annex-11"
	r.Title = "商业银行资本管理办法 附件11 资产证券化风险加权资产计量规则"
	r.Source = "国家金融监督管理总局令2023年第4号 (published 2023-10-26)"
	r.InForce = "2024-01-01"
	r.NPLFloorFor = []CapitalApproach{ApproachSA, ApproachIRBA, ApproachERBA}
	r.NPLDelinquentFrom = 1
	r.OverallCapRoles = []BankRole{RoleOriginator}
	r.Articles = CapitalArticles{
		SecSA: "附件11 第五部分", SecIRBA: "附件11 第三部分", SecERBA: "附件11 第四部分",
		Floor:            "附件11 第二部分(四)",
		Resecuritisation: "附件11 第六部分(五)", NPL: "附件11 第二部分(十一)",
		SameRating: "附件11 第二部分(四)", RatedSenior: "附件11 第二部分(四)",
		LookThrough: "附件11 第二部分(六)", OverallCap: "附件11 第二部分(七)",
		Maturity: "附件11 第三部分(四)5",
	}
	r.Departures = []CapitalDeparture{
		{"securitisation of non-performing loans", "delinquent share of at least 90 % (CRE45.1)",
			"the whole pool is delinquent (第二部分(十一)1)", true},
		{"floor of 100 % for non-performing loans", "SEC-SA, SEC-IRBA and look-through (CRE45.4)",
			"every approach (第二部分(十一)3)", true},
		{"overall cap under SEC-SA and SEC-ERBA", "originator or sponsor (CRE40.52)",
			"exposures retained by the originator (第二部分(七))", true},
		{"overdue exposures in w", "90 days or more past due (CRE41.6)",
			"more than 90 days (第五部分(二)2)", false},
		{"pools of retail and non-retail exposures under SEC-IRBA", "p weighted by the nominal amount of the two parts",
			"no rule; pass the p agreed with the supervisor", false},
		{"internal assessment approach", "CRE43", "not transposed (第二部分(二))", false},
		{"formula for exposures of unknown status", "subpool 2 where W unknown (CRE41)",
			"printed as subpool 2 where w known, an evident slip; read as unknown (第五部分(二)2)", true},
	}
	return r
}

// irbaTable is the table of coefficients of p: CRE44; annex 11 table 1; Regulation 575/2013
// Article 259.
func irbaTable() []IRBARow {
	return []IRBARow{
		{Senior: true, Granular: true, A: 0, B: 3.56, C: -1.85, D: 0.55, E: 0.07},
		{Senior: true, Granular: false, A: 0.11, B: 2.61, C: -2.91, D: 0.68, E: 0.07},
		{Senior: false, Granular: true, A: 0.16, B: 2.87, C: -1.03, D: 0.21, E: 0.07},
		{Senior: false, Granular: false, A: 0.22, B: 2.35, C: -2.46, D: 0.48, E: 0.07},
		{Retail: true, Senior: true, A: 0, B: 0, C: -7.48, D: 0.71, E: 0.24},
		{Retail: true, Senior: false, A: 0, B: 0, C: -5.78, D: 0.55, E: 0.27},
	}
}

// erbaLongTable is CRE42 table 2; annex 11 table 4; Regulation 575/2013 Article 263 table 2.
func erbaLongTable() []ERBARow {
	return []ERBARow{
		{[]string{"AAA"}, 15, 20, 15, 70},
		{[]string{"AA+"}, 15, 30, 15, 90},
		{[]string{"AA"}, 25, 40, 30, 120},
		{[]string{"AA-"}, 30, 45, 40, 140},
		{[]string{"A+"}, 40, 50, 60, 160},
		{[]string{"A"}, 50, 65, 80, 180},
		{[]string{"A-"}, 60, 70, 120, 210},
		{[]string{"BBB+"}, 75, 90, 170, 260},
		{[]string{"BBB"}, 90, 105, 220, 310},
		{[]string{"BBB-"}, 120, 140, 330, 420},
		{[]string{"BB+"}, 140, 160, 470, 580},
		{[]string{"BB"}, 160, 180, 620, 760},
		{[]string{"BB-"}, 200, 225, 750, 860},
		{[]string{"B+"}, 250, 280, 900, 950},
		{[]string{"B"}, 310, 340, 1050, 1050},
		{[]string{"B-"}, 380, 420, 1130, 1130},
		{[]string{"CCC+", "CCC", "CCC-"}, 460, 505, 1250, 1250},
		{[]string{"below CCC-"}, 1250, 1250, 1250, 1250},
	}
}

// erbaLongSTCTable is the table for simple, transparent and comparable deals: CRE42; annex 11
// table 5; Regulation 575/2013 Article 264 table 4.
func erbaLongSTCTable() []ERBARow {
	return []ERBARow{
		{[]string{"AAA"}, 10, 10, 15, 40},
		{[]string{"AA+"}, 10, 15, 15, 55},
		{[]string{"AA"}, 15, 20, 15, 70},
		{[]string{"AA-"}, 15, 25, 25, 80},
		{[]string{"A+"}, 20, 30, 35, 95},
		{[]string{"A"}, 30, 40, 60, 135},
		{[]string{"A-"}, 35, 40, 95, 170},
		{[]string{"BBB+"}, 45, 55, 150, 225},
		{[]string{"BBB"}, 55, 65, 180, 255},
		{[]string{"BBB-"}, 70, 85, 270, 345},
		{[]string{"BB+"}, 120, 135, 405, 500},
		{[]string{"BB"}, 135, 155, 535, 655},
		{[]string{"BB-"}, 170, 195, 645, 740},
		{[]string{"B+"}, 225, 250, 810, 855},
		{[]string{"B"}, 280, 305, 945, 945},
		{[]string{"B-"}, 340, 380, 1015, 1015},
		{[]string{"CCC+", "CCC", "CCC-"}, 415, 455, 1250, 1250},
		{[]string{"below CCC-"}, 1250, 1250, 1250, 1250},
	}
}

// erbaShortTable is CRE42 table 1; annex 11 tables 2 and 3; Regulation 575/2013 Articles 263 table 1
// and 264 table 3.
func erbaShortTable(first, second, third float64) []ERBAShortRow {
	return []ERBAShortRow{
		{[]string{"A-1", "P-1", "A-1/P-1"}, first},
		{[]string{"A-2", "P-2", "A-2/P-2"}, second},
		{[]string{"A-3", "P-3", "A-3/P-3"}, third},
		{[]string{"all other ratings"}, 1250},
	}
}
