package evidence_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ipabs/ipabs/evidence"
)

// The digests are those that FIPS 180-4 and its test vectors publish.
func TestDigestsOfPublishedTexts(t *testing.T) {
	for _, tt := range []struct {
		situation, text, want string
	}{
		{"nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"one block", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{"a million letters", strings.Repeat("a", 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.HalfReader(strings.NewReader(tt.text)), iotest.DataErrReader(strings.NewReader(tt.text))} {
				d, err := evidence.DigestOf(t.Context(), r)
				if err != nil || d.SHA256.String() != tt.want || d.Bytes != int64(len(tt.text)) {
					t.Errorf("%+v, %v", d, err)
				}
			}
		})
	}
}

func TestDigestOfStopsAtAnErrorAndWhenCancelled(t *testing.T) {
	if d, err := evidence.DigestOf(t.Context(), failing("half of the fi")); !errors.Is(err, errDisk) || d != (evidence.Digest{}) {
		t.Errorf("%+v, %v", d, err)
	}
	cause := errors.New("lunch")
	ctx, cancel := context.WithCancelCause(t.Context())
	read := 0
	endless := readerFunc(func(b []byte) (int, error) {
		if read++; read == 3 {
			cancel(cause)
		}
		return len(b), nil
	})
	if _, err := evidence.DigestOf(ctx, endless); !errors.Is(err, cause) || read != 3 {
		t.Errorf("%v after %d reads", err, read)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestAHashHasOneText(t *testing.T) {
	want := evidence.Hash(sha256.Sum256([]byte("abc")))
	text := want.String()
	if got, err := evidence.ParseHash(text); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
	for _, tt := range []struct{ situation, text string }{
		{"empty", ""}, {"short", text[:63]}, {"long", text + "0"}, {"upper case", strings.ToUpper(text)},
		{"no digit", "g" + text[1:]}, {"a blank", " " + text[1:]},
	} {
		got := want
		if err := got.UnmarshalText([]byte(tt.text)); !errors.Is(err, evidence.ErrHash) || got != want {
			t.Errorf("%s: %v, %s", tt.situation, err, got)
		}
	}
}

func TestAHasherAgreesWithOneHashOfAll(t *testing.T) {
	var h evidence.Hasher
	if d := h.Digest(); d.Bytes != 0 || d.SHA256 != sha256.Sum256(nil) {
		t.Errorf("of nothing: %+v", d)
	}
	for i := range 100 {
		fmt.Fprintf(&h, "row %d\n", i)
		if d := h.Digest(); d != h.Digest() {
			t.Errorf("asking twice gives %+v", d)
		}
	}
	var all strings.Builder
	for i := range 100 {
		fmt.Fprintf(&all, "row %d\n", i)
	}
	if d := h.Digest(); d.Bytes != int64(all.Len()) || d.SHA256 != sha256.Sum256([]byte(all.String())) {
		t.Errorf("%+v", d)
	}
}

// The digest is taken of the bytes that a program reads, while it reads them.
func ExampleHasher() {
	var h evidence.Hasher
	tape := io.TeeReader(strings.NewReader("contract,balance\nC-1,1000\n"), &h)
	text, err := io.ReadAll(tape) // in earnest, a spreadsheet reader
	if err != nil {
		fmt.Println(err)
		return
	}
	part := evidence.Part{Role: evidence.Tape, Name: "tape.csv", Digest: h.Digest()}
	fmt.Println(len(text), part.Digest.Bytes, part.Digest.SHA256)
	// Output:
	// 26 26 0f467d3d233746b36e50c016ffc4aacadde186f0bd5bcd8410e9619089f696d5
}

func BenchmarkDigestOf(b *testing.B) {
	const size = 64 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := evidence.DigestOf(b.Context(), io.LimitReader(zeros{}, size)); err != nil {
			b.Fatal(err)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
