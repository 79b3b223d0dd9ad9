// Package calendar answers two questions: when, and how many days.
//
// It holds civil days ([Date]), the share of a year between two days
// ([DayCount], 计息基础), business days ([Calendar], 工作日), rules that move a
// day off a holiday ([Roll], 营业日准则), and the periods of a schedule
// ([Generate], 计息期间与兑付日).
//
// # Smallest use
//
//	start := calendar.MustNew(2024, 1, 15)
//	end := calendar.MustNew(2025, 1, 15)
//	periods, err := calendar.Generate(calendar.PeriodSpec{
//		Start: start, End: end,
//		Frequency: calendar.Quarterly,
//		Roll:      calendar.Following,
//		Calendar:  calendar.ChinaInterbank(),
//	})
//	// one Period per quarter: accrual start, accrual end, payment day
//	share, err := calendar.Act365F.Fraction(periods[0].Start, periods[0].End)
//	// share is the exact fraction 91/365
//
// # Units and conventions
//
// A Date is a day on the proleptic Gregorian calendar, years 1 to 9999, with no
// time of day and no zone. The zero Date means "not set" and nothing else.
// An interval of days holds its first day and not its last (算头不算尾), so
// that intervals that touch add up. Day-count results are exact fractions of a
// year; only [Fraction.Float64] leaves exact arithmetic. Months are counted
// from an anchor day and never step by step, so that a schedule on the 31st
// comes back to the 31st after February.
//
// # Unknown and out of range
//
// Arithmetic that starts from the unset Date, or that leaves the years 1 to
// 9999, gives the unset Date: unknown in, unknown out. Questions that have no
// unknown answer (a difference in days, a day of the week) panic on the unset
// Date, because a number made from it would look like any other number; test
// with [Date.IsZero] where a date may be missing. Functions that read data or
// specifications return errors, all faults at once.
//
// # What it does not do
//
// It does not compute Chinese holidays. They are announced year by year by the
// State Council, with working days moved onto weekends; the package carries
// the tables for 2016 to 2026 and refuses ([UncoveredError]) a day outside
// them. A caller may supply a table ([NewTable], [ParseTable]) or say in so
// many words which calendar stands in ([Fallback]). It knows no time of day, no
// time zone and no clock, and it reads no locale.
//
// All values are immutable and safe for concurrent use.
package calendar
