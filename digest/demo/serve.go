package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Start serves the press on a free port of the loopback address and says where: "http://127.0.0.1:PORT".
func (p *Press) Start() (baseURL string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("demo press: %w", err)
	}
	go func() { _ = p.Serve(ln) }() // ends with Close; a listener that breaks shows as feeds that refuse
	return "http://" + ln.Addr().String(), nil
}

// Serve serves the press on a listener until Close, and then returns nil.
func (p *Press) Serve(ln net.Listener) error {
	if err := p.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("demo press: %w", err)
	}
	return nil
}

// Close ends Serve and cuts off whoever still waits for the slow feed.
func (p *Press) Close() error { return p.server.Close() }

// ServeHTTP answers for every paper of the press. Links are absolute and begin with the host that was asked for.
func (p *Press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this press can only be read", http.StatusMethodNotAllowed)
		return
	}
	p.mu.RLock()
	doc, ok := p.documents[r.URL.Path]
	p.mu.RUnlock()
	switch {
	case !ok:
		http.Error(w, "there is no such page", http.StatusNotFound)
	case doc.fault == faultGone:
		http.Error(w, "this paper is no longer published", http.StatusGone)
	case doc.fault == faultSlow && !waited(r.Context(), p.delay):
		return // the reader has left, or the press has closed
	default:
		doc.serve(w, r)
	}
}

// waited says whether the whole delay has passed before the context ended.
func waited(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// serve writes the document, or the word that it has not changed. Each encoding has an ETag of its own, as RFC 9110
// section 8.8.3.3 asks.
func (d document) serve(w http.ResponseWriter, r *http.Request) {
	body, err := d.write("http://" + r.Host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(body)
	tag := fmt.Sprintf("%x", sum[:8])
	h := w.Header()
	h.Set("Content-Type", d.kind)
	h.Set("Cache-Control", "no-cache") // a copy may be kept, but must be asked about
	h.Set("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		tag += "-gzip"
		h.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", d.modified, bytes.NewReader(body))
}

// acceptsGzip says whether the request names gzip and does not refuse it.
func acceptsGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight, weighed := strings.CutPrefix(strings.TrimSpace(params), "q=")
			q, err := strconv.ParseFloat(weight, 64)
			return !weighed || (err == nil && q > 0)
		}
	}
	return false
}

// compress gzips; writing to a buffer cannot fail.
func compress(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body)
	_ = z.Close()
	return b.Bytes()
}
