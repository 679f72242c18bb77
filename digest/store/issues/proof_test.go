package issues_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

// proofed is an issue that somebody sees half an hour before its readers.
func proofed(edition string) digest.Issue {
	is := webCopy(storetest.Issue(edition, "2026-05-04T07:30"), "page", true)
	is.Until, is.Built = morning, morning
	is.Proof = &digest.Proof{To: "editor@example.org"}
	return is
}

func TestProofIsOwedUntilItIsMailedOrGivenUp(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		a, b := proofed("daily"), proofed("weekly")
		plain := storetest.Issue("hourly", "2026-05-04T07:00")
		for _, is := range []digest.Issue{b, a, plain} {
			storetest.Save(t, s, is, storetest.Deliveries(is, 2))
		}
		owed := func() (editions []string) {
			for _, is := range storetest.Must[[]digest.Issue](t)(s.Proofs(t.Context())) {
				editions = append(editions, is.Edition+" to "+is.Proof.To)
			}
			return editions
		}
		if got := owed(); len(got) != 2 {
			t.Errorf("owed: %q", got)
		}
		storetest.OK(t, s.SaveProof(t.Context(), a.ID, digest.Proof{To: "editor@example.org", Tries: 1, Tried: morning, Reason: "greylisted"}))
		if got := owed(); len(got) != 2 {
			t.Errorf("put off: %q", got)
		}
		want := digest.Proof{To: "editor@example.org", Tries: 2, Tried: morning, Sent: morning}
		storetest.OK(t, s.SaveProof(t.Context(), a.ID, want))
		storetest.OK(t, s.SaveProof(t.Context(), b.ID, digest.Proof{To: "editor@example.org", Tries: 1, Tried: morning, Ended: true, Reason: "no such user"}))
		if got := owed(); len(got) != 0 {
			t.Errorf("mailed and given up: %q", got)
		}
		if got := storetest.Must[digest.Proof](t)(s.Proof(t.Context(), a.ID)); !cmp.Equal(got, want) {
			t.Error(cmp.Diff(want, got))
		}
		if _, err := s.Proof(t.Context(), plain.ID); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("an issue without: %v", err)
		}
	})
}

func TestPageOfAnIssueWithAProofIsThereWhenItsReadersGetIt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := proofed("daily")
		storetest.Save(t, s, is, storetest.Deliveries(is, 1))
		if _, err := s.WebCopy(t.Context(), "daily", "page"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("before: %v", err)
		}
		if all := storetest.Must[[]digest.WebCopy](t)(s.WebCopies(t.Context(), "daily")); len(all) != 0 {
			t.Errorf("before, the list has %d", len(all))
		}
		st.Pass(30 * time.Minute)
		storetest.Must[digest.WebCopy](t)(s.WebCopy(t.Context(), "daily", "page"))
		if all := storetest.Must[[]digest.WebCopy](t)(s.WebCopies(t.Context(), "daily")); len(all) != 1 {
			t.Errorf("then, the list has %d", len(all))
		}
	})
}

func TestProofIsTheRenderingThatMostReadersGet(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		is := storetest.Issue("daily", "2026-05-04T07:00")
		few, many := storetest.Rendering(is, "few"), storetest.Rendering(is, "many")
		rows := storetest.Deliveries(is, 3)
		rows[0].Rendering, rows[1].Rendering, rows[2].Rendering = few.ID, many.ID, many.ID
		storetest.Save(t, s, is, rows, few, many)
		if got := storetest.Must[digest.Rendering](t)(s.MostRead(t.Context(), is.ID)); got.ID != many.ID {
			t.Errorf("it is %s", got.Subject)
		}
	})
}
