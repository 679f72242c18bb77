package meta

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// published is when the article says it was published. What is marked as that comes first, then the date that many sites
// write into the address, then the line below the headline; a bare time element is believed last, it may date a comment.
func (p *Page) published() time.Time {
	for _, s := range []string{
		p.ld.published,
		p.first("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date"),
		p.first("dcterms.created", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "date", "pubdate", "sailthru.date", "publish-date", "publication_date"),
		p.times[0], inAddress(p.base), p.times[1], p.dateline,
	} {
		if t, ok := parseTime(s); ok {
			return t
		}
	}
	return time.Time{}
}

var addressDate = regexp.MustCompile(`/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[^0-9]|$)`)

// inAddress is the date in an address, as a directory or the beginning of a name, as ISO 8601; empty for none.
func inAddress(address *url.URL) string {
	if address == nil {
		return ""
	}
	return isoDate(addressDate.FindStringSubmatch(address.Path), 1, 2, 3)
}

// months are the first three letters of the months in the languages with the most feeds, with the letters that are not
// ASCII; four where three do not tell them apart.
var months = strings.Fields(`
	jan:1 feb:2 mar:3 apr:4 may:5 jun:6 jul:7 aug:8 sep:9 oct:10 nov:11 dec:12
	mär:3 mai:5 okt:10 dez:12
	fév:2 avr:4 juin:6 juil:7 aoû:8 déc:12
	ene:1 abr:4 ago:8 dic:12
	fev:2 set:9 out:10
	gen:1 mag:5 giu:6 lug:7 ott:10
	maa:3 mei:5`)

var (
	dayFirst   = regexp.MustCompile(`(?:^|[^\d])(\d\d?)(?:st|nd|rd|th)?\.? (?:de |d')?(\pL{3,10})\.?,? (?:de )?((?:19|20)\d\d)(?:[^\d]|$)`)
	monthFirst = regexp.MustCompile(`(?:^|[^\pL])(\pL{3,10})\.? (\d\d?)(?:st|nd|rd|th)?,? ((?:19|20)\d\d)(?:[^\d]|$)`)
	numeric    = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)(?:[^\d]|$)`)
	dotted     = regexp.MustCompile(`(?:^|[^\d])(\d\d?)\.(\d\d?)\.((?:19|20)\d\d)(?:[^\d]|$)`)
	signed     = regexp.MustCompile(`((?:19|20)\d\d)年(\d\d?)月(\d\d?)日`)
)

// DateIn is the date in a line that a person reads, as ISO 8601; empty for none. 3/5/2026 is nothing: some mean May by it.
func DateIn(line string) string {
	if !strings.Contains(line, "20") && !strings.Contains(line, "19") {
		return ""
	}
	if m := dayFirst.FindStringSubmatch(line); m != nil {
		m[2] = month(m[2])
		if d := isoDate(m, 3, 2, 1); d != "" {
			return d
		}
	}
	if m := monthFirst.FindStringSubmatch(line); m != nil {
		m[1] = month(m[1])
		if d := isoDate(m, 3, 1, 2); d != "" {
			return d
		}
	}
	for _, r := range []*regexp.Regexp{numeric, signed} {
		if d := isoDate(r.FindStringSubmatch(line), 1, 2, 3); d != "" {
			return d
		}
	}
	return isoDate(dotted.FindStringSubmatch(line), 3, 2, 1)
}

// month is the number of a month by its name, whole or cut short; empty for another word.
func month(name string) string {
	name = strings.ToLower(name)
	best, number := 0, ""
	for _, m := range months {
		prefix, n, _ := strings.Cut(m, ":")
		if len(prefix) > best && strings.HasPrefix(name, prefix) {
			best, number = len(prefix), n
		}
	}
	return number
}

// isoDate joins the parts of a match; empty when they are no date.
func isoDate(m []string, year, month, day int) string {
	if m == nil {
		return ""
	}
	part := func(i int) int {
		n, _ := strconv.Atoi(m[i])
		return n
	}
	date := fmt.Sprintf("%04d-%02d-%02d", part(year), part(month), part(day))
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return ""
	}
	return date
}

// timeLayouts are how pages write a date for machines: ISO 8601 in its shapes, RFC 1123, and what PHP prints.
var timeLayouts = []string{
	time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05",
	"2006-01-02T15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 MST",
	"2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly, "20060102T150405Z0700", "20060102", "2006/01/02 15:04:05", "2006/01/02",
	time.RFC1123, time.RFC1123Z, "Mon Jan 2 15:04:05 MST 2006", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006",
}

// parseTime reads a date; one without a zone is taken for UTC. A year before the web, or a far one, is a mistake.
func parseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, false
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1990 && t.Year() < 2100 {
			return t, true
		}
	}
	return time.Time{}, false
}
