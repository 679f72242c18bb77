package build

import (
	"context"

	"tidings/digest"
	"tidings/digest/render"
)

// pictures says whether there are pictures in the issue: those of a paper that serves none would tell other servers who
// reads it.
func (b *building) pictures() bool { return b.run.Edition.Images && b.Web != "" }

// illustrate gives the stories of contents their pictures.
func (b *building) illustrate(ctx context.Context, c digest.Contents) (digest.Contents, error) {
	if !b.pictures() {
		return c, nil
	}
	return b.gallery.Illustrate(ctx, c)
}

// drawMail is what contents with pictures look like.
func (b *building) drawMail(c digest.Contents) (digest.Rendering, error) {
	return b.Look(b.run.Edition).Render(c, render.Options{Images: true, Budget: b.run.Edition.MaxSize})
}

// article finds one of the articles that the issue is made of.
func (b *building) article(id string) *digest.Article {
	if b.byID == nil {
		b.byID = make(map[string]*digest.Article, len(b.articles))
		for i := range b.articles {
			b.byID[b.articles[i].ID] = &b.articles[i]
		}
	}
	return b.byID[id]
}
