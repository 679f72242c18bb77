package invitations

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
)

// importFlags are what `tidings subscribers import` can be told.
type importFlags struct {
	format, file string
	lists        []string
	dry          bool
}

// ImportCommand is `tidings subscribers import`.
func ImportCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var f importFlags
	cmd := &cobra.Command{
		Use: "import FILE|-", Short: "Add the subscribers of a CSV or YAML file", Args: cobra.ExactArgs(1),
		Long: `Adds the subscribers of a file to subscribers.yaml; every other line stays as it is.
Addresses that are listed already are left out. When one line is wrong, all that are wrong
are shown, and nothing is added.

CSV has a line of titles, of which email is needed: email, name (or first name, last
name), lists, timezone, language, format, cadence, max_stories, topics, mute. Lists are
parted by commas; topics and mutes stand one a line in their cell. YAML is a list of
subscribers as the configuration has it.`,
		Example: "  tidings subscribers import members.csv --list staff --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			body, err := a.ReadInput(args[0])
			if err != nil {
				return err
			}
			format, err := listFormat(f.format, args[0])
			if err != nil {
				return err
			}
			read := yamlEntries
			if format == formatCSV {
				read = csvEntries
			}
			entries, err := read(args[0], body)
			if err != nil {
				return err
			}
			return a.importSubscribers(cmd.Context(), entries, f)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "", "yaml or csv (default: as the file is called, else yaml)")
	cmd.Flags().StringSliceVar(&f.lists, "list", nil, "list for those who name none (may be repeated; default: those marked default)")
	cmd.Flags().StringVar(&f.file, "file", "", "file to add them to, of those that are read (default: subscribers.yaml, else the last with subscribers)")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "show the change, and make none")
	return cmd
}

// yamlEntries are the subscribers of a YAML file.
func yamlEntries(name string, body []byte) ([]edit.Subscriber, error) {
	entries, err := edit.Entries(body)
	if err != nil {
		return nil, digest.Hint(fmt.Errorf("%s: %w", name, err), "--format csv reads a table")
	}
	if !edit.HasSubscribers(body) { // a bare list
		body = append([]byte("subscribers:\n"), body...)
	}
	_, err = config.CheckSubscribers(name, body)
	return entries, err
}

// csvEntries are the subscribers of a table with a line of titles.
func csvEntries(name string, body []byte) ([]edit.Subscriber, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	lines := strings.Split(string(body), "\n")
	r := csv.NewReader(bytes.NewReader(body))
	r.TrimLeadingSpace = true
	for _, comma := range []rune{';', '\t'} { // as spreadsheets of many countries write it
		if strings.ContainsRune(lines[0], comma) && !strings.Contains(lines[0], ",") {
			r.Comma = comma
		}
	}
	titles, err := r.Read()
	if err != nil {
		return nil, digest.Hint(fmt.Errorf("%s: %w", name, err), "the first line has the titles of the columns, such as email,name,lists")
	}
	columns, err := columnsOf(name, titles)
	if err != nil {
		return nil, err
	}
	var entries []edit.Subscriber
	var at []int // the line of each
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, digest.Hint(fmt.Errorf("%s: %w", name, err), "a cell that holds a comma or a quote stands in quotes")
		}
		line, _ := r.FieldPos(0)
		at = append(at, line)
		entries = append(entries, rowEntry(columns, row))
	}
	// Each stands in one line of YAML, so that what is wrong with it can be said of its line in the table.
	_, err = config.CheckSubscribers(name, yamlList(entries))
	var problems config.Problems
	if errors.As(err, &problems) {
		for i, p := range problems {
			if n := p.Line - 2; n >= 0 && n < len(at) {
				source := strings.TrimRight(lines[at[n]-1], "\r")
				problems[i].Line, problems[i].Column, problems[i].Width, problems[i].Source = at[n], 1, utf8.RuneCountInString(source), source
				if strings.Contains(p.Hint, "first time on line") {
					problems[i].Hint = "once is enough"
				}
			}
		}
	}
	return entries, err
}

