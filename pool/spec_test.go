package pool_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// TestTheFullSpecificationUsesEveryField keeps the round trips honest: a field that everyKind leaves
// empty could be lost on the way and nobody would see it.
func TestTheFullSpecificationUsesEveryField(t *testing.T) {
	used := map[string]bool{}
	specs := []pool.Spec{everyKind(), detailed(), shapedPlans()}
	walk(reflect.ValueOf(&specs), func(v reflect.Value) {
		if v.Kind() != reflect.Struct || v.Type().PkgPath() != reflect.TypeFor[pool.Spec]().PkgPath() {
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name := v.Type().Name() + "." + f.Name
				used[name] = used[name] || !v.Field(i).IsZero()
			}
		}
	})
	for name, ok := range used {
		if !ok {
			t.Errorf("%s is nowhere set", name)
		}
	}
	if len(used) < 80 {
		t.Errorf("only %d fields were looked at", len(used))
	}
}

func TestASpecificationReadsBackFromJSON(t *testing.T) {
	spec := everyKind()
	for _, c := range shapedPlans().Contracts {
		c.Obligors = spec.Contracts[0].Obligors
		spec.Contracts = append(spec.Contracts, c)
	}
	data, err := json.MarshalIndent(spec, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	back, err := pool.ReadSpec(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(spec, back, cmp.AllowUnexported(pool.Industry{})); diff != "" {
		t.Errorf("specification (-written +read):\n%s", diff)
	}
	if diff := cmp.Diff(describe(resolve(t, spec)), describe(resolve(t, back))); diff != "" {
		t.Errorf("pool (-of the first +of the one read):\n%s", diff)
	}
	again, err := json.MarshalIndent(back, "", "  ")
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("written a second time it differs, %v:\n%s", err, cmp.Diff(string(data), string(again)))
	}
}

func TestASpecificationOfUnknownsReadsBackFromJSON(t *testing.T) {
	spec := poolSpec(claim("A", "0.01"))
	data, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"schema":"ipabs.pool/1","as_of":"2023-12-31","currency":"CNY","parties":[{"id":"debtor"}],` +
		`"contracts":[{"id":"A","obligors":[{"party":"debtor"}],"balance":"0.01","maturity":"2025-06-30","receivable":{}}]}`
	if string(data) != want {
		t.Errorf("written\n%s\nwant\n%s", data, want)
	}
	back, err := pool.ReadSpec(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(describe(resolve(t, spec)), describe(resolve(t, back))); diff != "" {
		t.Errorf("pool (-of the first +of the one read):\n%s", diff)
	}
}

func TestFieldsThatTheFormatDoesNotHaveAreRefusedAllAtOnce(t *testing.T) {
	const text = `{
		"schema": "ipabs.pool/1", "asof": "2023-12-31", "currency": "CNY",
		"parties": [{"id": "a"}, {"ID": "b", "sector": "C"}],
		"rights": [{"id": "r", "type": "invention", "value": 1}],
		"contracts": [{
			"id": "1", "obligors": [{"party": "a", "part": 1}], "balance": 1, "maturity": "2025-01-01", "loan": {},
			"lease": {"rent": {"form": "level", "period": "monthly", "table": [{"date": "2024-01-01", "amount": 1}]}},
			"sublicense": {"fees": {}, "licence": {"from": "2024-01-01"}, "royalty": {"share": 0, "floor": 1}}
		}]
	}`
	_, err := pool.ReadSpec(strings.NewReader(text))
	want := []string{
		"asof unknown_field asof",
		"parties[1].ID unknown_field ID",
		"parties[1].sector unknown_field sector",
		"rights[0].value unknown_field value",
		"contracts[0].obligors[0].part unknown_field part",
		"contracts[0].loan unknown_field loan",
		"contracts[0].lease.rent.period unknown_field period",
		"contracts[0].lease.rent.table[0].amount unknown_field amount",
		"contracts[0].sublicense.licence.from unknown_field from",
		"contracts[0].sublicense.royalty.floor unknown_field floor",
	}
	if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestWordsAndValuesThatCannotBeReadAreRefusedAllAtOnce(t *testing.T) {
	const text = `{
		"as_of": "2023-02-30", "currency": "RMB",
		"parties": [{"id": "a", "industry": "制造业", "province": "北京", "pd": "high"}],
		"rights": [{"id": "r", "type": "patents", "status": "alive", "expires": "2030/01/01"}],
		"contracts": [{
			"id": "1", "obligors": [], "balance": "1,000.00", "maturity": "tomorrow", "class": "good", "security": "pledge",
			"lease": {"rent": {"form": "equal", "frequency": "often", "timing": "late", "day_count": "ACT/ACT/1"}, "deposit_use": "keep"}
		}]
	}`
	_, err := pool.ReadSpec(strings.NewReader(text))
	want := []string{
		"as_of invalid 2023-02-30", "currency invalid RMB",
		"parties[0].industry invalid 制造业", "parties[0].province invalid 北京", "parties[0].pd invalid high",
		"rights[0].type invalid patents", "rights[0].status invalid alive", "rights[0].expires invalid 2030/01/01",
		"contracts[0].balance invalid 1,000.00", "contracts[0].maturity invalid tomorrow", "contracts[0].class invalid good",
		"contracts[0].security invalid pledge", "contracts[0].lease.rent.form invalid equal", "contracts[0].lease.rent.frequency invalid often",
		"contracts[0].lease.rent.timing invalid late", "contracts[0].lease.rent.day_count invalid ACT/ACT/1",
		"contracts[0].lease.deposit_use invalid keep",
	}
	if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestAnUnknownFormOfSecurityIsNamed(t *testing.T) {
	const text = `{"contracts": [{"id": "1", "security": ["pledge", "lien"]}]}`
	_, err := pool.ReadSpec(strings.NewReader(text))
	if len(faultLines(t, err)) != 1 || !strings.Contains(err.Error(), `unknown form of security "lien"; expected one of guarantee, pledge, mortgage, clean`) {
		t.Errorf("the error does not say what is wrong: %v", err)
	}
}

// FuzzReadSpec holds that no document makes the reader or the checks panic, that every refusal is a
// list of faults, and that what is accepted reads back as the same pool.
func FuzzReadSpec(f *testing.F) {
	full, err := json.Marshal(everyKind())
	if err != nil {
		f.Fatal(err)
	}
	small, err := json.Marshal(poolSpec(claim("A", "0.01")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add(small)
	for _, seed := range []string{
		``, `null`, `{}`, `[]`, `{"contracts":[null]}`, `{"parties":[{}],"contracts":[{"lease":{}}]}`,
		`{"as_of":"2023-12-31","currency":"JPY","parties":[{"id":"a"}],"contracts":[{"id":"1","obligors":[{"party":"a"}],"balance":92233720368547758070e-1,"maturity":"9999-12-31","microloan":{"repayment":{"form":"bullet"}}}]}`,
		`{"contracts":[{"balance":1e9999,"rate":1e-9999,"remaining_term_months":1e-9999}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		spec, err := pool.ReadSpec(bytes.NewReader(data))
		if err != nil {
			if len(faultLines(t, err)) == 0 {
				t.Fatalf("an error without faults: %v", err)
			}
			return
		}
		p, err := spec.Resolve()
		if err != nil {
			if len(faultLines(t, err)) == 0 {
				t.Fatalf("an error without faults: %v", err)
			}
			return
		}
		written, err := json.Marshal(spec)
		if err != nil {
			t.Fatalf("a sound specification cannot be written: %v", err)
		}
		back, err := pool.ReadSpec(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, written)
		}
		if diff := cmp.Diff(describe(p), describe(resolve(t, back))); diff != "" {
			t.Fatalf("pool (-first +read back):\n%s", diff)
		}
	})
}

