package images

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orient is how a file lies, as Exif numbers it from 1 to 8 (CIPA DC-008, Exif 2.32, section 4.6.4, tag 0x0112): the
// number of the corner at which its first row begins. 1 is upright, and so is whatever is no such number.
type orient int

// lying says that width and height change places.
func (o orient) lying() bool { return o >= 5 && o <= 8 }

// size turns the size of a file into the size of the picture, and back.
func (o orient) size(width, height int) (int, int) {
	if o.lying() {
		return height, width
	}
	return width, height
}

// turn makes a picture upright.
func (o orient) turn(img *image.RGBA) *image.RGBA {
	if o < 2 || o > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	wide, high := o.size(w, h)
	out := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			from := [2]int{x, y}
			switch o {
			case 2:
				from = [2]int{w - 1 - x, y}
			case 3:
				from = [2]int{w - 1 - x, h - 1 - y}
			case 4:
				from = [2]int{x, h - 1 - y}
			case 5:
				from = [2]int{y, x}
			case 6:
				from = [2]int{y, h - 1 - x}
			case 7:
				from = [2]int{w - 1 - y, h - 1 - x}
			case 8:
				from = [2]int{w - 1 - y, x}
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], img.Pix[img.PixOffset(from[0], from[1]):][:4])
		}
	}
	return out
}

const (
	exifSegment  = 0xe1 // APP1
	startOfScan  = 0xda // what follows are pixels
	orientTag    = 0x0112
	entrySize    = 12   // of a TIFF directory
	entriesMost  = 1000 // a camera writes some twenty
	exifPreamble = "Exif\x00\x00"
)

// orientation reads how a JPEG lies; other kinds of file are upright.
func orientation(file []byte) orient {
	if formatOf(file) != jpegFile {
		return 1
	}
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xff && rest[1] != startOfScan; {
		if rest[1] == 0xff { // a fill byte
			rest = rest[1:]
			continue
		}
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if size < 2 || len(rest) < 2+size {
			return 1
		}
		segment := rest[4 : 2+size]
		if tiff, ok := bytes.CutPrefix(segment, []byte(exifPreamble)); ok && rest[1] == exifSegment {
			return tiffOrientation(tiff)
		}
		rest = rest[2+size:]
	}
	return 1
}

// tiffOrientation finds the tag in the first directory (TIFF 6.0, section 2).
func tiffOrientation(tiff []byte) orient {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := order.Uint32(tiff[4:])
	if uint64(at)+2 > uint64(len(tiff)) {
		return 1
	}
	entries := int(order.Uint16(tiff[at:]))
	directory := tiff[at+2:]
	for range min(entries, entriesMost, len(directory)/entrySize) {
		if order.Uint16(directory) == orientTag {
			return orient(order.Uint16(directory[8:]))
		}
		directory = directory[entrySize:]
	}
	return 1
}
