package watch

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tidings/digest"
)

// fileDesk draws what stands in a file. "broken" on its first line is a mistake of the theme, "unreadable" one of the
// configuration, and "quiet" a day without a digest.
type fileDesk struct {
	file  string
	text  string
	draws int
}

func (d *fileDesk) Reload(context.Context) error {
	text, err := os.ReadFile(d.file)
	if err != nil {
		return err
	}
	if strings.HasPrefix(string(text), "unreadable") {
		return Faults{{Where: "sources.yaml:1:1", Text: "unknown key", Excerpt: "    1 | unreadable", Hint: "take it out"}}
	}
	d.text = string(text)
	return nil
}

func (d *fileDesk) Draw(_ context.Context, c Choice) (Drawn, error) {
	d.draws++
	switch {
	case strings.HasPrefix(d.text, "broken"):
		return Drawn{}, Faults{{Where: "mine/digest.html:1:1", Text: "there is no such field"}}
	case d.text == "pictured":
		return Drawn{HTML: `<img src="https://paper.example/images/a.jpg?x=1&amp;y=2">`, Pictures: "https://paper.example/images/"}, nil
	case d.text == "quiet":
		return Drawn{Nothing: "Nothing to tell."}, nil
	}
	html := "<!doctype html><html><head></head><body>" + d.text + " for " + c.Reader + "</body></html>"
	if c.Reader == "text@example.com" {
		html = ""
	}
	return Drawn{Subject: "About " + d.text, HTML: html, Text: d.text + " <plainly>", Size: 1024, Budget: 2048, Facts: []string{"1 story"}}, nil
}

func (d *fileDesk) Menu() Menu {
	return Menu{Editions: []Option{{"daily", "daily"}}, Readers: []Option{{"", "anybody"}}}
}

func (d *fileDesk) Picture(_ context.Context, name string) (digest.Picture, error) {
	if name != "a.jpg" {
		return digest.Picture{}, digest.ErrNotFound
	}
	return digest.Picture{Name: name, Body: []byte("\xff\xd8\xff a picture")}, nil
}

func (d *fileDesk) Files() []string { return []string{d.file, filepath.Dir(d.file)} }

// served is a page of a desk at an address.
type served struct {
	*Server
	t    *testing.T
	desk *fileDesk
	url  string
}

func serve(t *testing.T, text string) *served {
	t.Helper()
	d := &fileDesk{file: filepath.Join(t.TempDir(), "digest")}
	s := &served{t: t, desk: d}
	s.write(text)
	s.Server = New(t.Context(), d)
	page := httptest.NewUnstartedServer(nil)
	page.Config.Handler = s.Handler(page.Listener.Addr().(*net.TCPAddr).Port)
	page.Start()
	t.Cleanup(page.Close)
	s.url = page.URL
	return s
}

