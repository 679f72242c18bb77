package main

import (
	_ "embed"
	"html/template"
	"os"
	"path/filepath"
)

//go:embed index.html
var indexHTML string

// group is the screenshots of a theme and a sample.
type group struct {
	Theme, Sample string
	Text          bool // there is a text part as well
	Shots         []shot
}

// writeIndex writes the page that shows all screenshots, and what is wrong.
func writeIndex(out string, shots []shot, checks []*check) error {
	type row struct {
		Name, Skipped string
		Tried         int
		Wrong         []string
	}
	var data struct {
		Checks []row
		Groups []group
	}
	for _, c := range checks {
		data.Checks = append(data.Checks, row{c.name, c.skipped, c.tried, c.wrong})
	}
	for _, s := range shots {
		last := len(data.Groups) - 1
		if last < 0 || data.Groups[last].Theme != s.page.theme || data.Groups[last].Sample != s.page.sample {
			data.Groups = append(data.Groups, group{Theme: s.page.theme, Sample: s.page.sample, Text: s.page.drawn.Text != ""})
			last++
		}
		data.Groups[last].Shots = append(data.Groups[last].Shots, s)
	}
	page, err := template.New("index").Parse(indexHTML)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(out, "index.html"))
	if err != nil {
		return err
	}
	if err := page.Execute(f, data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
