package schedule

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"tidings/digest"
)

// ParseError is a schedule that could not be read: what is wrong with it, and what to write.
type ParseError struct {
	Text       string // as written
	Problem    string // `the minute cannot be "60"`
	Instead    string // what to write; may be empty
	Start, End int    // the bytes of Text that are wrong; both 0: all of it
}

func (e *ParseError) Error() string {
	if e.Instead == "" {
		return fmt.Sprintf("%q: %s", e.Text, e.Problem)
	}
	return fmt.Sprintf("%q: %s; write %s", e.Text, e.Problem, e.Instead)
}

// At is the schedule of one time of day, written "07:00", on the days given. Its errors are of type *ParseError.
func At(at string, days Days) (Schedule, error) {
	t, ok := digest.ParseTimeOfDay(at)
	if !ok {
		return Schedule{}, &ParseError{
			Text: at, Problem: fmt.Sprintf("%q is not a time of day", at), Instead: `hours and minutes from "00:00" to "23:59"`,
		}
	}
	var list []string
	for day := time.Sunday; day <= time.Saturday; day++ {
		if days.Has(day) {
			list = append(list, strconv.Itoa(int(day)))
		}
	}
	field := strings.Join(list, ",")
	if days == Daily {
		field = "*"
	}
	if field == "" {
		return Schedule{}, &ParseError{Text: at, Problem: "no day is named", Instead: "daily, weekdays, weekends, or days such as [mon, thu]"}
	}
	hour, minute := t.Clock()
	return Cron(fmt.Sprintf("%d %d * * %s", minute, hour, field))
}

// Cron is the schedule of a cron line: minute, hour, day of month, month, day of week, or one of @hourly, @daily,
// @weekly, @monthly and @yearly. Sunday is 0 or 7. As in cron, a line that restricts both kinds of day is due on either.
//
// A line that names its own zone, counts an interval (@every), can never be due, or steps further than its field goes
// is refused. Errors are of type *ParseError.
func Cron(line string) (Schedule, error) {
	line = strings.TrimSpace(line)
	fields := fieldSpan.FindAllStringIndex(line, -1)
	switch {
	case strings.Contains(line, "TZ="): // a prefix with nothing after it makes robfig/cron panic
		return Schedule{}, &ParseError{Text: line, Problem: "a cron line cannot name a zone", Instead: "the zone as `timezone` of the edition"}
	case strings.HasPrefix(line, "@every"):
		return Schedule{}, &ParseError{
			Text: line, Problem: "@every counts from the start of the program and knows no time of day", Instead: `hours, as in "0 7,19 * * *"`,
		}
	case strings.HasPrefix(line, "@"):
		return parseWord(line)
	case len(fields) != len(fieldNames):
		return Schedule{}, wrongCount(line, len(fields))
	}
	clean := make([]string, len(fields))
	for i, span := range fields {
		text := line[span[0]:span[1]]
		clean[i] = text
		if i == len(fields)-1 {
			clean[i] = sundayLast(text)
		}
		if !fieldOK(i, clean[i]) {
			return Schedule{}, &ParseError{
				Text: line, Problem: fmt.Sprintf("the %s cannot be %q", fieldNames[i], text), Instead: fieldHelp[i], Start: span[0], End: span[1],
			}
		}
	}
	s, err := newSchedule(line, strings.Join(clean, " "))
	if err != nil {
		return Schedule{}, &ParseError{Text: line, Problem: err.Error()}
	}
	if s.spec.Next(calendarStart).IsZero() {
		return Schedule{}, &ParseError{
			Text: line, Problem: "this is never due: no month it names has that day", Instead: "a day that exists; 28 is in every month",
			Start: fields[2][0], End: fields[3][1],
		}
	}
	return s, nil
}

// newSchedule reads a line whose fields are known to be good.
func newSchedule(line, clean string) (Schedule, error) {
	parsed, err := cron.ParseStandard(clean)
	if err != nil {
		return Schedule{}, err
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Schedule{}, errors.New("this is no schedule on the clock")
	}
	spec.Location = time.UTC
	return Schedule{spec: *spec, line: line}, nil
}

func parseWord(line string) (Schedule, error) {
	s, err := newSchedule(line, strings.ToLower(line))
	if err != nil {
		return Schedule{}, &ParseError{
			Text: line, Problem: fmt.Sprintf("%q is not known", line), Instead: `@hourly, @daily, @weekly, @monthly, @yearly, or five fields as in "0 7 * * 1-5"`,
		}
	}
	return s, nil
}

func wrongCount(line string, n int) *ParseError {
	e := &ParseError{
		Text:    line,
		Problem: fmt.Sprintf("a cron line has five fields (minute, hour, day of month, month, day of week), and this has %d", n),
		Instead: `for example "0 7 * * 1-5"`,
	}
	if n == len(fieldNames)+1 {
		e.Instead = "it without the seconds"
	}
	return e
}

var fieldSpan = regexp.MustCompile(`\S+`)

// The fields of a cron line, in order.
var (
	fieldNames = [...]string{"minute", "hour", "day of the month", "month", "day of the week"}
	fieldSizes = [...]int{60, 24, 31, 12, 7}
	fieldHelp  = [...]string{
		"minutes from 0 to 59", "hours from 0 to 23, ranges upwards as in 22-23,0-2", "days from 1 to 31",
		"months from 1 to 12 or jan to dec", "days from 0 (Sunday) to 6 or sun to sat",
	}
)

// fieldOK reads one field alone, so that an error can say which it was. A step that leaves its field is refused: it is
// written in the belief that it counts on, and robfig/cron reads it as the first value only.
func fieldOK(i int, text string) bool {
	for _, part := range strings.Split(text, ",") {
		_, step, _ := strings.Cut(part, "/")
		if n, err := strconv.Atoi(step); part == "" || err == nil && n >= fieldSizes[i] {
			return false
		}
	}
	probe := [...]string{"*", "*", "*", "*", "*"}
	probe[i] = text
	_, err := cron.ParseStandard(strings.Join(probe[:], " "))
	return err == nil
}

// sundayLast rewrites the days of the week that end on a Sunday, "7", "5-7" or "sat-sun", into those that robfig/cron
// reads, where Sunday is the first day. What it does not understand it leaves for the parser to refuse.
func sundayLast(field string) string {
	parts := strings.Split(field, ",")
	for i, part := range parts {
		span, step, stepped := strings.Cut(part, "/")
		low, high, ranged := strings.Cut(span, "-")
		if !ranged && low == "7" {
			parts[i] = "0"
			continue
		}
		if !ranged || (high != "7" && !strings.EqualFold(high, "sun")) || low == "0" || strings.EqualFold(low, "sun") {
			continue
		}
		n, err := strconv.Atoi(step)
		if !stepped {
			n, err = 1, nil
		}
		first := dayNumber(low)
		if err != nil || n < 1 || n > 7 || first < 0 {
			continue
		}
		var days []string
		for day := first; day <= 7; day += n {
			days = append(days, strconv.Itoa(day%7))
		}
		parts[i] = strings.Join(days, ",")
	}
	return strings.Join(parts, ",")
}

// dayNumber is the number of a day of the week written "4" or "thu"; -1 when it is neither.
func dayNumber(s string) int {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if s == strconv.Itoa(int(day)) || strings.EqualFold(s, day.String()[:3]) {
			return int(day)
		}
	}
	if s == "7" {
		return 7
	}
	return -1
}
