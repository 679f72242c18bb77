package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"tidings/digest"
)

// words are the phrases of one language. A key that a language lacks is English.
type words struct {
	tag     language.Tag
	phrases map[string]phrase
	english *words // nil for English itself
}

// phrase is one value of a words file: a text, a text with plural forms, or a list of twelve months or seven weekdays.
type phrase struct {
	forms map[plural.Form]string // a plain text is its own plural.Other
	list  []string
}

// pluralForms are the names that CLDR gives the forms.
var pluralForms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// listLengths are the keys that are lists, with how many entries each must have: weekdays begin on Sunday.
var listLengths = map[string]int{"months": 12, "weekdays": 7, "new_since_weekday": 7}

// wordKeys are the phrases that this package prints. English must have them all.
var wordKeys = []string{
	"months", "weekdays", "first_day", "date", "date_short", "thousands", "comma", "and", "semicolon", "stories", "articles",
	"tally", "reading_time", "minutes", "new", "new_since_last", "new_since_weekday", "new_since_date", "left",
	"left_on_web", "muted", "away", "why", "why_lists", "papers", "reports", "only", "matches", "matches_yours", "day", "month",
}

func (p *phrase) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '[':
		return json.Unmarshal(data, &p.list)
	case '{':
		var named map[string]string
		if err := json.Unmarshal(data, &named); err != nil {
			return err
		}
		p.forms = make(map[plural.Form]string, len(named))
		for name, text := range named {
			form, ok := pluralForms[name]
			if !ok {
				return fmt.Errorf("plural form %q is none of zero, one, two, few, many, other", name)
			}
			p.forms[form] = text
		}
		if _, ok := p.forms[plural.Other]; !ok {
			return errors.New(`the plural form "other" is missing`)
		}
		return nil
	default:
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		p.forms = map[plural.Form]string{plural.Other: text}
		return nil
	}
}

// loadWords reads words/*.json, English first: it is what the others fall back on. Phrases of own (nil for none) go over
// those of the same language, and the theme's own over all.
func loadWords(themes, own fs.FS, theme digest.Theme) ([]*words, error) {
	english, err := readWords(themes, "words/en.json", "")
	if err != nil {
		return nil, err
	}
	for _, key := range wordKeys {
		if !english.has(key) {
			return nil, fmt.Errorf("words/en.json: the phrase %q is missing; the other languages fall back on it", key)
		}
	}
	all := []*words{english}
	if all, err = addWords(all, themes, ""); err != nil {
		return nil, err
	}
	if own != nil {
		if all, err = addWords(all, own, theme.Dir); err != nil {
			return nil, err
		}
	}
	return all, setWords(all, theme.Words)
}

// addWords reads words/*.json of a file system over what is there; dir is what it is called in errors.
func addWords(all []*words, files fs.FS, dir string) ([]*words, error) {
	names, err := fs.Glob(files, "words/*.json")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	for _, name := range names {
		w, err := readWords(files, name, dir)
		if err != nil {
			return nil, err
		}
		for key := range w.phrases {
			if !all[0].has(key) {
				return nil, unknownPhrase(path.Join(dir, name), key)
			}
		}
		i := slices.IndexFunc(all, func(have *words) bool { return have.tag == w.tag })
		if i < 0 {
			w.english = all[0]
			all = append(all, w)
			continue
		}
		maps.Copy(all[i].phrases, w.phrases)
	}
	return all, nil
}

// setWords sets phrases for every language.
func setWords(all []*words, phrases map[string]string) error {
	for key, text := range phrases {
		switch p, ok := all[0].phrases[key]; {
		case !ok:
			return unknownPhrase("theme: words", key)
		case p.list != nil:
			return digest.Hint(fmt.Errorf("theme: words: %q is a list", key), "set it in words/LANGUAGE.json of a theme folder of your own")
		}
		for _, w := range all {
			w.phrases[key] = phrase{forms: map[plural.Form]string{plural.Other: text}}
		}
	}
	return nil
}

func unknownPhrase(where, key string) error {
	return digest.Hint(fmt.Errorf("%s: there is no phrase %q", where, key), "the phrases are in docs/templates.md, under Words")
}

func readWords(themes fs.FS, file, dir string) (*words, error) {
	data, err := fs.ReadFile(themes, file)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	file = path.Join(dir, file)
	tag, err := language.Parse(strings.TrimSuffix(path.Base(file), ".json"))
	if err != nil {
		return nil, fmt.Errorf("%s: the file must be named after a language, such as pt-BR.json: %w", file, err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(data, &entries); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("%s:%d: %w", file, 1+strings.Count(string(data[:syntax.Offset]), "\n"), err)
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	w := &words{tag: tag, phrases: make(map[string]phrase, len(entries))}
	for key, raw := range entries {
		var p phrase
		if err := p.UnmarshalJSON(raw); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", file, key, err)
		}
		if want := listLengths[key]; len(p.list) != want {
			return nil, fmt.Errorf("%s: %q is a list of %d texts, and %d are needed", file, key, len(p.list), want)
		}
		w.phrases[key] = p
	}
	return w, nil
}

// text is the phrase for n things, with each {name} in it replaced by the value that follows the name in pairs. The
// key is one of wordKeys or known to be there.
func (w *words) text(key string, n int, pairs ...string) string {
	p, ok := w.phrases[key]
	if !ok && w.english != nil {
		return w.english.text(key, n, pairs...)
	}
	form := plural.Other
	if len(p.forms) > 1 {
		form = plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)
	}
	text, ok := p.forms[form]
	if !ok {
		text = p.forms[plural.Other]
	}
	text = strings.ReplaceAll(text, "{n}", w.number(n))
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// entry is the i-th text of a list.
func (w *words) entry(key string, i int) string {
	if p, ok := w.phrases[key]; ok {
		return p.list[i]
	}
	return w.english.entry(key, i)
}

// plain is a phrase that needs neither number nor values, for themes: an unknown key is an error.
func (w *words) plain(key string) (string, error) {
	if w.has(key) || (w.english != nil && w.english.has(key)) {
		return w.text(key, 0), nil
	}
	return "", fmt.Errorf("there is no phrase %q in words/en.json", key)
}

func (w *words) has(key string) bool { _, ok := w.phrases[key]; return ok }

// number writes n with the language's mark between thousands.
func (w *words) number(n int) string {
	digits := strconv.Itoa(n)
	if n < 1000 {
		return digits
	}
	mark := w.phrases["thousands"].forms[plural.Other]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + mark + digits[i:]
	}
	return digits
}

// date fills a date phrase. Months and weekdays are written as they stand within a sentence.
func (w *words) date(key string, t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = w.text("first_day", 1)
	}
	return w.text(key, 0, "weekday", w.entry("weekdays", int(t.Weekday())), "day", day,
		"month", w.entry("months", int(t.Month())-1), "year", strconv.Itoa(t.Year()))
}

// join lists names as a sentence does: "a, b and c".
func (w *words) join(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], w.text("comma", 0)) + w.text("and", 0) + names[last]
}

// small is the text with its first letter in lower case, for a text that does not begin its line.
func small(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// capital is the text with its first letter in upper case, for a line of its own.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
