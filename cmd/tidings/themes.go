package main

import (
	"fmt"
	"io/fs"
	"os"

	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/templates"
)

// renderer reads a theme, once a call of the program.
func (a *app) renderer(t digest.Theme) (*render.Renderer, error) {
	key := themeKey(t)
	if r, ok := a.drawn[key]; ok {
		return r, nil
	}
	r, err := render.New(templates.FS, t, folderOf(t))
	if err != nil {
		return nil, err
	}
	if a.drawn == nil {
		a.drawn = make(map[string]*render.Renderer)
	}
	a.drawn[key] = r
	return r, nil
}

// themeKey is the same for themes that are alike: maps are printed in the order of their keys.
func themeKey(t digest.Theme) string { return fmt.Sprintf("%+v", t) }

// folderOf is the user's own folder of a theme; nil when there is none.
func folderOf(t digest.Theme) fs.FS {
	if t.Dir == "" {
		return nil
	}
	return os.DirFS(t.Dir)
}

// checkTheme says what is wrong with a theme.
func (a *app) checkTheme(t digest.Theme) error {
	_, err := a.renderer(t)
	return err
}

// looks reads the themes of all editions, so that what is wrong with one is known before anything is done.
func (a *app) looks(cfg *config.Config) (func(digest.Edition) *render.Renderer, error) {
	byEdition := make(map[string]*render.Renderer, len(cfg.Editions))
	for _, e := range cfg.Editions {
		r, err := a.renderer(e.Theme)
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", e.ID, err)
		}
		byEdition[e.ID] = r
	}
	return func(e digest.Edition) *render.Renderer { return byEdition[e.ID] }, nil
}
