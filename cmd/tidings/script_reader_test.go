package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http"
	netmail "net/mail"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPort finds a port that nothing listens at.
func cmdPort(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "port VARIABLE")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

func cmdAsk(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) > 1, "ask METHOD URL [FIELD=VALUE...]")
	form := url.Values{}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		form.Add(name, value)
	}
	r, err := http.NewRequest(args[0], args[1], strings.NewReader(form.Encode()))
	ts.Check(err)
	if len(form) > 0 {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	client.CloseIdleConnections()
	_, err = fmt.Fprintf(ts.Stdout(), "%d\n%s", response.StatusCode, body)
	ts.Check(err)
}

// cmdLink finds a link in a mail: that of a header field, or the first with a word in its path.
func cmdLink(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "link MAIL FIELD|WORD VARIABLE")
	text, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	m, err := netmail.ReadMessage(bytes.NewReader(text))
	ts.Check(err)
	where := m.Header.Get(args[1])
	if where == "" {
		where = said(ts, m)
	}
	for _, link := range regexp.MustCompile(`https?://[^\s<>"]+`).FindAllString(where, -1) {
		if where == m.Header.Get(args[1]) || strings.Contains(link, "/"+args[1]+"/") {
			ts.Setenv(args[2], link)
			return
		}
	}
	ts.Fatalf("%s has no link %s:\n%s", args[0], args[1], where)
}

// said is what a mail says: its text part and, below it, its HTML.
func said(ts *testscript.TestScript, m *netmail.Message) string {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	ts.Check(err)
	var all strings.Builder
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return all.String()
		}
		ts.Check(err)
		body := io.Reader(quotedprintable.NewReader(part))
		if part.Header.Get("Content-Transfer-Encoding") == "base64" {
			body = base64.NewDecoder(base64.StdEncoding, part)
		}
		_, err = io.Copy(&all, body)
		ts.Check(err)
	}
}

func cmdShows(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "shows URL TEXT")
	var page []byte
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		resp, err := http.Get(args[0])
		if err != nil {
			continue // it has not begun to serve
		}
		page, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && strings.Contains(string(page), args[1]) {
			return
		}
	}
	ts.Fatalf("%s does not show %s:\n%s", args[0], args[1], page)
}
