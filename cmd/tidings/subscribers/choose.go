package subscribers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

func (a actions) pauseCommand() *cobra.Command {
	var until string
	cmd := &cobra.Command{
		Use: "pause EMAIL --until DATE", Short: "Send a reader nothing until a day", Args: cobra.ExactArgs(1),
		Long: `Writes a pause into the state, as the reader's own page does; the files stay as they are.
The first issue after it holds the best of the absence. reset EMAIL pause returns to what
the file says.`,
		Example: "  tidings subscribers pause ana@example.com --until 2026-12-28",
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			day, err := time.Parse(time.DateOnly, until)
			today := c.Today(a.Clock()())
			if err != nil || day.Format(time.DateOnly) <= today {
				return exit.With(exit.Usage, digest.Hint(fmt.Errorf("--until needs a day to come, and %q is none", until),
					"write the first day with mail again, such as --until %s", a.Clock()().AddDate(0, 0, 7).Format(time.DateOnly)))
			}
			p, err := c.Reader(ctx, args[0])
			if err != nil {
				return err
			}
			if state, more := c.Standing(p.Subscriber, today); known.Barred(state) {
				return digest.Hint(fmt.Errorf("%s gets nothing: %s %s", p.Email, state, more), "tidings subscribers show %s says more", p.Email)
			}
			if err := choose(ctx, c, p, digest.ChoicePause, until, a.Clock()()); err != nil {
				return err
			}
			a.Say("%s gets nothing until %s.", p.Called(), until)
			return nil
		}),
	}
	cmd.Flags().StringVar(&until, "until", "", "the first day with mail again, such as 2026-12-28")
	return cmd
}

// choose stores a choice in the place of a reader.
func choose(ctx context.Context, c *known.Circle, p known.Person, key digest.ChoiceKey, value string, now time.Time) error {
	return c.State.ChangeReader(ctx, digest.ReaderChange{
		Name: p.StateName, Email: p.Email, Choices: []digest.Choice{{Key: key, Value: value, At: now}},
	})
}

func (a actions) resumeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resume EMAIL", Short: "End a reader's pause", Args: cobra.ExactArgs(1),
		Long: `Ends a pause, wherever it comes from. The next issue goes to the reader again.`,
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			p, err := c.Reader(ctx, args[0])
			if err != nil {
				return err
			}
			if p.Pause.Until <= c.Today(a.Clock()()) {
				state, more := c.Standing(p.Subscriber, c.Today(a.Clock()()))
				a.Say("%s is not paused, but %s %s. Nothing is changed.", p.Called(), state, more)
				return exit.Quietly(exit.Nothing)
			}
			if err := choose(ctx, c, p, digest.ChoicePause, "", a.Clock()()); err != nil {
				return err
			}
			a.Say("%s gets mail again; the pause was until %s.", p.Called(), p.Pause.Until)
			return nil
		}),
	}
}

// choiceKeys are the settings that readers may choose.
var choiceKeys = []digest.ChoiceKey{
	digest.ChoiceLists, digest.ChoiceTopics, digest.ChoiceMute, digest.ChoiceTimezone, digest.ChoiceAt, digest.ChoiceFormat,
	digest.ChoiceMaxStories, digest.ChoiceCadence, digest.ChoicePause,
}

