package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/ledger"
	"tidings/digest/store/storetest"
)

func TestEveryDeliveryIsClaimedByOneOwner(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		is := storetest.Issue("daily", "2026-05-04T07:00")
		const rows, workers, batch = 500, 8, 7
		storetest.Save(t, st.Open(t), is, storetest.Deliveries(is, rows))
		var mu sync.Mutex
		owners := make(map[string]string)
		storetest.Race(t, st, workers, func(s *store.Store, i int) error {
			owner := fmt.Sprint("worker", i)
			for {
				got, err := s.Claim(t.Context(), "daily", owner, storetest.Lease, batch)
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
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		rows := storetest.Deliveries(is, 8)
		set := func(i int, name string, change func(*digest.Delivery)) { rows[i].Name = name; change(&rows[i]) }
		set(0, "due", func(*digest.Delivery) {})
		set(1, "due in an hour", func(d *digest.Delivery) { d.Due = morning.Add(time.Hour) })
		set(2, "deferred and due", func(d *digest.Delivery) { d.State, d.NextTry = digest.Deferred, morning })
		set(3, "deferred for an hour", func(d *digest.Delivery) { d.State, d.NextTry = digest.Deferred, morning.Add(time.Hour) })
		set(4, "deferred and expired", func(d *digest.Delivery) { d.State, d.Expires = digest.Deferred, morning })
		set(5, "sending", func(d *digest.Delivery) { d.State = digest.Sending })
		set(6, "sent", func(d *digest.Delivery) { d.State = digest.Sent })
		set(7, "due earlier", func(d *digest.Delivery) { d.Due = morning.Add(-time.Hour) })
		storetest.Save(t, s, is, rows)
		other := storetest.Issue("weekly", "2026-05-04T07:00")
		storetest.Save(t, s, other, storetest.Deliveries(other, 1))
		got := storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), "daily", "me", storetest.Lease, 100))
		var names []string
		for _, d := range got {
			names = append(names, d.Name)
		}
		slices.Sort(names[1:]) // the two that became due at the same moment
		if want := "due earlier, deferred and due, due"; strings.Join(names, ", ") != want {
			t.Errorf("claimed %q, want %q", strings.Join(names, ", "), want)
		}
		if got := storetest.Claim(t, s, "me", 100); len(got) != 1 {
			t.Errorf("%d more of all editions, want 1", len(got))
		}
		storetest.OK(t, s.Release(t.Context(), "me"))
		if got := storetest.Claim(t, s, "you", 100); len(got) != 4 {
			t.Errorf("%d after they were given back, want 4", len(got))
		}
	})
}

func TestLedgerTransitions(t *testing.T) {
	// Each case begins with a delivery claimed by "me". What is left out stays as it is.
	mark := func(s *store.Store, id string) error { return s.Advance(t.Context(), "me", nil, id) }
	end := func(owner string, state digest.DeliveryState) func(*store.Store, string) error {
		return func(s *store.Store, id string) error {
			e := storetest.Ended(id, state)
			if state == digest.Deferred {
				e.NextTry = morning.Add(time.Hour)
			}
			return s.Advance(t.Context(), owner, e, "")
		}
	}
	type step = func(*store.Store, string) error
	lapse := func(s *store.Store, _ string) error {
		_, err := s.Lapse(t.Context())
		_, expired := s.Expire(t.Context())
		return errors.Join(err, expired)
	}
	release := func(s *store.Store, _ string) error { return s.Release(t.Context(), "me") }
	taken := func(s *store.Store, _ string) error {
		_, err := s.Claim(t.Context(), "", "you", storetest.Lease, 1)
		return err
	}
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
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for i, tt := range tests {
			is := storetest.Issue(tt.name, "2026-05-04T07:00")
			d := storetest.Delivery(is, "ana@example.org", "r")
			storetest.Save(t, s, is, []digest.Delivery{d})
			storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), tt.name, "me", storetest.Lease, 1))
			var err error
			for n, step := range tt.steps {
				if n == tt.late {
					st.Pass(storetest.Lease)
				}
				if err != nil {
					t.Fatalf("%s: step %d: %v", tt.name, n, err)
				}
				err = step(s, d.ID)
			}
			if errors.Is(err, digest.ErrLost) != tt.lost || (err != nil && !tt.lost) {
				t.Errorf("%s: the last step returned %v, lost should be %v", tt.name, err, tt.lost)
			}
			got := storetest.Row(t, s, d.ID)
			if got.State != tt.want || got.Attempts != tt.attempts {
				t.Errorf("%s: %s after %d attempts, want %s after %d", tt.name, got.State, got.Attempts, tt.want, tt.attempts)
			}
			if got.State == digest.Sent && (got.Code != 250 || got.Enhanced != "2.0.0" || got.Reply != "the server's words" || got.Stage != digest.StageDot) {
				t.Errorf("%s: the reply is %d %s %q at %s", tt.name, got.Code, got.Enhanced, got.Reply, got.Stage)
			}
			if i == len(tests)-1 {
				break
			}
			_, err = storetest.Raw(s).ExecContext(t.Context(), `UPDATE delivery SET state = 'failed'`) // out of the way of the next case
			storetest.OK(t, err)
		}
	})
}

