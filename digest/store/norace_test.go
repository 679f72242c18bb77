//go:build !race

package store_test

// manyReaders is the number of readers that Tidings is made for.
const manyReaders = 100_000
