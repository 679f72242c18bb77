//go:build race

package extract

// underRace says that what is allocated is not what the program allocates: the race detector keeps temporaries on the
// heap that are on the stack without it.
const underRace = true
