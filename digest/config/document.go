package config

import (
	"net/netip"
	"time"

	"tidings/digest"
	"tidings/digest/config/readers"
	"tidings/digest/config/sending"
	"tidings/digest/config/sources"
	"tidings/digest/config/strict"
)

// document is what the files say, before inheritance and before names are looked up.
type document struct {
	site      digest.Site
	sources   sources.Said
	editions  []edition
	readers   readers.Said
	mail      sending.Said
	web       *strict.Located[web]
	metrics   Metrics
	alerts    Alerts
	allow     []netip.Prefix
	retention time.Duration
	state     *strict.Located[string]
}

type edition struct {
	Edition
	scheduled bool // it names a schedule
	limited   bool // it names max_stories, perhaps 0
	contents  strict.Located[string]
	window    strict.Located[time.Duration]
	images    strict.Located[string]
	proof     strict.Located[digest.Proofing]
	sections  []strict.Located[string]
	lists     []strict.Located[string]
	at        strict.Value
}

type web struct {
	Web
	url strict.Located[string]
}
