package fetch

import (
	"context"
	"time"
)

// deadline ends a context when its time has run out. Unlike that of package context it can be paused.
type deadline struct {
	left  time.Duration
	since time.Time // when it began to run
	timer *time.Timer
	end   context.CancelCauseFunc
}

// withDeadline is a context with so much time; the cause of its end says after. The caller ends it by stop.
func withDeadline(ctx context.Context, left, after time.Duration) (context.Context, *deadline) {
	ctx, end := context.WithCancelCause(ctx)
	d := &deadline{left: left, since: time.Now(), end: end}
	d.timer = time.AfterFunc(left, func() { end(errDeadline{after}) })
	return ctx, d
}

func (d *deadline) pause() {
	d.timer.Stop()
	d.left -= time.Since(d.since)
}

func (d *deadline) resume() {
	d.since = time.Now()
	d.timer.Reset(d.left)
}

// stop ends the context and says how much time is left.
func (d *deadline) stop() time.Duration {
	d.pause()
	d.end(nil)
	return d.left
}
