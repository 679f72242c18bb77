package sources

import (
	"tidings/digest"
	"tidings/digest/config/forms"
)

// What holds when a file does not say. The schema shows the same values, through the keys that use them.
const (
	// One feed's stories in an issue: a wire that writes hundreds a day leaves room for the others.
	defaultPerFeed = 5
	// An article's age when first seen. It matters on the first evening only, since later an article is seen within the
	// hour: with 36 hours a list of blogs that write weekly would begin with an empty paper, and with a week it has
	// something of each. Freshness decides the order, so news is not made older by it.
	defaultMaxAge = "7d"
	defaultWeight = 1
	defaultCheck  = "1h" // what readers of feeds are known to ask for, and servers to bear
)

// presets are the settings that defaults, sections and feeds build on.
func presets() settings {
	age, _ := forms.ParseDuration(defaultMaxAge)
	check, _ := forms.ParseDuration(defaultCheck)
	return settings{
		weight: new(float64(defaultWeight)), maxPerFeed: new(defaultPerFeed), maxAge: &age, check: &check,
		extract: &extraction{mode: digest.ExtractAuto},
	}
}
