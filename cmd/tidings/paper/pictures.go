package paper

import (
	"context"
	"encoding/base64"
	"errors"
	"html"
	"strings"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/render"
)

// Embedded is the HTML of a mail with the paper's pictures in it, for a file that is looked at while nobody serves them.
func (p *Paper) Embedded(ctx context.Context, mail string) (string, error) {
	if p.Web == "" {
		return mail, nil
	}
	for address := range render.Pictures(mail) {
		name, ours := strings.CutPrefix(address, p.Web+links.PicturesFolder+"/")
		if !ours {
			continue
		}
		picture, err := p.State.Picture(ctx, name)
		if errors.Is(err, digest.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		data := "data:" + picture.Type() + ";base64," + base64.StdEncoding.EncodeToString(picture.Body)
		mail = strings.ReplaceAll(mail, html.EscapeString(address), data)
	}
	return mail, nil
}
