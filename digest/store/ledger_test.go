package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
)

const lease = 5 * time.Minute

// claim takes n rows and returns their ids.
func claim(t testing.TB, s *Store, owner string, n int) []string {
	t.Helper()
	var ids []string
	for _, d := range must[[]digest.Delivery](t)(s.Claim(t.Context(), "", owner, lease, n)) {
		ids = append(ids, d.ID)
	}
	return ids
}

// row reads a delivery.
func row(t testing.TB, s *Store, id string) digest.Delivery {
	t.Helper()
	return must[digest.Delivery](t)(one(t.Context(), s.db, deliveryFields, `SELECT `+deliveryColumns+` FROM delivery WHERE id = $1`, id))
}

func ended(id string, state digest.DeliveryState) *digest.Ended {
	return &digest.Ended{Delivery: id, Outcome: digest.Outcome{
		State: state, Code: 250, Enhanced: "2.0.0", Reply: "the server's words", Stage: digest.StageDot,
	}}
}

func TestEveryDeliveryIsClaimedByOneOwner(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		is := issue("daily", "2026-05-04T07:00")
		const rows, workers, batch = 500, 8, 7
		save(t, st.open(t), is, deliveries(is, rows))
		var mu sync.Mutex
		owners := make(map[string]string)
		race(t, st, workers, func(s *Store, i int) error {
			owner := fmt.Sprint("worker", i)
			for {
				got, err := s.Claim(t.Context(), "daily", owner, lease, batch)
				if err != nil || len(got) == 0 {
					return err
				}
				if len(got) > batch {
					return fmt.Errorf("%d claimed at once, asked for %d", len(got), batch)
				}
				mu.Lock()
				for _, d := range got {
					if other, taken := owners[d.ID]; taken {
						t.Errorf("%s was claimed by %s and %s", d.ID, other, owner)
					}
					owners[d.ID] = owner
				}
				mu.Unlock()
			}
		})
		if len(owners) != rows {
			t.Errorf("%d of %d were claimed", len(owners), rows)
		}
	})
}

func TestOnlyWhatIsDueIsClaimed(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		rows := deliveries(is, 8)
		set := func(i int, name string, change func(*digest.Delivery)) { rows[i].Name = name; change(&rows[i]) }
		set(0, "due", func(*digest.Delivery) {})
		set(1, "due in an hour", func(d *digest.Delivery) { d.Due = morning.Add(time.Hour) })
		set(2, "deferred and due", func(d *digest.Delivery) { d.State, d.NextTry = digest.Deferred, morning })
		set(3, "deferred for an hour", func(d *digest.Delivery) { d.State, d.NextTry = digest.Deferred, morning.Add(time.Hour) })
		set(4, "deferred and expired", func(d *digest.Delivery) { d.State, d.Expires = digest.Deferred, morning })
		set(5, "sending", func(d *digest.Delivery) { d.State = digest.Sending })
		set(6, "sent", func(d *digest.Delivery) { d.State = digest.Sent })
		set(7, "due earlier", func(d *digest.Delivery) { d.Due = morning.Add(-time.Hour) })
		save(t, s, is, rows)
		other := issue("weekly", "2026-05-04T07:00")
		save(t, s, other, deliveries(other, 1))
		got := must[[]digest.Delivery](t)(s.Claim(t.Context(), "daily", "me", lease, 100))
		var names []string
		for _, d := range got {
			names = append(names, d.Name)
		}
		slices.Sort(names[1:]) // the two that became due at the same moment
		if want := "due earlier, deferred and due, due"; strings.Join(names, ", ") != want {
			t.Errorf("claimed %q, want %q", strings.Join(names, ", "), want)
		}
		if got := claim(t, s, "me", 100); len(got) != 1 {
			t.Errorf("%d more of all editions, want 1", len(got))
		}
		ok(t, s.Release(t.Context(), "me"))
		if got := claim(t, s, "you", 100); len(got) != 4 {
			t.Errorf("%d after they were given back, want 4", len(got))
		}
	})
}

