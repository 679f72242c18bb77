package opml_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/digest/config/opml"
)

func TestOPMLOfManyProgramsIsRead(t *testing.T) {
	const utf8Head = `<?xml version="1.0" encoding="UTF-8"?>`
	tests := []struct {
		name, opml, title string
		want              []opml.Group
	}{
		{
			"flat", utf8Head + `<opml version="2.0"><head><title>Mine</title></head><body>
				<outline type="rss" text="One" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/"/>
				<outline type="rss" title="Two" xmlUrl=" https://two.example/feed "/></body></opml>`, "Mine",
			[]opml.Group{{"", []opml.FeedRef{{URL: "https://one.example/feed", Name: "One"}, {URL: "https://two.example/feed", Name: "Two"}}}},
		},
		{
			"folders in folders", utf8Head + `<opml><head/><body>
				<outline text="Tech"><outline text="A" xmlUrl="https://a.example/"/>
				  <outline text="Go"><outline text="B" xmlUrl="https://b.example/"/></outline>
				  <outline text="C" xmlUrl="https://c.example/"/></outline>
				<outline text="D" xmlUrl="https://d.example/"/><outline text="Empty"/></body></opml>`, "",
			[]opml.Group{
				{"Tech", []opml.FeedRef{{URL: "https://a.example/", Name: "A"}, {URL: "https://c.example/", Name: "C"}}},
				{"Tech / Go", []opml.FeedRef{{URL: "https://b.example/", Name: "B"}}},
				{"", []opml.FeedRef{{URL: "https://d.example/", Name: "D"}}},
			},
		},
		{
			"bare ampersands, wrong case, entities, control characters, feed:", utf8Head + "<OPML><body>" +
				"<Outline TEXT='Q &amp; A\x01 &eacute;' XMLURL='feed://x.example/?a=1&b=2&copy=3'>" +
				"<outline text=' a \n b ' xmlurl='feed:https://y.example/'/></body></OPML>", "",
			[]opml.Group{{"", []opml.FeedRef{{URL: "http://x.example/?a=1&b=2&copy=3", Name: "Q & A é"}, {URL: "https://y.example/", Name: "a b"}}}},
		},
		{
			"Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Caf\xe9' xmlUrl='https://x.example/'/></body></opml>", "",
			[]opml.Group{{"", []opml.FeedRef{{URL: "https://x.example/", Name: "Café"}}}},
		},
		{
			"UTF-16", utf16(`<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Café" xmlUrl="https://x.example/"/></body></opml>`), "",
			[]opml.Group{{"", []opml.FeedRef{{URL: "https://x.example/", Name: "Café"}}}},
		},
		{
			"bytes that are no UTF-8", "\ufeff" + utf8Head + "<opml><body><outline text='Caf\xe9' xmlUrl='https://x.example/'/></body></opml>", "",
			[]opml.Group{{"", []opml.FeedRef{{URL: "https://x.example/", Name: "Caf\ufffd"}}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			title, got, err := opml.Read([]byte(tt.opml))
			if err != nil || title != tt.title {
				t.Errorf("title %q, %v", title, err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(opml.FeedRef{}, "Line")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s { // of the basic plane
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestWhatIsNoOPMLIsRefused(t *testing.T) {
	for _, text := range []string{"", "hello", "<html><body>no</body></html>", "<opml><body><outline text='a'/></body></opml>", "{}"} {
		if _, _, err := opml.Read([]byte(text)); !errors.Is(err, opml.ErrNoFeeds) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestOPMLThatBreaksOffGivesWhatItHad(t *testing.T) {
	_, groups, err := opml.Read([]byte(`<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B`))
	if err == nil || len(groups) != 1 || len(groups[0].Feeds) != 1 || !strings.Contains(err.Error(), "1 feeds were read") {
		t.Errorf("%v, %v", groups, err)
	}
}

// FuzzRead holds that whatever is read can be shown: names are one line, and no feed is without an address.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`<opml><head><title>x</title></head><body><outline text="T"><outline text="a&#x200b; b" xmlUrl="https://a.example/?x&y"/></outline></body></opml>`))
	f.Add([]byte("\xff\xfe<\x00o\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="shift_jis"?><outline xmlurl="http://x/">`))
	f.Fuzz(func(t *testing.T, b []byte) {
		title, groups, err := opml.Read(b)
		names := []string{title}
		feeds := 0
		for _, g := range groups {
			names = append(names, g.Title)
			for _, feed := range g.Feeds {
				names = append(names, feed.Name)
				feeds++
				if feed.URL == "" {
					t.Errorf("%q has no address", feed.Name)
				}
			}
		}
		for _, name := range names {
			if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) || name != strings.TrimSpace(name) {
				t.Errorf("%q is not one line", name)
			}
		}
		if feeds == 0 && err == nil {
			t.Error("a list without feeds is good")
		}
	})
}
