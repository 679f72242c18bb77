package mailbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"tidings/digest"
)

// TLSMode says how a connection is protected.
type TLSMode string

// The modes.
const (
	TLSImplicit TLSMode = "implicit"
	TLSStart    TLSMode = "starttls"
	TLSNone     TLSMode = "none"
)

// IMAP is a mailbox on a server (RFC 3501, RFC 9051). All fields but MoveTo, Roots and Wait are required.
type IMAP struct {
	Host     string
	Port     int
	User     string
	Password string
	TLS      TLSMode
	Folder   string
	MoveTo   string        // folder that what was read is moved into; empty: it stays, marked as seen
	Most     int64         // bytes that are read of a message
	Roots    *tls.Config   // extra TLS settings, for tests; nil: the system's
	Wait     time.Duration // for the server, in all; 0: 2 minutes
}

// batch is how many messages one visit reads: the rest waits for the next.
const batch = 500

// Each calls take for each message that is not seen, oldest first, at most batch of them, and puts it away when take
// returns nil: it is marked as seen, or moved. The error is take's, or says at which step the server refused or was lost.
func (m IMAP) Each(ctx context.Context, take func(raw []byte) error) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(m.Wait, 2*time.Minute))
	defer cancel()
	c, err := m.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })() // ends whatever waits for the server
	if err := c.Login(m.User, m.Password).Wait(); err != nil {
		return digest.Hint(m.failed("login", err), "check user and password under bounces.imap")
	}
	if _, err := c.Select(m.Folder, nil).Wait(); err != nil {
		return digest.Hint(m.failed("folder "+m.Folder, err), "check bounces.imap.folder")
	}
	if m.MoveTo != "" {
		_ = c.Create(m.MoveTo, nil).Wait() // it is there already as a rule; what else is wrong, the move says
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen, imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return m.failed("search", err)
	}
	uids := found.AllUIDs()
	for _, uid := range uids[:min(len(uids), batch)] {
		if err := m.one(c, uid, take); err != nil {
			return err
		}
	}
	_ = c.Logout().Wait() // all is done; a failed goodbye changes nothing
	return nil
}

// one reads a message, and puts it away when it was taken.
func (m IMAP) one(c *imapclient.Client, uid imap.UID, take func(raw []byte) error) error {
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: m.Most}}
	got, err := c.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return m.failed("fetch", err)
	}
	if len(got) == 0 || len(got[0].BodySection) == 0 {
		return nil // somebody has deleted it since
	}
	if err := take(got[0].BodySection[0].Bytes); err != nil {
		return err
	}
	if m.MoveTo != "" {
		_, err := c.Move(imap.UIDSetNum(uid), m.MoveTo).Wait()
		return digest.Hint(m.failed("move to "+m.MoveTo, err), "check bounces.imap.move_to")
	}
	flags := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}
	if err := c.Store(imap.UIDSetNum(uid), flags, nil).Close(); err != nil {
		return m.failed("mark as seen", err)
	}
	return nil
}

// connect reaches the server and protects the connection.
func (m IMAP) connect(ctx context.Context) (*imapclient.Client, error) {
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.Roots != nil {
		settings = m.Roots.Clone()
	}
	settings.ServerName = m.Host
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.address())
	if err != nil {
		return nil, digest.Hint(m.failed("connect", err), "check bounces.imap.host and port; nothing is lost, it is read later")
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	options := &imapclient.Options{TLSConfig: settings}
	switch m.TLS {
	case TLSNone:
		return imapclient.New(conn, options), nil
	case TLSStart:
		c, err := imapclient.NewStartTLS(conn, options)
		if err != nil {
			return nil, digest.Hint(errors.Join(m.failed("STARTTLS", err), conn.Close()), "use port 993 if the server has it")
		}
		return c, nil
	}
	secure := tls.Client(conn, settings)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, digest.Hint(errors.Join(m.failed("TLS", err), conn.Close()), "the certificate must be good for bounces.imap.host; tls: starttls is for port 143")
	}
	return imapclient.New(secure, options), nil
}

func (m IMAP) address() string { return net.JoinHostPort(m.Host, strconv.Itoa(m.Port)) }

// failed is nil when err is.
func (m IMAP) failed(step string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("mailbox on %s: %s: %w", m.address(), step, err)
}