func TestLedgerTransitions(t *testing.T) {
	// Each case begins with a delivery claimed by "me". What is left out stays as it is.
	mark := func(s *Store, id string) error { return s.Advance(t.Context(), "me", nil, id) }
	end := func(owner string, state digest.DeliveryState) func(*Store, string) error {
		return func(s *Store, id string) error {
			e := ended(id, state)
			if state == digest.Deferred {
				e.NextTry = morning.Add(time.Hour)
			}
			return s.Advance(t.Context(), owner, e, "")
		}
	}
	type step = func(*Store, string) error
	lapse := func(s *Store, _ string) error {
		_, err := s.Lapse(t.Context())
		_, expired := s.Expire(t.Context())
		return errors.Join(err, expired)
	}
	release := func(s *Store, _ string) error { return s.Release(t.Context(), "me") }
	taken := func(s *Store, _ string) error { _, err := s.Claim(t.Context(), "", "you", lease, 1); return err }
	tests := []struct {
		name     string
		steps    []step
		late     int // the lease ends before this step
		want     digest.DeliveryState
		attempts int
		lost     bool // the last step
	}{
		{"claimed", nil, -1, digest.Pending, 0, false},
		{"marked", []step{mark}, -1, digest.Sending, 1, false},
		{"marked twice", []step{mark, mark}, -1, digest.Sending, 1, true},
		{"sent", []step{mark, end("me", digest.Sent)}, -1, digest.Sent, 1, false},
		{"failed", []step{mark, end("me", digest.Failed)}, -1, digest.Failed, 1, false},
		{"uncertain", []step{mark, end("me", digest.Uncertain)}, -1, digest.Uncertain, 1, false},
		{"suppressed", []step{end("me", digest.Suppressed)}, -1, digest.Suppressed, 1, false},
		{"deferred after the mark", []step{mark, end("me", digest.Deferred)}, -1, digest.Deferred, 1, false},
		{"deferred before the mark", []step{end("me", digest.Deferred)}, -1, digest.Deferred, 1, false},
		{"failed before the mark", []step{end("me", digest.Failed)}, -1, digest.Failed, 1, false},
		{"ended twice", []step{mark, end("me", digest.Sent), end("me", digest.Failed)}, -1, digest.Sent, 1, false},
		{"ended by another", []step{mark, end("you", digest.Failed)}, -1, digest.Sending, 1, false},
		{"marked after it was given back", []step{release, mark}, -1, digest.Pending, 0, true},
		{"marked after it was sent", []step{mark, end("me", digest.Sent), mark}, -1, digest.Sent, 1, true},
		{"marked after it was deferred", []step{end("me", digest.Deferred), mark}, -1, digest.Deferred, 1, true},
		{"marked under a dead lease", []step{mark}, 0, digest.Pending, 0, true},
		{"marked after another took it", []step{taken, mark}, 0, digest.Pending, 0, true},
		{"died before the mark", []step{lapse}, 0, digest.Pending, 0, false},
		{"died after the mark", []step{mark, lapse}, 1, digest.Uncertain, 1, false},
		{"uncertain is not claimed", []step{mark, lapse, taken}, 1, digest.Uncertain, 1, false},
		{"taken for dead, and sent", []step{mark, lapse, end("me", digest.Sent)}, 1, digest.Sent, 1, false},
		{"taken for dead, and refused", []step{mark, lapse, end("me", digest.Failed)}, 1, digest.Failed, 1, false},
		{"taken for dead, another cannot say", []step{mark, lapse, end("you", digest.Sent)}, 1, digest.Uncertain, 1, false},
		{"a live lease does not lapse", []step{mark, lapse}, -1, digest.Sending, 1, false},
		{"nobody owns what nobody has", []step{release, end("", digest.Sent)}, -1, digest.Pending, 0, false},
	}
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		for i, tt := range tests {
			is := issue(tt.name, "2026-05-04T07:00")
			d := delivery(is, "ana@example.org", "r")
			save(t, s, is, []digest.Delivery{d})
			must[[]digest.Delivery](t)(s.Claim(t.Context(), tt.name, "me", lease, 1))
			var err error
			for n, step := range tt.steps {
				if n == tt.late {
					st.pass(lease)
				}
				if err != nil {
					t.Fatalf("%s: step %d: %v", tt.name, n, err)
				}
				err = step(s, d.ID)
			}
			if errors.Is(err, digest.ErrLost) != tt.lost || (err != nil && !tt.lost) {
				t.Errorf("%s: the last step returned %v, lost should be %v", tt.name, err, tt.lost)
			}
			got := row(t, s, d.ID)
			if got.State != tt.want || got.Attempts != tt.attempts {
				t.Errorf("%s: %s after %d attempts, want %s after %d", tt.name, got.State, got.Attempts, tt.want, tt.attempts)
			}
			if got.State == digest.Sent && (got.Code != 250 || got.Enhanced != "2.0.0" || got.Reply != "the server's words" || got.Stage != digest.StageDot) {
				t.Errorf("%s: the reply is %d %s %q at %s", tt.name, got.Code, got.Enhanced, got.Reply, got.Stage)
			}
			if i == len(tests)-1 {
				break
			}
			_, err = s.db.ExecContext(t.Context(), `UPDATE delivery SET state = 'failed'`) // out of the way of the next case
			ok(t, err)
		}
	})
}

