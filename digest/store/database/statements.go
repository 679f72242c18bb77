package database

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"tidings/digest"
)

// Querier is the pool or a transaction.
type Querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Change runs a statement and says how many rows it changed.
func Change(ctx context.Context, q Querier, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, Bind(args)...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// All reads every row of a query; fields lists where the columns of a row go.
func All[T any](ctx context.Context, q Querier, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, Bind(args)...)
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

// One reads the first row of a query; digest.ErrNotFound when there is none.
func One[T any](ctx context.Context, q Querier, fields func(*T) []any, query string, args ...any) (value T, err error) {
	values, err := All(ctx, q, fields, query, args...)
	if err == nil && len(values) == 0 {
		err = digest.ErrNotFound
	}
	if err != nil {
		return value, err
	}
	return values[0], nil
}

// Single is the field of a query with one column.
func Single[T any](v *T) []any { return []any{v} }

// ByKey makes a map of values.
func ByKey[T any](values []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(values))
	for _, v := range values {
		m[key(v)] = v
	}
	return m
}

// Insert adds n rows, row(i) giving the values of one. The statement is head, VALUES and tail.
func (d Dialect) Insert(ctx context.Context, tx *sql.Tx, head, tail string, n int, row func(i int) []any) error {
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
			_, err = statement.ExecContext(ctx, Bind(args)...)
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

// Set is a set of strings as the parameter of Dialect.Keys: a JSON array.
func Set[T ~string](keys []T) string {
	set := make([]string, len(keys))
	for i, k := range keys {
		set[i] = Clean(string(k))
	}
	text, err := json.Marshal(set)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(text)
}
