// Command look draws every theme on every sample in Chromium, at the widths of screens and phones, by day and by night,
// with pictures and without, walks through the readers' pages as a reader does, and checks what it sees. It turns templates into out/look: screenshots with an index page, and
// a list of what is wrong. Exit code 1 when anything is.
//
// Chromium, axe-core, html-validate, the Nu HTML Checker, the data of caniemail.com and SpamAssassin are used where they are found; a check
// whose tool is absent is skipped, and said to be.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
)

// options are the flags.
type options struct {
	out     string // where everything is written
	tools   string // folder with node_modules
	goldens string // folder of the stored pictures
	clients string // the page with the table of mail programs
	update  bool   // store what is drawn, instead of comparing
}

func main() {
	var o options
	flag.StringVar(&o.out, "o", "out/look", "folder to write to")
	flag.StringVar(&o.tools, "tools", "out/look-tools", "folder where npm installed axe-core, html-validate, vnu-jar and caniemail")
	flag.StringVar(&o.goldens, "goldens", "cmd/look/testdata/golden", "folder of the stored pictures")
	flag.StringVar(&o.clients, "clients", "docs/clients.md", "the page with the table of mail programs")
	flag.BoolVar(&o.update, "update", false, "store the pictures and the table as they are now")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	good, err := run(ctx, o, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "look: error:", err)
	}
	if err != nil || !good {
		os.Exit(1)
	}
}

// check is one thing that pages are held to.
type check struct {
	name    string
	tried   int
	wrong   []string
	skipped string // why it was not made
	note    string // what was measured
}

func (c *check) fail(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// run draws and checks everything. It is good when nothing is wrong; what was skipped is not wrong.
func run(ctx context.Context, o options, w io.Writer) (good bool, err error) {
	if err := os.RemoveAll(o.out); err != nil {
		return false, err
	}
	pages, err := drawPages(o.out)
	if err != nil {
		return false, err
	}
	var checks []*check
	shots, seen, err := inBrowser(ctx, o, pages)
	if err != nil {
		return false, err
	}
	checks = append(checks, seen...)
	walked, err := writeWalked(o.out, shots)
	if err != nil {
		return false, err
	}
	onTheWeb := append(slices.Clip(pages), walked...)
	for _, more := range []struct {
		check func(context.Context, options, []page) (*check, error)
		of    []page
	}{{validHTML, onTheWeb}, {nuHTML, onTheWeb}, {readByClients, pages}, {notSpam, pages}} {
		c, err := more.check(ctx, o, more.of)
		if err != nil {
			return false, err
		}
		checks = append(checks, c)
	}
	if err := writeIndex(o.out, shots, checks); err != nil {
		return false, err
	}
	return report(w, o, checks), nil
}

// mostShown is how many faults of one check are printed; the index page has them all.
const mostShown = 20

// report prints what was found.
func report(w io.Writer, o options, checks []*check) (good bool) {
	good = true
	for _, c := range checks {
		switch {
		case c.skipped != "":
			fmt.Fprintf(w, "skip  %-44s %s\n", c.name, c.skipped)
		case len(c.wrong) > 0:
			good = false
			fmt.Fprintf(w, "FAIL  %-44s %d wrong, %d looked at\n", c.name, len(c.wrong), c.tried)
			for i, s := range c.wrong {
				if i == mostShown {
					fmt.Fprintf(w, "      … and %d more\n", len(c.wrong)-i)
					break
				}
				fmt.Fprintf(w, "      %s\n", s)
			}
		default:
			fmt.Fprintf(w, "ok    %-44s %d looked at %s\n", c.name, c.tried, c.note)
		}
	}
	fmt.Fprintf(w, "\nLook at it: %s/index.html\n", o.out)
	return good
}
