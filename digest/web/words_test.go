package web_test

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tidings/digest/links"
	"tidings/templates"
)

// spoken are the phrases of each language.
func spoken(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := make(map[string]map[string]string)
	names, err := fs.Glob(os.DirFS("."), "words/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		phrases := make(map[string]string)
		if err := json.Unmarshal(text, &phrases); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[strings.TrimSuffix(path.Base(name), ".json")] = phrases
	}
	return all
}

func TestPagesSpeakEveryLanguageThatTheMailDoes(t *testing.T) {
	names, err := fs.Glob(templates.FS, "words/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d languages of the mail, %v", len(names), err)
	}
	pages := spoken(t)
	for _, name := range names {
		if lang := strings.TrimSuffix(path.Base(name), ".json"); pages[lang] == nil {
			t.Errorf("the mail speaks %s, and the pages do not", lang)
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func TestEveryLanguageHasEveryPhraseAndNoOther(t *testing.T) {
	pages := spoken(t)
	in := func(phrase string) []string {
		found := placeholder.FindAllString(phrase, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for lang, phrases := range pages {
		for key, english := range pages["en"] {
			if phrases[key] == "" {
				t.Errorf("%s lacks %s", lang, key)
			} else if !slices.Equal(in(phrases[key]), in(english)) {
				t.Errorf("%s: %s has %v, and in English %v", lang, key, in(phrases[key]), in(english))
			}
		}
		for key := range phrases {
			if _, ok := pages["en"][key]; !ok {
				t.Errorf("%s has %s, which nothing says", lang, key)
			}
		}
	}
}

func TestArabicPagesAreSetFromRightToLeftAndNamesKeepTheirOwnDirection(t *testing.T) {
	h := newHouse(t, nil)
	r := h.request("GET", links.JoinPath, nil)
	r.Header.Set("Accept-Language", "ar")
	h.want(h.do(r), 200, `<html lang="ar" dir="rtl">`, "\u2068The Morning Paper\u2069", `dir="ltr" autocomplete="email"`)
	r.Header.Set("Accept-Language", "ja")
	a := h.do(r)
	h.want(a, 200, `<html lang="ja" dir="ltr">`, "The Morning Paperをメールで")
	if strings.Contains(a.body, "\u2068") {
		t.Error("marks where nothing runs the other way")
	}
	r = h.request("POST", links.JoinPath, url.Values{"email": {"eve@example.com"}, "lists": {"open"}})
	r.Header.Set("Accept-Language", "ar")
	h.want(h.do(r), 200, "راجع بريدك")
	if m := <-h.inbox.mails; !strings.Contains(m.Rendering.HTML, `dir="rtl"`) {
		t.Errorf("%s", m.Rendering.HTML)
	}
}

func TestPagesSpeakTheReadersLanguage(t *testing.T) {
	h := newHouse(t, nil)
	for asked, want := range map[string]string{
		"de-CH,en;q=0.5": "Abonnieren", "fr": "S’abonner", "es-MX": "Suscribirse", "pt-BR": "Assinar", "ja": "登録する", "ar-EG": "اشتراك",
		"it": "Iscriviti", "nl-BE": "Aanmelden", "pl": "Subskrybuj", "xx": "Subscribe", "": "Subscribe", "fi, ;;;": "Subscribe",
	} {
		r := h.request("GET", links.JoinPath, nil)
		r.Header.Set("Accept-Language", asked)
		h.want(h.do(r), 200, want)
	}
	// The mail is in the language of the page that asked, wherever the daemon stands.
	r := h.request("POST", links.JoinPath, url.Values{"email": {"eve@example.com"}, "lists": {"open"}})
	r.Header.Set("Accept-Language", "de")
	h.want(h.do(r), 200, "Sehen Sie in Ihre Mail")
	if m := <-h.inbox.mails; m.Rendering.Subject != "Bitte bestätigen: The Morning Paper" || !strings.Contains(m.Rendering.Text, "Der Link gilt zwei Tage") {
		t.Errorf("%s\n%s", m.Rendering.Subject, m.Rendering.Text)
	}
}
