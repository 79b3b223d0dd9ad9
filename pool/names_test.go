package pool_test

import (
	"encoding"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

// enumeration is what the tests need to know of one enumeration: its names in the order of its
// constants from 0, and a way to make and read values.
type enumeration struct {
	what  string
	names string // separated by blanks; "-" is the empty name
	make  func(i uint8) encoding.TextMarshaler
	read  func(text []byte) (uint8, error)
	json  func(data []byte) (uint8, error)
}

type textReader[E any] interface {
	*E
	encoding.TextUnmarshaler
}

func enumerationOf[E interface {
	~uint8
	encoding.TextMarshaler
}, R textReader[E]](what, names string) enumeration {
	return enumeration{what: what, names: names,
		make: func(i uint8) encoding.TextMarshaler { return E(i) },
		read: func(text []byte) (uint8, error) {
			var e E
			err := R(&e).UnmarshalText(text)
			return uint8(e), err
		},
		json: func(data []byte) (uint8, error) {
			var e E
			err := json.Unmarshal(data, &e)
			return uint8(e), err
		},
	}
}

var enumerations = []enumeration{
	enumerationOf[pool.Class]("five-category class", "- normal special_mention substandard doubtful loss"),
	enumerationOf[pool.Kind]("kind of contract", "- lease receivable microloan sublicense"),
	enumerationOf[pool.DepositUse]("use of deposit", "- offset_last_payments refund"),
	enumerationOf[pool.Repayment]("form of repayment", "- level even_principal interest_first bullet irregular"),
	enumerationOf[pool.Timing]("timing of instalments", "arrears advance"),
	enumerationOf[pool.RightType]("type of right", "- patent invention utility_model design copyright software film_tv screenplay image music other_copyright "+
		"trademark plant_variety circuit_layout geographical_indication trade_secret know_how data"),
	enumerationOf[pool.RightStatus]("legal status", "- valid pending lapsed invalidation_filed ownership_disputed pledged licensed"),
	enumerationOf[pool.Outcome]("outcome", "pass unknown fail"),
	enumerationOf[pool.Dimension]("dimension", "balance remaining_term original_term age rate industry region rating ip_type ip_subtype class security related_party group kind maturity_year"),
}

func (e enumeration) list() []string {
	return strings.Split(strings.ReplaceAll(e.names, "-", ""), " ")
}

func TestNamesReadBackAsText(t *testing.T) {
	for _, e := range enumerations {
		for i, name := range e.list() {
			text, err := e.make(uint8(i)).MarshalText()
			if err != nil || string(text) != name {
				t.Errorf("%s %d is written %q, %v; want %q", e.what, i, text, err, name)
			}
			if got, err := e.read(text); err != nil || int(got) != i {
				t.Errorf("%s %q is read as %d, %v; want %d", e.what, text, got, err, i)
			}
		}
	}
}

func TestNamesReadBackAsJSON(t *testing.T) {
	for _, e := range enumerations {
		for i, name := range e.list() {
			data, err := json.Marshal(e.make(uint8(i)))
			if err != nil || string(data) != `"`+name+`"` {
				t.Errorf("%s %d is written %s, %v; want %q", e.what, i, data, err, name)
			}
			if got, err := e.json(data); err != nil || int(got) != i {
				t.Errorf("%s %s is read as %d, %v; want %d", e.what, data, got, err, i)
			}
		}
	}
}

func TestUnknownWordsAreRefusedWithTheListOfNames(t *testing.T) {
	for _, e := range enumerations {
		names := slices.DeleteFunc(e.list(), func(s string) bool { return s == "" })
		for _, word := range []string{"nonsense", strings.ToUpper(names[0]), " " + names[0], names[0] + "\x00", "invalid(3)"} {
			_, err := e.read([]byte(word))
			var unknown *pool.UnknownNameError
			if !errors.As(err, &unknown) || !errors.Is(err, pool.ErrUnknownName) {
				t.Errorf("%s %q: %v", e.what, word, err)
				continue
			}
			if diff := cmp.Diff(pool.UnknownNameError{What: e.what, Seen: word, Names: names}, *unknown); diff != "" {
				t.Errorf("%s %q (-want +got):\n%s", e.what, word, diff)
			}
			if text := err.Error(); !strings.Contains(text, strings.Join(names, ", ")) {
				t.Errorf("%s %q: the text lists no names: %s", e.what, word, text)
			}
		}
	}
}

func TestNamesStopAtTheLastConstant(t *testing.T) {
	for _, e := range enumerations {
		n := uint8(len(e.list()))
		for _, i := range []uint8{n, 255} {
			if text, err := e.make(i).MarshalText(); !errors.Is(err, pool.ErrUnknownName) {
				t.Errorf("%s %d is written %q, %v; want a refusal", e.what, i, text, err)
			}
			if data, err := json.Marshal(e.make(i)); err == nil {
				t.Errorf("%s %d is written %s; want a refusal", e.what, i, data)
			}
		}
	}
	if got := pool.Class(6).String(); got != "invalid(6)" {
		t.Errorf("a class that is none reads %q", got)
	}
}

func TestTheNamesInAnErrorAreACopy(t *testing.T) {
	var c pool.Class
	for range 2 {
		var unknown *pool.UnknownNameError
		if err := c.UnmarshalText([]byte("x")); !errors.As(err, &unknown) {
			t.Fatal(err)
		}
		if unknown.Names[0] != "normal" {
			t.Fatalf("the first name is %q: an earlier caller has changed the table", unknown.Names[0])
		}
		unknown.Names[0] = "spoiled"
	}
	if err := c.UnmarshalText([]byte("normal")); err != nil || c != pool.ClassNormal {
		t.Errorf("normal is read as %v, %v", c, err)
	}
}

func TestALongWordIsShortenedInItsError(t *testing.T) {
	word := strings.Repeat("x", 1_000_000)
	var c pool.Class
	for _, err := range []error{
		c.UnmarshalText([]byte(word)),
		second(pool.ParseIndustry(word)), second(pool.ParseProvince(word)), second(pool.ParseSecurityForm(word)),
	} {
		if err == nil || len(err.Error()) > 500 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
	}
}

func TestAWordOfUsualLengthStaysWhole(t *testing.T) {
	for _, tt := range []struct {
		length int
		want   string
	}{{64, strings.Repeat("x", 64)}, {65, strings.Repeat("x", 64) + "…"}} {
		var c pool.Class
		var unknown *pool.UnknownNameError
		if err := c.UnmarshalText([]byte(strings.Repeat("x", tt.length))); !errors.As(err, &unknown) || unknown.Seen != tt.want {
			t.Errorf("a word of %d bytes: %v", tt.length, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
