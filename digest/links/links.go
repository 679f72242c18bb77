// Package links turns what a reader may do by a link into the token in that link, and a token back into it, or into
// nothing when it was not made here, was changed, is for something else, or is too old.
//
// A token is a MAC (RFC 2104) over what it is for, so that nothing is stored for it and none can be guessed. It names
// the reader by a pseudonym and not by the address, and is made of letters that a URL, HTML and quoted-printable leave as
// they are. Its first byte says which key made it: after a change of keys, links in old mails go on working for as long
// as the old key is kept.
package links

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"
)

// ErrInvalid says that a token is not one of ours, or not for what it is used for. ErrExpired says that it was good.
var (
	ErrInvalid = errors.New("this link is not good")
	ErrExpired = errors.New("this link has expired")
)

// Purpose is what a token lets its bearer do. A token for one purpose is none for another.
type Purpose string

// The purposes.
const (
	Leave   Purpose = "leave"   // leave what the edition comes by: the token of the header List-Unsubscribe
	Page    Purpose = "page"    // see and change one's settings, or leave: the token in the mail itself
	Confirm Purpose = "confirm" // confirm a request that was made on the web
	Thanks  Purpose = "thanks"  // be sent on to an address after asking to join
	Stop    Purpose = "stop"    // stop an issue: the token in its proof
)

// Reader names a reader without the address: sixteen letters and digits, the same in all links and in the state.
type Reader string

// A reader's token is a version, a name and a MAC: 25 bytes, which are the 34 characters of digest.ReaderToken. A
// ticket says until when it is good, and names what it is for: a request that is made on the web, or an issue.
const (
	readerBytes = 10 // 80 bits: a guess at a million readers hits one of them in 2⁶⁰
	macBytes    = 14 // 112 bits, above the 80 that RFC 2104 section 5 asks for at least
	tokenBytes  = 1 + readerBytes + macBytes

	copyBytes = 16

	requestBytes = 16
	untilBytes   = 8 // Unix seconds
	ticketBytes  = 1 + untilBytes + requestBytes + macBytes
)

// Of several spellings that mean the same bytes the encodings take one.
var (
	tokens = base64.RawURLEncoding.Strict()
	names  = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
)

// Signer makes and checks tokens. It is safe for concurrent use.
type Signer struct {
	salt []byte
	keys [][]byte // by version; the last one signs
}

// New makes a signer. salt is what readers' names are made with, and must stay the same for ever. keys are those of
// versions 0, 1 … in order, at least one and at most 256; the newest signs, and all are taken.
func New(salt []byte, keys ...[]byte) *Signer { return &Signer{salt: salt, keys: keys} }

// Reader is the name of the reader with a subscriber key.
func (s *Signer) Reader(key string) Reader {
	return Reader(names.EncodeToString(mac(s.salt, "reader", []byte(key))[:readerBytes]))
}

// CopyName names the web copy of an issue: 26 letters and digits that nobody can guess (128 bits), the same for ever.
func (s *Signer) CopyName(issue string) string {
	return names.EncodeToString(mac(s.salt, "copy", []byte(issue))[:copyBytes])
}

// ReaderToken is the token of a reader for one purpose in the mails of one edition. It does not expire: a mail may be
// kept for years, and leaving must work from each (RFC 8058 section 3.1 knows no end of it).
func (s *Signer) ReaderToken(p Purpose, edition string, r Reader) (string, error) {
	name, err := names.DecodeString(string(r))
	if err != nil || len(name) != readerBytes {
		return "", ErrInvalid
	}
	version := len(s.keys) - 1
	token := append([]byte{byte(version)}, name...)
	return tokens.EncodeToString(append(token, s.mac(version, p, edition, token)...)), nil
}

// CheckReader is the reader that a token is of; ErrInvalid when it was not made here for that purpose and edition.
func (s *Signer) CheckReader(p Purpose, edition, token string) (Reader, error) {
	payload, err := s.open(p, edition, token, tokenBytes)
	if err != nil {
		return "", err
	}
	return Reader(names.EncodeToString(payload[1:])), nil
}

