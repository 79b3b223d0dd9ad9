package pool_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

func canonical(t fataler, p *pool.Pool) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteCanonical(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheFingerprintIsTheHashOfTheCanonicalForm(t *testing.T) {
	for name, p := range map[string]*pool.Pool{
		"every kind":   resolve(t, everyKind()),
		"no contracts": resolve(t, everyKind()).Filter(func(pool.Contract) bool { return false }),
	} {
		sum := sha256.Sum256([]byte(canonical(t, p)))
		if got, want := p.Fingerprint(), hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestWhatMakesNoDifferenceToThePrint lists what two specifications of one pool may differ in.
func TestWhatMakesNoDifferenceToThePrint(t *testing.T) {
	want := resolve(t, everyKind()).Fingerprint()
	for _, tt := range []struct {
		situation string
		change    func(*pool.Spec)
	}{
		{"no schema", func(s *pool.Spec) { s.Schema = "" }},
		{"parties in the opposite order", func(s *pool.Spec) { slices.Reverse(s.Parties) }},
		{"rights in the opposite order", func(s *pool.Spec) { slices.Reverse(s.Rights) }},
		{"a party that nothing names", func(s *pool.Spec) { s.Parties = slices.Insert(s.Parties, 0, pool.PartySpec{ID: "stranger"}) }},
		{"a right that nothing names, and its owner", func(s *pool.Spec) {
			s.Parties = slices.Insert(s.Parties, 0, pool.PartySpec{ID: "stranger"})
			s.Rights = slices.Insert(s.Rights, 0, pool.RightSpec{ID: "another", Owner: "stranger"})
		}},
		{"zeros at the end of a balance", func(s *pool.Spec) { s.Contracts[0].Balance = dec("6000000.00") }},
		{"zeros at the end of a rate", func(s *pool.Spec) { s.Contracts[0].Rate = decp("0.053500") }},
		{"zeros at the end of a probability", func(s *pool.Spec) { s.Parties[0].PD = decp("0.01250") }},
		{"a name that is the id", func(s *pool.Spec) { s.Parties[2].Name = "platform" }},
		{"a count of one that is stated", func(s *pool.Spec) { s.Rights[1].Count = 1 }},
		{"an empty list of tags", func(s *pool.Spec) { s.Contracts[1].Tags = []string{} }},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			s := everyKind()
			tt.change(&s)
			if got := resolve(t, s).Fingerprint(); got != want {
				t.Errorf("another print:\n%s", canonical(t, resolve(t, s)))
			}
		})
	}
}

// TestPoolsThatAreEasilyConfused gives pairs that a careless form would write alike. That every
// single field counts is TestEveryFieldChangesThePrint.
func TestPoolsThatAreEasilyConfused(t *testing.T) {
	with := func(change func(*pool.ContractSpec)) pool.Spec {
		s := poolSpec(claim("C-1", "1000"))
		s.Rights = []pool.RightSpec{{ID: "a"}, {ID: "b"}}
		change(&s.Contracts[0])
		return s
	}
	tags := func(tags ...string) pool.Spec {
		return with(func(c *pool.ContractSpec) { c.Tags = tags })
	}
	pd := func(pd *decimal.Decimal) pool.Spec {
		s := poolSpec(claim("C-1", "1000"))
		s.Parties[0].PD = pd
		return s
	}
	for _, tt := range []struct {
		situation string
		a, b      pool.Spec
	}{
		{"two tags and one of both", tags("ab", "c"), tags("abc")},
		{"the border between two tags", tags("ab", "c"), tags("a", "bc")},
		{"no tag and an empty one", tags(), tags("")},
		{"a tag that looks like two", tags("a\n1:b"), tags("a", "b")},
		{"a source that looks like a further field",
			with(func(c *pool.ContractSpec) { c.Source = "x\nreceivable {\nconfirmed 2023-12-01\n}" }),
			with(func(c *pool.ContractSpec) {
				c.Source, c.Receivable.Confirmed = "x", day("2023-12-01")
			})},
		{"days overdue unknown and zero", with(func(*pool.ContractSpec) {}), with(func(c *pool.ContractSpec) { c.OverdueDays = ptr(0) })},
		{"a rate unknown and zero", with(func(*pool.ContractSpec) {}), with(func(c *pool.ContractSpec) { c.Rate = decp("0") })},
		{"a probability unknown and zero", pd(nil), pd(decp("0"))},
		{"a creditor and an originator", with(func(c *pool.ContractSpec) { c.Creditor = "debtor" }), with(func(c *pool.ContractSpec) { c.Originator = "debtor" })},
		{"rights in two orders", with(func(c *pool.ContractSpec) { c.Rights = []string{"a", "b"} }), with(func(c *pool.ContractSpec) { c.Rights = []string{"b", "a"} })},
		{"contracts in two orders", poolSpec(claim("C-1", "1000"), claim("C-2", "1000")), poolSpec(claim("C-2", "1000"), claim("C-1", "1000"))},
		{"kinds of which nothing is known", with(func(*pool.ContractSpec) {}), with(func(c *pool.ContractSpec) { c.Receivable, c.Lease = nil, &pool.LeaseSpec{} })},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			a, b := resolve(t, tt.a), resolve(t, tt.b)
			if a.Fingerprint() == b.Fingerprint() {
				t.Errorf("one print for both:\n%s", canonical(t, a))
			}
		})
	}
}

