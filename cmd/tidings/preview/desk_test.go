package preview

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/preview/watch"
)

// watched is `tidings preview --watch` on a folder.
type watched struct {
	t      *testing.T
	dir    string
	page   string // its address
	query  string
	events *bufio.Scanner
	ended  chan error
	stop   context.CancelFunc
}

// watching starts the program on files and waits until the page is there.
func watching(t *testing.T, files map[string]string) *watched {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	w := &watched{t: t, dir: t.TempDir(), ended: make(chan error, 1), stop: stop}
	for name, text := range files {
		w.write(name, text)
	}
	out, in := io.Pipe()
	go func() {
		cmd := Command(&call.Call{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: in, ConfigPath: w.dir})
		cmd.SetArgs([]string{"--watch"})
		w.ended <- cmd.ExecuteContext(ctx)
		in.Close()
	}()
	said := bufio.NewScanner(out)
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)
	for w.page == "" && said.Scan() {
		if at := address.FindString(said.Text()); strings.HasPrefix(said.Text(), "The digest is at ") {
			w.page = at
			w.query = strings.TrimPrefix(strings.Fields(strings.SplitAfter(said.Text(), at)[1])[0], "?")
		}
	}
	if w.page == "" {
		t.Fatal("it ended without a page")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.page+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	w.events = bufio.NewScanner(answer.Body)
	w.change()
	return w
}

func (w *watched) write(name, text string) {
	w.t.Helper()
	name = filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// change waits until the page is told that a file has changed.
func (w *watched) change() {
	w.t.Helper()
	for w.events.Scan() {
		if strings.HasPrefix(w.events.Text(), "data: ") {
			return
		}
	}
	w.t.Fatalf("no change was told: %v", w.events.Err())
}

func (w *watched) get(path string) string {
	w.t.Helper()
	answer, err := http.Get(w.page + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(body)
}

// watchState is what the page is told, as far as the tests look at it.
type watchState struct {
	Menu         watch.Menu
	Subject      string
	Facts        []string
	Size, Budget int
	HTML, Stale  bool
	Blank        bool
	Nothing      string
	Faults       watch.Faults
}

func (w *watched) state(query string) watchState {
	w.t.Helper()
	var st watchState
	if err := json.Unmarshal([]byte(w.get("state?"+query)), &st); err != nil {
		w.t.Fatal(err)
	}
	return st
}

// harbour serves a feed of two articles, and counts how often it is asked for.
func harbour(t *testing.T) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		fmt.Fprint(w, `{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour News", "items": [
			{"id": "1", "url": "/ferry", "title": "Ferry line to Skerry returns after nine years",
			 "content_text": "The ferry to Skerry sails again from Monday, nine years after the line was closed."},
			{"id": "2", "url": "/bakers", "title": "Bakers strike over the price of flour",
			 "content_text": "Bakers in three towns kept their shops shut. They say that flour costs twice what it did."}]}`)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/feed.json", asked
}

func TestWatchedPreviewFollowsConfigurationReadersAndTheme(t *testing.T) {
	feed, asked := harbour(t)
	sources := func(more string) string {
		return "feeds: [{url: '" + feed + "', extract: never}]\nnetwork: {allow: [127.0.0.1]}\neditions:\n  - {id: daily, theme: ./mine" + more + "}\n  - {id: evening, theme: brief}\n"
	}
	w := watching(t, map[string]string{
		"sources.yaml":    sources(""),
		"mine/style.html": `{{define "lead-headline"}}font:bold 31px serif{{end}}`,
	})
	if w.query != "edition=daily" {
		t.Errorf("the page opens with %q", w.query)
	}
	st := w.state(w.query)
	if !strings.Contains(st.Subject, "Ferry") || !st.HTML || st.Size < 1000 || st.Budget != 95*1024 || st.Facts[0] != "2 stories" || len(st.Faults) > 0 {
		t.Errorf("at first: %+v", st)
	}
	if m := st.Menu; len(m.Editions) != 2 || len(m.Readers) != 1 || len(m.Themes) != 4 {
		t.Errorf("menu: %+v", m)
	}
	if mail := w.get("mail?edition=daily"); !strings.Contains(mail, "bold 31px serif") {
		t.Error("the edition's theme is not drawn")
	}
	if mail := w.get("mail?edition=daily&theme=magazine"); strings.Contains(mail, "bold 31px serif") {
		t.Error("another theme is not drawn")
	}
	if text := w.get("mail?edition=evening&part=text"); !strings.Contains(text, "Bakers strike") {
		t.Errorf("the text of another edition: %s", text)
	}

	w.write("mine/style.html", `{{define "lead-headline"}}font:bold {{template "size"}} serif{{end}}`)
	w.change()
	st = w.state(w.query)
	if len(st.Faults) != 1 || !st.Stale || !strings.Contains(st.Faults[0].Where, "mine/style.html:1:") || !strings.Contains(st.Faults[0].Excerpt, "{{template \"size\"}}") ||
		!strings.Contains(st.Faults[0].Excerpt, "^") || st.Faults[0].Hint == "" {
		t.Errorf("a broken theme: %+v", st)
	}
	if mail := w.get("mail?edition=daily"); !strings.Contains(mail, "bold 31px serif") {
		t.Error("the last good digest is gone")
	}
	if st := w.state("edition=evening"); len(st.Faults) > 0 {
		t.Errorf("the other edition has faults: %+v", st.Faults)
	}

	w.write("mine/style.html", `{{define "lead-headline"}}font:bold 33px serif{{end}}`)
	w.change()
	if mail := w.get("mail?edition=daily"); !strings.Contains(mail, "bold 33px serif") {
		t.Error("the mended theme is not drawn")
	}

	w.write("sources.yaml", sources(", exclud: [flour]"))
	w.change()
	if st = w.state(w.query); len(st.Faults) != 1 || !strings.HasSuffix(st.Faults[0].Where, "sources.yaml:4:32") || !strings.Contains(st.Faults[0].Hint, "exclude") || !st.Stale {
		t.Errorf("a broken configuration: %+v", st)
	}
	w.write("sources.yaml", sources(", exclude: [flour]"))
	w.change()
	if st = w.state(w.query); len(st.Faults) > 0 || st.Facts[0] != "1 story" {
		t.Errorf("the mended configuration: %+v", st)
	}

	w.write("subscribers.yaml", "subscribers:\n  - {email: ana@example.com, format: text}\n")
	w.change()
	if st = w.state("edition=daily&as=ana@example.com"); st.HTML || len(st.Menu.Readers) != 2 || st.Menu.Readers[1].Value != "ana@example.com" {
		t.Errorf("a reader of plain text: %+v", st)
	}
	if st = w.state("edition=daily&as=eve@example.com"); !st.Blank || len(st.Faults) != 1 || st.Faults[0].Hint == "" {
		t.Errorf("somebody else: %+v", st)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the feed was asked %d times", n)
	}
	w.stop()
	if err := <-w.ended; err != nil {
		t.Errorf("it ended with: %v", err)
	}
}
