package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// The size of photographs, in pixels: 16 to 9, as most papers cut them.
const (
	photoWidth, photoHeight = 640, 360
	sunRadius               = 30
)

// palette is the light in which an invented landscape lies.
type palette struct{ high, low, sun, far, near color.RGBA }

var palettes = []palette{
	{rgb(0x8fb8c9), rgb(0xf3e3c8), rgb(0xfff4d6), rgb(0x7d93a0), rgb(0x33505a)}, // morning
	{rgb(0x3e4a76), rgb(0xe59a75), rgb(0xffd9a0), rgb(0x6a5a7c), rgb(0x2b2640)}, // dusk
	{rgb(0xb9c6c2), rgb(0xe7e6dc), rgb(0xfafaf2), rgb(0x97a8a2), rgb(0x4d5f58)}, // fog
	{rgb(0x141f38), rgb(0x38506f), rgb(0xe9ecd8), rgb(0x24344f), rgb(0x0c1322)}, // night
	{rgb(0x9cc7d8), rgb(0xe9f1da), rgb(0xffffff), rgb(0x7fa27a), rgb(0x3f6b45)}, // spring
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// photograph draws a landscape: a sky, a sun or moon, four ridges one behind the other. The same name gives the same
// picture.
func photograph(name string) func(base string) ([]byte, error) {
	return func(string) ([]byte, error) {
		h := hash(name)
		p := palettes[h%uint64(len(palettes))]
		img := image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight))
		sunX, sunY := float64(80+h>>8%480), float64(50+h>>20%110)
		for y := range photoHeight {
			sky := mix(p.high, p.low, float64(y)/photoHeight)
			for x := range photoWidth {
				c := sky
				if inside := sunRadius - math.Hypot(float64(x)-sunX, float64(y)-sunY); inside > 0 {
					c = mix(sky, p.sun, min(inside, 1)) // a pixel on the rim is part sky
				}
				img.SetRGBA(x, y, c)
			}
		}
		for ridge := range 4 {
			drawRidge(img, ridge, float64(h>>(ridge*7)%628)/100, mix(p.far, p.near, float64(ridge)/3))
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 75}); err != nil {
			return nil, fmt.Errorf("demo press: photograph: %w", err)
		}
		return b.Bytes(), nil
	}
}

// drawRidge fills all below a wavy line; nearer ridges, with a higher number, are lower in the picture.
func drawRidge(img *image.RGBA, ridge int, phase float64, c color.RGBA) {
	base := photoHeight * (0.52 + 0.12*float64(ridge))
	for x := range photoWidth {
		t := float64(x) / photoWidth * 2 * math.Pi
		top := base - 23*math.Sin(t*1.3+phase) - 9*math.Sin(t*3.1+2*phase) - 3*math.Sin(t*9+3*phase)
		edge := int(top)
		img.SetRGBA(x, edge, mix(c, img.RGBAAt(x, edge), top-float64(edge)))
		for y := edge + 1; y < photoHeight; y++ {
			img.SetRGBA(x, y, c)
		}
	}
}

func mix(a, b color.RGBA, t float64) color.RGBA {
	part := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t) }
	return color.RGBA{R: part(a.R, b.R), G: part(a.G, b.G), B: part(a.B, b.B), A: 0xff}
}

// A second of silence: 8,000 eight-bit samples after the 44-byte header of a WAV file.
const (
	silenceSamples = 8000
	silenceBytes   = 44 + silenceSamples
)

// silence is what a recording of the slow podcast consists of.
func silence(string) ([]byte, error) {
	le32 := func(v int) string { return string([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) }
	b := []byte("RIFF" + le32(36+silenceSamples) + "WAVEfmt " + le32(16) + "\x01\x00\x01\x00" +
		le32(silenceSamples) + le32(silenceSamples) + "\x01\x00\x08\x00data" + le32(silenceSamples))
	return append(b, bytes.Repeat([]byte{0x80}, silenceSamples)...), nil
}
