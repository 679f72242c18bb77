package store

// What the tests of the store know of it, and its callers do not.
const SweepRows = sweepRows

// Tables lists what Copy copies.
func Tables() []string { return copied }
