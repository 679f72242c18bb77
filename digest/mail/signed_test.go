package mail

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"tidings/digest"
	ours "tidings/digest/mail/dkim"
)

// signer has a key of each kind.
func signer(t testing.TB) *ours.Signer {
	t.Helper()
	long, err := ours.NewRSA(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := ours.NewEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &ours.Signer{Domain: "paper.example", Keys: []ours.Key{{Selector: "long", Private: long}, {Selector: "short", Private: short}}}
}

// signedMail is a message as a reader's server stores it.
func signedMail(t testing.TB, s *ours.Signer, m digest.Message) []byte {
	t.Helper()
	session := &Session{composer: composer{dkim: s}}
	if err := session.prepare(m, m.To); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(unstuffed(session.bytes()), []byte("\n"), []byte("\r\n"))
}

// leavable is a message with everything in its header.
func leavable(text, html string) digest.Message {
	m := sample(text, html)
	m.Date = time.Date(2025, 1, 6, 7, 0, 0, 0, time.UTC) // a verifier refuses signatures of the future
	m.ReplyTo, m.Feedback = "Editor <editor@paper.example>", "2026-11-23T0700:morning:digest:abcdefghij"
	m.Unsubscribe = []string{"https://paper.example/leave/morning/" + token, "mailto:leave@paper.example?subject=leave"}
	m.OneClick = true
	return m
}

// verdicts asks go-msgauth about each signature.
func verdicts(t *testing.T, s *ours.Signer, stored []byte) (domains []string, errs []error) {
	t.Helper()
	records := make(map[string]string)
	for _, k := range s.Keys {
		name, text, err := s.Record(k)
		if err != nil {
			t.Fatal(err)
		}
		records[name] = text
	}
	all, err := dkim.VerifyWithOptions(bytes.NewReader(stored), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		return []string{records[name]}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		domains, errs = append(domains, v.Domain), append(errs, v.Err)
	}
	return domains, errs
}

// bodies are what bodies can be like: with the token in every place, in either encoding, and with ends of every kind.
var bodies = map[string][2]string{
	"both parts":            {"Leave: https://p.example/" + digest.ReaderToken + "\n", "<p>a</p>\n" + digest.ReaderToken + "\n.dot\n"},
	"text alone":            {"text  with  spaces \t\n.\n" + digest.ReaderToken, ""},
	"empty lines at an end": {"text\n\n\n\n", ""},
	"nothing":               {"", ""},
	"a token at the end":    {"東京" + strings.Repeat("で", 400) + digest.ReaderToken, ""},
	"base64":                {strings.Repeat("東京で地震がありました。", 60) + digest.ReaderToken + "\n", "<p>" + strings.Repeat("東京で", 200) + digest.ReaderToken},
	"the same for all":      {"text\n", "<p>html</p>\n"},
}

func TestSignaturesAreVerified(t *testing.T) {
	s := signer(t)
	for name, b := range bodies {
		stored := signedMail(t, s, leavable(b[0], b[1]))
		domains, errs := verdicts(t, s, stored)
		if len(errs) != 2 || errs[0] != nil || errs[1] != nil || domains[0] != "paper.example" {
			t.Errorf("%s: go-msgauth finds %v, %v\n%s", name, domains, errs, stored)
		}
	}
}

// alterations are what must break a signature: each gives the mail with something changed.
var alterations = map[string]func(string) string{
	"the link to leave": func(m string) string {
		return strings.Replace(m, "List-Unsubscribe: <https://paper.example", "List-Unsubscribe: <https://evil.example", 1)
	},
	"a second List-Unsubscribe": func(m string) string { return "List-Unsubscribe: <https://evil.example/>\r\n" + m },
	"another archive":           func(m string) string { return "List-Archive: <https://evil.example/>\r\n" + m },
	"no one-click": func(m string) string {
		return strings.Replace(m, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", "", 1)
	},
	"another sender":   func(m string) string { return strings.Replace(m, "From: \"The", "From: \"A", 1) },
	"a second sender":  func(m string) string { return "From: a@evil.example\r\n" + m },
	"another body":     func(m string) string { return strings.Replace(m, "One story", "Two stories", 1) },
	"another reader":   func(m string) string { return strings.Replace(m, token, strings.ToUpper(token), -1) },
	"another boundary": func(m string) string { return strings.Replace(m, `boundary="=_`, `boundary="=__`, 1) },
}

func TestSignaturesBreakWhenTheMailIsAltered(t *testing.T) {
	s := signer(t)
	whole := string(signedMail(t, s, leavable("One story "+digest.ReaderToken+"\n", "<p>One story</p>\n")))
	for name, alter := range alterations {
		changed := alter(whole)
		if changed == whole {
			t.Fatalf("%s: nothing is changed in\n%s", name, whole)
		}
		_, errs := verdicts(t, s, []byte(changed))
		for i, err := range errs {
			if err == nil {
				t.Errorf("%s: signature %d still stands", name, i)
			}
		}
	}
	// A relay may fold the header otherwise, and add fields of its own.
	refolded := strings.Replace(whole, "List-Id: \"The Morning Paper\" <", "LIST-ID:  \"The\r\n Morning\tPaper\"  <", 1)
	if refolded == whole {
		t.Fatal("nothing is folded")
	}
	if _, errs := verdicts(t, s, []byte("Received: by relay.example\r\n"+refolded)); errs[0] != nil || errs[1] != nil {
		t.Errorf("after a relay: %v", errs)
	}
}

func TestWhatIsSignedForLeavingStandsOnOneLine(t *testing.T) {
	m := leavable("text\n", "")
	m.Unsubscribe[0] = "https://paper.example/" + strings.Repeat("long/", 100) + token
	m.Archive = "https://paper.example/archive/daily/"
	stored := string(signedMail(t, signer(t), m))
	for _, want := range []string{
		"\r\nList-Archive: <https://paper.example/archive/daily/>\r\n",
		"\r\nList-Unsubscribe: <" + m.Unsubscribe[0] + ">, <" + m.Unsubscribe[1] + ">\r\n",
		"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
	} {
		if !strings.Contains(stored, want) {
			t.Errorf("%q is not in\n%s", want, stored)
		}
	}
	if signed := strings.NewReplacer("\r\n\t ", "").Replace(stored); !strings.Contains(signed, ":list-unsubscribe:list-unsubscribe:list-unsubscribe-post:") {
		t.Errorf("h= does not name them:\n%s", stored)
	}
}

// TestOpenDKIMVerifies asks the verifier that many mail servers use.
func TestOpenDKIMVerifies(t *testing.T) {
	program, err := exec.LookPath("opendkim")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/opendkim"); err != nil {
			t.Skip("opendkim is not installed (Debian: apt-get install opendkim)")
		}
	}
	s := signer(t)
	s.Keys = s.Keys[:1] // it knows Ed25519 only where it was built so, and Debian's was not
	dir := t.TempDir()
	name, text, err := s.Record(s.Keys[0])
	if err != nil {
		t.Fatal(err)
	}
	write := func(file, text string) string {
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	keys := write("keys", name+" "+text+"\n")
	conf := write("od.conf", "Mode v\nTestPublicKeys "+keys+"\n")
	verify := func(stored string) string {
		mail := write("mail.eml", strings.ReplaceAll(stored, "\r\n", "\n"))
		out, _ := exec.Command(program, "-x", conf, "-t", mail, "-vvv").CombinedOutput() // its words are the verdict
		return string(out)
	}
	for name, b := range bodies {
		if got := verify(string(signedMail(t, s, leavable(b[0], b[1])))); !strings.Contains(got, "d=paper.example, 2048-bit key) succeeded") {
			t.Errorf("%s: %s", name, got)
		}
	}
	whole := string(signedMail(t, s, leavable("One story "+digest.ReaderToken+"\n", "<p>One story</p>\n")))
	for name, alter := range alterations {
		if got := verify(alter(whole)); strings.Contains(got, "succeeded") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// BenchmarkSign signs a 74 KB message with each kind of key, and shows what a general signer costs.
func BenchmarkSign(b *testing.B) {
	s := signer(b)
	m := leavable("text "+digest.ReaderToken+"\n", strings.Repeat("<p>The council approves a new café by the river.</p>\n", 1350)+digest.ReaderToken)
	session := &Session{}
	if err := session.prepare(m, m.To); err != nil {
		b.Fatal(err)
	}
	size := int64(len(session.bytes()))
	b.Run("unsigned", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			_ = session.prepare(m, m.To)
		}
	})
	for i, name := range []string{"rsa2048", "ed25519"} {
		key := s.Keys[i]
		b.Run(name, func(b *testing.B) {
			one := &Session{composer: composer{dkim: &ours.Signer{Domain: s.Domain, Keys: []ours.Key{key}}}}
			b.SetBytes(size)
			for b.Loop() {
				if err := one.prepare(m, m.To); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("go-msgauth-"+name, func(b *testing.B) { general(b, session, m, key.Private) })
	}
}

// general signs as go-msgauth does.
func general(b *testing.B, session *Session, m digest.Message, key crypto.Signer) {
	b.SetBytes(int64(len(session.bytes())))
	for b.Loop() {
		_ = session.prepare(m, m.To)
		var out bytes.Buffer
		err := dkim.Sign(&out, bytes.NewReader(session.bytes()), &dkim.SignOptions{
			Domain: "paper.example", Selector: "s", Signer: key, HeaderCanonicalization: dkim.CanonicalizationRelaxed,
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
