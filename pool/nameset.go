package pool

import "slices"

// nameSet is a set of names. The lists in which contracts name parties and rights are short: a set of a
// few names takes no memory of its own.
type nameSet struct {
	few  [8]string
	n    int
	many map[string]bool // once there are more
}

// add adds a name, and reports whether it is new.
func (s *nameSet) add(name string) bool {
	switch {
	case s.many != nil:
		if s.many[name] {
			return false
		}
		s.many[name] = true
		return true
	case slices.Contains(s.few[:s.n], name):
		return false
	case s.n < len(s.few):
		s.few[s.n] = name
		s.n++
		return true
	}
	s.many = map[string]bool{name: true}
	for _, before := range s.few {
		s.many[before] = true
	}
	return true
}
