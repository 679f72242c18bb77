package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/schedule"
)

// zones change their clocks by an hour or by half of one, by night or at midnight, in either half of the year, twice
// around Ramadan, or not at all.
var zones = []string{
	"UTC", "Europe/London", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney",
	"America/Santiago", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Asia/Gaza", "Africa/Casablanca", "Asia/Kolkata",
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func daily(t testing.TB, at string) schedule.Schedule {
	t.Helper()
	s, err := schedule.At(at, schedule.Daily)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func cronLine(t testing.TB, line string) schedule.Schedule {
	t.Helper()
	s, err := schedule.Cron(line)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// runsOnce checks that every time of day, in quarters of an hour and the minute before midnight, is due exactly once
// on each date of the year, both by the date of its slot and by the date that the clock shows when it happens.
func runsOnce(t *testing.T, loc *time.Location, year int) {
	t.Helper()
	from := time.Date(year, 1, 1, 0, 0, 0, 0, loc).Add(-time.Second)
	to := time.Date(year+1, 1, 1, 0, 0, 0, 0, loc).Add(-time.Second)
	for hour := range 24 {
		for _, minute := range []int{0, 15, 30, 59} {
			at := fmt.Sprintf("%02d:%02d", hour, minute)
			slots, dates := map[string]int{}, map[string]int{}
			for _, m := range daily(t, at).Between(from, to, loc) {
				slots[m.Wall.Format(time.DateOnly)]++
				dates[m.At.In(loc).Format(time.DateOnly)]++
				if m.Wall.Format("15:04") != at {
					t.Errorf("%s %s: the slot reads %s", loc, at, m.Wall)
				}
			}
			for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
				if date := day.Format(time.DateOnly); slots[date] != 1 || dates[date] != 1 {
					t.Errorf("%s %s: %d slots of %s and %d runs on it, want 1", loc, at, slots[date], date, dates[date])
				}
			}
		}
	}
}

func TestEveryTimeOfDayIsDueOnceADayInEveryZone(t *testing.T) {
	for _, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runsOnce(t, zone(t, name), 2026)
		})
	}
}

func TestEveryTimeOfDayIsDueOnceADayWhileAZoneChangesItsRules(t *testing.T) {
	tests := []struct {
		zone string
		year int
		what string
	}{
		{"America/Mexico_City", 2022, "daylight saving ends for good"},
		{"Africa/Cairo", 2023, "daylight saving comes back after eight years"},
		{"Europe/Istanbul", 2016, "summer time becomes the standard"},
		{"America/Caracas", 2016, "half an hour forward, for good"},
	}
	for _, tt := range tests {
		t.Run(tt.zone, func(t *testing.T) {
			t.Parallel()
			t.Log(tt.what)
			runsOnce(t, zone(t, tt.zone), tt.year)
		})
	}
}

