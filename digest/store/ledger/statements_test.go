package ledger

import (
	"strings"
	"testing"
	"time"

	"tidings/digest/store/database"
)

func TestClaimingReadsOpenRowsOnly(t *testing.T) {
	db, err := database.Open(t.Context(), t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	plan := func(query string, args ...any) string {
		type step struct {
			id, parent, unused int
			detail             string
		}
		steps, err := database.All(t.Context(), db.Write, func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} },
			"EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		var details []string
		for _, s := range steps {
			details = append(details, s.detail)
		}
		return strings.Join(details, "\n")
	}
	for _, tt := range []struct{ name, plan, index string }{
		{"claim", plan(claimDeliveries(db.Dialect), 0, "", 1, "me", 0), "delivery_waiting"},
		{"renew", plan(renewDeliveries, "me", 0), "delivery_held"},
		{"release", plan(releaseDeliveries, "me"), "delivery_held"},
		{"lapse", plan(lapseSending, 0), "delivery_held"},
		{"expire", plan(expireDeferred, 0), "delivery_deferred"},
	} {
		if !strings.Contains(tt.plan, "INDEX "+tt.index) || strings.Contains(tt.plan, "SCAN delivery\n") {
			t.Errorf("%s reads more than it must:\n%s", tt.name, tt.plan)
		}
	}
}
