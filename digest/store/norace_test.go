//go:build !race

package store

// manyReaders is the number of readers that Tidings is made for.
const manyReaders = 100_000
