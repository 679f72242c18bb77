//go:build unix

package fleet

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"
)

// Press is a web server on loopback with as many papers as one likes: each day has its own, so that a reader of feeds who
// is polite, and asks once an hour, has something new to read each minute. Some are ill.
type Press struct {
	URL    string
	server *http.Server
}

// The papers of a day.
const (
	Papers = 8 // a day

	slowPaper   = 0 // takes longer than a fetch may
	brokenPaper = 1 // answers 500
	cutPaper    = 2 // breaks off half way
	mutePaper   = 3 // hangs up without a word

	perPaper = 4
	slow     = 25 * time.Second // longer than the 20 seconds that a fetch may take altogether
)

// NewPress starts a press.
func NewPress() (*Press, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Press{URL: "http://" + ln.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{day}/{paper}", p.paper)
	p.server = &http.Server{Handler: mux, ReadHeaderTimeout: slow}
	go func() { _ = p.server.Serve(ln) }() // ends with Close
	return p, nil
}

// Close drops the connections.
func (p *Press) Close() error { return p.server.Close() }

// Feeds are the addresses of a day's papers.
func (p *Press) Feeds(day int) []string {
	feeds := make([]string, Papers)
	for i := range feeds {
		feeds[i] = fmt.Sprintf("%s/%d/%d", p.URL, day, i)
	}
	return feeds
}

type item struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Title   string    `json:"title"`
	Text    string    `json:"content_text"`
	Written time.Time `json:"date_published"`
}

func (p *Press) paper(w http.ResponseWriter, r *http.Request) {
	var day, paper int
	if _, err := fmt.Sscan(r.PathValue("day")+" "+r.PathValue("paper"), &day, &paper); err != nil {
		http.NotFound(w, r)
		return
	}
	switch paper {
	case slowPaper:
		select {
		case <-time.After(slow):
		case <-r.Context().Done():
			return
		}
	case brokenPaper:
		http.Error(w, "out of order", http.StatusInternalServerError)
		return
	case mutePaper:
		panic(http.ErrAbortHandler)
	}
	document := struct {
		Version string `json:"version"`
		Title   string `json:"title"`
		Items   []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: fmt.Sprintf("Paper %d of day %d", paper, day)}
	words := rand.New(rand.NewPCG(uint64(day), uint64(paper))) // the same whenever it is asked for
	for i := range perPaper {
		path := fmt.Sprintf("/%d/%d/%d", day, paper, i)
		document.Items = append(document.Items, item{
			ID: path, URL: p.URL + path, Title: sentence(words, 6), Text: sentence(words, 12) + ". " + sentence(words, 14) + ".",
			Written: time.Now().Add(-time.Hour),
		})
	}
	text, _ := json.Marshal(document) // text and times can always be written
	if paper == cutPaper {
		text = text[:len(text)/2]
	}
	w.Header().Set("Content-Type", "application/feed+json")
	_, _ = w.Write(text)
}

// sentence is n words that nobody has heard before, so that no story is like another.
func sentence(r *rand.Rand, n int) string {
	syllables := []string{"ba", "ke", "lo", "mi", "nu", "pa", "re", "so", "ti", "vu"}
	words := make([]string, n)
	for i := range words {
		for range 3 {
			words[i] += syllables[r.IntN(len(syllables))]
		}
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}
