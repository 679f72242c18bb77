package articles

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sync"

	"tidings/digest"
	"tidings/digest/store/database"
)

// saveFeed keeps the listing of a feed whose document did not come: then there are no articles.
const saveFeed = `INSERT INTO feed (` + feedColumns + `, listing)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
	ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title, link = excluded.link,
		language = excluded.language, etag = excluded.etag, last_modified = excluded.last_modified,
		validators_for = excluded.validators_for, next_poll = excluded.next_poll, last_try = excluded.last_try,
		last_ok = excluded.last_ok, fails = excluded.fails, reason = excluded.reason, moved = excluded.moved,
		moved_since = excluded.moved_since, moved_count = excluded.moved_count, validators_at = excluded.validators_at,
		refresh = excluded.refresh, site = excluded.site, gone = excluded.gone, most = excluded.most,
		listing = CASE WHEN excluded.listing = '[]' THEN feed.listing ELSE excluded.listing END`

// saves groups what many goroutines save at once into few transactions: a commit waits for the disk, and thousands of
// feeds a second would wait thousands of times. While one group is committed the next one gathers.
type saves struct {
	turn    chan struct{} // holds a token while a group is committed
	mu      sync.Mutex
	waiting []*saving
}

func newSaves() *saves { return &saves{turn: make(chan struct{}, 1)} }

// saving is one feed on its way into the store.
type saving struct {
	state    digest.FeedState
	articles []digest.Article
	fresh    []digest.Article
	err      error
	done     chan struct{} // closed when the rest is final
}

// groupArticles is about how many articles one transaction stores: more would hold up other writers for longer than the
// 50 ms that nobody notices.
const groupArticles = 500

// take removes the next group from those that wait.
func (s *saves) take() []*saving {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, articles := 0, 0
	for n < len(s.waiting) && (n == 0 || articles+len(s.waiting[n].articles) <= groupArticles) {
		articles += len(s.waiting[n].articles)
		n++
	}
	group := slices.Clone(s.waiting[:n])
	s.waiting = slices.Delete(s.waiting, 0, n)
	return group
}

// SaveFeed stores a feed's state and, in the same transaction, the articles of its document: validators never outlive
// the articles they vouch for. Articles carry their ID; those not seen before are inserted with Seen set to now, and,
// but for the held ones, returned in the order given. Known ones are rewritten when title, link, summary or content
// changed: Seen never moves, and a text made from the feed's own words goes when those words changed, so that it is made
// again.
//
// Without articles (an unchanged or failed feed) only the state is stored. It returns when all is on disk. The articles
// are the store's then: those that it returns share their memory.
func (f *Feeds) SaveFeed(ctx context.Context, st digest.FeedState, articles []digest.Article) (fresh []digest.Article, err error) {
	mine := &saving{state: st, articles: distinct(articles), done: make(chan struct{})}
	f.saves.mu.Lock()
	f.saves.waiting = append(f.saves.waiting, mine)
	f.saves.mu.Unlock()
	for {
		select {
		case <-mine.done:
			return mine.fresh, database.About(mine.err, "save feed %s", st.URL)
		case f.saves.turn <- struct{}{}:
			f.commit(context.WithoutCancel(ctx), f.saves.take()) // others' feeds are in it
			<-f.saves.turn
		}
	}
}

// commit stores a group; when it cannot be stored as a whole, one by one, so that none suffers for another.
func (f *Feeds) commit(ctx context.Context, group []*saving) {
	// On Postgres another process may save the same feeds: in one order, neither waits for the other for ever.
	slices.SortStableFunc(group, func(a, b *saving) int { return cmp.Compare(a.state.Feed, b.state.Feed) })
	err := f.saveAll(ctx, group)
	for _, one := range group {
		one.err = err
		if err != nil && len(group) > 1 {
			one.err = f.saveAll(ctx, []*saving{one})
		}
		if one.err != nil {
			one.fresh = nil
		}
		close(one.done)
	}
}

