package meta

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tidings/digest"
)

// filled is what a page at an address says, where readability knows only the title element.
func filled(t *testing.T, address, page string) digest.Text {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	_, title, _ := strings.Cut(page, "<title>")
	title, _, _ = strings.Cut(title, "</title>")
	var text digest.Text
	Read(doc, base).Fill(&text, title, "")
	return text
}

func TestTitleIsTheArticlesAlone(t *testing.T) {
	const site = `<meta property="og:site_name" content="The Marrow Post">`
	for _, tt := range []struct{ name, head, body, want string }{
		{"alone", "<title>Marrow opens its bridge</title>", "", "Marrow opens its bridge"},
		{"with the site's name", "<title>Marrow opens its bridge | The Marrow Post</title>" + site, "", "Marrow opens its bridge"},
		{"with the host's name", "<title>Marrow opens its bridge - Marrow.example</title>", "", "Marrow opens its bridge"},
		{"with a section, too", "<title>Marrow opens its bridge | News | The Marrow Post</title>", "<h1>Marrow opens its bridge</h1>", "Marrow opens its bridge"},
		{"after the site's name", "<title>Bridge Blog: Marrow opens its bridge</title>", "<h1>Marrow opens its bridge</h1>", "Marrow opens its bridge"},
		{"with a dash of its own", "<title>Marrow - a town of bridges</title>" + site, "", "Marrow - a town of bridges"},
		{"cut short", "<title>Marrow opens its bridge, four years…</title>", "<h1>Marrow opens its bridge, four years after the flood</h1>", "Marrow opens its bridge, four years after the flood"},
		{"only the site's name", "<title>The Marrow Post</title>" + site, "<h1>Marrow opens its bridge</h1>", "Marrow opens its bridge"},
		{"none", "", "<h1>Marrow <b>opens</b> its bridge</h1>", "Marrow opens its bridge"},
		{"a heading of a word", "<title>News: Marrow opens its bridge</title>", "<h1>News</h1>", "News: Marrow opens its bridge"},
	} {
		if got := filled(t, "https://www.marrow.example/1", "<html><head>"+tt.head+"</head><body>"+tt.body).Title; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAuthorsMayStandElsewhereInTheJSONLD(t *testing.T) {
	for name, script := range map[string]string{
		"a reference":          `{"@graph":[{"@type":"Article","author":{"@id":"#joan"}},{"@type":"Person","@id":"#joan","name":"Joan Pike"}]}`,
		"several":              `{"@graph":[{"@type":"Person","@id":"#joan","name":"Joan Pike"},{"@type":"Article","author":[{"@id":"#joan"},{"@id":"#joan"}]}]}`,
		"a reference to none":  `[{"@type":"Article","author":{"@id":"#nobody"}},{"@type":"Article","author":"Joan Pike"}]`,
		"an address of a name": `[{"@type":"Article","author":["https://marrow.example/joan","Joan Pike"]}]`,
	} {
		page := `<script type="application/ld+json">` + script + `</script>`
		if got := filled(t, "https://marrow.example/1", page).Byline; got != "Joan Pike" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for given, want := range map[string]string{
		"By Joan Pike": "Joan Pike", "Written by Joan Pike | Published on May 3": "Joan Pike", "https://marrow.example/joan": "", ", The Marrow Post": "",
	} {
		if got := byline(given); got != want {
			t.Errorf("byline(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestDateMayStandInTheAddressOrBelowTheHeadline(t *testing.T) {
	const head = "<html><body><h1>Marrow opens its bridge</h1>"
	for _, tt := range []struct{ name, address, page, want string }{
		{"in directories", "/2026/05/03/bridge", head, "2026-05-03"},
		{"in a name", "/news/2026-5-3-bridge", head, "2026-05-03"},
		{"a number of an article", "/2026/05/73/bridge", head, ""},
		{"marked beats the address", "/2026/05/03/", `<time class="published" datetime="2026-05-04">`, "2026-05-04"},
		{"the address beats any time", "/2026/05/03/", `<time datetime="2026-05-09">`, "2026-05-03"},
		{"in English", "/", head + "<p>By Joan Pike</p><p>Updated May 3rd, 2026 at 9:30", "2026-05-03"},
		{"in British English", "/", head + "<span>3 May 2026</span>", "2026-05-03"},
		{"in German", "/", head + "<span>Stand: 3. März 2026, 9.30 Uhr</span>", "2026-03-03"},
		{"in French", "/", head + "<span>Publié le 3 août 2026</span>", "2026-08-03"},
		{"in Spanish", "/", head + "<span>3 de enero de 2026</span>", "2026-01-03"},
		{"in Japanese", "/", head + "<span>2026年5月3日 9時30分</span>", "2026-05-03"},
		{"in figures", "/", head + "<span>03.05.2026</span>", "2026-05-03"},
		{"in figures that say either", "/", head + "<span>03/05/2026</span>", ""},
		{"above the headline", "/", "<p>3 May 2026</p>" + head, ""},
		{"in a sentence", "/", head + "<p>The bridge was to be opened on 3 May 2026, which is a day that nobody in town will soon forget.", ""},
		{"no month", "/", head + "<p>Room 12 Hall 2026</p><p>Top 10 songs 2026", ""},
	} {
		got := ""
		if at := filled(t, "https://marrow.example"+tt.address, tt.page).Published; !at.IsZero() {
			got = at.Format(time.DateOnly)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDatesAreReadInTheShapesThatPagesUse(t *testing.T) {
	for s, want := range map[string]string{
		"2026-05-03T09:30:00Z": "2026-05-03 09:30", "2026-05-03T09:30:00+02:00": "2026-05-03 07:30", "2026-05-03T09:30:00.123Z": "2026-05-03 09:30",
		"2026-05-03T09:30:00+0200": "2026-05-03 07:30", "2026-05-03T09:30": "2026-05-03 09:30", "2026-05-03 09:30:00": "2026-05-03 09:30",
		"2026-05-03": "2026-05-03 00:00", "Sun, 03 May 2026 09:30:00 GMT": "2026-05-03 09:30", "May 3, 2026": "2026-05-03 00:00", " 20260503 ": "2026-05-03 00:00",
		"0001-01-01T00:00:00Z": "", "1970-01-01": "", "yesterday": "", "": "", "12345678901234567890": "",
	} {
		got, ok := parseTime(s)
		if ok != (want != "") || ok && got.UTC().Format("2006-01-02 15:04") != want {
			t.Errorf("parseTime(%q) = %v (%v), want %q", s, got, ok, want)
		}
	}
}

func TestDeclaredLanguagesBecomeTags(t *testing.T) {
	for s, want := range map[string]string{
		"en": "en", "en_US": "en-US", "EN-gb": "en-GB", "pt-br": "pt-BR", "zh-Hans-CN": "zh", "fr, en": "fr", "nds": "nds",
		"": "", "x": "", "english": "", "{{lang}}": "", "12": "", "中文": "",
	} {
		if got := LanguageTag(s); got != want {
			t.Errorf("LanguageTag(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestASiteIsNotItsOwnAuthor(t *testing.T) {
	const page = `<meta property="og:site_name" content="The Marrow Post"><meta name="author" content="`
	for author, want := range map[string]string{"The Marrow Post": "", "the marrow post": "", "Joan Pike": "Joan Pike"} {
		if got := filled(t, "https://marrow.example/1", page+author+`">`).Byline; got != want {
			t.Errorf("author %q: byline %q, want %q", author, got, want)
		}
	}
}