func (a actions) resetCommand() *cobra.Command {
	return &cobra.Command{
		Use: "reset EMAIL [KEY]", Short: "Drop a reader's own choices, so that the file decides again", Args: cobra.RangeArgs(1, 2),
		Long: `Drops what a reader chose on the web, all of it or one setting: the value in the file holds
again. What the reader has left stays left. The lists of one who signed up on the web
stay, for no file has them.`,
		Example: "  tidings subscribers reset ana@example.com topics",
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			keys := slices.Clone(choiceKeys)
			if len(args) > 1 {
				var words []string
				for _, k := range choiceKeys {
					words = append(words, string(k))
				}
				if err := call.KnownWord("choice", args[1], words); err != nil {
					return err
				}
				keys = []digest.ChoiceKey{digest.ChoiceKey(args[1])}
			}
			p, err := c.Find(ctx, args[0])
			if err != nil {
				return err
			}
			if !p.Known() {
				return c.Stranger(p.Email)
			}
			if p.Index < 0 {
				if slices.Equal(keys, []digest.ChoiceKey{digest.ChoiceLists}) {
					return digest.Hint(fmt.Errorf("%s is in no file, so that there are no lists to return to", p.Email),
						"tidings subscribers forget %s stops their mail", p.Email)
				}
				keys = slices.DeleteFunc(keys, func(k digest.ChoiceKey) bool { return k == digest.ChoiceLists })
			}
			n, err := c.State.ResetChoices(ctx, p.StateName, keys)
			if err != nil {
				return err
			}
			if n == 0 {
				a.Say("%s has no choice of their own there. Nothing is changed.", p.Called())
				return exit.Quietly(exit.Nothing)
			}
			a.Say("%s of %s dropped: the file decides again.", wording.Count(n, "choice", "choices"), p.Called())
			return nil
		}),
	}
}

func (a actions) restoreCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "restore EMAIL", Short: "Undo that a reader left, when they ask for it", Args: cobra.ExactArgs(1),
		Long: `Lifts what keeps mail from a reader: that they left, everything or lists, were forgotten, or
that mail to them came back. It asks first, for mailing people who left is against the law
in many places. A script must say --yes.`,
		RunE: a.amongReaders(func(ctx context.Context, c *known.Circle, args []string) error {
			p, err := c.Find(ctx, args[0])
			if err != nil {
				return err
			}
			if !p.Known() {
				return c.Stranger(p.Email)
			}
			reasons := bars(p)
			if len(reasons) == 0 {
				a.Say("Nothing keeps mail from %s. Nothing is changed.", p.Called())
				return exit.Quietly(exit.Nothing)
			}
			if err := a.ask(fmt.Sprintf("Mail %s again, who %s? Only if they asked for it.", p.Called(), strings.Join(reasons, ", and ")), yes); err != nil {
				return err
			}
			if err := restore(ctx, c, p); err != nil {
				return err
			}
			return a.sayRestored(ctx, c, p.Email)
		}),
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

// bars is what keeps mail from a person.
func bars(p known.Person) (reasons []string) {
	for _, d := range p.State.Departures {
		what := "list " + d.List
		if d.List == "" {
			what = "everything"
		}
		reasons = append(reasons, fmt.Sprintf("left %s on %s (%s)", what, d.At.Local().Format(time.DateOnly), d.How))
	}
	if s := p.State.Suppressed; !s.IsZero() {
		reasons = append(reasons, fmt.Sprintf("is suppressed since %s (%s)", s.At.Local().Format(time.DateOnly), s.Why))
	}
	return reasons
}

// restore lifts what keeps mail from a person.
func restore(ctx context.Context, c *known.Circle, p known.Person) error {
	change := digest.ReaderChange{Name: p.StateName}
	for _, d := range p.State.Departures {
		change.Return = append(change.Return, d.List)
	}
	if err := c.State.ChangeReader(ctx, change); err != nil || p.State.Suppressed.IsZero() {
		return err
	}
	if err := c.State.Restore(ctx, p.StateName); !errors.Is(err, digest.ErrNotFound) { // somebody was faster
		return err
	}
	return nil
}

// sayRestored says what comes of a return: nothing, for who is not invited any more.
func (a actions) sayRestored(ctx context.Context, c *known.Circle, email string) error {
	p, err := c.Reader(ctx, email)
	if exit.Is(err, exit.Usage) {
		a.Say("%s may be mailed again, and no file invites them: tidings subscribers add %s", email, email)
		return nil
	}
	if err != nil {
		return err
	}
	a.Say("%s gets %s again.", p.Called(), cmp.Or(wording.List(c.Editions(p.Subscriber)), "nothing: tidings subscribers show says why; no edition"))
	return nil
}
