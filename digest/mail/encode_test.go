package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

const token = "abcdefghijklmnopqrstuvwxyz01234567"

// sample is a mail with both parts, for changing.
func sample(text, html string) digest.Message {
	return digest.Message{
		Rendering: &digest.Rendering{ID: "r1", Subject: "Council approves the crossing", Text: text, HTML: html},
		ID:        "abc@paper.example", Date: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC),
		From: "The Morning Paper <paper@paper.example>", To: "ana@example.com", ToName: "Ana", Token: token,
		ListID: "The Morning Paper <morning.paper.example>",
	}
}

// wire is the message as it crosses the network, dots stuffed.
func wire(m digest.Message) []byte {
	var s Session
	if err := s.prepare(m, m.To); err != nil {
		panic(err) // there are no keys to be wrong
	}
	return s.bytes()
}

// bytes are the message as it crosses the network.
func (m message) bytes() []byte { return bytes.Join(m.parts, nil) }

// unstuffed is what the server stores.
func unstuffed(b []byte) []byte {
	r := textproto.NewReader(newBufio(append(bytes.Clone(b), ".\r\n"...)))
	got, err := r.ReadDotBytes()
	if err != nil {
		panic(err)
	}
	return got
}

// parts decodes a stored message into its text parts by media type.
func parts(t *testing.T, stored []byte) (netmail.Header, map[string]string) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(stored))
	if err != nil {
		t.Fatal(err)
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	if !strings.HasPrefix(media, "multipart/") {
		out[media] = decoded(t, m.Header.Get("Content-Transfer-Encoding"), m.Body)
		return m.Header, out
	}
	mr := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := mr.NextRawPart()
		if err == io.EOF {
			return m.Header, out
		}
		if err != nil {
			t.Fatal(err)
		}
		media, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		out[media] = decoded(t, p.Header.Get("Content-Transfer-Encoding"), p)
	}
}

func decoded(t *testing.T, encoding string, r io.Reader) string {
	t.Helper()
	switch encoding {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	default:
		t.Fatalf("encoding %q", encoding)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

func TestBodyArrivesAsItWasWithTheReadersToken(t *testing.T) {
	link := "https://paper.example/leave/" + digest.ReaderToken
	tests := []struct{ name, text, encoding string }{
		{"plain", "One line.\n" + link + "\nAnother.\n", "quoted-printable"},
		{"dots at the start of lines", ".\n..\n.hidden\n" + link + "\n.\n", "quoted-printable"},
		{"a dot right after the token", link + ".\n" + digest.ReaderToken + "\n.x\n", "quoted-printable"},
		{"no end of line", "One line without an end", "quoted-printable"},
		{"a line of 5000 characters", strings.Repeat("word ", 1000) + link + strings.Repeat("x", 3000) + "\n", "quoted-printable"},
		{"accents", strings.Repeat("déjà vu, café; ", 40) + link + "\n", "base64"},
		{"some accents", strings.Repeat("The café is open and has been for years. ", 40) + link + "\n", "quoted-printable"},
		{"Japanese", strings.Repeat("東京で地震がありました。", 200) + link + strings.Repeat("。", 20) + link + link + "\n", "base64"},
		{"Japanese without a token", strings.Repeat("東京で地震がありました。\n", 200), "base64"},
		{"a token first and last", digest.ReaderToken + strings.Repeat("東京", 300) + digest.ReaderToken, "base64"},
		{"empty", "", "quoted-printable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := sample(tt.text, "<p>"+tt.text+"</p>")
			b := wire(m)
			_, got := parts(t, unstuffed(b))
			want := strings.ReplaceAll(strings.ReplaceAll(canonical(tt.text), "\r\n", "\n"), digest.ReaderToken, token)
			if got["text/plain"] != want {
				t.Errorf("text part = %q\nwant %q", got["text/plain"], want)
			}
			if !strings.Contains(string(b), "Content-Transfer-Encoding: "+tt.encoding) {
				t.Errorf("not %s", tt.encoding)
			}
			for _, line := range strings.Split(string(b), "\r\n") {
				if len(line) > 78 && !strings.Contains(line, ": ") {
					t.Errorf("a line of %d characters: %q", len(line), line)
				}
			}
			if strings.Contains(strings.ReplaceAll(string(b), "\r\n", ""), "\n") {
				t.Error("a bare line feed")
			}
			if !bytes.HasSuffix(b, []byte("\r\n")) {
				t.Error("the last line has no end, and the final dot would be part of it")
			}
		})
	}
}

func TestSizeIsThatOfTheBody(t *testing.T) {
	for _, text := range []string{"hello " + digest.ReaderToken, strings.Repeat("東京で", 500) + digest.ReaderToken + strings.Repeat("。", 90)} {
		e := Encode(digest.Rendering{ID: "x", Text: text, HTML: text})
		parts, _ := e.appendTo(nil, nil, token)
		if got := len(bytes.Join(parts, nil)); got != e.size {
			t.Errorf("size = %d, body = %d", e.size, got)
		}
	}
}

func TestHeadersOfAnOrdinaryMessage(t *testing.T) {
	m := sample("text\n", "<p>html</p>\n")
	m.Rendering.Subject = "Brücke genehmigt — nach neun Jahren Streit; Zinsen bleiben; Sturmsaison beginnt früher als sonst"
	m.ReplyTo = "Editor <editor@paper.example>"
	h, got := parts(t, unstuffed(wire(m)))
	for name, want := range map[string]string{
		"Date": "Mon, 23 Nov 2026 07:00:00 +0000", "Message-Id": "<abc@paper.example>",
		"From": `"The Morning Paper" <paper@paper.example>`, "To": `"Ana" <ana@example.com>`,
		"Reply-To": `"Editor" <editor@paper.example>`, "List-Id": `"The Morning Paper" <morning.paper.example>`,
		"Auto-Submitted": "auto-generated", "Precedence": "bulk", "Mime-Version": "1.0",
	} {
		if h.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, h.Get(name), want)
		}
	}
	if s, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil || s != m.Rendering.Subject {
		t.Errorf("Subject = %q, %v", s, err)
	}
	if got["text/html"] != "<p>html</p>\n" {
		t.Errorf("HTML = %q", got["text/html"])
	}
}

