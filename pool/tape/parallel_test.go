package tape_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// The result is the same to the bit for any number of goroutines: findings, their order and number,
// which of them are left out beyond the limit, the specification and the pool.
func TestResultDoesNotDependOnTheNumberOfProcessors(t *testing.T) {
	var text strings.Builder
	text.WriteString("合同编号,承租人,行业,未偿本金余额,租赁利率,起租日,到期日,期限,还款方式,还款频率,支付时点\n")
	for i := range 4000 { // enough for several goroutines, see rowsPerFork
		id, balance, maturity := fmt.Sprintf("A%d", i), "100", "2036年3月1日"
		switch {
		case i%17 == 3:
			id = fmt.Sprintf("A%d", i/2) // a number that an earlier row has
		case i%13 == 5:
			balance = "1.234"
		case i%11 == 7:
			maturity = "2036-02-30"
		}
		fmt.Fprintf(&text, "%s,甲%d公司、乙有限公司,%s,%s,５.%d%%,2024/1/%d,%s,%d,等额本息,季,\n", id, i%50, []string{"制造业", "电子", "无"}[i%3], balance, i%10, 1+i%28, maturity, 12*(1+i%20))
	}
	for _, limits := range []tape.Limits{{}, {Findings: 2500}} {
		var want []byte
		for _, workers := range []int{1, 2, 7} {
			before := runtime.GOMAXPROCS(workers)
			result := read(t, "a.csv", []byte(text.String()), tape.Options{AsOf: asOf, Limits: limits})
			runtime.GOMAXPROCS(before)
			got, err := json.Marshal(struct {
				Result *tape.Result
				Spec   any
				Pool   string
			}{result, result.Spec, result.Pool.Fingerprint()})
			must(t, err)
			if result.Rejected == 0 || result.Accepted < 1000 {
				t.Fatalf("%d accepted, %d rejected", result.Accepted, result.Rejected)
			}
			if want == nil {
				want = got
			}
			if !bytes.Equal(got, want) {
				t.Errorf("another result with %d processors", workers)
			}
		}
	}
}

// A program that wants the pool alone gets the same pool, and the same findings.
func TestPoolOnlyLeavesTheSpecificationOut(t *testing.T) {
	data := loadFile(t, "csv", 300)
	whole := read(t, "a.csv", data, tape.Options{AsOf: asOf})
	bare := read(t, "a.csv", data, tape.Options{AsOf: asOf, PoolOnly: true})
	if len(bare.Spec.Contracts) != 0 || len(whole.Spec.Contracts) != 300 || bare.Accepted != 300 {
		t.Errorf("%d and %d contracts", len(bare.Spec.Contracts), len(whole.Spec.Contracts))
	}
	if bare.Pool.Fingerprint() != whole.Pool.Fingerprint() || fmt.Sprint(bare.Findings) != fmt.Sprint(whole.Findings) {
		t.Error("another pool, or other findings")
	}
}
