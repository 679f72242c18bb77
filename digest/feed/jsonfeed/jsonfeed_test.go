package jsonfeed

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tidings/digest"
)

func TestAPartThatIsDamagedCostsOnlyItself(t *testing.T) {
	const version = `{"version":"https://jsonfeed.org/version/1.1","title":"News",`
	for name, c := range map[string]struct {
		doc      string
		ids      []string
		over     int
		warnings string
	}{
		"whole":                    {version + `"items":[{"id":"1"},{"id":"2"}]}`, []string{"1", "2"}, 0, ""},
		"an article of wrong type": {version + `"items":[{"id":"1","tags":7},{"id":"2"}]}`, []string{"2"}, 0, "1 article could not be read: "},
		"what is no article":       {version + `"items":[null,"x",{"id":"2"}]}`, []string{"2"}, 0, ""},
		"the end":                  {version + `"items":[{"id":"1"},{"id":`, []string{"1"}, 0, "damaged after 1 article"},
		"too long":                 {version + `"items":[{"id":"` + strings.Repeat("1", 4096) + `"},{"id":"2"}]}`, []string{"2"}, 0, "an article of 4105 bytes was left out"},
		"too many": {version + `"items":[{"id":"1","date_published":"2026-11-20"},{"id":"2"},{"id":"3","date_published":"2026-11-22"},
			{"id":"4","date_modified":"2026-11-21"}]}`, []string{"3", "4"}, 2, ""},
	} {
		d, err := Read([]byte(c.doc), Limits{Articles: 2, Content: 1024})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var ids []string
		for _, item := range d.Items {
			ids = append(ids, item.ID)
		}
		said := strings.Join(d.Warnings, "; ")
		if !slices.Equal(ids, c.ids) || d.Over != c.over || d.Title != "News" || !strings.Contains(said, c.warnings) || c.warnings == "" && said != "" {
			t.Errorf("%s: %q, %d over, title %q, %q", name, ids, d.Over, d.Title, said)
		}
	}
}

func TestWhatIsNoJSONFeedIsSaidToBeNone(t *testing.T) {
	for doc, want := range map[string]digest.ParseKind{
		`{"data":[]}`: digest.ParseNotFeed,
		`{"version":"https://jsonfeed.org/version/1","items":7}`: digest.ParseBroken,
		`{`: digest.ParseNotFeed,
	} {
		_, err := Read([]byte(doc), Limits{Articles: 2, Content: 1024})
		var parse *digest.ParseError
		if !errors.As(err, &parse) || parse.Kind != want {
			t.Errorf("%s: got %v, want %q", doc, err, want)
		}
	}
}
