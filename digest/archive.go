package digest

import "time"

// Archive says who may read the issues of an edition on the web. The zero value means ArchiveOff.
type Archive string

// The archives.
const (
	ArchiveOff      Archive = "off"      // nobody
	ArchiveUnlisted Archive = "unlisted" // who has the address, which cannot be guessed
	ArchivePublic   Archive = "public"   // everybody: the issues are listed
)

// Kept says whether copies of the issues are kept for the web.
func (a Archive) Kept() bool { return a == ArchiveUnlisted || a == ArchivePublic }

// WebCopy is an issue as anybody may read it on the web: the whole of it, by nobody's preferences. It is made and stored
// with the issue, and goes with it.
type WebCopy struct {
	Issue     string // ID
	Edition   string // ID
	Slot      Slot
	Name      string // of its page: one of a kind in the edition, of letters, digits and hyphens
	Listed    bool   // whether the archive names it; else only who has the address finds it
	Built     time.Time
	Headlines []string  // the first few
	Stories   int       // that are told; Contents.More has those that are only named
	Rendering Rendering // its Subject and, unless it is one of a list, its Contents; there is no HTML and no Text
}
