package web_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline/readers"
	"tidings/digest/store"
	"tidings/digest/web"
)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.t = t }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

// inbox keeps mails, and tells of each.
type inbox struct{ mails chan digest.Message }

func (i inbox) Post(_ context.Context, m digest.Message) (digest.Outcome, error) {
	i.mails <- m
	return digest.Outcome{State: digest.Sent}, nil
}

// house is the pages of a paper on loopback, with a state of their own.
type house struct {
	*web.Server
	t       *testing.T
	url     string
	store   *store.Store
	roll    *readers.Roll
	links   *links.Signer
	clock   *clock
	inbox   inbox
	welcome chan digest.Subscriber
	stop    context.CancelFunc
	ended   chan error
}

var (
	morning = digest.Edition{ID: "morning", Lists: []string{"staff", "open"}}
	alone   = digest.Edition{ID: "alone"}
)

// newHouse opens the pages. Ana is on a list of the file, and change makes the options other than usual.
func newHouse(t *testing.T, change func(*web.Options)) *house {
	t.Helper()
	h := &house{
		t: t, clock: &clock{t: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)}, links: links.New([]byte("salt"), []byte("key")),
		inbox: inbox{make(chan digest.Message, 100)}, welcome: make(chan digest.Subscriber, 100), ended: make(chan error, 1),
	}
	var err error
	if h.store, err = store.Open(t.Context(), t.TempDir(), store.Options{Now: h.clock.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.roll = &readers.Roll{
		File: []digest.Subscriber{
			{Email: "Ana@example.com", Name: "Ana", Lists: []string{"staff"}, MaxStories: 7},
			{Email: "bob@example.com"},
		},
		Name: func(key string) string { return string(h.links.Reader(key)) }, Store: h.store,
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.url = "http://" + ln.Addr().String()
	o := web.Options{
		Site: digest.Site{Name: "The Morning Paper", Language: "en"}, URL: h.url, From: "The Morning Paper <paper@paper.example>",
		Editions: []digest.Edition{morning, alone},
		Lists: []digest.List{
			{ID: "staff", Title: "Staff"}, {ID: "open", Title: "Sunday readers", Public: true}, {ID: "hidden", Title: "Hidden"},
		},
		Links: h.links, Readers: h.roll, Store: h.store, Mail: h.inbox, Log: slog.New(slog.DiscardHandler), Now: h.clock.now, Rand: rand.Reader,
		Welcome: func(_ context.Context, s digest.Subscriber) error { h.welcome <- s; return nil },
	}
	if change != nil {
		change(&o)
	}
	if h.Server, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	h.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-h.ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	go func() { h.ended <- h.Serve(ctx, ln) }()
	t.Cleanup(h.stop)
	return h
}

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   string
}

// client follows no redirect.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (h *house) do(r *http.Request) answer {
	h.t.Helper()
	response, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

func (h *house) request(method, path string, form url.Values) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

func (h *house) get(path string) answer { h.t.Helper(); return h.do(h.request("GET", path, nil)) }

func (h *house) post(path string, fields ...string) answer {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return h.do(h.request("POST", path, form))
}

// token is that of a reader's link.
func (h *house) token(p links.Purpose, edition, email string) string {
	h.t.Helper()
	token, err := h.links.ReaderToken(p, edition, h.links.Reader(digest.Subscriber{Email: email}.Key()))
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

func (h *house) leavePath(p links.Purpose, e digest.Edition, email string) string {
	return links.LeavePath(e.ID, h.token(p, e.ID, email))
}

func (h *house) preferencesPath(email string) string {
	return links.PreferencesPath("morning", h.token(links.Page, "morning", email))
}

// gets says to whom an edition goes.
func (h *house) gets(e digest.Edition) string {
	h.t.Helper()
	of, err := h.roll.Of(h.t.Context(), e)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for _, s := range of {
		names = append(names, strings.TrimSuffix(s.Email, "@example.com"))
	}
	return strings.Join(names, " ")
}

// states is everything that is known of readers.
func (h *house) states() string {
	h.t.Helper()
	states, err := h.store.Readers(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprintf("%+v", states)
}

func (h *house) want(a answer, status int, words ...string) {
	h.t.Helper()
	if a.status != status {
		h.t.Errorf("status %d, want %d:\n%s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			h.t.Errorf("%q is not on the page:\n%s", w, a.body)
		}
	}
}

// ticketIn finds the link of a confirmation.
var ticketIn = regexp.MustCompile(`/confirm/[A-Za-z0-9_-]+`)

// mailed waits for the next confirmation, and is its link.
func (h *house) mailed(to string) string {
	h.t.Helper()
	select {
	case m := <-h.inbox.mails:
		if m.To != to || len(m.Unsubscribe) > 0 {
			h.t.Fatalf("a mail to %s, want %s", m.To, to)
		}
		html, text := ticketIn.FindString(m.Rendering.HTML), ticketIn.FindString(m.Rendering.Text)
		if html == "" || html != text {
			h.t.Fatalf("the link is %q and %q", html, text)
		}
		return text
	case <-time.After(time.Minute):
		h.t.Fatal("no mail comes")
		return ""
	}
}

// silent checks that no mail waits to be sent. Requests are stored before they are answered.
func (h *house) silent() {
	h.t.Helper()
	h.stop()
	if n := len(h.inbox.mails); n > 0 {
		h.t.Errorf("%d mails nobody wants", n)
	}
	waiting, err := h.store.UnmailedSignups(h.t.Context(), 10, 100)
	if err != nil || len(waiting) > 0 {
		h.t.Errorf("%d mails are waiting, %v", len(waiting), err)
	}
}

func TestOneClickLeavesWithoutACookieALoginOrARedirect(t *testing.T) {
	h := newHouse(t, nil)
	path := h.leavePath(links.Leave, morning, "ana@example.com")

	before := h.states()
	h.want(h.get(path), 200, "Ana@example.com", "Leave Staff", "Stop everything from The Morning Paper")
	if h.states() != before || h.gets(morning) != "Ana" {
		t.Error("a GET has changed something")
	}

	for range 2 { // once more makes no difference
		a := h.post(path, "List-Unsubscribe", "One-Click")
		h.want(a, 200, "You have left")
		if len(a.header.Values("Set-Cookie")) > 0 || a.header.Get("Location") != "" {
			t.Errorf("header %v", a.header)
		}
	}
	if h.gets(morning) != "" || h.gets(alone) != "Ana bob" {
		t.Errorf("morning goes to %q, alone to %q", h.gets(morning), h.gets(alone))
	}
	if states := h.states(); !strings.Contains(states, "How:one-click Edition:morning") || !strings.Contains(states, "List:staff At:2026-11-23 07:00:00") {
		t.Errorf("it is recorded as %s", states)
	}

	h.want(h.get(path), 200, "You have left", "I want it back")
	h.want(h.post(path, "back", "1"), 200, "Welcome back")
	if h.gets(morning) != "Ana" {
		t.Error("there is no way back")
	}
}

func TestOneClickComesInEitherForm(t *testing.T) {
	h := newHouse(t, nil)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("List-Unsubscribe", "One-Click"); err != nil {
		t.Fatal(err)
	}
	form.Close()
	r := h.request("POST", h.leavePath(links.Leave, alone, "bob@example.com"), nil)
	r.Body, r.ContentLength = io.NopCloser(&body), int64(body.Len())
	r.Header.Set("Content-Type", form.FormDataContentType())
	h.want(h.do(r), 200, "You have left")
	if h.gets(alone) != "Ana" || !strings.Contains(h.states(), "How:one-click") {
		t.Errorf("alone goes to %q: %s", h.gets(alone), h.states())
	}
}

func TestEverythingCanBeLeftAtOnce(t *testing.T) {
	h := newHouse(t, nil)
	path := h.leavePath(links.Page, morning, "ana@example.com")
	h.want(h.post(path, "all", "1"), 200, "You have left")
	if h.gets(morning)+h.gets(alone) != "bob" {
		t.Errorf("%q, %q", h.gets(morning), h.gets(alone))
	}
	// A reader whose line was deleted meanwhile leaves all the same, for the line may come back.
	h.want(h.post(h.leavePath(links.Leave, alone, "gone@example.com"), "List-Unsubscribe", "One-Click"), 200, "You have left")
	h.roll = &readers.Roll{File: []digest.Subscriber{{Email: "gone@example.com"}}, Name: h.roll.Name, Store: h.store}
	if h.gets(alone) != "" {
		t.Error("who left is back with the line")
	}
}

func TestLinksThatAreNotGoodChangeNothing(t *testing.T) {
	h := newHouse(t, nil)
	good := h.token(links.Leave, "morning", "ana@example.com")
	for name, path := range map[string]string{
		"tampered":              links.LeavePath("morning", strings.ToUpper(good)),
		"cut off":               links.LeavePath("morning", good[:20]),
		"of another edition":    links.LeavePath("alone", good),
		"for leaving only":      links.PreferencesPath("morning", good),
		"the placeholder":       links.LeavePath("morning", digest.ReaderToken),
		"a ticket that is none": links.ConfirmPath(good),
		"of nobody":             links.PreferencesPath("morning", h.token(links.Page, "morning", "nobody@example.com")),
	} {
		for _, a := range []answer{h.get(path), h.post(path, "List-Unsubscribe", "One-Click", "do", "save", "format", "text")} {
			if a.status != 404 || !strings.Contains(a.body, "This link is not good") {
				t.Errorf("%s: %d\n%s", name, a.status, a.body)
			}
		}
	}
	if h.states() != "[]" {
		t.Errorf("something changed: %s", h.states())
	}
}

func TestAChoiceIsKeptKeyByKey(t *testing.T) {
	h := newHouse(t, nil)
	path := h.preferencesPath("ana@example.com")
	h.want(h.get(path), 200, "Ana@example.com", `value="7"`, `value="staff" checked`, `value="open">`)
	if body := h.get(path).body; strings.Contains(body, "Hidden") {
		t.Error("a list that is not public is offered to who is not on it")
	}
	a := h.post(path, "do", "save", "lists", "open", "lists", "hidden", "topics", "rust\r\ntitle:/^Live/", "mute", "", "timezone", "Asia/Tokyo",
		"format", "text", "max_stories", "7", "cadence", "weekdays", "pause", "2026-12-28", "at", "18:30")
	h.want(a, 200, "Saved", `name="at" value="18:30"`, `value="weekdays" selected`, `value="2026-12-28"`, "title:/^Live/", "Asia/Tokyo", `value="open" checked`, `value="staff">`)
	ana, err := h.roll.Keyed(t.Context(), "ana@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if ana.Format != digest.FormatText || ana.Location.String() != "Asia/Tokyo" || len(ana.Topics.Include) != 2 || ana.MaxStories != 7 ||
		len(ana.Cadence.Days) != 5 || ana.Pause.Until != "2026-12-28" || ana.At != "18:30" {
		t.Errorf("%+v", ana)
	}
	if _, own := ana.Chosen[digest.ChoiceMaxStories]; own || len(ana.Chosen) != 7 {
		t.Errorf("chosen are %v: what was not touched goes on following the file", ana.Chosen)
	}
	if strings.Join(ana.Lists, " ") != "staff open" || !ana.HasLeft("staff") || ana.HasLeft("open") {
		t.Errorf("lists %v, left %v", ana.Lists, ana.Left)
	}
	// A list that was left can be ticked again, although it is not public.
	h.want(h.post(path, "do", "save", "lists", "staff"), 200, `value="staff" checked`, `value="open">`)
}

func TestWhatCannotBeIsSaidAndNothingIsSaved(t *testing.T) {
	h := newHouse(t, nil)
	path := h.preferencesPath("ana@example.com")
	for field, value := range map[string]string{
		"timezone": "Moon/Base", "format": "pdf", "max_stories": "0", "cadence": "mon,never", "pause": "Friday", "topics": "/[/", "mute": strings.Repeat("word\n", 101),
	} {
		a := h.post(path, field, value, "do", "save", "lists", "staff", "timezone", "Asia/Tokyo")
		h.want(a, 422, "Nothing was saved")
		if h.states() != "[]" {
			t.Errorf("%s %q: %s", field, value, h.states())
		}
	}
	h.want(h.post(path, "do", "save", "topics", strings.Repeat("x", 70<<10)), 413, "too long")
	h.want(h.post(path, "do", "save", "topics", `"><script>alert(1)</script>`), 200, "&lt;script&gt;")
}

func TestJoiningIsConfirmedByTheOwnerOfTheAddress(t *testing.T) {
	h := newHouse(t, nil)
	h.want(h.get(links.JoinPath), 200, "Sunday readers", "I want to get The Morning Paper by mail")
	if body := h.get(links.JoinPath).body; strings.Contains(body, "Staff") {
		t.Error("a list that is not public is offered")
	}
	h.want(h.post(links.JoinPath, "email", "eve@example.com", "lists", "open"), 200, "Look into your mail")
	if h.states() != "[]" {
		t.Error("something happened before it was confirmed")
	}
	path := h.mailed("eve@example.com")
	h.want(h.get(path), 200, "eve@example.com", "Sunday readers")
	if h.states() != "[]" {
		t.Error("a GET confirms: a scanner that follows links would agree in the reader's place")
	}
	h.clock.pass(time.Hour)
	h.want(h.post(path), 200, "comes to you from now on")
	if h.gets(morning) != "eve Ana" && h.gets(morning) != "Ana eve" || strings.Contains(h.gets(alone), "eve") {
		t.Errorf("morning goes to %q, alone to %q", h.gets(morning), h.gets(alone))
	}
	if s := <-h.welcome; s.Email != "eve@example.com" || !morning.For(s) {
		t.Errorf("welcome %+v", s)
	}
	consents, err := h.store.Consents(t.Context(), string(h.links.Reader("eve@example.com")))
	if err != nil || len(consents) != 1 {
		t.Fatalf("%v, %v", consents, err)
	}
	c := consents[0]
	if c.From != "127.0.0.1" || c.GaveAt != "127.0.0.1" || c.Given.Sub(c.Asked) != time.Hour || !strings.Contains(c.Text, "I want to get The Morning Paper") {
		t.Errorf("consent %+v", c)
	}
	h.want(h.post(path), 410, "has been used")
	h.want(h.get(path), 410, "has been used")

	h.post(links.JoinPath, "email", "late@example.com", "lists", "open")
	late := h.mailed("late@example.com")
	h.clock.pass(49 * time.Hour)
	h.want(h.post(late), 410, "too old")
	if strings.Contains(h.gets(morning), "late") {
		t.Error("a link works for ever")
	}
}

func TestJoiningTellsNothingAndFillsNobodysMailbox(t *testing.T) {
	h := newHouse(t, nil)
	known := h.post(links.JoinPath, "email", "ana@example.com", "lists", "open")
	unknown := h.post(links.JoinPath, "email", "zoe@example.com", "lists", "open")
	robot := h.post(links.JoinPath, "email", "robot@example.com", "lists", "open", "website", "https://spam.example")
	if known.body != unknown.body || known.body != robot.body || known.status != 200 || unknown.status != 200 || robot.status != 200 {
		t.Error("the answer tells who is known")
	}
	for range 10 {
		if a := h.post(links.JoinPath, "email", "Ana@Example.com", "lists", "open"); a.body != known.body {
			t.Error("the answer tells how often an address was asked")
		}
	}
	mails := map[string]int{}
	for range 4 {
		select {
		case m := <-h.inbox.mails:
			mails[strings.ToLower(m.To)]++
		case <-time.After(time.Minute):
			t.Fatal("no mail comes")
		}
	}
	h.silent()
	if mails["ana@example.com"] != 3 || mails["zoe@example.com"] != 1 {
		t.Errorf("mails %v", mails)
	}
}

func TestANetworkAsksForSoManyAndAnotherIsNotHarmed(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.Trusted = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	ask := func(forwarded string, n int) answer {
		r := h.request("POST", links.JoinPath, url.Values{"email": {fmt.Sprintf("r%d@example.com", n)}, "lists": {"open"}})
		r.Header.Set("X-Forwarded-For", forwarded)
		return h.do(r)
	}
	for i := range 20 {
		h.want(ask(fmt.Sprintf("203.0.113.%d", i), i), 200)
	}
	refused := ask("203.0.113.99", 20)
	h.want(refused, 429, "Too many")
	if refused.header.Get("Retry-After") == "" {
		t.Error("it is not said when to come back")
	}
	h.want(ask("198.51.100.7, 203.0.113.5", 21), 429) // what the client itself says counts for nothing
	h.want(ask("198.51.100.7", 22), 200)
	h.want(ask("2001:db8::1", 23), 200)
	h.clock.pass(time.Hour + time.Second)
	h.want(ask("203.0.113.5", 24), 200)
}

func TestOnlyWhatIsOfferedCanBeJoined(t *testing.T) {
	h := newHouse(t, nil)
	for _, fields := range [][]string{
		{"email", "eve@example.com", "lists", "staff"},
		{"email", "eve"},
		{"email", ""},
		{"lists", "open"},
		{"email", "Eve <eve@example.com>", "lists", "open"},
		{"email", "a@b.example, c@d.example", "lists", "open"},
		{"email", "eve@example.com\r\nBcc: all@example.com", "lists", "open"},
		{"email", strings.Repeat("a", 250) + "@example.com", "lists", "open"},
	} {
		if a := h.post(links.JoinPath, fields...); a.status != 422 {
			t.Errorf("%q: %d", fields, a.status)
		}
	}
	h.silent()
	closed := newHouse(t, func(o *web.Options) { o.Lists = o.Lists[:1] })
	closed.want(closed.get(links.JoinPath), 404)
	closed.want(closed.post(links.JoinPath, "email", "eve@example.com", "lists", "staff"), 404)
	mute := newHouse(t, func(o *web.Options) { o.Mail = nil })
	mute.want(mute.post(links.JoinPath, "email", "eve@example.com", "lists", "open"), 404)
}

func TestWhoLeftComesBackByJoiningToWhatWasAskedAlone(t *testing.T) {
	h := newHouse(t, nil)
	h.post(h.leavePath(links.Page, morning, "ana@example.com"), "all", "1")
	h.post(links.JoinPath, "email", "ana@example.com", "lists", "open")
	h.want(h.post(h.mailed("ana@example.com")), 200)
	ana, err := h.roll.Keyed(t.Context(), "ana@example.com")
	if err != nil || ana.SignedUp || !ana.HasLeft("staff") || ana.HasLeft("open") || ana.HasLeft("") || !morning.For(ana) {
		t.Errorf("%+v, %v", ana, err)
	}
}

func TestAnAddressIsChangedByItsOwner(t *testing.T) {
	h := newHouse(t, nil)
	path := h.preferencesPath("ana@example.com")
	h.post(path, "do", "save", "lists", "staff", "topics", "rust")
	h.want(h.post(path, "do", "move", "email", "no address"), 422, "This is no mail address")
	h.want(h.post(path, "do", "move", "email", "new@example.com"), 200, "Look into your mail")
	if h.gets(morning) != "Ana" {
		t.Error("it moved before it was confirmed")
	}
	ticket := h.mailed("new@example.com")
	h.want(h.get(ticket), 200, "no longer at Ana@example.com", "new@example.com")
	h.want(h.post(ticket), 200, "Done")
	if h.gets(morning) != "new" || h.gets(alone) != "bob new" {
		t.Errorf("morning goes to %q, alone to %q", h.gets(morning), h.gets(alone))
	}
	who, err := h.roll.Keyed(t.Context(), "new@example.com")
	if err != nil || who.Name != "Ana" || who.MaxStories != 7 || len(who.Topics.Include) != 1 || strings.Join(who.Lists, " ") != "staff" {
		t.Errorf("%+v, %v", who, err)
	}
	if len(h.welcome) > 0 {
		t.Error("the latest issue is sent a second time")
	}
}

func TestVisitorsAreSentOnToThePageThatTheSnippetNamesAndNoOther(t *testing.T) {
	h := newHouse(t, nil)
	snippet, err := h.Snippet(nil, "https://me.example/thanks?a=1&b=2")
	if err != nil {
		t.Fatal(err)
	}
	seal := regexp.MustCompile(`name="seal" value="([^"]+)"`).FindStringSubmatch(snippet)
	if seal == nil || !strings.Contains(snippet, `action="`+h.url+`/join"`) || strings.Contains(snippet, "Staff") {
		t.Fatal(snippet)
	}
	fields := []string{"email", "eve@example.com", "lists", "open", "seal", seal[1], "thanks"}
	if a := h.post(links.JoinPath, append(fields, "https://me.example/thanks?a=1&b=2")...); a.status != 303 || a.header.Get("Location") != "https://me.example/thanks?a=1&b=2" {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	if a := h.post(links.JoinPath, append(fields, "https://evil.example/")...); a.status != 200 || a.header.Get("Location") != "" {
		t.Errorf("%d to %s", a.status, a.header.Get("Location"))
	}
	for _, bad := range []string{"thanks.html", "javascript:alert(1)", "//evil.example/"} {
		if _, err := h.Snippet(nil, bad); err == nil {
			t.Errorf("a snippet leads to %s", bad)
		}
	}
}

func TestPagesKeepToThemselves(t *testing.T) {
	h := newHouse(t, nil)
	for _, path := range []string{links.JoinPath, h.preferencesPath("ana@example.com"), "/nothing", h.leavePath(links.Page, morning, "ana@example.com")} {
		a := h.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'sha256-", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		} {
			if !strings.HasPrefix(a.header.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, a.header.Get(name))
			}
		}
		if indexed := a.header.Get("X-Robots-Tag") == ""; indexed != (path == links.JoinPath) {
			t.Errorf("%s: X-Robots-Tag %q", path, a.header.Get("X-Robots-Tag"))
		}
		for _, foreign := range []string{"<script", "<img", "<link", "style=", "javascript:"} {
			if strings.Contains(a.body, foreign) {
				t.Errorf("%s has %s", path, foreign)
			}
		}
		if len(a.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

func TestPagesAreReachedBelowThePathOfTheirAddress(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.URL += "/paper" })
	path := h.preferencesPath("ana@example.com")
	for _, prefix := range []string{"", "/paper"} {
		h.want(h.get(prefix+path), 200, `href="/paper/leave/morning/`)
	}
	h.want(h.get("/paper/healthz"), 200, "ok")
	h.want(h.get("/paperboy/healthz"), 404)
	h.want(h.do(h.request("PUT", links.JoinPath, nil)), 405)
}

func TestAStateThatDoesNotAnswerIsSeen(t *testing.T) {
	h := newHouse(t, nil)
	h.want(h.get("/healthz"), 200, "ok")
	h.store.Close()
	h.want(h.get("/healthz"), 503)
	h.want(h.get(h.preferencesPath("ana@example.com")), 500, "Something went wrong")
}

// watched tells of each reader who is looked up.
type watched struct {
	web.Readers
	asked chan string
}

func (w watched) Named(ctx context.Context, name string) (digest.Subscriber, error) {
	w.asked <- name
	return w.Readers.Named(ctx, name)
}

// TestRequestsUnderWayAreFinishedWhenTheServerStops has the server told to stop in the middle of a form.
func TestRequestsUnderWayAreFinishedWhenTheServerStops(t *testing.T) {
	asked := make(chan string, 10)
	h := newHouse(t, func(o *web.Options) { o.Readers = watched{o.Readers, asked} })
	body := "List-Unsubscribe=One-Click"
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: paper.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		h.leavePath(links.Leave, morning, "ana@example.com"), len(body), body[:10])
	<-asked // the request is being worked on, and waits for the rest of its form
	stopped := make(chan struct{})
	go func() { h.stop(); close(stopped) }()
	fmt.Fprint(conn, body[10:])
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 || !strings.Contains(string(page), "You have left") {
		t.Errorf("%d, %v\n%s", response.StatusCode, err, page)
	}
	<-stopped
}

func FuzzNoRequestBreaksThePages(f *testing.F) {
	signer := links.New([]byte("salt"), []byte("key"))
	st, err := store.Open(context.Background(), f.TempDir(), store.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { st.Close() })
	server, err := web.New(web.Options{
		Site: digest.Site{Name: "P", Language: "en"}, URL: "https://p.example/x", From: "a@p.example", Editions: []digest.Edition{morning},
		Lists: []digest.List{{ID: "open", Title: "Open", Public: true}}, Links: signer, Store: st, Mail: inbox{}, Log: slog.New(slog.DiscardHandler),
		Readers: &readers.Roll{File: []digest.Subscriber{{Email: "ana@example.com"}}, Name: func(k string) string { return string(signer.Reader(k)) }, Store: st},
		Now:     time.Now, Rand: rand.Reader,
	})
	if err != nil {
		f.Fatal(err)
	}
	handler := server.Handler()
	token, err := signer.ReaderToken(links.Page, "morning", signer.Reader("ana@example.com"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("POST", links.PreferencesPath("morning", token), "do=save&topics=a%0ab&timezone=UTC", "en", "10.0.0.1")
	f.Add("POST", links.JoinPath, "email=a@b.example&lists=open", ";q=", "::1, x")
	f.Add("GET", "/x/leave/morning/"+token, "", "", "")
	f.Fuzz(func(t *testing.T, method, path, body, lang, forwarded string) {
		if method != "GET" && method != "POST" || !strings.HasPrefix(path, "/") {
			return
		}
		r := httptest.NewRequest(method, "/", strings.NewReader(body))
		r.URL.Path = path
		r.Header["Accept-Language"], r.Header["X-Forwarded-For"] = []string{lang}, []string{forwarded}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %q: %d\n%s", method, path, w.Code, w.Body)
		}
	})
}
