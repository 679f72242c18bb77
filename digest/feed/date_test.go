package feed

import (
	"testing"
	"time"
)

func TestDatesAsFeedsWriteThem(t *testing.T) {
	at := func(hour, minute int) time.Time { return time.Date(2020, 1, 10, hour, minute, 0, 0, time.UTC) }
	for want, written := range map[time.Time][]string{
		at(0, 0): {
			"2020-01-10", "2020/1/10", "20200110", "1/10/2020", "10.1.2020", "10-01-2020", "10 Jan 2020", "Jan 10, 2020",
			"January 10th, 2020", "Friday, 10 January 2020", "vendredi 10 janvier 2020", "10. Jänner 2020", "10 de enero de 2020",
			"10 gennaio 2020", "ven. 10 janv. 2020", "Fr, 10. Januar 2020", "10 stycznia 2020", "10 января 2020", "10-Jan-2020",
			"2020-Jan-10", "10.01.20 00:00 +9900" /* an offset that cannot be */, "Fri, 09 Jan 2020 24:00:00 GMT", "10 Jan 20",
		},
		at(20, 56): {
			"Fri, 10 Jan 2020 20:56:00 GMT", "Fri, 10 Jan 2020 20:56:00 +0000", "Fri, 10 Jan 2020 20:56 UT", "10 Jan 20 20:56 Z",
			"Fri, 10 Jan 2020 15:56:00 EST", "Fri, 10 Jan 2020 22:56:00 +02:00", "Fri, 10 Jan 2020 22:56:00 GMT+02:00",
			"Fri, 10 Jan 20 22:56:00 CEST", "Fr, 10 Jan 2020 21:56:00 MEZ", "Fri, 10 Jan 2020 12:56 pm PST", "10 Jan 2020 8:56 PM",
			"10 January 2020 8:56 p.m.", "Jan 10, 2020 12:56:00 PM PST", "2020-01-10T20:56:00Z", "2020-01-10T20:56Z", "2020-01-10 20:56:00",
			"2020-01-10T21:56:00+01:00", "2020-01-10T21:56:00+0100", "2020-01-10t20:56:00z",
			"20200110T205600Z", "20200110205600", "1578689760", "1578689760000", "Fri Jan 10 20:56:00 2020", "Fri Jan 10 15:56:00 EST 2020",
			"Fri Jan 10 2020 20:56:00 GMT+0000 (Coordinated Universal Time)", "Fri, 10 Jan 2020 15:56:00 -0500 GMT", "10.01.2020 20:56",
			"mar. 10 janv. 2020 20:56 GMT" /* the wrong day of the week is no matter */, "01/10/2020 08:56 PM", "  Fri,10 Jan 2020 20:56:00 GMT\n",
			"Friday, January 10, 2020 at 8:56 pm", "2020.01.10 20:56",
		},
		time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC):  {"1 Sept 2020", "1 septembre 2020", "2020-09", "1 września 2020"},
		time.Date(2020, 3, 10, 0, 0, 0, 0, time.UTC): {"mar 10 mars 2020", "10 mar 2020", "10. März 2020"},
		time.Date(2003, 1, 1, 0, 0, 0, 0, time.UTC):  {"2003"},
		time.Date(1999, 7, 8, 7, 0, 0, 0, time.UTC):  {"Thu, 08 Jul 1999 07:00:00 GMT", "8 Jul 99 07:00 GMT"},
	} {
		for _, s := range written {
			if got, ok := parseDate(s); !ok || !got.Equal(want) {
				t.Errorf("%q: got %v %v, want %v", s, got, ok, want)
			}
		}
	}
}

func TestWhatIsNoDate(t *testing.T) {
	for _, s := range []string{
		"", "soon", "8:56 am", "Monday", "32 Jan 2020", "30 Feb 2020", "2020-13-01", "2020-00-10", "0001-01-01T00:00:00Z",
		"0000-00-00 00:00:00", "-0001-11-30T00:00:00Z", "1970-01-01T00:00:00Z", "25:00 10 Jan 2020", "10 Jan", "Jan 2020 2020",
		"99999999999999999999", "1/2/3/4/5/6", "2020-01-10T10:99:00Z", "123456789012345678901234567890123456789012345678901234567890123456789012345678901",
	} {
		if got, ok := parseDate(s); ok {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"Fri, 10 Jan 2020 20:56:00 GMT", "2020-01-10T21:56:00.5+01:00", "10/1/20 8:56 p.m. EST", "-0001-11-30", "mardi 10 août 2020"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := parseDate(s)
		if ok && (got.Year() < firstYear || got.Year() > 9999 || got.Location() != time.UTC) {
			t.Errorf("%q: %v", s, got)
		}
	})
}
