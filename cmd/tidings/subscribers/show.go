package subscribers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

// showJSON is `tidings subscribers show --json`.
type showJSON struct {
	Email    string        `json:"email"`
	State    string        `json:"state"`
	Note     string        `json:"note,omitempty"`
	Entry    string        `json:"entry,omitempty"` // file and line; absent: no file has them
	Joined   *time.Time    `json:"joined,omitempty"`
	Editions []string      `json:"editions,omitempty"`
	Settings []settingJSON `json:"settings,omitempty"`
	Left     []leftJSON    `json:"left,omitempty"`
	Bounces  []bounceJSON  `json:"bounces,omitempty"`
	Consents []consentJSON `json:"consents,omitempty"`
}

// bounceJSON is a mail that came back, or a complaint.
type bounceJSON struct {
	At     time.Time         `json:"at"`
	Kind   digest.BounceKind `json:"kind"`
	Status string            `json:"status,omitempty"`
	Words  string            `json:"words"`
}

// settingJSON is one value and where it comes from.
type settingJSON struct {
	Name  string `json:"name"` // as in the file
	Value string `json:"value"`
	From  string `json:"from"` // file and line, list, own choice, or default
}

type leftJSON struct {
	List    string        `json:"list,omitempty"` // absent: everything
	At      time.Time     `json:"at"`
	How     digest.LeftBy `json:"how"`
	Edition string        `json:"edition,omitempty"`
}

type consentJSON struct {
	Lists []string  `json:"lists,omitempty"`
	Text  string    `json:"text"`
	Asked time.Time `json:"asked"`
	From  string    `json:"asked_from"`
	Given time.Time `json:"given"`
	At    string    `json:"given_from"`
}

func (a actions) showCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show EMAIL", Short: "Show what a reader gets, and where each value comes from", Args: cobra.ExactArgs(1),
		Long: `Shows each setting of a reader with its value and where that comes from: a file and line, a
list, the reader's own choice and since when, or the default; what the reader has left;
and what was agreed to on the web.

The file says whom you invite and their starting settings. A reader's own choice on the web
wins, key by key, and lives in the state. Leaving beats everything. Deleting a reader's line
stops their mail. Web sign-ups live only in the state.`,
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			p, err := c.Find(ctx, args[0])
			if err != nil {
				return err
			}
			if !p.Known() {
				return c.Stranger(p.Email)
			}
			s, err := show(ctx, c, p, a.Clock()())
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(s)
			}
			return a.printShow(s)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON object")
	return cmd
}

func show(ctx context.Context, c *known.Circle, p known.Person, now time.Time) (showJSON, error) {
	s := showJSON{Email: p.Email, Joined: call.Stamp(p.State.Joined)}
	s.State, s.Note = c.Standing(p.Subscriber, c.Today(now))
	if p.Index >= 0 || p.SignedUp || p.State.Invited {
		s.Editions, s.Settings = c.Editions(p.Subscriber), settingsOf(c, p)
	} else if !known.Barred(s.State) {
		s.State, s.Note = known.ReaderIdle, "no file invites this address any more"
	}
	if p.Index >= 0 {
		s.Entry = known.Short(c.Config, c.Config.Entry(p.Index))
	}
	for _, d := range p.State.Departures {
		s.Left = append(s.Left, leftJSON{d.List, d.At, d.How, d.Edition})
	}
	bounces, err := c.State.Bounces(ctx, p.StateName)
	if err != nil {
		return s, err
	}
	for _, b := range bounces {
		s.Bounces = append(s.Bounces, bounceJSON{b.At, b.Kind, b.Status, b.Words})
	}
	consents, err := c.State.Consents(ctx, p.StateName)
	for _, g := range consents {
		s.Consents = append(s.Consents, consentJSON{g.Lists, g.Text, g.Asked, g.From, g.Given, g.GaveAt})
	}
	return s, err
}

