package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tidings/digest"
)

// querier is the pool or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// byKey makes a map of values.
func byKey[T any](values []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(values))
	for _, v := range values {
		m[key(v)] = v
	}
	return m
}

// change runs a statement and says how many rows it changed.
func change(ctx context.Context, q querier, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, bind(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// all reads every row of a query; fields lists where the columns of a row go.
func all[T any](ctx context.Context, q querier, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, bind(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []T
	for rows.Next() {
		values = append(values, *new(T))
		if err := rows.Scan(fields(&values[len(values)-1])...); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return values, nil
}

// one reads the first row of a query; digest.ErrNotFound when there is none.
func one[T any](ctx context.Context, q querier, fields func(*T) []any, query string, args ...any) (value T, err error) {
	values, err := all(ctx, q, fields, query, args...)
	if err == nil && len(values) == 0 {
		err = digest.ErrNotFound
	}
	if err != nil {
		return value, err
	}
	return values[0], nil
}

// single is the field of a query with one column.
func single[T any](v *T) []any { return []any{v} }

// insert adds n rows, row(i) giving the values of one. The statement is head, VALUES and tail.
func (d dialect) insert(ctx context.Context, tx *sql.Tx, head, tail string, n int, row func(i int) []any) error {
	for start := 0; start < n; {
		rows := min(d.rowsPerInsert, n-start)
		statement, err := tx.PrepareContext(ctx, head+" VALUES "+placeholders(rows, len(row(start)))+" "+tail)
		if err != nil {
			return err
		}
		var args []any
		for ; start+rows <= n && err == nil; start += rows {
			args = args[:0]
			for i := range rows {
				args = append(args, row(start+i)...)
			}
			_, err = statement.ExecContext(ctx, bind(args)...)
		}
		if err = errors.Join(err, statement.Close()); err != nil {
			return err
		}
	}
	return nil
}

// placeholders are the parameters of rows of a width: ($1,$2),($3,$4).
func placeholders(rows, width int) string {
	var b strings.Builder
	for i := range rows * width {
		switch {
		case i%width > 0:
			b.WriteByte(',')
		case i > 0:
			b.WriteString("),(")
		default:
			b.WriteByte('(')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}

// bind turns values into what both drivers take, in place: clean strings and integers. Pointers stand for what they point
// to, so that one list of fields serves for reading and for writing.
func bind(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = clean(v)
		case *string:
			args[i] = clean(*v)
		case time.Time:
			args[i] = toMillis(v)
		case *moment:
			args[i] = toMillis(time.Time(*v))
		case jsonText, marks:
			args[i] = v
		case *span:
			args[i] = time.Duration(*v).Milliseconds()
		case *yes:
			args[i] = map[yes]int64{true: 1}[*v]
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
		return clean(v.String())
	case v.CanInt():
		return v.Int()
	default:
		return v.Interface() // a mistake in this package: the driver will name it
	}
}

// clean makes text that every database takes.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// moment is a time in a column of Unix milliseconds, where 0 is the zero time.
type moment time.Time

// Scan implements sql.Scanner.
func (m *moment) Scan(column any) error {
	ms, ok := column.(int64)
	if !ok {
		return fmt.Errorf("time is a %T", column)
	}
	*m = moment{}
	if ms != 0 {
		*m = moment(time.UnixMilli(ms).UTC())
	}
	return nil
}

func toMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// span is a duration in a column of milliseconds.
type span time.Duration

// Scan implements sql.Scanner.
func (s *span) Scan(column any) error {
	ms, ok := column.(int64)
	if !ok {
		return fmt.Errorf("duration is a %T", column)
	}
	*s = span(time.Duration(ms) * time.Millisecond)
	return nil
}

// yes is a truth in a column of 1 and 0, which both databases have.
type yes bool

// Scan implements sql.Scanner.
func (y *yes) Scan(column any) error {
	n, ok := column.(int64)
	if !ok {
		return fmt.Errorf("truth is a %T", column)
	}
	*y = n != 0
	return nil
}

// jsonText is a value in a column of JSON; an empty list is empty text.
type jsonText struct{ at any } // a pointer to the value

// Scan implements sql.Scanner.
func (j jsonText) Scan(column any) error {
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
func (j jsonText) Value() (driver.Value, error) {
	if v := reflect.ValueOf(j.at).Elem(); v.Kind() == reflect.Slice && v.Len() == 0 {
		return "", nil
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(j.at)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// keySet is a set of strings as the parameter of dialect.keys: a JSON array.
func keySet[T ~string](keys []T) string {
	set := make([]string, len(keys))
	for i, k := range keys {
		set[i] = clean(string(k))
	}
	text, err := json.Marshal(set)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(text)
}
