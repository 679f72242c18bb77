package call

import (
	"os"
	"strings"
	"time"
)

// localZone is the machine's zone under its IANA name, which time.Local does not tell; time.Local itself where the
// name cannot be found out.
func localZone() *time.Location {
	if os.Getenv("TZ") != "" {
		if loc, err := time.LoadLocation(strings.TrimPrefix(os.Getenv("TZ"), ":")); err == nil {
			return loc
		}
		return time.Local
	}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(target, "zoneinfo/"); ok {
			if loc, err := time.LoadLocation(name); err == nil {
				return loc
			}
		}
	}
	return time.Local
}
