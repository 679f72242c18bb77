package readers_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func signup(id, email, network string) digest.Signup {
	return digest.Signup{
		ID: id, Kind: digest.SignupJoin, Email: email, Lists: []string{"open"}, Language: "fr", Text: "Send me Open.",
		Asked: morning, From: "10.0.0.7", Network: network, Until: morning.Add(time.Hour),
	}
}

// plenty are limits that no test reaches.
var plenty = digest.SignupLimits{Address: 100, Network: 100, All: 100}

func TestARequestIsConfirmedOnceAndInTime(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		for _, id := range []string{"once", "late"} {
			if err := s.AskSignup(t.Context(), signup(id, "Ana@example.com", "10.0.0.0/24"), plenty); err != nil {
				t.Fatal(err)
			}
		}
		if got := storetest.Must[digest.Signup](t)(s.Signup(t.Context(), "once")); !cmp.Equal(got, signup("once", "Ana@example.com", "10.0.0.0/24")) {
			t.Errorf("stored as %+v", got)
		}
		joined := digest.ReaderChange{
			Name: "a", Email: "Ana@example.com", Joined: morning, Return: []string{""},
			Choices: []digest.Choice{{Key: digest.ChoiceLists, Value: "open", At: morning}},
		}
		var won atomic.Int32
		storetest.Race(t, st, 8, func(s *store.Store, _ int) error {
			err := s.ConfirmSignup(t.Context(), digest.Consent{Signup: signup("once", "Ana@example.com", "10.0.0.0/24"), Reader: "a", Given: morning, GaveAt: "10.0.1.9"}, joined)
			if err == nil {
				won.Add(1)
			}
			if errors.Is(err, digest.ErrNotFound) {
				return nil
			}
			return err
		})
		if won.Load() != 1 {
			t.Errorf("%d confirmed", won.Load())
		}
		if c := storetest.Must[[]digest.Consent](t)(s.Consents(t.Context(), "a")); len(c) != 1 || c[0].Text != "Send me Open." || c[0].From != "10.0.0.7" || c[0].GaveAt != "10.0.1.9" || !c[0].Given.Equal(morning) {
			t.Errorf("consents = %+v", c)
		}
		if r := storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context())); len(r) != 1 || !r[0].Joined.Equal(morning) || len(r[0].Choices) != 1 {
			t.Errorf("readers = %+v", r)
		}
		late := digest.Consent{Signup: signup("late", "Ana@example.com", ""), Reader: "a", Given: morning.Add(2 * time.Hour)}
		if err := s.ConfirmSignup(t.Context(), late); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("too late: %v", err)
		}
	})
}

func TestNobodyAsksWithoutEnd(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		ids := 0
		ask := func(email, network string, most digest.SignupLimits) error {
			ids++
			return s.AskSignup(t.Context(), signup(fmt.Sprint(ids), email, network), most)
		}
		mailed := func() int {
			return len(storetest.Must[[]digest.Signup](t)(s.UnmailedSignups(t.Context(), 100, 100)))
		}
		most := plenty
		most.Address = 2
		for range 4 {
			if err := ask("ana@example.com", "10.0.0.0/24", most); err != nil {
				t.Errorf("the answer tells what is known of an address: %v", err)
			}
		}
		if got := mailed(); got != 2 {
			t.Errorf("%d mails to one address, want 2", got)
		}
		if err := ask("ANA@example.com", "10.0.9.0/24", most); err != nil || mailed() != 2 {
			t.Errorf("the address in capitals: %v, %d mails", err, mailed())
		}
		most.Network = 4
		if err := ask("bob@example.com", "10.0.0.0/24", most); !errors.Is(err, digest.ErrTooMany) {
			t.Errorf("a network's fifth: %v", err)
		}
		most.NetworkSince = morning
		if err := ask("bob@example.com", "10.0.0.0/24", most); err != nil {
			t.Errorf("what was long ago counts: %v", err)
		}
		most.All = 6
		if err := ask("eve@example.com", "10.0.3.0/24", most); !errors.Is(err, digest.ErrTooMany) {
			t.Errorf("everybody's seventh: %v", err)
		}
	})
}

func TestRequestsAreMailedUntilTheyAre(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		if err := s.AskSignup(t.Context(), signup("1", "ana@example.com", ""), plenty); err != nil {
			t.Fatal(err)
		}
		unmailed := func() int {
			return len(storetest.Must[[]digest.Signup](t)(s.UnmailedSignups(t.Context(), 10, 3)))
		}
		for try := range 3 {
			if unmailed() != 1 {
				t.Fatalf("try %d: nothing is waiting", try)
			}
		}
		if unmailed() != 0 {
			t.Error("it is tried for ever")
		}
		if err := s.AskSignup(t.Context(), signup("2", "bob@example.com", ""), plenty); err != nil {
			t.Fatal(err)
		}
		if err := s.MailedSignup(t.Context(), "2"); err != nil || unmailed() != 0 {
			t.Errorf("mailed twice: %v", err)
		}
		if _, err := s.Signup(t.Context(), "nothing"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("a request that nobody made: %v", err)
		}
		st.Pass(100 * time.Hour)
		if _, err := s.Sweep(t.Context(), st.Clock()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Signup(t.Context(), "1"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("it is kept for ever: %v", err)
		}
	})
}
