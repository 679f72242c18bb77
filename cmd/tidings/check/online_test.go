package check

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
)

// zone is a DNS of a few names.
type zone struct {
	texts, hosts, names map[string][]string
	mx                  map[string][]*net.MX
}

func found[T any](all map[string][]T, name string) ([]T, error) {
	if v, ok := all[name]; ok {
		return v, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	return found(z.texts, name)
}

func (z zone) LookupHost(_ context.Context, name string) ([]string, error) {
	return found(z.hosts, name)
}

func (z zone) LookupAddr(_ context.Context, a string) ([]string, error) { return found(z.names, a) }

func (z zone) LookupMX(_ context.Context, name string) ([]*net.MX, error) { return found(z.mx, name) }

// visitor counts the mails that are begun.
type visitor struct {
	smtp.Session
	begun *int
}

func (v visitor) Logout() error                        { return nil }
func (v visitor) Mail(string, *smtp.MailOptions) error { *v.begun++; return nil }

func TestCheckOnlineAsksEverythingAndSendsNothing(t *testing.T) {
	begun := 0
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return visitor{begun: &begun}, nil }))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }() // ends with Close
	defer server.Close()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			_, _ = w.Write([]byte(`{"version": "https://jsonfeed.org/version/1.1", "title": "Good", "items": []}`))
		case "/site":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(`<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>`))
		default:
			http.Error(w, "gone", http.StatusGone)
		}
	}))
	defer site.Close()
	check := func(t *testing.T, z zone, feeds ...string) (code int, out string) {
		t.Helper()
		dir := t.TempDir()
		port := listener.Addr().(*net.TCPAddr).Port
		text := "feeds: [" + site.URL + strings.Join(feeds, ", "+site.URL) + "]\nnetwork: {allow: [127.0.0.1]}\n" +
			"smtp: {host: localhost, port: " + strconv.Itoa(port) + "}\ndelivery: {from: paper@paper.example}\n" +
			"bounces: {address: bounces@back.paper.example}\nsubscribers: [ana@example.com]\n"
		if err := os.WriteFile(filepath.Join(dir, "sources.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		c := &call.Call{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, ConfigPath: dir}
		cmd := actions{c, z}.command()
		cmd.SetArgs([]string{"--online"})
		cmd.SilenceUsage, cmd.SilenceErrors = true, true
		code = exit.Report(&stderr, cmd.ExecuteContext(t.Context()))
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("looking left %v, %v", entries, err)
		}
		return code, stdout.String() + stderr.String()
	}
	z := zone{
		texts: map[string][]string{"back.paper.example": {"v=spf1 mx -all"}, "_dmarc.paper.example": {"v=DMARC1; p=none"}},
		mx:    map[string][]*net.MX{"paper.example": {{Host: "mx.paper.example."}}},
		hosts: map[string][]string{"localhost": {"127.0.0.1", "198.51.100.7"}, "mx.paper.example.": {"198.51.100.7"}},
		names: map[string][]string{"198.51.100.7": {"mx.paper.example."}},
	}
	code, out := check(t, z, "/good", "/site", "/gone")
	for _, want := range []string{
		"Feeds: 2 of 3 can be read\n  " + site.URL + "/gone: ", "Mail server: localhost:", "nothing was sent",
		"SPF: good: back.paper.example: v=spf1 mx -all", "DKIM: note: mail is not signed here", "DMARC: good: _dmarc.paper.example",
		"MX: good: paper.example takes mail at mx.paper.example.", "PTR: good: 198.51.100.7 is called mx.paper.example.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if code != exit.Part {
		t.Errorf("exit code %d", code)
	}
	_, out = check(t, zone{}, "/good")
	for _, want := range []string{
		"Feeds: 1 of 1 can be read", `publish: back.paper.example. IN TXT "v=spf1 mx -all"`,
		`publish: _dmarc.paper.example. IN TXT "v=DMARC1; p=none"`, "MX: missing",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	_ = server.Close()
	if _, out = check(t, z, "/good"); !strings.Contains(out, "no connection") || !strings.Contains(out, "hint: check smtp.host") {
		t.Errorf("without a server:\n%s", out)
	}
	if begun != 0 {
		t.Errorf("%d mails were begun", begun)
	}
}
