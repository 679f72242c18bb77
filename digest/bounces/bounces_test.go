package bounces_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tidings/digest/bounces"
)

const returnPath = "bounces+token@paper.example"

// dsn is a delivery report as Postfix writes it, with the group of fields of one recipient.
func dsn(recipient string) string {
	return `Return-Path: <>
Delivered-To: ` + returnPath + `
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: ` + returnPath + `
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

This is a MIME-encapsulated message.

--b
Content-Type: text/plain; charset=utf-8

Your mail could not be delivered. 5.1.1 stands here, and is not what counts.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 00:46:45 +0000 (UTC)

Final-Recipient: rfc822; someone@far.example
` + recipient + `
--b
Content-Type: message/rfc822

Return-Path: <bounces+inner@paper.example>
Subject: The news

5.2.2
--b--
`
}

// plain is a message of one text part, with more headers.
func plain(headers, text string) string {
	return "Return-Path: <>\nTo: " + returnPath + "\n" + headers + "Content-Type: text/plain\n\n" + text
}

func complaint(kind string) string {
	return `From: <fbl@mail.example>
To: <abuse@paper.example>
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an email abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: ` + kind + `
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <` + returnPath + `>

--b
Content-Type: message/rfc822

From: <paper@paper.example>
Subject: The news

Text.
--b--
`
}

func TestWhatMessagesSay(t *testing.T) {
	cases := []struct {
		name, message string
		kind          bounces.Kind
		status        string
		words         string // a part of them
	}{
		{
			"no such mailbox",
			dsn("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <someone@far.example>: no such\n user here\n"),
			bounces.Hard, "5.1.1", "550 5.1.1 <someone@far.example>: no such user here",
		},
		{"the code is in the words alone", dsn("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 there is nobody\n"), bounces.Hard, "5.1.1", "nobody"},
		{"no code but the class", dsn("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: X-Postfix; no delivery from here\n"), bounces.Hard, "5.0.0", "no delivery from here"},
		{"the mailbox is full", dsn("Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 over quota\n"), bounces.Soft, "5.2.2", "over quota"},
		{"given up after days", dsn("Action: failed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect: timed out\n"), bounces.Soft, "4.4.1", "timed out"},
		{"the domain is gone", dsn("Action: failed\nStatus: 5.4.4\n"), bounces.Hard, "5.4.4", ""},
		{"they take us for spam", dsn("Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 spam\n"), bounces.Policy, "5.7.1", "spam"},
		{"they dislike the sender", dsn("Action: failed\nStatus: 5.1.8\n"), bounces.Policy, "5.1.8", ""},
		{"a delay", dsn("Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: tomorrow\n"), bounces.Notice, "", ""},
		{"a success", dsn("Action: delivered\nStatus: 2.0.0\n"), bounces.Notice, "", ""},
		{"a forwarder with two", dsn("Action: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822;b@far.example\nAction: failed\nStatus: 5.1.1\n"), bounces.Hard, "5.1.1", ""},
		{
			"an address beyond ASCII (RFC 6533)", strings.ReplaceAll(strings.ReplaceAll(dsn("Action: failed\nStatus: 5.1.1\n"),
				"message/delivery-status", "message/global-delivery-status"), "rfc822; someone@", "utf-8; jos\\x{E9}@"), bounces.Hard, "5.1.1", "",
		},
		{
			"the report is in base64", strings.Replace(dsn(""), "Content-Type: message/delivery-status\n",
				"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=\n--b\nContent-Type: text/plain\n", 1), bounces.Hard, "5.1.1", "",
		},
		{"a complaint", complaint("abuse"), bounces.Complaint, "", "abuse"},
		{"a complaint taken back", complaint("not-spam"), bounces.Notice, "", ""},
		{"a report on a signature", complaint("auth-failure"), bounces.Policy, "", "auth-failure"},
		{"out of the office", plain("Auto-Submitted: auto-replied\nSubject: Away\n", "I am away until 550 5.1.1."), bounces.Automatic, "", ""},
		{"out of the office, by an old program", plain("Precedence: auto_reply\n", "I am away."), bounces.Automatic, "", ""},
		{"a person", strings.Replace(plain("Subject: Re: the news\n", "Please stop, 550 5.1.1"), "Return-Path: <>\n", "", 1), bounces.Unknown, "", ""},
		{
			"qmail", plain("From: MAILER-DAEMON@qmail.example\n", "Hi. This is the qmail-send program at qmail.example.\nI'm afraid I wasn't able to deliver your message.\n\n<someone@far.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n4.2.2"),
			bounces.Hard, "5.1.1", "no mailbox here by that name",
		},
		{
			"qmail, another server's words", plain("", "Hi. This is the qmail-send program at qmail.example.\n\n<someone@far.example>:\n192.0.2.1 failed after I sent the message.\nRemote host said: 452 full\n"),
			bounces.Soft, "", "452 full",
		},
		{
			"old Exim", plain("X-Failed-Recipients: someone@far.example\n", "This message was created automatically.\n\n  someone@far.example\n    SMTP error from remote mail server after RCPT TO: 550 unknown user\n\n------ This is a copy of the message ------\n 5.7.1"),
			bounces.Hard, "", "550 unknown user",
		},
		{"old Exim without a reason", plain("X-Failed-Recipients: someone@far.example\n", "It did not work."), bounces.Automatic, "", ""},
		{"nothing", "", bounces.Unknown, "", ""},
		{"no mail", "\x00\xff\xfe", bounces.Unknown, "", ""},
	}
	for _, c := range cases {
		for _, ends := range []string{"\n", "\r\n"} {
			t.Run(fmt.Sprintf("%s %q", c.name, ends), func(t *testing.T) {
				got := bounces.Read([]byte(strings.ReplaceAll(c.message, "\n", ends)), "")
				if got.Kind != c.kind || got.Status != c.status || !strings.Contains(got.Words, c.words) {
					t.Errorf("%s %q %q; want %s %q and %q", got.Kind, got.Status, got.Words, c.kind, c.status, c.words)
				}
				if strings.ContainsAny(got.Words, "\r\n") {
					t.Errorf("%q is more than a line", got.Words)
				}
			})
		}
	}
}

