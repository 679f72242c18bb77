package dates

import (
	"strconv"
	"strings"
	"time"
)

// What is here are the dates of ISO 8601 (1988) that are more than a year, a month and a day with hyphens.

// parseDigits reads seconds or milliseconds since 1970, the basic format, and a month without its century.
func parseDigits(s string) (time.Time, bool) {
	if century, rest := s[0] == '-', strings.ReplaceAll(s[1:], "-", ""); century && len(rest) == len("0601") && len(s) <= len("-06-01") {
		return parsedAs("0601", rest)
	}
	switch len(s) {
	case len("20060102"):
		return parsedAs("20060102", s)
	case len("20060102150405"):
		return parsedAs("20060102150405", s)
	case len("20060102T150405Z"):
		return parsedAs("20060102T150405Z", s)
	case len("1136239445"), len("1136239445000"):
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n <= 0 {
			return time.Time{}, false
		}
		if len(s) > len("1136239445") {
			return time.UnixMilli(n), true
		}
		return time.Unix(n, 0), true
	}
	return time.Time{}, false
}

func parsedAs(layout, s string) (time.Time, bool) {
	t, err := time.Parse(layout, s)
	return t, err == nil
}

// basic reads digits without hyphens: a date of 5 to 8 digits, and behind one a time of 6.
func (p *parts) basic(n, size int) bool {
	switch {
	case size == len("150405") && p.day != 0 && !p.clock:
		p.clock, p.hour, p.min, p.sec = true, n/10000, n/100%100, n%100
		return p.hour <= 24 && p.min < 60 && p.sec <= 60
	case p.year != 0 || len(p.numbers) > 0:
		return false
	case size == len("20060102"):
		p.year, p.month, p.day = n/10000, n/100%100, n%100
	case size == len("2006002"):
		p.year = n / 1000
		return p.dayOfYear(n % 1000)
	case size == len("060102"):
		p.year, p.month, p.day = fullYear(n/10000), n/100%100, n%100
	case size == len("06002"):
		p.year = fullYear(n / 1000)
		return p.dayOfYear(n % 1000)
	default:
		return false
	}
	return true
}

// dayOfYear takes up an ordinal date.
func (p *parts) dayOfYear(n int) bool {
	day := time.Date(p.year, 1, n, 0, 0, 0, 0, time.UTC)
	p.month, p.day = int(day.Month()), day.Day()
	return n > 0 && day.Year() == p.year
}

// week reads a week of the year, and a day of that week: 52, 52-3 or 523. The first week has the year's fourth of January.
func (p *parts) week() {
	n, size := p.digits()
	weekday := 1
	switch {
	case size == len("523"):
		n, weekday = n/10, n%10
	case p.joined():
		p.rest = p.rest[1:]
		weekday, _ = p.digits()
	}
	fourth := time.Date(p.year, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	if n < 1 || n > 53 || weekday < 1 || weekday > 7 {
		return // what is left says no day
	}
	day := monday.AddDate(0, 0, 7*(n-1)+weekday-1)
	p.year, p.month, p.day = day.Year(), int(day.Month()), day.Day()
}
