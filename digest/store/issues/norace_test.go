//go:build !race

package issues_test

// manyReaders is the number of readers that Tidings is made for.
const manyReaders = 100_000
