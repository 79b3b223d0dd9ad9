package tape

import "strings"

// textStore keeps texts of rows beyond the life of the rows: one behind the other in a few large pieces of
// memory.
type textStore struct {
	piece  *strings.Builder
	common map[string]string
}

const (
	storePiece = 64 << 10
	// storeLongest is the longest text that lies among others.
	storeLongest = 1 << 10
	// storeCommon bounds how many texts are kept once for all.
	storeCommon = 4096
)

// keep gives a text that holds nothing else in memory.
func (s *textStore) keep(text string) string {
	switch {
	case text == "":
		return ""
	case len(text) > storeLongest:
		return strings.Clone(text)
	}
	s.room(len(text))
	from := s.piece.Len()
	s.piece.WriteString(text)
	return s.piece.String()[from:]
}

// keepBytes is keep for bytes.
func (s *textStore) keepBytes(text []byte) string {
	if len(text) > storeLongest || len(text) == 0 {
		return string(text)
	}
	s.room(len(text))
	from := s.piece.Len()
	s.piece.Write(text)
	return s.piece.String()[from:]
}

// room makes room for a text.
func (s *textStore) room(n int) {
	if s.piece == nil || s.piece.Cap()-s.piece.Len() < n {
		s.piece = new(strings.Builder) // the texts in the one before hold on to it
		s.piece.Grow(storePiece)
	}
}

// once is keep for texts of which many are likely the same.
func (s *textStore) once(text string) string {
	if text == "" {
		return ""
	}
	kept, known := s.common[text]
	if known {
		return kept
	}
	kept = s.keep(text)
	if s.common == nil {
		s.common = map[string]string{}
	}
	if len(s.common) < storeCommon {
		s.common[kept] = kept
	}
	return kept
}
