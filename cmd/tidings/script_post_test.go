package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-msgauth/dkim"
	"github.com/rogpeppe/go-internal/testscript"

	"tidings/digest/mail/posttest"
)

// cmdPostOffice starts a Postfix and a Dovecot.
func cmdPostOffice(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 0, "postoffice")
	office, err := posttest.Open()
	ts.Check(err)
	ts.Defer(func() {
		if err := office.Close(); err != nil {
			ts.Logf("the post office: %v", err)
		}
	})
	ts.Check(office.ServeIMAP())
	path, env := office.Sendmail()
	name, value, _ := strings.Cut(env, "=")
	ts.Setenv(name, value)
	ts.Setenv("SENDMAIL", path)
	ts.Setenv("SMTP_PORT", strconv.Itoa(office.SMTP))
	ts.Setenv("IMAP_PORT", strconv.Itoa(office.IMAP))
	ts.Setenv("IMAP_PASSWORD", posttest.Password)
}

// cmdFetch waits until a user of the post office has so many mails, reads the newest of them by IMAP, and writes it into a
// file.
func cmdFetch(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "fetch USER N FILE")
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	c, err := imapclient.DialInsecure(net.JoinHostPort("127.0.0.1", ts.Getenv("IMAP_PORT")), nil)
	ts.Check(err)
	defer c.Close()
	ts.Check(c.Login(args[0], posttest.Password).Wait())
	var box *imap.SelectData
	for range 400 { // Postfix queues, and delivers a moment later
		box, err = c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
		ts.Check(err)
		if int(box.NumMessages) >= n {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if int(box.NumMessages) != n {
		ts.Fatalf("%s has %d mails", args[0], box.NumMessages)
	}
	if n == 0 {
		return
	}
	section := &imap.FetchItemBodySection{Peek: true}
	got, err := c.Fetch(imap.SeqSetNum(uint32(n)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), got[0].FindBodySection(section), 0o666))
}

// zoneLine is a record as `tidings dkim show` prints it.
var zoneLine = regexp.MustCompile(`^(\S+)\. IN TXT (.+)$`)

// cmdSigned has go-msgauth verify the signatures of a mail by the records in a file.
func cmdSigned(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 3, "signed MAIL RECORDS N")
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	records := make(map[string]string)
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		if m := zoneLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			records[m[1]] = strings.Trim(strings.ReplaceAll(m[2], `" "`, ""), `"`)
		}
	}
	verdicts, err := dkim.VerifyWithOptions(bytes.NewReader([]byte(ts.ReadFile(args[0]))), &dkim.VerifyOptions{
		LookupTXT: func(name string) ([]string, error) {
			if text, ok := records[name]; ok {
				return []string{text}, nil
			}
			return nil, fmt.Errorf("there is no record %s", name)
		},
	})
	ts.Check(err)
	good := 0
	for _, v := range verdicts {
		if v.Err == nil {
			good++
			continue
		}
		ts.Logf("%v", v.Err)
	}
	if good != n {
		ts.Fatalf("%d of %d signatures are good", good, len(verdicts))
	}
}
