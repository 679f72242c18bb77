package send

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"tidings/digest"
)

// Pace says how mail goes out. It is that of one process: of several that share a state each has its own.
type Pace struct {
	Connections   int           // at once; 0: Connections
	PerConnection int           // messages before a connection is closed and another opened; 0: any number
	Gap           time.Duration // from one message to the next, over all connections
	DomainGap     time.Duration // from one message to the next, to recipients of one domain
	Resend        bool          // deliveries of unknown fate are sent again, once
}

// AtOnce is how many connections are used.
func (p Pace) AtOnce() int { return cmp.Or(p.Connections, Connections) }

// How a recipient's domain that says "not so fast" is treated: the gap between two messages to it begins at slowest/64
// and doubles with each such answer, and halves with each message taken.
const slowest = 64 * time.Second

// When the server's policy refuses more than this many of the last messages of an edition, it is not about single
// readers: 5 %.
const (
	refusalsSeen = 200
	refusalsMost = refusalsSeen / 20
)

// Pacing is what one process remembers between messages. The zero value is ready for use, by several goroutines.
type Pacing struct {
	mu       sync.Mutex
	next     time.Time // for any message
	domains  map[string]*domainPace
	refusals map[string][]bool // by edition: of the last messages, whether policy refused them
}

// domainPace is how fast one domain takes mail.
type domainPace struct {
	next time.Time
	gap  time.Duration // that the domain itself has asked for; 0: none
}

// turn takes the first of the deliveries whose domain may be written to now, and says how long to wait before it is
// sent: for the relay, or until the first domain is free when none is.
func (p *Pacing) turn(pace Pace, now time.Time, due []digest.Delivery) (i int, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := now
	if pace.Gap > 0 {
		at = later(now, p.next)
		p.next = at.Add(pace.Gap)
	}
	first := p.free(due[0])
	for k := 1; k < len(due) && first.After(at); k++ {
		if free := p.free(due[k]); free.Before(first) {
			i, first = k, free
		}
	}
	at = later(at, first)
	name := recipientDomain(due[i])
	if d := p.domains[name]; d != nil || pace.DomainGap > 0 {
		if d == nil {
			d = p.add(name)
		}
		d.next = at.Add(max(pace.DomainGap, d.gap))
	}
	return i, at.Sub(now)
}

func (p *Pacing) free(d digest.Delivery) time.Time {
	if known := p.domains[recipientDomain(d)]; known != nil {
		return known.next
	}
	return time.Time{}
}

func (p *Pacing) add(name string) *domainPace {
	if p.domains == nil {
		p.domains = make(map[string]*domainPace)
	}
	d := new(domainPace)
	p.domains[name] = d
	return d
}

// learn takes note of an answer. It says whether the edition's mail is refused as a whole.
func (p *Pacing) learn(d digest.Delivery, o digest.Outcome, now time.Time) (refused bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := recipientDomain(d)
	known := p.domains[name]
	switch {
	case tooFast(o):
		if known == nil {
			known = p.add(name)
		}
		known.gap = min(max(2*known.gap, slowest/64), slowest)
		known.next = later(known.next, now.Add(known.gap))
	case o.State == digest.Sent && known != nil:
		if known.gap /= 2; known.gap < slowest/64 {
			known.gap = 0
		}
	}
	if o.State != digest.Sent && o.State != digest.Failed {
		return false
	}
	return p.countRefusal(d.Edition, o.State == digest.Failed && strings.HasPrefix(o.Enhanced, "5.7."))
}

func (p *Pacing) countRefusal(edition string, by bool) (tooMany bool) {
	if p.refusals == nil {
		p.refusals = make(map[string][]bool)
	}
	last := append(p.refusals[edition], by)
	last = last[max(0, len(last)-refusalsSeen):]
	n := 0
	for _, refused := range last {
		if refused {
			n++
		}
	}
	if tooMany = n > refusalsMost; tooMany {
		last = nil // whoever resumes begins anew
	}
	p.refusals[edition] = last
	return tooMany
}

// tooFast says whether an answer asks for fewer messages: 421, and 450 to 452, where the message was about a recipient
// (RFC 5321 section 4.2.3); a code about one mailbox, 4.2.x, does not (RFC 3463 section 3.3).
func tooFast(o digest.Outcome) bool {
	if o.Stage != digest.StageRcpt && o.Stage != digest.StageDot || strings.HasPrefix(o.Enhanced, "4.2.") {
		return false
	}
	return o.Code == 421 || o.Code >= 450 && o.Code <= 452
}

func recipientDomain(d digest.Delivery) string {
	return strings.ToLower(d.To[strings.LastIndexByte(d.To, '@')+1:])
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// sleep waits, or returns when the context ends; false then.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
