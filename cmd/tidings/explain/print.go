package explain

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/verdict"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/pipeline"
)

// explaining prints an explanation for a person.
type explaining struct {
	*call.Call
	x      pipeline.Explanation
	e      digest.Edition
	reader digest.Subscriber
	bold   bool
}

func (p *explaining) line(format string, args ...any) { fmt.Fprintf(p.Stdout, format+"\n", args...) }

// heading stands above a part, with a blank line before it.
func (p *explaining) heading(format string, args ...any) {
	p.line("\n%s", p.strong(fmt.Sprintf(format, args...)))
}

func (p *explaining) strong(s string) string {
	if p.bold {
		return "\x1b[1m" + s + "\x1b[0m"
	}
	return s
}

func (p *explaining) print() {
	x := p.x
	p.line("%s", p.strong(titleOf(x)))
	who := cmp.Or(p.reader.Email, "anybody")
	p.line("%s of %s, for %s. %s", x.Issue.Edition, x.Issue.Slot.Date(), who, verdict.Of(x, p.e))
	if why := verdict.Unsent(x); why != "" {
		p.line("%s", why)
	}
	for _, other := range x.Others {
		p.line("  also fits: %s", other)
	}
	if x.Rank > 0 {
		p.score()
	}
	if x.Story.News.Article != "" {
		p.news()
	}
	p.labels()
	p.articles()
	if len(x.Links) > 0 {
		p.links()
	}
	if x.Story.ID != "" {
		p.line("\nstory %s", x.Story.ID)
	}
}

// titleOf is the headline that the story has, or the title of the article that is in none.
func titleOf(x pipeline.Explanation) string {
	switch {
	case x.Story.Summary.Headline != "":
		return x.Story.Summary.Headline
	case x.Article != nil:
		return x.Article.Title
	default:
		return x.Story.Articles[0].Title
	}
}

// score prints the parts of a story's score, largest first.
func (p *explaining) score() {
	st := p.x.Story
	p.heading("Why there: it ranks %d of %d, with %.2f points", p.x.Rank, p.x.Ranked, st.Score)
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, r := range st.Reasons {
		fmt.Fprintf(w, "  %+.2f\t%s\t%s\n", r.Points, r.Name, verdict.Part(r, st, p.x.Issue.Until))
	}
	w.Flush()
}

// news prints what is new since the reader was last told.
func (p *explaining) news() {
	n := p.x.Story.News
	p.heading("New since %s", verdict.Day(p.x.Story.Told.Last, p.e))
	facts := []string{
		wording.Count(n.Statements, "sentence", "sentences"), wording.Count(n.Quotes, "quotation", "quotations"),
		wording.Count(n.Papers, "more paper", "more papers"),
	}
	p.line("  %s", wording.Joined(facts))
	if len(n.Numbers) > 0 {
		p.line("  figures: %s", wording.List(n.Numbers))
	}
	if len(n.Names) > 0 {
		p.line("  names: %s", wording.List(n.Names))
	}
}

// labels prints over which labels of their feeds the reports are spread.
func (p *explaining) labels() {
	if len(p.x.Labels) == 0 {
		return
	}
	p.heading("Who reports it, by your labels")
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range p.x.Labels {
		label := s.Label
		for _, v := range s.Values {
			fmt.Fprintf(w, "  %s\t%s\t%s\n", label, v.Value, wording.Count(v.Reports, "report", "reports"))
			label = "" // once is enough
		}
		if s.Without > 0 {
			fmt.Fprintf(w, "  \t–\t%s\n", wording.Count(s.Without, "report", "reports"))
		}
	}
	w.Flush()
}

// articles lists who tells the story.
func (p *explaining) articles() {
	members := membersOf(p.x)
	p.heading("%s", capitalised(wording.Count(len(members), "article", "articles")))
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, art := range members {
		note := ""
		switch {
		case p.x.Story.Told.Articles[art.ID]:
			note = "sent on " + verdict.Day(p.x.Story.Told.Last, p.e)
		case art.ID == p.x.Story.Summary.Lead:
			note = "leads"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", p.x.Names[art.FeedID], art.When().In(p.e.Location).Format("2 Jan 15:04"), wording.Cut(art.Title, 60), note)
	}
	w.Flush()
}

// membersOf is the story's articles, or the one that is in none.
func membersOf(x pipeline.Explanation) []digest.Article {
	if len(x.Members) == 0 && x.Article != nil {
		return []digest.Article{*x.Article}
	}
	return x.Members
}

// links prints why the articles stand together.
func (p *explaining) links() {
	names := make(map[string]string)
	for _, art := range p.x.Members {
		names[art.ID] = p.x.Names[art.FeedID]
	}
	p.heading("Why they are one story")
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, l := range p.x.Links {
		if isCopy(l) {
			fmt.Fprintf(w, "  %s\t= %s\ta copy\t\n", names[l.B], names[l.A])
			continue
		}
		fmt.Fprintf(w, "  %s\t– %s\t%s\t%s\n", names[l.A], names[l.B], fmt.Sprintf("%.0f %%", 100*l.P), "share "+wording.List(l.Terms))
		fmt.Fprintf(w, "  \t\t\t%s\n", features(l.Features, 4))
	}
	w.Flush()
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// features names what counted most between two articles.
func features(all []cluster.Feature, most int) string {
	var said []string
	for _, f := range all[:min(len(all), most)] {
		said = append(said, fmt.Sprintf("%s %+.1f", f.Name, f.Points))
	}
	return strings.Join(said, " · ")
}
