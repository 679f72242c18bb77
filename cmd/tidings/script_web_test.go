package main

import (
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"

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
//	/photo.jpg     an invented photograph, 1200 × 675
//
// Nothing answers at $NOWHERE: the port is that of a service nobody runs any more (RFC 1078), and not one that another
// script's server could be given.
type webServer struct {
	mux   *http.ServeMux
	asked *tally // by path
}

func newWebServer(dir string, asked *tally) *webServer {
	s := &webServer{mux: http.NewServeMux(), asked: asked}
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
	s.mux.HandleFunc("/photo.jpg", func(w http.ResponseWriter, _ *http.Request) {
		img := image.NewGray(image.Rect(0, 0, 1200, 675))
		for i := range img.Pix {
			img.Pix[i] = uint8(i%img.Stride/8 + i/img.Stride/8)
		}
		_ = jpeg.Encode(w, img, nil) // the reader may have had enough
	})
	return s
}

func (s *webServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked.add(r.URL.Path)
	if r.Header.Get("If-None-Match") == "" && r.Header.Get("If-Modified-Since") == "" {
		s.asked.add("unconditional " + r.URL.Path)
	}
	s.mux.ServeHTTP(w, r)
}

func cmdWeb(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, len(args) == 1, "web DIR")
	s := newWebServer(ts.MkAbs(args[0]), tallyOf(ts))
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
