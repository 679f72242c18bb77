package links

import (
	"crypto/hmac"
	"fmt"
	"strings"
)

// A return path is the address that a mail comes back to when it cannot be delivered: local+TOKEN@domain (a variable envelope
// return path). Its token names the reader and the issue, so that a bounce says whose it is even where it quotes nothing,
// and cannot be made for a reader by anybody who has not that reader's mail. It is in lower case letters and digits, since
// servers on the way may change case, and takes one case for the other.
const (
	issueBytes    = 10 // of the issue's id: an edition has a few hundred issues
	returnMAC     = 10 // the 80 bits that RFC 2104 section 5 asks for at least
	returnPayload = 1 + readerBytes + issueBytes
	returnChars   = ((returnPayload+returnMAC)*8 + 4) / 5

	// MostReturnLocal is how long the part of a return path before the plus may be: the whole local part has 64 octets at
	// most (RFC 5321 section 4.5.3.1.1).
	MostReturnLocal = 64 - 1 - returnChars
)

// bounce is the purpose of a return path's token.
const bounce Purpose = "bounce"

// ReturnPath is the return path of the mail of an issue to a reader, made of the address that all of them come to.
func (s *Signer) ReturnPath(address string, r Reader, issue string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > MostReturnLocal {
		return "", fmt.Errorf("%q is no address that a return path can be made of: at most %d letters before the @", address, MostReturnLocal)
	}
	name, err := names.DecodeString(string(r))
	if err != nil || len(name) != readerBytes {
		return "", ErrInvalid
	}
	mark, err := names.DecodeString(IssueMark(issue))
	if err != nil || len(mark) != issueBytes {
		return "", ErrInvalid
	}
	version := len(s.keys) - 1
	token := append(append([]byte{byte(version)}, name...), mark...)
	token = append(token, s.mac(version, bounce, "", token)[:returnMAC]...)
	return address[:at] + "+" + names.EncodeToString(token) + address[at:], nil
}

// IssueMark is the part of an issue's id that a return path names it by.
func IssueMark(issue string) string { return issue[:min(len(issue), issueBytes*8/5)] }

// CheckReturnPath is the reader and the mark of the issue that a return path is of; ErrInvalid when it was not made here.
func (s *Signer) CheckReturnPath(address string) (r Reader, issue string, err error) {
	token := tokenIn(address)
	b, err := names.DecodeString(token)
	if err != nil || len(b) != returnPayload+returnMAC || int(b[0]) >= len(s.keys) || names.EncodeToString(b) != token {
		return "", "", ErrInvalid
	}
	payload, got := b[:returnPayload], b[returnPayload:]
	if !hmac.Equal(got, s.mac(int(b[0]), bounce, "", payload)[:returnMAC]) {
		return "", "", ErrInvalid
	}
	return Reader(names.EncodeToString(payload[1 : 1+readerBytes])), names.EncodeToString(payload[1+readerBytes:]), nil
}
