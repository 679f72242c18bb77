package forms

import (
	"cmp"
	"errors"

	"github.com/invopop/jsonschema"

	"tidings/digest"
	"tidings/digest/config/strict"
	"tidings/digest/schedule"
)

// scheduleForm is a schedule as it is written: a cron line, or a time of day and its days.
type scheduleForm struct {
	cron *schedule.Schedule
	at   digest.TimeOfDay
	days schedule.Days
}

// scheduleKeys are the keys of a schedule that is due at a time of day when it names none.
func scheduleKeys(at string) []strict.Key[scheduleForm] {
	return []strict.Key[scheduleForm]{
		strict.Field("at", TimeOfDay(), func(f *scheduleForm, t digest.TimeOfDay) { f.at = t }, "Time of day.").OrElse(at),
		strict.Field("days", days(), func(f *scheduleForm, d schedule.Days) { f.days = d },
			"daily, weekdays, weekends, or days such as [mon, thu].").OrElse("daily"),
		strict.Field("cron", cronLine(), func(f *scheduleForm, s schedule.Schedule) { f.cron = &s },
			"Minute, hour, day of month, month, day of week, instead of at and days."),
	}
}

const nounSchedule = "`schedule`"

// SchedulePlace is the mapping that a Schedule is, for hints.
func SchedulePlace() strict.Place { return strict.PlaceOf(nounSchedule, scheduleKeys("")) }

// Schedule is when something is due: a cron line, or days and the time of day; without the time, at is it.
func Schedule(at string) strict.Shape[schedule.Schedule] {
	form := strict.Constrained(strict.Mapping(nounSchedule, scheduleKeys(at)), func(s *jsonschema.Schema) {
		s.Not = &jsonschema.Schema{Type: "object", Required: []string{"cron"}, AnyOf: []*jsonschema.Schema{
			{Required: []string{"at"}}, {Required: []string{"days"}},
		}}
	})
	return strict.Then(form, func(v strict.Value, f scheduleForm) (schedule.Schedule, bool) {
		switch {
		case f.cron != nil && (f.at != "" || f.days != 0):
			v.Fail("cron and at or days say the same thing twice", "write either cron, or at and days")
			return schedule.Schedule{}, false
		case f.cron != nil:
			return *f.cron, true
		}
		s, err := schedule.At(cmp.Or(string(f.at), at), cmp.Or(f.days, schedule.Daily))
		return s, err == nil
	})
}

// TimeOfDay is a time of day such as 07:00.
func TimeOfDay() strict.Shape[digest.TimeOfDay] {
	return strict.Scalar("a time of day", strict.PatternSchema("^([01]?[0-9]|2[0-3]):[0-5][0-9]$"), func(s string) (digest.TimeOfDay, *strict.Fault) {
		_, err := schedule.At(s, schedule.Daily)
		t, _ := digest.ParseTimeOfDay(s)
		return t, scheduleFault(err)
	})
}

// cronLine is a cron line or one of the words for it.
func cronLine() strict.Shape[schedule.Schedule] {
	schema := jsonschema.Schema{Type: "string", Examples: []any{"0 7 * * 1-5", "0 7,18 * * *"}}
	return strict.Scalar("a cron line", schema, func(s string) (schedule.Schedule, *strict.Fault) {
		parsed, err := schedule.Cron(s)
		return parsed, scheduleFault(err)
	})
}

func scheduleFault(err error) *strict.Fault {
	bad, ok := errors.AsType[*schedule.ParseError](err)
	if !ok {
		return nil
	}
	f := &strict.Fault{Text: bad.Problem, Start: bad.Start, End: bad.End}
	if bad.Instead != "" {
		f.Hint = "write " + bad.Instead
	}
	return f
}
