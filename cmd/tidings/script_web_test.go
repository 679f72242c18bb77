package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// webServer serves a folder of a script, and trouble:
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
type webServer struct {
	mux   *http.ServeMux
	mu    sync.Mutex
	asked map[string]int           // by path
	first map[string]chan struct{} // closed when a path is asked for
}

// webKey is where a script keeps its web server.
type webKey struct{}

func newWebServer() *webServer {
	return &webServer{asked: make(map[string]int), first: make(map[string]chan struct{})}
}

// serve says what there is.
func (s *webServer) serve(dir string) {
	s.mux = http.NewServeMux()
	s.mux.Handle("/", http.FileServer(http.Dir(dir)))
	s.mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	s.mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		block := []byte(strings.Repeat("<p>and so on</p>\n", 4096))
		for {
			if _, err := w.Write(block); err != nil {
				return // the reader has had enough
			}
		}
	})
	s.mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	s.mux.Handle("/private", http.RedirectHandler("http://10.1.2.3/feed.xml", http.StatusFound))
	s.mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, "<rss><channel>")
	})
	s.mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		code, err := strconv.Atoi(r.PathValue("code"))
		if err != nil {
			code = http.StatusBadRequest
		}
		w.WriteHeader(code)
	})
}

func (s *webServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked[r.URL.Path]++
	if s.asked[r.URL.Path] == 1 {
		close(s.firstAsked(r.URL.Path))
	}
	s.mu.Unlock()
	s.mux.ServeHTTP(w, r)
}

// firstAsked is closed when a path is asked for. The caller holds mu.
func (s *webServer) firstAsked(path string) chan struct{} {
	if s.first[path] == nil {
		s.first[path] = make(chan struct{})
	}
	return s.first[path]
}

func cmdWeb(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "web DIR")
	s := ts.Value(webKey{}).(*webServer)
	s.serve(ts.MkAbs(args[0]))
	plain, secure := httptest.NewServer(s), httptest.NewUnstartedServer(s)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that the program rightly breaks off
	secure.StartTLS()
	for _, server := range []*httptest.Server{plain, secure} {
		ts.Defer(func() {
			server.CloseClientConnections()
			server.Close()
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
	s := ts.Value(webKey{}).(*webServer)
	s.mu.Lock()
	defer s.mu.Unlock()
	if got := s.asked[args[1]]; got != want {
		ts.Fatalf("%s was asked for %d times, not %d", args[1], got, want)
	}
}

func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "await PATH")
	s := ts.Value(webKey{}).(*webServer)
	s.mu.Lock()
	asked := s.firstAsked(args[0])
	s.mu.Unlock()
	select {
	case <-asked:
	case <-time.After(time.Minute):
		ts.Fatalf("nobody asks for %s", args[0])
	}
}