// RequestID names a request that waits for its confirmation: 32 letters and digits, to be made at random.
func RequestID(random [requestBytes]byte) string { return hex.EncodeToString(random[:]) }

// Ticket is the token that confirms a request until a moment, to the second. That it is used once only is for the one who
// keeps the requests to see to.
func (s *Signer) Ticket(request string, until time.Time) (string, error) {
	id, err := hex.DecodeString(request)
	if err != nil {
		return "", ErrInvalid
	}
	return s.ticket(Confirm, id, until)
}

// CheckTicket is the request that a ticket confirms; ErrInvalid when it was not made here, ErrExpired when it was and
// its time has passed.
func (s *Signer) CheckTicket(token string, now time.Time) (request string, err error) {
	id, err := s.checkTicket(Confirm, token, now)
	return hex.EncodeToString(id), err
}

// StopTicket is the token that stops an issue, by its ID, until a moment, to the second.
func (s *Signer) StopTicket(issue string, until time.Time) (string, error) {
	id, err := names.DecodeString(issue) // a digest.Key
	if err != nil {
		return "", ErrInvalid
	}
	return s.ticket(Stop, id, until)
}

// CheckStopTicket is the issue that a token stops; its errors are those of CheckTicket.
func (s *Signer) CheckStopTicket(token string, now time.Time) (issue string, err error) {
	id, err := s.checkTicket(Stop, token, now)
	return names.EncodeToString(id), err
}

func (s *Signer) ticket(p Purpose, id []byte, until time.Time) (string, error) {
	if len(id) != requestBytes {
		return "", ErrInvalid
	}
	version := len(s.keys) - 1
	token := binary.BigEndian.AppendUint64([]byte{byte(version)}, uint64(max(until.Unix(), 0)))
	token = append(token, id...)
	return tokens.EncodeToString(append(token, s.mac(version, p, "", token)...)), nil
}

func (s *Signer) checkTicket(p Purpose, token string, now time.Time) (id []byte, err error) {
	payload, err := s.open(p, "", token, ticketBytes)
	if err != nil {
		return nil, err
	}
	if until := binary.BigEndian.Uint64(payload[1:]); uint64(max(now.Unix(), 0)) > until {
		return nil, ErrExpired
	}
	return payload[1+untilBytes:], nil
}

// Seal is a MAC for a text that goes out and comes back, such as an address to be sent on to.
func (s *Signer) Seal(p Purpose, text string) string {
	version := len(s.keys) - 1
	token := []byte{byte(version)}
	return tokens.EncodeToString(append(token, s.mac(version, p, text, token)...))
}

// CheckSeal is ErrInvalid when the seal is not that of the text.
func (s *Signer) CheckSeal(p Purpose, text, seal string) error {
	_, err := s.open(p, text, seal, 1+macBytes)
	return err
}

// open checks the MAC of a token of a length, and is what stands before it.
func (s *Signer) open(p Purpose, scope, token string, length int) (payload []byte, err error) {
	if len(token) != tokens.EncodedLen(length) {
		return nil, ErrInvalid
	}
	b, err := tokens.DecodeString(token)
	if err != nil || len(b) != length || int(b[0]) >= len(s.keys) { // DecodeString passes over line breaks
		return nil, ErrInvalid
	}
	payload, got := b[:length-macBytes], b[length-macBytes:]
	if subtle.ConstantTimeCompare(got, s.mac(int(b[0]), p, scope, payload)) != 1 {
		return nil, ErrInvalid
	}
	return payload, nil
}

func (s *Signer) mac(version int, p Purpose, scope string, payload []byte) []byte {
	return mac(s.keys[version], string(p)+"\x00"+scope, payload)[:macBytes]
}

// mac is the HMAC-SHA256 of a context and a payload, the context with its length before it, so that what belongs to one
// can never be taken for the other.
func mac(key []byte, context string, payload []byte) []byte {
	h := hmac.New(sha256.New, key)
	var size [8]byte
	binary.BigEndian.PutUint64(size[:], uint64(len(context)))
	h.Write(size[:])
	h.Write([]byte(context))
	h.Write(payload)
	return h.Sum(nil)
}
