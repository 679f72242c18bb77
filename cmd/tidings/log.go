package main

import (
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

// logger writes for people on a terminal and as JSON elsewhere. Commands that a person waits for log only what is wrong
// unless asked for more; serve tells its story at info.
func (a *app) logger(level slog.Level) *slog.Logger {
	switch {
	case a.verbose:
		level = slog.LevelDebug
	case a.quiet:
		level = slog.LevelError
	}
	if a.terminal(a.stderr) {
		return slog.New(tint.NewTextHandler(a.stderr, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: !a.color()}))
	}
	return slog.New(slog.NewJSONHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// terminal says whether a stream is one that a person watches.
func (a *app) terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// color says whether to colour what goes to stderr (no-color.org).
func (a *app) color() bool { return os.Getenv("NO_COLOR") == "" && a.terminal(a.stderr) }

// columns is the width of the terminal, 80 where there is none.
func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 20 {
			return n
		}
	}
	return 80
}
