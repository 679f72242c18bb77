package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// families are the mail programs that the mail must be readable in, as caniemail.com calls them, and we.
var families = [][2]string{
	{"gmail", "Gmail"},
	{"outlook", "Outlook"},
	{"apple-mail", "Apple Mail"},
	{"yahoo", "Yahoo"},
	{"thunderbird", "Thunderbird"},
	{"protonmail", "Proton"},
}

// fallbacks say, for each feature that some of these programs lack or bend, what a reader has there instead. A feature
// without a line here is one that the themes may not use.
var fallbacks = map[string]string{
	"css-at-media":                      "the column is fluid by itself; only the margins and the large headlines stay as on a screen",
	"css-at-media-prefers-color-scheme": "the light colours, or the program's own dark ones: both are readable",
	"css-color-scheme":                  "the program may darken the page its own way",
	"css-display":                       "block on links and pictures: they stand in blocks of their own anyway",
	"css-display-none":                  "hides the preheader, which is also of no height and, for Outlook, mso-hide",
	"css-border":                        "without it a rule is missing, and the space between stories stays",
	"css-font-size":                     "sizes are in pixels, which all of them read",
	"css-font-weight":                   "bold, which all of them read",
	"css-selector-class":                "as without the style sheet: light colours, the margins of a screen",
	"css-important":                     "only in the style sheet, which such a program does not read either",
	"css-letter-spacing":                "the section's label stands a little closer",
	"css-line-height":                   "lines stand as far apart as the program likes",
	"css-margin":                        "on paragraphs and headings, where it is read; rows of tables keep stories apart",
	"css-max-width":                     "classic Outlook gets the column from a table of 600 pixels that only it sees",
	"css-max-height":                    "one of four ways to hide the preheader",
	"css-overflow":                      "one of four ways to hide the preheader",
	"css-padding":                       "on cells of tables, where it is read; on links it only makes the target larger",
	"css-pseudo-class-hover":            "the headline is not underlined when it is pointed at",
	"css-selector-attribute":            "[data-ogsc] and [data-ogsb] are for Outlook's own dark mode",
	"css-selector-descendant":           "links keep the colours they have by day",
	"css-table-layout":                  "a word longer than the column makes it wider",
	"css-text-align":                    "start and end follow from dir",
	"css-text-decoration":               "headlines are underlined",
	"css-text-transform":                "the section's label is not in capitals",
	"css-text-wrap":                     "headlines break where they like",
	"css-white-space":                   "code in a note stands with single spaces",
	"html-mailto-links":                 "the address stands in the text, to be copied",
	"css-width":                         "the attribute width says the same",
	"css-height":                        "the attribute height says the same, or the picture's own height holds",
	"html-height":                       "the style says height: auto, and the picture's own height holds",
	"css-word-break":                    "a word longer than the column makes it wider",
	"html-align":                        "margin: 0 auto says the same",
	"html-aria-hidden":                  "a screen reader says the preheader first, which is what the mail is about",
	"html-aria-label":                   "a screen reader names the mail by its subject",
	"html-body":                         "its colours stand on the outer table as well",
	"html-dir":                          "text-align says the side as well, and bidi texts are of their own direction",
	"html-doctype":                      "nothing depends on it",
	"html-lang":                         "stands on the body's first element as well, since some drop <html>",
	"html-meta-color-scheme":            "the program may darken the page its own way",
	"html-role":                         "a screen reader may name the tables",
	"html-style":                        "everything needed stands inline; dark colours and the phone's margins are missing",
	"html-width":                        "width in the style says the same",
}

// feature is what caniemail.com knows of one.
type feature struct {
	Slug, Title, URL string
	Stats            map[string]map[string]map[string]string // family → platform → version → "y", "n", "a" or "u", with notes
}

// readByClients holds what the themes use against the data of caniemail.com: everything must be understood by the
// families, or have a fallback. It keeps the table of docs/clients.md true.
func readByClients(_ context.Context, o options, pages []page) (*check, error) {
	c := &check{name: "caniemail.com, or a fallback"}
	known, date, err := knownFeatures(o.tools)
	if errors.Is(err, fs.ErrNotExist) {
		c.skipped = "the data is not there (npm install --prefix " + o.tools + " caniemail)"
		return c, nil
	}
	if err != nil {
		return nil, err
	}
	used := make(map[string]bool)
	for _, p := range pages {
		features(p.drawn.HTML, used)
	}
	var rows []string
	missing := make(map[string]bool)
	for _, slug := range slices.Sorted(maps.Keys(used)) {
		f, ok := known[slug]
		if !ok {
			continue // never tested: as old as HTML
		}
		c.tried++
		support := make([]string, len(families))
		partly := false
		for i, family := range families {
			support[i] = supported(f.Stats[family[0]])
			partly = partly || support[i] == "partly" || support[i] == "no"
		}
		if !partly {
			continue
		}
		missing[slug] = true
		if fallbacks[slug] == "" {
			c.fail("%s: %s, and no fallback is known", slug, strings.Join(support, ", "))
		}
		rows = append(rows, fmt.Sprintf("| [%s](%s) | %s | %s |", f.Title, f.URL, strings.Join(support, " | "), fallbacks[slug]))
	}
	for _, slug := range slices.Sorted(maps.Keys(fallbacks)) {
		if !missing[slug] {
			c.fail("%s: a fallback is written for what is not used, or is known everywhere", slug)
		}
	}
	c.note = fmt.Sprintf("(%d of them with a fallback)", len(rows))
	return c, keepTable(o, c, date, rows)
}