func TestNextFollowsTheWallClock(t *testing.T) {
	tests := []struct {
		name, zone, line string
		after            string
		want             []string // the instants, then, after a bar, the reading where it differs
	}{
		{
			"London skips 01:30", "Europe/London", "30 1 * * *", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T02:00:00+01:00|01:30", "2026-03-30T01:30:00+01:00"},
		},
		{
			"London repeats 01:30", "Europe/London", "30 1 * * *", "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T01:30:00+01:00", "2026-10-26T01:30:00Z"},
		},
		{
			"London, asked between the two 01:30", "Europe/London", "30 1 * * *", "2026-10-25T00:45:00Z",
			[]string{"2026-10-26T01:30:00Z"},
		},
		{
			"New York skips 02:30", "America/New_York", "30 2 * * *", "2026-03-07T12:00:00Z",
			[]string{"2026-03-08T03:00:00-04:00|02:30", "2026-03-09T02:30:00-04:00"},
		},
		{
			"New York repeats 01:30", "America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"},
		},
		{
			"Lord Howe skips half an hour", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z",
			[]string{"2026-10-04T02:30:00+11:00|02:15", "2026-10-05T02:15:00+11:00"},
		},
		{
			"Lord Howe repeats half an hour", "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00:00Z",
			[]string{"2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"},
		},
		{
			"Cairo skips midnight", "Africa/Cairo", "0 0 * * *", "2026-04-23T12:00:00Z",
			[]string{"2026-04-24T01:00:00+03:00|00:00", "2026-04-25T00:00:00+03:00"},
		},
		{
			"Apia skips a day", "Pacific/Apia", "0 7 * * *", "2011-12-29T18:00:00Z",
			[]string{"2011-12-31T00:00:00+14:00|07:00", "2011-12-31T07:00:00+14:00"},
		},
		{
			"Pyongyang skips the last half hour of a day", "Asia/Pyongyang", "45 23 * * *", "2018-05-04T00:00:00Z",
			[]string{"2018-05-05T00:00:00+09:00|23:45", "2018-05-05T23:45:00+09:00"},
		},
		{
			"readings in one gap are one moment", "Europe/London", "*/20 * * * *", "2026-03-29T00:30:00Z",
			[]string{"2026-03-29T00:40:00Z", "2026-03-29T02:00:00+01:00|01:00", "2026-03-29T02:20:00+01:00"},
		},
		{
			"no 29 February for eight years", "UTC", "0 7 29 2 *", "2096-03-01T00:00:00Z",
			[]string{"2104-02-29T07:00:00Z"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc := zone(t, tt.zone)
			after, err := time.Parse(time.RFC3339, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			s := cronLine(t, tt.line)
			for _, want := range tt.want {
				m, ok := s.Next(after, loc)
				got := m.At.In(loc).Format(time.RFC3339)
				if wall := m.Wall.Format("15:04"); wall != m.At.In(loc).Format("15:04") {
					got += "|" + wall
				}
				if !ok || got != want {
					t.Errorf("after %s: %s, want %s", after.In(loc).Format(time.RFC3339), got, want)
				}
				after = m.At
			}
		})
	}
}

func TestReadersOwnHourIsDueOnTheDaysOfTheScheduleAndKeepsItsSlots(t *testing.T) {
	tests := []struct {
		name, zone, line string
		own              digest.TimeOfDay
		after            string
		want             []string // the instants and the slots
	}{
		{
			"earlier, on weekdays", "Europe/London", "0 7 * * 1-5", "05:15", "2026-03-27T12:00:00Z",
			[]string{"2026-03-30T05:15:00+01:00 2026-03-30T07:00", "2026-03-31T05:15:00+01:00 2026-03-31T07:00"},
		},
		{
			"later, into the gap", "Europe/London", "15 0 * * *", "01:30", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T02:00:00+01:00 2026-03-29T00:15", "2026-03-30T01:30:00+01:00 2026-03-30T00:15"},
		},
		{
			"the last minute of the first of the month", "Asia/Tokyo", "30 18 1 * *", "23:59", "2026-11-23T12:00:00Z",
			[]string{"2026-12-01T23:59:00+09:00 2026-12-01T18:30"},
		},
		{
			"several times a day, where one hour cannot stand for all", "UTC", "0 7,18 * * *", "05:15", "2026-11-23T12:00:00Z",
			[]string{"2026-11-23T18:00:00Z 2026-11-23T18:00", "2026-11-24T07:00:00Z 2026-11-24T07:00"},
		},
		{
			"no hour of one's own", "UTC", "0 7 * * *", "", "2026-11-23T12:00:00Z",
			[]string{"2026-11-24T07:00:00Z 2026-11-24T07:00"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc := zone(t, tt.zone)
			at, err := time.Parse(time.RFC3339, tt.after)
			if err != nil {
				t.Fatal(err)
			}
			s := cronLine(t, tt.line).MovedTo(tt.own)
			for _, want := range tt.want {
				m, ok := s.Next(at, loc)
				if got := m.At.In(loc).Format(time.RFC3339) + " " + m.Wall.Format("2006-01-02T15:04"); !ok || got != want {
					t.Errorf("%s, want %s", got, want)
				}
				at = m.At
			}
		})
	}
}

