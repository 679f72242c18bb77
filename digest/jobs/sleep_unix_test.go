//go:build unix

package jobs

import (
	"errors"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"tidings/cmd/soak/fleet"
	"tidings/digest"
	"tidings/digest/store"
)

// TestAMachineThatSleptFindsItsWorkDoneAndDoesNoneOfItAgain puts a machine to sleep in the middle of a mailing, for longer
// than its leases last. Another does the rest. What the first had on the wire is uncertain until it wakes and reads the
// server's answer; of what else it had in hand it mails nothing.
func TestAMachineThatSleptFindsItsWorkDoneAndDoesNoneOfItAgain(t *testing.T) {
	t.Parallel()
	relay, err := fleet.NewRelay()
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	relay.Took = 20 * time.Millisecond
	const night = 10 * time.Minute
	passed := time.Until(at("2026-11-23", "07:00"))
	where := postgres.URL(t)
	m := machine{
		State: where, Port: relay.Port, Passed: passed, Owner: "sleeper",
		Editions: []machineIssues{{ID: "daily", Cron: "0 7 * * *", Zone: "UTC", Late: digest.Late{Within: time.Hour}, Readers: map[string]string{}}},
	}
	for _, r := range readers(400) {
		m.Editions[0].Readers[r.Email] = ""
	}
	c := &clock{t: at("2026-11-22", "12:00")}
	st, err := store.Open(t.Context(), where, store.Options{Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	d := onState(t, st, c, daily(t))
	if err := d.plan(t.Context()); err != nil { // yesterday's daemon knew when the edition is due
		t.Fatal(err)
	}
	sleeper := m.command(t)
	m.Owner, m.Passed = "waker", passed+night
	waker := m.command(t)
	taken := func() int { n, _ := relay.Taken(); return n }
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sleeper.Process.Kill() })
	await(t, "some have been mailed", func() bool { return taken() > 40 })
	if err := sleeper.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := waker.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = waker.Process.Kill() })
	await(t, "the other has mailed the rest", func() bool { return ended(t, d) == 400 })
	if err := sleeper.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	await(t, "it has read what the server had answered", func() bool {
		tally, err := st.Tally(t.Context(), issues(t, d, "daily")[0].ID)
		return err == nil && tally[digest.Sent] == 400
	})
	for _, c := range []*exec.Cmd{sleeper, waker} {
		if err := errors.Join(c.Process.Signal(syscall.SIGTERM), c.Wait()); err != nil {
			t.Error(err)
		}
	}
	if all, different := relay.Taken(); all != 400 || different != 400 {
		t.Errorf("%d messages, of which %d differ, to 400 readers", all, different)
	}
}
