package digest_test

import (
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

func TestWhatItTakesToStopMailingAnAddress(t *testing.T) {
	start := time.Date(2026, 11, 1, 7, 0, 0, 0, time.UTC)
	on := func(day float64, kind digest.BounceKind, status string) digest.Bounce {
		return digest.Bounce{Kind: kind, Status: status, Words: "so they say", At: start.Add(time.Duration(day * 24 * float64(time.Hour)))}
	}
	hard, soft := digest.BounceHard, digest.BounceSoft
	cases := []struct {
		name    string
		bounces []digest.Bounce
		why     string // empty: it goes on
	}{
		{"nothing", nil, ""},
		{"no such mailbox", []digest.Bounce{on(0, hard, "5.1.1")}, "takes no mail"},
		{"mailbox has moved", []digest.Bounce{on(0, hard, "5.1.6")}, "takes no mail"},
		{"the domain takes none", []digest.Bounce{on(0, hard, "5.1.10")}, "takes no mail"},
		{"one refusal without a reason", []digest.Bounce{on(0, hard, "5.0.0")}, ""},
		{"three in two weeks", []digest.Bounce{on(0, hard, "5.0.0"), on(7, hard, ""), on(14, hard, "5.2.1")}, "again and again"},
		{"three over months", []digest.Bounce{on(0, hard, "5.0.0"), on(20, hard, "5.0.0"), on(40, hard, "5.0.0")}, ""},
		{"full for four days", []digest.Bounce{on(0, soft, "5.2.2"), on(1, soft, "5.2.2"), on(2, soft, "5.2.2"), on(3, soft, "5.2.2")}, ""},
		{"full for five", []digest.Bounce{on(0, soft, ""), on(1, soft, ""), on(2, soft, ""), on(3, soft, ""), on(4, soft, "")}, "for days"},
		{"five editions of one day", []digest.Bounce{on(0, soft, ""), on(.1, soft, ""), on(.2, soft, ""), on(.3, soft, ""), on(.4, soft, "")}, ""},
		{"full now and then", []digest.Bounce{on(0, soft, ""), on(20, soft, ""), on(40, soft, ""), on(60, soft, ""), on(80, soft, "")}, ""},
		{"full each week", []digest.Bounce{on(0, soft, ""), on(7, soft, ""), on(14, soft, ""), on(21, soft, ""), on(28, soft, "")}, "for days"},
		{"a complaint", []digest.Bounce{on(0, digest.BounceComplaint, "")}, "complained"},
		{"they like no mail of ours", []digest.Bounce{on(0, digest.BouncePolicy, "5.7.1"), on(1, digest.BouncePolicy, "5.7.1"), on(2, digest.BouncePolicy, "5.7.1")}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			why, yes := digest.Suppresses(c.bounces)
			if yes != (c.why != "") || !strings.Contains(why, c.why) {
				t.Errorf("%v, %q; want %q", yes, why, c.why)
			}
			if yes && !strings.HasSuffix(why, "so they say") {
				t.Errorf("%q lacks the server's words", why)
			}
		})
	}
}
