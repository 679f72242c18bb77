package send

import (
	"context"
	"fmt"
	"strings"

	"tidings/digest"
	"tidings/digest/links"
)

// address gives a message the addresses of its header fields and what is the reader's own in them: the token in its links,
// and List-Unsubscribe. Mail programs act on the latter by themselves, so its tokens are good for leaving and nothing else.
// RFC 8058 asks for https, and RFC 2369 section 2 for the best way first.
func (s *Sender) address(m *digest.Message, edition, reader string) error {
	if s.Web == "" && s.Leaving == "" {
		return nil
	}
	name := s.Links.Reader(reader)
	if s.Leaving != "" {
		token, err := s.Links.LeaveMailToken(edition, name)
		if err != nil {
			return err
		}
		m.Token, m.Unsubscribe = token, []string{links.LeaveMail(s.Leaving, edition, token)}
	}
	if s.Web == "" {
		return nil
	}
	page, err := s.Links.ReaderToken(links.Page, edition, name)
	if err != nil {
		return err
	}
	leave, err := s.Links.ReaderToken(links.Leave, edition, name)
	if err != nil {
		return err
	}
	m.Token = page
	if s.edition(edition).Archive == digest.ArchivePublic {
		m.Archive = s.Web + links.ArchivePath(edition)
	}
	m.Unsubscribe = append([]string{s.Web + links.LeavePath(edition, leave)}, m.Unsubscribe...)
	m.OneClick = strings.HasPrefix(s.Web, "https:")
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
			gone[d.ID] = r.Suppressed.Words()
		} else if ok && len(r.Left) > 0 && !s.edition(d.Edition).For(r) {
			last := r.Left[len(r.Left)-1]
			gone[d.ID] = fmt.Sprintf("the reader left on %s (%s)", last.At.Format("2006-01-02 15:04 MST"), last.How)
		}
	}
	return gone, nil
}
