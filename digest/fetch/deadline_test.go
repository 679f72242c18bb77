package fetch

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestDeadlineStandsStillWhileItIsPaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, d := withDeadline(t.Context(), time.Minute, time.Hour)
		time.Sleep(40 * time.Second)
		d.pause()
		time.Sleep(time.Hour)
		d.resume()
		time.Sleep(19 * time.Second)
		if err := ctx.Err(); err != nil {
			t.Fatalf("it ended after 59 seconds: %v", err)
		}
		time.Sleep(2 * time.Second)
		if err := (errDeadline{}); !errors.As(context.Cause(ctx), &err) || err.after != time.Hour {
			t.Errorf("it ended with %v", context.Cause(ctx))
		}
		if left := d.stop(); left > 0 {
			t.Errorf("%s are left", left)
		}
	})
}
