package images

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// scale makes a picture so small that it is width wide once it is upright, and leaves a smaller one as large as it is.
// Whole pixels are averaged first, a strip at a time, and the rest is done by bilinear interpolation: so it takes the
// memory of the small picture and not of a large one in between.
func scale(img image.Image, o orient, width int) *image.RGBA {
	b := img.Bounds()
	w, h := o.size(b.Dx(), b.Dy())
	if w > width {
		h = max(1, (h*width+w/2)/w)
		w = width
	}
	w, h = o.size(w, h) // lying as the file does
	if times := min(b.Dx()/max(1, w), b.Dy()/max(1, h)); times > 1 {
		img = average(img, times)
		b = img.Bounds()
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if b.Dx() == w && b.Dy() == h {
		draw.Draw(out, out.Rect, img, b.Min, draw.Src)
		return out
	}
	draw.ApproxBiLinear.Scale(out, out.Rect, img, b, draw.Src, nil)
	return out
}

// average makes one pixel of each square of times × times; what is left over at the right and below goes.
func average(img image.Image, times int) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/times, b.Dy()/times))
	strip := image.NewRGBA(image.Rect(0, 0, b.Dx(), times))
	square := uint32(times * times)
	for y := range out.Rect.Dy() {
		draw.Draw(strip, strip.Rect, img, b.Min.Add(image.Pt(0, y*times)), draw.Src)
		row := out.Pix[y*out.Stride:]
		for x := range out.Rect.Dx() {
			var sum [4]uint32
			for j := range times {
				pixels := strip.Pix[j*strip.Stride+x*times*4:][:times*4]
				for i := 0; i < len(pixels); i += 4 {
					sum[0] += uint32(pixels[i])
					sum[1] += uint32(pixels[i+1])
					sum[2] += uint32(pixels[i+2])
					sum[3] += uint32(pixels[i+3])
				}
			}
			for i := range sum {
				row[x*4+i] = uint8((sum[i] + square/2) / square)
			}
		}
	}
	return out
}

// cut makes a square of what is higher than wide: heads stand in the upper part of a portrait.
func cut(img *image.RGBA) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if h <= w {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, w, w))
	draw.Draw(out, out.Rect, img, image.Pt(0, (h-w)/3), draw.Src)
	return out
}

// drawnColors is the most colours of a drawing or a diagram, which JPEG would surround with shadows.
const drawnColors = 64

// drawn says whether a picture is a drawing: it has a palette of few colours.
func drawn(img image.Image) bool {
	p, ok := img.(*image.Paletted)
	return ok && len(p.Palette) <= drawnColors
}

// The qualities of JPEG: what Go takes for usual, and the least that is no blot.
const (
	usualQuality = jpeg.DefaultQuality
	leastQuality = 50
)

// encode packs a picture, as PNG when it lets something show through it or is a drawing, and else as JPEG.
func encode(img *image.RGBA, drawing bool) (body []byte, ext string, err error) {
	var out bytes.Buffer
	if drawing || !img.Opaque() {
		if err := png.Encode(&out, img); err != nil {
			return nil, "", &Error{Damaged, err}
		}
		if out.Len() <= MostBytes {
			return out.Bytes(), ".png", nil
		}
	}
	paper := image.NewRGBA(img.Rect)
	draw.Draw(paper, paper.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(paper, paper.Rect, img, img.Rect.Min, draw.Over)
	for _, quality := range []int{usualQuality, leastQuality} {
		out.Reset()
		if err := jpeg.Encode(&out, paper, &jpeg.Options{Quality: quality}); err != nil {
			return nil, "", &Error{Damaged, err}
		}
		if out.Len() <= MostBytes {
			return out.Bytes(), ".jpg", nil
		}
	}
	return nil, "", &Error{Kind: TooHeavy}
}
