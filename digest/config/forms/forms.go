// Package forms turns what is written for one setting into its value: lengths of time, time zones and schedules; web and
// mail addresses, networks and where to listen; filter rules, labels, selectors and subject lines; languages, headers and
// names. Each form is a strict.Shape, and says what to write instead of what it cannot take.
package forms

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/invopop/jsonschema"
	"golang.org/x/net/http/httpguts"

	"tidings/digest"
	"tidings/digest/config/strict"
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)

// ID is a short name by which other places and the command line refer to something: lower-case letters, digits, - and _.
func ID() strict.Shape[string] {
	return strict.Scalar("a name", strict.PatternSchema(idForm.String()), func(s string) (string, *strict.Fault) {
		if idForm.MatchString(s) {
			return s, nil
		}
		bad := &strict.Fault{Text: fmt.Sprintf("%q cannot be a name", s), Hint: "use lower-case letters, digits, - and _"}
		if good := Slug(s); good != "" {
			bad.Hint += fmt.Sprintf(": %s", good)
		}
		return "", bad
	})
}

// Slug makes an ID of a title: "World news!" is world-news. Empty when no letter or digit of it can stay.
func Slug(title string) string {
	return strings.Trim(notID.ReplaceAllString(strings.ToLower(title), "-"), "-_")
}

var notID = regexp.MustCompile(`[^a-z0-9_]+`)

// Title is a title for what has only an ID: climate-policy is Climate policy.
func Title(id string) string {
	words := strings.NewReplacer("-", " ", "_", " ").Replace(id)
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}

var languageForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// Language is a language tag (BCP 47), by its form.
func Language() strict.Shape[string] {
	return strict.Scalar("a language", strict.PatternSchema(languageForm.String()), func(s string) (string, *strict.Fault) {
		if !languageForm.MatchString(s) {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is not a language tag", s), Hint: "write a tag such as en, fr or pt-BR"}
		}
		return s, nil
	})
}

// HeaderName is the name of an HTTP header (RFC 9110 section 5.1), in its usual capitals.
func HeaderName() strict.Shape[string] {
	return strict.Scalar("a header", strict.PatternSchema("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), func(s string) (string, *strict.Fault) {
		if !httpguts.ValidHeaderFieldName(s) {
			return "", &strict.Fault{Text: fmt.Sprintf("%q cannot be the name of a header", s), Hint: "write it as Cookie or X-Api-Key"}
		}
		return http.CanonicalHeaderKey(s), nil
	})
}

// Rule is one line of a filter.
func Rule() strict.Shape[digest.Rule] {
	schema := strict.TextSchema()
	schema.Description = "A word or phrase (whole words, any case, in title and text) or /an RE2 pattern/; title:, author:, tag:, " +
		"domain:, lang:, feed: or label: before it narrows it to that field."
	return strict.Defined("rule", strict.Scalar("a word, a phrase or a /pattern/", schema, func(s string) (digest.Rule, *strict.Fault) {
		r, err := digest.ParseRule(s)
		if err == nil {
			return r, nil
		}
		bad := &strict.Fault{Text: "this filter is empty", Hint: "write a word, a phrase or a /pattern/"}
		if pattern, ok := errors.AsType[*syntax.Error](err); ok {
			bad.Text, bad.Hint = "bad regular expression: "+string(pattern.Code), "RE2 syntax; put the rule in single quotes"
			if i := strings.Index(s, pattern.Expr); i >= 0 && pattern.Expr != "" {
				bad.Start, bad.End = i, i+len(pattern.Expr)
			}
		}
		return digest.Rule{}, bad
	}))
}

// Path is a path on this machine, relative to the file that it stands in.
func Path() strict.Shape[string] { return strict.Shown(strict.Text(), strict.Absolute) }

// Selector is a CSS selector, such as extract uses it.
func Selector() strict.Shape[string] {
	return strict.Then(strict.Text(), func(v strict.Value, css string) (string, bool) {
		if _, err := cascadia.ParseGroup(css); err != nil {
			v.Fail(fmt.Sprintf("%q is not a CSS selector", css), "write one such as article.body or '#story p'")
			return "", false
		}
		return css, true
	})
}

// mostStories keeps numbers sensible: nobody reads a thousand stories.
const mostStories = 1000

// Stories is a number of stories, from least on.
func Stories(least int) strict.Shape[int] { return strict.Int(least, mostStories) }

// Subject is a template for a subject line. check says what is wrong with one, in the words of the room that fills it in;
// nil: any text will do.
func Subject(check func(tmpl string) error) strict.Shape[string] {
	return strict.Then(strict.Text(), func(v strict.Value, tmpl string) (string, bool) {
		if check == nil {
			return tmpl, true
		}
		if err := check(tmpl); err != nil {
			v.Fail(err.Error(), "the names are {{.Site}} {{.Title}} {{.Date}} {{.Week}} {{.TopStory}} {{.More}} {{.Stories}}")
			return tmpl, false
		}
		return tmpl, true
	})
}

// Note is Markdown. check says what is wrong with it, in the words of the room that prints it; nil: any text will do.
func Note(check func(markdown string) error) strict.Shape[string] {
	note := strict.Scalar("a text", jsonschema.Schema{Type: "string"}, func(s string) (string, *strict.Fault) { return s, nil })
	return strict.Then(note, func(v strict.Value, markdown string) (string, bool) {
		if check == nil {
			return markdown, true
		}
		if err := check(markdown); err != nil {
			v.Fail(err.Error(), "write Markdown: paragraphs, **bold**, lists, [links](https://example.com)")
			return "", false
		}
		return markdown, true
	})
}
