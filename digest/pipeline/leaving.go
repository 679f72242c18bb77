package pipeline

import (
	"context"
	"fmt"
	"strings"

	"tidings/digest"
	"tidings/digest/links"
)

// leave says how readers of an edition leave it: by links, where pages are served, each with its reader's token in it; by a
// mail, where one is read; else by answering. browser is the address of the web copy, if there is one.
func (p *Pipeline) leave(edition, browser string) digest.Leave {
	switch {
	case p.Web == "" && p.Leaving == "":
		return digest.Leave{Reply: true}
	case p.Web == "":
		return digest.Leave{Unsubscribe: links.LeaveMail(p.Leaving, edition, digest.ReaderToken)}
	}
	return digest.Leave{
		Unsubscribe: p.Web + links.LeavePath(edition, digest.ReaderToken),
		Preferences: p.Web + links.PreferencesPath(edition, digest.ReaderToken),
		Browser:     browser,
	}
}

// address gives a message the addresses of its header fields and what is the reader's own in them: the token in its links,
// and List-Unsubscribe. Mail programs act on the latter by themselves, so its tokens are good for leaving and nothing else.
// RFC 8058 asks for https, and RFC 2369 section 2 for the best way first.
func (p *Pipeline) address(m *digest.Message, edition, reader string) error {
	if p.Web == "" && p.Leaving == "" {
		return nil
	}
	name := p.Links.Reader(reader)
	if p.Leaving != "" {
		token, err := p.Links.LeaveMailToken(edition, name)
		if err != nil {
			return err
		}
		m.Token, m.Unsubscribe = token, []string{links.LeaveMail(p.Leaving, edition, token)}
	}
	if p.Web == "" {
		return nil
	}
	page, err := p.Links.ReaderToken(links.Page, edition, name)
	if err != nil {
		return err
	}
	leave, err := p.Links.ReaderToken(links.Leave, edition, name)
	if err != nil {
		return err
	}
	m.Token = page
	if p.edition(edition).Archive == digest.ArchivePublic {
		m.Archive = p.Web + links.ArchivePath(edition)
	}
	m.Unsubscribe = append([]string{p.Web + links.LeavePath(edition, leave)}, m.Unsubscribe...)
	m.OneClick = strings.HasPrefix(p.Web, "https:")
	return nil
}

// feedbackID tells large mailbox providers which stream of mail a complaint is about (Gmail's Feedback-ID): issue,
// edition, kind, and a name for the sender that is the same in all mail. Its fields are parted by colons.
func feedbackID(d digest.Delivery, domain string) string {
	return fmt.Sprintf("%s:%s:digest:%s", strings.ReplaceAll(string(d.Slot), ":", ""), d.Edition, digest.Key("sender", domain)[:12])
}

// gone finds the deliveries of a batch whose readers have left, or were suppressed, since the issue was built, with the
// reason.
func (s *sending) gone(ctx context.Context, due []digest.Delivery) (map[string]string, error) {
	if s.Readers == nil {
		return nil, nil
	}
	names := make([]string, len(due))
	for i, d := range due {
		names[i] = s.Readers.Name(d.Subscriber)
	}
	readers, err := s.Readers.ManyNamed(ctx, names)
	if err != nil {
		return nil, err
	}
	gone := make(map[string]string)
	for i, d := range due {
		r, ok := readers[names[i]]
		if ok && !r.Suppressed.IsZero() {
			gone[d.ID] = suppressed(r.Suppressed)
		} else if ok && len(r.Left) > 0 && !s.edition(d.Edition).For(r) {
			last := r.Left[len(r.Left)-1]
			gone[d.ID] = fmt.Sprintf("the reader left on %s (%s)", last.At.Format("2006-01-02 15:04 MST"), last.How)
		}
	}
	return gone, nil
}
