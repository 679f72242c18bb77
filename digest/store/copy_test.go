package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/database"
	"tidings/digest/store/storetest"
)

func TestStateMovesFromAFileToPostgresAndBackWithNothingLost(t *testing.T) {
	file := storetest.File(t)
	base := suite.Postgres(t)
	back := storetest.File(t)
	s := file.Open(t)
	storetest.Must[[]digest.Article](t)(s.SaveFeed(t.Context(), storetest.Feed("f"), []digest.Article{storetest.Article("f", "1"), storetest.Article("f", "2")}))
	is := storetest.Issue("daily", "2026-05-04T07:00")
	storetest.Save(t, s, is, storetest.Deliveries(is, 450))
	key := storetest.Must[[]byte](t)(s.Secret(t.Context(), "links"))

	pg := base.Open(t)
	storetest.Must[[]store.Copied](t)(s.Copy(t.Context(), pg))
	again := back.Open(t)
	storetest.Must[[]store.Copied](t)(pg.Copy(t.Context(), again))
	for _, other := range []*store.Store{pg, again} {
		if diff := cmp.Diff(storetest.Must[store.Stats](t)(s.Stats(t.Context())), storetest.Must[store.Stats](t)(other.Stats(t.Context()))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(storetest.Must[[]digest.Delivery](t)(s.Deliveries(t.Context(), is.ID)), storetest.Must[[]digest.Delivery](t)(other.Deliveries(t.Context(), is.ID))); diff != "" {
			t.Error(diff)
		}
		articles := storetest.Must[[]digest.Article](t)(other.Articles(t.Context(), []string{"f"}, time.Unix(0, 0), morning.Add(time.Hour)))
		if diff := cmp.Diff(storetest.Must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Unix(0, 0), morning.Add(time.Hour))), articles); diff != "" {
			t.Error(diff)
		}
		if got := storetest.Must[[]byte](t)(other.Secret(t.Context(), "links")); string(got) != string(key) {
			t.Error("links that were sent no longer hold: the secret is another")
		}
	}
	if _, err := s.Copy(t.Context(), pg); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("store.Tables() over another state: %v", err)
	}
}

func TestEveryTableIsCopiedOrBelongsToAProcess(t *testing.T) {
	s := storetest.File(t).Open(t)
	tables := storetest.Must[[]string](t)(database.All(t.Context(), storetest.Raw(s), database.Single[string], `SELECT name FROM sqlite_master WHERE type = 'table'`))
	for _, table := range tables {
		switch {
		case slices.Contains(store.Tables(), table), strings.HasPrefix(table, "goose_"), strings.HasPrefix(table, "sqlite_"), table == "lease", table == "prepared", table == "picture_try":
		default:
			t.Errorf("table %s is in nobody's list: a state that moves would lose it", table)
		}
	}
}
