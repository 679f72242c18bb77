package jobs

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/store"
)

// `make year` is the long form.
var days = flag.Int("days", 9, "how many days are simulated")

// zones are twelve, of whom most change their clocks in the course of a year, each in its own way.
var zones = []string{
	"UTC", "Europe/London", "America/New_York", "America/Sao_Paulo", "Africa/Cairo", "Asia/Tokyo", "Asia/Kolkata",
	"Australia/Lord_Howe", "America/St_Johns", "Pacific/Auckland", "Asia/Beirut", "America/Havana",
}

// TestAYearOfTwentyEditionsOnThreeMachinesMissesNothingUnsaid lets three processes serve twenty editions in twelve zones on
// one Postgres, hour by hour, by a clock that they are told. Once a week one is killed in the middle of its work, and once
// all are off for ten days. In the end each slot was made once, or is recorded as missed, and no reader has two copies.
func TestAYearOfTwentyEditionsOnThreeMachinesMissesNothingUnsaid(t *testing.T) {
	t.Parallel()
	in, relay := relay(t)
	y := &year{where: postgres.URL(t), clock: &clock{t: at("2026-01-01", "00:00")}, random: rand.New(rand.NewPCG(1, 2))}
	var err error
	if y.store, err = store.Open(t.Context(), y.where, store.Options{Now: y.clock.now}); err != nil {
		t.Fatal(err)
	}
	defer y.store.Close()
	y.machine = machine{State: y.where, Port: relay.Port, Step: true, Editions: twenty()}
	for range 3 {
		y.start(t)
	}
	outage := *days / 2
	length := min(10, *days/3)
	for day := range *days {
		y.publish(t)
		doomed := -1
		if day%7 == 1 {
			doomed = y.random.IntN(24)
		}
		for hour := range 24 {
			if hour > 0 || day > 0 {
				y.clock.set(y.clock.now().Add(time.Hour))
			}
			if day < outage || day >= outage+length {
				y.work(t, hour == doomed)
			}
		}
	}
	y.stop(t)
	y.account(t, in)
}

// year is what is simulated.
type year struct {
	where   string
	store   *store.Store
	clock   *clock
	random  *rand.Rand
	machine machine
	nodes   []*stepped
	born    int // machines so far
	killed  int
}

// stepped is a machine that works when it is told the time.
type stepped struct {
	process *exec.Cmd
	say     io.WriteCloser
	lines   *bufio.Scanner
}

// twenty are editions: daily ones and some of weekdays, of the week and of twice a day, at times some of which are lost or
// come twice when clocks change, and one by the readers' own clocks.
func twenty() []machineIssues {
	crons := []string{"0 7 * * *", "30 1 * * *", "30 2 * * *", "0 0 * * *", "15 6 * * 1-5", "0 9 * * 6", "0 7,18 * * *"}
	var all []machineIssues
	for i := range 20 {
		e := machineIssues{
			ID: fmt.Sprintf("edition%02d", i), Cron: crons[i%len(crons)], Zone: zones[i%len(zones)], OwnZone: i == 0,
			Late: digest.Late{Within: 6 * time.Hour}, Readers: make(map[string]string),
		}
		for r := range 2 {
			zone := ""
			if e.OwnZone {
				zone = zones[3*r+5]
			}
			e.Readers[fmt.Sprintf("reader%d@%s.example", r, e.ID)] = zone
		}
		all = append(all, e)
	}
	return all
}

// start adds a machine.
func (y *year) start(t *testing.T) *stepped {
	t.Helper()
	y.born++
	y.machine.Owner = fmt.Sprint("machine", y.born)
	n := &stepped{process: y.machine.command(t)}
	var err error
	if n.say, err = n.process.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := n.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.process.Process.Kill() })
	n.lines = bufio.NewScanner(out)
	y.nodes = append(y.nodes, n)
	return n
}

// publish brings the day's articles, whose words nobody has heard before.
func (y *year) publish(t *testing.T) {
	t.Helper()
	now := y.clock.now()
	articles := make([]digest.Article, 3)
	for i := range articles {
		id := fmt.Sprintf("%s-%d", now.Format(time.DateOnly), i)
		articles[i] = digest.Article{
			ID: id, FeedID: "feed", GUID: id, URL: "https://feed.example/" + id, Title: y.words(5), Published: now,
			Text: digest.Text{Body: y.words(20) + ".", Words: 20, Method: "feed"},
		}
	}
	if _, err := y.store.SaveFeed(t.Context(), digest.FeedState{Feed: "feed"}, articles); err != nil {
		t.Fatal(err)
	}
}

