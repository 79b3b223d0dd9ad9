package calendar_test

import (
	"errors"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

func TestStubNames(t *testing.T) {
	for _, s := range calendar.Stubs() {
		text, err := s.MarshalText()
		var back calendar.Stub
		if err != nil || back.UnmarshalText(text) != nil || back != s {
			t.Errorf("%v: written %s, read %v, %v", s, text, back, err)
		}
	}
	for text, want := range map[string]calendar.Stub{
		"Short Front": calendar.ShortFront, "long-back": calendar.LongBack, "NONE": calendar.NoStub,
	} {
		if got, err := calendar.ParseStub(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "short", "unknown"} {
		if _, err := calendar.ParseStub(text); !errors.Is(err, calendar.ErrUnknownStub) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if got := calendar.Stub(99).String(); got != "unknown" {
		t.Errorf("name of an unknown rule: %s", got)
	}
	if _, err := calendar.Stub(99).MarshalText(); !errors.Is(err, calendar.ErrUnknownStub) {
		t.Errorf("writing an unknown rule: %v", err)
	}
	var s calendar.Stub
	if err := s.UnmarshalText([]byte("medium")); !errors.Is(err, calendar.ErrUnknownStub) {
		t.Errorf("reading an unknown rule: %v", err)
	}
}
