package pool

import (
	"maps"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
)

// RatingScaleSpec is a scale of ratings, as a person writes it. Which ratings of which agencies or
// internal models mean the same is the caller's decision, and stands here.
type RatingScaleSpec struct {
	Name string `json:"name"`
	// Grades are the ratings from the best to the worst.
	Grades []string `json:"grades"`
	// Same says of other texts which grade they mean, such as "Aaa": "AAA".
	Same map[string]string `json:"same,omitempty"`
}

func (s *RatingScaleSpec) clone() *RatingScaleSpec {
	if s == nil {
		return nil
	}
	return &RatingScaleSpec{Name: s.Name, Grades: slices.Clone(s.Grades), Same: maps.Clone(s.Same)}
}

// ratingScale is a resolved scale; a grade is its place from the best, 0.
type ratingScale struct {
	grades []string
	places map[string]int
}

// plainRating folds the ways in which the same rating is typed: blanks around it, full-width signs and the
// minus sign for the hyphen.
func plainRating(text string) string {
	return strings.NewReplacer("＋", "+", "－", "-", "−", "-", "–", "-").Replace(strings.TrimSpace(text))
}

// grade finds a rating; false when the scale does not have it.
func (s *ratingScale) grade(rating string) (int, bool) {
	if s == nil {
		return 0, false
	}
	g, ok := s.places[plainRating(rating)]
	return g, ok
}

// resolve checks the scale; a nil spec is no scale.
func (s *RatingScaleSpec) resolve(list *faults.List, path string) *ratingScale {
	if s == nil {
		return nil
	}
	scale := &ratingScale{grades: slices.Clone(s.Grades), places: map[string]int{}}
	if strings.TrimSpace(s.Name) == "" {
		list.Add(path+".name", faults.Missing, nil, "a name of the scale")
	}
	if len(s.Grades) == 0 {
		list.Add(path+".grades", faults.Missing, nil, "the ratings from the best to the worst")
	}
	for i, g := range s.Grades {
		at, key := faults.Index(path+".grades", i), plainRating(g)
		if _, twice := scale.places[key]; twice {
			list.Add(at, faults.Duplicate, g, "each once")
		}
		if key == "" {
			list.Add(at, faults.Missing, nil, "a rating")
		}
		scale.places[key] = i
	}
	for _, text := range slices.Sorted(maps.Keys(s.Same)) {
		at := path + ".same." + text
		g, ok := scale.places[plainRating(s.Same[text])]
		if !ok || !slices.Contains(s.Grades, s.Same[text]) {
			list.Add(at, faults.Unknown, s.Same[text], "one of the grades")
			continue
		}
		if before, twice := scale.places[plainRating(text)]; twice && before != g {
			list.Add(at, faults.Duplicate, text, "each text once")
		}
		scale.places[plainRating(text)] = g
	}
	return scale
}
