package main

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/mmcdole/gofeed"

	"tidings/digest"
	"tidings/digest/feed"
)

// feedFigures counts what a reader of feeds got out of a set of files.
type feedFigures struct {
	files, lost         int
	articles            int
	noID, noDate        int
	noLink, notAbsolute int
	images              int
	bytes               int64
	took                time.Duration
}

// feedsTable reads every feed file of the data with our reader and with gofeed alone, side by side: files lost, and
// what the articles of the others have.
func feedsTable(w io.Writer, data string) error {
	sets, err := filepath.Glob(filepath.Join(data, "feeds", "*"))
	if err != nil {
		return err
	}
	if len(sets) == 0 {
		return fmt.Errorf("feed files: %w", &os.PathError{Op: "open", Path: filepath.Join(data, "feeds"), Err: os.ErrNotExist})
	}
	slices.Sort(sets)
	fmt.Fprintf(w, "Feeds: %s\n", filepath.Join(data, "feeds"))
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "set\treader\tfiles\tlost\tarticles\tno id\tno date\tno link\tnot absolute\timages\tMB/s\t")
	for _, dir := range sets {
		ours, theirs, err := readFeeds(dir)
		if err != nil {
			return err
		}
		ours.row(tw, filepath.Base(dir), "ours")
		theirs.row(tw, "", "gofeed")
	}
	return tw.Flush()
}

func (f feedFigures) row(w io.Writer, set, reader string) {
	speed := float64(f.bytes) / (1 << 20) / f.took.Seconds()
	fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.1f\t\n",
		set, reader, f.files, f.lost, f.articles, f.noID, f.noDate, f.noLink, f.notAbsolute, f.images, speed)
}

// readFeeds reads the files of a folder twice over.
func readFeeds(dir string) (ours, theirs feedFigures, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return ours, theirs, err
	}
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			return ours, theirs, err
		}
		ours.add(body, parseOurs)
		theirs.add(body, parseGofeed)
	}
	return ours, theirs, nil
}

// add reads one file and counts what it gave.
func (f *feedFigures) add(body []byte, parse func([]byte) ([]digest.Article, error)) {
	started := time.Now()
	articles, err := parse(body)
	f.took += time.Since(started)
	f.files++
	f.bytes += int64(len(body))
	if err != nil {
		f.lost++
		return
	}
	for _, a := range articles {
		f.articles++
		if a.GUID == "" {
			f.noID++
		}
		if a.Published.IsZero() && a.Updated.IsZero() {
			f.noDate++
		}
		switch u, err := url.Parse(a.URL); {
		case a.URL == "":
			f.noLink++
		case err != nil || !u.IsAbs():
			f.notAbsolute++
		}
		if a.Image != "" {
			f.images++
		}
	}
}

// home is the address that the files are said to come from: the data does not say.
const home = "https://feeds.example/feed.xml"

func parseOurs(body []byte) ([]digest.Article, error) {
	c, err := feed.Parse(digest.Page{URL: home, FinalURL: home, Body: body}, feed.Limits{Now: time.Now()})
	return c.Articles, err
}

// parseGofeed is gofeed as it comes, in our words.
func parseGofeed(body []byte) ([]digest.Article, error) {
	f, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	articles := make([]digest.Article, len(f.Items))
	for i, it := range f.Items {
		a := digest.Article{GUID: it.GUID, URL: it.Link, Title: it.Title}
		if it.PublishedParsed != nil {
			a.Published = *it.PublishedParsed
		}
		if it.UpdatedParsed != nil {
			a.Updated = *it.UpdatedParsed
		}
		if it.Image != nil {
			a.Image = it.Image.URL
		}
		articles[i] = a
	}
	return articles, nil
}
