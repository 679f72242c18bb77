package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"golang.org/x/text/language"

	"tidings/digest/render"
)

// words are the phrases of one language. A phrase that it lacks is English.
type words struct {
	Lang    string // BCP 47
	Dir     string // "ltr" or "rtl", for dir attributes
	phrases map[string]string
	english map[string]string
}

// loadWords reads words/LANGUAGE.json, English first: what the matcher falls back on.
func loadWords(files fs.FS) ([]words, language.Matcher, error) {
	names, err := fs.Glob(files, "words/*.json")
	if err != nil {
		return nil, nil, err
	}
	all := []words{{Lang: "en"}}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, nil, err
		}
		w := words{Lang: strings.TrimSuffix(path.Base(name), ".json")}
		if err := json.Unmarshal(text, &w.phrases); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		if w.Lang == "en" {
			all[0] = w
		} else {
			all = append(all, w)
		}
	}
	tags := make([]language.Tag, len(all))
	for i := range all {
		all[i].english = all[0].phrases
		if tags[i], err = language.Parse(all[i].Lang); err != nil {
			return nil, nil, fmt.Errorf("words/%s.json: %w", all[i].Lang, err)
		}
		all[i].Dir = render.Direction(tags[i])
	}
	return all, language.NewMatcher(tags), nil
}

// The marks between which a name keeps a direction of its own (FSI and PDI, UAX #9 section 2.4).
const isolate, isolated = "\u2068", "\u2069"

// Say is a phrase, with each {name} in it replaced by the value that follows the name in pairs. In a phrase that is written
// from right to left a value keeps its own direction.
func (w words) Say(key string, pairs ...string) string {
	text, ok := w.phrases[key]
	if !ok {
		text = w.english[key]
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		if w.Dir == "rtl" {
			value = isolate + value + isolated
		}
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", value)
	}
	return text
}

// Join lists names as a sentence does.
func (w words) Join(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], w.Say("comma")) + w.Say("and") + names[last]
}

// speak finds the words for a reader's language, or else for the browser's, or else the site's.
func (s *Server) speak(r *http.Request, reader string) words {
	for _, asked := range []string{reader, r.Header.Get("Accept-Language"), s.Site.Language} {
		tags, _, err := language.ParseAcceptLanguage(asked)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, i, confidence := s.matcher.Match(tags...); confidence != language.No {
			return s.words[i]
		}
	}
	return s.words[0]
}

// inLanguage is the words of a language that was chosen before.
func (s *Server) inLanguage(lang string) words {
	for _, w := range s.words {
		if w.Lang == lang {
			return w
		}
	}
	return s.words[0]
}