func (f *Feeds) saveAll(ctx context.Context, group []*saving) error {
	if len(group) == 0 {
		return nil
	}
	return f.db.Transact(ctx, func(tx *sql.Tx) error {
		// The feeds' rows come first: on Postgres they hold off another process that saves the same feeds.
		ids, err := saveStates(ctx, tx, group)
		if err != nil || len(ids) == 0 {
			return err
		}
		known, err := f.known(ctx, tx, ids)
		if err != nil {
			return err
		}
		fresh, err := f.sort(ctx, tx, group, known)
		if err != nil {
			return err
		}
		if err := f.insertArticles(ctx, tx, fresh); err != nil {
			return err
		}
		return f.holdArticles(ctx, tx, slices.DeleteFunc(fresh, func(a *digest.Article) bool { return a.Held == "" }))
	})
}

// saveStates stores the states of a group's feeds, and lists the articles of their documents.
func saveStates(ctx context.Context, tx *sql.Tx, group []*saving) (ids []string, err error) {
	upsert, err := tx.PrepareContext(ctx, saveFeed)
	if err != nil {
		return nil, err
	}
	defer upsert.Close()
	for _, one := range group {
		from := len(ids)
		for i := range one.articles {
			ids = append(ids, one.articles[i].ID)
		}
		if _, err := upsert.ExecContext(ctx, database.Bind(append(feedFields(&one.state), database.Set(ids[from:])))...); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// sort rewrites the articles of a group that are known and have changed, and lists those that are not. known grows by
// them: two documents of one feed may be in a group.
func (f *Feeds) sort(ctx context.Context, tx *sql.Tx, group []*saving, known map[string]words) (fresh []*digest.Article, err error) {
	seen := f.db.Now()
	for _, one := range group {
		one.fresh = nil
		for i := range one.articles {
			a := &one.articles[i]
			if old, ok := known[a.ID]; ok {
				if err := rewrite(ctx, tx, old, a); err != nil {
					return nil, err
				}
				continue
			}
			known[a.ID] = wordsOf(a)
			a.Seen = seen
			fresh = append(fresh, a)
			if a.Held == "" {
				one.fresh = extend(one.fresh, one.articles, i)
			}
		}
	}
	return fresh, nil
}

// distinct drops later articles of the same ID: documents repeat themselves.
func distinct(articles []digest.Article) []digest.Article {
	have := make(map[string]bool, len(articles))
	kept := articles[:0:0]
	for i := range articles {
		if id := articles[i].ID; !have[id] {
			have[id] = true
			kept = extend(kept, articles, i)
		}
	}
	return kept
}

// extend adds the i-th of all to some of those before it. While it is all of them, nothing is copied.
func extend(some, all []digest.Article, i int) []digest.Article {
	if len(some) == i {
		return all[: i+1 : i+1]
	}
	return append(some, all[i])
}

// words are what a stored article said when it was last looked at.
type words struct {
	id, title, url, summary, content, method string
}

func wordsOf(a *digest.Article) words {
	return words{a.ID, database.Clean(a.Title), database.Clean(a.URL), database.Clean(a.Summary), database.Clean(a.Content), a.Text.Method}
}

func (f *Feeds) known(ctx context.Context, tx *sql.Tx, ids []string) (map[string]words, error) {
	list, err := database.All(ctx, tx, func(w *words) []any {
		return []any{&w.id, &w.title, &w.url, &w.summary, &w.content, &w.method}
	}, `SELECT id, title, url, summary, content, text_method FROM article WHERE id IN `+f.db.Keys, database.Set(ids))
	return database.ByKey(list, func(w words) string { return w.id }), err
}

// rewrite stores what changed of a known article.
func rewrite(ctx context.Context, tx *sql.Tx, old words, a *digest.Article) error {
	now := wordsOf(a)
	said := old.summary != now.summary || old.content != now.content
	if !said && old.title == now.title && old.url == now.url {
		return nil
	}
	if _, err := database.Change(ctx, tx, updateArticle, append([]any{a.ID}, articleFacts(a)...)...); err != nil {
		return err
	}
	if !said || !fromFeed(old.method) {
		return nil
	}
	_, err := database.Change(ctx, tx, updateText, append([]any{a.ID}, textFields(&a.Text)...)...)
	return err
}

// fromFeed says whether a text of this method was made of the feed's own words and not of the article's page.
func fromFeed(method string) bool {
	return method == digest.OwnWords || method == "feed" || method == "summary"
}
