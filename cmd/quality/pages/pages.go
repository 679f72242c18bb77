// Package pages turns a folder of labelled pages into values, and the text that an extractor found on one into how far
// it agrees with the text that a reader wants.
package pages

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Page is a page and the text a reader wants of it.
type Page struct {
	Set, URL, File            string
	Text, Title, Author, Date string // of the article; but for Text they may be unknown, and empty

	HTML []byte // UTF-8
}

// Read reads the pages of a data folder, in the order of its truth.jsonl. The error wraps fs.ErrNotExist when there are
// none.
func Read(data string) ([]Page, error) {
	folder := filepath.Join(data, "pages")
	f, err := os.Open(filepath.Join(folder, "truth.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("labelled pages: %w", err)
	}
	defer f.Close()
	var pages []Page
	lines := json.NewDecoder(bufio.NewReader(f))
	for {
		var p Page
		if err := lines.Decode(&p); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, fmt.Errorf("labelled pages: %w", err)
		}
		if p.HTML, err = readGzip(filepath.Join(folder, p.File)); err != nil {
			return nil, fmt.Errorf("labelled page %s: %w", p.File, err)
		}
		pages = append(pages, p)
	}
}

func readGzip(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Halves is how many parts hosts are split into, so that what was chosen on one can be measured on the other.
const Halves = 2

// Half is the half that the page's host falls into, by its hash: all pages of a host are in the same.
func (p Page) Half() int {
	host := p.URL
	if u, err := url.Parse(p.URL); err == nil {
		host = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	h := fnv.New32a()
	h.Write([]byte(host))
	return int(h.Sum32()>>8) % Halves // the last byte of FNV mixes least
}
