package calendar

import (
	_ "embed" // the table of Chinese business days
	"strings"
	"sync"
)

// chinaCSV lists the business days of 2016 to 2026 as recorded by QuantLib's
// China calendar, which follows the yearly notices of the State Council. Origin
// and meaning: data/README.md.
//
//go:embed data/china.csv
var chinaCSV string

// Names of the calendars of this package, for [ByName].
const (
	NameChinaExchange  = "china_exchange"
	NameChinaInterbank = "china_interbank"
	NameWeekends       = "weekends"
	NameNone           = "none"
)

// ChinaExchange returns the calendar of the Chinese exchanges (交易所工作日), 2016
// to 2026: closed on weekends and on the weekdays of public holidays. Weekend
// days that are made working days elsewhere stay closed.
//
// Origin: QuantLib's China calendar (market SSE) at commit
// 2a13d455048c748b9fb5c2ff3bb4f4cf56dfb9a9.
func ChinaExchange() *Table { return china().exchange }

// ChinaInterbank returns the calendar of the Chinese interbank market (银行间市场
// 工作日), 2016 to 2026: the business days of the exchanges and the weekend days
// that are made working days (调休). On one weekday, 2024-02-09, the source
// records the interbank market as open and the exchanges as closed.
//
// Origin: QuantLib's China calendar (market IB) at commit
// 2a13d455048c748b9fb5c2ff3bb4f4cf56dfb9a9.
func ChinaInterbank() *Table { return china().interbank }

type chinaTables struct{ exchange, interbank *Table }

// china parses the embedded table at the first call. A fault in it is a fault
// of the program, not of its input.
var china = sync.OnceValue(func() chinaTables {
	rows, err := ParseTable(strings.NewReader(chinaCSV))
	if err != nil {
		panic("calendar: embedded table: " + err.Error())
	}
	exchange, err := rows.Exchange(NameChinaExchange)
	if err != nil {
		panic("calendar: embedded table: " + err.Error())
	}
	interbank, err := rows.Interbank(NameChinaInterbank)
	if err != nil {
		panic("calendar: embedded table: " + err.Error())
	}
	return chinaTables{exchange: exchange, interbank: interbank}
})
