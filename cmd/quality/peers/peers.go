package peers

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	_ "modernc.org/sqlite" // the state that time passes for
)

// reader is a program with the folder that it works in.
type reader struct {
	name string
	dir  string
	runs []run
	args []string // of a run
	bin  string
}

// run is one run of a reader, and what comes before it.
type run struct {
	name   string
	before func() error
}

// Table runs each reader that is installed over the same press, and prints what each run took. bin is the tidings to run.
// Without rss2email there is nothing to compare, which is an error of kind fs.ErrNotExist.
func Table(w io.Writer, bin string) error {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return err
	}
	if _, err := os.Stat(bin); err != nil {
		return err
	}
	r2e, err := exec.LookPath("r2e")
	if err != nil {
		return fmt.Errorf("%w: rss2email (r2e) is not installed", fs.ErrNotExist)
	}
	p, err := newPress()
	if err != nil {
		return err
	}
	defer p.listener.Close()
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	readers, err := install(p, dir, bin, r2e)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Readers of feeds: %d feeds of %d articles on loopback\n", feedCount, articleCount)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "reader\trun\twall s\tCPU s\tpeak MB\tfeed requests\tof these 304\tpage requests\tKB moved\t")
	for _, r := range readers {
		if err := r.measure(tw, p); err != nil {
			return err
		}
	}
	return tw.Flush()
}

// install sets up the readers. Each has the same list of feeds; none sends mail.
func install(p *press, dir, bin, r2e string) ([]reader, error) {
	var readers []reader
	for _, mode := range []string{"never", "auto"} {
		home := filepath.Join(dir, mode)
		config := fmt.Sprintf("feeds: [{opml: feeds.opml}]\ndefaults: {extract: %s}\nnetwork: {allow: [127.0.0.1]}\nsubscribers: [me@example.com]\n", mode)
		if err := write(home, map[string][]byte{"sources.yaml": []byte(config), "feeds.opml": p.opml()}); err != nil {
			return nil, err
		}
		readers = append(readers, reader{
			name: "tidings preview, extract: " + mode, dir: home, bin: bin, args: []string{"preview", "-o", "issue.html"},
			runs: []run{{name: "first"}, {name: "at once again"}, {"two hours later", func() error { return later(home) }}},
		})
	}
	home := filepath.Join(dir, "r2e")
	if err := write(home, map[string][]byte{"feeds.opml": p.opml()}); err != nil {
		return nil, err
	}
	files := []string{"-c", "config", "-d", "data.json"}
	for _, args := range [][]string{{"new", "me@example.com"}, {"opmlimport", "feeds.opml"}} {
		cmd := exec.Command(r2e, append(files, args...)...)
		cmd.Dir = home
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("r2e %s: %w: %s", args[0], err, out)
		}
	}
	return append(readers, reader{
		name: "rss2email run --no-send", dir: home, bin: r2e, args: append(files, "run", "--no-send"),
		runs: []run{{name: "first"}, {name: "again, whenever"}},
	}), nil
}

func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// later lets two hours pass for the feeds of a state, so that they are due again.
func later(home string) error {
	db, err := sql.Open("sqlite", filepath.Join(home, "state", "tidings.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(`UPDATE feed SET next_poll = next_poll - $1, last_try = last_try - $1, last_ok = last_ok - $1`, (2 * time.Hour).Milliseconds())
	return err
}

// measure does the runs of a reader, a row each.
func (r reader) measure(w io.Writer, p *press) error {
	for i, run := range r.runs {
		if run.before != nil {
			if err := run.before(); err != nil {
				return err
			}
		}
		p.feeds.Store(0)
		p.pages.Store(0)
		p.unchanged.Store(0)
		p.moved.Store(0)
		cmd := exec.Command(r.bin, r.args...)
		var said bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr = r.dir, &said, &said
		started := time.Now()
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w: %s", r.name, err, strings.TrimSpace(said.String()))
		}
		wall := time.Since(started)
		state := cmd.ProcessState
		name := r.name
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(w, "%s\t%s\t%.1f\t%.1f\t%s\t%d\t%d\t%d\t%d\t\n", name, run.name, wall.Seconds(),
			(state.UserTime() + state.SystemTime()).Seconds(), peak(state), p.feeds.Load(), p.unchanged.Load(), p.pages.Load(), p.moved.Load()>>10)
	}
	return nil
}
