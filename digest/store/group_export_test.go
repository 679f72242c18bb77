package store

import (
	"context"

	"tidings/digest"
)

// SaveTogether saves feeds, with the articles that each has, as one group.
func (s *Store) SaveTogether(ctx context.Context, feeds []digest.FeedState, articles func(digest.FeedState) []digest.Article) (fresh [][]digest.Article, errs []error) {
	group := make([]*saving, len(feeds))
	for i, f := range feeds {
		group[i] = &saving{state: f, articles: articles(f), done: make(chan struct{})}
	}
	s.commit(ctx, append([]*saving(nil), group...))
	for _, one := range group {
		fresh, errs = append(fresh, one.fresh), append(errs, one.err)
	}
	return fresh, errs
}
