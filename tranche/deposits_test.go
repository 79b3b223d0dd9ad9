package tranche_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// withDeposits is a deal that holds 300.00 of one lessee and 100.00 of another from closing on.
func withDeposits() tranche.Spec {
	s := twoClasses("2024-01-31", "2024-02-29")
	s.Accounts = []tranche.AccountSpec{{Name: "deposits"}}
	s.Deposits = &tranche.DepositsSpec{Account: "deposits", HandedOver: "closing", Of: []tranche.DepositSpec{{Lessee: "L1", Amount: yuan("300")}, {Lessee: "第二承租人", Amount: yuan("100")}}}
	return s
}

func left(p tranche.Period) [2]money.Amount {
	return [2]money.Amount{p.Deposits[0].Left, p.Deposits[1].Left}
}

func TestADepositSettlesTheRentOfItsOwnLessee(t *testing.T) {
	for _, tt := range []struct {
		situation string
		used      money.Amount
		of        []cashflow.DepositUse
		left      [2]money.Amount
		account   money.Amount
		warning   string
	}{
		{"not known by lessee: in proportion", 80_00, nil, [2]money.Amount{240_00, 80_00}, 320_00, ""},
		{"by the id of the party", 80_00, []cashflow.DepositUse{{Lessee: "L1", Used: 80_00}}, [2]money.Amount{220_00, 100_00}, 320_00, ""},
		{"by its name", 80_00, []cashflow.DepositUse{{Lessee: "p7", Name: "第二承租人", Used: 80_00}}, [2]money.Amount{300_00, 20_00}, 320_00, ""},
		{"known in part: the rest in proportion to what is left", 80_00, []cashflow.DepositUse{{Lessee: "第二承租人", Used: 40_00}}, [2]money.Amount{266_67, 53_33}, 320_00, ""},
		{"more than the lessee has: nobody else pays", 150_00, []cashflow.DepositUse{{Lessee: "第二承租人", Used: 150_00}}, [2]money.Amount{300_00, 0}, 300_00, "150.00 out of the deposit of 第二承租人, which is 100.00"},
		{"a lessee that the document does not have", 50_00, []cashflow.DepositUse{{Lessee: "p9", Name: "第三承租人", Used: 50_00}}, [2]money.Amount{300_00, 100_00}, 400_00, "50.00 out of the deposit of p9 (第三承租人), which the document does not have"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			given := []cashflow.Collection{cash(200_00, 0), {}}
			given[0].FromDeposit, given[0].Deposits = tt.used, tt.of
			res := pays(t, withDeposits(), given...)
			equal(t, "left", left(res.Periods[0]), tt.left)
			equal(t, "account", res.Periods[0].Accounts[1].Closing, tt.account)
			warned := strings.Join(res.Warnings, "\n")
			equal(t, "warned of "+tt.warning, strings.Contains(warned, "out of the deposit of"), tt.warning != "")
			if !strings.Contains(warned, tt.warning) {
				t.Errorf("warnings %s", warned)
			}
		})
	}
}

func TestATableOfCollectionsNamesLessees(t *testing.T) {
	d, err := withDeposits().Resolve()
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.ReadCollections(strings.NewReader("period,principal,from_deposit: L1,保证金抵扣：第二承租人\n1,200,10,5\n1,10,1,\n"))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "in all", got[0].FromDeposit, 16_00)
	equal(t, "of the first", got[0].Deposits[0], cashflow.DepositUse{Lessee: "L1", Used: 11_00})
	equal(t, "of the second", got[0].Deposits[1], cashflow.DepositUse{Lessee: "第二承租人", Used: 5_00})
	for text, want := range map[string]string{
		"period,principal,from_deposit: L9\n1,200,10\n":               "row 1 column 3",
		"period,principal,from_deposit,from_deposit:L1\n1,200,9,10\n": "period 1",
		"period,from_deposit:L1,from_deposit: L1\n1,1,1\n":            "row 1 column 3",
	} {
		if _, err := d.ReadCollections(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want a fault at %s", text, err, want)
		}
	}
}

func TestDepositsOfLesseesSumToNoMoreThanIsSettled(t *testing.T) {
	given := []cashflow.Collection{cash(200_00, 0), {}}
	given[0].FromDeposit, given[0].Deposits = 10_00, []cashflow.DepositUse{{Lessee: "L1", Used: 11_00}}
	d, err := withDeposits().Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range d.CollectionPeriods() {
		given[k].Period = p
	}
	if _, err := d.Run(given); err == nil || !strings.Contains(err.Error(), "deposits of lessees") {
		t.Errorf("error %v", err)
	}
}

// A stress on the pool as a whole bends what is settled out of each deposit alike.
func TestAStressDividesTheUseOfDeposits(t *testing.T) {
	d, err := withDeposits().Resolve()
	if err != nil {
		t.Fatal(err)
	}
	given := []cashflow.Collection{cash(100_00, 100_00), cash(10_00, 300_00)}
	for k, p := range d.CollectionPeriods() {
		given[k].Period = p
	}
	given[0].Opening, given[0].Closing, given[1].Opening = 400_00, 300_00, 300_00
	given[1].FromDeposit, given[1].Deposits = 40_00, []cashflow.DepositUse{{Lessee: "L1", Used: 30_00}}
	bent, err := tranche.Stress{DefaultRate: 0.5}.Apply(given)
	if err != nil {
		t.Fatal(err)
	}
	half := bent[1].FromDeposit
	if half == 0 || half >= 40_00 {
		t.Fatalf("%d settled out of deposits", half)
	}
	equal(t, "three quarters", bent[1].Deposits[0].Used, (half*3+2)/4)
}
