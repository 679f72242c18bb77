package articles

import (
	"context"
	"slices"

	"tidings/digest"
)

// PreparedRows is how many articles one transaction of KeepPrepared holds.
const PreparedRows = preparedRows

// SaveTogether saves feeds, with the articles that each has, as one group.
func (f *Feeds) SaveTogether(ctx context.Context, feeds []digest.FeedState, articles func(digest.FeedState) []digest.Article) (fresh [][]digest.Article, errs []error) {
	group := make([]*saving, len(feeds))
	for i, state := range feeds {
		group[i] = &saving{state: state, articles: articles(state), done: make(chan struct{})}
	}
	f.commit(ctx, slices.Clone(group))
	for _, one := range group {
		fresh, errs = append(fresh, one.fresh), append(errs, one.err)
	}
	return fresh, errs
}
