package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// htmlRules are the rules of html-validate, with the exceptions that mail needs.
//
//go:embed html-validate.json
var htmlRules string

// validHTML holds the pages against html-validate.
func validHTML(ctx context.Context, o options, pages []page) (*check, error) {
	c := &check{name: "html-validate, but for what mail needs"}
	tool, err := filepath.Abs(filepath.Join(o.tools, "node_modules", ".bin", "html-validate"))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(tool); err != nil {
		c.skipped = "html-validate is not there (npm install --prefix " + o.tools + " html-validate)"
		return c, nil
	}
	rules := filepath.Join(o.out, "html-validate.json")
	if err := write(rules, htmlRules); err != nil {
		return nil, err
	}
	args := []string{"--config", rules, "--formatter", "json"}
	for _, p := range pages {
		args = append(args, filepath.Join(o.out, p.file))
	}
	c.tried = len(pages)
	said, err := exec.CommandContext(ctx, tool, args...).Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID  string
			Message string
			Line    int
		}
	}
	if err := json.Unmarshal(said, &files); err != nil {
		return nil, fmt.Errorf("html-validate said something else than JSON: %w: %.200s", err, said)
	}
	for _, f := range files {
		for _, m := range f.Messages {
			c.fail("%s:%d: %s (%s)", f.FilePath, m.Line, m.Message, m.RuleID)
		}
	}
	return c, nil
}

// forMail are the errors of the Nu HTML Checker that are right for the web, and wrong for mail: with the reason each stands.
var forMail = map[*regexp.Regexp]string{
	regexp.MustCompile(`Attribute “xmlns:o” not allowed`):                    "classic Outlook reads its settings in this name space",
	regexp.MustCompile(`Element “meta” is missing .* “content”, “property”`): "supported-color-schemes, which Apple Mail reads",
	regexp.MustCompile(`Property “supported-color-schemes” doesn't exist`):   "the same for older Apple Mail",
	regexp.MustCompile(`Property “mso-hide” doesn't exist`):                  "hides the preheader in classic Outlook",
}

// nuHTML holds the pages against the Nu HTML Checker, whose word is the standard's. Its warnings are about attributes of
// tables, which are what mail programs read.
func nuHTML(ctx context.Context, o options, pages []page) (*check, error) {
	c := &check{name: "Nu HTML Checker, but for what mail needs"}
	jar := filepath.Join(o.tools, "node_modules", "vnu-jar", "build", "dist", "vnu.jar")
	java, err := exec.LookPath("java")
	if err != nil {
		c.skipped = "Java is not installed (Debian: apt-get install default-jre-headless)"
		return c, nil
	}
	if _, err := os.Stat(jar); err != nil {
		c.skipped = "the checker is not there (npm install --prefix " + o.tools + " vnu-jar)"
		return c, nil
	}
	args := []string{"-jar", jar, "--format", "json", "--errors-only", "--exit-zero-always", "--stdout"}
	for _, p := range pages {
		args = append(args, filepath.Join(o.out, p.file))
	}
	said, err := exec.CommandContext(ctx, java, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("the Nu HTML Checker: %w", err)
	}
	var found struct {
		Messages []struct {
			URL      string
			LastLine int
			Message  string
		}
	}
	if err := json.Unmarshal(said, &found); err != nil {
		return nil, fmt.Errorf("the Nu HTML Checker said something else than JSON: %w: %.200s", err, said)
	}
	c.tried = len(pages)
	for _, m := range found.Messages {
		if !needed(m.Message) {
			c.fail("%s:%d: %s", m.URL, m.LastLine, m.Message)
		}
	}
	return c, nil
}

// needed tells an error that mail cannot do without.
func needed(message string) bool {
	for known := range forMail {
		if known.MatchString(message) {
			return true
		}
	}
	return false
}