func TestAFilteredPoolHasThePrintOfThePoolWithoutTheOthers(t *testing.T) {
	p := resolve(t, everyKind())
	loans := p.Filter(func(c pool.Contract) bool { return c.Kind() == pool.KindMicroloan })
	// The two loans name maker, bank and studio, and the rights chip and mark.
	s := everyKind()
	s.Contracts = []pool.ContractSpec{s.Contracts[2], s.Contracts[4]}
	s.Parties = []pool.PartySpec{s.Parties[7], s.Parties[4], s.Parties[0]}
	s.Rights = []pool.RightSpec{s.Rights[3], s.Rights[2]}
	if got, want := canonical(t, loans), canonical(t, resolve(t, s)); got != want {
		t.Errorf("filtered:\n%s\nresolved:\n%s", got, want)
	}
	if p.Filter(func(pool.Contract) bool { return true }).Fingerprint() != p.Fingerprint() {
		t.Error("a filter that keeps all changes the print")
	}
}

func TestThePrintIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	p := resolve(t, everyKind())
	want := p.Fingerprint()
	for _, workers := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(workers)
		got := make([]string, 8)
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() { got[i] = p.Fingerprint() })
		}
		wg.Wait()
		runtime.GOMAXPROCS(before)
		for _, print := range got {
			if print != want {
				t.Errorf("with %d workers: %s, want %s", workers, print, want)
			}
		}
	}
}

// oneByOne writes a byte less than it is given, and says nothing.
type oneByOne struct{}

func (oneByOne) Write(b []byte) (int, error) { return len(b) - 1, nil }

