package tape

import "testing"

func TestFieldOfPath(t *testing.T) {
	full := columnReader{role: roleContracts}.mapColumns(singleHeader(packRow(1, "合同编号", "借款人", "份额", "未偿本金余额", "应收本息余额", "到期日", "年利率", "质押物", "还款方式", "还款频率", "质押率", "保证金")))
	bare := columnReader{role: roleContracts}.mapColumns(singleHeader(packRow(1, "合同编号", "借款人", "应收许可费余额", "剩余期限（月）", "专利号")))
	for _, tt := range []struct {
		situation, path string
		layout          *layout
		want            field
	}{
		{"a plain field", "maturity", full, fMaturity},
		{"a part of a kind", "lease.deposit", full, fDeposit},
		{"the finer of two paths", "microloan.repayment.frequency", full, fFrequency},
		{"the coarser where no finer one is known", "microloan.repayment.table", full, fRepayment},
		{"an element of a list", "obligors[1].party", full, fObligor},
		{"a share has its own column", "obligors[1].share", full, fShares},
		{"a share without its own column", "obligors[1].share", bare, fObligor},
		{"a field that begins like another", "receivable_balance", full, fReceivableBalance},
		{"a balance that stands in the column of fees", "balance", bare, fReceivableBalance},
		{"a maturity that was derived", "maturity", bare, fRemainingTerm},
		{"rights known by number", "rights[0]", bare, fRightNumber},
		{"no field at all", "", full, fNone},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := fieldOfPath(tt.path, tt.layout); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestSplitPath(t *testing.T) {
	for _, tt := range []struct {
		path, part, rest string
		index            int
		ok               bool
	}{
		{"contracts[12].lease.deposit", "contracts", "lease.deposit", 12, true},
		{"contracts[0]", "contracts", "", 0, true},
		{"contracts", "contracts", "", 0, false},
		{"contracts[", "contracts[", "", 0, false},
		{"contracts[x].id", "contracts", "id", 0, false},
	} {
		part, index, rest, ok := splitPath(tt.path)
		if part != tt.part || index != tt.index || rest != tt.rest || ok != tt.ok {
			t.Errorf("%q: %q %d %q %t", tt.path, part, index, rest, ok)
		}
	}
	if i, part, ok := instalmentOf("lease.rent.table[3].date"); i != 3 || part != "date" || !ok {
		t.Errorf("%d %q %t", i, part, ok)
	}
	if _, _, ok := instalmentOf("lease.rent.table"); ok {
		t.Error("a table as a whole is no instalment")
	}
}
