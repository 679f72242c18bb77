package records_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tidings/digest/mail/records"
)

const key = "v=DKIM1; k=rsa; p=MIIBIjAN"

// good are the facts about a sender for whom all is well.
func good() records.Facts {
	return records.Facts{
		From: "news.paper.example", Return: "paper.example", Server: "smtp.host.example",
		SPF:     records.Answer{Name: "paper.example", Values: []string{"other=thing", "v=spf1 include:host.example ~all"}},
		Keys:    []records.Key{{Want: key, Got: records.Answer{Name: "s._domainkey.paper.example", Values: []string{"v=DKIM1; p=MIIB IjAN"}}}},
		DMARC:   []records.Answer{{Name: "_dmarc.news.paper.example"}, {Name: "_dmarc.paper.example", Values: []string{"v=DMARC1; p=reject"}}},
		MX:      records.Answer{Name: "news.paper.example", Values: []string{"mx.paper.example"}},
		Reverse: []records.Reverse{{Names: records.Answer{Name: "192.0.2.1", Values: []string{"smtp.host.example"}}, Back: []string{"192.0.2.1"}}},
	}
}

func TestASenderForWhomAllIsWell(t *testing.T) {
	findings := records.Judge(good())
	var about []string
	for _, f := range findings {
		about = append(about, f.About)
		if f.Level != records.Good || f.Publish != "" {
			t.Errorf("%+v", f)
		}
	}
	if !slices.Equal(about, []string{"SPF", "DKIM", "DMARC", "MX", "PTR"}) {
		t.Errorf("%v", about)
	}
}

func TestEachFindingSaysWhatToPublish(t *testing.T) {
	lost := errors.New("no answer")
	spf := func(values ...string) func(*records.Facts) { return func(f *records.Facts) { f.SPF.Values = values } }
	dkim := func(values ...string) func(*records.Facts) {
		return func(f *records.Facts) { f.Keys[0].Got.Values = values }
	}
	dmarc := func(values ...string) func(*records.Facts) {
		return func(f *records.Facts) { f.DMARC[1].Values = values }
	}
	suggested := `paper.example. IN TXT "v=spf1 a:smtp.host.example -all"`
	ours := `s._domainkey.paper.example. IN TXT "` + key + `"`
	policy := `_dmarc.news.paper.example. IN TXT "v=DMARC1; p=none"`
	cases := []struct {
		name    string
		change  func(*records.Facts)
		about   string
		level   records.Level
		words   string
		publish string
	}{
		{"no SPF", spf("v=spf10 x"), "SPF", records.Missing, "does not say who may send", suggested},
		{
			"no SPF, and the server is this machine's", func(f *records.Facts) { f.SPF.Values, f.Server = nil, "" }, "SPF", records.Missing, "in place of mx",
			`paper.example. IN TXT "v=spf1 mx -all"`,
		},
		{"two SPF", spf("v=spf1 mx -all", "v=spf1 a -all"), "SPF", records.Wrong, "has 2 SPF records", suggested},
		{"SPF for all", spf("v=spf1 mx +all"), "SPF", records.Wrong, "lets everybody", `paper.example. IN TXT "v=spf1 mx -all"`},
		{"SPF for nobody", spf("v=spf1 -all"), "SPF", records.Wrong, "nobody sends", suggested},
		{"SPF that redirects", spf("v=spf1 redirect=_spf.host.example"), "SPF", records.Good, "redirect", ""},
		{"no answer about SPF", func(f *records.Facts) { f.SPF.Err = lost }, "SPF", records.Unknown, "no answer", ""},
		{"no key", dkim(), "DKIM", records.Missing, "every signature fails", ours},
		{"another key", dkim("v=DKIM1; p=AAAA"), "DKIM", records.Wrong, "another key", ours},
		{"another kind of key", dkim("k=ed25519; p=MIIBIjAN"), "DKIM", records.Wrong, "another key", ours},
		{"a revoked key", dkim("v=DKIM1; p="), "DKIM", records.Wrong, "revoked", ours},
		{"two keys", dkim(key, "p=AAAA"), "DKIM", records.Wrong, "has 2 keys", ours},
		{"a key on trial", dkim(key + "; t=y"), "DKIM", records.Wrong, "t=y", ours},
		{"no answer about the key", func(f *records.Facts) { f.Keys[0].Got.Err = lost }, "DKIM", records.Unknown, "no answer", ""},
		{"nothing is signed", func(f *records.Facts) { f.Keys = nil }, "DKIM", records.Note, "not signed here", ""},
		{"no DMARC", dmarc(), "DMARC", records.Missing, "has no policy", policy},
		{"two policies", dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject"), "DMARC", records.Wrong, "2 policies", policy},
		{"no policy of DMARC's", dmarc("v=DMARC1; p=all"), "DMARC", records.Wrong, "p=all", policy},
		{"no answer about DMARC", func(f *records.Facts) { f.DMARC[0].Err = lost }, "DMARC", records.Unknown, "no answer", ""},
		{"no MX", func(f *records.Facts) { f.MX.Values = nil }, "MX", records.Missing, "takes no mail", "news.paper.example. IN MX 10 smtp.host.example."},
		{"an address for MX", func(f *records.Facts) { f.MX.Values, f.Hosts.Values = nil, []string{"192.0.2.7"} }, "MX", records.Good, "own address", ""},
		{"no mail wanted", func(f *records.Facts) { f.MX.Values = []string{"."} }, "MX", records.Wrong, "RFC 7505", ""},
		{"no answer about MX", func(f *records.Facts) { f.MX.Err = lost }, "MX", records.Unknown, "no answer", ""},
		{"no name", func(f *records.Facts) { f.Reverse[0].Names.Values = nil }, "PTR", records.Missing, "192.0.2.1 has no name", ""},
		{"a name that leads elsewhere", func(f *records.Facts) { f.Reverse[0].Back = []string{"192.0.2.2"} }, "PTR", records.Wrong, "does not lead back", ""},
		{"no answer about the name", func(f *records.Facts) { f.Reverse[0].Names.Err = lost }, "PTR", records.Unknown, "no answer", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := good()
			c.change(&f)
			for _, got := range records.Judge(f) {
				switch {
				case got.About != c.about:
					if got.Level != records.Good {
						t.Errorf("besides: %+v", got)
					}
				case got.Level != c.level || !strings.Contains(got.Words, c.words) || got.Publish != c.publish:
					t.Errorf("%+v", got)
				}
			}
		})
	}
}

func TestAPolicyIsLookedForInTheDomainsAbove(t *testing.T) {
	for domain, want := range map[string][]string{
		"a.b.paper.example": {"a.b.paper.example", "b.paper.example", "paper.example"},
		"paper.example":     {"paper.example"}, "localhost": {"localhost"},
	} {
		if got := records.Above(domain); !slices.Equal(got, want) {
			t.Errorf("%s: %v", domain, got)
		}
	}
}
