package words_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/internal/words"
)

var errClass = errors.New("test: unknown name")

var colours = words.Table{Class: errClass, What: "colour", Names: []string{"", "red", "blue"}}

func TestNamesComeBack(t *testing.T) {
	for i := range uint8(3) {
		text, err := colours.Marshal(i)
		var got uint8
		if err != nil || colours.Unmarshal(&got, text) != nil || got != i || colours.Name(i) != string(text) {
			t.Errorf("constant %d is written %q and read %d, %v", i, text, got, err)
		}
	}
}

func TestWhatIsNoNameIsRefused(t *testing.T) {
	if _, err := colours.Marshal(3); !errors.Is(err, errClass) || colours.Name(3) != "invalid(3)" {
		t.Errorf("a value that is no constant: %v, %s", err, colours.Name(3))
	}
	got := uint8(2)
	err := colours.Unmarshal(&got, []byte("green"))
	if !errors.Is(err, errClass) || !strings.Contains(err.Error(), `colour "green"; expected one of red, blue`) || got != 2 {
		t.Errorf("%v, and the value is %d", err, got)
	}
	if err := colours.Unmarshal(&got, []byte(strings.Repeat("色", 1000))); len(err.Error()) > 200 || strings.ContainsRune(err.Error(), '\uFFFD') {
		t.Errorf("a long text: %v", err)
	}
}
