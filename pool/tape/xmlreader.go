package tape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// xmlReader reads the elements of a part of a workbook one by one. It holds no more than a window of
// the part, makes no garbage per element, and is strict where a hostile file would gain from leniency:
// no document type (and so no entities of its own), every element closed, bounded depth and tags.
type xmlReader struct {
	src      io.Reader
	window   []byte
	at, end  int // what is left of the window
	drained  bool
	failure  error // of src, once the window is used up
	names    []byte
	opened   []int // where the name of each open element begins in names
	started  bool
	closing  bool   // the last start tag was <a/>: its end comes next
	name     []byte // of the element, without its prefix
	attrs    []byte // of the start tag, as written
	text     []byte // as written
	literal  bool   // text stands in CDATA: nothing in it is an entity
	elements int    // how many have begun
}

// xmlToken is what xmlReader.next has found.
type xmlToken uint8

const (
	xmlStart xmlToken = iota
	xmlEnd
	xmlText // a piece of text: a long one comes in several
)

const (
	xmlWindow = 64 << 10
	// xmlTagLimit is the longest tag, which holds all attributes of an element.
	xmlTagLimit = 1 << 20
	// xmlDepthLimit is how deep elements may lie in each other; parts of workbooks need about 20.
	xmlDepthLimit = 256
)

// errXML is the class of all errors about what a part says, as against errors of reading it.
var errXML = errors.New("not well-formed")

func xmlError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errXML}, args...)...)
}

func newXMLReader(src io.Reader) *xmlReader {
	return &xmlReader{src: src, window: make([]byte, xmlWindow)}
}

// fill reads more behind what is left of the window, and reports whether there was anything.
func (x *xmlReader) fill() bool {
	if x.drained {
		return false
	}
	if x.at > 0 {
		copy(x.window, x.window[x.at:x.end])
		x.at, x.end = 0, x.end-x.at
	}
	if x.end == len(x.window) {
		x.window = append(x.window, make([]byte, len(x.window))...)
	}
	for range 100 { // as io.ErrNoProgress counts
		n, err := x.src.Read(x.window[x.end:])
		x.end += n
		if err != nil {
			x.drained = true
			if !errors.Is(err, io.EOF) {
				x.failure = err
			}
		}
		if n > 0 || x.drained {
			return n > 0
		}
	}
	x.drained, x.failure = true, io.ErrNoProgress
	return false
}

// has makes sure that n bytes are in the window.
func (x *xmlReader) has(n int) bool {
	for x.end-x.at < n {
		if !x.fill() {
			return false
		}
	}
	return true
}

// cut is the error of a part that ends too early.
func (x *xmlReader) cut() error {
	if x.failure != nil {
		return x.failure
	}
	return fmt.Errorf("%w: %w", errXML, io.ErrUnexpectedEOF)
}

