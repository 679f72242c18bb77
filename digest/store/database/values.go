package database

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// Bind turns values into what both drivers take, in place: clean strings and integers. Pointers stand for what they point
// to, so that one list of fields serves for reading and for writing.
func Bind(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = Clean(v)
		case *string:
			args[i] = Clean(*v)
		case time.Time:
			args[i] = toMillis(v)
		case *Moment:
			args[i] = toMillis(time.Time(*v))
		case *Span:
			args[i] = time.Duration(*v).Milliseconds()
		case *Yes:
			args[i] = map[Yes]int64{true: 1}[*v]
		case driver.Valuer:
			args[i] = v
		default:
			args[i] = bindKind(reflect.Indirect(reflect.ValueOf(arg)))
		}
	}
	return args
}

// bindKind binds named types by what they are made of.
func bindKind(v reflect.Value) any {
	switch {
	case v.Kind() == reflect.String:
		return Clean(v.String())
	case v.CanInt():
		return v.Int()
	default:
		return v.Interface() // a mistake in this package: the driver will name it
	}
}

// Clean makes text that every database takes.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// Moment is a time in a column of Unix milliseconds, where 0 is the zero time.
type Moment time.Time

// Scan implements sql.Scanner.
func (m *Moment) Scan(column any) error {
	ms, ok := column.(int64)
	if !ok {
		return fmt.Errorf("time is a %T", column)
	}
	*m = Moment{}
	if ms != 0 {
		*m = Moment(time.UnixMilli(ms).UTC())
	}
	return nil
}

func toMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Span is a duration in a column of milliseconds.
type Span time.Duration

// Scan implements sql.Scanner.
func (s *Span) Scan(column any) error {
	ms, ok := column.(int64)
	if !ok {
		return fmt.Errorf("duration is a %T", column)
	}
	*s = Span(time.Duration(ms) * time.Millisecond)
	return nil
}

// Yes is a truth in a column of 1 and 0, which both databases have.
type Yes bool

// Scan implements sql.Scanner.
func (y *Yes) Scan(column any) error {
	n, ok := column.(int64)
	if !ok {
		return fmt.Errorf("truth is a %T", column)
	}
	*y = n != 0
	return nil
}

// JSON is the column of a value that at points to.
func JSON(at any) JSONColumn { return JSONColumn{at} }

// JSONColumn is a value in a column of JSON; an empty list is empty text.
type JSONColumn struct{ at any } // a pointer to the value

// Scan implements sql.Scanner.
func (j JSONColumn) Scan(column any) error {
	text, ok := column.(string)
	if !ok {
		return fmt.Errorf("JSON is a %T", column)
	}
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), j.at)
}

// Value implements driver.Valuer.
func (j JSONColumn) Value() (driver.Value, error) {
	if v := reflect.ValueOf(j.at).Elem(); v.Kind() == reflect.Slice && v.Len() == 0 {
		return "", nil
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(j.at)
	return strings.TrimSuffix(b.String(), "\n"), err
}
