package jobs

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/pipeline"
)

// words are the mails that an operator got, one after the other.
func words(in *inbox.Server) []string {
	var all []string
	for _, m := range in.Messages() {
		if strings.Join(m.To, "") == "operator@example.com" {
			all = append(all, strings.ReplaceAll(string(m.Raw), "=\r\n", "")) // the soft line breaks of RFC 2045 section 6.7
		}
	}
	return all
}

func TestTheOperatorIsToldOnceByWhicheverMachine(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		c := &clock{t: at("2026-11-22", "12:00")}
		in, relay := relay(t)
		var nodes []*Daemon
		for _, name := range []string{"one", "two"} {
			d, _ := node(t, where, c, name, e)
			d.Pipeline.Mail, d.AlertTo = relay, "operator@example.com"
			nodes = append(nodes, d)
		}
		look := func(mails int, expected ...string) {
			t.Helper()
			for _, d := range nodes {
				d.alert(t.Context())
			}
			all := words(in)
			if len(all) != mails {
				t.Fatalf("%d mails, want %d: %q", len(all), mails, all)
			}
			for _, w := range expected {
				if !strings.Contains(all[mails-1], w) {
					t.Errorf("the mail does not say %q:\n%s", w, all[mails-1])
				}
			}
		}
		d := nodes[0]
		look(0)
		if err := d.plan(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.set(at("2026-11-23", "20:00")) // late by more than the edition allows
		if err := d.plan(t.Context()); err != nil {
			t.Fatal(err)
		}
		look(1, "Subject: Test: something is wrong", "Edition daily missed its issue of 2026-11-23T07:00")
		if _, err := d.Store.SaveFeed(t.Context(), digest.FeedState{
			Feed: "feed", Fails: 3, LastOK: at("2026-11-20", "12:00"), Reason: "the server answered 500",
		}, nil); err != nil {
			t.Fatal(err)
		}
		look(1) // it is new, and waits for the next day
		c.set(at("2026-11-24", "21:00"))
		look(2, "2 things are wrong", "https://feed.example/ fails: the server answered 500", "Still so:")
		if _, err := d.Store.SaveFeed(t.Context(), digest.FeedState{Feed: "feed", LastOK: c.now()}, nil); err != nil {
			t.Fatal(err)
		}
		quiet := digest.Issue{ID: "next", Edition: "daily", Slot: "2026-11-24T07:00", State: digest.IssueQuiet}
		was, err := d.Store.NextDue(t.Context(), "daily")
		if err != nil {
			t.Fatal(err)
		}
		next := digest.Due{Edition: "daily", Slot: "2026-11-25T07:00", At: at("2026-11-25", "07:00")}
		if won, err := d.Store.PlanSlot(t.Context(), &was, next, quiet); err != nil || !won {
			t.Fatal(won, err)
		}
		look(3, "Subject: Test: all is well again", "Edition daily missed")
		c.set(at("2026-11-26", "07:00"))
		if err := d.Store.Pause(t.Context(), "daily", "550 your account is closed"); err != nil {
			t.Fatal(err)
		}
		look(4, "Edition daily is paused, since the mail server refuses it: 550 your account is closed")
	})
}

// noRelay is a mail server that is not there.
type noRelay struct{}

func (noRelay) Connect(context.Context) (pipeline.Session, error) {
	return nil, &digest.RelayError{Stage: digest.StageConnect, Temporary: true, Err: errors.New("connection refused")}
}

func TestAMailServerOfNoUseIsToldWhenItIsBack(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	d.AlertTo = "operator@example.com"
	d.Pipeline.Mail = noRelay{}
	tickAt(t, d, c, at("2026-11-22", "12:00"))
	tickAt(t, d, c, at("2026-11-23", "07:00"))
	if err := d.deliver(t.Context(), "daily", "one"); err != nil {
		t.Fatal(err)
	}
	d.alert(t.Context()) // nobody can be told
	in, relay := relay(t)
	d.Pipeline.Mail = relay
	c.set(c.now().Add(2 * shortestWait))
	if err := d.deliver(t.Context(), "daily", "two"); err != nil {
		t.Fatal(err)
	}
	d.alert(t.Context())
	d.alert(t.Context())
	all := words(in)
	if len(all) != 1 || !strings.Contains(all[0], "all is well again") || !strings.Contains(all[0], "23 Nov 07:00") {
		t.Errorf("the operator was told %q", all)
	}
}
