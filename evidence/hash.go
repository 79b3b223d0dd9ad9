package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// Hash is a SHA-256. Its text is 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// ErrHash is the class, for errors.Is, of a text that is no Hash.
var ErrHash = errors.New("evidence: not a SHA-256: expected 64 lower-case hexadecimal digits")

// ParseHash reads the text of a Hash; anything but 64 lower-case hexadecimal digits is ErrHash.
func ParseHash(text string) (Hash, error) {
	var h Hash
	err := h.UnmarshalText([]byte(text))
	return h, err
}

// String gives the 64 digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives the 64 digits.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads the 64 digits. When it fails it leaves h as it was.
func (h *Hash) UnmarshalText(text []byte) error {
	var read Hash
	if len(text) != 2*len(read) {
		return ErrHash
	}
	if _, err := hex.Decode(read[:], text); err != nil || read.String() != string(text) {
		return ErrHash
	}
	*h = read
	return nil
}

// Digest is what a manifest keeps of the content of a part.
type Digest struct {
	Bytes  int64 // its length
	SHA256 Hash
}

// DigestOf reads r to its end and gives the digest of what it held, in little memory however long
// that is. Its errors are those of the reader, and the cause of a cancelled context.
func DigestOf(ctx context.Context, r io.Reader) (Digest, error) {
	var h Hasher
	if _, err := io.CopyBuffer(&h, &cancellable{ctx, r}, make([]byte, 64<<10)); err != nil {
		return Digest{}, err
	}
	return h.Digest(), nil
}

// cancellable is a reader that stops when the context does. It hides every other method of the
// reader, so that io.Copy reads piece by piece.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(b []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, fmt.Errorf("evidence: cancelled: %w", context.Cause(c.ctx))
	}
	return c.r.Read(b)
}

// Hasher is a writer that keeps only the digest of what it is given. With io.TeeReader it takes the
// digest of the very bytes that a program reads, and with io.MultiWriter of those that it writes: so
// the digest cannot be of a file that was exchanged in between. The zero value is ready to use; a
// Hasher is not safe for concurrent use.
type Hasher struct {
	hash  hash.Hash
	bytes int64
}

// Write takes the bytes; it never fails.
func (h *Hasher) Write(b []byte) (int, error) {
	if h.hash == nil {
		h.hash = sha256.New()
	}
	h.bytes += int64(len(b))
	return h.hash.Write(b)
}

// Digest gives the digest of everything written so far.
func (h *Hasher) Digest() Digest {
	if h.hash == nil {
		return Digest{SHA256: sha256.Sum256(nil)}
	}
	d := Digest{Bytes: h.bytes}
	h.hash.Sum(d.SHA256[:0])
	return d
}
