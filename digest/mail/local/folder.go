package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tidings/digest"
	"tidings/digest/mail"
	"tidings/digest/mail/dkim"
)

// Folder keeps messages as files, for another program to send, or to be looked at.
type Folder struct {
	Dir  string       // made when it is not there
	DKIM *dkim.Signer // signs every message; nil: none is signed here
}

// Connect makes the folder. The error is a *digest.RelayError.
func (f Folder) Connect(context.Context) (*Outbox, error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, unusable("mail folder "+f.Dir, err, "name a folder that Tidings may write under delivery.folder")
	}
	return &Outbox{dir: f.Dir, writer: writer{mail.NewLetters(f.DKIM)}}, nil
}

// Outbox writes messages into a Folder, one at a time. It is not safe for use by several goroutines; several outboxes may
// have one folder.
type Outbox struct {
	dir string
	writer
}

// Send writes one message into a file that is named after it, MESSAGE-ID.eml: the sender of the envelope in Return-Path,
// lines ended by CRLF. mark is called before that. The file appears under its name when it is whole and on the disk, and a
// message that is written again takes the place of the first; so no failure leaves anything uncertain.
func (b *Outbox) Send(ctx context.Context, m digest.Message, mark func(context.Context) (durable func() error)) digest.Outcome {
	letter, refused := b.letters.Compose(m)
	if refused != nil {
		return *refused
	}
	if err := mark(ctx)(); err != nil {
		return kept(err, false)
	}
	name := fileName(m.ID)
	if err := b.write(name, letter); err != nil {
		return kept(err, true)
	}
	return digest.Outcome{State: digest.Sent, Stage: digest.StageDot, Reply: "written to " + name}
}

func (b *Outbox) write(name string, letter mail.Letter) (err error) {
	part := filepath.Join(b.dir, "."+name+".part")
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // it holds the link by which its reader leaves
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "Return-Path: <%s>\r\n%s", letter.From, letter.Text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(part, filepath.Join(b.dir, name))
	}
	if err != nil {
		return errors.Join(err, removed(part))
	}
	return syncFolder(b.dir)
}

func removed(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// fileName is a name that every system takes. The ID of a message begins with a key that no other has.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_', r == '@':
			return r
		}
		return '-'
	}, id) + ".eml"
}
