package web_test

import (
	"net/http"
	"testing"

	"tidings/digest"
	"tidings/digest/web"
)

func TestPictureIsTheSameForEverybodyAndKept(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.URL += "/paper" })
	want := digest.Picture{Name: "abc.jpg", Width: 2, Height: 1, Body: []byte("\xff\xd8\xff\x00 a picture")}
	drawing := digest.Picture{Name: "def.png", Width: 2, Height: 1, Body: []byte("\x89PNG a drawing")}
	for _, p := range []digest.Picture{want, drawing} {
		if err := h.store.SavePictureTry(t.Context(), digest.PictureTry{ID: p.Name, Picture: p, Tried: h.clock.now()}); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/images/abc.jpg", "/paper/images/abc.jpg", "/paper/images/abc.jpg?reader=ana"} {
		a := h.get(path)
		if a.status != http.StatusOK || a.body != string(want.Body) {
			t.Errorf("%s: %d, %d bytes", path, a.status, len(a.body))
		}
		for name, value := range map[string]string{
			"Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Cross-Origin-Resource-Policy": "cross-origin", "Set-Cookie": "", "Content-Security-Policy": "default-src 'none'; sandbox", "ETag": `"abc.jpg"`,
		} {
			if got := a.header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
	again := h.request("GET", "/images/abc.jpg", nil)
	again.Header.Set("If-None-Match", `"abc.jpg"`)
	if a := h.do(again); a.status != http.StatusNotModified {
		t.Errorf("asked again: %d", a.status)
	}
	if a := h.get("/images/def.png"); a.header.Get("Content-Type") != "image/png" {
		t.Errorf("a drawing: %v", a.header)
	}
	for _, path := range []string{"/images/", "/images/nothing.jpg", "/images/..%2fabc.jpg", "/images/abc.jpg/x"} {
		if a := h.get(path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
