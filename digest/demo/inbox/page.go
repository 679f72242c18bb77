package inbox

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed inbox.html
var inboxHTML string

// Account is what the inbox page says about the run that sent the mails.
type Account struct {
	Title string   // heading of the page
	Facts []Fact   // "Feeds" "17 read, 3 failed"
	Notes []string // whole sentences, one a line
}

// Fact is one named figure of an account.
type Fact struct{ Name, Value string }

// shown is a letter with its place on the page.
type shown struct {
	letter
	N        int // from 1
	Preview  string
	Size     string
	Day      string // of its Date header: "Thu 26 Nov"; empty when it has none
	Envelope string
	Source   string
}

// Write writes the mails as a page that opens in any browser, with no script: dir/index.html, and for each mail
// dir/mail/N.html, N.txt (where it has such parts) and N.eml. It makes dir, and overwrites what an earlier call wrote.
// A mail that cannot be parsed is shown by its source.
func Write(dir string, mails []Mail, account Account) error {
	page, err := template.New("inbox").Parse(inboxHTML)
	if err != nil {
		return fmt.Errorf("inbox page: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "mail"), 0o755); err != nil {
		return fmt.Errorf("inbox page: %w", err)
	}
	data := struct {
		Account
		Mails []shown
	}{Account: account}
	for i, m := range mails {
		s := shown{
			letter: readLetter(m), N: i + 1, Size: size(len(m.Raw)),
			Envelope: m.From + " → " + strings.Join(m.To, ", "), Source: string(m.Raw),
		}
		s.Preview, s.Day = s.preview(), dayOf(m)
		if err := writeMail(dir, s); err != nil {
			return fmt.Errorf("inbox page: mail %d: %w", s.N, err)
		}
		data.Mails = append(data.Mails, s)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		return fmt.Errorf("inbox page: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("inbox page: %w", err)
	}
	return nil
}

// writeMail writes the files of one mail.
func writeMail(dir string, s shown) error {
	for kind, body := range map[string]string{"eml": s.Source, "html": framed(s.HTML), "txt": s.Text} {
		if body == "" {
			continue
		}
		name := filepath.Join(dir, "mail", fmt.Sprintf("%d.%s", s.N, kind))
		if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
			return err
		}
	}
	return nil
}

var headTag = regexp.MustCompile(`(?i)<head(\s[^>]*)?>`)

// framed makes the HTML part fit to be looked at: scripts cannot run, links open in a window of their own, as they do
// in a mail program. The exact bytes are in the source.
func framed(body string) string {
	if body == "" {
		return ""
	}
	const guard = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="script-src 'none'; ` +
		`object-src 'none'; form-action 'none'"><base target="_blank">`
	if at := headTag.FindStringIndex(body); at != nil {
		return body[:at[1]] + guard + body[at[1]:]
	}
	return "<!doctype html><html><head>" + guard + "</head><body>" + body + "</body></html>"
}

// dayOf is the day that a mail says it was sent on.
func dayOf(m Mail) string {
	message, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	if err != nil {
		return ""
	}
	date, err := message.Header.Date()
	if err != nil {
		return ""
	}
	return date.Format("Mon 2 Jan")
}

func size(bytes int) string {
	if bytes < 1000 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	return fmt.Sprintf("%.1f kB", float64(bytes)/1000)
}