func TestAdvanceEndsOneAndMarksTheNext(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		save(t, s, is, deliveries(is, 3))
		ids := claim(t, s, "me", 3)
		ok(t, s.Advance(t.Context(), "me", nil, ids[0]))
		ok(t, s.Advance(t.Context(), "me", ended(ids[0], digest.Sent), ids[1]))
		st.pass(lease)
		_ = claim(t, s, "you", 1) // the third
		if err := s.Advance(t.Context(), "me", ended(ids[1], digest.Sent), ids[2]); !errors.Is(err, digest.ErrLost) {
			t.Errorf("the third was marked: %v", err)
		}
		for i, want := range []digest.DeliveryState{digest.Sent, digest.Sent, digest.Pending} {
			if got := row(t, s, ids[i]); got.State != want {
				t.Errorf("delivery %d is %s, want %s", i, got.State, want)
			}
		}
		if err := s.Advance(t.Context(), "you", ended(ids[2], digest.Sending), ""); err == nil {
			t.Error("an attempt ended as sending")
		}
	})
}

func TestDeadRunLosesNothingAndSendsNothingTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		dead := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		save(t, dead, is, deliveries(is, 10))
		ids := claim(t, dead, "dead", 6)
		ok(t, dead.Advance(t.Context(), "dead", nil, ids[0]))
		ok(t, dead.Advance(t.Context(), "dead", ended(ids[0], digest.Sent), ids[1])) // and here it dies

		s := st.open(t)
		if got := claim(t, s, "heir", 10); len(got) != 4 {
			t.Errorf("%d claimed while the lease was alive, want 4", len(got))
		}
		st.pass(lease)
		if uncertain, err := s.Lapse(t.Context()); err != nil || uncertain != 1 {
			t.Errorf("Lapse = %d, %v", uncertain, err)
		}
		ok(t, s.Renew(t.Context(), "heir", lease))
		if got := claim(t, s, "heir", 10); len(got) != 4 || slices.Contains(got, ids[1]) {
			t.Errorf("claimed after the lease had ended: %v", got)
		}
		tally := must[digest.Tally](t)(s.Tally(t.Context(), is.ID))
		if tally[digest.Sent] != 1 || tally[digest.Uncertain] != 1 || tally[digest.Pending] != 8 {
			t.Errorf("tally %v", tally)
		}
		ok(t, dead.Advance(t.Context(), "dead", ended(ids[1], digest.Sent), "")) // it was only asleep
		if got := row(t, s, ids[1]); got.State != digest.Sent {
			t.Errorf("the answer that came late was lost: %s", got.State)
		}
	})
}

func TestRenewedLeaseLives(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		save(t, s, is, deliveries(is, 2))
		ids := claim(t, s, "me", 2)
		ok(t, s.Advance(t.Context(), "me", nil, ids[0]))
		for range 3 {
			st.pass(lease - time.Second)
			ok(t, s.Renew(t.Context(), "me", lease))
			uncertain, err := s.Lapse(t.Context())
			if err != nil || uncertain != 0 {
				t.Errorf("Lapse = %d, %v", uncertain, err)
			}
			if got := claim(t, s, "you", 2); len(got) != 0 {
				t.Errorf("claimed by another: %v", got)
			}
		}
		ok(t, s.Advance(t.Context(), "me", ended(ids[0], digest.Sent), ids[1]))
	})
}

