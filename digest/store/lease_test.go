package store

import (
	"testing"
	"time"

	"tidings/digest"
)

func TestWhatADeadDaemonOfAFileHadInHandIsFreeAtOnce(t *testing.T) {
	st := &state{where: t.TempDir(), now: morning}
	dead := st.open(t)
	is := issue("daily", "2026-05-04T07:00")
	save(t, dead, is, deliveries(is, 10))
	release := must[func()](t)(dead.Serve(t.Context(), "DEAD"))
	held := claim(t, dead, "DEAD-1", 4)
	byHand := claim(t, dead, "SEND-0", 3) // a process of tidings send, which lives
	ok(t, dead.Advance(t.Context(), "DEAD-1", nil, held[0]))
	if took := must[bool](t)(dead.Lease(t.Context(), "gather", "DEAD", lease)); !took {
		t.Fatal("no lease")
	}
	release() // what its death does

	st.pass(time.Second)
	live := st.open(t)
	defer must[func()](t)(live.Serve(t.Context(), "LIVE"))()
	if uncertain, err := live.Lapse(t.Context()); err != nil || uncertain != 1 {
		t.Errorf("%d uncertain, %v", uncertain, err)
	}
	if got := claim(t, live, "LIVE-1", 10); len(got) != 10-1-len(byHand) {
		t.Errorf("%d can be claimed", len(got))
	}
	if got := row(t, live, held[0]); got.State != digest.Uncertain {
		t.Errorf("what was on the wire is %s", got.State)
	}
	if took := must[bool](t)(live.Lease(t.Context(), "gather", "LIVE", lease)); !took {
		t.Error("the feeds are still the dead one's")
	}
}
