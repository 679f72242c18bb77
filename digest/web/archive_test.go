package web_test

import (
	"net/http"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/digest/web"
	"tidings/templates"
)

// newStand is a house in which issues can be read: two public ones of the edition open, and before them one that only who
// knows its address may read.
func newStand(t *testing.T, mode digest.Archive) *house {
	t.Helper()
	look, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *web.Options) {
		o.Editions = append(o.Editions, digest.Edition{ID: "open", Archive: mode})
		o.Look = func(digest.Edition) *render.Renderer { return look }
		o.URL += "/paper"
	})
	for i, slot := range []digest.Slot{"2026-11-21T07:00", "2026-11-22T07:00", "2026-11-23T07:00"} {
		c := samples.Ordinary()
		c.Edition, c.Slot, c.Leave = "open", slot, digest.Leave{}
		name := strings.NewReplacer(":", "", "T", "-").Replace(string(slot))
		if i == 0 {
			name = "unguessable"
		}
		is := digest.Issue{ID: digest.Key("issue", string(slot)), Edition: "open", Slot: slot, Until: h.clock.now(), Built: h.clock.now()}
		is.Copy = &digest.WebCopy{
			Issue: is.ID, Edition: "open", Slot: slot, Name: name, Listed: i > 0, Built: is.Built, Headlines: []string{"Council approves"}, Stories: 15,
			Rendering: digest.Rendering{ID: digest.Key("copy", string(slot)), Issue: is.ID, Subject: "Council approves & builds", Contents: c},
		}
		if saved, err := h.store.SaveIssue(t.Context(), is, nil, nil, nil, nil); err != nil || !saved {
			t.Fatal(saved, err)
		}
	}
	return h
}

func TestPublicIssuesAreListedAndCached(t *testing.T) {
	h := newStand(t, digest.ArchivePublic)
	list := h.get("/paper/archive/open/")
	h.want(list, 200, "November 2026", `href="2026-11-23-0700.html"`, `href="2026-11-22-0700.html"`, h.url+"/paper/join")
	if strings.Contains(list.body, "unguessable") {
		t.Error("the list names what is not listed")
	}
	a := h.get("/archive/open/2026-11-22-0700.html") // a proxy may take the path of the address off
	h.want(a, 200, "Council approves &amp; builds", `rel="next" href="2026-11-23-0700.html"`, h.url+"/paper/archive/open/2026-11-22-0700.html")
	if strings.Contains(a.body, `rel="prev"`) {
		t.Error("the oldest that is listed leads to one that is not")
	}
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=300", "X-Robots-Tag": "", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "no-referrer", "Content-Type": "text/html; charset=utf-8",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "img-src") {
		t.Errorf("policy %s", policy)
	}
	again := h.request("GET", "/archive/open/2026-11-22-0700.html", nil)
	again.Header.Set("If-None-Match", a.header.Get("ETag"))
	if got := h.do(again); got.status != http.StatusNotModified || got.body != "" {
		t.Errorf("asked again: %d, %d bytes", got.status, len(got.body))
	}
	if got := h.do(h.request("HEAD", "/archive/open/2026-11-22-0700.html", nil)); got.status != 200 || got.body != "" || got.header.Get("ETag") != a.header.Get("ETag") {
		t.Errorf("HEAD: %d, %d bytes", got.status, len(got.body))
	}
}

func TestFrontPageNamesThePublicEditions(t *testing.T) {
	h := newStand(t, digest.ArchivePublic)
	for _, path := range []string{"/", "/paper/", "/archive/", "/paper/archive/"} {
		a := h.get(path)
		h.want(a, 200, `href="`+h.url+`/paper/archive/open/"`, "Council approves", h.url+"/paper/join")
		if strings.Contains(a.body, "archive/morning") || strings.Contains(a.body, "noindex") {
			t.Errorf("%s names what is not public, or may not be found", path)
		}
	}
}

func TestFeedsOfIssuesAreServed(t *testing.T) {
	h := newStand(t, digest.ArchivePublic)
	for file, want := range map[string]string{"atom.xml": "application/atom+xml; charset=utf-8", "feed.json": "application/feed+json; charset=utf-8"} {
		a := h.get("/paper/archive/open/" + file)
		h.want(a, 200, h.url+"/paper/archive/open/2026-11-23-0700.html", h.url+"/paper/archive/open/2026-11-22-0700.html")
		if a.header.Get("Content-Type") != want || strings.Contains(a.body, "unguessable") {
			t.Errorf("%s: %s", file, a.header.Get("Content-Type"))
		}
	}
}

func TestUnlistedIssueIsForWhoKnowsItsAddress(t *testing.T) {
	for _, mode := range []digest.Archive{digest.ArchivePublic, digest.ArchiveUnlisted} {
		a := newStand(t, mode).get("/archive/open/unguessable.html")
		if a.status != 200 || !strings.Contains(a.body, "noindex") || strings.Contains(a.body, "atom.xml") || strings.Contains(a.body, `href="./"`) {
			t.Errorf("%s: %d\n%s", mode, a.status, a.body)
		}
		if a.header.Get("X-Robots-Tag") != "noindex, nofollow" || a.header.Get("Cache-Control") != "private, max-age=300" {
			t.Errorf("%s: %v", mode, a.header)
		}
	}
}

func TestWhatIsNotForEverybodyIsNotThere(t *testing.T) {
	missing := newStand(t, digest.ArchivePublic).get("/archive/open/nothing.html")
	for _, mode := range []digest.Archive{digest.ArchiveUnlisted, digest.ArchiveOff, ""} {
		h := newStand(t, mode)
		paths := []string{"/archive/open/", "/archive/open/atom.xml", "/archive/open/feed.json", "/archive/nobody/", "/archive/morning/x.html", "/archive/", "/", "/archive/open/unguessable"}
		if mode != digest.ArchiveUnlisted {
			paths = append(paths, "/archive/open/unguessable.html", "/archive/open/2026-11-23-0700.html")
		}
		for _, path := range paths {
			if a := h.get(path); a.status != http.StatusNotFound || a.body != missing.body || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("archive %q, %s: %d", mode, path, a.status)
			}
		}
	}
}
