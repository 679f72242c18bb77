package main

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
	"tidings/templates"
)

// page is a sample as a theme draws it.
type page struct {
	theme    string
	sample   string
	pictures bool // the sample has pictures
	file     string
	drawn    digest.Rendering
}

// pictureHost stands in the pages where the address of the picture server goes.
const pictureHost = "http://127.0.0.1:1"

// drawPages draws every sample with every theme, and writes the pages.
func drawPages(out string) ([]page, error) {
	var pages []page
	for _, theme := range render.Names(templates.FS) {
		r, err := render.New(templates.FS, digest.Theme{Base: theme}, nil)
		if err != nil {
			return nil, err
		}
		for _, s := range samples.All() {
			c := withPictures(s.Contents)
			drawn, err := r.Render(c, render.Options{Images: s.Pictures, Budget: s.Budget})
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", theme, s.Name, err)
			}
			p := page{theme, s.Name, s.Pictures, filepath.Join("pages", theme, s.Name+".html"), drawn}
			if err := write(filepath.Join(out, p.file), drawn.HTML); err != nil {
				return nil, err
			}
			if err := write(filepath.Join(out, strings.TrimSuffix(p.file, "html")+"txt"), drawn.Text); err != nil {
				return nil, err
			}
			pages = append(pages, p)
		}
	}
	return pages, nil
}

func write(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}

// withPictures is the contents with every picture at pictureHost.
func withPictures(c digest.Contents) digest.Contents {
	sections := append([]digest.ContentsSection(nil), c.Sections...)
	n := 0
	for i := range sections {
		sections[i].Stories = append([]digest.ContentsStory(nil), sections[i].Stories...)
		for j := range sections[i].Stories {
			if s := &sections[i].Stories[j]; s.Image != "" {
				n++
				s.Image = fmt.Sprintf("%s/picture-%d.jpg", pictureHost, n)
			}
		}
	}
	c.Sections = sections
	return c
}

// serve serves the pages on loopback: below /on with pictures, below /off with every picture refused, as by a mail program
// that loads none.
func serve(pages []page) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	base = "http://" + l.Addr().String()
	mux := http.NewServeMux()
	for _, p := range pages {
		for _, state := range []string{"on", "off"} {
			body := strings.ReplaceAll(p.drawn.HTML, pictureHost, base+"/"+state)
			mux.HandleFunc("/"+state+"/"+filepath.ToSlash(p.file), func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprint(w, body)
			})
		}
	}
	mux.HandleFunc("/on/{picture}", func(w http.ResponseWriter, r *http.Request) { servePicture(w, len(r.PathValue("picture"))) })
	s := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = s.Serve(l) }() // it ends with an error, always
	return base, func() { _ = s.Close() }, nil
}

// servePicture draws a hillside at dusk: no picture of anybody's.
func servePicture(w http.ResponseWriter, hue int) {
	const width, height = 1072, 603 // twice the column, 16 to 9
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			sky := color.RGBA{uint8(90 + y/5), uint8(110 + y/8 + hue), uint8(150 - y/12), 255}
			if ridge := 330 + 60*((x/97)%3) - (x%97)/2; y > ridge {
				sky = color.RGBA{uint8(40 + (y-ridge)/9), uint8(58 + (y-ridge)/7), 54, 255}
			}
			img.SetRGBA(x, y, sky)
		}
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_ = jpeg.Encode(w, img, nil) // a page that went away wants no picture
}
