package check

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/strict/effective"
)

// ConfigCommand is `tidings config`.
func ConfigCommand(c *call.Call) *cobra.Command {
	a := actions{Call: c}
	cmd := &cobra.Command{Use: "config", Short: "Show the configuration as it holds", GroupID: "start"}
	cmd.AddCommand(a.configShowCommand())
	return cmd
}

// configShowFlags are what `tidings config show` can be told.
type configShowFlags struct {
	origins, json bool
}

func (a actions) configShowCommand() *cobra.Command {
	var f configShowFlags
	cmd := &cobra.Command{
		Use: "show [PATH]", Short: "Print every setting as it holds, with its default or where it is written",
		Long: `Prints the whole configuration as it holds, as YAML that could stand in the place of the
files: all files as one, lists of feeds read in, every default filled in. What defaults and
sections say for their feeds is in each feed. With --origins each value says where it comes
from: a file and line, what it is inherited from, or that it is the default.

Secrets are never printed: only where they are to be had, and stars for one that stands in
the file itself. Readers are printed when they are asked for, with config show subscribers.

PATH narrows it: a key, or names with dots between, or spaces. What stands in a list goes by its
id, address or email.`,
		Example: `  tidings config show --origins
  tidings config show editions.morning
  tidings config show feeds https://example.com/feed.xml --origins
  tidings config show smtp.port --json`,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.configShow(strings.Join(args, "."), f)
		},
	}
	cmd.Flags().BoolVar(&f.origins, "origins", false, "say of each value where it comes from")
	cmd.Flags().BoolVar(&f.json, "json", false, "a JSON object: each path with its value, file, line, and what it holds by")
	return cmd
}

func (a actions) configShow(path string, f configShowFlags) error {
	main, err := config.Find(a.ConfigPath, os.Getenv)
	if err != nil {
		return err
	}
	people := strings.HasPrefix(path, "subscribers")
	all, err := config.Effective(a.Options(main), people)
	if err != nil {
		return err
	}
	if path != "" {
		if all, err = selected(all, path); err != nil {
			return err
		}
	}
	if f.json {
		return a.PrintJSON(all.Entries())
	}
	return all.WriteYAML(a.Stdout, noteIn(filepath.Dir(main), f.origins))
}

// selected is the part of the settings that a path names.
func selected(all effective.Setting, path string) (effective.Setting, error) {
	part, err := all.Select(path)
	unknown, ok := errors.AsType[*effective.UnknownError](err)
	switch {
	case !ok:
	case path == "defaults" || strings.HasPrefix(path, "defaults."):
		err = digest.Hint(err, "what defaults say is in each feed: tidings config show feeds --origins")
	case unknown.Meant != "":
		err = digest.Hint(err, "did you mean %q?", unknown.Meant)
	default:
		err = digest.Hint(err, "there is %s", wording.List(unknown.There))
	}
	if err != nil {
		err = exit.With(exit.Usage, err)
	}
	return part, err
}

// noteIn is what is said of a value: where it comes from, by the names that files have in a folder, and that a secret is not
// printed.
func noteIn(dir string, origins bool) func(effective.Setting) string {
	short := func(file string) string {
		if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
			return rel
		}
		return file
	}
	return func(s effective.Setting) string {
		var facts []string
		if origins {
			facts = append(facts, s.Origin(short))
		}
		if s.Hidden {
			facts = append(facts, "a secret, not printed")
		}
		return strings.Join(facts, ", ")
	}
}
