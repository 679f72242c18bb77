package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"net"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/mail/dkim"
)

// Encoded is a rendering ready for the wire: MIME parts encoded and dot-stuffed, in chunks that are the same for every
// reader and places where the reader's token goes. Making it is the expensive part; it is done once a rendering.
type Encoded struct {
	contentType string // of the whole body
	encoding    string // Content-Transfer-Encoding of a body that is a single part; empty for multipart
	chunks      []chunk
	size        int                // bytes of the body
	sum         *[sha256.Size]byte // the body's hash for DKIM, when it is the same for every reader
}

// chunk is a run of body bytes. When token is set the bytes are not on the wire as they are: raw holds unencoded text
// with the token at its place, which is base64-encoded for each reader.
type chunk struct {
	wire  []byte
	plain []byte // wire before its dots were stuffed, which is what a signature covers
	token bool   // the reader's token follows wire, as it is
	raw   []byte // base64 only: whole lines of 57 bytes that hold the placeholder
}

// lineBytes is how many bytes a line of base64 holds: 57 bytes are 76 characters, the most that RFC 2045 section 6.8
// allows.
const lineBytes = 57

// Encode prepares a rendering. Readers of plain text get one part, the others multipart/alternative with the text
// first (RFC 2046 section 5.1.4). The boundary is made from the rendering's ID, so that the same rendering is the same
// bytes every time.
func Encode(r digest.Rendering) *Encoded {
	e := &Encoded{}
	if r.HTML == "" {
		b := newBody(r.Text)
		e.contentType, e.encoding = "text/plain; charset=UTF-8", b.encoding
		e.chunks = b.chunks
	} else {
		// "=_" cannot stand in quoted-printable or base64 (RFC 2045 section 6.7, note), so no part holds the boundary.
		boundary := "=_" + digest.Key("boundary", r.ID)
		e.contentType = fmt.Sprintf("multipart/alternative; boundary=%q", boundary)
		e.part(boundary, "text/plain", newBody(r.Text))
		e.part(boundary, "text/html", newBody(r.HTML))
		e.literal("--" + boundary + "--\r\n")
	}
	for _, c := range e.chunks {
		e.size += len(c.wire)
		if c.token {
			e.size += len(digest.ReaderToken)
		}
		e.size += base64Size(len(c.raw))
	}
	if !slices.ContainsFunc(e.chunks, func(c chunk) bool { return c.token || len(c.raw) > 0 }) {
		sum := e.hash("")
		e.sum = &sum
	}
	return e
}

// hash is the body's hash for DKIM, as one reader gets it.
func (e *Encoded) hash(token string) [sha256.Size]byte {
	if e.sum != nil {
		return *e.sum
	}
	h := dkim.NewBodyHash()
	var lines []byte
	for _, c := range e.chunks {
		_, _ = h.Write(c.plain) // a hash does not fail
		if c.token {
			_, _ = h.Write([]byte(token))
		}
		if len(c.raw) > 0 {
			lines = c.appendRaw(lines[:0], token)
			_, _ = h.Write(lines)
		}
	}
	return h.Sum()
}

// appendRaw writes the lines of base64 that hold the token.
func (c chunk) appendRaw(out []byte, token string) []byte {
	return appendBase64(out, bytes.ReplaceAll(c.raw, []byte(digest.ReaderToken), []byte(token)))
}

func (e *Encoded) part(boundary, mediaType string, b body) {
	e.literal(fmt.Sprintf("--%s\r\nContent-Type: %s; charset=UTF-8\r\nContent-Transfer-Encoding: %s\r\n\r\n",
		boundary, mediaType, b.encoding))
	e.chunks = append(e.chunks, b.chunks...)
	e.literal("\r\n")
}

func (e *Encoded) literal(s string) { e.chunks = append(e.chunks, newChunk([]byte(s))) }

// newChunk is a chunk of encoded text that begins a line, or follows a token and begins with a line break.
func newChunk(plain []byte) chunk { return chunk{wire: stuff(plain), plain: plain} }

