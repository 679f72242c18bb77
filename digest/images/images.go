// Package images turns a picture file of somebody else's into a small one of ours: JPEG, PNG, GIF or WebP → a JPEG, or a
// PNG where it has to be, upright, no wider than screens show it, and with nothing in it but pixels. What a camera wrote
// into a file, where it stood and whose it is, stays behind.
//
// A file is looked at before it is unpacked, so that none can ask for more memory than a photograph takes.
package images

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"

	"tidings/digest"
)

// The bounds of pictures.
const (
	// MostPixels is what is unpacked at most: a photograph of 4000 × 3000, larger than papers put on their pages. Go unpacks
	// a progressive JPEG of that size in some 180 MB for a moment (four bytes a coefficient and the picture itself).
	MostPixels = 12_000_000

	// LeastWidth and LeastHeight keep out what is no picture to look at: pixels that count readers, buttons, faces of
	// authors.
	LeastWidth  = 200
	LeastHeight = 100

	// widest is how many times as wide as high a picture may be: a cinema's is 2.4, banners and names of papers are more.
	widest = 3.0

	// MostBytes is the longest file that is made: 25 of them are 6 MB, what a page of a paper weighs.
	MostBytes = 250 << 10

	// Density is how many dots of today's screens stand for a pixel of a mail.
	Density = 2
)

// Kind is a class of file that no picture is made of.
type Kind string

// The kinds.
const (
	NotPicture Kind = "no picture" // another kind of file: SVG, a web page, AVIF
	Damaged    Kind = "damaged"    // broken off, or wrong inside
	TooSmall   Kind = "too small"  // it would be enlarged, or is no picture to look at
	TooLarge   Kind = "too large"  // more than MostPixels
	TooWide    Kind = "a banner"   // for its height
	TooHeavy   Kind = "too heavy"  // more than MostBytes, however it is packed
)

// Error is a file that no picture is made of.
type Error struct {
	Kind Kind
	Err  error // the cause; may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Kind, e.Err)
	}
	return string(e.Kind)
}

func (e *Error) Unwrap() error { return e.Err }

// Shrink makes a picture of a file, to be shown so many pixels wide: Density times that in width where the file has as
// much, and never enlarged. What is higher than wide is cut to a square, a third of what goes at the top. Of an animation
// it is the first picture. The error is an *Error.
func Shrink(file []byte, shown int) (p digest.Picture, err error) {
	defer func() { // the decoders are careful, and not ours: a file that breaks one must not end the paper
		if cause := recover(); cause != nil {
			p, err = digest.Picture{}, &Error{Damaged, fmt.Errorf("%v", cause)}
		}
	}()
	o := orientation(file)
	if err := look(file, shown, o); err != nil {
		return digest.Picture{}, err
	}
	img, err := decode(file)
	if err != nil {
		return digest.Picture{}, &Error{Damaged, err}
	}
	upright := cut(o.turn(scale(img, o, shown*Density)))
	if err := fits(upright.Rect.Dx(), upright.Rect.Dy(), shown); err != nil { // the first of an animation may be smaller than its stage
		return digest.Picture{}, err
	}
	body, ext, err := encode(upright, drawn(img))
	if err != nil {
		return digest.Picture{}, err
	}
	return digest.Picture{Name: digest.Key(string(body)) + ext, Width: upright.Rect.Dx(), Height: upright.Rect.Dy(), Body: body}, nil
}

// look judges a file by its head.
func look(file []byte, shown int, o orient) error {
	config, err := decodeConfig(file)
	if err != nil {
		return err
	}
	if config.Width <= 0 || config.Height <= 0 {
		return &Error{Kind: Damaged}
	}
	if config.Width > MostPixels/config.Height {
		return &Error{TooLarge, fmt.Errorf("%d × %d pixels", config.Width, config.Height)}
	}
	width, height := o.size(config.Width, config.Height)
	return fits(width, height, shown)
}

// fits says whether a picture of a size can be shown so wide.
func fits(width, height, shown int) error {
	switch {
	case width < max(shown, LeastWidth) || height < LeastHeight:
		return &Error{TooSmall, fmt.Errorf("%d × %d pixels", width, height)}
	case float64(width) > widest*float64(height):
		return &Error{TooWide, fmt.Errorf("%d × %d pixels", width, height)}
	}
	return nil
}

// format is a kind of file that is read.
type format int

const (
	unknown format = iota
	jpegFile
	pngFile
	gifFile
	webpFile
)

// formatOf knows a file by its first bytes; what its server calls it is not asked.
func formatOf(file []byte) format {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return jpegFile
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return pngFile
	case bytes.HasPrefix(file, []byte("GIF87a")), bytes.HasPrefix(file, []byte("GIF89a")):
		return gifFile
	case len(file) >= 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return webpFile
	}
	return unknown
}

func decodeConfig(file []byte) (config image.Config, err error) {
	in := bytes.NewReader(file)
	switch formatOf(file) {
	case jpegFile:
		config, err = jpeg.DecodeConfig(in)
	case pngFile:
		config, err = png.DecodeConfig(in)
	case gifFile:
		config, err = gif.DecodeConfig(in)
	case webpFile:
		config, err = webp.DecodeConfig(in)
	default:
		return config, &Error{Kind: NotPicture}
	}
	if err != nil {
		err = &Error{Damaged, err}
	}
	return config, err
}

func decode(file []byte) (image.Image, error) {
	in := bytes.NewReader(file)
	switch formatOf(file) {
	case jpegFile:
		return jpeg.Decode(in)
	case pngFile:
		return png.Decode(in)
	case gifFile:
		return gif.Decode(in) // the first picture only
	case webpFile:
		return webp.Decode(in)
	}
	return nil, errors.New("no picture")
}
