// Package mailbox turns a maildir or a mailbox on an IMAP server into the new messages in it, one at a time. A message that
// was dealt with is marked as seen, and is not new again; one that was not is found again the next time.
package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tidings/digest"
)

// Maildir is a folder with the folders new, cur and tmp in it, into which a mail server delivers
// (https://cr.yp.to/proto/maildir.html).
type Maildir struct {
	Dir  string
	Most int64 // bytes that are read of a message
}

// Each calls take for each new message, oldest name first, and puts it into cur, as seen, when take returns nil. The error
// is take's, or says what of the folder cannot be read; ctx is asked between messages.
func (m Maildir) Each(ctx context.Context, take func(raw []byte) error) error {
	entries, err := os.ReadDir(filepath.Join(m.Dir, "new"))
	if err != nil {
		return digest.Hint(fmt.Errorf("maildir: %w", err), "name the folder that holds new, cur and tmp, and let Tidings read and write it")
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !e.Type().IsRegular() {
			continue
		}
		path := filepath.Join(m.Dir, "new", e.Name())
		raw, err := m.read(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another program has it
		}
		if err != nil {
			return fmt.Errorf("maildir: %w", err)
		}
		if err := take(raw); err != nil {
			return err
		}
		err = os.Rename(path, filepath.Join(m.Dir, "cur", e.Name()+":2,S"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return digest.Hint(fmt.Errorf("maildir: %w", err), "let Tidings write the folder: it moves what it has read from new to cur")
		}
	}
	return nil
}

func (m Maildir) read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, m.Most))
}
