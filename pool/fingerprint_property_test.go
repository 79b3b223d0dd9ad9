package pool_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/pool"
)

// TestPrintsAreEqualExactlyWhenPoolsAre spoils one of two equal specifications in a few places at
// random and compares what the pools say, by reflection, with what their prints say.
func TestPrintsAreEqualExactlyWhenPoolsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		p := resolve(t, s)
		spoil(t, &s)
		q, err := s.Resolve()
		if err != nil {
			return
		}
		same := cmp.Equal(reached(p), reached(q), cmp.Exporter(exportAll))
		if same != (p.Fingerprint() == q.Fingerprint()) {
			t.Fatalf("the pools are equal: %v; their forms:\n%s\n%s", same, canonical(t, p), canonical(t, q))
		}
	})
}

// reached gives what a pool's contracts reach: contracts, and the rights and parties that they name,
// under their indices.
func reached(p *pool.Pool) []any {
	list := []any{p.AsOf(), p.Currency()}
	rights, parties := map[int]pool.Right{}, map[pool.PartyIndex]pool.Party{}
	for _, c := range p.Contracts() {
		list = append(list, c)
		named := append(c.Guarantors(), c.Creditor, c.Originator)
		for _, o := range c.Obligors() {
			named = append(named, o.Party)
		}
		for i := range c.NumRights() {
			right := p.Right(c.RightIndex(i))
			rights[c.RightIndex(i)] = right
			named = append(named, right.Owner)
		}
		for _, i := range named {
			parties[i] = p.Party(i)
		}
	}
	return append(list, rights, parties)
}

func TestTheOrderOfTheTablesChangesNoPrint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		want := resolve(t, s).Fingerprint()
		s.Parties = rapid.Permutation(s.Parties).Draw(t, "parties")
		s.Rights = rapid.Permutation(s.Rights).Draw(t, "rights")
		if got := resolve(t, s).Fingerprint(); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	})
}

func TestFilteringAndResolvingTheRestIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		keep := map[string]bool{s.Contracts[0].ID: true} // a specification has at least one contract
		for _, c := range s.Contracts {
			keep[c.ID] = keep[c.ID] || rapid.Bool().Draw(t, c.ID)
		}
		filtered := resolve(t, s).Filter(func(c pool.Contract) bool { return keep[c.ID] })
		var rest []pool.ContractSpec
		for _, c := range s.Contracts {
			if keep[c.ID] {
				rest = append(rest, c)
			}
		}
		s.Contracts = rest
		if got, want := canonical(t, filtered), canonical(t, resolve(t, s)); got != want {
			t.Fatalf("filtered:\n%s\nresolved:\n%s", got, want)
		}
	})
}

// TestTheCanonicalFormReadsBackOneWay reads forms by the grammar alone, without knowing a label, and
// writes them again: that both are the same bytes shows that no two trees share a form.
func TestTheCanonicalFormReadsBackOneWay(t *testing.T) {
	nasty := []string{"\n", "}\n]\n", "3:abc", "x {\n}\n", "\x00", "\xff\xfe", "[2\n", "", "债务人"}
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		for i := range s.Contracts {
			s.Contracts[i].Source = rapid.SampledFrom(nasty).Draw(t, "source")
			s.Contracts[i].Tags = rapid.SliceOfN(rapid.SampledFrom(nasty), 0, 3).Draw(t, "tags")
		}
		p := resolve(t, s)
		form := canonical(t, p)
		rest, ok := strings.CutPrefix(form, pool.CanonicalVersion+"\n")
		if !ok {
			t.Fatalf("no version: %s", form)
		}
		r := &formReader{rest: rest}
		root := r.fields("")
		if r.err != nil || r.rest != "" {
			t.Fatalf("%v; left %q of\n%s", r.err, r.rest, form)
		}
		if again := pool.CanonicalVersion + "\n" + root.write(); again != form {
			t.Fatalf("read back:\n%s\nwritten:\n%s", again, form)
		}
		for _, table := range []string{"rights", "parties"} {
			last := ""
			for _, element := range root.find(table).elements {
				if id := element.find("id").text; id <= last {
					t.Fatalf("in %s %q follows %q", table, id, last)
				} else {
					last = id
				}
			}
		}
		for i, c := range p.Contracts() {
			got := root.find("contracts").elements[i]
			if got.find("id").text != c.ID || got.find("source").text != c.Source || len(got.find("tags").elements) != len(c.Tags()) {
				t.Fatalf("contract %d reads back as\n%s", i, got.write())
			}
		}
	})
}