// settingsOf are the values of a reader with their origins.
func settingsOf(c *known.Circle, p known.Person) []settingJSON {
	zone, stories := "the edition's", "the edition's"
	if p.Location != nil {
		zone = p.Location.String()
	}
	if p.MaxStories > 0 {
		stories = strconv.Itoa(p.MaxStories)
	}
	pause := "none"
	if p.Pause.Until != "" {
		pause = fmt.Sprintf("until %s, then %s", p.Pause.Until, cmp.Or(p.Pause.Then, digest.PauseCatchUp))
	}
	none := func(s string) string { return cmp.Or(s, "none") }
	out := []settingJSON{
		{"name", none(cmp.Or(p.Name, p.State.FullName)), ""},
		{"lists", none(wording.List(p.Lists)), ""},
		{"timezone", zone, ""},
		{"at", cmp.Or(string(p.At), "the edition's"), ""},
		{"language", cmp.Or(p.Language, "the edition's"), ""},
		{"format", string(cmp.Or(p.Format, digest.FormatHTML)), ""},
		{"cadence", digest.CadenceWord(p.Cadence), ""},
		{"max_stories", stories, ""},
		{"topics", none(ruleWords(p.Topics.Include)), ""},
		{"mute", none(ruleWords(p.Mute.Exclude)), ""},
		{"skip_sections", none(wording.List(p.SkipSections)), ""},
		{"pause", pause, ""},
		{"editions", none(wording.List(slices.Sorted(maps.Keys(p.Editions)))), ""},
	}
	for i := range out {
		out[i].From = originOf(c, p, out[i].Name)
	}
	return out
}

// originOf is where a value of a reader comes from.
func originOf(c *known.Circle, p known.Person, setting string) string {
	if at, ok := p.Chosen[digest.ChoiceKey(setting)]; ok {
		return "own choice, " + at.Local().Format(time.DateOnly)
	}
	if p.Index >= 0 {
		o := c.Config.Origins(p.Index)[setting]
		o.Place.File = strings.TrimSuffix(known.Short(c.Config, o.Place), fmt.Sprintf(":%d", o.Place.Line))
		return o.String()
	}
	return "default"
}

// ruleWords are filter rules side by side.
func ruleWords(rules []digest.Rule) string {
	words := make([]string, len(rules))
	for i, r := range rules {
		words[i] = r.String()
	}
	return wording.List(words)
}

func (a actions) printShow(s showJSON) error {
	facts := []string{strings.TrimSpace(s.State + " " + s.Note)}
	if s.Entry != "" {
		facts = append(facts, s.Entry)
	}
	if s.Joined != nil {
		facts = append(facts, "signed up on the web "+s.Joined.Local().Format(time.DateOnly))
	}
	if len(s.Editions) > 0 {
		facts = append(facts, "gets "+wording.List(s.Editions))
	}
	fmt.Fprintf(a.Stdout, "%s\n%s\n", s.Email, wording.Joined(facts))
	if len(s.Settings) > 0 {
		w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "\nSETTING\tVALUE\tFROM")
		for _, set := range s.Settings {
			fmt.Fprintf(w, "%s\t%s\t%s\n", set.Name, set.Value, set.From)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if len(s.Left)+len(s.Bounces)+len(s.Consents) > 0 {
		fmt.Fprintln(a.Stdout)
	}
	for _, d := range s.Left {
		what := "list " + d.List
		if d.List == "" {
			what = "everything"
		}
		fmt.Fprintf(a.Stdout, "Left %s on %s: %s\n", what, d.At.Local().Format("2006-01-02 15:04"), d.How)
	}
	for _, b := range s.Bounces {
		fmt.Fprintf(a.Stdout, "Came back on %s, %s: %s\n", b.At.Local().Format("2006-01-02 15:04"), b.Kind, strings.TrimSpace(b.Status+" "+b.Words))
	}
	for _, g := range s.Consents {
		fmt.Fprintf(a.Stdout, "Agreed on %s from %s, asked on %s from %s: %q\n",
			g.Given.Local().Format("2006-01-02 15:04"), g.At, g.Asked.Local().Format("2006-01-02 15:04"), g.From, g.Text)
	}
	if len(s.Left) > 0 && s.State != known.ReaderMoved || s.State == known.ReaderSuppressed {
		a.Say("tidings subscribers restore %s brings them back, when they ask for it.", s.Email)
	}
	return nil
}