// columnsOf is the setting that each column of a table holds; empty for one that is not read.
func columnsOf(name string, titles []string) ([]string, error) {
	also := map[string]string{
		"e-mail": "email", "mail": "email", "email address": "email", "e-mail address": "email", "address": "email",
		"full name": "name", "first name": firstName, "last name": lastName, "list": "lists", "time zone": "timezone",
	}
	columns := make([]string, len(titles))
	for i, title := range titles {
		title = strings.ToLower(strings.TrimSpace(title))
		columns[i] = cmp.Or(also[title], title)
		if !slices.Contains(append([]string{firstName, lastName}, exportColumns...), columns[i]) {
			columns[i] = ""
		}
	}
	if !slices.Contains(columns, "email") {
		return nil, exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s: no column is called email", name),
			"the first line has the titles of the columns: %s", wording.List(exportColumns)))
	}
	return columns, nil
}

// The two columns that make a name.
const (
	firstName = "first name"
	lastName  = "last name"
)

// rowEntry is a line of a table as an entry.
func rowEntry(columns, row []string) edit.Subscriber {
	cells := make(map[string]string)
	for i, column := range columns {
		if column != "" && i < len(row) {
			cells[column] = strings.TrimSpace(row[i])
		}
	}
	e := edit.Subscriber{Email: cells["email"]}
	cells["name"] = cmp.Or(cells["name"], strings.TrimSpace(cells[firstName]+" "+cells[lastName]))
	for _, key := range exportColumns[1:] {
		value := cells[key]
		if value == "" {
			continue
		}
		switch key {
		case "lists":
			value = edit.Texts(parted(value, ",;\n"))
		case "topics", "mute":
			value = edit.Texts(parted(value, "\n"))
		case "cadence":
			if days := parted(value, ",; "); len(days) > 1 {
				value = edit.Texts(days)
			} else {
				value = edit.Text(value)
			}
		case "max_stories":
			if _, err := strconv.Atoi(value); err != nil {
				value = edit.Text(value)
			}
		default:
			value = edit.Text(value)
		}
		e.Settings = append(e.Settings, edit.Setting{Key: key, Value: value})
	}
	return e
}

// parted are the values of a cell.
func parted(cell, breaks string) []string {
	var out []string
	for _, v := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(breaks, r) }) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func (a actions) importSubscribers(ctx context.Context, entries []edit.Subscriber, f importFlags) error {
	r, err := revision.Of(a.Call)
	if err != nil {
		return err
	}
	listed := make(map[string]bool, len(r.Config.Subscribers))
	for _, s := range r.Config.Subscribers {
		listed[s.Key()] = true
	}
	var fresh []edit.Subscriber
	var emails []string
	for _, e := range entries {
		if listed[digest.Subscriber{Email: e.Email}.Key()] {
			continue
		}
		named := slices.ContainsFunc(e.Settings, func(s edit.Setting) bool { return s.Key == "lists" })
		if len(f.lists) > 0 && !named {
			at := 1 + slices.IndexFunc(e.Settings, func(s edit.Setting) bool { return s.Key == "name" })
			e.Settings = slices.Insert(e.Settings, at, edit.Setting{Key: "lists", Value: edit.Texts(f.lists)})
		}
		fresh, emails = append(fresh, e), append(emails, e.Email)
	}
	if len(fresh) == 0 {
		a.Say("Nothing to add: all %d are listed already.", len(entries))
		return exit.Quietly(exit.Nothing)
	}
	file, err := r.SubscribersFile(f.file)
	if err != nil {
		return err
	}
	if err := r.In(file, func(text []byte) ([]byte, error) { return edit.AddSubscribers(text, fresh...) }); err != nil {
		return err
	}
	if _, err := r.Finish(f.dry); err != nil || f.dry {
		return err
	}
	a.Say("%s added to %s · %d listed already", wording.Count(len(fresh), "subscriber", "subscribers"), file, len(entries)-len(fresh))
	return a.sayGone(ctx, emails...)
}
