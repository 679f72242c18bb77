package send

import (
	"fmt"
	"testing"
	"time"

	"tidings/digest"
)

var start = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)

func to(addresses ...string) []digest.Delivery {
	var due []digest.Delivery
	for _, a := range addresses {
		due = append(due, digest.Delivery{Edition: "daily", To: a})
	}
	return due
}

func TestMessagesKeepTheGapThatIsAskedFor(t *testing.T) {
	var p Pacing
	for n := range 5 {
		if i, wait := p.turn(Pace{Gap: 100 * time.Millisecond}, start, to("a@x.example", "b@x.example")); i != 0 || wait != time.Duration(n)*100*time.Millisecond {
			t.Errorf("message %d: number %d after %s", n, i, wait)
		}
	}
	if _, wait := p.turn(Pace{Gap: 100 * time.Millisecond}, start.Add(time.Hour), to("a@x.example")); wait != 0 {
		t.Errorf("an hour later: %s", wait)
	}
}

func TestADomainThatHasHadItsShareIsPassedOver(t *testing.T) {
	var p Pacing
	pace := Pace{DomainGap: time.Minute}
	due := to("a@one.example", "b@ONE.example", "c@two.example")
	for n, want := range []struct {
		i    int
		wait time.Duration
	}{{0, 0}, {2, 0}, {0, time.Minute}, {2, time.Minute}, {0, 2 * time.Minute}} {
		if i, wait := p.turn(pace, start, due); i != want.i || wait != want.wait {
			t.Errorf("turn %d: number %d after %s, want %+v", n, i, wait, want)
		}
	}
}

func TestADomainThatSaysNotSoFastIsWrittenToMoreSlowlyAndFasterAgain(t *testing.T) {
	slow := digest.Outcome{State: digest.Deferred, Code: 421, Enhanced: "4.7.0", Stage: digest.StageRcpt}
	sent := digest.Outcome{State: digest.Sent, Code: 250, Stage: digest.StageDot}
	var p Pacing
	due := to("a@one.example", "b@two.example")
	learn := func(o digest.Outcome, want time.Duration) {
		t.Helper()
		p.learn(due[0], o, start)
		var gap time.Duration
		if d := p.domains["one.example"]; d != nil {
			gap = d.gap
		}
		if gap != want {
			t.Errorf("after %+v: a gap of %s, want %s", o, gap, want)
		}
	}
	learn(sent, 0)
	for _, o := range []digest.Outcome{
		{State: digest.Deferred, Code: 450, Enhanced: "4.2.1", Stage: digest.StageRcpt}, // that mailbox
		{State: digest.Deferred, Code: 451, Enhanced: "4.3.0", Stage: digest.StageMail}, // the relay
		{State: digest.Deferred, Stage: digest.StageDot},                                // the connection
	} {
		learn(o, 0)
	}
	learn(slow, time.Second)
	if i, wait := p.turn(Pace{}, start, due); i != 1 || wait != 0 {
		t.Errorf("number %d after %s", i, wait)
	}
	for _, want := range []time.Duration{2, 4, 8, 16, 32, 64, 64} {
		learn(slow, want*time.Second)
	}
	for _, want := range []time.Duration{32, 16, 8, 4, 2, 1, 0, 0} {
		learn(sent, want*time.Second)
	}
}

func TestPolicyThatRefusesOneInTwentyIsAboutTheEdition(t *testing.T) {
	sent := digest.Outcome{State: digest.Sent}
	refused := digest.Outcome{State: digest.Failed, Code: 550, Enhanced: "5.7.1", Stage: digest.StageRcpt}
	for _, tt := range []struct {
		name  string
		every int // how many messages to one refusal
		of    digest.Outcome
		want  bool
	}{
		{"one in ten", 10, refused, true},
		{"one in twenty", 20, refused, false},
		{"one in ten that does not exist", 10, digest.Outcome{State: digest.Failed, Code: 550, Enhanced: "5.1.1", Stage: digest.StageRcpt}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p Pacing
			tripped := false
			for n := range 1000 {
				o := sent
				if n%tt.every == 0 {
					o = tt.of
				}
				tripped = p.learn(to(fmt.Sprintf("%d@x.example", n))[0], o, start) || tripped
			}
			if tripped != tt.want {
				t.Errorf("paused: %v", tripped)
			}
		})
	}
	var p Pacing
	for range 3 {
		if p.learn(to("a@x.example")[0], refused, start) {
			t.Error("three readers of a small list are taken for a policy against all")
		}
	}
}
