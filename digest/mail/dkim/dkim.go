// Package dkim turns the header of a message and the hash of its body into DKIM signatures (RFC 6376, RFC 8463), and keys
// into the records to publish.
//
// Header fields are signed in relaxed form, so that a relay may fold them otherwise, and the body in simple form: it is
// quoted-printable or base64, which no relay has a reason to touch. The caller hashes the body, since only the reader's
// token in it differs from message to message. A general signer reads, copies and canonicalizes the whole message for
// each reader and key; BenchmarkSign prints what that costs beside this.
package dkim

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Signer signs the mail of one domain with one or more keys. It is safe for concurrent use.
type Signer struct {
	Domain string // the d= tag: the domain whose DNS holds the records
	Keys   []Key  // each makes a signature of its own
}

// Key is a private key and the name that its record has.
type Key struct {
	Selector string
	Private  crypto.Signer // *rsa.PrivateKey or ed25519.PrivateKey
}

// signed are the header fields that a signature covers (RFC 6376 section 5.4.1; the List fields as RFC 8058 section 4
// asks). Each is named once more than it occurs, so that nobody can add another one of it (section 5.4.2).
var signed = []string{
	"from", "reply-to", "to", "subject", "date", "message-id", "list-id", "list-archive", "list-unsubscribe",
	"list-unsubscribe-post", "auto-submitted", "feedback-id", "mime-version", "content-type", "content-transfer-encoding",
}

// AppendSignatures appends a DKIM-Signature field for each key to out. header is the header block of the message, each
// line ended by CRLF, without the blank line after it; body is the SHA-256 of the body in simple form (BodyHash). now
// becomes the t= tag, to the second.
func (s *Signer) AppendSignatures(out, header []byte, body [sha256.Size]byte, now time.Time) ([]byte, error) {
	names, fields := canonical(header)
	for _, key := range s.Keys {
		algorithm, err := algorithmOf(key.Private)
		if err != nil {
			return nil, fmt.Errorf("DKIM key %s: %w", key.Selector, err)
		}
		field := fmt.Sprintf("DKIM-Signature: v=1; a=%s; c=relaxed/simple; d=%s; s=%s;\r\n\tt=%d; bh=%s;\r\n\th=%s;\r\n\tb=",
			algorithm, s.Domain, key.Selector, now.Unix(), base64.StdEncoding.EncodeToString(body[:]), names)
		digest := sha256.Sum256(append(fields[:len(fields):len(fields)], relaxed([]byte(field))...))
		signature, err := sign(key.Private, digest[:])
		if err != nil {
			return nil, fmt.Errorf("DKIM key %s: %w", key.Selector, err)
		}
		out = append(out, field...)
		out = append(folded(out, base64.StdEncoding.EncodeToString(signature)), "\r\n"...)
	}
	return out, nil
}

// folded appends base64 in lines that stay short.
func folded(out []byte, text string) []byte {
	const width = 70
	for len(text) > width {
		out = append(append(out, text[:width]...), "\r\n\t"...)
		text = text[width:]
	}
	return append(out, text...)
}

// canonical is the h= tag of a header block, folded, and the fields that it names in relaxed form. Of a name that occurs
// several times the last field is signed first (RFC 6376 section 5.4.2).
func canonical(header []byte) (names string, fields []byte) {
	byName := make(map[string][][]byte)
	for len(header) > 0 {
		end := fieldEnd(header)
		name, _, _ := bytes.Cut(header[:end], []byte(":"))
		key := strings.ToLower(string(name))
		byName[key] = append(byName[key], header[:end])
		header = header[end:]
	}
	var tag strings.Builder
	line := 0
	for _, name := range signed {
		all := byName[name]
		for i := len(all); i >= 0; i-- {
			if i > 0 {
				fields = append(append(fields, relaxed(all[i-1])...), "\r\n"...)
			}
			if tag.Len() > 0 {
				tag.WriteByte(':')
				line++
			}
			if line+len(name) > 70 {
				tag.WriteString("\r\n\t ")
				line = 0
			}
			tag.WriteString(name)
			line += len(name)
		}
	}
	return tag.String(), fields
}

// fieldEnd is where the first field of a header block ends: at a line end that no white space follows.
func fieldEnd(header []byte) int {
	for at := 0; ; {
		i := bytes.Index(header[at:], []byte("\r\n"))
		if i < 0 {
			return len(header)
		}
		at += i + 2
		if at == len(header) || header[at] != ' ' && header[at] != '\t' {
			return at
		}
	}
}

// relaxed is a field in relaxed form (RFC 6376 section 3.4.2), without the line end.
func relaxed(field []byte) []byte {
	name, value, _ := bytes.Cut(field, []byte(":"))
	out := append(bytes.ToLower(bytes.TrimSpace(name)), ':')
	return append(out, bytes.Join(bytes.FieldsFunc(value, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\r' || r == '\n'
	}), []byte(" "))...)
}

func algorithmOf(key crypto.Signer) (string, error) {
	switch key.(type) {
	case *rsa.PrivateKey:
		return "rsa-sha256", nil
	case ed25519.PrivateKey:
		return "ed25519-sha256", nil
	}
	return "", fmt.Errorf("a key of type %T makes no DKIM signature", key)
}

// sign signs a SHA-256 hash: Ed25519 takes the hash for the message (RFC 8463 section 3).
func sign(key crypto.Signer, hash []byte) ([]byte, error) {
	if _, ok := key.(ed25519.PrivateKey); ok {
		return key.Sign(nil, hash, crypto.Hash(0))
	}
	return key.Sign(rand.Reader, hash, crypto.SHA256)
}

// Record is the name and the text of the DNS record (TXT) that publishes a key (RFC 6376 section 3.6.1, RFC 8463
// section 4.2).
func (s *Signer) Record(key Key) (name, text string, err error) {
	public, err := publicPart(key.Private)
	return key.Selector + "._domainkey." + s.Domain, public, err
}

// ZoneLine is a record as a zone file has it: texts longer than 255 bytes in parts (RFC 1035 section 3.3.14).
func ZoneLine(name, text string) string {
	var parts []string
	for len(text) > 255 {
		parts, text = append(parts, strconv.Quote(text[:255])), text[255:]
	}
	parts = append(parts, strconv.Quote(text))
	return name + ". IN TXT " + strings.Join(parts, " ")
}
