package digest

import (
	"testing"
	"time"
)

func TestSlotHappensOnceThroughDaylightSaving(t *testing.T) {
	tests := []struct {
		name, zone string
		slot       Slot
		want       string
	}{
		{"an ordinary day", "Europe/London", "2026-06-01T07:00", "2026-06-01T07:00:00+01:00"},
		{"a skipped reading runs after the gap", "Europe/London", "2026-03-29T01:30", "2026-03-29T02:00:00+01:00"},
		{"a repeated reading runs the first time", "Europe/London", "2026-10-25T01:30", "2026-10-25T01:30:00+01:00"},
		{"half an hour is skipped", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:30:00+11:00"},
		{"half an hour is repeated", "Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45:00+11:00"},
		{"midnight is skipped", "Africa/Cairo", "2026-04-24T00:00", "2026-04-24T01:00:00+03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := tt.slot.In(loc)
			if !ok || got.Format(time.RFC3339) != tt.want {
				t.Errorf("%s in %s = %s (%v), want %s", tt.slot, tt.zone, got.Format(time.RFC3339), ok, tt.want)
			}
		})
	}
}

func TestMalformedSlotIsRefused(t *testing.T) {
	for _, s := range []Slot{"", "2026-11-01", "2026-11-01T25:00", "x"} {
		if _, ok := s.In(time.UTC); ok {
			t.Errorf("slot %q was accepted", s)
		}
	}
}

func TestSlotNamesTheInstantOfItsReadersAndReadsAsBefore(t *testing.T) {
	at := time.Date(2026, 11, 22, 22, 0, 30, 0, time.UTC)
	s := Slot("2026-11-23T07:00").WokenAt(at)
	if s != "2026-11-23T07:00@2026-11-22T22:00Z" || s.Reading() != "2026-11-23T07:00" || s.Date() != "2026-11-23" || s.WokenAt(at) != s {
		t.Errorf("%s reads %s, of %s", s, s.Reading(), s.Date())
	}
	if woken, ok := s.Woken(); !ok || !woken.Equal(at.Truncate(time.Minute)) {
		t.Errorf("%s: woken %v, %v", s, woken, ok)
	}
	if in, ok := s.In(time.UTC); !ok || in.Format(SlotLayout) != "2026-11-23T07:00" {
		t.Errorf("%s is at %v, %v", s, in, ok)
	}
	if woken, ok := s.Reading().Woken(); ok {
		t.Errorf("a slot for everybody is woken at %v", woken)
	}
	if OncePerDate.In(s) != "2026-11-23" || OncePerSlot.In(s) != "2026-11-23T07:00" {
		t.Errorf("a reader gets it once per %s, or per %s", OncePerDate.In(s), OncePerSlot.In(s))
	}
}