func TestWriteCanonicalReportsTheWritersError(t *testing.T) {
	p := resolve(t, everyKind())
	failure := errors.New("disk on fire")
	r, w := io.Pipe()
	r.CloseWithError(failure)
	if err := p.WriteCanonical(w); !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
	if err := p.WriteCanonical(oneByOne{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
	// Only a part arrives, and nothing after the error.
	big := resolve(t, manyContracts(2000))
	var b bytes.Buffer
	if err := big.WriteCanonical(&limited{w: &b, left: 2}); !errors.Is(err, failureOfLimited) {
		t.Errorf("error %v", err)
	}
	if whole := canonical(t, big); b.Len() == 0 || b.Len() >= len(whole) || !strings.HasPrefix(whole, b.String()) {
		t.Errorf("%d of %d bytes have arrived", b.Len(), len(whole))
	}
}

var failureOfLimited = iotest.ErrTimeout

// limited takes so many writes and refuses the one after them; none may follow.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	l.left--
	switch {
	case l.left >= 0:
		return l.w.Write(b)
	case l.left == -1:
		return 0, failureOfLimited
	}
	panic("a write after an error")
}

// manyContracts is a specification of n contracts of all kinds, each with its own obligor and right.
func manyContracts(n int) pool.Spec {
	kit := everyKind()
	s := kit
	s.Contracts, s.Parties, s.Rights = nil, slices.Clone(kit.Parties), slices.Clone(kit.Rights)
	for i := range n {
		c := kit.Contracts[i%len(kit.Contracts)]
		c.ID = fmt.Sprintf("%s-%06d", c.ID, i)
		c.Obligors = slices.Clone(c.Obligors)
		c.Obligors[0].Party = fmt.Sprintf("firm-%06d", i)
		c.Rights = append(slices.Clone(c.Rights), fmt.Sprintf("right-%06d", i))
		s.Contracts = append(s.Contracts, c)
		s.Parties = append(s.Parties, pool.PartySpec{ID: c.Obligors[0].Party, Name: "某某科技有限公司", Industry: kit.Parties[0].Industry, Province: 44, PD: decp("0.02")})
		s.Rights = append(s.Rights, pool.RightSpec{ID: c.Rights[len(c.Rights)-1], Type: pool.Invention, Owner: c.Obligors[0].Party, Expires: day("2036-01-01")})
	}
	return s
}

func BenchmarkFingerprint(b *testing.B) {
	const contracts = 100_000
	p := resolve(b, manyContracts(contracts))
	var size countingWriter
	if err := p.WriteCanonical(&size); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if len(p.Fingerprint()) != 2*sha256.Size {
			b.Fatal("no print")
		}
	}
}

type countingWriter int64

func (c *countingWriter) Write(b []byte) (int, error) {
	*c += countingWriter(len(b))
	return len(b), nil
}

// TestAZeroIsAZero: the two zeros of floating point are equal, so they must have one print.
func TestAZeroIsAZero(t *testing.T) {
	s := poolSpec(claim("C-1", "1000"))
	s.Parties[0].PD = decp("0")
	p := resolve(t, s)
	want := p.Fingerprint()
	party := exposed(p, "parties").Index(0).Elem()
	exposedField(exposedField(party, "PD"), "value").SetFloat(math.Copysign(0, -1))
	if got := p.Fingerprint(); got != want || !math.Signbit(p.Party(0).PD.Or(1)) {
		t.Errorf("minus zero has the print %s, zero %s", got, want)
	}
}

func ExamplePool_Fingerprint() {
	p := resolveOrPanic(poolSpec(claim("C-1", "1000")))
	q := resolveOrPanic(poolSpec(claim("C-1", "1000.01")))
	fmt.Println(p.Fingerprint())
	fmt.Println(q.Fingerprint())
	// Output:
	// 6a6c571a34651cc62095e6c132886d66824e10e222c38236983bb2f7847b0fed
	// 11400f47dfb6cf350505b9d8ae1d6791ca44998b5306e7d33b5b07828af83bf4
}

func ExamplePool_WriteCanonical() {
	s := poolSpec(claim("C-1", "1000"))
	s.Contracts[0].Rate = decp("0.0535")
	s.Contracts[0].OverdueDays = ptr(0) // known to be none, which is not the same as unknown
	s.Contracts[0].Tags = []string{"film", "zone"}
	p := resolveOrPanic(s)
	if err := p.WriteCanonical(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ipabs.pool.canonical/1
	// as_of 2023-12-31
	// currency 3:CNY
	// contracts [1
	// {
	// id 3:C-1
	// obligors [1
	// {
	// party 6:debtor
	// }
	// ]
	// balance 100000
	// rate 53500000000
	// maturity 2025-06-30
	// overdue_days 0
	// tags [2
	// 4:film
	// 4:zone
	// ]
	// receivable {
	// }
	// }
	// ]
	// parties [1
	// {
	// id 6:debtor
	// name 6:debtor
	// }
	// ]
}
