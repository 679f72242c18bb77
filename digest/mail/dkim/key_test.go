package dkim_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"strings"
	"testing"
	"time"

	"tidings/digest/mail/dkim"
)

func TestKeysComeBackFromTheirFiles(t *testing.T) {
	for name, make := range map[string]func(io.Reader) (crypto.Signer, error){"RSA": dkim.NewRSA, "Ed25519": dkim.NewEd25519} {
		key, err := make(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		text, err := dkim.Marshal(key)
		if err != nil {
			t.Fatal(err)
		}
		back, err := dkim.Parse(text)
		if err != nil || !back.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(key.Public()) {
			t.Errorf("%s: another key came back, %v", name, err)
		}
	}
}

// TestRecordOfAnEd25519Key is the key of RFC 8463 appendix A.2.
func TestRecordOfAnEd25519Key(t *testing.T) {
	seed, err := base64.StdEncoding.DecodeString("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
	if err != nil {
		t.Fatal(err)
	}
	s := dkim.Signer{Domain: "football.example.com"}
	name, text, err := s.Record(dkim.Key{Selector: "brisbane", Private: ed25519.NewKeyFromSeed(seed)})
	if err != nil || name != "brisbane._domainkey.football.example.com" ||
		text != "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" {
		t.Errorf("%s %s %v", name, text, err)
	}
}

func TestLongRecordsAreCutForTheZone(t *testing.T) {
	line := dkim.ZoneLine("a._domainkey.b.example", strings.Repeat("x", 300))
	if want := `a._domainkey.b.example. IN TXT "` + strings.Repeat("x", 255) + `" "` + strings.Repeat("x", 45) + `"`; line != want {
		t.Errorf("%s", line)
	}
}

func TestWhatIsNoKeyIsRefusedInWords(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(kind string, b []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}))
	}
	for text, want := range map[string]string{
		"":                               "no key in PEM",
		"hunter2":                        "no key in PEM",
		encode("CERTIFICATE", der):       "is no private key",
		encode("PRIVATE KEY", []byte{1}): "cannot be read",
		encode("PRIVATE KEY", der):       "RSA and Ed25519 do",
	} {
		if _, err := dkim.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
	if _, err := (&dkim.Signer{Keys: []dkim.Key{{Selector: "s", Private: curve}}}).AppendSignatures(nil, nil, [32]byte{}, time.Time{}); err == nil {
		t.Error("a key on a curve signs")
	}
}
