//go:build race

package issues_test

// manyReaders is a number that the race detector gets through in a few seconds: it slows SQLite, which is Go here, by
// more than ten times.
const manyReaders = 5_000