// knownFeatures reads the data of caniemail.com out of the npm package.
func knownFeatures(tools string) (known map[string]feature, date string, err error) {
	text, err := os.ReadFile(filepath.Join(tools, "node_modules", "caniemail", "data", "caniemail.json"))
	if err != nil {
		return nil, "", err
	}
	var file struct {
		Updated string `json:"last_update_date"`
		Data    []feature
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, "", fmt.Errorf("caniemail.json: %w", err)
	}
	known = make(map[string]feature, len(file.Data))
	for _, f := range file.Data {
		known[f.Slug] = f
	}
	return known, file.Updated[:min(10, len(file.Updated))], nil
}

// supported sums up the newest version of each platform of a family.
func supported(platforms map[string]map[string]string) string {
	var yes, no, partly, unknown int
	for _, versions := range platforms {
		newest := slices.MaxFunc(slices.Collect(maps.Keys(versions)), cmp.Compare[string])
		switch said := versions[newest]; {
		case strings.HasPrefix(said, "y"):
			yes++
		case strings.HasPrefix(said, "n"):
			no++
		case strings.HasPrefix(said, "a"):
			partly++
		default:
			unknown++
		}
	}
	switch {
	case yes+no+partly == 0:
		return "not known"
	case no+partly == 0:
		return "yes"
	case yes+partly == 0:
		return "no"
	default:
		return "partly"
	}
}

var (
	declaration = regexp.MustCompile(`(?:^|[;{"])\s*([a-z-]+)\s*:\s*([^;}"]+)`)
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	atMedia     = regexp.MustCompile(`@media \(([a-z-]+)`)
	mailOnly    = regexp.MustCompile(`^(?:mso-|-webkit-|supported-color-schemes$)`)
)

// elements and attributes whose features are called otherwise than they are.
var (
	elementFeatures = map[string]string{"h1": "html-h1-h6", "h2": "html-h1-h6", "h3": "html-h1-h6", "tr": "html-table", "td": "html-table"}
	cssFeatures     = map[string]string{"border-top": "css-border", "border-bottom": "css-border", "border-color": "css-border", "padding-left": "css-padding", "padding-right": "css-padding"}
)

// features adds to used what a page uses, by the names of caniemail.com.
func features(page string, used map[string]bool) {
	used["html-doctype"], used["html-comments"] = true, true
	z := html.NewTokenizer(strings.NewReader(page))
	style := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if style {
				styleSheet(string(z.Text()), used)
			}
		case html.EndTagToken:
			style = false
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			style = t.Data == "style"
			used[cmp.Or(elementFeatures[t.Data], "html-"+t.Data)] = true
			for _, a := range t.Attr {
				attribute(a, used)
			}
		}
	}
}

func attribute(a html.Attribute, used map[string]bool) {
	switch {
	case a.Key == "style":
		declarations(a.Val, used)
	case a.Key == "name" && a.Val == "color-scheme":
		used["html-meta-color-scheme"] = true
	case a.Key == "href" && strings.HasPrefix(a.Val, "mailto:"):
		used["html-mailto-links"] = true
	default:
		used["html-"+a.Key] = true
	}
}

// styleSheet adds what the style sheet uses.
func styleSheet(css string, used map[string]bool) {
	css = comment.ReplaceAllString(css, "")
	for _, m := range atMedia.FindAllStringSubmatch(css, -1) {
		used["css-at-media"] = true
		used["css-at-media-"+m[1]] = true
	}
	for mark, slug := range map[string]string{
		":hover": "css-pseudo-class-hover", "[data-": "css-selector-attribute", "!important": "css-important", "] .": "css-selector-descendant",
		"{": "css-selector-class",
	} {
		if strings.Contains(css, mark) {
			used[slug] = true
		}
	}
	declarations(css, used)
}

func declarations(css string, used map[string]bool) {
	for _, m := range declaration.FindAllStringSubmatch(css, -1) {
		property := m[1]
		if mailOnly.MatchString(property) {
			continue // written for one program
		}
		used[cmp.Or(cssFeatures[property], "css-"+property)] = true
		if property == "display" && m[2] == "none" {
			used["css-display-none"] = true
		}
		if strings.Contains(m[2], "px") {
			used["css-unit-px"] = true
		}
		if strings.Contains(m[2], "%") {
			used["css-unit-percent"] = true
		}
	}
}

// The table of docs/clients.md stands between these lines.
const (
	tableBegins = "<!-- made by make look-update -->"
	tableEnds   = "<!-- until here -->"
)

// keepTable compares the table of the guide with rows, or writes it.
func keepTable(o options, c *check, date string, rows []string) error {
	text, err := os.ReadFile(o.clients)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), tableBegins+"\n")
	old, after, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no line %s and %s after it", o.clients, tableBegins, tableEnds)
	}
	head := []string{"feature"}
	for _, f := range families {
		head = append(head, f[1])
	}
	head = append(head, "where it is missing")
	table := fmt.Sprintf("Data of %s.\n\n| %s |\n|%s\n%s\n", date, strings.Join(head, " | "), strings.Repeat("---|", len(head)), strings.Join(rows, "\n"))
	switch {
	case o.update:
		return os.WriteFile(o.clients, []byte(before+tableBegins+"\n"+table+tableEnds+after), 0o644)
	case old != table:
		c.fail("the table of %s is not that of the data; run make look-update", o.clients)
	}
	return nil
}