// appendTo adds the body for one reader to the parts of a message. What all readers share is not copied; what is the
// reader's own is written to own, which is given back for the next message.
func (e *Encoded) appendTo(parts net.Buffers, own []byte, token string) (net.Buffers, []byte) {
	for _, c := range e.chunks {
		parts = append(parts, c.wire)
		start := len(own)
		if c.token {
			own = append(own, token...)
		}
		if len(c.raw) > 0 {
			own = c.appendRaw(own, token)
		}
		if len(own) > start {
			parts = append(parts, own[start:])
		}
	}
	return parts, own
}

// body is the encoded text of one part.
type body struct {
	encoding string
	chunks   []chunk
}

// newBody encodes text in the smaller of the two encodings that every server takes.
func newBody(text string) body {
	text = canonical(text)
	quoted := quotedChunks(text)
	size := 0
	for _, c := range quoted {
		size += len(c.wire)
	}
	if size <= base64Size(len(text)) {
		return body{encoding: "quoted-printable", chunks: quoted}
	}
	return body{encoding: "base64", chunks: base64Chunks(text)}
}

// canonical makes every line end CRLF and the last line end with one, as text parts must (RFC 2046 section 4.1.1).
func canonical(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return strings.ReplaceAll(text, "\n", "\r\n")
}

// quotedChunks encodes as quoted-printable (RFC 2045 section 6.7). A soft line break before and after each token keeps
// the lines short whatever the token is; a line can therefore begin with a dot only where one is stuffed.
func quotedChunks(text string) []chunk {
	const soft = "=\r\n"
	parts := strings.Split(text, digest.ReaderToken)
	chunks := make([]chunk, 0, len(parts))
	for i, part := range parts {
		var buf bytes.Buffer
		if i > 0 {
			buf.WriteString(soft)
		}
		w := quotedprintable.NewWriter(&buf)
		_, _ = w.Write([]byte(part)) // a bytes.Buffer does not fail
		_ = w.Close()
		last := i == len(parts)-1
		if !last {
			buf.WriteString(soft)
		}
		c := newChunk(buf.Bytes())
		c.token = !last
		chunks = append(chunks, c)
	}
	return chunks
}

// stuff doubles the dot at the beginning of a line (RFC 5321 section 4.5.2). Every chunk but the one after a token
// begins a line, and that one begins with a soft break. Text without such a dot comes back as it is.
func stuff(b []byte) []byte {
	if bytes.Contains(b, []byte("\r\n.")) {
		b = bytes.ReplaceAll(b, []byte("\r\n."), []byte("\r\n.."))
	}
	if bytes.HasPrefix(b, []byte(".")) {
		b = append([]byte("."), b...)
	}
	return b
}

// base64Chunks encodes as base64 (RFC 2045 section 6.8). Only the lines that a token touches are left to be encoded
// for each reader.
func base64Chunks(text string) []chunk {
	var chunks []chunk
	done := 0
	for done < len(text) {
		at := strings.Index(text[done:], digest.ReaderToken)
		if at < 0 {
			break
		}
		at += done
		from := at - (at-done)%lineBytes
		to := at + len(digest.ReaderToken)
		for next := strings.Index(text[to:], digest.ReaderToken); next >= 0 && next < lineBytes; {
			to += next + len(digest.ReaderToken)
			next = strings.Index(text[to:], digest.ReaderToken)
		}
		to = min(len(text), from+(to-from+lineBytes-1)/lineBytes*lineBytes)
		c := newChunk(appendBase64(nil, []byte(text[done:from])))
		c.raw = []byte(text[from:to])
		chunks = append(chunks, c)
		done = to
	}
	return append(chunks, newChunk(appendBase64(nil, []byte(text[done:]))))
}

// appendBase64 writes lines of 76 characters.
func appendBase64(out, raw []byte) []byte {
	for len(raw) > 0 {
		n := min(lineBytes, len(raw))
		out = base64.StdEncoding.AppendEncode(out, raw[:n])
		out = append(out, '\r', '\n')
		raw = raw[n:]
	}
	return out
}

// base64Size is how many bytes n bytes take on the wire.
func base64Size(n int) int {
	lines := (n + lineBytes - 1) / lineBytes
	return base64.StdEncoding.EncodedLen(n) + 2*lines
}
