package call

import (
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"
)

// Logger writes for people on a terminal and as JSON elsewhere. Commands that a person waits for log only what is wrong
// unless asked for more; serve tells its story at info.
func (c *Call) Logger(level slog.Level) *slog.Logger {
	switch {
	case c.Verbose:
		level = slog.LevelDebug
	case c.Quiet:
		level = slog.LevelError
	}
	if Terminal(c.Stderr) {
		return slog.New(tint.NewTextHandler(c.Stderr, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: !c.color()}))
	}
	return slog.New(slog.NewJSONHandler(c.Stderr, &slog.HandlerOptions{Level: level}))
}

// Terminal says whether a stream is one that a person watches.
func Terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// color says whether to colour what goes to stderr (no-color.org).
func (c *Call) color() bool { return os.Getenv("NO_COLOR") == "" && Terminal(c.Stderr) }

// Columns is the width of the terminal, 80 where there is none.
func Columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 20 {
			return n
		}
	}
	return 80
}

// Colored says whether to set words off in what is printed: stdout is a terminal, and nobody minds (no-color.org).
func (c *Call) Colored() bool { return os.Getenv("NO_COLOR") == "" && Terminal(c.Stdout) }
