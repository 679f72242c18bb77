package web

import (
	"bytes"
	"net/http"
	"time"
)

// picture serves a picture of an issue. Its name is made of its bytes: everybody is served the same under the same
// address, and who has it need not ask again.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	p, err := s.Store.Picture(r.Context(), r.PathValue("name"))
	if err != nil {
		s.absent(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", p.Type())
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // a mail program on the web shows it on a page of its own
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+p.Name+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.Body))
}
