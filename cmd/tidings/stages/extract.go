// Package stages is `tidings extract`, `tidings cluster` and `tidings filters`: one stage on its own, from what stands in a
// file, at an address or in the state to what it makes of that.
package stages

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/extract"
)

// extractJSON is the shape of `tidings extract --json`.
type extractJSON struct {
	URL       string     `json:"url,omitempty"`
	Title     string     `json:"title,omitempty"`
	Byline    string     `json:"byline,omitempty"`
	Site      string     `json:"site,omitempty"`
	Language  string     `json:"language,omitempty"`
	Published *time.Time `json:"published,omitempty"`
	Image     string     `json:"image,omitempty"`
	Excerpt   string     `json:"excerpt,omitempty"`
	Text      string     `json:"text,omitempty"`
	HTML      string     `json:"html,omitempty"`
	Words     int        `json:"words,omitempty"`
	Method    string     `json:"method,omitempty"`
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// ExtractCommand is `tidings extract`.
func ExtractCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var asJSON, asHTML, why bool
	var base, selector string
	cmd := &cobra.Command{
		Use: "extract FILE|URL|-", Short: "Show the readable text of a page", GroupID: "parts",
		Args: cobra.ExactArgs(1),
		Example: "  tidings extract https://example.com/article\n" +
			"  tidings extract --json --url https://example.com/article page.html\n" +
			"  tidings extract --why page.html             # what was kept, what was dropped, for what reason\n" +
			"  tidings extract --css 'article .body' page.html",
		RunE: func(cmd *cobra.Command, args []string) error {
			page, err := a.Document(cmd.Context(), args[0], base, "text/html")
			if err != nil {
				return err
			}
			opts := extract.Options{Select: selector}
			if why {
				return a.printBlocks(page, opts)
			}
			text, err := extract.Page(page, opts)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return a.PrintJSON(extractJSON{
					URL: page.FinalURL, Title: text.Title, Byline: text.Byline, Site: text.Site, Language: text.Language,
					Published: call.Stamp(text.Published), Image: text.Image, Excerpt: text.Excerpt, Text: text.Body,
					HTML: text.HTML, Words: text.Words, Method: text.Method,
				})
			case asHTML:
				_, err = fmt.Fprintln(a.Stdout, text.HTML)
			default:
				err = a.printText(text)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object: the text and what the page says about it")
	cmd.Flags().BoolVar(&asHTML, "html", false, "the text as sanitized HTML")
	cmd.Flags().StringVar(&base, "url", "", "the page's address, for a file's relative links")
	cmd.Flags().BoolVar(&why, "why", false, "each block of the page, menus and footers apart: kept (+) or dropped (-), and for what reason")
	cmd.Flags().StringVar(&selector, "css", "", "the CSS selector of the elements that hold the text")
	cmd.MarkFlagsMutuallyExclusive("json", "html", "why")
	return cmd
}

// printText shows an article as a person reads it: title, what is known about it, paragraphs.
func (a actions) printText(t digest.Text) error {
	if t.Title != "" {
		fmt.Fprintf(a.Stdout, "%s\n", t.Title)
		var about []string
		for _, s := range []string{t.Byline, t.Site} {
			if s != "" {
				about = append(about, s)
			}
		}
		if !t.Published.IsZero() {
			about = append(about, t.Published.Format("2 January 2006"))
		}
		about = append(about, fmt.Sprintf("%d min", digest.Minutes(t.Words)))
		fmt.Fprintf(a.Stdout, "%s\n\n", wording.Joined(about))
	}
	_, err := fmt.Fprintln(a.Stdout, wording.Wrapped(t.Body, min(call.Columns(a.Stdout), 80)))
	return err
}

// printBlocks shows what became of each block of a page, a line a block.
func (a actions) printBlocks(page digest.Page, opts extract.Options) error {
	blocks, err := extract.Blocks(page, opts)
	if err != nil {
		return err
	}
	reasons := 0
	for _, b := range blocks {
		reasons = max(reasons, utf8.RuneCountInString(b.Reason))
	}
	reasons = min(reasons, widestReason)
	words := max(20, call.Columns(a.Stdout)-reasons-4)
	for _, b := range blocks {
		mark := "-"
		if b.Kept {
			mark = "+"
		}
		line := strings.Join(strings.Fields(b.Text), " ")
		fmt.Fprintf(a.Stdout, "%s %-*s  %s\n", mark, reasons, wording.Cut(b.Reason, widestReason), wording.Cut(line, words))
	}
	return nil
}

// widestReason is the width of the column of reasons, in characters.
const widestReason = 34
