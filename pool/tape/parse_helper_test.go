package tape

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

// codes lists the codes of the repairs of a reading, but for ways of writing that lose nothing (see
// TestFormatsAndMistakes).
func codes[T any](r reading[T]) []string {
	var list []string
	for _, rep := range r.repairs {
		if rep.code != "cell.notation" {
			list = append(list, rep.code)
		}
	}
	return list
}

// expectCodes compares the codes of repairs with those wanted.
func expectCodes[T any](t *testing.T, got reading[T], want ...string) {
	t.Helper()
	if have := codes(got); !slices.Equal(have, want) {
		t.Errorf("repairs %v, want %v", have, want)
	}
}

// expectFault compares the code of the fault with the one wanted, "" for none.
func expectFault[T any](t *testing.T, got reading[T], want string) {
	t.Helper()
	have := ""
	if got.fault != nil {
		have = got.fault.code
		if got.fault.message == "" || got.fault.advice == "" {
			t.Errorf("the fault %s lacks message or advice", have)
		}
	}
	if have != want {
		t.Errorf("fault %q, want %q", have, want)
	}
}

// sane checks what holds for every reading of any text.
func sane[T any](t *testing.T, got reading[T]) {
	t.Helper()
	if got.fault != nil && got.known {
		t.Error("both a value and a fault")
	}
	if got.fault != nil && (got.fault.code == "" || got.fault.message == "" || got.fault.advice == "") {
		t.Errorf("a fault without code, message or advice: %+v", got.fault)
	}
	for _, rep := range got.repairs {
		if rep.code == "" || rep.rule == "" || rep.message == "" {
			t.Errorf("a repair without code, rule or message: %+v", rep)
		}
	}
}

func day(year, month, dayOfMonth int) calendar.Date { return calendar.MustNew(year, month, dayOfMonth) }

// join writes its arguments one behind the other.
func join(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprint(&b, p)
	}
	return b.String()
}