func TestReadersOfPlainTextGetOnePart(t *testing.T) {
	h, got := parts(t, unstuffed(wire(sample("only text\n", ""))))
	if h.Get("Content-Type") != "text/plain; charset=UTF-8" || got["text/plain"] != "only text\n" {
		t.Errorf("%s: %q", h.Get("Content-Type"), got["text/plain"])
	}
}

func TestNoFieldCanBeginAnotherHeader(t *testing.T) {
	evil := "x\r\nBcc: everybody@example.com\r\n\r\nbody"
	m := sample("t", "h")
	m.Rendering.Subject, m.ToName, m.ID, m.ListID, m.Feedback = evil, evil, evil, evil, evil
	m.From, m.ReplyTo = evil+" <a@b.example>", evil
	h, _ := parts(t, unstuffed(wire(m)))
	if h.Get("Bcc") != "" {
		t.Errorf("Bcc: %s", h.Get("Bcc"))
	}
}

func TestAddressesThatCouldEndTheCommandAreRefused(t *testing.T) {
	for address, want := range map[string]string{
		"ana@example.com":            "ana@example.com",
		"ana@bücher.example":         "ana@xn--bcher-kva.example",
		"a>\r\nRCPT TO:<b@c.example": "", "a b@c.example": "", "no-at": "", "": "",
		`"a b"@c.example`:                             "",
		strings.Repeat("a", 250) + "@example.com":     "",
		"ana@" + strings.Repeat("ü.", 60) + "example": "", // 131 letters, and 488 on the wire
		"ana@ex_ample.com":                            "",
	} {
		got, err := wireAddress(address)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("wireAddress(%q) = %q, %v; want %q", address, got, err, want)
		}
	}
}

func FuzzHeadersStayOneMessage(f *testing.F) {
	f.Add("subject", "name", "title <x.y>")
	f.Add(strings.Repeat("x", 3000), strings.Repeat("\"", 3000), strings.Repeat("y", 3000)+" <"+strings.Repeat("z", 3000)+">")
	f.Add("a\r\nb: c", "\x00\xff", "<>")
	f.Fuzz(func(t *testing.T, subject, name, list string) {
		m := sample("t", "h")
		m.Rendering.Subject, m.ToName, m.ListID = subject, name, list
		stored := unstuffed(wire(m))
		parsed, err := netmail.ReadMessage(bytes.NewReader(stored))
		if err != nil {
			t.Fatalf("%v\n%s", err, stored)
		}
		for name := range parsed.Header {
			if !strings.Contains(" Date Message-Id From To Subject List-Id Auto-Submitted Precedence X-Auto-Response-Suppress Mime-Version Content-Type ", " "+name+" ") {
				t.Fatalf("a header %q:\n%s", name, stored)
			}
		}
		for _, line := range bytes.Split(stored, []byte("\n")) {
			if len(line) > 998 {
				t.Fatalf("a line of %d bytes", len(line))
			}
		}
	})
}
