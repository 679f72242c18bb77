package jobs

import (
	"testing"
	"time"

	"tidings/digest"
)

// states are what became of the slots of an edition, by date.
func states(t *testing.T, d *Daemon) map[string]digest.IssueState {
	t.Helper()
	got := make(map[string]digest.IssueState)
	for _, is := range issues(t, d, "daily") {
		got[is.Slot.Date()] = is.State
	}
	return got
}

func TestAClockThatIsSetBackMakesNoSlotTwice(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	for range 3 {
		for _, clock := range []string{"07:00", "06:30", "06:59", "07:01"} {
			tickAt(t, d, c, at("2026-11-23", clock))
		}
	}
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].State != digest.IssueBuilt {
		t.Fatalf("issues %+v", got)
	}
	if rows, err := d.Store.Deliveries(t.Context(), got[0].ID); err != nil || len(rows) != 1 {
		t.Errorf("%d deliveries, %v", len(rows), err)
	}
}

func TestSlotsThatAWrongClockMissedAreMadeWhenItIsRight(t *testing.T) {
	e := daily(t)
	e.Window = 30 * 24 * time.Hour
	e.Repeats = digest.RepeatAlways
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	tickAt(t, d, c, at("2026-11-26", "08:00")) // set forward by three days
	if got := states(t, d); got["2026-11-24"] != digest.IssueMissed || got["2026-11-26"] != digest.IssueBuilt {
		t.Fatalf("after a step of three days: %v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "06:01")) // and back
	for _, day := range []string{"2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"} {
		tickAt(t, d, c, at(day, "07:00"))
	}
	for day, state := range states(t, d) {
		if state != digest.IssueBuilt && state != digest.IssueQuiet { // the reader has had what there was
			t.Errorf("%s is %s", day, state)
		}
	}
}

func TestALeaseThatIsLongerThanAnyIsOfAClockThatWasWrong(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		c := &clock{t: at("2026-11-23", "07:00")}
		dead, _ := node(t, where, c, "dead", daily(t))
		live, _ := node(t, where, c, "live", daily(t))
		if ok, err := dead.Store.Lease(t.Context(), "gather", "dead", leaseFor); err != nil || !ok {
			t.Fatal(ok, err)
		}
		c.set(at("2026-11-22", "07:00")) // the dead one's lease would last a day
		if ok, err := live.Store.Lease(t.Context(), "gather", "live", leaseFor); err != nil || !ok {
			t.Error("the task is nobody's for a day", err)
		}
	})
}

// TestTwoConfigurationsOnTwoMachinesLoseNoSlot has two machines with different hours for an edition, which come to look at
// the clock in either order.
func TestTwoConfigurationsOnTwoMachinesLoseNoSlot(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		onBoth(t, func(t *testing.T, where string) {
			c := &clock{t: at("2026-11-22", "12:00")}
			seven, eight := daily(t), daily(t)
			eight.Schedule = cron(t, "0 8 * * *")
			var machines []*Daemon
			for i, e := range []Edition{seven, eight} {
				d, _ := node(t, where, c, []string{"seven", "eight"}[i], e)
				machines = append(machines, d)
			}
			for _, hour := range []string{"07:00", "08:00"} {
				for late := -2 * tick; late <= 2*tick; late += tick {
					for _, i := range order {
						tickAt(t, machines[i], c, at("2026-11-23", hour).Add(late))
					}
				}
			}
			slots := make(map[digest.Slot]digest.IssueState)
			rows := 0
			for _, is := range issues(t, machines[0], "daily") {
				slots[is.Slot] = is.State
				of, err := machines[0].Store.Deliveries(t.Context(), is.ID)
				if err != nil {
					t.Fatal(err)
				}
				rows += len(of)
			}
			if len(slots) != 2 || slots["2026-11-23T07:00"] != digest.IssueBuilt {
				t.Errorf("slots %v", slots)
			}
			if rows != 1 {
				t.Errorf("the reader has %d deliveries on one date", rows)
			}
		})
	}
}
