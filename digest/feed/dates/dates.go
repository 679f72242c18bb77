// Package dates turns a date, in any of the ways that feeds write it, into a moment.
package dates

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// firstYear is the first year that a date is believed of: zero times of databases and of Unix are nonsense.
const firstYear = 1971

// Parse reads a date in the ways that feeds write it: RFC 822 and 3339 and what people make of them, with names of
// months in several languages, days before or after months, two-digit years, named zones, seconds since 1970, the weeks
// and days of the year of ISO 8601. It takes the parts as they come rather than by layout. ok is false for what is no
// date. A date without a zone is in UTC.
func Parse(s string) (t time.Time, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) < len("2006") || len(s) > 80 {
		return time.Time{}, false
	}
	if t, ok = parseDigits(s); !ok {
		p := parts{rest: s}
		if !p.read() {
			return time.Time{}, false
		}
		t, ok = p.time()
	}
	t = t.UTC()
	return t, ok && t.Year() >= firstYear && t.Year() < 10000
}

// parts are the parts of a date while they are read.
type parts struct {
	rest             string
	numbers          []int // those that stand alone, in their order; the year is four digits long or comes last
	year, month, day int
	inOrder          bool // the year came before any other number
	clock            bool // a time of day was read
	hour, min, sec   int
	pm, am           bool
	offset           int  // seconds east of UTC
	zoned            bool // the offset was given in digits, which beat names: "-0500 GMT"
}

func (p *parts) read() bool {
	for p.rest != "" {
		switch c := p.rest[0]; {
		case c >= '0' && c <= '9':
			if !p.number() {
				return false
			}
		case (c == '+' || c == '-') && p.clock && len(p.rest) > 1 && isDigit(p.rest[1]):
			p.zone()
		default:
			p.word()
		}
	}
	return true
}

// number reads digits: a time of day, a numeric date, a year or a day.
func (p *parts) number() bool {
	n, size := p.digits()
	switch {
	case size > 4:
		return p.basic(n, size)
	case p.next(':') && !p.clock:
		return p.timeOfDay(n)
	case size == 4:
		if p.year != 0 {
			return false
		}
		p.year, p.inOrder = n, len(p.numbers) == 0
		if p.joined() {
			return p.numericRest()
		}
	case p.joined() && p.month == 0 && p.day == 0 && p.year == 0:
		return p.numericDate(n)
	default:
		p.numbers = append(p.numbers, n)
	}
	return len(p.numbers) <= 3
}

// joined says whether the number just read is followed by a separator and another number.
func (p *parts) joined() bool {
	return len(p.rest) > 1 && strings.IndexByte("-/.", p.rest[0]) >= 0 && isDigit(p.rest[1])
}

// numericRest reads what follows a year: month and day.
func (p *parts) numericRest() bool {
	p.rest = p.rest[1:]
	n, size := p.digits()
	if size == 3 {
		return p.dayOfYear(n)
	}
	p.month, p.day = n, 1
	if p.joined() {
		p.rest = p.rest[1:]
		p.day, _ = p.digits()
	}
	return true
}

// numericDate reads 31/12/2006, 12/31/2006, 31.12.06 and their like. With strokes, the month is first, as Americans
// write it, unless it cannot be; with hyphens between numbers of two digits the year is, as ISO 8601 had it until 2000.
func (p *parts) numericDate(first int) bool {
	separator := p.rest[0]
	p.rest = p.rest[1:]
	second, length := p.digits()
	if length == 3 && !p.joined() {
		p.year = fullYear(first)
		return p.dayOfYear(second)
	}
	if !p.joined() {
		return false
	}
	p.rest = p.rest[1:]
	third, size := p.digits()
	switch {
	case p.joined():
		return false
	case first > 31, separator == '-' && size == 2 && second <= 12 && third <= 31:
		p.year, p.month, p.day = fullYear(first), second, third
		return true
	case separator == '/' && first <= 12:
		p.month, p.day = first, second
	default:
		p.day, p.month = first, second
	}
	if p.year = third; size <= 2 {
		p.year = fullYear(third)
	}
	return true
}

func (p *parts) timeOfDay(hour int) bool {
	p.clock, p.hour = true, hour
	p.rest = p.rest[1:]
	p.min, _ = p.digits()
	if p.next(':') {
		p.rest = p.rest[1:]
		p.sec, _ = p.digits()
		if p.next('.') || p.next(',') {
			if rest := strings.TrimLeft(p.rest[1:], "0123456789"); len(rest) < len(p.rest)-1 {
				p.rest = rest
			}
		}
	}
	return p.hour <= 24 && p.min < 60 && p.sec <= 60
}

// zone reads an offset: +02:00, +0200 or +2. One that cannot be is passed over: the day is right all the same.
func (p *parts) zone() {
	sign := 1
	if p.rest[0] == '-' {
		sign = -1
	}
	p.rest = p.rest[1:]
	n, size := p.digits()
	hours, minutes := n, 0
	switch {
	case p.next(':'):
		p.rest = p.rest[1:]
		minutes, _ = p.digits()
	case size > 2:
		hours, minutes = n/100, n%100
	}
	if hours <= 14 && minutes < 60 {
		p.zoned, p.offset = true, sign*(hours*3600+minutes*60)
	}
}

