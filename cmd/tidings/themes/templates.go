// Package themes is `tidings templates`: the themes that there are become a list, files to start one of one's own from, or
// what is wrong with one.
package themes

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/templates"
)

// aboutThemes says what the built-in themes are for.
func aboutThemes() map[string]string {
	return map[string]string{
		"brief":    "much in little room: a headline, a quiet run of sources",
		"classic":  "the lead story large, serif headlines, a summary each",
		"magazine": "a week's reading: large type, room, pictures where there are some",
	}
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings templates`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "templates", Short: "Look over the themes, and start one of your own", GroupID: "parts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.listCommand(), a.exportCommand(), a.checkCommand())
	return cmd
}

// themeJSON is a theme in `tidings templates list --json`: a built-in one, or that of an edition.
type themeJSON struct {
	Name    string   `json:"name"`
	About   string   `json:"about,omitempty"`   // of a built-in theme
	Edition string   `json:"edition,omitempty"` // whose theme it is
	Base    string   `json:"base,omitempty"`    // what it goes over
	Dir     string   `json:"dir,omitempty"`
	Files   []string `json:"files,omitempty"` // of dir, that go over those of base
	Colors  []string `json:"colors,omitempty"`
	Fonts   []string `json:"fonts,omitempty"`
	Logo    string   `json:"logo,omitempty"`
	Words   []string `json:"words,omitempty"`
}

func (a actions) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the built-in themes and those of your editions", Args: cobra.NoArgs,
		Long: `Lists the built-in themes, and what each edition sets over the one it uses: files of a
folder of your own, colours, typefaces, a logo, phrases. Without a configuration it lists
the built-in themes alone.`,
		RunE: func(*cobra.Command, []string) error {
			all := builtInThemes()
			if _, err := config.Find(a.ConfigPath, os.Getenv); err == nil {
				cfg, err := a.Load()
				if err != nil {
					return err
				}
				for _, e := range cfg.Editions {
					own, err := themeOf(e.Edition)
					if err != nil {
						return err
					}
					all = append(all, own)
				}
			}
			if asJSON {
				return a.PrintJSON(all)
			}
			return a.printThemes(all)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON list, an object a theme")
	return cmd
}

func builtInThemes() []themeJSON {
	var all []themeJSON
	for _, name := range render.Names(templates.FS) {
		all = append(all, themeJSON{Name: name, About: aboutThemes()[name]})
	}
	return all
}

// themeOf is the theme of an edition, with what it sets.
func themeOf(e digest.Edition) (themeJSON, error) {
	t := e.Theme
	out := themeJSON{
		Name: t.Name(), Edition: e.ID, Base: cmp.Or(t.Base, digest.DefaultTheme), Dir: t.Dir, Logo: t.Logo.URL,
		Colors: slices.Sorted(maps.Keys(t.Colors)), Fonts: slices.Sorted(maps.Keys(t.Fonts)), Words: slices.Sorted(maps.Keys(t.Words)),
	}
	if own := call.ThemeFolder(t); own != nil {
		for _, pattern := range themeFiles() {
			files, err := fs.Glob(own, pattern)
			if err != nil {
				return out, err
			}
			out.Files = append(out.Files, files...)
		}
	}
	return out, nil
}

// themeFiles are the patterns of the files that a theme is made of.
func themeFiles() []string { return []string{"*.html", "*.txt", "words/*.json"} }

func (a actions) printThemes(all []themeJSON) error {
	for _, t := range all {
		line := fmt.Sprintf("%-10s %s", t.Name, t.About)
		if t.Edition != "" {
			line = fmt.Sprintf("edition %s: %s", t.Edition, t.Base)
			if over := t.over(); len(over) > 0 {
				line += ", with " + strings.Join(over, "; ")
			}
		}
		if _, err := fmt.Fprintln(a.Stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// over says what a theme sets over its base.
func (t themeJSON) over() []string {
	var out []string
	if t.Dir != "" {
		out = append(out, t.Dir+" ("+wording.List(t.Files)+")")
	}
	for _, set := range []struct {
		noun  string
		names []string
	}{{"colors", t.Colors}, {"fonts", t.Fonts}, {"words", t.Words}} {
		if len(set.names) > 0 {
			out = append(out, set.noun+" "+wording.List(set.names))
		}
	}
	if t.Logo != "" {
		out = append(out, "a logo")
	}
	return out
}

// oneTheme is a flag that names a built-in theme.
func oneTheme(cmd *cobra.Command, theme *string, usage string) {
	cmd.Flags().StringVar(theme, "theme", digest.DefaultTheme, usage+": "+wording.List(render.Names(templates.FS)))
}

func (a actions) exportCommand() *cobra.Command {
	var theme string
	cmd := &cobra.Command{
		Use: "export DIR", Short: "Write the files of a theme, to start one of your own", Args: cobra.ExactArgs(1),
		Long: `Writes the templates, blocks and words of a built-in theme to a folder. Change what you
like and remove the rest: what a folder lacks comes from the built-in theme. Files that are
there already are never overwritten.`,
		Example: "  tidings templates export mine\n  tidings templates export mine --theme magazine",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.exportTheme(theme, args[0])
		},
	}
	oneTheme(cmd, &theme, "the theme")
	return cmd
}

func (a actions) exportTheme(theme, dir string) error {
	if err := call.KnownTheme(theme); err != nil {
		return err
	}
	files, err := filesOf(theme)
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return digest.Hint(fmt.Errorf("%s is there already", filepath.Join(dir, name)), "nothing was written; choose another folder")
		}
	}
	for _, name := range names {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, files[name], 0o644); err != nil {
			return err
		}
	}
	use := "theme: " + dir
	if theme != digest.DefaultTheme {
		use = fmt.Sprintf("theme: {base: %s, dir: %s}", theme, dir)
	}
	a.Say("%s written to %s. Use them with `%s` in an edition, and remove what you do not change.", wording.Count(len(names), "file", "files"), dir, use)
	return nil
}

// filesOf are the files of a built-in theme as a folder of one's own has them: its own, the blocks that it uses of the
// default theme, and the words.
func filesOf(theme string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, pattern := range []string{digest.DefaultTheme + "/*.*", theme + "/*.*", "words/*.json"} {
		names, err := fs.Glob(templates.FS, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := fs.ReadFile(templates.FS, name)
			if err != nil {
				return nil, err
			}
			if path.Dir(name) != "words" {
				name = path.Base(name)
			}
			files[name] = text
		}
	}
	return files, nil
}

func (a actions) checkCommand() *cobra.Command {
	var theme string
	cmd := &cobra.Command{
		Use: "check [DIR]", Short: "Draw sample issues with a theme and say what is wrong", Args: cobra.MaximumNArgs(1),
		Long: `Draws sample issues, ordinary ones and those that break themes: headlines without end,
missing parts, nothing to tell, languages from right to left. Without DIR it tries the
themes of your editions. What is wrong is named with file, line and column; exit code 1.`,
		Example: "  tidings templates check\n  tidings templates check mine --theme magazine",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				if err := call.KnownTheme(theme); err != nil {
					return err
				}
				return a.checkThemes([]digest.Theme{{Base: theme, Dir: args[0]}})
			}
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			var all []digest.Theme
			for _, e := range cfg.Editions {
				if !slices.ContainsFunc(all, func(t digest.Theme) bool { return call.ThemeKey(t) == call.ThemeKey(e.Theme) }) {
					all = append(all, e.Theme)
				}
			}
			return a.checkThemes(all)
		},
	}
	oneTheme(cmd, &theme, "what DIR goes over")
	return cmd
}

// checkThemes draws every sample with each theme.
func (a actions) checkThemes(all []digest.Theme) error {
	bad := false
	for _, t := range all {
		r, err := a.Renderer(t)
		if err != nil {
			a.sayFault(err)
			bad = true
			continue
		}
		wrong := r.Try()
		said := make(map[string]bool) // one mistake shows in many samples
		for _, err := range wrong {
			if cause := errors.Unwrap(err).Error(); !said[cause] {
				said[cause] = true
				a.sayFault(err)
			}
		}
		for _, faint := range r.Faint() {
			a.Trouble("tidings: warning: theme %s: %s", t.Name(), faint)
		}
		if len(wrong) > 0 {
			bad = true
			continue
		}
		if _, err := fmt.Fprintf(a.Stdout, "%s: good; %s drawn, as HTML and as text\n", t.Name(),
			wording.Count(len(samples.All()), "sample", "samples")); err != nil {
			return err
		}
	}
	if bad {
		return exit.Quietly(exit.Failed)
	}
	return nil
}

// sayFault prints what is wrong with a template, with its line and a caret under the spot.
func (a actions) sayFault(err error) { a.Trouble("%s", call.ProblemOf(err)) }
