package replay

import (
	"fmt"
	"strings"
	"time"

	"tidings/cmd/tidings/wording"
)

// This file prints a replay for a person: a line a day, and below it what is in, what is out, and why.

// reasonWidth is how wide the lines below a day are.
const reasonWidth = 88

func (c *comparison) line(format string, args ...any) {
	fmt.Fprintln(c.Stdout, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// strong sets a text off on a terminal.
func (c *comparison) strong(s string) string {
	if !c.bold {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

// faint sets it back.
func (c *comparison) faint(s string) string {
	if !c.bold {
		return s
	}
	return "\x1b[2m" + s + "\x1b[0m"
}

func (c *comparison) printHead() {
	who := c.flags.as
	if who == "" {
		who = "a new reader"
	}
	c.line("%s, as %s would have got it", c.strong(c.now.edition.ID), who)
	c.line("")
	if c.then == nil {
		c.line("%s", c.faint(fmt.Sprintf("%-16s %7s %6s", "day", "stories", "again")))
		return
	}
	c.line("%-16s %14s   %14s", "", "present config", "other config")
	c.line("%s", c.faint(fmt.Sprintf("%-16s %7s %6s   %7s %6s %5s %5s", "day", "stories", "again", "stories", "again", "in", "out")))
}

func (c *comparison) printDay(d dayJSON) {
	name := d.Date
	if t, err := time.Parse(time.DateOnly, d.Date); err == nil {
		name = t.Format("Mon _2 Jan 2006")
	}
	c.row(name, totalJSON{d.Now, d.Then, len(d.In), len(d.Out)})
	for _, m := range d.In {
		c.printMoved("+", m)
	}
	for _, m := range d.Out {
		c.printMoved("-", m)
	}
}

func (c *comparison) row(name string, d totalJSON) {
	if d.Then == nil {
		c.line("%-16s %7d %6s", name, d.Now.Stories, some(d.Now.Again))
		return
	}
	c.line("%-16s %7d %6s   %7d %6s %5s %5s", name, d.Now.Stories, some(d.Now.Again), d.Then.Stories, some(d.Then.Again), some(d.In), some(d.Out))
}

// some is a count, and a dot for none.
func some(n int) string {
	if n == 0 {
		return "·"
	}
	return fmt.Sprint(n)
}

func (c *comparison) printMoved(mark string, m movedJSON) {
	for i, line := range wording.Lines(m.Headline, reasonWidth) {
		if i > 0 {
			mark = " "
		}
		c.line("  %s %s", mark, line)
	}
	for _, line := range wording.Lines(m.Why, reasonWidth) {
		c.line("    %s", c.faint(line))
	}
}

func (c *comparison) printTotal() {
	c.line("")
	c.row(c.strong(fmt.Sprintf("%-16s", "altogether")), c.report.Total)
	if c.then != nil {
		c.line("")
		c.line("%s", c.faint("+ only the other sends it   - only the present one sends it   below: why it is not in the one that does not"))
	}
}
