package preview

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/verdict"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/rank"
)

// diffJSON is what `tidings preview --diff --json` prints.
type diffJSON struct {
	Edition string      `json:"edition"`
	Slot    digest.Slot `json:"slot"`
	As      string      `json:"as,omitempty"`
	Against againstJSON `json:"against"`
	In      []placeJSON `json:"in"`    // the last issue had it not
	Out     []placeJSON `json:"out"`   // only the last issue had it
	Moved   []placeJSON `json:"moved"` // both have it, in another order or section
	Same    int         `json:"same"`  // both have it, where it was among the others
}

type againstJSON struct {
	Slot  digest.Slot `json:"slot"`
	Built time.Time   `json:"built"`
}

// placeJSON is a story and where it stands, in the digest and in the last issue; places count from 1 in reading order.
type placeJSON struct {
	Place      int    `json:"place,omitempty"`
	Was        int    `json:"was,omitempty"`
	Section    string `json:"section,omitempty"`
	WasSection string `json:"was_section,omitempty"`
	Headline   string `json:"headline"`
	URL        string `json:"url"`
	Sources    int    `json:"sources"`
	Why        string `json:"why"`
}

// diff compares a draft with the last issue of its edition. When nobody is named it is that of the readers most of
// whom got the same: anybody else was told other things before, and so has other news.
func (a actions) diff(ctx context.Context, p *paper.Paper, run pipeline.Run, f previewFlags) error {
	last, err := lastIssue(ctx, p, run)
	if errors.Is(err, digest.ErrNotFound) {
		a.Say("There is no earlier issue of %s to compare with: all of it is new.", run.Edition.ID)
		return exit.Quietly(exit.Nothing)
	}
	if err != nil {
		return err
	}
	got, err := copiesOf(ctx, p, last)
	if err != nil {
		return err
	}
	if f.as == "" {
		readers, err := p.Readers.Of(ctx, run.Edition)
		if err != nil {
			return err
		}
		if reader, ok := got.common(readers); ok {
			run.Readers = []digest.Subscriber{reader}
		}
	}
	reader := run.Readers[0]
	rendering, own := got.byReader[reader.Key()]
	if !own {
		rendering = got.most
		if f.as != "" {
			a.Say("%s was not sent the issue of %s; this compares with what most readers got.", f.as, last.Slot)
		}
	}
	before, err := p.State.Rendering(ctx, rendering)
	if err != nil {
		return err
	}
	d, err := p.Draft(ctx, run)
	if err != nil {
		return err
	}
	var after digest.Contents
	if len(d.Renderings) > 0 {
		after = d.Renderings[0].Contents
	}
	out := diffJSON{
		Edition: run.Edition.ID, Slot: run.Slot, As: reader.Email, Against: againstJSON{last.Slot, last.Built},
		In: []placeJSON{}, Out: []placeJSON{}, Moved: []placeJSON{},
	}
	out.compare(before.Contents, after)
	if err := out.reasons(ctx, p.Pipeline, run); err != nil {
		return err
	}
	if f.json {
		return a.PrintJSON(out)
	}
	a.printDiff(out)
	return nil
}

// lastIssue is the issue that a run's is compared with: that of the same slot when it was built, else the one before.
func lastIssue(ctx context.Context, p *paper.Paper, run pipeline.Run) (digest.Issue, error) {
	is, err := p.Built(ctx, run)
	if err == nil && (is.State == digest.IssueBuilt || is.State == digest.IssueDone) {
		return is, nil
	}
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return is, err
	}
	return p.State.LastIssue(ctx, run.Edition.ID, run.Until)
}

// copies is who got what of an issue.
type copies struct {
	byReader map[string]string // subscriber key → rendering
	most     string            // the rendering that most readers got
}

func copiesOf(ctx context.Context, p *paper.Paper, is digest.Issue) (copies, error) {
	c := copies{byReader: make(map[string]string)}
	rows, err := p.State.Deliveries(ctx, is.ID)
	readers := make(map[string]int)
	for _, row := range rows {
		c.byReader[row.Subscriber] = row.Rendering
		readers[row.Rendering]++
		if readers[row.Rendering] > readers[c.most] {
			c.most = row.Rendering
		}
	}
	return c, err
}

// common is the first subscriber who got what most did.
func (c copies) common(subscribers []digest.Subscriber) (digest.Subscriber, bool) {
	for _, s := range subscribers {
		if c.most != "" && c.byReader[s.Key()] == c.most {
			return s, true
		}
	}
	return digest.Subscriber{}, false
}

// standing is a story at its place.
type standing struct {
	digest.ContentsStory
	place   int
	section string
}

func placings(c digest.Contents) []standing {
	var all []standing
	for _, section := range c.Sections {
		for _, st := range section.Stories {
			all = append(all, standing{st, len(all) + 1, section.Title})
		}
	}
	return all
}