func TestAdvanceEndsOneAndMarksTheNext(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, is, storetest.Deliveries(is, 3))
		ids := storetest.Claim(t, s, "me", 3)
		storetest.OK(t, s.Advance(t.Context(), "me", nil, ids[0]))
		storetest.OK(t, s.Advance(t.Context(), "me", storetest.Ended(ids[0], digest.Sent), ids[1]))
		st.Pass(storetest.Lease)
		_ = storetest.Claim(t, s, "you", 1) // the third
		if err := s.Advance(t.Context(), "me", storetest.Ended(ids[1], digest.Sent), ids[2]); !errors.Is(err, digest.ErrLost) {
			t.Errorf("the third was marked: %v", err)
		}
		for i, want := range []digest.DeliveryState{digest.Sent, digest.Sent, digest.Pending} {
			if got := storetest.Row(t, s, ids[i]); got.State != want {
				t.Errorf("delivery %d is %s, want %s", i, got.State, want)
			}
		}
		if err := s.Advance(t.Context(), "you", storetest.Ended(ids[2], digest.Sending), ""); err == nil {
			t.Error("an attempt ended as sending")
		}
	})
}

func TestDeadRunLosesNothingAndSendsNothingTwice(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		dead := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, dead, is, storetest.Deliveries(is, 10))
		ids := storetest.Claim(t, dead, "dead", 6)
		storetest.OK(t, dead.Advance(t.Context(), "dead", nil, ids[0]))
		storetest.OK(t, dead.Advance(t.Context(), "dead", storetest.Ended(ids[0], digest.Sent), ids[1])) // and here it dies

		s := st.Open(t)
		if got := storetest.Claim(t, s, "heir", 10); len(got) != 4 {
			t.Errorf("%d claimed while the lease was alive, want 4", len(got))
		}
		st.Pass(storetest.Lease)
		if uncertain, err := s.Lapse(t.Context()); err != nil || uncertain != 1 {
			t.Errorf("Lapse = %d, %v", uncertain, err)
		}
		storetest.OK(t, s.Renew(t.Context(), "heir", storetest.Lease))
		if got := storetest.Claim(t, s, "heir", 10); len(got) != 4 || slices.Contains(got, ids[1]) {
			t.Errorf("claimed after the lease had ended: %v", got)
		}
		tally := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID))
		if tally[digest.Sent] != 1 || tally[digest.Uncertain] != 1 || tally[digest.Pending] != 8 {
			t.Errorf("tally %v", tally)
		}
		storetest.OK(t, dead.Advance(t.Context(), "dead", storetest.Ended(ids[1], digest.Sent), "")) // it was only asleep
		if got := storetest.Row(t, s, ids[1]); got.State != digest.Sent {
			t.Errorf("the answer that came late was lost: %s", got.State)
		}
	})
}

func TestRenewedLeaseLives(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, is, storetest.Deliveries(is, 2))
		ids := storetest.Claim(t, s, "me", 2)
		storetest.OK(t, s.Advance(t.Context(), "me", nil, ids[0]))
		for range 3 {
			st.Pass(storetest.Lease - time.Second)
			storetest.OK(t, s.Renew(t.Context(), "me", storetest.Lease))
			uncertain, err := s.Lapse(t.Context())
			if err != nil || uncertain != 0 {
				t.Errorf("Lapse = %d, %v", uncertain, err)
			}
			if got := storetest.Claim(t, s, "you", 2); len(got) != 0 {
				t.Errorf("claimed by another: %v", got)
			}
		}
		storetest.OK(t, s.Advance(t.Context(), "me", storetest.Ended(ids[0], digest.Sent), ids[1]))
	})
}

func TestDeferredDeliveryIsTriedAgainUntilItExpires(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		d := storetest.Delivery(is, "ana@example.org", "r")
		d.Expires = morning.Add(3 * time.Hour)
		storetest.Save(t, s, is, []digest.Delivery{d})
		for attempt := range 3 {
			if got := storetest.Claim(t, s, fmt.Sprint("run", attempt), 1); len(got) != 1 {
				t.Fatalf("attempt %d: %d claimed", attempt, len(got))
			}
			e := storetest.Ended(d.ID, digest.Deferred)
			e.NextTry, e.Outcome.Code, e.Outcome.Reply = st.Clock().Add(time.Hour), 451, "greylisted"
			storetest.OK(t, s.Advance(t.Context(), fmt.Sprint("run", attempt), e, ""))
			if got := storetest.Claim(t, s, "hasty", 1); len(got) != 0 {
				t.Error("it was tried again at once")
			}
			st.Pass(time.Hour)
		}
		if got := storetest.Claim(t, s, "late", 1); len(got) != 0 {
			t.Error("it was tried after it expired")
		}
		expired := storetest.Must[[]digest.Delivery](t)(s.Expire(t.Context()))
		if len(expired) != 1 || expired[0].Code != 451 {
			t.Errorf("Expire = %+v", expired)
		}
		got := storetest.Row(t, s, d.ID)
		if got.State != digest.Failed || got.Attempts != 3 || got.Code != 451 ||
			got.Reply != "expired before it could be delivered; the last answer was: greylisted" {
			t.Errorf("it ended as %+v", got)
		}
	})
}

