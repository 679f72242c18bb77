package forms_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

// reads makes a function that reads a text as a value of a shape, and says what became of it.
func reads[T any](sh strict.Shape[T]) func(text string) string {
	return func(text string) string {
		r := strict.NewReading(strict.Vocabulary{})
		r.Add("file", "/", 0o600).Parse([]byte("value: " + text + "\n"))
		got := strict.Document[T]{Noun: "the top", Keys: []strict.Key[T]{
			strict.Field("value", sh, func(into *T, v T) { *into = v }, "The value."),
		}}.Read(r)
		for _, p := range r.Problems() {
			return fmt.Sprintf("%d+%d %s; %s", p.Column, p.Width, p.Text, p.Hint)
		}
		return fmt.Sprint(got)
	}
}

func TestEveryFormSaysWhatItTakesAndWhatToWriteInstead(t *testing.T) {
	zones := make(forms.Zones)
	oddSubject := func(tmpl string) error {
		if tmpl == "{{.Odd}}" {
			return errors.New("there is no name Odd")
		}
		return nil
	}
	for _, form := range []struct {
		name  string
		read  func(string) string
		wants map[string]string
	}{
		{"Duration", reads(forms.Duration()), map[string]string{
			"1d12h": "36h0m0s", "2w": "336h0m0s", "1.5h": "1h30m0s",
			"36":    `8+2 a length of time is expected here, not "36"; write 36h or 36d`,
			"0h":    `8+2 "0h" is too long or nothing at all; write more than nothing, and at most 5200w`,
			"9999w": `8+5 "9999w" is too long or nothing at all; write more than nothing, and at most 5200w`,
		}},
		{"Rate", reads(forms.Rate()), map[string]string{
			"10/s": "100ms", "600/m": "100ms", "90/h": "40s", "1/d": "24h0m0s",
			"10":   `8+2 a rate is expected here, not "10"; write a number, a slash and s, m, h or d, as in 10/s or 600/m`,
			"0/s":  `8+3 a rate is expected here, not "0/s"; write a number, a slash and s, m, h or d, as in 10/s or 600/m`,
			"10/w": `8+4 a rate is expected here, not "10/w"; write a number, a slash and s, m, h or d, as in 10/s or 600/m`,
		}},
		{"Size", reads(forms.Size(20<<10, 5<<20)), map[string]string{
			"95KB": "97280", "1MB": "1048576", "20480B": "20480",
			"95":          `8+2 a size is expected here, not "95"; write a number and B, KB or MB, as in 95KB`,
			"95kb":        `8+4 a size is expected here, not "95kb"; write a number and B, KB or MB, as in 95KB`,
			"19KB":        `8+4 "19KB" is out of range; write a size from 20KB to 5MB`,
			"999999999MB": `8+11 "999999999MB" is out of range; write a size from 20KB to 5MB`,
		}},
		{"Zone", reads(zones.Zone()), map[string]string{
			"Europe/Paris": "Europe/Paris",
			"paris":        `8+5 unknown time zone "paris"; did you mean "Europe/Paris"?`,
			"Local":        `8+5 unknown time zone "Local"; write an IANA name such as Europe/Paris`,
		}},
		{"ZoneOr", reads(zones.ZoneOr("anywhere")), map[string]string{
			"anywhere": fmt.Sprint((*time.Location)(nil)), "Asia/Tokyo": "Asia/Tokyo",
			"anywere": `8+7 unknown time zone "anywere"; did you mean "anywhere"?`,
		}},
		{"Schedule", reads(forms.Schedule("06:30")), map[string]string{
			"{}": "every day at 06:30", "{days: [mon, thu]}": "Mondays and Thursdays at 06:30", "{at: 18:05, days: weekdays}": "weekdays at 18:05",
			"{cron: 0 7 * * 7}":            "Sundays at 07:00",
			"{days: mno}":                  `15+3 "mno" is not a day; did you mean "mon"?`,
			"{cron: 0 7 * * 1, at: 07:00}": "8+1 cron and at or days say the same thing twice; write either cron, or at and days",
		}},
		{"WebAddress", reads(forms.WebAddress()), map[string]string{
			"https://example.com/a": "https://example.com/a",
			"example.com":           `8+11 "example.com" is not a web address; did you mean "https://example.com"?`,
			"feed://example.com":    `8+18 "feed://example.com" is not a web address; did you mean "http://example.com"?`,
			"htps://example.com":    `8+18 "htps://example.com" is not a web address; did you mean "https://example.com"?`,
		}},
		{"Mailbox", reads(forms.Mailbox()), map[string]string{
			"Ana <ana@example.com>":        "{Ana ana@example.com}",
			"a@example.com, b@example.com": "8+28 several addresses in one place; give each a line of its own",
		}},
		{"Address", reads(forms.Address()), map[string]string{
			"ana@example.com":       "ana@example.com",
			"Ana <ana@example.com>": "8+21 an address without the name is expected here; write ana@example.com",
		}},
		{"HeaderMailbox", reads(forms.HeaderMailbox()), map[string]string{"Éa <a@example.com>": "=?utf-8?q?=C3=89a?= <a@example.com>"}},
		{"Sender", reads(forms.Sender()), map[string]string{
			"é@Bücher.example": "{ é@xn--bcher-kva.example}", "a@x_y.example": `8+13 "x_y.example" is not a domain that mail can come from; write the domain that you have, such as example.org`,
		}},
		{"Network", reads(forms.Network()), map[string]string{
			"10.1.2.3/8": "10.0.0.0/8", "127.0.0.1": "127.0.0.1/32",
			"localhost": `8+9 "localhost" is not an IP address or network; did you mean "127.0.0.0/8"?`,
		}},
		{"ID", reads(forms.ID()), map[string]string{
			"world-1":     "world-1",
			"World news!": `8+11 "World news!" cannot be a name; use lower-case letters, digits, - and _: world-news`,
		}},
		{"Language", reads(forms.Language()), map[string]string{
			"pt-BR": "pt-BR", "english": `8+7 "english" is not a language tag; write a tag such as en, fr or pt-BR`,
		}},
		{"HeaderName", reads(forms.HeaderName()), map[string]string{
			"x-api-key": "X-Api-Key", "X Key": `8+5 "X Key" cannot be the name of a header; write it as Cookie or X-Api-Key`,
		}},
		{"Rule", reads(forms.Rule()), map[string]string{
			"title:/a|b/": "title:/a|b/", "'/a(b/'": "8+7 bad regular expression: missing closing ); RE2 syntax; put the rule in single quotes",
		}},
		{"Subject", reads(forms.Subject(oddSubject)), map[string]string{
			"'{{.Title}}'": "{{.Title}}",
			"'{{.Odd}}'":   "8+10 there is no name Odd; the names are {{.Site}} {{.Title}} {{.Date}} {{.Week}} {{.TopStory}} {{.More}} {{.Stories}}",
		}},
	} {
		for text, want := range form.wants {
			if got := form.read(text); got != want {
				t.Errorf("%s of %s:\n got %s\nwant %s", form.name, text, got, want)
			}
		}
	}
	if len(zones) != 2 {
		t.Errorf("the zones that were loaded: %v", zones)
	}
}

func TestTitleAndSlugMatch(t *testing.T) {
	for title, id := range map[string]string{"Climate policy": "climate-policy", "World": "world", "": ""} {
		if forms.Slug(title) != id || forms.Title(id) != title {
			t.Errorf("%q and %q: %q and %q", title, id, forms.Title(id), forms.Slug(title))
		}
	}
}

func TestOneAddressWrittenInTwoWaysIsTheSame(t *testing.T) {
	if a, b := forms.SameWeb("HTTPS://Example.com/a?B#c"), forms.SameWeb("https://example.com/a?B"); a != b {
		t.Errorf("%q and %q", a, b)
	}
}
