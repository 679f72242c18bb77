package forms

import (
	_ "embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"

	"tidings/digest/config/strict"
	"tidings/digest/spelling"
)

var (
	durationForm = regexp.MustCompile(`^(?:[0-9]+(?:\.[0-9]+)?[wdhms])+$`)
	durationPart = regexp.MustCompile(`([0-9.]+)([wdhms])`)
)

// maxDuration keeps sums of durations and moments far from what int64 nanoseconds hold.
const maxDuration = 100 * 365 * 24 * time.Hour

// Duration is a length of time: 36h, 7d, 2w, 1d12h. A day is 24 hours.
func Duration() strict.Shape[time.Duration] {
	schema := strict.PatternSchema(durationForm.String())
	schema.Examples = []any{"36h", "7d", "2w"}
	return strict.Scalar("a length of time such as 36h, 7d or 2w", schema, func(s string) (time.Duration, *strict.Fault) {
		if durationForm.MatchString(s) {
			if d, ok := ParseDuration(s); ok {
				return d, nil
			}
			return 0, &strict.Fault{Text: fmt.Sprintf("%q is too long or nothing at all", s), Hint: "write more than nothing, and at most 5200w"}
		}
		bad := &strict.Fault{Text: fmt.Sprintf("a length of time is expected here, not %q", s), Hint: "write a number and w, d, h, m or s, as in 36h, 7d or 2w"}
		if _, err := strconv.Atoi(s); err == nil {
			bad.Hint = fmt.Sprintf("write %sh or %sd", s, s)
		}
		return 0, bad
	})
}

// ParseDuration is the length of time that a text of the form of Duration says; false when it is nothing, or more than a
// century.
func ParseDuration(s string) (time.Duration, bool) {
	units := map[string]time.Duration{
		"w": 7 * 24 * time.Hour, "d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second,
	}
	total := 0.0
	for _, part := range durationPart.FindAllStringSubmatch(s, -1) {
		n, err := strconv.ParseFloat(part[1], 64)
		if err != nil {
			return 0, false
		}
		total += n * float64(units[part[2]])
	}
	return time.Duration(total), total > 0 && total <= float64(maxDuration)
}

var sizeForm = regexp.MustCompile(`^([1-9][0-9]{0,8})(B|KB|MB)$`)

// Size is how many bytes, from least to most: 95KB, 1MB. A KB is 1024 bytes, as mail programs count.
func Size(least, most int) strict.Shape[int] {
	schema := strict.PatternSchema(sizeForm.String())
	schema.Examples = []any{"95KB", "1MB"}
	return strict.Scalar("a size such as 95KB or 1MB", schema, func(s string) (int, *strict.Fault) {
		part := sizeForm.FindStringSubmatch(s)
		if part == nil {
			return 0, &strict.Fault{Text: fmt.Sprintf("a size is expected here, not %q", s), Hint: "write a number and B, KB or MB, as in 95KB"}
		}
		n, err := strconv.Atoi(part[1])
		n *= map[string]int{"B": 1, "KB": 1 << 10, "MB": 1 << 20}[part[2]]
		if err != nil || n < least || n > most {
			return 0, &strict.Fault{Text: fmt.Sprintf("%q is out of range", s), Hint: fmt.Sprintf("write a size from %dKB to %dMB", least>>10, most>>20)}
		}
		return n, nil
	})
}

var rateForm = regexp.MustCompile(`^([1-9][0-9]{0,5})/([smhd])$`)

// Rate is how many in a second, minute, hour or day, as the time from one to the next.
func Rate() strict.Shape[time.Duration] {
	schema := strict.PatternSchema(rateForm.String())
	schema.Examples = []any{"10/s", "600/m"}
	return strict.Scalar("a rate such as 10/s or 600/m", schema, func(s string) (time.Duration, *strict.Fault) {
		part := rateForm.FindStringSubmatch(s)
		if part == nil {
			return 0, &strict.Fault{Text: fmt.Sprintf("a rate is expected here, not %q", s), Hint: "write a number, a slash and s, m, h or d, as in 10/s or 600/m"}
		}
		n, err := strconv.Atoi(part[1])
		if err != nil {
			return 0, &strict.Fault{Text: fmt.Sprintf("a rate is expected here, not %q", s)}
		}
		return map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[part[2]] / time.Duration(n), nil
	})
}

// Zones are the IANA time zones that were loaded already, by name: a list of readers names few zones many times. A nil one
// will do for a schema, not for reading.
type Zones map[string]*time.Location

// Zone is an IANA time zone.
func (z Zones) Zone() strict.Shape[*time.Location] {
	return strict.Scalar("a time zone", zoneSchema(), z.parse)
}

// ZoneOr is an IANA time zone, or nil for a word that means something else.
func (z Zones) ZoneOr(word string) strict.Shape[*time.Location] {
	schema := jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Const: word}, new(zoneSchema())}}
	return strict.Scalar("a time zone or "+word, schema, func(s string) (*time.Location, *strict.Fault) {
		if s == word {
			return nil, nil
		}
		loc, bad := z.parse(s)
		if bad != nil && spelling.Nearest(s, []string{word}) != "" {
			bad.Hint = strict.DidYouMean(word)
		}
		return loc, bad
	})
}

func zoneSchema() jsonschema.Schema {
	schema := strict.PatternSchema("^[A-Za-z][A-Za-z0-9_+/-]*$")
	schema.Examples = []any{"Europe/Paris", "America/New_York", "UTC"}
	return schema
}

func (z Zones) parse(s string) (*time.Location, *strict.Fault) {
	if loc, ok := z[s]; ok {
		return loc, nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil || s == "" || s == "Local" {
		bad := &strict.Fault{Text: fmt.Sprintf("unknown time zone %q", s), Hint: strict.DidYouMean(nearestZone(s))}
		if bad.Hint == "" {
			bad.Hint = "write an IANA name such as Europe/Paris"
		}
		return nil, bad
	}
	z[s] = loc
	return loc, nil
}

// zoneNames are the names of IANA time zones, a line each: zone.tab of the tz database, version 2025b.
//
//go:embed zones.txt
var zoneNames string

// nearestZone is the IANA zone that was likely meant: "paris" and "Europe/Pariss" are Europe/Paris.
func nearestZone(name string) string {
	zones := append(strings.Fields(zoneNames), "UTC")
	word := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	for _, z := range zones {
		if lower := strings.ToLower(z); lower == word || path.Base(lower) == path.Base(word) {
			return z
		}
	}
	if z := spelling.Nearest(word, zones); z != "" {
		return z
	}
	cities := make([]string, len(zones))
	for i, z := range zones {
		cities[i] = path.Base(z)
	}
	if i := slices.Index(cities, spelling.Nearest(path.Base(word), cities)); i >= 0 {
		return zones[i]
	}
	return ""
}
