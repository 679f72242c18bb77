package status

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

func TestEveryKeyOfTheStatusIsInTheManual(t *testing.T) {
	now := time.Now()
	full := statusJSON{
		Editions: []editionStatus{{
			ID: "e", Next: &dueJSON{Edition: "e", Readers: &readingJSON{}}, Paused: &pausedStatus{},
			Last: &issueStatus{Built: &now, Note: "n", Deliveries: digest.Tally{digest.Sent: 1}},
		}},
		Outbox: digest.Tally{digest.Pending: 1}, Unsure: []unsureStatus{{Reply: "r"}}, Suppressed: 1,
		Feeds: feedsStatus{Failing: []feedTrouble{{}}},
	}
	text, err := json.Marshal(full)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	manual, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(manual), "| in the object | is |")
	for _, key := range keysIn(object) {
		if named := regexp.MustCompile("`([a-z.\\[\\]]+\\.)?" + key + "(\\[\\])?(\\.[a-z.\\[\\]]+)?`"); !named.MatchString(table) {
			t.Errorf("docs/operations.md says nothing of %q", key)
		}
	}
}

// keysIn lists the keys of an object and of those in it; what a tally counts is no key.
func keysIn(value any) []string {
	var keys []string
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			keys = append(keys, key)
			if key != "deliveries" && key != "outbox" {
				keys = append(keys, keysIn(v[key])...)
			}
		}
	case []any:
		for _, item := range v {
			keys = append(keys, keysIn(item)...)
		}
	}
	return keys
}
