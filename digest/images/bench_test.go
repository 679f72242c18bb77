package images_test

import (
	"image"
	"testing"

	"tidings/digest/images"
)

// BenchmarkShrink makes a picture of a photograph as papers serve them, and of the largest file that is read.
func BenchmarkShrink(b *testing.B) {
	for name, img := range map[string]image.Image{"usual": quarters(1200, 675), "largest": quarters(4000, 3000)} {
		file := asJPEG(b, img)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := images.Shrink(file, 536); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
