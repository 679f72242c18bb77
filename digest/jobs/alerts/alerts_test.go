package alerts

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// operator is somebody whose mail arrives unless the server is down.
type operator struct {
	told  Told
	down  bool
	mails []string
}

func (o *operator) look(now time.Time, wrong ...string) {
	var troubles []Trouble
	for _, w := range wrong {
		troubles = append(troubles, Trouble{Key: w, Text: w + " is broken"})
	}
	seen, told, mail := Look(o.told, troubles, now)
	o.told = seen
	if mail != nil && !o.down {
		o.told = told
		o.mails = append(o.mails, mail.Subject+"\n"+mail.Text)
	}
}

func (o *operator) expect(t *testing.T, n int, words ...string) {
	t.Helper()
	if len(o.mails) != n {
		t.Fatalf("%d mails, want %d: %q", len(o.mails), n, o.mails)
	}
	for _, w := range words {
		if !strings.Contains(o.mails[n-1], w) {
			t.Errorf("the mail does not say %q: %s", w, o.mails[n-1])
		}
	}
}

func day(n float64) time.Time {
	return time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC).Add(time.Duration(n * 24 * float64(time.Hour)))
}

func TestTroubleIsToldOnceAndSoIsItsEnd(t *testing.T) {
	var o operator
	o.look(day(0))
	o.expect(t, 0)
	o.look(day(0.1), "feed")
	o.expect(t, 1, "something is wrong", "New:\n- feed is broken")
	for i := range 30 {
		o.look(day(1+float64(i)), "feed")
	}
	o.expect(t, 1)
	o.look(day(31))
	o.expect(t, 2, "all is well again", "- feed is broken")
	o.look(day(32))
	o.expect(t, 2)
}

func TestNewTroubleWaitsForTheNextDay(t *testing.T) {
	var o operator
	o.look(day(0), "feed")
	o.look(day(0.5), "feed", "issue")
	o.expect(t, 1)
	o.look(day(1.1), "issue")
	o.expect(t, 2, "something is wrong", "New:\n- issue is broken", "Well again:\n- feed is broken")
}

func TestWhatComesAndGoesAllDayGivesTwoMailsADay(t *testing.T) {
	var o operator
	for i := range 480 { // each three minutes of a day
		if i%2 == 0 {
			o.look(day(float64(i)/480), "feed")
		} else {
			o.look(day(float64(i) / 480))
		}
	}
	o.expect(t, 2, "all is well again")
}

func TestTroubleWithTheMailServerIsToldWhenItIsOver(t *testing.T) {
	o := operator{down: true}
	o.look(day(0), "server")
	o.look(day(0.1), "server", "feed")
	o.expect(t, 0)
	o.down = false
	o.look(day(0.2))
	o.expect(t, 1, "all is well again", "- server is broken", "- feed is broken")
	o.look(day(0.3))
	o.expect(t, 1)
}

func TestAMailIsShortHoweverMuchIsWrong(t *testing.T) {
	var troubles []Trouble
	for i := range 10_000 {
		troubles = append(troubles, Trouble{Key: fmt.Sprint(i), Text: strings.Repeat("é\r\nX: y ", 500)})
	}
	_, _, mail := Look(Told{}, troubles, day(0))
	if len(mail.Text) > 10_000 || !strings.Contains(mail.Text, "… and 9980 more") || strings.Contains(mail.Text, "\r") {
		t.Errorf("%d bytes: %.200s", len(mail.Text), mail.Text)
	}
}
