package sending_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/digest/config"
)

// returning loads a configuration with one more key.
func returning(t *testing.T, bounces string) (*config.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), config.SourcesFile)
	text := "feeds: [https://example.com/feed]\nsmtp: {host: localhost}\ndelivery: {from: paper@example.com}\nsubscribers: [me@example.com]\nbounces: " + bounces + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(config.Options{Path: path, Env: func(string) string { return "" }})
}

func TestAMailboxOfBouncesIsReachedAsItsPortAndHostSay(t *testing.T) {
	for say, want := range map[string]struct {
		port int
		tls  config.TLSMode
	}{
		"host: imap.example.com":                            {993, config.ImplicitTLS},
		"host: imap.example.com, port: 143":                 {143, config.StartTLS},
		"host: imap.example.com, tls: starttls":             {143, config.StartTLS},
		"host: imap.example.com, port: 1143, tls: starttls": {1143, config.StartTLS},
		"host: localhost":                                   {143, config.PlainText},
		"host: localhost, port: 993":                        {993, config.ImplicitTLS},
		"host: 127.0.0.1, port: 1143":                       {1143, config.PlainText},
	} {
		c, err := returning(t, "{address: bounces@example.com, imap: {"+say+", user: me, password: {env: HOME}}}")
		if err != nil {
			t.Fatal(err)
		}
		if i := c.Bounces.IMAP; i.Port != want.port || i.TLS != want.tls || i.Folder != "INBOX" || i.User != "me" {
			t.Errorf("%s: %+v", say, i)
		}
	}
	c, err := returning(t, "{address: bounces@example.com, maildir: returns}")
	if err != nil || c.Bounces.Maildir != filepath.Join(filepath.Dir(c.Files[0]), "returns") || c.Bounces.Address != "bounces@example.com" {
		t.Errorf("%+v, %v", c.Bounces, err)
	}
}

func TestAReturnPathThatCannotBeIsNamed(t *testing.T) {
	for say, want := range map[string]string{
		"{address: undeliverable@example.com}":                                        "",
		"{address: undeliverables@example.com}":                                       "too long before the @",
		"{address: '\"a b\"@example.com'}":                                            "nothing can be added",
		"{address: b@example.com, maildir: a, imap: {host: h, user: u, password: p}}": "two places to read one mailbox from",
	} {
		_, err := returning(t, say)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", say, err, want)
		}
	}
	c, err := returning(t, "{address: bounces@elsewhere.example}")
	if err != nil || !strings.Contains(c.Warnings.Error(), "does not count for SPF") {
		t.Errorf("%v, %v", c, err)
	}
}
