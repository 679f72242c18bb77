package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestWhoIsForgottenLeavesNumbersAndAHash(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		const ana = "ana@example.org"
		sent, open := storetest.Issue("daily", "2026-05-04T07:00"), storetest.Issue("weekly", "2026-05-05T07:00")
		r1, r2 := storetest.Rendering(sent, "r1"), storetest.Rendering(open, "r2")
		storetest.Save(t, s, sent, []digest.Delivery{storetest.Delivery(sent, ana, r1.ID)}, r1)
		storetest.Claim(t, s, "run", 1)
		if err := s.Advance(t.Context(), "run", storetest.Ended(digest.Key("delivery", sent.ID, ana), digest.Sent), ""); err != nil {
			t.Fatal(err)
		}
		storetest.Save(t, s, open, []digest.Delivery{storetest.Delivery(open, ana, r2.ID)}, r2)
		asked := digest.Signup{
			ID: "1", Kind: digest.SignupJoin, Email: ana, Lists: []string{"open"}, Language: "fr", Text: "Send me Open.",
			Asked: morning, From: "10.0.0.7", Network: "10.0.0.0/24", Until: morning.Add(time.Hour),
		}
		if err := s.AskSignup(t.Context(), asked, digest.SignupLimits{Address: 100, Network: 100, All: 100}); err != nil {
			t.Fatal(err)
		}
		joined := digest.ReaderChange{
			Name: "hash", Email: ana, FullName: "Ana Maria", Joined: morning,
			Choices: []digest.Choice{{Key: digest.ChoiceLists, Value: "open", At: morning}},
		}
		if err := s.ConfirmSignup(t.Context(), digest.Consent{Signup: asked, Reader: "hash", Given: morning}, joined); err != nil {
			t.Fatal(err)
		}
		back := digest.Bounce{Reader: "hash", Issue: sent.ID, Kind: digest.BounceHard, Status: "5.1.1", Words: "no such user " + ana, At: morning}
		if yes := storetest.Must[bool](t)(s.SaveBounce(t.Context(), back)); !yes {
			t.Fatal("a bounce that suppresses nobody")
		}
		for range 2 { // again changes nothing
			if err := s.ForgetReader(t.Context(), "hash", ana); err != nil {
				t.Fatal(err)
			}
		}
		readers := storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context()))
		if len(readers) != 1 || readers[0].Email != "" || readers[0].FullName != "" || !readers[0].Joined.IsZero() || len(readers[0].Choices) != 0 ||
			len(readers[0].Departures) != 1 || readers[0].Departures[0].How != digest.LeftByForget {
			t.Errorf("left is %+v", readers)
		}
		if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), sent.ID)); got[digest.Sent] != 1 {
			t.Errorf("the count of what was sent is %v", got)
		}
		if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), open.ID)); got[digest.Suppressed] != 1 {
			t.Errorf("what waited is %v", got)
		}
		if got := storetest.Claim(t, s, "run", 10); len(got) != 0 {
			t.Errorf("still due: %v", got)
		}
		if got := storetest.Must[[]digest.Consent](t)(s.Consents(t.Context(), "hash")); len(got) != 0 {
			t.Errorf("consents: %+v", got)
		}
		for _, table := range store.Tables() {
			if text := everything(t, s, table); strings.Contains(strings.ToLower(text), "ana") {
				t.Errorf("table %s names her: %s", table, text)
			}
		}
		for _, file := range []string{"tidings.db", "tidings.db-wal"} {
			b, err := os.ReadFile(filepath.Join(st.Where, file))
			if err == nil && bytes.Contains(bytes.ToLower(b), []byte(ana)) {
				t.Errorf("%s can be read in %s", ana, file)
			}
		}
	})
}

// everything is a table as text.
func everything(t *testing.T, s *store.Store, table string) string {
	t.Helper()
	rows, err := storetest.Raw(s).QueryContext(t.Context(), `SELECT * FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			at[i] = &values[i]
		}
		if err := rows.Scan(at...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, values...)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
