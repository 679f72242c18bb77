package invitations

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config/edit"
)

// exportColumns are the columns of a CSV file, which import reads again. The others of a reader stay in YAML.
var exportColumns = []string{"email", "name", "lists", "timezone", "at", "language", "format", "cadence", "max_stories", "topics", "mute"}

// exportFlags are what `tidings subscribers export` can be told.
type exportFlags struct {
	out, format string
	merge       bool
	signUps     bool
	dry         bool
}

// ExportCommand is `tidings subscribers export`.
func ExportCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var f exportFlags
	cmd := &cobra.Command{
		Use: "export", Short: "Write the readers as YAML or CSV, or their choices back into the files", Args: cobra.NoArgs,
		Long: `Writes all readers who get mail, or pause, with what is written for them and what they chose
themselves; those who left, and those whose mail came back, are not among them.

--merge writes what readers chose on the web into their entries in the files instead; every
other line stays as it is, comments included. The state keeps it as well: reset drops it
there. --sign-ups adds those who signed up on the web to the files; from then on they
count as invited, and get editions that name no lists, too.`,
		Example: "  tidings subscribers export --format csv -o readers.csv\n  tidings subscribers export --merge --dry-run",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.signUps && !f.merge || f.dry && !f.merge {
				return exit.Misuse(errors.New("--sign-ups and --dry-run go with --merge"))
			}
			r, err := revision.Of(a.Call)
			if err != nil {
				return err
			}
			c, err := known.CircleOf(cmd.Context(), r.Config, a.Clock())
			if err != nil {
				return err
			}
			defer c.State.Close()
			if f.merge {
				return a.mergeBack(cmd.Context(), r, c, f)
			}
			return a.export(cmd.Context(), c, f)
		},
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "-", "file to write, - for standard output")
	cmd.Flags().StringVar(&f.format, "format", "", "yaml or csv (default: as the file is called, else yaml)")
	cmd.Flags().BoolVar(&f.merge, "merge", false, "write readers' own choices back into the files")
	cmd.Flags().BoolVar(&f.signUps, "sign-ups", false, "with --merge: add those who signed up on the web as well")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "with --merge: show the change, and make none")
	cmd.MarkFlagsMutuallyExclusive("merge", "output")
	cmd.MarkFlagsMutuallyExclusive("merge", "format")
	return cmd
}

func (a actions) export(ctx context.Context, c *known.Circle, f exportFlags) error {
	format, err := listFormat(f.format, f.out)
	if err != nil {
		return err
	}
	all, err := c.All(ctx)
	if err != nil {
		return err
	}
	var entries []edit.Subscriber
	for i, s := range all {
		if !s.HasLeft("") && s.Suppressed.IsZero() {
			entries = append(entries, entryOf(c, s, i))
		}
	}
	doc := yamlList(entries)
	if format == formatCSV {
		if doc, err = csvList(entries); err != nil {
			return err
		}
	}
	if f.out == "-" {
		_, err := a.Stdout.Write(doc)
		return err
	}
	if err := os.WriteFile(f.out, doc, 0o600); err != nil { // it names people
		return digest.Hint(err, "choose another file with -o, or leave it out for standard output")
	}
	a.Say("Wrote %s with %s.", f.out, wording.Count(len(entries), "reader", "readers"))
	return nil
}

// The formats of lists of subscribers.
const (
	formatYAML = "yaml"
	formatCSV  = "csv"
)

// listFormat is the format that is named, else that of a file's name, else YAML.
func listFormat(named, file string) (string, error) {
	if err := call.KnownWord("format", named, []string{formatYAML, formatCSV}); err != nil {
		return "", err
	}
	if named == "" && strings.HasSuffix(strings.ToLower(file), ".csv") {
		named = formatCSV
	}
	return cmp.Or(named, formatYAML), nil
}

// entryOf is the nth of All as an entry of the file: what is written for a reader and what was chosen, without what is
// inherited.
func entryOf(c *known.Circle, s digest.Subscriber, n int) edit.Subscriber {
	said := func(key string) bool {
		if _, ok := s.Chosen[digest.ChoiceKey(key)]; ok {
			return true
		}
		return n < len(c.Config.Subscribers) && c.Config.Origins(n)[key].Place.Line > 0
	}
	e := edit.Subscriber{Email: s.Email}
	add := func(key, value string) {
		if value != "" && said(key) {
			e.Settings = append(e.Settings, edit.Setting{Key: key, Value: value})
		}
	}
	if s.Name != "" {
		e.Settings = append(e.Settings, edit.Setting{Key: "name", Value: edit.Text(s.Name)})
	}
	stays := slices.DeleteFunc(slices.Clone(s.Lists), s.HasLeft)
	if said("lists") || len(stays) < len(s.Lists) {
		e.Settings = append(e.Settings, edit.Setting{Key: "lists", Value: edit.Texts(stays)})
	}
	if s.Location != nil {
		add("timezone", edit.Text(s.Location.String()))
	}
	for _, set := range choiceSettings(digest.Choices{
		At: s.At, Cadence: &s.Cadence, Format: s.Format, Language: s.Language, Topics: s.Topics, Mute: s.Mute, MaxStories: s.MaxStories, SkipSections: s.SkipSections,
	}) {
		add(set.Key, set.Value)
	}
	if s.Pause.Until != "" {
		add("pause", fmt.Sprintf("{until: %q, then: %s}", s.Pause.Until, cmp.Or(s.Pause.Then, digest.PauseCatchUp)))
	}
	var editions []string
	for _, id := range slices.Sorted(maps.Keys(s.Editions)) {
		var keys []string
		for _, set := range choiceSettings(s.Editions[id]) {
			keys = append(keys, set.Key+": "+set.Value)
		}
		editions = append(editions, fmt.Sprintf("%s: {%s}", edit.Text(id), strings.Join(keys, ", ")))
	}
	if len(editions) > 0 {
		add("editions", "{"+strings.Join(editions, ", ")+"}")
	}
	return e
}