// word reads letters: the name of a month, a zone or a half of the day. Others, and what is not a letter, say nothing.
func (p *parts) word() {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case end < 0:
		end = len(p.rest)
	case end == 0:
		_, size := utf8.DecodeRuneInString(p.rest)
		p.rest = p.rest[size:]
		return
	}
	alone, word := p.rest[:end], strings.ToLower(p.rest[:end])
	p.rest = p.rest[end:]
	if month := monthNamed(word); month != 0 {
		p.month = month // the last word counts: weekdays come before, and some begin like months ("mar." is Tuesday, too)
		return
	}
	half := word
	if strings.HasPrefix(p.rest, ".m") {
		half += "m"
	}
	switch offset, known := zones[strings.ToUpper(word)]; {
	case word == "w" && p.year != 0 && p.month == 0 && p.rest != "" && isDigit(p.rest[0]):
		p.week()
	case half == "오전" || half == "오후":
		p.am, p.pm = half == "오전", half == "오후"
		p.offset = zones["KST"]
	case word == "일":
		p.offset = zones["KST"] // Korean in its letters comes from Korea
	case !p.clock:
	case p.rest == "" && len(alone) == 1 && military[alone] != 0:
		p.offset = military[alone] * 3600
	case half == "am" || half == "pm":
		p.am, p.pm = half == "am", half == "pm"
	case known && !p.zoned:
		p.offset = offset
	}
}

// time puts the parts together, if they are enough for a date.
func (p *parts) time() (time.Time, bool) {
	for i, n := range p.numbers {
		switch {
		case i == 0 && p.inOrder && p.month == 0 && len(p.numbers) == 2:
			p.month = n // 2006년 1월 2일
		case p.day == 0:
			p.day = n
		case p.year == 0:
			p.year = fullYear(n)
		}
	}
	if p.day == 0 && p.month == 0 && p.year != 0 {
		p.month, p.day = 1, 1 // "2006", as W3CDTF allows
	}
	switch {
	case p.pm && p.hour < 12:
		p.hour += 12
	case p.am && p.hour == 12:
		p.hour = 0
	}
	t := time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC)
	if p.year == 0 || p.month < 1 || p.month > 12 || p.day < 1 || t.Day() != p.day {
		return t, false
	}
	seconds := p.hour*3600 + p.min*60 + min(p.sec, 59) - p.offset
	return t.Add(time.Duration(seconds) * time.Second), true
}

func (p *parts) digits() (n, size int) {
	for size < len(p.rest) && isDigit(p.rest[size]) && size < 9 {
		n = n*10 + int(p.rest[size]-'0')
		size++
	}
	p.rest = p.rest[size:]
	return n, size
}

func (p *parts) next(c byte) bool { return p.rest != "" && p.rest[0] == c }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// fullYear is the year of two digits by the rule of POSIX strptime: 69 to 99 are of the last century.
func fullYear(n int) int {
	switch {
	case n < 69:
		return 2000 + n
	case n < 100:
		return 1900 + n
	}
	return n
}

// months gives the beginnings of the names of months in English, French, German, Spanish, Italian, Portuguese, Dutch,
// Polish, Czech, Swedish, Turkish, Hungarian, Russian and Greek.
var months = [12][]string{
	strings.Fields("jan jän ene gen sty led oca янв ιαν"), strings.Fields("feb fév fev lut úno şub фев φεβ"),
	strings.Fields("mar mär mrt maa már bře мар μαρ μάρ"), strings.Fields("apr avr abr ápr kwi dub nis апр απρ"),
	strings.Fields("may mai maj máj máu mei mag kvě май мая μαϊ μάι μαΐ"), strings.Fields("juin jun jún giu cze haz июн ιουν ιούν"),
	strings.Fields("juil jul júl lug lip tem июл ιουλ ιούλ"), strings.Fields("aug aoû aou ago sie srp ağu авг αυγ αύγ"),
	strings.Fields("sep set sze wrz zář eyl сен σεπ"), strings.Fields("oct okt out ott paź říj eki окт οκτ"),
	strings.Fields("nov lis kas ноя νοε νοέ"), strings.Fields("dec déc dez dic gru pro ara дек δεκ"),
}

// monthNamed is the month of a lower-case word, or 0.
func monthNamed(word string) int {
	for i, beginnings := range months {
		for _, beginning := range beginnings {
			if strings.HasPrefix(word, beginning) {
				return i + 1
			}
		}
	}
	return 0
}

// military are the zones of one letter that RFC 822 names (section 5.1), in hours.
var military = map[string]int{"A": -1, "M": -12, "N": 1, "Y": 12}

// zones gives the offsets of named zones that feeds use, RFC 822's first. Where a name is shared, the one that most
// feeds mean: CST is in Chicago, BST in London, IST in Delhi.
var zones = map[string]int{
	"UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "WET": 0,
	"EST": -5 * 3600, "EDT": -4 * 3600, "ET": -5 * 3600, "CST": -6 * 3600, "CDT": -5 * 3600, "MST": -7 * 3600,
	"MDT": -6 * 3600, "PST": -8 * 3600, "PDT": -7 * 3600, "PT": -8 * 3600, "AKST": -9 * 3600, "AKDT": -8 * 3600,
	"HST": -10 * 3600, "AST": -4 * 3600, "ADT": -3 * 3600, "NST": -12600, "NDT": -9000, "BRT": -3 * 3600, "ART": -3 * 3600,
	"BST": 3600, "WEST": 3600, "CET": 3600, "MEZ": 3600, "MET": 3600, "CEST": 7200, "MESZ": 7200, "MEST": 7200,
	"EET": 7200, "SAST": 7200, "EEST": 3 * 3600, "MSK": 3 * 3600, "TRT": 3 * 3600, "GST": 4 * 3600, "PKT": 5 * 3600,
	"IST": 19800, "ICT": 7 * 3600, "WIB": 7 * 3600, "HKT": 8 * 3600, "SGT": 8 * 3600, "AWST": 8 * 3600, "PHT": 8 * 3600,
	"JST": 9 * 3600, "KST": 9 * 3600, "ACST": 34200, "AEST": 10 * 3600, "AEDT": 11 * 3600, "NZST": 12 * 3600,
	"NZDT": 13 * 3600,
}
