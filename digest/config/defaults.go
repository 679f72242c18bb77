package config

import "time"

// What holds when a file does not say. The schema shows the same values, through the keys that use them.
const (
	defaultName     = "Tidings"
	defaultLanguage = "en"

	// An edition's stories: about ten minutes of summaries, by the 25 of DESIGN's example.
	defaultStories   = 25
	defaultSize      = "95KB" // render.DefaultBudget
	defaultEdition   = "daily"
	defaultAt        = "07:00"
	defaultWindow    = "since_last"
	defaultRetention = "30d"
	defaultLate      = "6h"  // a morning paper is read until noon
	defaultProof     = "30m" // time to read it and to press a button
	defaultState     = "./state"
)

// The first issue reaches back this far.
const (
	dailyReach  = 24 * time.Hour
	weeklyReach = 7 * 24 * time.Hour
)
