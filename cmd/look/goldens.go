package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
)

// A stored picture has one grey dot for a square of the page, which keeps where things stand, how large and how dark, and
// forgets how a letter is smoothed.
const (
	square    = 8
	dotAbout  = 40   // a dot that differs by less, of 255, is the same
	dotsMost  = 0.02 // the share of dots that may differ
	goldenFor = "pictures"
)

// fontsFile says with which typefaces the stored pictures were made.
const fontsFile = "fonts.txt"

// compare holds the screenshots of one sample against the stored ones, or stores them.
func compare(o options, shots []shot, fonts string, c *check) error {
	stored, err := os.ReadFile(filepath.Join(o.goldens, fontsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if o.update {
		if err := write(filepath.Join(o.goldens, fontsFile), fonts); err != nil {
			return err
		}
	} else if string(stored) != fonts {
		c.skipped = fmt.Sprintf("other typefaces here (%s) than those of the stored pictures (%s)", fonts, stored)
		return nil
	}
	for i := range shots {
		s := &shots[i]
		if s.page.sample != goldenFor {
			continue
		}
		c.tried++
		file := filepath.Join(o.goldens, s.Name()+".png")
		small := shrink(s.picture)
		if o.update {
			var b bytes.Buffer
			e := png.Encoder{CompressionLevel: png.BestCompression}
			if err := e.Encode(&b, small); err != nil {
				return err
			}
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				return err
			}
			continue
		}
		want, err := readPNG(file)
		if err != nil {
			return err
		}
		if why := differs(small, want); why != "" {
			c.fail("%s: %s; look at it, then run make look-update", s.Name(), why)
		}
	}
	return nil
}

// shrink makes a dot of every square.
func shrink(img image.Image) *image.Gray {
	b := img.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx()/square, b.Dy()/square))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for j := range square {
				for i := range square {
					sum += int(color.GrayModel.Convert(img.At(b.Min.X+x*square+i, b.Min.Y+y*square+j)).(color.Gray).Y)
				}
			}
			// 16 greys are enough, and store small.
			out.SetGray(x, y, color.Gray{Y: uint8(sum/(square*square)) &^ 15})
		}
	}
	return out
}

func readPNG(file string) (*image.Gray, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	gray, ok := img.(*image.Gray)
	if !ok {
		return nil, fmt.Errorf("%s: not a picture in greys", file)
	}
	return gray, nil
}

// differs says how two small pictures differ; nothing when they are alike.
func differs(got, want *image.Gray) string {
	if got.Rect != want.Rect {
		return fmt.Sprintf("%d × %d dots, and %d × %d are stored", got.Rect.Dx(), got.Rect.Dy(), want.Rect.Dx(), want.Rect.Dy())
	}
	other := 0
	for i := range got.Pix {
		if d := int(got.Pix[i]) - int(want.Pix[i]); d > dotAbout || d < -dotAbout {
			other++
		}
	}
	if share := float64(other) / float64(max(1, len(got.Pix))); share > dotsMost {
		return fmt.Sprintf("%.1f %% of it differs", 100*share)
	}
	return ""
}
