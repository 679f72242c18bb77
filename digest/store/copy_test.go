package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
)

func TestStateMovesFromAFileToPostgresAndBackWithNothingLost(t *testing.T) {
	file := &state{where: t.TempDir(), now: morning}
	base := &state{where: postgres.URL(t), now: morning}
	back := &state{where: t.TempDir(), now: morning}
	s := file.open(t)
	must[[]digest.Article](t)(s.SaveFeed(t.Context(), feed("f"), []digest.Article{article("f", "1"), article("f", "2")}))
	is := issue("daily", "2026-05-04T07:00")
	save(t, s, is, deliveries(is, 450))
	key := must[[]byte](t)(s.Secret(t.Context(), "links"))

	pg := base.open(t)
	must[[]Copied](t)(s.Copy(t.Context(), pg))
	again := back.open(t)
	must[[]Copied](t)(pg.Copy(t.Context(), again))
	for _, other := range []*Store{pg, again} {
		if diff := cmp.Diff(must[Stats](t)(s.Stats(t.Context())), must[Stats](t)(other.Stats(t.Context()))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(must[[]digest.Delivery](t)(s.Deliveries(t.Context(), is.ID)), must[[]digest.Delivery](t)(other.Deliveries(t.Context(), is.ID))); diff != "" {
			t.Error(diff)
		}
		articles := must[[]digest.Article](t)(other.Articles(t.Context(), []string{"f"}, time.Unix(0, 0), morning.Add(time.Hour)))
		if diff := cmp.Diff(must[[]digest.Article](t)(s.Articles(t.Context(), []string{"f"}, time.Unix(0, 0), morning.Add(time.Hour))), articles); diff != "" {
			t.Error(diff)
		}
		if got := must[[]byte](t)(other.Secret(t.Context(), "links")); string(got) != string(key) {
			t.Error("links that were sent no longer hold: the secret is another")
		}
	}
	if _, err := s.Copy(t.Context(), pg); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("copied over another state: %v", err)
	}
}

func TestEveryTableIsCopiedOrBelongsToAProcess(t *testing.T) {
	s := newState(t).open(t)
	tables := must[[]string](t)(all(t.Context(), s.read, single[string], `SELECT name FROM sqlite_master WHERE type = 'table'`))
	for _, table := range tables {
		switch {
		case slices.Contains(copied, table), strings.HasPrefix(table, "goose_"), strings.HasPrefix(table, "sqlite_"), table == "lease", table == "prepared", table == "picture_try":
		default:
			t.Errorf("table %s is in nobody's list: a state that moves would lose it", table)
		}
	}
}
