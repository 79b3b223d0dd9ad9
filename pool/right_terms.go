package pool

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
)

// TermStart names the day from which a legal term of protection runs.
type TermStart uint8

// The days from which terms run.
const (
	FromFiling       TermStart = iota // 申请日
	FromRegistration                  // 核准注册日
	// FromPublication is the first publication of a work (首次发表日). Where the specification states
	// only the day on which the work was finished (创作完成日), the term runs from that day: a work is
	// not published before it exists, so the result is the earliest end that is possible.
	FromPublication
)

var termStartNames = vocabulary{"start of a term", []string{"filing", "registration", "publication"}}

// String gives filing, registration or publication.
func (s TermStart) String() string { return nameOf(termStartNames, s) }

// RightTerm is the legal term of protection of one type of right (法定保护期).
type RightTerm struct {
	Type RightType
	// FiledFrom and FiledBefore bound the filing days for which the term holds: from the first on, and
	// before the second. The zero date leaves that side open.
	FiledFrom, FiledBefore calendar.Date
	// Years is the length of the term, 1 to 200.
	Years int
	From  TermStart
	// YearEnd says that the term runs on to 31 December of its last year.
	YearEnd bool
	// Renewable says that the holder may renew the term by his own act (续展), so that its end is a
	// question of diligence and not of law.
	Renewable bool
	// CorporateOnly says that the term holds for works that count as those of a legal person (法人作品).
	// The term of a natural person's work runs from a death, which no specification states.
	CorporateOnly bool
	// Source says where the term is taken from, and how sure that is.
	Source string
}

// String gives the term in words: "20 years from filing".
func (t RightTerm) String() string {
	text := counted(t.Years, "year") + " from " + t.From.String()
	if t.YearEnd {
		text += ", to 31 December"
	}
	if !t.FiledFrom.IsZero() {
		text += ", filed from " + t.FiledFrom.String()
	}
	if !t.FiledBefore.IsZero() {
		text += ", filed before " + t.FiledBefore.String()
	}
	if t.Renewable {
		text += ", renewable"
	}
	return text
}

// admits reports whether the term holds for a filing day. An unset day fits only a term that asks
// for none.
func (t RightTerm) admits(filed calendar.Date) bool {
	switch {
	case t.FiledFrom.IsZero() && t.FiledBefore.IsZero():
		return true
	case filed.IsZero():
		return false
	}
	return !filed.Before(t.FiledFrom) && (t.FiledBefore.IsZero() || filed.Before(t.FiledBefore))
}

// RightTerms is a named table of legal terms. The zero value is the empty table: it gives no right a
// legal end. It is immutable and safe for concurrent use.
type RightTerms struct {
	name  string
	terms []RightTerm
}

// NewRightTerms makes a table. All faults come at once, as *faults.Error with paths such as
// "[2].years": a type that is none, a length outside 1 to 200 years, an empty window of filing days,
// and two terms of one type whose windows overlap.
func NewRightTerms(name string, terms []RightTerm) (RightTerms, error) {
	var list faults.List
	for i, t := range terms {
		at := faults.Index("", i)
		if t.Type == RightUnknown || !isMember(rightNames, t.Type) {
			list.Add(at+".type", faults.Unknown, t.Type, "a type of right")
		}
		if t.Years < 1 || t.Years > 200 {
			list.Add(at+".years", faults.OutOfRange, t.Years, "a number of years from 1 to 200")
		}
		if !isMember(termStartNames, t.From) {
			list.Add(at+".from", faults.Unknown, t.From, "filing, registration or publication")
		}
		if !t.FiledBefore.IsZero() && !t.FiledFrom.Before(t.FiledBefore) {
			list.Add(at+".filed_before", faults.Inconsistent, t.FiledBefore, "a day after the first filing day, "+t.FiledFrom.String())
		}
		for k, before := range terms[:i] {
			if before.Type == t.Type && windowsMeet(before, t) {
				list.Add(at, faults.Inconsistent, t.Type, "filing days apart from those of term "+strconv.Itoa(k))
			}
		}
	}
	if err := list.Err(); err != nil {
		return RightTerms{}, err
	}
	return RightTerms{name: name, terms: slices.Clone(terms)}, nil
}

func windowsMeet(a, b RightTerm) bool {
	return (a.FiledBefore.IsZero() || b.FiledFrom.Before(a.FiledBefore)) && (b.FiledBefore.IsZero() || a.FiledFrom.Before(b.FiledBefore))
}

// Name is the name of the table; "" for the empty one.
func (t RightTerms) Name() string { return t.name }

// Terms gives a copy of the table.
func (t RightTerms) Terms() []RightTerm { return slices.Clone(t.terms) }

