package gather

import (
	"context"
	"net/url"
	"strings"

	"tidings/digest"
	"tidings/digest/extract"
)

// savePage makes the text of an article from its page and stores it. What the site puts on all of its pages is left out,
// and the page adds to what is known of that.
func (g *gathering) savePage(ctx context.Context, a digest.Article, page *digest.Page, f digest.Feed) error {
	site := siteOf(page.FinalURL)
	known, err := g.Store.SiteLines(ctx, site)
	if err != nil {
		return err
	}
	text := g.extract(a, page, f.Extract, extract.Options{Select: f.Select, Known: known})
	if err := g.Store.SaveText(ctx, a.ID, text); err != nil {
		return err
	}
	if lines, changed := extract.Remember(known, text); changed {
		return g.Store.SaveSiteLines(ctx, site, lines)
	}
	return nil
}

func (g *gathering) extract(a digest.Article, page *digest.Page, mode digest.ExtractMode, opts extract.Options) digest.Text {
	g.parsing <- struct{}{}
	defer func() { <-g.parsing }()
	return extract.Article(a, page, mode, opts)
}

// siteOf is the host of an address, which names its site.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}
