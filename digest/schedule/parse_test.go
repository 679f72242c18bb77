package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/digest/schedule"
)

func TestCronRefusesWhatItCannotKeepAndSaysWhatToWrite(t *testing.T) {
	tests := []struct{ line, spot, want string }{
		{"", "", "a cron line has five fields"},
		{"0 7 * *", "", "and this has 4"},
		{"0 0 7 * * *", "", "write it without the seconds"},
		{"TZ=0", "", "write the zone as `timezone` of the edition"},
		{"CRON_TZ=Europe/London", "", "write the zone as `timezone` of the edition"},
		{"TZ=Europe/London 0 7 * * *", "", "cannot name a zone"},
		{"@every 1h", "", "knows no time of day"},
		{"@reboot", "", `"@reboot" is not known; write @hourly`},
		{"0 7 31 2 *", "31 2", "never due"},
		{"0 7 30,31 2 *", "30,31 2", "never due"},
		{"60 7 * * *", "60", `the minute cannot be "60"; write minutes from 0 to 59`},
		{"0 7x * * *", "7x", `the hour cannot be "7x"`},
		{"0 22-2 * * *", "22-2", "ranges upwards"},
		{"0 7 0 * *", "0", "the day of the month"},
		{"0 7 * jam *", "jam", "the month"},
		{"0 7 * * 8", "8", "the day of the week"},
		{"0 7 * * 1,,5", "1,,5", "the day of the week"},
		{"0 7 * * monday", "monday", "write days from 0 (Sunday) to 6 or sun to sat"},
		{"*/90 * * * *", "*/90", "the minute"},
	}
	for _, tt := range tests {
		s, err := schedule.Cron(tt.line)
		var bad *schedule.ParseError
		if !errors.As(err, &bad) {
			t.Errorf("%q was read as %q", tt.line, s)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v; want %q", tt.line, err, tt.want)
		}
		if got := bad.Text[bad.Start:bad.End]; got != tt.spot {
			t.Errorf("%q: the spot is %q, want %q", tt.line, got, tt.spot)
		}
	}
}

func TestAtReadsTimesOfDayOnly(t *testing.T) {
	for at, want := range map[string]string{"07:00": "07:00", "7:05": "07:05", "23:59": "23:59", "00:00": "00:00"} {
		if s, err := schedule.At(at, schedule.Daily); err != nil || s.String() != "every day at "+want {
			t.Errorf("%q: %s, %v", at, s, err)
		}
	}
	for _, at := range []string{"", "7", "7am", "24:00", "07:60", "07:00:00", " 07:00", "-1:00"} {
		if s, err := schedule.At(at, schedule.Daily); err == nil {
			t.Errorf("%q was read as %s", at, s)
		}
	}
	if s, err := schedule.At("07:00", 0); err == nil {
		t.Errorf("no day at all was read as %s", s)
	}
}

func TestDaysHaveNames(t *testing.T) {
	words := append(schedule.DaySets(), schedule.DayNames()...)
	if len(words) != 3+14 {
		t.Errorf("the words are %q", words)
	}
	var all schedule.Days
	for _, w := range words {
		d, err := schedule.ParseDays(w)
		if err != nil {
			t.Errorf("ParseDays(%q): %v", w, err)
		}
		if len(w) == 3 {
			all |= d
		}
	}
	if all != schedule.Daily {
		t.Errorf("the short names make up %s", all)
	}
	if d, err := schedule.ParseDays("lundi"); err == nil {
		t.Errorf(`"lundi" was read as %s`, d)
	}
	monThu := schedule.Days(1<<time.Monday | 1<<time.Thursday)
	if got := monThu.String(); got != "Mondays and Thursdays" {
		t.Errorf("got %q", got)
	}
}

func FuzzCron(f *testing.F) {
	for _, line := range []string{
		"0 7 * * 1-5", "*/15 * * * *", "@daily", "@every 1h", "TZ=0", "CRON_TZ=x 0 7 * * *", "0 7 31 2 *", "0 7 29 2 ?",
		"1-59/2,3 0-23/5 1,2,3 jan-dec sat-sun/2", "0 0 * * 7/7", "0 7 * * -", "\x00",
	} {
		f.Add(line)
	}
	after := time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, line string) {
		s, err := schedule.Cron(line)
		if err != nil {
			return
		}
		if m, ok := s.Next(after, time.UTC); !ok || !m.At.After(after) {
			t.Errorf("%q: the next moment is %v, %v", line, m, ok)
		}
		s.Weekly()
		if s.String() == "" {
			t.Errorf("%q has no words", line)
		}
	})
}
