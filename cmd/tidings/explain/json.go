package explain

import (
	"time"

	"tidings/cmd/tidings/verdict"
	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/build"
)

// explainJSON is the shape of `tidings explain --json`.
type explainJSON struct {
	Edition  string       `json:"edition"`
	Slot     digest.Slot  `json:"slot"`
	Reader   string       `json:"reader,omitempty"`
	Fate     string       `json:"fate"`
	Words    string       `json:"words"`
	Unsent   string       `json:"unsent,omitempty"`
	Story    string       `json:"story,omitempty"`
	Headline string       `json:"headline"`
	Section  string       `json:"section,omitempty"`
	Place    int          `json:"place,omitempty"`
	Placed   int          `json:"placed,omitempty"`
	Rank     int          `json:"rank,omitempty"`
	Ranked   int          `json:"ranked,omitempty"`
	Rule     string       `json:"rule,omitempty"`
	Score    float64      `json:"score,omitempty"`
	Parts    []partJSON   `json:"parts,omitempty"`
	News     *newsJSON    `json:"news,omitempty"`
	Labels   []spreadJSON `json:"labels,omitempty"`
	Articles []memberJSON `json:"articles"`
	Links    []linkJSON   `json:"links,omitempty"`
	Others   []string     `json:"others,omitempty"`
}

type partJSON struct {
	Name   string  `json:"name"`
	Points float64 `json:"points"`
	Words  string  `json:"words"`
}

// spreadJSON is how the independent reports are spread over one label of their feeds.
type spreadJSON struct {
	Label   string      `json:"label"`
	Values  []shareJSON `json:"values"`
	Without int         `json:"without,omitempty"`
}

type shareJSON struct {
	Value   string `json:"value"`
	Reports int    `json:"reports"`
}

type newsJSON struct {
	Since      time.Time `json:"since"`
	Share      float64   `json:"share"`
	Figures    []string  `json:"figures,omitempty"`
	Names      []string  `json:"names,omitempty"`
	Quotations int       `json:"quotations,omitempty"`
	Sentences  int       `json:"sentences,omitempty"`
	Papers     int       `json:"papers,omitempty"`
}

type memberJSON struct {
	ID    string    `json:"id"`
	Feed  string    `json:"feed"`
	Title string    `json:"title"`
	URL   string    `json:"url"`
	Date  time.Time `json:"date"`
	Sent  bool      `json:"sent,omitempty"`
	Leads bool      `json:"leads,omitempty"`
}

type linkJSON struct {
	A           string             `json:"a"`
	B           string             `json:"b"`
	Probability float64            `json:"probability"`
	Copy        bool               `json:"copy,omitempty"`
	Words       []string           `json:"words,omitempty"`
	Features    map[string]float64 `json:"features,omitempty"`
}

func explanationJSON(x pipeline.Explanation, e digest.Edition, reader digest.Subscriber) explainJSON {
	out := explainJSON{
		Edition: x.Issue.Edition, Slot: x.Issue.Slot, Reader: reader.Email, Fate: string(x.Fate), Words: verdict.Of(x, e), Unsent: verdict.Unsent(x),
		Story: x.Story.ID, Headline: titleOf(x), Section: x.Section, Place: x.Place, Placed: x.Placed, Rank: x.Rank,
		Ranked: x.Ranked, Rule: x.Rule.String(), Score: x.Story.Score, Articles: []memberJSON{}, Others: x.Others,
	}
	for _, r := range x.Story.Reasons {
		out.Parts = append(out.Parts, partJSON{r.Name, r.Points, verdict.Part(r, x.Story, x.Issue.Until)})
	}
	for _, s := range x.Labels {
		spread := spreadJSON{Label: s.Label, Without: s.Without}
		for _, v := range s.Values {
			spread.Values = append(spread.Values, shareJSON(v))
		}
		out.Labels = append(out.Labels, spread)
	}
	if n := x.Story.News; n.Article != "" {
		out.News = &newsJSON{x.Story.Told.Last, n.Share, n.Numbers, n.Names, n.Quotes, n.Statements, n.Papers}
	}
	for _, art := range membersOf(x) {
		out.Articles = append(out.Articles, memberJSON{
			ID: art.ID, Feed: x.Names[art.FeedID], Title: art.Title, URL: art.URL, Date: art.When(),
			Sent: x.Story.Told.Articles[art.ID], Leads: art.ID == x.Story.Summary.Lead,
		})
	}
	for _, l := range x.Links {
		link := linkJSON{A: l.A, B: l.B, Probability: l.P, Words: l.Terms, Copy: isCopy(l)}
		for _, f := range l.Features {
			if link.Features == nil {
				link.Features = make(map[string]float64)
			}
			link.Features[f.Name] = f.Points
		}
		out.Links = append(out.Links, link)
	}
	return out
}

// isCopy says that two articles stand together because they are one text, on which no model decides.
func isCopy(l build.Link) bool { return len(l.Terms) == 0 && len(l.Features) == 0 }
