package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfSublicences(t *testing.T) {
	const at = "contracts[0].sublicense."
	on := func(change func(l *pool.SublicenseSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(s.Contracts[0].Sublicense) }
	}
	sound := func() pool.Spec {
		c := claim("A", "100")
		c.Receivable = nil
		c.Sublicense = &pool.SublicenseSpec{
			Licence:     pool.LicenceSpec{Start: day("2023-01-01"), End: day("2028-01-01")},
			LicenceBack: pool.LicenceSpec{Start: day("2023-01-01"), End: day("2028-01-01")},
			Royalty:     &pool.RoyaltySpec{Share: dec("0.03"), MinimumGuarantee: decp("10"), Cap: decp("10")},
		}
		return poolSpec(c)
	}
	runFaults(t, sound, []faultCase{
		{"nothing is stated", on(func(l *pool.SublicenseSpec) { *l = pool.SublicenseSpec{} }), nil},
		{"a licence back that ends after the licence", on(func(l *pool.SublicenseSpec) { l.LicenceBack.End = day("2028-01-02") }), []string{at + "licence_back.end inconsistent 2028-01-02"}},
		{"a licence back that starts before the licence", on(func(l *pool.SublicenseSpec) { l.LicenceBack.Start = day("2022-12-31") }), []string{at + "licence_back.start inconsistent 2022-12-31"}},
		{"a licence back within a licence without dates", on(func(l *pool.SublicenseSpec) { l.Licence = pool.LicenceSpec{} }), nil},
		{"licences that end when they start", on(func(l *pool.SublicenseSpec) {
			l.Licence.Start, l.LicenceBack.Start = day("2028-01-01"), day("2028-01-01")
		}),
			[]string{at + "licence.end inconsistent 2028-01-01", at + "licence_back.end inconsistent 2028-01-01"}},
		{"dates that are no days", on(func(l *pool.SublicenseSpec) {
			l.Licence = pool.LicenceSpec{Start: notADay, End: notADay}
			l.LicenceBack = l.Licence
		}), []string{at + "licence.start invalid -5", at + "licence.end invalid -5", at + "licence_back.start invalid -5", at + "licence_back.end invalid -5"}},
		{"a negative up-front fee", on(func(l *pool.SublicenseSpec) { l.UpfrontFee = decp("-1") }), []string{at + "upfront_fee out_of_range -1"}},
		{"a royalty of all sales", on(func(l *pool.SublicenseSpec) { l.Royalty.Share = dec("1") }), nil},
		{"a royalty in percent", on(func(l *pool.SublicenseSpec) { l.Royalty.Share = dec("3") }), []string{at + "royalty.share out_of_range 3"}},
		{"a negative royalty", on(func(l *pool.SublicenseSpec) { l.Royalty.Share = dec("-0.03") }), []string{at + "royalty.share out_of_range -0.03"}},
		{"a guarantee above the cap", on(func(l *pool.SublicenseSpec) { l.Royalty.MinimumGuarantee = decp("10.01") }), []string{at + "royalty.cap inconsistent 10"}},
		{"a cap without a guarantee", on(func(l *pool.SublicenseSpec) { l.Royalty.MinimumGuarantee, l.Royalty.Cap = nil, decp("0") }), nil},
		{"negative guarantee and cap", on(func(l *pool.SublicenseSpec) { l.Royalty.MinimumGuarantee, l.Royalty.Cap = decp("-1"), decp("-2") }),
			[]string{at + "royalty.minimum_guarantee out_of_range -1", at + "royalty.cap out_of_range -2"}},
		{"fees with a fault", on(func(l *pool.SublicenseSpec) { l.Fees.Form = pool.Irregular }), []string{at + "fees.table missing"}},
	})
}
