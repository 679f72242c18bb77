package digest

import (
	"strings"
	"time"
)

// Picture is a picture of ours, made of somebody else's: upright, small, and with nothing in it but its pixels.
type Picture struct {
	Name          string // Key of its bytes, and .jpg or .png
	Width, Height int    // in pixels
	Body          []byte // empty where only what it is like is wanted
}

// Type is its media type.
func (p Picture) Type() string {
	if strings.HasSuffix(p.Name, ".png") {
		return "image/png"
	}
	return "image/jpeg"
}

// PictureTry is what the store remembers of asking for somebody's picture.
type PictureTry struct {
	ID      string // Key of its address and of how wide it was to be shown
	Picture Picture
	Reason  string // why there is none, in plain words; empty when there is one
	Tried   time.Time
}
