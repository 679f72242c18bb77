//go:build !race

package extract

// underRace says that what is allocated is what the program allocates.
const underRace = false
