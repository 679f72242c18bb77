package config

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"tidings/digest/schedule"
)

var (
	durationForm = regexp.MustCompile(`^(?:[0-9]+(?:\.[0-9]+)?[wdhms])+$`)
	durationPart = regexp.MustCompile(`([0-9.]+)([wdhms])`)
)

// maxDuration keeps sums of durations and moments far from what int64 nanoseconds hold.
const maxDuration = 100 * 365 * 24 * time.Hour

// duration is a length of time: 36h, 7d, 2w, 1d12h. A day is 24 hours.
func duration() shape[time.Duration] {
	schema := patternSchema(durationForm.String())
	schema.Examples = []any{"36h", "7d", "2w"}
	return scalar("a length of time such as 36h, 7d or 2w", schema, func(_ value, s string) (time.Duration, *fault) {
		if durationForm.MatchString(s) {
			if d, ok := parseDuration(s); ok {
				return d, nil
			}
			return 0, &fault{text: fmt.Sprintf("%q is too long or nothing at all", s), hint: "write more than nothing, and at most 5200w"}
		}
		bad := &fault{text: fmt.Sprintf("a length of time is expected here, not %q", s), hint: "write a number and w, d, h, m or s, as in 36h, 7d or 2w"}
		if _, err := strconv.Atoi(s); err == nil {
			bad.hint = fmt.Sprintf("write %sh or %sd", s, s)
		}
		return 0, bad
	})
}

func parseDuration(s string) (time.Duration, bool) {
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

// noneOr is a shape that also takes 0, for no limit.
func noneOr(sh shape[time.Duration]) shape[time.Duration] {
	return shape[time.Duration]{
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{sh.schema(defs), {Const: 0}}}
		},
		read: func(v value) (time.Duration, bool) {
			if v.node.Value == "0" && v.node.Tag == "!!int" {
				return 0, true
			}
			return sh.read(v)
		},
	}
}

// window is what an edition covers: 0 for everything since the reader's last issue, or a length of time.
func window() shape[time.Duration] {
	length := duration()
	return shape[time.Duration]{
		schema: func(defs jsonschema.Definitions) *jsonschema.Schema {
			return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Const: defaultWindow}, length.schema(defs)}}
		},
		read: func(v value) (time.Duration, bool) {
			if v.node.Value == defaultWindow {
				return 0, true
			}
			return length.read(v)
		},
	}
}

// zone is an IANA time zone.
func zone() shape[*time.Location] { return scalar("a time zone", zoneSchema(), parseZone) }

func zoneSchema() jsonschema.Schema {
	schema := patternSchema("^[A-Za-z][A-Za-z0-9_+/-]*$")
	schema.Examples = []any{"Europe/Paris", "America/New_York", "UTC"}
	return schema
}

func parseZone(v value, s string) (*time.Location, *fault) {
	if loc, ok := v.src.walk.zones[s]; ok {
		return loc, nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil || s == "" || s == "Local" {
		bad := &fault{text: fmt.Sprintf("unknown time zone %q", s), hint: didYouMean(nearestZone(s))}
		if bad.hint == "" {
			bad.hint = "write an IANA name such as Europe/Paris"
		}
		return nil, bad
	}
	v.src.walk.zones[s] = loc
	return loc, nil
}

// readersZone is a time zone, or nil for the word that means each reader's own.
func readersZone() shape[*time.Location] {
	const word = "subscriber"
	schema := jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Const: word}, new(zoneSchema())}}
	return scalar("a time zone or "+word, schema, func(v value, s string) (*time.Location, *fault) {
		if s == word {
			return nil, nil
		}
		loc, bad := parseZone(v, s)
		if bad != nil && nearest(s, []string{word}) != "" {
			bad.hint = didYouMean(word)
		}
		return loc, bad
	})
}

// days is a set of days of the week: a word for several, or a list of days.
func days() shape[schedule.Days] {
	everyWord := append(schedule.DaySets(), schedule.DayNames()...)
	parse := func(_ value, s string) (schedule.Days, *fault) {
		d, err := schedule.ParseDays(s)
		if bad, ok := errors.AsType[*schedule.ParseError](err); ok {
			f := &fault{text: bad.Problem, hint: didYouMean(nearest(s, everyWord))}
			if f.hint == "" {
				f.hint = "write " + bad.Instead
			}
			return 0, f
		}
		return d, nil
	}
	word := scalar("days", jsonschema.Schema{Enum: words(everyWord)}, parse)
	several := then(some(list(word)), func(_ value, all []schedule.Days) (schedule.Days, bool) {
		var sum schedule.Days
		for _, d := range all {
			sum |= d
		}
		return sum, true
	})
	return grown(word, several, yaml.SequenceNode)
}

func words(all []string) []any {
	out := make([]any, len(all))
	for i, w := range all {
		out[i] = w
	}
	return out
}

// timeOfDay is a time of day such as 07:00.
func timeOfDay() shape[string] {
	return scalar("a time of day", patternSchema("^([01]?[0-9]|2[0-3]):[0-5][0-9]$"), func(_ value, s string) (string, *fault) {
		_, err := schedule.At(s, schedule.Daily)
		return s, scheduleFault(err)
	})
}

// cronLine is a cron line or one of the words for it.
func cronLine() shape[schedule.Schedule] {
	schema := jsonschema.Schema{Type: "string", Examples: []any{"0 7 * * 1-5", "0 7,18 * * *"}}
	return scalar("a cron line", schema, func(_ value, s string) (schedule.Schedule, *fault) {
		parsed, err := schedule.Cron(s)
		return parsed, scheduleFault(err)
	})
}

func scheduleFault(err error) *fault {
	bad, ok := errors.AsType[*schedule.ParseError](err)
	if !ok {
		return nil
	}
	f := &fault{text: bad.Problem, start: bad.Start, end: bad.End}
	if bad.Instead != "" {
		f.hint = "write " + bad.Instead
	}
	return f
}

// scheduleShape is when an edition is due: a cron line, or a time of day and its days.
func scheduleShape() shape[schedule.Schedule] {
	form := constrained(mapping(nounSchedule, scheduleKeys()), func(s *jsonschema.Schema) {
		s.Not = &jsonschema.Schema{Type: "object", Required: []string{"cron"}, AnyOf: []*jsonschema.Schema{
			{Required: []string{"at"}}, {Required: []string{"days"}},
		}}
	})
	return then(form, func(v value, f scheduleForm) (schedule.Schedule, bool) {
		switch {
		case f.cron != nil && (f.at != "" || f.days != 0):
			v.fail("cron and at or days say the same thing twice", "write either cron, or at and days")
			return schedule.Schedule{}, false
		case f.cron != nil:
			return *f.cron, true
		}
		s, err := schedule.At(cmp.Or(f.at, defaultAt), cmp.Or(f.days, schedule.Daily))
		return s, err == nil
	})
}