// compare sorts the stories of two issues into those that came, went, moved and stayed.
func (d *diffJSON) compare(before, after digest.Contents) {
	was, is := placings(before), placings(after)
	kept := make(map[int]bool)
	var both []placeJSON
	var order []int // the places that the kept stories had, as they stand now
	for _, st := range is {
		place := placeJSON{Place: st.place, Section: st.section, Headline: st.Headline, URL: st.URL, Sources: st.Sources}
		i := slices.IndexFunc(was, func(w standing) bool { return !kept[w.place] && sameStory(w.ContentsStory, st.ContentsStory) })
		if i < 0 {
			d.In = append(d.In, place)
			continue
		}
		kept[was[i].place] = true
		place.Was, place.WasSection = was[i].place, was[i].section
		both, order = append(both, place), append(order, was[i].place)
	}
	stayed := longestRise(order)
	for _, p := range both {
		if stayed[p.Was] && p.Section == p.WasSection {
			d.Same++
			continue
		}
		d.Moved = append(d.Moved, p)
	}
	for _, w := range was {
		if !kept[w.place] {
			d.Out = append(d.Out, placeJSON{Was: w.place, WasSection: w.section, Headline: w.Headline, URL: w.URL, Sources: w.Sources})
		}
	}
}

// sameStory says whether two issues tell one story: by its ID, or by an article that both have, for a story is given
// another ID when it is found to be part of an older one.
func sameStory(a, b digest.ContentsStory) bool {
	return a.ID == b.ID || slices.ContainsFunc(a.Members, func(id string) bool { return slices.Contains(b.Members, id) })
}

// longestRise is the largest set of numbers that rise in the order given. Stories in it have not moved: those around
// them came, went, or were moved past them.
func longestRise(numbers []int) map[int]bool {
	length, from := make([]int, len(numbers)), make([]int, len(numbers))
	best := -1
	for i, n := range numbers {
		length[i], from[i] = 1, -1
		for j, m := range numbers[:i] {
			if m < n && length[j]+1 > length[i] {
				length[i], from[i] = length[j]+1, j
			}
		}
		if best < 0 || length[i] >= length[best] { // of two that changed places, the one that rose has moved
			best = i
		}
	}
	rise := make(map[int]bool)
	for ; best >= 0; best = from[best] {
		rise[numbers[best]] = true
	}
	return rise
}

// reasons says why each story came, went or moved.
func (d *diffJSON) reasons(ctx context.Context, p *pipeline.Pipeline, run pipeline.Run) error {
	var urls []string
	all := [][]placeJSON{d.In, d.Moved, d.Out}
	for _, places := range all {
		for _, place := range places {
			urls = append(urls, place.URL)
		}
	}
	if len(urls) == 0 {
		return nil
	}
	xs, err := p.ExplainAll(ctx, run, urls)
	if err != nil {
		return err
	}
	for _, places := range all {
		for i := range places {
			if places[i].Place > 0 {
				places[i].Why = reasonIn(xs[0], run.Edition)
			} else {
				places[i].Why = strings.ReplaceAll(verdict.WhyNot(xs[0], run.Edition), ". It ", "; it ")
			}
			xs = xs[1:]
		}
	}
	return nil
}

// reasonIn says in a clause what a story's place was decided by: what is new of it, and the two largest parts of its score.
func reasonIn(x pipeline.Explanation, e digest.Edition) string {
	var words []string
	if !x.Story.Told.Last.IsZero() {
		words = append(words, "new since "+verdict.Day(x.Story.Told.Last, e))
	}
	for _, r := range x.Story.Reasons {
		w := verdict.Part(r, x.Story, x.Issue.Until)
		if r.Name == rank.Weight {
			w = "its feeds weigh more"
		}
		if w != "" && r.Points > 0 && len(words) < 2 {
			words = append(words, w)
		}
	}
	return strings.Join(words, "; ")
}

// headlineWidth is how much of a headline stands on the one line that a story has.
const headlineWidth = 52

func (a actions) printDiff(d diffJSON) {
	bold := a.Colored()
	paint := func(code, s string) string {
		if !bold {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	line := func(mark, color string, place int, p placeJSON, why string) {
		fmt.Fprintf(a.Stdout, "%s %3d  %s  %s\n", paint(color, mark), place, padded(wording.Cut(p.Headline, headlineWidth), headlineWidth), paint("2", why))
	}
	fmt.Fprintf(a.Stdout, "%s of %s, for %s, beside the issue of %s\n\n", paint("1", d.Edition), d.Slot, cmp.Or(d.As, "anybody"), d.Against.Slot)
	for _, p := range d.In {
		line("+", "32", p.Place, p, p.Why)
	}
	for _, p := range d.Moved {
		from := fmt.Sprintf("was %d", p.Was)
		if p.WasSection != p.Section {
			from += " in " + cmp.Or(p.WasSection, "no section")
		}
		line("~", "33", p.Place, p, from+"; "+p.Why)
	}
	for _, p := range d.Out {
		line("-", "31", p.Was, p, p.Why)
	}
	if len(d.In)+len(d.Moved)+len(d.Out) > 0 {
		fmt.Fprintln(a.Stdout)
	}
	fmt.Fprintln(a.Stdout, wording.Joined([]string{
		fmt.Sprintf("%d in", len(d.In)), fmt.Sprintf("%d out", len(d.Out)), fmt.Sprintf("%d moved", len(d.Moved)), fmt.Sprintf("%d as they were", d.Same),
	}))
}

// padded is a text with blanks up to a width in characters.
func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-len([]rune(s))))
}
