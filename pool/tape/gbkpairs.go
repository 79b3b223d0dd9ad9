package tape

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbkPairs are the characters that GB18030 writes in two bytes, as the decoder of the library reads them: almost
// all of a Chinese text beside ASCII, and read here several times as fast. What is neither is left to
// the library.
type gbkPairs [pairLeads * pairTrails]uint16 // 0: not of this kind

// Pairs lead with 81 to FE and trail with 40 to FE.
const (
	firstLead, firstTrail = 0x81, 0x40
	pairLeads, pairTrails = 0xff - firstLead, 0xff - firstTrail
)

var pairsOfGBK = sync.OnceValue(func() *gbkPairs {
	pairs := new(gbkPairs)
	decoder := simplifiedchinese.GB18030.NewDecoder()
	for lead := range pairLeads {
		for trail := range pairTrails {
			decoder.Reset()
			var out [utf8.UTFMax]byte
			n, read, err := decoder.Transform(out[:], []byte{firstLead + byte(lead), firstTrail + byte(trail)}, true)
			if r, size := utf8.DecodeRune(out[:n]); err == nil && read == 2 && size == n && r != utf8.RuneError && r <= 0xffff {
				pairs[lead*pairTrails+trail] = uint16(r)
			}
		}
	}
	return pairs
})

// appendText decodes the front of data as far as it is ASCII and pairs, and gives how much that is.
func (p *gbkPairs) appendText(text, data []byte) ([]byte, int) {
	i := 0
	for i < len(data) {
		if data[i] < utf8.RuneSelf {
			from := i
			for i < len(data) && data[i] < utf8.RuneSelf {
				i++
			}
			text = append(text, data[from:i]...)
			continue
		}
		if data[i] < firstLead || data[i] == 0xff || i+1 == len(data) || data[i+1] < firstTrail || data[i+1] == 0xff {
			break
		}
		r := p[int(data[i]-firstLead)*pairTrails+int(data[i+1]-firstTrail)]
		switch {
		case r == 0:
			return text, i
		case r >= 0x800:
			text = append(text, byte(0xe0|r>>12), byte(0x80|r>>6&0x3f), byte(0x80|r&0x3f))
		default:
			text = utf8.AppendRune(text, rune(r))
		}
		i += 2
	}
	return text, i
}