func (y *year) words(n int) string {
	words := make([]string, n)
	for i := range words {
		for range 3 {
			words[i] += []string{"ba", "ke", "lo", "mi", "nu", "pa", "re", "so", "ti", "vu"}[y.random.IntN(10)]
		}
	}
	return strings.Join(words, " ")
}

// work tells every machine the time and waits until each has done its work. When it is told to, one is killed meanwhile,
// some milliseconds on, and another takes its place.
func (y *year) work(t *testing.T, kill bool) {
	t.Helper()
	doomed := -1
	if kill {
		doomed = y.random.IntN(len(y.nodes))
	}
	for _, n := range y.nodes {
		if _, err := fmt.Fprintln(n.say, y.clock.now().UnixMilli()); err != nil {
			t.Fatal(err)
		}
	}
	if doomed >= 0 {
		time.Sleep(time.Duration(y.random.IntN(60)) * time.Millisecond)
		n := y.nodes[doomed]
		if err := n.process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = n.process.Wait() // it was killed
		y.killed++
		y.nodes[doomed] = y.start(t)
		y.nodes = y.nodes[:len(y.nodes)-1]
	}
	for i, n := range y.nodes {
		if i != doomed && !n.lines.Scan() {
			t.Fatalf("a machine ended by itself on %s: %v", y.clock.now(), errors.Join(n.process.Wait()))
		}
	}
}

// stop has what is under way come to its end, and ends the machines.
func (y *year) stop(t *testing.T) {
	t.Helper()
	for range 2 { // what the last one killed had in hand is found when its leases have run out
		y.clock.set(y.clock.now().Add(time.Hour))
		y.work(t, false)
	}
	for _, n := range y.nodes {
		if err := errors.Join(n.say.Close(), n.process.Wait()); err != nil {
			t.Error(err)
		}
	}
}

// account holds the state against the calendar, and the mail server against the state.
func (y *year) account(t *testing.T, in *inbox.Server) {
	t.Helper()
	copies := make(map[string]int)
	for _, m := range in.Messages() {
		copies[messageID(m.Raw)]++
	}
	all, err := y.store.Issues(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	became := make(map[digest.IssueState]int)
	known := make(map[string]bool)
	outcomes := make(map[digest.DeliveryState]int)
	doubled := 0
	for _, is := range all {
		known[is.Edition+" "+string(is.Slot)] = true
		became[is.State]++
		if is.State == digest.IssueMissed && is.Note == "" {
			t.Errorf("%s %s was missed, and nobody says why", is.Edition, is.Slot)
		}
		rows, err := y.store.Deliveries(t.Context(), is.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			outcomes[row.State]++
			n := copies[row.MessageID]
			if n > 1 {
				doubled++
			}
			if ended := row.State.Ended() || row.Due.After(y.clock.now()); n > 1 || n == 0 && row.State == digest.Sent || !ended {
				t.Errorf("%s %s to %s is %s, and %d copies came", is.Edition, is.Slot, row.To, row.State, n)
			}
		}
	}
	slots, unknown := y.calendar(t, known)
	t.Logf("%d days, %d machines killed: %d slots, of which nothing is known of %d; issues %v; deliveries %v, %d doubled",
		*days, y.killed, slots, unknown, became, outcomes, doubled)
	if unknown > 0 || became[digest.IssuePlanned] > 0 || became[digest.IssueDone] == 0 {
		t.Errorf("%d slots are unknown, and issues came to %v", unknown, became)
	}
}

// calendar counts the slots that there were by the clocks of the editions and their readers, and those not known.
func (y *year) calendar(t *testing.T, known map[string]bool) (slots, unknown int) {
	t.Helper()
	for _, is := range y.machine.Editions {
		e, err := is.edition()
		if err != nil {
			t.Fatal(err)
		}
		due := make(map[digest.Slot]bool)
		for _, c := range e.Clocks(e.Readers) {
			for _, m := range e.Schedule.Between(at("2026-01-01", "00:00"), y.clock.now().Add(-2*time.Hour), c.Location) {
				due[digest.SlotOf(m.Wall, time.UTC)] = true
			}
		}
		for slot := range due {
			slots++
			if !known[is.ID+" "+string(slot)] {
				unknown++
				t.Logf("nothing is known of %s %s", is.ID, slot)
			}
		}
	}
	return slots, unknown
}

// messageID finds a message's own name in its bytes.
func messageID(raw []byte) string {
	_, rest, _ := strings.Cut(string(raw), "\r\nMessage-ID: <")
	id, _, _ := strings.Cut(rest, ">")
	return id
}