func TestPausedEditionWaitsUntilItIsResumed(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for _, edition := range []string{"daily", "weekly"} {
			is := storetest.Issue(edition, "2026-05-04T07:00")
			storetest.Save(t, s, is, storetest.Deliveries(is, 3))
		}
		storetest.OK(t, s.Pause(t.Context(), "daily", "5.7.1 not you"))
		storetest.OK(t, s.Pause(t.Context(), "daily", "5.7.1 not you, I said"))
		paused := storetest.Must[[]digest.Paused](t)(s.Paused(t.Context()))
		if len(paused) != 1 || paused[0] != (digest.Paused{Edition: "daily", Since: morning, Reason: "5.7.1 not you"}) {
			t.Errorf("%+v", paused)
		}
		for _, w := range storetest.Must[[]digest.Work](t)(s.Due(t.Context())) {
			if w.Edition == "daily" {
				t.Errorf("work for a paused edition: %+v", w)
			}
		}
		if got := storetest.Claim(t, s, "me", 10); len(got) != 3 {
			t.Errorf("%d claimed, want those of weekly", len(got))
		}
		storetest.OK(t, s.Resume(t.Context(), "weekly"))
		if got := storetest.Claim(t, s, "me", 10); len(got) != 0 {
			t.Errorf("%d claimed after another edition was resumed", len(got))
		}
		storetest.OK(t, s.Resume(t.Context(), "daily"))
		if got := storetest.Claim(t, s, "me", 10); len(got) != 3 {
			t.Errorf("%d claimed after it was resumed", len(got))
		}
	})
}

func TestDeliveryOfUnknownFateIsSentAgainOnceUnlessAPersonInsists(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		storetest.Save(t, s, is, storetest.Deliveries(is, 1))
		lost := func() string {
			t.Helper()
			ids := storetest.Claim(t, s, "me", 1)
			if len(ids) != 1 {
				t.Fatalf("%d claimed", len(ids))
			}
			storetest.OK(t, s.Advance(t.Context(), "me", nil, ids[0]))
			storetest.OK(t, s.Advance(t.Context(), "me", storetest.Ended(ids[0], digest.Uncertain), ""))
			return ids[0]
		}
		resend := func(insist bool, want int) {
			t.Helper()
			if n := storetest.Must[int](t)(s.Resend(t.Context(), "daily", insist)); n != want {
				t.Errorf("%d are sent again, want %d", n, want)
			}
		}
		first := lost()
		if n := storetest.Must[int](t)(s.Resend(t.Context(), "weekly", true)); n != 0 {
			t.Errorf("%d of another edition", n)
		}
		resend(false, 1)
		was := storetest.Row(t, s, first)
		storetest.OK(t, s.Advance(t.Context(), "me", storetest.Ended(first, digest.Sent), "")) // an answer to the first attempt, too late
		if got := storetest.Row(t, s, first); got.State != digest.Pending || got.MessageID != was.MessageID {
			t.Errorf("%+v", got)
		}
		lost()
		resend(false, 0)
		resend(true, 1)
		resend(true, 0)
	})
}

func TestAReadersDeliveriesAreListedNewestFirst(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for _, slot := range []digest.Slot{"2026-05-04T07:00", "2026-05-05T07:00"} {
			is := storetest.Issue("daily", slot)
			r := storetest.Rendering(is, "r"+string(slot))
			storetest.Save(t, s, is, []digest.Delivery{storetest.Delivery(is, "ana@example.org", r.ID), storetest.Delivery(is, "bob@example.org", r.ID)}, r)
		}
		var slots []digest.Slot
		for _, d := range storetest.Must[[]digest.Delivery](t)(s.DeliveriesTo(t.Context(), "ana@example.org")) {
			slots = append(slots, d.Slot)
		}
		if diff := cmp.Diff([]digest.Slot{"2026-05-05T07:00", "2026-05-04T07:00"}, slots); diff != "" {
			t.Error(diff)
		}
		storetest.Claim(t, s, "run", 1)
		var tallies []digest.Tally
		for _, it := range storetest.Must[[]ledger.IssueTally](t)(s.IssueTallies(t.Context())) {
			tallies = append(tallies, it.Tally)
		}
		if diff := cmp.Diff([]digest.Tally{{digest.Pending: 2}, {digest.Pending: 2}}, tallies); diff != "" {
			t.Error(diff)
		}
	})
}