func (s *served) write(text string) {
	s.t.Helper()
	if err := os.WriteFile(s.desk.file, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// settle looks until what was written counts.
func (s *served) settle() {
	s.Look(s.t.Context())
	s.Look(s.t.Context())
}

func (s *served) get(path, host string) (*http.Response, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer, string(body)
}

func (s *served) state(path string) stateJSON {
	s.t.Helper()
	_, body := s.get(path, "")
	var st stateJSON
	if err := json.Unmarshal([]byte(body), &st); err != nil {
		s.t.Fatalf("%v in %s", err, body)
	}
	return st
}

func TestPageIsToldOfEachChange(t *testing.T) {
	s := serve(t, "one")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	events := bufio.NewScanner(answer.Body)
	told := func(want string) {
		t.Helper()
		for events.Scan() {
			if events.Text() != "" {
				break
			}
		}
		if events.Text() != want {
			t.Fatalf("told %q, want %q: %v", events.Text(), want, events.Err())
		}
	}
	told("data: 1")
	if st := s.state("/state"); st.Version != 1 || st.Subject != "About one" || !st.HTML || st.Size != 1024 || st.Budget != 2048 {
		t.Errorf("at first: %+v", st)
	}
	s.write("the second")
	s.settle()
	told("data: 2")
	if st := s.state("/state"); st.Version != 2 || st.Subject != "About the second" {
		t.Errorf("after the change: %+v", st)
	}
	// As editors do it: a new file, moved over the old one.
	other := s.desk.file + "~"
	if err := os.WriteFile(other, []byte("and the third"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, s.desk.file); err != nil {
		t.Fatal(err)
	}
	s.settle()
	told("data: 3")
	// And a file that is new in a folder.
	if err := os.WriteFile(filepath.Join(filepath.Dir(s.desk.file), "style.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.settle()
	told("data: 4")
}

func TestAFileThatIsBeingWrittenIsLeftToBeFinished(t *testing.T) {
	s := serve(t, "one")
	for _, text := range []string{"h", "ha", "half"} {
		s.write(text)
		s.Look(t.Context())
		if st := s.state("/state"); st.Version != 1 {
			t.Fatalf("version %d while it is being written", st.Version)
		}
	}
	s.Look(t.Context())
	if st := s.state("/state"); st.Version != 2 || st.Subject != "About half" {
		t.Errorf("written: %+v", st)
	}
}

func TestADigestIsDrawnOnceForEachChoiceAndState(t *testing.T) {
	s := serve(t, "one")
	for range 3 {
		s.state("/state")
		s.get("/mail?part=text", "")
		s.get("/mail?part=source&dark=1", "")
	}
	if s.desk.draws != 1 {
		t.Errorf("drawn %d times", s.desk.draws)
	}
	s.state("/state?as=ana@example.com")
	s.state("/state?theme=brief")
	if s.desk.draws != 3 {
		t.Errorf("three choices drawn %d times", s.desk.draws)
	}
	for i := range 3 * mostChoices {
		s.state("/state?as=" + strconv.Itoa(i))
	}
	if len(s.drawn) > mostChoices || len(s.good) > mostChoices {
		t.Errorf("%d and %d digests kept", len(s.drawn), len(s.good))
	}
}

func TestWhatIsWrongStandsBesideTheLastGoodDigest(t *testing.T) {
	s := serve(t, "one")
	s.state("/state")
	for _, c := range []struct {
		text string
		want Fault
	}{
		{"broken", Fault{Where: "mine/digest.html:1:1", Text: "there is no such field"}},
		{"unreadable", Fault{Where: "sources.yaml:1:1", Text: "unknown key", Excerpt: "    1 | unreadable", Hint: "take it out"}},
	} {
		s.write(c.text)
		s.settle()
		st := s.state("/state")
		if len(st.Faults) != 1 || st.Faults[0] != c.want || !st.Stale || st.Blank || st.Subject != "About one" {
			t.Errorf("%s: %+v", c.text, st)
		}
		if _, body := s.get("/mail", ""); !strings.Contains(body, "one for ") {
			t.Errorf("%s: the last good digest is gone: %s", c.text, body)
		}
		if st := s.state("/state?as=new@example.com"); !st.Blank || st.Stale || len(st.Faults) != 1 {
			t.Errorf("%s, for somebody else: %+v", c.text, st)
		}
	}
	s.write("mended")
	s.settle()
	if st := s.state("/state"); len(st.Faults) != 0 || st.Stale || st.Subject != "About mended" {
		t.Errorf("mended: %+v", st)
	}
	if err := os.Remove(s.desk.file); err != nil {
		t.Fatal(err)
	}
	s.settle()
	if st := s.state("/state"); len(st.Faults) != 1 || !strings.Contains(st.Faults[0].Text, "digest") || !st.Stale {
		t.Errorf("an error that is no fault: %+v", st)
	}
}

func TestADayWithoutADigestIsNoFault(t *testing.T) {
	s := serve(t, "quiet")
	if st := s.state("/state"); st.Nothing != "Nothing to tell." || !st.Blank || len(st.Faults) != 0 {
		t.Errorf("%+v", st)
	}
}

func TestPartsOfAMail(t *testing.T) {
	s := serve(t, "one")
	for path, want := range map[string]string{
		"/mail":                                 `<head><base target="_blank"></head><body>one for </body>`,
		"/mail?part=text":                       "<pre>one &lt;plainly&gt;</pre>",
		"/mail?part=source":                     "<li>&lt;!doctype html&gt;&lt;html&gt;",
		"/mail?part=html&as=text@example.com":   "<pre>one &lt;plainly&gt;</pre>",
		"/mail?part=source&as=text@example.com": "<li>one &lt;plainly&gt;",
		"/mail?part=text&dark=1":                `class="dark"`,
	} {
		if _, body := s.get(path, ""); !strings.Contains(body, want) {
			t.Errorf("%s has no %s: %s", path, want, body)
		}
	}
	if st := s.state("/state?as=text@example.com"); st.HTML || st.Blank {
		t.Errorf("a reader of plain text: %+v", st)
	}
}

func TestThePageDecidesOverDarkMode(t *testing.T) {
	const mail = `<html><HEAD lang="en"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">` +
		`<style>:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){a{}}` +
		`@media screen and ( prefers-color-scheme : light ) {b{}}</style>`
	for dark, wants := range map[bool][]string{
		true:  {`content="dark"><meta name="supp`, `{color-scheme:dark;supported-color-schemes:light dark}`, `@media (min-width:0){a{}}`, `and (max-width:0) {b{}}`},
		false: {`content="light"><meta name="supp`, `{color-scheme:light;supported-color-schemes:light dark}`, `@media (max-width:0){a{}}`, `and (min-width:0) {b{}}`},
	} {
		page := mailPage(mail, dark)
		for _, want := range append(wants, `<HEAD lang="en"><base target="_blank">`) {
			if !strings.Contains(page, want) {
				t.Errorf("dark %t: no %s in %s", dark, want, page)
			}
		}
	}
}

func TestOnlyThisMachineIsAnswered(t *testing.T) {
	s := serve(t, "one")
	port := s.url[strings.LastIndex(s.url, ":"):]
	for host, want := range map[string]int{
		"127.0.0.1" + port: http.StatusOK, "localhost" + port: http.StatusOK, "[::1]" + port: http.StatusOK,
		"evil.example" + port: http.StatusForbidden, "evil.example": http.StatusForbidden, "127.0.0.1": http.StatusForbidden,
		"127.0.0.1.evil.example" + port: http.StatusForbidden, "localhost:1": http.StatusForbidden,
	} {
		for _, path := range []string{"/", "/state", "/mail", "/watch.js"} {
			if answer, body := s.get(path, host); answer.StatusCode != want || want != http.StatusOK && strings.Contains(body, "<") {
				t.Errorf("%s of %s: %d", path, host, answer.StatusCode)
			}
		}
	}
	answer, err := http.Post(s.url+"/state", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", answer.StatusCode)
	}
}

func TestAMailRunsNothingAndLoadsOnlyPictures(t *testing.T) {
	s := serve(t, "one")
	answer, _ := s.get("/mail", "")
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "sandbox allow-same-origin ", "form-action 'none'", "img-src http: https: data:"} {
		if !strings.Contains(policy, want) {
			t.Errorf("no %s in %s", want, policy)
		}
	}
	if strings.Contains(policy, "script") {
		t.Errorf("scripts are spoken of in %s", policy)
	}
	if answer, _ := s.get("/mail?images=off", ""); !strings.Contains(answer.Header.Get("Content-Security-Policy"), "img-src 'none'") {
		t.Error("pictures are loaded when they are off")
	}
}

func TestThePageNeedsNoNetwork(t *testing.T) {
	s := serve(t, "one")
	err := fs.WalkDir(files, "page", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.Contains(string(text), "://") {
			t.Errorf("%s names an address of elsewhere", name)
		}
		if answer, body := s.get(strings.TrimSuffix(strings.TrimPrefix(name, "page"), "index.html"), ""); answer.StatusCode != http.StatusOK || body != string(text) {
			t.Errorf("%s is not served: %d", name, answer.StatusCode)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestServingEndsWhileAPageListens(t *testing.T) {
	d := &fileDesk{file: filepath.Join(t.TempDir(), "digest")}
	if err := os.WriteFile(d.file, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- New(ctx, d).Serve(ctx, 0, func(url string) { address <- url }) }()
	answer, err := http.Get(<-address + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

func TestAPortThatIsTakenIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := &Server{}
	err = s.Serve(t.Context(), taken.Addr().(*net.TCPAddr).Port, func(string) { t.Error("it serves") })
	if hint := errors.Unwrap(err); err == nil || hint == nil {
		t.Errorf("a port that is taken: %v", err)
	}
}

func TestPageShowsPicturesThatNobodyServesYet(t *testing.T) {
	s := serve(t, "pictured")
	if _, mail := s.get("/mail", ""); !strings.Contains(mail, `<img src="/pictures/a.jpg`) {
		t.Errorf("the mail on the page: %s", mail)
	}
	if _, source := s.get("/mail?part=source", ""); !strings.Contains(source, "https://paper.example/images/a.jpg") {
		t.Errorf("the source is what is mailed, and is %s", source)
	}
	answer, body := s.get("/pictures/a.jpg", "")
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "image/jpeg" || !strings.HasSuffix(body, "a picture") {
		t.Errorf("the picture: %d %v %q", answer.StatusCode, answer.Header, body)
	}
	if answer, _ := s.get("/pictures/b.jpg", ""); answer.StatusCode != http.StatusNotFound {
		t.Errorf("one that there is not: %d", answer.StatusCode)
	}
}
