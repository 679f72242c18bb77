package images_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"tidings/digest/images"
)

// quarters is a picture whose quarters are red, green, blue and white, so that it shows how it lies.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [4]color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}[2*(2*y/h)+2*x/w]
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif segment into a JPEG that says how it lies, and by whom it was taken.
func withExif(file []byte, order binary.AppendByteOrder, mark string, lies uint16) []byte {
	tiff := order.AppendUint16([]byte(mark), 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1) // entries
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, lies)
	tiff = append(tiff, "\x00\x00\x00\x00\x00\x00"+"Photographer Secret, 48.85 N 2.35 E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), file[2:]...)
}

func decoded(t *testing.T, body []byte) image.Image {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// corners names the colours of the corners, from the top left one, clockwise.
func corners(img image.Image) string {
	b := img.Bounds()
	name := func(x, y int) string {
		r, g, bl, _ := img.At(x, y).RGBA()
		switch high := func(v uint32) bool { return v > 0x8000 }; {
		case high(r) && high(g):
			return "white"
		case high(r):
			return "red"
		case high(g):
			return "green"
		case high(bl):
			return "blue"
		}
		return "black"
	}
	const in = 8
	return strings.Join([]string{
		name(b.Min.X+in, b.Min.Y+in), name(b.Max.X-in, b.Min.Y+in), name(b.Max.X-in, b.Max.Y-in), name(b.Min.X+in, b.Max.Y-in),
	}, " ")
}

func TestPictureIsAsWideAsScreensShowItAndNeverEnlarged(t *testing.T) {
	for name, c := range map[string]struct{ w, h, shown, wantW, wantH int }{
		"much larger":     {2000, 1000, 300, 600, 300},
		"a little larger": {700, 400, 300, 600, 343},
		"just right":      {600, 338, 300, 600, 338},
		"not as dense":    {400, 225, 300, 400, 225},
		"high":            {800, 1200, 300, 600, 600},
	} {
		got, err := images.Shrink(asJPEG(t, quarters(c.w, c.h)), c.shown)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img := decoded(t, got.Body)
		if got.Width != c.wantW || got.Height != c.wantH || img.Bounds().Dx() != got.Width || img.Bounds().Dy() != got.Height {
			t.Errorf("%s: %d × %d, in the file %v, want %d × %d", name, got.Width, got.Height, img.Bounds(), c.wantW, c.wantH)
		}
		if corners(img) != "red green white blue" {
			t.Errorf("%s: its corners are %s", name, corners(img))
		}
	}
}

func TestPictureIsUprightHoweverTheCameraWasHeld(t *testing.T) {
	plain := asJPEG(t, quarters(640, 480))
	want := map[uint16]string{ // the corners of an upright picture, by where its first row and column lie in the file
		1: "red green white blue", 2: "green red blue white", 3: "white blue red green", 4: "blue white green red",
		5: "red blue white green", 6: "blue red green white", 7: "white green red blue", 8: "green white blue red",
		0: "red green white blue", 9: "red green white blue",
	}
	for lies, corner := range want {
		for mark, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
			got, err := images.Shrink(withExif(plain, order, mark, lies), 200)
			if err != nil {
				t.Fatalf("%d: %v", lies, err)
			}
			if c := corners(decoded(t, got.Body)); c != corner {
				t.Errorf("lying as %d (%s): the corners are %s, want %s", lies, mark, c, corner)
			}
		}
	}
}

func TestNothingButPixelsIsLeft(t *testing.T) {
	file := withExif(asJPEG(t, quarters(640, 480)), binary.BigEndian, "MM", 1)
	file = append(file, "after the end: Secret"...)
	chunk := []byte("tEXtAuthor\x00Secret")
	drawing := asPNG(t, transparent(300, 200))
	end := len(drawing) - 12
	drawing = append(append(append(binary.BigEndian.AppendUint32(bytes.Clone(drawing[:end]), uint32(len(chunk)-4)), chunk...),
		binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk))...), drawing[end:]...)
	for name, file := range map[string][]byte{"JPEG": file, "PNG": drawing} {
		got, err := images.Shrink(file, 200)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, trace := range []string{"Secret", "Exif", "tEXt", "Photographer"} {
			if bytes.Contains(got.Body, []byte(trace)) {
				t.Errorf("%s: %q is in what was made of it", name, trace)
			}
		}
	}
}

func transparent(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{200, 30, 30, uint8(255 * x / w)})
		}
	}
	return img
}

func palette(w, h, colors int) *image.Paletted {
	p := make(color.Palette, colors)
	for i := range p {
		p[i] = color.RGBA{uint8(i), uint8(255 - i), 99, 255}
	}
	img := image.NewPaletted(image.Rect(0, 0, w, h), p)
	for i := range img.Pix {
		img.Pix[i] = uint8(i % colors)
	}
	return img
}

