// Package call is one call of the program: the streams and flags that it was called with become the configuration,
// documents and themes that these name, and what a command knows becomes words, JSON and progress on the streams.
package call

import (
	"fmt"
	"io"
	"os"
	"time"

	"tidings/digest/config"
	"tidings/digest/render"
	"tidings/digest/render/markdown"
	"tidings/templates"
)

// Call is one call of the program: its streams, and the flags that every command has.
type Call struct {
	Stdin      io.Reader
	Stdout     io.Writer
	Stderr     io.Writer
	Version    string                      // of the program
	ConfigPath string                      // --config; empty: where it is looked for
	Verbose    bool                        // --verbose
	Quiet      bool                        // --quiet
	Now        func() time.Time            // the clock of what is wired; nil: that of the machine
	drawn      map[string]*render.Renderer // themes that were read, by ThemeKey
}

// Clock is the time by which everything works that is wired for this call.
func (c *Call) Clock() func() time.Time {
	if c.Now != nil {
		return c.Now
	}
	return time.Now
}

// Say prints words for a person; data goes to stdout.
func (c *Call) Say(format string, args ...any) {
	if !c.Quiet {
		c.Trouble(format, args...)
	}
}

// Trouble prints what a person must hear even when quiet: what went wrong.
func (c *Call) Trouble(format string, args ...any) {
	fmt.Fprintf(c.Stderr, format+"\n", args...)
}

// Load reads the configuration: config.Problems when there is anything wrong with it.
func (c *Call) Load() (*config.Config, error) { return c.load(c.ConfigPath, nil) }

// LoadInstead reads the configuration as it would be with other texts of its files, by name.
func (c *Call) LoadInstead(instead map[string][]byte) (*config.Config, error) {
	return c.load(c.ConfigPath, instead)
}

// LoadFrom reads the configuration at a path; empty: where it is looked for.
func (c *Call) LoadFrom(path string) (*config.Config, error) { return c.load(path, nil) }

func (c *Call) load(path string, instead map[string][]byte) (*config.Config, error) {
	o := c.Options(path)
	o.Instead = instead
	return config.Load(o)
}

// LoadUnthemed reads the configuration and leaves the files of themes for when they are drawn with.
func (c *Call) LoadUnthemed() (*config.Config, error) {
	o := c.Options(c.ConfigPath)
	o.Theme = nil
	return config.Load(o)
}

// Options are how the configuration at a path is read; empty: where it is looked for.
func (c *Call) Options(path string) config.Options {
	return config.Options{
		Path: path, Env: os.Getenv, Local: localZone(), Subject: render.CheckSubject, Note: markdown.Check,
		Theme: c.checkTheme, Themes: render.Names(templates.FS),
	}
}

// Warn says what is odd about a configuration. Commands that mail do; a look needs no subscriber and no server.
func (c *Call) Warn(cfg *config.Config) {
	if len(cfg.Warnings) > 0 && !c.Quiet {
		fmt.Fprintln(c.Stderr, cfg.Warnings)
	}
}