// start chooses the encoding: UTF-8, unless a mark or the declaration says otherwise.
func (x *xmlReader) start() error {
	x.started = true
	x.has(4)
	switch front := x.window[x.at:x.end]; {
	case bytes.HasPrefix(front, []byte("\xef\xbb\xbf")):
		x.at += 3
		return nil
	case bytes.HasPrefix(front, []byte("\xff\xfe")), bytes.HasPrefix(front, []byte("\xfe\xff")):
		x.decode(transform.NewReader(x.rest(), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
		x.has(1)
		return nil
	case !bytes.HasPrefix(front, []byte("<?xml")[:min(5, len(front))]):
		return nil
	}
	end := -1
	for end < 0 && x.end-x.at < 1024 {
		if end = bytes.Index(x.window[x.at:x.end], []byte("?>")); end < 0 && !x.fill() {
			break
		}
	}
	if end < 0 {
		return nil // next tells what is wrong
	}
	_, label, found := bytes.Cut(x.window[x.at:x.at+end], []byte("encoding"))
	label = bytes.TrimLeft(label, " \t\r\n=")
	if !found || len(label) == 0 {
		return nil
	}
	label, _, _ = bytes.Cut(label[1:], label[:1])
	if l := string(bytes.ToLower(label)); l == "utf-8" || l == "utf8" || l == "us-ascii" {
		return nil
	}
	enc, err := htmlindex.Get(string(label))
	if err != nil {
		return xmlError("unknown encoding %q", shorten(string(label), 20))
	}
	x.decode(transform.NewReader(x.rest(), enc.NewDecoder()))
	return nil
}

// rest gives everything that was not read yet.
func (x *xmlReader) rest() io.Reader {
	return io.MultiReader(bytes.NewReader(bytes.Clone(x.window[x.at:x.end])), x.src)
}

func (x *xmlReader) decode(src io.Reader) {
	x.src, x.at, x.end, x.drained = src, 0, 0, false
}

// next gives the next token, and io.EOF behind the last.
func (x *xmlReader) next() (xmlToken, error) {
	if !x.started {
		if err := x.start(); err != nil {
			return 0, err
		}
	}
	if x.closing {
		x.closing = false
		return xmlEnd, x.close()
	}
	for {
		if x.at == x.end && !x.fill() {
			switch {
			case x.failure != nil || len(x.opened) > 0 || x.elements == 0:
				return 0, x.cut()
			}
			return 0, io.EOF
		}
		if x.window[x.at] != '<' {
			if x.readText() {
				return xmlText, nil
			}
			continue
		}
		if !x.has(2) {
			return 0, x.cut()
		}
		switch x.window[x.at+1] {
		case '?':
			if err := x.skip("?>"); err != nil {
				return 0, err
			}
		case '!':
			isText, err := x.declaration()
			if err != nil {
				return 0, err
			}
			if isText {
				return xmlText, nil
			}
		default:
			return x.tag()
		}
	}
}

// readText takes the text up to the next tag, or a part of it that splits neither a character nor an
// entity; false when it stands outside the root and says nothing.
func (x *xmlReader) readText() bool {
	n := bytes.IndexByte(x.window[x.at:x.end], '<')
	for n < 0 && x.end-x.at < xmlWindow/2 && x.fill() {
		n = bytes.IndexByte(x.window[x.at:x.end], '<')
	}
	if n < 0 {
		if n = x.end - x.at; !x.drained {
			piece := x.window[x.at:x.end]
			if amp := bytes.LastIndexByte(piece[n-entityLimit:], '&'); amp >= 0 {
				n -= entityLimit - amp
			} else if piece[n-1] == '\r' {
				n--
			} else if i := lastRune(piece); !utf8.FullRune(piece[i:]) {
				n = i
			}
		}
	}
	x.text, x.literal = x.window[x.at:x.at+n], false
	x.at += n
	return len(x.opened) > 0 && n > 0
}

// lastRune gives the place where the last character begins.
func lastRune(b []byte) int {
	i := len(b) - 1
	for i > len(b)-utf8.UTFMax && !utf8.RuneStart(b[i]) {
		i--
	}
	return i
}

// entityLimit is the longest entity: &#x10FFFF; with some leading zeros.
const entityLimit = 16

// skip leaves out everything up to and with a mark.
func (x *xmlReader) skip(mark string) error {
	for {
		if i := bytes.Index(x.window[x.at:x.end], []byte(mark)); i >= 0 {
			x.at += i + len(mark)
			return nil
		}
		x.at = max(x.at, x.end-len(mark)+1)
		if !x.fill() {
			return x.cut()
		}
	}
}

// declaration leaves out a comment, and reads CDATA as text. A document type is refused: no part of a
// workbook has one, and it is how a small file makes a program read another or blow up.
func (x *xmlReader) declaration() (isText bool, err error) {
	const cdata = "<![CDATA["
	switch {
	case x.has(4) && string(x.window[x.at:x.at+4]) == "<!--":
		x.at += 4
		return false, x.skip("-->")
	case x.has(len(cdata)) && string(x.window[x.at:x.at+len(cdata)]) == cdata:
		x.at += len(cdata)
		for {
			if i := bytes.Index(x.window[x.at:x.end], []byte("]]>")); i >= 0 {
				x.text, x.literal = x.window[x.at:x.at+i], true
				x.at += i + 3
				return len(x.opened) > 0 && i > 0, nil
			}
			if x.end-x.at > xmlTagLimit {
				return false, xmlError("more than %d bytes of CDATA", xmlTagLimit)
			}
			if !x.fill() {
				return false, x.cut()
			}
		}
	}
	if x.failure != nil {
		return false, x.failure
	}
	return false, errDoctype
}

// errDoctype refuses a document type.
var errDoctype = xmlError("a document type or entity is declared, which no workbook does")

// tag reads a start or end tag.
func (x *xmlReader) tag() (xmlToken, error) {
	size, err := x.tagSize()
	if err != nil {
		return 0, err
	}
	body := x.window[x.at+1 : x.at+size-1]
	x.at += size
	if len(body) > 0 && body[0] == '/' {
		name := bytes.TrimRight(body[1:], " \t\r\n")
		if len(x.opened) == 0 || !bytes.Equal(name, x.names[x.opened[len(x.opened)-1]:]) {
			return 0, xmlError("the tag </%s> closes nothing", shorten(string(name), 20))
		}
		return xmlEnd, x.close()
	}
	if len(body) > 0 && body[len(body)-1] == '/' {
		x.closing, body = true, body[:len(body)-1]
	}
	n := 0
	for n < len(body) && body[n] > ' ' {
		n++
	}
	if n == 0 || body[0] == '=' || body[0] == '"' || body[0] == '\'' {
		return 0, xmlError("a tag without a name")
	}
	if len(x.opened) == xmlDepthLimit {
		return 0, xmlError("elements lie more than %d deep in each other", xmlDepthLimit)
	}
	if len(x.opened) == 0 && x.elements > 0 {
		return 0, xmlError("a second root")
	}
	x.elements++
	x.opened = append(x.opened, len(x.names))
	x.names = append(x.names, body[:n]...)
	x.name, x.attrs = local(body[:n]), body[n:]
	return xmlStart, nil
}

// tagSize measures the tag that begins the window: up to the > outside quotation marks.
func (x *xmlReader) tagSize() (int, error) {
	quote := byte(0)
	for n := 1; ; n++ {
		if x.at+n == x.end {
			if n > xmlTagLimit {
				return 0, xmlError("a tag has more than %d bytes", xmlTagLimit)
			}
			if !x.fill() {
				return 0, x.cut()
			}
		}
		switch c := x.window[x.at+n]; {
		case quote != 0:
			if c == quote {
				quote = 0
			} else if c == '<' {
				return 0, xmlError("< in an attribute")
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return n + 1, nil
		case c == '<':
			return 0, xmlError("a tag is not closed")
		}
	}
}

// close ends the innermost element; name is its name.
func (x *xmlReader) close() error {
	last := len(x.opened) - 1
	x.name = local(x.names[x.opened[last]:])
	x.names, x.opened = x.names[:x.opened[last]], x.opened[:last]
	return nil
}

// local cuts the prefix off a name.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

// attr takes the next attribute off the start tag: its name without the prefix, and its value as
// written. Declarations of namespaces are left out. ok is false behind the last.
func (x *xmlReader) attr() (name, value []byte, ok bool, err error) {
	for {
		a := bytes.TrimLeft(x.attrs, " \t\r\n")
		if len(a) == 0 {
			return nil, nil, false, nil
		}
		if len(a) == len(x.attrs) {
			return nil, nil, false, xmlError("an attribute without a blank before it")
		}
		name, a, ok = bytes.Cut(a, []byte("="))
		name, a = bytes.TrimRight(name, " \t\r\n"), bytes.TrimLeft(a, " \t\r\n")
		if !ok || len(name) == 0 || len(a) < 2 || a[0] != '"' && a[0] != '\'' {
			return nil, nil, false, xmlError("an attribute without a value")
		}
		end := bytes.IndexByte(a[1:], a[0])
		if end < 0 {
			return nil, nil, false, xmlError("an attribute without an end")
		}
		value, x.attrs = a[1:end+1], a[end+2:]
		if !bytes.HasPrefix(name, []byte("xmlns")) {
			return local(name), value, true, nil
		}
	}
}

// appendText adds a piece of text, with its entities resolved.
func (x *xmlReader) appendText(to []byte) ([]byte, error) {
	return appendXML(to, x.text, x.literal)
}

// appendXML adds text as written, with entities resolved and line breaks as a single \n.
func appendXML(to, written []byte, literal bool) ([]byte, error) {
	plain := true
	for _, c := range written {
		if c < ' ' || c > '~' || c == '&' {
			plain = false
			break
		}
	}
	if plain {
		return append(to, written...), nil
	}
	for len(written) > 0 {
		c := written[0]
		switch {
		case c == '&' && !literal:
			r, size, err := entity(written)
			if err != nil {
				return to, err
			}
			to, written = utf8.AppendRune(to, r), written[size:]
		case c == '\r':
			to, written = append(to, '\n'), written[1:]
			if len(written) > 0 && written[0] == '\n' {
				written = written[1:]
			}
		case c < utf8.RuneSelf:
			if c < ' ' && c != '\n' && c != '\t' {
				return to, xmlError("the character U+%04X, which XML does not have", c)
			}
			to, written = append(to, c), written[1:]
		default:
			r, size := utf8.DecodeRune(written)
			if r == utf8.RuneError && size == 1 || !isXMLRune(r) {
				return to, xmlError("bytes that are not UTF-8")
			}
			to, written = append(to, written[:size]...), written[size:]
		}
	}
	return to, nil
}

// isXMLRune reports the characters that XML 1.0 has.
func isXMLRune(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// entity reads one of the five entities that XML knows by itself, or a character by its number.
func entity(written []byte) (rune, int, error) {
	end := bytes.IndexByte(written[:min(len(written), entityLimit)], ';')
	if end < 0 {
		return 0, 0, xmlError("an & that begins no entity")
	}
	switch name := string(written[1:end]); name {
	case "lt":
		return '<', end + 1, nil
	case "gt":
		return '>', end + 1, nil
	case "amp":
		return '&', end + 1, nil
	case "quot":
		return '"', end + 1, nil
	case "apos":
		return '\'', end + 1, nil
	default:
		if len(name) > 1 && name[0] == '#' {
			digits, base := name[1:], 10
			if digits[0] == 'x' {
				digits, base = digits[1:], 16
			}
			if n, err := strconv.ParseUint(digits, base, 32); err == nil && n <= utf8.MaxRune && isXMLRune(rune(n)) {
				return rune(n), end + 1, nil
			}
		}
		return 0, 0, xmlError("the unknown entity &%s;", shorten(name, 20))
	}
}
