package sending

import (
	"fmt"
	"net/mail"
	"strings"

	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// buildDKIM makes the keys that mail is signed with.
func (b *builder) buildDKIM() {
	if b.dkim == nil || !b.dkim.Sound {
		return
	}
	d := b.dkim.Is
	b.out.DKIM.Domain = d.Domain
	if d.Domain == "" {
		b.out.DKIM.Domain = domainOf(b.out.From)
	}
	taken := make(map[string]strict.Value)
	for _, k := range d.keys {
		k.selector.At.Unique(taken, "selector", k.selector.Is)
		secret.WarnExposed(k.key.At, k.key.Is)
		b.out.DKIM.Keys = append(b.out.DKIM.Keys, DKIMKey{Selector: k.selector.Is, Key: k.key.Is})
	}
	if from := domainOf(b.out.From); from != "" && !aligned(from, b.out.DKIM.Domain) {
		b.dkim.At.Warn(fmt.Sprintf("mail from %s is signed for %s, which DMARC does not count", from, b.out.DKIM.Domain),
			"sign for the domain of the sender, or leave `domain` out")
	}
}

// aligned says whether a signature's domain is that of the sender or one above it; organizational domains, which DMARC
// compares (RFC 7489 section 3.1.1), are not known without the public suffix list.
func aligned(from, signer string) bool {
	return strings.EqualFold(from, signer) || strings.HasSuffix(strings.ToLower(from), "."+strings.ToLower(signer)) ||
		strings.HasSuffix(strings.ToLower(signer), "."+strings.ToLower(from))
}

func domainOf(mailbox string) string {
	a, err := mail.ParseAddress(mailbox)
	if err != nil {
		return ""
	}
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}
