package calendar_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

var (
	sinkInt      int
	sinkDate     calendar.Date
	sinkFraction calendar.Fraction
)

func BenchmarkDateYMD(b *testing.B) {
	d := day("2024-01-31")
	for b.Loop() {
		y, m, dd := d.YMD()
		sinkInt = y + m + dd
	}
}

func BenchmarkDateAddMonths(b *testing.B) {
	d := day("2024-01-31")
	for b.Loop() {
		sinkDate = d.AddMonths(37)
	}
}

func BenchmarkFraction(b *testing.B) {
	start, end := day("2023-11-01"), day("2024-05-01")
	for _, c := range calendar.DayCounts() {
		b.Run(c.String(), func(b *testing.B) {
			for b.Loop() {
				f, err := c.FractionTo(start, end, end)
				if err != nil {
					b.Fatal(err)
				}
				sinkFraction = f
			}
		})
	}
}

func BenchmarkMonthsBetween(b *testing.B) {
	start, end := day("2021-01-31"), day("2024-05-15")
	for b.Loop() {
		sinkFraction = calendar.MonthsBetween(start, end)
	}
}

func BenchmarkTableIsBusinessDay(b *testing.B) {
	table, d := calendar.ChinaInterbank(), day("2024-02-18")
	for b.Loop() {
		if open, err := table.IsBusinessDay(d); err != nil || !open {
			b.Fatal(open, err)
		}
	}
}

func BenchmarkAddBusinessDays(b *testing.B) {
	cal, d := calendar.ChinaInterbank(), day("2024-05-27")
	for b.Loop() {
		got, err := calendar.AddBusinessDays(cal, d, -10)
		if err != nil {
			b.Fatal(err)
		}
		sinkDate = got
	}
}

func BenchmarkGenerateThreeYearsMonthly(b *testing.B) {
	spec := calendar.PeriodSpec{
		Start: day("2023-01-31"), End: day("2026-01-31"), Frequency: calendar.Monthly,
		Roll: calendar.Following, Calendar: calendar.ChinaInterbank(),
	}
	for b.Loop() {
		periods, err := calendar.Generate(spec)
		if err != nil {
			b.Fatal(err)
		}
		sinkInt = len(periods)
	}
}

func TestArithmeticDoesNotAllocate(t *testing.T) {
	start, end := day("2023-11-01"), day("2024-05-01")
	table := calendar.ChinaInterbank()
	allocs := testing.AllocsPerRun(100, func() {
		y, m, d := end.YMD()
		sinkInt = y + m + d + end.Sub(start)
		sinkDate = start.AddMonths(7).AddDays(3).EndOfMonth()
		for c := calendar.Act365F; c <= calendar.ThirtyEPlus360; c++ {
			sinkFraction, _ = c.FractionTo(start, end, end)
		}
		sinkFraction = calendar.MonthsBetween(start, end)
		sinkDate, _ = calendar.ModifiedFollowing.Adjust(end, table)
		sinkDate, _ = calendar.AddBusinessDays(table, end, -10)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
