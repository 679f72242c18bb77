package links

import (
	"crypto/hmac"
	"net/url"
	"strings"
)

// A reader also leaves an edition by a mail to an address of the reader's own, local+TOKEN@domain, which mail programs know
// from the header List-Unsubscribe. Its token is as long as the one in a mail's text, for which it stands where no pages are
// served, and in lower case letters and digits, since servers on the way may change case.
const (
	leaveMAC   = 10 // the 80 bits that RFC 2104 section 5 asks for at least
	leaveBytes = 1 + readerBytes + leaveMAC
	leaveChars = (leaveBytes*8 + 4) / 5
)

// leaveMail is the purpose of such a token.
const leaveMail Purpose = "leave by mail"

// LeaveMailToken is the token by which a reader leaves an edition by mail. It does not expire.
func (s *Signer) LeaveMailToken(edition string, r Reader) (string, error) {
	name, err := names.DecodeString(string(r))
	if err != nil || len(name) != readerBytes {
		return "", ErrInvalid
	}
	version := len(s.keys) - 1
	token := append([]byte{byte(version)}, name...)
	return names.EncodeToString(append(token, s.mac(version, leaveMail, edition, token)[:leaveMAC]...)), nil
}

// LeaveMail is the mailto link (RFC 6068) that writes to the address of a token, made of the one that all such mail comes to.
func LeaveMail(address, edition, token string) string {
	at := strings.LastIndexByte(address, '@')
	return "mailto:" + url.PathEscape(address[:at]+"+"+token+address[at:]) + "?subject=" + url.PathEscape("leave "+edition)
}

// CheckLeaveAddress is the reader who leaves an edition by a mail to an address; ErrInvalid when its token was not made here
// for that edition.
func (s *Signer) CheckLeaveAddress(edition, address string) (Reader, error) {
	token := tokenIn(address)
	b, err := names.DecodeString(token)
	if err != nil || len(b) != leaveBytes || int(b[0]) >= len(s.keys) || names.EncodeToString(b) != token {
		return "", ErrInvalid
	}
	payload, got := b[:leaveBytes-leaveMAC], b[leaveBytes-leaveMAC:]
	if !hmac.Equal(got, s.mac(int(b[0]), leaveMail, edition, payload)[:leaveMAC]) {
		return "", ErrInvalid
	}
	return Reader(names.EncodeToString(payload[1:])), nil
}

// tokenIn is what stands between the plus and the @ of an address, in lower case; empty when there is none.
func tokenIn(address string) string {
	local, _, ok := strings.Cut(strings.ToLower(address), "@")
	plus := strings.LastIndexByte(local, '+')
	if !ok || plus < 0 {
		return ""
	}
	return local[plus+1:]
}