func TestPictureIsAJPEGUnlessItMustBeAPNG(t *testing.T) {
	var animation bytes.Buffer
	first, second := palette(320, 200, 200), palette(320, 200, 2)
	if err := gif.EncodeAll(&animation, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a photograph":              {asJPEG(t, quarters(400, 300)), ".jpg"},
		"a photograph as PNG":       {asPNG(t, quarters(400, 300)), ".jpg"},
		"something shows through":   {asPNG(t, transparent(400, 300)), ".png"},
		"a drawing of few colours":  {asPNG(t, palette(400, 300, 16)), ".png"},
		"a palette of many colours": {asPNG(t, palette(400, 300, 256)), ".jpg"},
		"an animation":              {animation.Bytes(), ".jpg"},
		"WebP":                      {webP(t), ".jpg"},
	} {
		got, err := images.Shrink(c.file, 200)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasSuffix(got.Name, c.want) {
			t.Errorf("%s: made %s, want %s", name, got.Name, c.want)
		}
		if _, kind, err := image.DecodeConfig(bytes.NewReader(got.Body)); err != nil || !strings.HasSuffix(got.Type(), kind) {
			t.Errorf("%s: it says %s and is %s, %v", name, got.Type(), kind, err)
		}
	}
}

// webP is a grey picture of 256 × 144.
func webP(t testing.TB) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(greyWebP)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameFileMakesTheSamePicture(t *testing.T) {
	file := asJPEG(t, quarters(900, 500))
	a, err := images.Shrink(file, 200)
	if err != nil {
		t.Fatal(err)
	}
	b, err := images.Shrink(file, 200)
	if err != nil || a.Name != b.Name || !bytes.Equal(a.Body, b.Body) {
		t.Errorf("%s and %s, %v", a.Name, b.Name, err)
	}
}

// noise is a picture that cannot be packed.
func noise(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	from := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(from.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

// claims is a PNG of one pixel whose head claims a size.
func claims(t testing.TB, w, h uint32) []byte {
	t.Helper()
	file := asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(file[16:], w)
	binary.BigEndian.PutUint32(file[20:], h)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func TestWhatIsNoPictureIsSaidToBeNone(t *testing.T) {
	good := asJPEG(t, quarters(640, 480))
	for name, c := range map[string]struct {
		file  []byte
		shown int
		want  images.Kind
	}{
		"nothing":                       {nil, 300, images.NotPicture},
		"SVG":                           {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), 300, images.NotPicture},
		"a web page":                    {[]byte("<!doctype html><p>404"), 300, images.NotPicture},
		"AVIF":                          {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"), 300, images.NotPicture},
		"broken off":                    {good[:len(good)/2], 300, images.Damaged},
		"a head alone":                  {good[:4], 300, images.Damaged},
		"WebP, broken off":              {webP(t)[:40], 200, images.Damaged},
		"a pixel that counts":           {asPNG(t, image.NewGray(image.Rect(0, 0, 1, 1))), 300, images.TooSmall},
		"a face":                        {asJPEG(t, quarters(120, 120)), 300, images.TooSmall},
		"smaller than it is shown":      {asJPEG(t, quarters(299, 200)), 300, images.TooSmall},
		"a line":                        {asPNG(t, quarters(600, 40)), 300, images.TooSmall},
		"a banner":                      {asPNG(t, quarters(1200, 200)), 300, images.TooWide},
		"a bomb":                        {claims(t, 60_000, 60_000), 300, images.TooLarge},
		"a bomb whose product is small": {claims(t, 1<<16, 1<<16), 300, images.TooLarge},
		"a larger one than it holds":    {claims(t, 3000, 2000), 300, images.Damaged},
		"noise":                         {asPNG(t, noise(1000, 1000)), 500, images.TooHeavy},
	} {
		_, err := images.Shrink(c.file, c.shown)
		var e *images.Error
		if !errors.As(err, &e) || e.Kind != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzShrink(f *testing.F) {
	f.Add(asJPEG(f, quarters(240, 160)), 200)
	f.Add(withExif(asJPEG(f, quarters(240, 160)), binary.LittleEndian, "II", 6), 200)
	f.Add(asPNG(f, transparent(240, 160)), 100)
	f.Add(asPNG(f, palette(240, 160, 4)), 300)
	f.Add(webP(f), 200)
	f.Add(claims(f, 60_000, 60_000), 1)
	f.Add([]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,"), 1)
	f.Fuzz(func(t *testing.T, file []byte, shown int) {
		shown = min(max(shown, 0), 600)
		got, err := images.Shrink(file, shown)
		if err != nil {
			if e := (*images.Error)(nil); !errors.As(err, &e) {
				t.Errorf("%v is a %T", err, err)
			}
			return
		}
		config, _, err := image.DecodeConfig(bytes.NewReader(got.Body))
		if err != nil || config.Width != got.Width || config.Height != got.Height || got.Height > got.Width || got.Width > images.Density*max(shown, images.LeastWidth) ||
			len(got.Body) > images.MostBytes {
			t.Errorf("%+v with %d bytes, %v; it says %d × %d", config, len(got.Body), err, got.Width, got.Height)
		}
	})
}

const greyWebP = "UklGRlgCAABXRUJQVlA4WAoAAAAgAAAA/wAAjwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggagAAAPAKAJ0BKgABkAA+0WixUygmJKKgSAEAGglpbuF2sRtAE9r0VcIMghqqTXbaLhBkENVSa7bRcIMghqqTXbaLhBkENVSa7bRcIMghqqTXbaLhBkENVSa7bRcIMghqqTXQAAD+/XoAAAAAAAA="
