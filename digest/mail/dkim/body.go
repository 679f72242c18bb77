package dkim

import (
	"bytes"
	"crypto/sha256"
	"hash"
)

// BodyHash hashes a body in simple form (RFC 6376 section 3.4.3): without the empty lines at its end. Lines end in CRLF;
// Write must not part a CR from its LF.
type BodyHash struct {
	sum  hash.Hash
	held int // line ends that are dropped unless more follows
}

// NewBodyHash begins a body.
func NewBodyHash() *BodyHash { return &BodyHash{sum: sha256.New()} }

var lineEnd = []byte("\r\n")

// Write adds to the body. It never fails.
func (h *BodyHash) Write(b []byte) (int, error) {
	written, held := len(b), 0
	for bytes.HasSuffix(b, lineEnd) {
		b = b[:len(b)-len(lineEnd)]
		held++
	}
	if len(b) > 0 {
		for ; h.held > 0; h.held-- {
			h.sum.Write(lineEnd)
		}
		h.sum.Write(b)
	}
	h.held += held
	return written, nil
}

// Sum ends the body.
func (h *BodyHash) Sum() (sum [sha256.Size]byte) {
	h.sum.Write(lineEnd) // a body without a line end, the empty one too, gets one
	h.sum.Sum(sum[:0])
	return sum
}
