package feed

import (
	"slices"
	"strings"
	"testing"
)

func guids(t *testing.T, doc string) []string {
	t.Helper()
	var all []string
	for _, a := range parse(t, doc).Articles {
		all = append(all, a.GUID)
	}
	return all
}

func TestAGUIDIsKeptByteForByte(t *testing.T) {
	for _, id := range []string{"HTTP://News.Example/A B", "urn:uuid:1225C695", "../relative", "tag:a,2026:ä/%7E", "lifted:1:2:3:0:", "0", "a?b=1&c"} {
		escaped := strings.ReplaceAll(id, "&", "&amp;")
		for _, doc := range []string{
			rss("<item><guid>" + escaped + "</guid></item>"),
			rss("<item><guid><![CDATA[" + id + "]]></guid></item>"),
			atomFeed(`<entry xml:base="http://b.example/"><id> ` + escaped + "\n</id></entry>"),
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="` + escaped + `"></item></rdf:RDF>`,
		} {
			if got := guids(t, doc); !slices.Equal(got, []string{id}) {
				t.Errorf("%s: got %q", doc, got)
			}
		}
	}
}

func TestWithoutAGUIDTheLinkThenTheTextIdentifies(t *testing.T) {
	got := guids(t, rss(`<item><link>http://a.example/1?utm_source=x</link><title>a</title></item><item><title>b</title></item><item><title>c</title></item><item/>`))
	if len(got) != 4 || got[0] != "http://a.example/1" || got[1] == got[2] || got[1] == got[3] || got[3] == "" {
		t.Errorf("%q", got)
	}
	again := guids(t, rss(`<item><title>c</title></item><item><title>b</title></item>`))
	if again[0] != got[2] || again[1] != got[1] {
		t.Errorf("%q, and the next time %q", got, again)
	}
}

func TestASharedIdentityIsToldApart(t *testing.T) {
	for promise, doc := range map[string]string{
		"one guid, two links":            rss("<item><guid>1</guid><link>http://a.example/1</link></item><item><guid>1</guid><link>http://a.example/2</link></item>"),
		"one guid and link, two titles":  rss("<item><guid>1</guid><link>http://a.example/</link><title>a</title></item><item><guid>1</guid><link>http://a.example/</link><title>b</title></item>"),
		"one link for all, and no guid":  rss("<item><link>http://a.example/</link><title>a</title></item><item><link>http://a.example/</link><title>b</title></item>"),
		"the same, in the reverse order": rss("<item><link>http://a.example/</link><title>b</title></item><item><link>http://a.example/</link><title>a</title></item>"),
	} {
		got := guids(t, doc)
		if len(got) != 2 || got[0] == got[1] {
			t.Errorf("%s: %q", promise, got)
		}
	}
}

func TestWhatStandsTwiceIsOneArticle(t *testing.T) {
	item := "<item><guid>1</guid><title>a</title></item>"
	c := parse(t, rss(item+"<item><guid>2</guid></item>"+item))
	if len(c.Articles) != 2 || !slices.Equal(c.Warnings, []string{"1 article stands in the feed twice"}) {
		t.Errorf("%d articles, %q", len(c.Articles), c.Warnings)
	}
}

func TestTrackingParametersAreTakenOff(t *testing.T) {
	for address, want := range map[string]string{
		"http://a.example/x": "http://a.example/x",
		"http://a.example/x?utm_source=rss&utm_medium=feed":       "http://a.example/x",
		"http://a.example/x?b=2&UTM_Source=rss&a=1&fbclid=z#part": "http://a.example/x?b=2&a=1#part",
		"http://a.example/x?id=%C3%A9;c=1&gclid=1":                "http://a.example/x?id=%C3%A9;c=1",
		"http://a.example/x?ref=rss":                              "http://a.example/x",
		"http://a.example/x?ref=main&source=print":                "http://a.example/x?ref=main&source=print",
		"http://a.example/x?partner=rss&emc=rss":                  "http://a.example/x",
		"http://a.example/x#xtor=RSS-1":                           "http://a.example/x",
		"http://a.example/x?at_medium=RSS&at_campaign=KARANGA":    "http://a.example/x",
		"http://a.example/x?":                                     "http://a.example/x?",
		"http://a.example/x?flag&mc_cid=1":                        "http://a.example/x?flag",
		"http://a.example/?q=a%20b&&c":                            "http://a.example/?q=a%20b&&c",
		"http://a.example/#!/route?utm_source=x":                  "http://a.example/#!/route?utm_source=x",
	} {
		if got := untrack(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestAddressesThatMeanTheSamePageAreOneCanonical(t *testing.T) {
	for _, address := range []string{
		"http://www.a.example/x/", "https://a.example/x", "https://A.example:443/x?utm_source=y", "http://a.example:80/x/#part", "https://a.example/x#",
	} {
		if got := Canonical(address); got != "a.example/x" {
			t.Errorf("%s: got %s", address, got)
		}
	}
	for address, want := range map[string]string{
		"https://a.example/":        "a.example",
		"https://a.example:8080/x":  "a.example:8080/x",
		"https://a.example/X?b=1":   "a.example/X?b=1",
		"https://a.example/%C3%A9/": "a.example/%C3%A9",
		"":                          "",
		"mailto:ed@a.example":       "",
		"http://a.example/%zz":      "",
	} {
		if got := Canonical(address); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}