func TestAReportNamesWhereItsTokenMayStand(t *testing.T) {
	for name, message := range map[string]string{
		"of a server":           dsn("Action: failed\nStatus: 5.1.1\n"),
		"of a complaint":        complaint("abuse"),
		"of the one who passed": "Subject: nothing\n\nText",
	} {
		if got := bounces.Read([]byte(message), "bounces+token@paper.example").Addresses; !slices.Contains(got, returnPath) {
			t.Errorf("%s: %q lacks %s", name, got, returnPath)
		}
	}
	got := bounces.Read([]byte(complaint("abuse")), "").Addresses
	if !slices.Contains(got, returnPath) {
		t.Errorf("the sender of the mail that was complained of is not among %q", got)
	}
	if got := bounces.Read([]byte(dsn("Action: failed\n")), "").Addresses; !slices.Contains(got, "bounces+inner@paper.example") {
		t.Errorf("the return path of what came back is not among %q", got)
	}
}

func TestHostileMessagesAreReadWithinBounds(t *testing.T) {
	nested := strings.Repeat("Content-Type: multipart/mixed; boundary=x\n\n--x\n", 5000)
	many := "Content-Type: multipart/report; boundary=x\n\n" + strings.Repeat("--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n", 20000)
	wide := strings.Replace(dsn("Action: failed\nStatus: 5.1.1\n"), "To:", "To: "+strings.Repeat("a@b.example, ", 50000), 1)
	for name, message := range map[string]string{
		"nested": nested, "many parts": many, "many addresses": wide,
		"a field without end":        dsn("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; " + strings.Repeat("x\n ", 100000)),
		"a boundary that never ends": strings.TrimSuffix(dsn("Action: failed\nStatus: 5.1.1"), "--b--\n"),
		"broken base64":              strings.Replace(dsn(""), "message/delivery-status", "message/delivery-status\nContent-Transfer-Encoding: base64", 1),
		"an unknown encoding":        strings.Replace(dsn(""), "charset=utf-8", "charset=klingon\nContent-Transfer-Encoding: rot13", 1),
	} {
		got := bounces.Read([]byte(message), "")
		if len(got.Words) > 4*500 || len(got.Addresses) > 32 {
			t.Errorf("%s: %d bytes of words, %d addresses", name, len(got.Words), len(got.Addresses))
		}
	}
	if allocs := testing.AllocsPerRun(1, func() { bounces.Read([]byte(nested), "") }); allocs > 10000 {
		t.Errorf("%.0f allocations for a message that is nested without end", allocs)
	}
}

func TestRefusalsAreSortedAsReportsAre(t *testing.T) {
	for status, want := range map[string]bounces.Kind{"5.1.1": bounces.Hard, "5.7.1": bounces.Policy, "5.2.2": bounces.Soft, "": bounces.Hard} {
		if got := bounces.KindOfReply(status, "550 no"); got != want {
			t.Errorf("%q: %s, want %s", status, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(dsn("Action: failed\nStatus: 5.1.1\n")))
	f.Add([]byte(complaint("abuse")))
	f.Add([]byte(plain("X-Failed-Recipients: a@b\n", "550 5.1.1")))
	f.Fuzz(func(t *testing.T, message []byte) {
		got := bounces.Read(message, "")
		if got.Kind == "" || len(got.Addresses) > 32 || strings.ContainsAny(got.Words, "\r\n\x00") {
			t.Errorf("%+v", got)
		}
	})
}
