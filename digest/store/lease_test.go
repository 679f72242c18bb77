package store_test

import (
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

func TestWhatADeadDaemonOfAFileHadInHandIsFreeAtOnce(t *testing.T) {
	st := storetest.File(t)
	dead := st.Open(t)
	is := storetest.Issue("daily", "2026-05-04T07:00")
	storetest.Save(t, dead, is, storetest.Deliveries(is, 10))
	release := storetest.Must[func()](t)(dead.Serve(t.Context(), "DEAD"))
	held := storetest.Claim(t, dead, "DEAD-1", 4)
	byHand := storetest.Claim(t, dead, "SEND-0", 3) // a process of tidings send, which lives
	storetest.OK(t, dead.Advance(t.Context(), "DEAD-1", nil, held[0]))
	if took := storetest.Must[bool](t)(dead.Lease(t.Context(), "gather", "DEAD", storetest.Lease)); !took {
		t.Fatal("no lease")
	}
	release() // what its death does

	st.Pass(time.Second)
	live := st.Open(t)
	defer storetest.Must[func()](t)(live.Serve(t.Context(), "LIVE"))()
	if uncertain, err := live.Lapse(t.Context()); err != nil || uncertain != 1 {
		t.Errorf("%d uncertain, %v", uncertain, err)
	}
	if got := storetest.Claim(t, live, "LIVE-1", 10); len(got) != 10-1-len(byHand) {
		t.Errorf("%d can be claimed", len(got))
	}
	if got := storetest.Row(t, live, held[0]); got.State != digest.Uncertain {
		t.Errorf("what was on the wire is %s", got.State)
	}
	if took := storetest.Must[bool](t)(live.Lease(t.Context(), "gather", "LIVE", storetest.Lease)); !took {
		t.Error("the feeds are still the dead one's")
	}
}