// TestTheDocumentedFieldsAreThoseWritten reads the order of fields from the comment of
// WriteCanonical and holds the form of a pool in which every field says something to it.
func TestTheDocumentedFieldsAreThoseWritten(t *testing.T) {
	text, err := os.ReadFile("fingerprint.go")
	if err != nil {
		t.Fatal(err)
	}
	type record struct {
		fields  []string
		written map[string]bool
	}
	documented := map[string]*record{}
	lines := regexp.MustCompile(`\n//\t +`).ReplaceAllString(string(text), " ")
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z_, ]+): ([a-z_ ]+)$`).FindAllStringSubmatch(lines, -1) {
		r := &record{fields: strings.Fields(m[2]), written: map[string]bool{}}
		for label := range strings.SplitSeq(m[1], ", ") {
			documented[label] = r
		}
	}
	for _, spec := range []pool.Spec{everyKind(), detailed()} {
		r := &formReader{rest: strings.TrimPrefix(canonical(t, resolve(t, spec)), pool.CanonicalVersion+"\n")}
		root := r.fields("")
		root.label = "pool"
		root.visit(func(seen formNode) {
			doc := documented[seen.label]
			if doc == nil {
				t.Fatalf("the record %s is not documented", seen.label)
			}
			left := doc.fields
			for _, f := range seen.fields {
				i := slices.Index(left, f.label)
				if i < 0 {
					t.Fatalf("%s has the field %s, which is not documented there: %v", seen.label, f.label, left)
				}
				left = left[i+1:]
				doc.written[f.label] = true
			}
		})
	}
	for label, doc := range documented {
		for _, f := range doc.fields {
			if !doc.written[f] {
				t.Errorf("%s is documented to have the field %s, and nowhere has", label, f)
			}
		}
	}
}

// visit hands on every record, those in a list under the label of the list.
func (n formNode) visit(use func(record formNode)) {
	if n.kind == '{' {
		use(n)
	}
	for _, f := range n.fields {
		f.visit(use)
	}
	for _, e := range n.elements {
		e.label = n.label
		e.visit(use)
	}
}

// formNode is a value of the canonical form.
type formNode struct {
	label    string
	kind     byte // ':' text, '{' record, '[' list, 0 a number, day or bits
	text     string
	fields   []formNode
	elements []formNode
}

func (n formNode) find(label string) formNode {
	for _, f := range n.fields {
		if f.label == label {
			return f
		}
	}
	return formNode{}
}

func (n formNode) write() string {
	var b strings.Builder
	for _, f := range n.fields {
		b.WriteString(f.label + " " + f.value())
	}
	return b.String()
}

func (n formNode) value() string {
	switch n.kind {
	case ':':
		return fmt.Sprintf("%d:%s\n", len(n.text), n.text)
	case '{':
		return "{\n" + n.write() + "}\n"
	case '[':
		var b strings.Builder
		for _, e := range n.elements {
			b.WriteString(e.value())
		}
		return fmt.Sprintf("[%d\n%s]\n", len(n.elements), b.String())
	}
	return n.text + "\n"
}

// formReader reads the canonical form by its grammar.
type formReader struct {
	rest string
	err  error
}

func (r *formReader) until(mark string) string {
	before, after, ok := strings.Cut(r.rest, mark)
	if !ok {
		r.fail()
	}
	r.rest = after
	return before
}

func (r *formReader) fail() {
	r.rest, r.err = "", errors.New("the form does not follow its grammar")
}

// fields reads up to a closing mark.
func (r *formReader) fields(closing string) formNode {
	node := formNode{kind: '{'}
	for r.err == nil && r.rest != "" {
		if closing != "" && strings.HasPrefix(r.rest, closing) {
			break
		}
		label := r.until(" ")
		v := r.value()
		v.label = label
		node.fields = append(node.fields, v)
	}
	r.rest = strings.TrimPrefix(r.rest, closing)
	return node
}

func (r *formReader) value() formNode {
	if rest, ok := strings.CutPrefix(r.rest, "{\n"); ok {
		r.rest = rest
		return r.fields("}\n")
	}
	if rest, ok := strings.CutPrefix(r.rest, "["); ok {
		r.rest = rest
		node := formNode{kind: '['}
		for range r.number("\n") {
			node.elements = append(node.elements, r.value())
		}
		if r.until("\n") != "]" {
			r.fail()
		}
		return node
	}
	line, _, _ := strings.Cut(r.rest, "\n")
	if !strings.Contains(line, ":") {
		return formNode{text: r.until("\n")}
	}
	n := r.number(":")
	if n+1 > len(r.rest) || r.rest[n] != '\n' {
		r.fail()
		return formNode{}
	}
	node := formNode{kind: ':', text: r.rest[:n]}
	r.rest = r.rest[n+1:]
	return node
}

func (r *formReader) number(mark string) int {
	n, err := strconv.Atoi(r.until(mark))
	if err != nil || n < 0 {
		r.fail()
		return 0
	}
	return n
}
