package inbox

import (
	"bytes"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// digestMail is a mail as Tidings sends it: text and HTML, an encoded subject, quoted-printable.
const digestMail = "From: The Morning Tide <paper@morningtide.example>\r\n" +
	"To: =?utf-8?q?In=C3=A8s?= <ines@readers.example>\r\n" +
	"Subject: =?utf-8?q?Ships_slow_down_=26_whales_=E2=80=93_the_rest?=\r\n" +
	"Date: Tue, 03 Nov 2026 07:00:00 +0100\r\n" +
	"X-Folded: one\r\n two\r\n" +
	"MIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=b1\r\n\r\n" +
	"--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
	"Caf=C3=A9 <news>=\r\n, and\r\n. a line that begins with a dot\r\n" +
	"--b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
	"PGh0bWw+PEhFQUQgbGFuZz0iZW4iPjxzY3JpcHQ+eDwvc2NyaXB0PjwvSEVBRD48Ym9keT48cD5DYWbDqTwvcD48L2JvZHk+PC9odG1sPg==\r\n" +
	"--b1--\r\n"

func TestInboxKeepsWhatIsMailedAsItCame(t *testing.T) {
	in := New()
	addr, err := in.Start()
	if err != nil {
		t.Fatal(err)
	}
	want := []Mail{
		{From: "paper@morningtide.example", To: []string{"ines@readers.example"}, Raw: []byte(digestMail)},
		{From: "paper@morningtide.example", To: []string{"a@readers.example", "b@readers.example"}, Raw: []byte("Subject: ä\r\n\r\n.\r\n..two\r\n")},
	}
	for _, m := range want {
		if err := smtp.SendMail(addr, nil, m.From, m.To, m.Raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	got := in.Messages()
	if len(got) != len(want) {
		t.Fatalf("%d messages, want %d", len(got), len(want))
	}
	for i, m := range want {
		if got[i].From != m.From || !slices.Equal(got[i].To, m.To) || !bytes.Equal(got[i].Raw, m.Raw) {
			t.Errorf("got %s to %v:\n%q, want\n%q", got[i].From, got[i].To, got[i].Raw, m.Raw)
		}
	}
	if err := smtp.SendMail(addr, nil, "a@x.example", []string{"b@x.example"}, []byte("\r\n")); err == nil {
		t.Error("a closed inbox took a mail")
	}
}

func TestInboxMayBeClosedBeforeItStarts(t *testing.T) {
	if err := New().Close(); err != nil {
		t.Error(err)
	}
}

// writeInbox writes a page and returns its files by name.
func writeInbox(t *testing.T, mails []Mail, account Account) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	if err := Write(dir, mails, account); err != nil {
		t.Fatal(err)
	}
	written := make(map[string]string)
	for _, pattern := range []string{"*.*", "mail/*"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			rel, err := filepath.Rel(dir, name)
			if err != nil {
				t.Fatal(err)
			}
			written[filepath.ToSlash(rel)] = string(data)
		}
	}
	return written
}

func TestInboxPageShowsEachMailInEveryForm(t *testing.T) {
	files := writeInbox(t, []Mail{
		{From: "bounce@morningtide.example", To: []string{"ines@readers.example"}, Raw: []byte(digestMail)},
		{From: "x@x.example", To: []string{"y@x.example"}, Raw: []byte("Subject: Plain\r\n\r\nOnly text.\r\n")},
		{From: "x@x.example", To: []string{"z@x.example"}, Raw: []byte("Content-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nHalf a")},
		{From: "x@x.example", To: []string{"z@x.example"}, Raw: []byte("no colon here\r\n\r\nat all")},
	}, Account{
		Title: "Tidings <demo>",
		Facts: []Fact{{"Feeds", "17 read, 3 failed"}},
		Notes: []string{"The Evening Lamp did not answer in time."},
	})
	index := files["index.html"]
	for _, want := range []string{
		"Tidings &lt;demo&gt;", "17 read, 3 failed", "The Evening Lamp did not answer in time.", // the account
		"Ships slow down &amp; whales – the rest", "Inès &lt;ines@readers.example&gt;", "Tue 3 November, 07:00", // the list
		`<iframe src="mail/1.html" title="Ships slow down &amp; whales – the rest, 640 pixels wide" sandbox=`,
		`<iframe src="mail/1.html" title="Ships slow down &amp; whales – the rest, 375 pixels wide" sandbox=`,
		"Café &lt;news&gt;, and\n. a line that begins with a dot", // text
		`<th scope="row">X-Folded</th><td>one two</td>`,           // headers
		"bounce@morningtide.example → ines@readers.example",       // envelope
		"Content-Transfer-Encoding: base64",                       // source
		`<a href="mail/1.html">1.html</a> <a href="mail/1.txt">1.txt</a> <a href="mail/1.eml">1.eml</a>`,
		"Only text.",
		"This mail could not be read to its end", "no colon here",
	} {
		if !strings.Contains(strings.ReplaceAll(index, "\r\n", "\n"), want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(index, "<script") || strings.Contains(index, "allow-scripts") || strings.Contains(index, "allow-same-origin") {
		t.Error("the page has a script, or lets a mail run one")
	}
	if got, want := files["mail/1.html"], `<html><HEAD lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="script-src 'none'`; !strings.HasPrefix(got, want) {
		t.Errorf("HTML part %q, want it to begin with %q", got, want)
	}
	if files["mail/1.eml"] != digestMail {
		t.Errorf("source %q", files["mail/1.eml"])
	}
	if _, ok := files["mail/2.html"]; ok || strings.Contains(index, "mail/2.html") {
		t.Error("a mail without HTML has an HTML view")
	}
	if !strings.Contains(files["mail/2.txt"], "Only text.") {
		t.Errorf("text part %q", files["mail/2.txt"])
	}
}

func TestEmptyInboxSaysSo(t *testing.T) {
	files := writeInbox(t, nil, Account{Title: "Nothing"})
	if !strings.Contains(files["index.html"], "No mail arrived.") {
		t.Error("an empty inbox does not say that it is empty")
	}
}

func TestInboxPageFailsWhereItCannotWrite(t *testing.T) {
	file := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, nil, Account{}); err == nil {
		t.Error("a page was written into a file")
	}
}

func FuzzReadLetter(f *testing.F) {
	f.Add([]byte(digestMail))
	f.Add([]byte("Content-Type: text/html; charset=koi8-r\r\n\r\n\xd0\xd2"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"))
	f.Add([]byte("Content-Transfer-Encoding: base64\r\n\r\n!!!"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Disposition: attachment\r\n\r\nx\r\n--a--"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := readLetter(Mail{From: "a", To: []string{"b"}, Raw: raw})
		if l.From == "" || l.To == "" {
			t.Errorf("a mail without sender or reader: %+v", l)
		}
		if l.HTML != "" && !strings.Contains(framed(l.HTML), "script-src 'none'") {
			t.Error("an HTML part without its guard")
		}
	})
}

func TestListShowsWhomAMailIsToAndItsHiddenLine(t *testing.T) {
	page := writeInbox(t, []Mail{{From: "a@x.example", To: []string{"b@x.example"}, Raw: []byte(
		"To: \"Maud Ferring\" <b@x.example>, c@x.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
			`<body class="p"><div style="display:none">Buses &amp; boats&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><p>Then this`)}}, Account{})["index.html"]
	for _, want := range []string{
		`<span>Maud Ferring, c@x.example</span>`, `<div class="preview">Buses &amp; boats</div>`, `to <b>Maud Ferring &lt;b@x.example&gt;, c@x.example</b>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
