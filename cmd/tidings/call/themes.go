package call

import (
	"fmt"
	"io/fs"
	"os"
	"slices"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/templates"
)

// Renderer reads a theme, once a call of the program; a *render.TemplateError says where one is wrong.
func (c *Call) Renderer(t digest.Theme) (*render.Renderer, error) {
	key := ThemeKey(t)
	if r, ok := c.drawn[key]; ok {
		return r, nil
	}
	r, err := render.New(templates.FS, t, ThemeFolder(t))
	if err != nil {
		return nil, err
	}
	if c.drawn == nil {
		c.drawn = make(map[string]*render.Renderer)
	}
	c.drawn[key] = r
	return r, nil
}

// ForgetThemes has themes read again when they are next needed.
func (c *Call) ForgetThemes() { c.drawn = nil }

// ThemeKey is the same for themes that are set alike: maps are printed in the order of their keys.
func ThemeKey(t digest.Theme) string { return fmt.Sprintf("%+v", t) }

// ThemeFolder is the user's own folder of a theme; nil when there is none.
func ThemeFolder(t digest.Theme) fs.FS {
	if t.Dir == "" {
		return nil
	}
	return os.DirFS(t.Dir)
}

// checkTheme says what is wrong with a theme.
func (c *Call) checkTheme(t digest.Theme) error {
	_, err := c.Renderer(t)
	return err
}

// Looks reads the themes of all editions, so that what is wrong with one is known before anything is done.
func (c *Call) Looks(cfg *config.Config) (func(digest.Edition) *render.Renderer, error) {
	byEdition := make(map[string]*render.Renderer, len(cfg.Editions))
	for _, e := range cfg.Editions {
		r, err := c.Renderer(e.Theme)
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", e.ID, err)
		}
		byEdition[e.ID] = r
	}
	return func(e digest.Edition) *render.Renderer { return byEdition[e.ID] }, nil
}

// KnownTheme refuses a name that is no built-in theme's, as an error of usage.
func KnownTheme(name string) error {
	if names := render.Names(templates.FS); !slices.Contains(names, name) {
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no built-in theme %q", name), "there is %s", wording.List(names)))
	}
	return nil
}
