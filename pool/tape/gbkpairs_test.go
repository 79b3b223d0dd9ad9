package tape

import (
	"bytes"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

// What is read by the table of pairs, and what is left to the library, is together what the library reads: of
// any bytes, wherever they are cut.
func TestPairsReadAsTheLibraryReadsThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SliceOfN(rapid.Byte(), 1, 4),
			rapid.SampledFrom([][]byte{[]byte("A,1\n"), {0x80}, {0xff}, {0xa2, 0xa0}, {0x84, 0x31, 0x95, 0x33}, {0x95, 0x32, 0x82, 0x36}}),
			rapid.Custom(func(t *rapid.T) []byte {
				return []byte{rapid.ByteRange(0x81, 0xfe).Draw(t, "lead"), rapid.ByteRange(0x40, 0xfe).Draw(t, "trail")}
			})), 0, 40).Draw(t, "parts")
		data := bytes.Join(parts, nil)
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		unreadable := err != nil || bytes.ContainsRune(want, '\ufffd')
		got, fault := decodeText(data, "gb18030")
		if unreadable != (fault != nil) {
			t.Fatalf("% x: %v, the library: %v, %q", data, fault, err, want)
		}
		if want = bytes.TrimPrefix(want, []byte("\ufeff")); fault == nil && got.text != string(want) {
			t.Fatalf("% x: %q, the library reads %q", data, got.text, want)
		}
	})
}
