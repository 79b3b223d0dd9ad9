package evidence

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode/utf8"
)

// Role says what a part is in the run: a word of lower-case letters, digits and underscores that
// begins with a letter. The constants are the roles that this module knows; a desk may add its own.
type Role string

// The roles of files, and of statements.
const (
	Tape    Role = "tape"    // the spreadsheet of contracts (资产清单)
	Mapping Role = "mapping" // which column means what (字段映射)
	Rules   Role = "rules"   // eligibility and concentration rules (合格标准)
	Deal    Role = "deal"    // the deal document (交易文件)
	Results Role = "results" // the results as data (计算结果)
	Report  Role = "report"  // the workbook or page for readers (报告)

	Engine      Role = "engine"      // the version of an engine (引擎版本)
	Fingerprint Role = "fingerprint" // the fingerprint of a resolved document (指纹)
)

// Part is one thing that a manifest lists: a file, of which it keeps the digest, or a statement,
// whose text it keeps whole.
type Part struct {
	Role Role
	// Name is, for a file, its path below the folder of the manifest, with forward slashes. It must
	// be plain: relative, without "..", "." or empty elements, backslash or colon.
	Name   string
	Digest Digest
	// Text is what a statement says, on one line; it is empty for a file.
	Text string

	statement bool // made by Statement, also when the text is empty
}

// ReadPart reads a file to its end and gives its part. The name is the one that the manifest keeps;
// nothing is opened.
func ReadPart(ctx context.Context, role Role, name string, r io.Reader) (Part, error) {
	d, err := DigestOf(ctx, r)
	if err != nil {
		return Part{}, fmt.Errorf("evidence: %s %q: %w", role, name, err)
	}
	return Part{Role: role, Name: name, Digest: d}, nil
}

// OpenPart opens a file by its name, as Verify will, and gives its part.
func OpenPart(ctx context.Context, role Role, name string, open Opener) (Part, error) {
	r, err := open(name)
	if err != nil {
		return Part{}, fmt.Errorf("evidence: %s %q: %w", role, name, err)
	}
	defer r.Close()
	return ReadPart(ctx, role, name, r)
}

// Statement gives the part for something that the run says about itself, on one line, such as
//
//	evidence.Statement(evidence.Engine, "tranche", "ipabs.tranche/1")
func Statement(role Role, name, text string) Part {
	return Part{Role: role, Name: name, Digest: digestOfText(text), Text: text, statement: true}
}

func digestOfText(text string) Digest {
	return Digest{Bytes: int64(len(text)), SHA256: sha256.Sum256([]byte(text))}
}

// ErrPart is the class, for errors.Is, of every *PartError.
var ErrPart = errors.New("evidence: a part that no manifest can hold")

// PartError says what is wrong with a part, or with its name.
type PartError struct {
	Index  int    // its place among the parts given, from 0
	Name   string // its name; shortened when very long
	Reason string
}

// Error gives the name and the reason.
func (e *PartError) Error() string {
	return fmt.Sprintf("evidence: parts[%d] %q: %s", e.Index, e.Name, e.Reason)
}

// Unwrap returns ErrPart.
func (e *PartError) Unwrap() error { return ErrPart }

// maxText bounds every text in a manifest, in bytes.
const maxText = 1000

// faults gives every reason why a part has no place in a manifest.
func (p Part) faults() []string {
	var reasons []string
	if !isRole(p.Role) {
		reasons = append(reasons, "the role is no word of lower-case letters, digits and underscores")
	}
	if reason := faultOfName(p.Name); reason != "" {
		reasons = append(reasons, reason)
	}
	if reason := faultOfText(p.Text); reason != "" {
		reasons = append(reasons, "the text "+reason)
	}
	if p.Digest.Bytes < 0 {
		reasons = append(reasons, "the length is negative")
	}
	if p.Text == "" && p.statement {
		reasons = append(reasons, "the statement says nothing")
	}
	if p.Text != "" && p.Digest != digestOfText(p.Text) {
		reasons = append(reasons, "the digest is not that of the text")
	}
	return reasons
}

func isRole(r Role) bool {
	for i, b := range []byte(r) {
		if !(b >= 'a' && b <= 'z' || i > 0 && (b >= '0' && b <= '9' || b == '_')) {
			return false
		}
	}
	return r != "" && len(r) <= 40
}

// faultOfName says why a name is refused, and "" when it is not: a name must lead nowhere but into
// the folder of the manifest, on every system that it may be verified on.
func faultOfName(name string) string {
	switch {
	case name == "":
		return "the name is empty"
	case faultOfText(name) != "":
		return "the name " + faultOfText(name)
	case !fs.ValidPath(name) || name == ".":
		return "the name is no plain path: it must be relative, without empty, \".\" and \"..\" elements"
	case strings.ContainsAny(name, `\:`):
		return "the name has a backslash or a colon, which lead elsewhere on some systems"
	}
	return ""
}

// faultOfText refuses what a reader could not see, or would see as something else.
func faultOfText(text string) string {
	if len(text) > maxText {
		return fmt.Sprintf("is longer than %d bytes", maxText)
	}
	if !utf8.ValidString(text) {
		return "is not UTF-8"
	}
	for _, r := range text {
		switch {
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			return "has a control character"
		case r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff:
			return "has an invisible character"
		case r == utf8.RuneError:
			return "has a replacement character"
		}
	}
	return ""
}

// shorten keeps a hostile text from filling a message.
func shorten(s string) string {
	const most = 100 // bytes
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
