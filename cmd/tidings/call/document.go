package call

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/fetch"
)

// UserAgent is how Tidings names itself to servers; readers is how many it fetches for.
func (c *Call) UserAgent(readers int) string {
	return fetch.UserAgent(strings.TrimPrefix(c.Version, "v"), readers)
}

// Document is a page from a file, standard input ("-") or a URL. base is where a file's relative links lead, accept the
// media types that a server is asked for.
func (c *Call) Document(ctx context.Context, where, base, accept string) (digest.Page, error) {
	if IsURL(where) {
		client := fetch.New(fetch.Options{UserAgent: c.UserAgent(0)})
		defer client.Close()
		return client.Fetch(ctx, digest.Request{URL: where, Accept: accept, Trusted: true})
	}
	body, err := c.ReadInput(where)
	if err != nil {
		return digest.Page{}, err
	}
	return digest.Page{
		URL: base, FinalURL: base, Status: http.StatusOK, ContentType: typeByName(where), Body: body, Fetched: time.Now(),
	}, nil
}

// ReadInput reads a file or standard input, no more than a document may be long.
func (c *Call) ReadInput(where string) ([]byte, error) {
	in := c.Stdin
	if where != "-" {
		f, err := os.Open(where)
		if err != nil {
			return nil, digest.Hint(err, "give a file, a URL beginning with https://, or - for standard input")
		}
		defer f.Close()
		in = f
	}
	body, err := io.ReadAll(io.LimitReader(in, fetch.DefaultMaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	if len(body) > fetch.DefaultMaxBytes {
		return nil, fmt.Errorf("%s is larger than the %d MB that are read of any document", where, fetch.DefaultMaxBytes>>20)
	}
	return body, nil
}

// IsURL says whether an argument names a page of the web, and not a file.
func IsURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// typeByName is the media type that a file's name speaks of; empty when it says nothing, and then the bytes decide.
func typeByName(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return "text/html"
	case ".json":
		return "application/json"
	case ".xml", ".rss", ".atom", ".rdf":
		return "application/xml"
	}
	return ""
}

// PrintJSON writes one JSON object, indented, with URLs as they are.
func (c *Call) PrintJSON(v any) error {
	enc := json.NewEncoder(c.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Stamp is a time for JSON; the zero time is nil, and left out.
func Stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