func TestDeferredDeliveryIsTriedAgainUntilItExpires(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		d := delivery(is, "ana@example.org", "r")
		d.Expires = morning.Add(3 * time.Hour)
		save(t, s, is, []digest.Delivery{d})
		for attempt := range 3 {
			if got := claim(t, s, fmt.Sprint("run", attempt), 1); len(got) != 1 {
				t.Fatalf("attempt %d: %d claimed", attempt, len(got))
			}
			e := ended(d.ID, digest.Deferred)
			e.NextTry, e.Outcome.Code, e.Outcome.Reply = st.clock().Add(time.Hour), 451, "greylisted"
			ok(t, s.Advance(t.Context(), fmt.Sprint("run", attempt), e, ""))
			if got := claim(t, s, "hasty", 1); len(got) != 0 {
				t.Error("it was tried again at once")
			}
			st.pass(time.Hour)
		}
		if got := claim(t, s, "late", 1); len(got) != 0 {
			t.Error("it was tried after it expired")
		}
		expired := must[[]digest.Delivery](t)(s.Expire(t.Context()))
		if len(expired) != 1 || expired[0].Code != 451 {
			t.Errorf("Expire = %+v", expired)
		}
		got := row(t, s, d.ID)
		if got.State != digest.Failed || got.Attempts != 3 || got.Code != 451 ||
			got.Reply != "expired before it could be delivered; the last answer was: greylisted" {
			t.Errorf("it ended as %+v", got)
		}
	})
}

func TestClaimingReadsOpenRowsOnly(t *testing.T) {
	s := (&state{where: t.TempDir(), now: morning}).open(t)
	plan := func(query string, args ...any) string {
		type step struct {
			id, parent, unused int
			detail             string
		}
		steps := must[[]step](t)(all(t.Context(), s.db, func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} },
			"EXPLAIN QUERY PLAN "+query, args...))
		var details []string
		for _, s := range steps {
			details = append(details, s.detail)
		}
		return strings.Join(details, "\n")
	}
	for _, tt := range []struct{ name, plan, index string }{
		{"claim", plan(claimDeliveries(s.d), 0, "", 1, "me", 0), "delivery_waiting"},
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

func TestPausedEditionWaitsUntilItIsResumed(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		for _, edition := range []string{"daily", "weekly"} {
			is := issue(edition, "2026-05-04T07:00")
			save(t, s, is, deliveries(is, 3))
		}
		ok(t, s.Pause(t.Context(), "daily", "5.7.1 not you"))
		ok(t, s.Pause(t.Context(), "daily", "5.7.1 not you, I said"))
		paused := must[[]digest.Paused](t)(s.Paused(t.Context()))
		if len(paused) != 1 || paused[0] != (digest.Paused{Edition: "daily", Since: morning, Reason: "5.7.1 not you"}) {
			t.Errorf("%+v", paused)
		}
		for _, w := range must[[]digest.Work](t)(s.Due(t.Context())) {
			if w.Edition == "daily" {
				t.Errorf("work for a paused edition: %+v", w)
			}
		}
		if got := claim(t, s, "me", 10); len(got) != 3 {
			t.Errorf("%d claimed, want those of weekly", len(got))
		}
		ok(t, s.Resume(t.Context(), "weekly"))
		if got := claim(t, s, "me", 10); len(got) != 0 {
			t.Errorf("%d claimed after another edition was resumed", len(got))
		}
		ok(t, s.Resume(t.Context(), "daily"))
		if got := claim(t, s, "me", 10); len(got) != 3 {
			t.Errorf("%d claimed after it was resumed", len(got))
		}
	})
}

func TestDeliveryOfUnknownFateIsSentAgainOnceUnlessAPersonInsists(t *testing.T) {
	onBoth(t, func(t *testing.T, st *state) {
		s := st.open(t)
		is := issue("daily", "2026-05-04T07:00")
		save(t, s, is, deliveries(is, 1))
		lost := func() string {
			t.Helper()
			ids := claim(t, s, "me", 1)
			if len(ids) != 1 {
				t.Fatalf("%d claimed", len(ids))
			}
			ok(t, s.Advance(t.Context(), "me", nil, ids[0]))
			ok(t, s.Advance(t.Context(), "me", ended(ids[0], digest.Uncertain), ""))
			return ids[0]
		}
		resend := func(insist bool, want int) {
			t.Helper()
			if n := must[int](t)(s.Resend(t.Context(), "daily", insist)); n != want {
				t.Errorf("%d are sent again, want %d", n, want)
			}
		}
		first := lost()
		if n := must[int](t)(s.Resend(t.Context(), "weekly", true)); n != 0 {
			t.Errorf("%d of another edition", n)
		}
		resend(false, 1)
		was := row(t, s, first)
		ok(t, s.Advance(t.Context(), "me", ended(first, digest.Sent), "")) // an answer to the first attempt, too late
		if got := row(t, s, first); got.State != digest.Pending || got.MessageID != was.MessageID {
			t.Errorf("%+v", got)
		}
		lost()
		resend(false, 0)
		resend(true, 1)
		resend(true, 0)
	})
}
