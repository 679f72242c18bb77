package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tidings/digest"
)

// newState is an empty state in a folder of its own.
func newState(t *testing.T) *state { return &state{where: t.TempDir(), now: morning} }

func TestBackupHoldsWhatWasStoredWhenItWasMade(t *testing.T) {
	st := newState(t)
	s := st.open(t)
	is := issue("daily", "2026-05-04T07:00")
	save(t, s, is, deliveries(is, 3))
	file := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), file))
	later := issue("daily", "2026-05-05T07:00")
	save(t, s, later, nil)

	other := t.TempDir()
	if kept, err := Restore(t.Context(), file, other, st.clock()); err != nil || kept != "" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	r := (&state{where: other, now: st.now}).open(t)
	if got := must[[]digest.Issue](t)(r.Issues(t.Context(), "daily", nil)); len(got) != 1 || got[0].ID != is.ID {
		t.Errorf("issues %+v", got)
	}
}

func TestRestoredStateMailsNothingThatMayHaveBeenMailed(t *testing.T) {
	st := newState(t)
	s := st.open(t)
	is := issue("daily", "2026-05-04T07:00")
	save(t, s, is, deliveries(is, 3))
	due := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
	must[bool](t)(s.PlanSlot(t.Context(), nil, due))
	file := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), file))
	ok(t, s.Close())

	if kept, err := Restore(t.Context(), file, st.where, st.clock()); err != nil || kept == "" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	st.pass(48 * time.Hour)
	s = st.open(t)
	if got := must[[]digest.Delivery](t)(s.Claim(t.Context(), "", "me", time.Minute, 10)); len(got) != 0 {
		t.Errorf("%d deliveries are due", len(got))
	}
	if got := must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Uncertain] != 3 {
		t.Errorf("deliveries %v", got)
	}
	if got, err := s.NextDue(t.Context(), "daily"); !errors.Is(err, digest.ErrNotFound) {
		t.Errorf("a slot of the past is due: %+v, %v", got, err)
	}
}

func TestDamagedBackupIsRefusedAndTheStateLeftAsItIs(t *testing.T) {
	st := newState(t)
	s := st.open(t)
	is := issue("daily", "2026-05-04T07:00")
	save(t, s, is, deliveries(is, 2000))
	file := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), file))
	ok(t, s.Close())
	whole, err := os.ReadFile(file)
	ok(t, err)
	ok(t, os.WriteFile(file, whole[:len(whole)/2], private))
	if _, err := Restore(t.Context(), file, st.where, st.clock()); err == nil {
		t.Fatal("half a backup was restored")
	}
	s = st.open(t)
	if got := must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Pending] != 2000 {
		t.Errorf("deliveries %v", got)
	}
}

func TestServedStateIsNotRestoredOver(t *testing.T) {
	st := newState(t)
	s := st.open(t)
	release, err := s.Serve(t.Context(), "one")
	ok(t, err)
	defer release()
	file := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), file))
	if _, err := Restore(t.Context(), file, st.where, st.clock()); !errors.Is(err, digest.ErrServed) {
		t.Errorf("restored beside a daemon: %v", err)
	}
}