// choiceSettings are choices as the file has them; what is not set is left out.
func choiceSettings(c digest.Choices) []edit.Setting {
	var out []edit.Setting
	add := func(key, value string, is bool) {
		if is {
			out = append(out, edit.Setting{Key: key, Value: value})
		}
	}
	add("at", edit.Text(string(c.At)), c.At != "")
	add("language", edit.Text(c.Language), c.Language != "")
	add("format", string(c.Format), c.Format != "")
	if c.Cadence != nil {
		add("cadence", cadenceText(digest.CadenceWord(*c.Cadence)), true)
	}
	add("max_stories", strconv.Itoa(c.MaxStories), c.MaxStories > 0)
	add("topics", edit.Texts(ruleTexts(c.Topics.Include)), c.Topics.Include != nil)
	add("mute", edit.Texts(ruleTexts(c.Mute.Exclude)), c.Mute.Exclude != nil)
	add("skip_sections", edit.Texts(c.SkipSections), c.SkipSections != nil)
	return out
}

// cadenceText is a cadence's word as the file has it: days stand in a list.
func cadenceText(word string) string {
	if strings.Contains(word, ",") {
		return "[" + strings.ReplaceAll(word, ",", ", ") + "]"
	}
	return word
}

func ruleTexts(rules []digest.Rule) []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = r.String()
	}
	return out
}

func yamlList(entries []edit.Subscriber) []byte {
	var b bytes.Buffer
	b.WriteString("subscribers:\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "  - %s\n", e)
	}
	if len(entries) == 0 {
		b.Reset()
		b.WriteString("subscribers: []\n")
	}
	return b.Bytes()
}

func csvList(entries []edit.Subscriber) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(exportColumns); err != nil {
		return nil, err
	}
	for _, e := range entries {
		row := make([]string, len(exportColumns))
		row[0] = e.Email
		for _, set := range e.Settings {
			if i := slices.Index(exportColumns, set.Key); i > 0 {
				row[i] = strings.Join(set.Values(), cellBreak(set.Key))
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// cellBreak parts the values in a cell: rules may hold any character but the end of a line.
func cellBreak(column string) string {
	if column == "topics" || column == "mute" {
		return "\n"
	}
	return ", "
}

// mergeBack writes what readers chose into the files.
func (a actions) mergeBack(ctx context.Context, r *revision.Revision, c *known.Circle, f exportFlags) error {
	all, err := c.All(ctx)
	if err != nil {
		return err
	}
	var chosen, fresh []edit.Subscriber
	for i, s := range all {
		switch e := entryOf(c, s, i); {
		case s.HasLeft(""):
		case i >= len(c.Config.Subscribers):
			fresh = append(fresh, e)
		case len(s.Chosen) > 0:
			e.Settings = slices.DeleteFunc(e.Settings, func(set edit.Setting) bool {
				_, ok := s.Chosen[digest.ChoiceKey(set.Key)]
				return !ok
			})
			chosen = append(chosen, e)
		}
	}
	total := len(chosen)
	for _, name := range c.Config.Files {
		if len(chosen) == 0 {
			break
		}
		if err := r.In(name, func(text []byte) (changed []byte, err error) {
			changed, chosen, err = edit.SetSubscribers(text, chosen...)
			return changed, err
		}); err != nil {
			return err
		}
	}
	if !f.signUps {
		fresh = nil
	}
	if len(fresh) > 0 {
		file, err := r.SubscribersFile("")
		if err != nil {
			return err
		}
		if err := r.In(file, func(text []byte) ([]byte, error) { return edit.AddSubscribers(text, fresh...) }); err != nil {
			return err
		}
	}
	if total+len(fresh) == 0 {
		a.Say("There is nothing to write back: nobody chose anything on the web.")
		return exit.Quietly(exit.Nothing)
	}
	if _, err := r.Finish(f.dry); err != nil || f.dry {
		return err
	}
	a.Say("Wrote the choices of %s, and added %s who signed up.", wording.Count(total-len(chosen), "reader", "readers"), wording.Count(len(fresh), "reader", "readers"))
	return nil
}