func ExampleReadSpec() {
	spec, err := pool.ReadSpec(strings.NewReader(`{
		"schema": "ipabs.pool/1", "as_of": "2023-12-31", "currency": "CNY",
		"parties": [{"id": "maker", "industry": "C39", "province": "44"}],
		"rights": [{"id": "chip", "type": "invention", "count": 14}],
		"contracts": [{
			"id": "M-1", "obligors": [{"party": "maker"}], "rights": ["chip"],
			"balance": "3000000.00", "rate": "0.048", "maturity": "2024-06-30",
			"microloan": {"repayment": {"form": "interest_first", "frequency": "monthly"}}
		}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	c := p.Contract(0)
	fmt.Println(c.ID, c.Kind(), c.Principal.Format(p.Currency()), p.RightClass(c), p.CountRights())
	// Output: M-1 microloan 3000000.00 patent 14
}

func ExampleReadSpec_refused() {
	_, err := pool.ReadSpec(strings.NewReader(`{"as_of": "2023-12-31", "contracts": [{"id": "M-1", "ballance": 5, "class": "good"}]}`))
	var refused *faults.Error
	if errors.As(err, &refused) {
		for _, fault := range refused.Faults() {
			fmt.Println(fault.Path, fault.Code, fault.Seen)
		}
	}
	// Output:
	// contracts[0].ballance unknown_field ballance
	// contracts[0].class invalid good
}