func TestBetweenTakesTheEndAndLeavesTheStart(t *testing.T) {
	s := daily(t, "07:00")
	seven := time.Date(2026, 6, 1, 7, 0, 0, 0, time.UTC)
	if got := s.Between(seven, seven.AddDate(0, 0, 2), time.UTC); len(got) != 2 || !got[0].At.Equal(seven.AddDate(0, 0, 1)) {
		t.Errorf("got %v, want the two days after the start", got)
	}
	if got := s.Between(seven, seven.Add(-time.Hour), time.UTC); len(got) != 0 {
		t.Errorf("got %v between an instant and an earlier one", got)
	}
}

func TestZeroScheduleIsNeverDue(t *testing.T) {
	var s schedule.Schedule
	if m, ok := s.Next(time.Unix(0, 0), time.UTC); ok {
		t.Errorf("Next = %v", m)
	}
	if s.String() != "never" || s.OncePerDay() || s.Weekly() {
		t.Errorf("%s, once a day %v, weekly %v", s, s.OncePerDay(), s.Weekly())
	}
}

func TestWordsAndRhythmOfASchedule(t *testing.T) {
	tests := []struct {
		line, words  string
		once, weekly bool
	}{
		{"0 7 * * *", "every day at 07:00", true, false},
		{"0 7 * * 1-5", "weekdays at 07:00", true, false},
		{"0 7,18 * * 1-5", "weekdays at 07:00 and 18:00", false, false},
		{"30 18 * * 7", "Sundays at 18:30", true, true},
		{"0 7 * * 5-7", "Fridays, Saturdays and Sundays at 07:00", true, false},
		{"0 7 * * sat-sun", "weekends at 07:00", true, false},
		{"0 7 * * tue-sun/2", "Tuesdays, Thursdays and Saturdays at 07:00", true, false},
		{"0 7 * * 0-6", "every day at 07:00", true, false},
		{"0 7 * * 1-7", "every day at 07:00", true, false},
		{"@daily", "every day at 00:00", true, false},
		{"@Weekly", "Sundays at 00:00", true, true},
		{"@hourly", `cron "@hourly"`, false, false},
		{"*/15 * * * *", `cron "*/15 * * * *"`, false, false},
		{" 0 7  1 * * ", `cron "0 7  1 * *"`, true, true},
		{"0 7 1,15 * *", `cron "0 7 1,15 * *"`, true, true},
		{"0 7 1,5 * *", `cron "0 7 1,5 * *"`, true, false},
		{"0 7 1 * 1", `cron "0 7 1 * 1"`, true, false},
		{"0 7 29 2 1", `cron "0 7 29 2 1"`, true, false},
		{"0 7 1,31 * *", `cron "0 7 1,31 * *"`, true, false},
	}
	for _, tt := range tests {
		s := cronLine(t, tt.line)
		if s.String() != tt.words || s.OncePerDay() != tt.once || s.Weekly() != tt.weekly {
			t.Errorf("%q: %s, once a day %v, weekly %v; want %s, %v, %v",
				tt.line, s, s.OncePerDay(), s.Weekly(), tt.words, tt.once, tt.weekly)
		}
	}
}

func Example() {
	s, err := schedule.At("07:00", schedule.Weekdays)
	if err != nil {
		panic(err)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	friday := time.Date(2026, time.March, 27, 12, 0, 0, 0, london)
	next, _ := s.Next(friday, london)
	fmt.Println(s)
	fmt.Println(next.At.Format(time.RFC1123Z))
	// Output:
	// weekdays at 07:00
	// Mon, 30 Mar 2026 07:00:00 +0100
}
