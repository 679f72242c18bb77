package jobs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/store"
)

// TestAMachineThatDiesWhileItBuildsIsFollowedWithinAMinute has three machines wait for a slot. The first that builds it is
// killed at that, at its due second, and the issue is built by another; every reader gets one copy.
func TestAMachineThatDiesWhileItBuildsIsFollowedWithinAMinute(t *testing.T) {
	t.Parallel()
	in, relay := relay(t)
	due := at("2026-11-23", "07:00")
	passed := time.Until(due.Add(-5 * time.Second))
	where := postgres.URL(t)
	m := machine{
		State: where, Port: relay.Port, Passed: passed, Doom: filepath.Join(t.TempDir(), "doom"),
		Editions: []machineIssues{{ID: "daily", Cron: "0 7 * * *", Zone: "UTC", Late: digest.Late{Within: time.Hour}, Readers: map[string]string{}}},
	}
	for _, r := range readers(30) {
		m.Editions[0].Readers[r.Email] = ""
	}
	st, err := store.Open(t.Context(), where, store.Options{Now: func() time.Time { return time.Now().Add(passed) }})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	c := &clock{t: at("2026-11-22", "12:00")}
	d := onState(t, st, c, daily(t))
	if err := d.plan(t.Context()); err != nil { // yesterday's daemon knew when the edition is due
		t.Fatal(err)
	}
	var machines []*exec.Cmd
	for i := range 3 {
		m.Owner = fmt.Sprint("machine", i)
		c := m.command(t)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill() })
		machines = append(machines, c)
	}
	await(t, "the issue is mailed", func() bool { return ended(t, d) == 30 })
	if is := issues(t, d, "daily")[0]; is.Built.Sub(is.Due) > time.Minute {
		t.Errorf("built %s after it was due", is.Built.Sub(is.Due))
	}
	if _, err := os.Stat(m.Doom); err != nil {
		t.Error("nobody died: ", err)
	}
	dead := 0
	for _, c := range machines {
		_ = c.Process.Signal(syscall.SIGTERM) // one of them is gone
		if err := c.Wait(); err != nil {
			dead++
		}
	}
	if dead != 1 {
		t.Errorf("%d machines died", dead)
	}
	oneCopyEach(t, in, readers(30))
}

// ended counts the deliveries of the only issue that have come to an end.
func ended(t *testing.T, d *Daemon) int {
	t.Helper()
	n := 0
	for _, is := range issues(t, d, "daily") {
		tally, err := d.Store.Tally(t.Context(), is.ID)
		if err != nil {
			t.Fatal(err)
		}
		for state, rows := range tally {
			if state.Ended() {
				n += rows
			}
		}
	}
	return n
}

// oneCopyEach holds what arrived against the readers.
func oneCopyEach(t *testing.T, in *inbox.Server, readers []digest.Subscriber) {
	t.Helper()
	got := make(map[string]int)
	for _, m := range in.Messages() {
		for _, to := range m.To {
			got[to]++
		}
	}
	for _, r := range readers {
		if got[r.Email] != 1 {
			t.Errorf("%s got %d copies", r.Email, got[r.Email])
		}
	}
}
