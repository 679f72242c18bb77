package watch

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"tidings/digest"
)

//go:embed page
var files embed.FS

// Serve answers at a port of this machine's loopback address until ctx ends, and follows the files meanwhile. Port 0 is
// any that is free. ready is told the address once the page can be opened.
func (s *Server) Serve(ctx context.Context, port int, ready func(url string)) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return digest.Hint(err, "choose another port with --port, or leave it out for one that is free")
	}
	bound := l.Addr().(*net.TCPAddr).Port
	server := &http.Server{
		Handler: s.Handler(bound), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }, // pages that listen for changes end with it
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wg.Go(func() { s.follow(ctx) })
	wg.Go(func() {
		<-ctx.Done()
		_ = server.Shutdown(context.WithoutCancel(ctx)) // every request ends with ctx
	})
	ready(fmt.Sprintf("http://127.0.0.1:%d/", bound))
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Handler is the page at a port of this machine. It answers to the names of this machine only, so that no page of the
// web can have it read under a name of its own (DNS rebinding), and changes nothing.
func (s *Server) Handler(port int) http.Handler {
	static, err := fs.Sub(files, "page")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(static))
	mux.HandleFunc("GET /state", s.state)
	mux.HandleFunc("GET /mail", s.mail)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("GET "+picturesHere+"{name}", s.picture)
	ours := make(map[string]bool)
	for _, host := range []string{"127.0.0.1", "localhost", "::1"} {
		ours[net.JoinHostPort(host, strconv.Itoa(port))] = true
	}
	if port == 80 { // browsers leave it out (RFC 9110 section 4.2.3)
		ours["127.0.0.1"], ours["localhost"] = true, true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ours[r.Host] {
			http.Error(w, "This page is for this machine alone.", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		mux.ServeHTTP(w, r)
	})
}

const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

func choice(q url.Values) Choice {
	return Choice{Reader: q.Get("as"), Edition: q.Get("edition"), Theme: q.Get("theme")}
}

// stateJSON is what the page knows of what it shows.
type stateJSON struct {
	Version int      `json:"version"`
	Menu    Menu     `json:"menu"`
	Subject string   `json:"subject,omitempty"`
	Facts   []string `json:"facts,omitempty"`
	Size    int      `json:"size"`
	Budget  int      `json:"budget"`
	HTML    bool     `json:"html"`              // there is an HTML part
	Blank   bool     `json:"blank"`             // there is no digest to show
	Stale   bool     `json:"stale"`             // it is of earlier files
	Nothing string   `json:"nothing,omitempty"` // why there is no digest though nothing is wrong
	Faults  Faults   `json:"faults,omitempty"`
}

func (s *Server) state(w http.ResponseWriter, r *http.Request) {
	sh := s.show(r.Context(), choice(r.URL.Query()))
	out := stateJSON{
		Version: sh.version, Menu: sh.menu, Subject: sh.Subject, Facts: sh.Facts, Size: sh.Size, Budget: sh.Budget,
		HTML: sh.HTML != "", Blank: sh.blank || sh.Nothing != "", Stale: sh.stale, Nothing: sh.Nothing,
	}
	if sh.err != nil && !errors.As(sh.err, &out.Faults) {
		out.Faults = Faults{{Text: sh.err.Error()}}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // a page that has gone away reads nothing
}

func (s *Server) mail(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	sh := s.show(r.Context(), choice(q))
	dark, pictures := q.Get("dark") != "", q.Get("images") != "off"
	var doc string
	switch part := q.Get("part"); {
	case part == "source":
		doc = sourcePage(cmp.Or(sh.HTML, sh.Text), dark)
	case part == "text" || sh.HTML == "":
		doc = textPage(sh.Text, dark)
	default:
		mail := sh.HTML
		if sh.Pictures != "" {
			mail = strings.ReplaceAll(mail, html.EscapeString(sh.Pictures), picturesHere)
		}
		doc = mailPage(mail, dark)
	}
	w.Header().Set("Content-Security-Policy", mailPolicy(pictures))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(doc))
}

// picturesHere is where the page has the pictures of a mail: nobody may be serving the paper's own address yet.
const picturesHere = "/pictures/"

func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p, err := s.desk.Picture(r.Context(), r.PathValue("name"))
	s.mu.Unlock()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", p.Type())
	_, _ = w.Write(p.Body) // a page that has gone away reads nothing
}

// events tells a page the version of the files, now and after each change (the HTML standard, section 9.2).
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	versions, gone := s.hear()
	defer gone()
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	for {
		select {
		case v := <-versions:
			if _, err := fmt.Fprintf(w, "data: %d\n\n", v); err != nil {
				return
			}
			if err := flush.Flush(); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