// ChineseRightTerms is a table of the terms of Chinese law, for callers who ask for it:
//
//	invention          20 years from filing
//	utility model      10 years from filing
//	design             15 years from filing on or after 2021-06-01, 10 years before
//	trademark          10 years from registration, renewable
//	software, film     50 years from first publication (else from creation), to 31 December, for
//	                   works of a legal person
//
// Every other type has no term here, and its end stays unknown unless it is stated.
//
// The terms are background knowledge that the project has not checked against the official texts;
// the articles are named so that a lawyer can. Priority dates have no bearing on them; extensions (for a late
// grant, or for a medicine) are not computed: state the expiry of such a right.
func ChineseRightTerms() RightTerms {
	const unverified = "; unverified against the official text"
	changed := calendar.MustNew(2021, 6, 1)
	patent := "Patent Law of the PRC (2020), art. 42" + unverified
	earlier := "Patent Law of the PRC (2008), art. 42, for filings before 2021-06-01" + unverified
	mark := "Trademark Law of the PRC (2019), arts. 39 and 40" + unverified
	software := "Regulations on the Protection of Computer Software (2013), art. 14" + unverified
	film := "Copyright Law of the PRC (2020), art. 23" + unverified
	return RightTerms{name: "china", terms: []RightTerm{
		{Type: Invention, Years: 20, From: FromFiling, Source: patent},
		{Type: UtilityModel, Years: 10, From: FromFiling, Source: patent},
		{Type: Design, FiledFrom: changed, Years: 15, From: FromFiling, Source: patent},
		{Type: Design, FiledBefore: changed, Years: 10, From: FromFiling, Source: earlier},
		{Type: Trademark, Years: 10, From: FromRegistration, Renewable: true, Source: mark},
		{Type: Software, Years: 50, From: FromPublication, YearEnd: true, CorporateOnly: true, Source: software},
		{Type: FilmTV, Years: 50, From: FromPublication, YearEnd: true, CorporateOnly: true, Source: film},
	}}
}

// LegalTerm is what a table says about one right: the last day of its legal life, or what is missing
// to tell.
type LegalTerm struct {
	Ends Opt[calendar.Date]
	// Text is the term in words with the day it runs from, such as "20 years from filing 2010-03-05";
	// empty when the end is not known.
	Text      string
	Renewable bool
	Source    string
	// Missing says why the end is not known: the field of the right that would tell, or that the table
	// has no term for the type. It is empty when the end is known.
	Missing string
}

// Of gives the legal term of a right: the last day on which it lives.
//
// The first day of a term counts, so that ten years from 6 September 1999 end with 5 September 2009
// (the example of the Guidelines for Patent Examination, part V, chapter 9, 2.1), and ten years from
// 29 February 2008 with 28 February 2018.
func (t RightTerms) Of(r Right) LegalTerm {
	term, missing := t.find(r)
	if missing != "" {
		return LegalTerm{Missing: missing}
	}
	from, word := r.Filed, "filing"
	switch term.From {
	case FromRegistration:
		from, word = r.Registered, "registration"
	case FromPublication:
		from, word = r.Published, "publication"
		if from.IsZero() {
			from, word = r.Created, "creation"
		}
	}
	if from.IsZero() {
		return LegalTerm{Missing: [...]string{"filed", "registered", "published or created"}[term.From]}
	}
	ends := lastDay(from, term)
	if ends.IsZero() {
		return LegalTerm{Missing: "an end within the years 1 to 9999"}
	}
	text := counted(term.Years, "year") + " from " + word + " " + from.String()
	if term.YearEnd {
		text += ", to 31 December"
	}
	return LegalTerm{Ends: Known(ends), Text: text, Renewable: term.Renewable, Source: term.Source}
}

// find gives the one term that holds for a right, or what is missing.
func (t RightTerms) find(r Right) (RightTerm, string) {
	seen := false
	for _, term := range t.terms {
		if term.Type != r.Type {
			continue
		}
		seen = true
		if !term.admits(r.Filed) {
			continue
		}
		if term.CorporateOnly {
			switch corporate, known := r.CorporateAuthor.Get(); {
			case !known:
				return RightTerm{}, "corporate_author"
			case !corporate:
				return RightTerm{}, "a term for works of natural persons"
			}
		}
		return term, ""
	}
	if seen && r.Filed.IsZero() {
		return RightTerm{}, "filed"
	}
	what := r.Type.String()
	if what == "" {
		what = "a right of unknown type"
	}
	return RightTerm{}, fmt.Sprintf("a term for %s in the table %q", what, t.name)
}

// lastDay is the day before the anniversary, or the last of February where the anniversary of a leap
// day does not exist; with YearEnd, 31 December of the year of the anniversary.
func lastDay(from calendar.Date, term RightTerm) calendar.Date {
	anniversary := from.AddMonths(12 * term.Years)
	if anniversary.IsZero() {
		return 0
	}
	if term.YearEnd {
		end, _ := calendar.New(anniversary.Year(), 12, 31) // every year has that day
		return end
	}
	if anniversary.Day() != from.Day() {
		return anniversary
	}
	return anniversary.AddDays(-1)
}
