package readers_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestBouncesSuppressAReaderUntilRestored(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		soft := func(issue string, day int) digest.Bounce {
			return digest.Bounce{Reader: "a", Issue: issue, Kind: digest.BounceSoft, Status: "5.2.2", Words: "full", At: morning.AddDate(0, 0, day)}
		}
		save := func(b digest.Bounce, want bool) {
			t.Helper()
			if got := storetest.Must[bool](t)(s.SaveBounce(t.Context(), b)); got != want {
				t.Errorf("%+v: suppressed %v, want %v", b, got, want)
			}
		}
		suppression := func(reader string) digest.Suppression {
			t.Helper()
			for _, named := range [][]digest.ReaderState{
				storetest.Must[[]digest.ReaderState](t)(s.ReadersNamed(t.Context(), []string{reader})),
				storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context())),
			} {
				for _, r := range named {
					if r.Name == reader && !r.Suppressed.IsZero() {
						return r.Suppressed
					}
				}
			}
			return digest.Suppression{}
		}
		for day, issue := range []string{"1", "2", "3", "4"} {
			save(soft(issue, day), false)
			save(soft(issue, day+1), false) // the same report again, from another folder
		}
		if got := suppression("a"); !got.IsZero() {
			t.Errorf("suppressed after four: %+v", got)
		}
		save(soft("5", 4), true)
		save(soft("6", 5), false) // it was so before
		if got := suppression("a"); !got.At.Equal(morning.AddDate(0, 0, 4)) || !strings.Contains(got.Why, "full") {
			t.Errorf("suppressed: %+v", got)
		}
		save(digest.Bounce{Reader: "b", Issue: "1", Kind: digest.BounceComplaint, Words: "abuse", At: morning}, true)
		if n := storetest.Must[int](t)(s.Suppressed(t.Context())); n != 2 {
			t.Errorf("%d are suppressed, want 2", n)
		}

		storetest.OK(t, s.Restore(t.Context(), "a"))
		if err := s.Restore(t.Context(), "a"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("restored twice: %v", err)
		}
		if got := suppression("a"); !got.IsZero() {
			t.Errorf("suppressed after the restoring: %+v", got)
		}
		save(soft("7", 6), false) // what was before counts no more
		if got := storetest.Must[[]digest.Bounce](t)(s.Bounces(t.Context(), "a")); len(got) != 7 {
			t.Errorf("%d bounces are on the record, want 7", len(got))
		}
		if n := storetest.Must[int](t)(s.Suppressed(t.Context())); n != 1 {
			t.Errorf("%d are suppressed, want 1", n)
		}
	})
}

func TestABounceIsKeptAsItCame(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		b := digest.Bounce{Reader: "a", Issue: "1", Kind: digest.BouncePolicy, Status: "5.7.1", Words: "spam, they say", At: morning.Add(time.Minute)}
		storetest.Must[bool](t)(s.SaveBounce(t.Context(), b))
		if diff := cmp.Diff([]digest.Bounce{b}, storetest.Must[[]digest.Bounce](t)(s.Bounces(t.Context(), "a"))); diff != "" {
			t.Errorf("bounces (-want +got):\n%s", diff)
		}
	})
}
