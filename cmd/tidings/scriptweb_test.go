package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// web serves a folder of a script, and trouble:
//
//	/slow          never answers
//	/endless       never ends
//	/loop          redirects to itself
//	/private       redirects to an address of somebody's private network
//	/cut           breaks off in the middle
//	/status/CODE   answers with a status
//
// Nothing answers at $NOWHERE: the port is that of a service nobody runs any more (RFC 1078), and not one that another
// script's server could be given.
type web struct {
	mux   *http.ServeMux
	mu    sync.Mutex
	asked map[string]int           // by path
	first map[string]chan struct{} // closed when a path is asked for
}

func newWeb() *web {
	return &web{asked: make(map[string]int), first: make(map[string]chan struct{})}
}

// serve says what there is.
func (web *web) serve(dir string) {
	mux := http.NewServeMux()
	web.mux = mux
	mux.Handle("/", http.FileServer(http.Dir(dir)))
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		block := []byte(strings.Repeat("<p>and so on</p>\n", 4096))
		for {
			if _, err := w.Write(block); err != nil {
				return // the reader has had enough
			}
		}
	})
	mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	mux.Handle("/private", http.RedirectHandler("http://10.1.2.3/feed.xml", http.StatusFound))
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "<rss><channel>")
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, err := strconv.Atoi(r.PathValue("code"))
		if err != nil {
			code = http.StatusBadRequest
		}
		w.WriteHeader(code)
	})
}

func (web *web) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.mu.Lock()
	web.asked[r.URL.Path]++
	if web.asked[r.URL.Path] == 1 {
		close(web.firstOf(r.URL.Path))
	}
	web.mu.Unlock()
	web.mux.ServeHTTP(w, r)
}

// firstOf is closed when a path is asked for. The caller holds mu.
func (web *web) firstOf(path string) chan struct{} {
	if web.first[path] == nil {
		web.first[path] = make(chan struct{})
	}
	return web.first[path]
}

// webKey is where a script keeps its web server.
type webKey struct{}

func cmdWeb(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "web DIR")
	web := ts.Value(webKey{}).(*web)
	web.serve(ts.MkAbs(args[0]))
	plain, secure := httptest.NewServer(web), httptest.NewUnstartedServer(web)
	secure.Config.ErrorLog = silent() // the handshakes that our clients break off
	secure.StartTLS()
	for _, s := range []*httptest.Server{plain, secure} {
		ts.Defer(func() {
			s.CloseClientConnections()
			s.Close()
		})
	}
	ts.Setenv("WEB", plain.URL)
	ts.Setenv("WEB_TLS", secure.URL)
	ts.Setenv("NOWHERE", "http://127.0.0.1:1")
}

func cmdAsked(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 2, "asked N PATH")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	web := ts.Value(webKey{}).(*web)
	web.mu.Lock()
	defer web.mu.Unlock()
	if got := web.asked[args[1]]; got != want {
		ts.Fatalf("%s was asked for %d times, not %d", args[1], got, want)
	}
}

func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "await PATH")
	web := ts.Value(webKey{}).(*web)
	web.mu.Lock()
	asked := web.firstOf(args[0])
	web.mu.Unlock()
	select {
	case <-asked:
	case <-time.After(time.Minute):
		ts.Fatalf("nobody asks for %s", args[0])
	}
}
