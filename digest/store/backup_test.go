package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

// newState is an empty state in a folder of its own.
func TestBackupHoldsWhatWasStoredWhenItWasMade(t *testing.T) {
	st := storetest.File(t)
	s := st.Open(t)
	is := storetest.Issue("daily", "2026-05-04T07:00")
	storetest.Save(t, s, is, storetest.Deliveries(is, 3))
	file := filepath.Join(t.TempDir(), "backup.db")
	storetest.OK(t, s.Backup(t.Context(), file))
	later := storetest.Issue("daily", "2026-05-05T07:00")
	storetest.Save(t, s, later, nil)

	other := t.TempDir()
	if kept, err := store.Restore(t.Context(), file, other, st.Clock()); err != nil || kept != "" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	r := storetest.At(other).Open(t)
	if got := storetest.Must[[]digest.Issue](t)(r.Issues(t.Context(), "daily", nil)); len(got) != 1 || got[0].ID != is.ID {
		t.Errorf("issues %+v", got)
	}
}

func TestRestoredStateMailsNothingThatMayHaveBeenMailed(t *testing.T) {
	st := storetest.File(t)
	s := st.Open(t)
	is := storetest.Issue("daily", "2026-05-04T07:00")
	storetest.Save(t, s, is, storetest.Deliveries(is, 3))
	due := digest.Due{Edition: "daily", Slot: "2026-05-05T07:00", At: morning.Add(24 * time.Hour)}
	storetest.Must[bool](t)(s.PlanSlot(t.Context(), nil, due))
	file := filepath.Join(t.TempDir(), "backup.db")
	storetest.OK(t, s.Backup(t.Context(), file))
	storetest.OK(t, s.Close())

	if kept, err := store.Restore(t.Context(), file, st.Where, st.Clock()); err != nil || kept == "" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	st.Pass(48 * time.Hour)
	s = st.Open(t)
	if got := storetest.Must[[]digest.Delivery](t)(s.Claim(t.Context(), "", "me", time.Minute, 10)); len(got) != 0 {
		t.Errorf("%d deliveries are due", len(got))
	}
	if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Uncertain] != 3 {
		t.Errorf("deliveries %v", got)
	}
	if got, err := s.NextDue(t.Context(), "daily"); !errors.Is(err, digest.ErrNotFound) {
		t.Errorf("a slot of the past is due: %+v, %v", got, err)
	}
}

func TestDamagedBackupIsRefusedAndTheStateLeftAsItIs(t *testing.T) {
	st := storetest.File(t)
	s := st.Open(t)
	is := storetest.Issue("daily", "2026-05-04T07:00")
	storetest.Save(t, s, is, storetest.Deliveries(is, 2000))
	file := filepath.Join(t.TempDir(), "backup.db")
	storetest.OK(t, s.Backup(t.Context(), file))
	storetest.OK(t, s.Close())
	whole, err := os.ReadFile(file)
	storetest.OK(t, err)
	storetest.OK(t, os.WriteFile(file, whole[:len(whole)/2], 0o600))
	if _, err := store.Restore(t.Context(), file, st.Where, st.Clock()); err == nil {
		t.Fatal("half a backup was restored")
	}
	s = st.Open(t)
	if got := storetest.Must[digest.Tally](t)(s.Tally(t.Context(), is.ID)); got[digest.Pending] != 2000 {
		t.Errorf("deliveries %v", got)
	}
}

func TestServedStateIsNotRestoredOver(t *testing.T) {
	st := storetest.File(t)
	s := st.Open(t)
	release, err := s.Serve(t.Context(), "one")
	storetest.OK(t, err)
	defer release()
	file := filepath.Join(t.TempDir(), "backup.db")
	storetest.OK(t, s.Backup(t.Context(), file))
	if _, err := store.Restore(t.Context(), file, st.Where, st.Clock()); !errors.Is(err, digest.ErrServed) {
		t.Errorf("restored beside a daemon: %v", err)
	}
}
