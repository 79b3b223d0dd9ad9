package tape

// fieldSet is a set of fields. Every row has one, so it is small.
type fieldSet [2]uint64

// There is a bit for every field, or this does not compile.
var _ [len(fieldSet{})*64 - int(fieldCount)]struct{}

func (s *fieldSet) add(f field) { s[f/64] |= 1 << (f % 64) }

func (s *fieldSet) has(f field) bool { return s[f/64]&(1<<(f%64)) != 0 }
