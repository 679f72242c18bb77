package feed

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"tidings/digest"
	"tidings/digest/sanitize"
)

// realFeeds reads the feeds of publishers that are kept outside of the repository, by their paths.
func realFeeds(t testing.TB) map[string][]byte {
	t.Helper()
	root := os.Getenv("TIDINGS_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	feeds := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(root, "feeds"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		feeds[path], err = os.ReadFile(path)
		return err
	})
	if err != nil || len(feeds) == 0 {
		t.Skipf("no real feeds in %s: set TIDINGS_DATA to the folder that has them", root)
	}
	return feeds
}

// tally counts what was found in real feeds, and of what gofeed alone finds there, how much we have, too.
type tally struct {
	articles, dated, pictured, contents int
	named, found                        int // pictures that Media RSS names
}

func TestRealFeedsLoseNothing(t *testing.T) {
	var n tally
	feeds := realFeeds(t)
	for path, body := range feeds {
		c, err := Parse(digest.Page{URL: "https://base.example/feeds/feed.xml", Body: body}, Limits{Now: now})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n.count(t, path, c)
		if alone, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil {
			n.compare(t, path, c, alone)
		}
	}
	t.Logf("%d files, %d articles: %d dated, %d with content, %d with a picture (%d of %d that are named)",
		len(feeds), n.articles, n.dated, n.contents, n.pictured, n.found, n.named)
}

func (n *tally) count(t *testing.T, path string, c digest.Channel) {
	t.Helper()
	seen := map[string]bool{}
	for _, a := range c.Articles {
		n.articles++
		if a.GUID == "" || seen[a.GUID] {
			t.Errorf("%s: guid %q", path, a.GUID)
		}
		seen[a.GUID] = true
		assertAddress(t, a.URL)
		assertAddress(t, a.Image)
		assertNoScript(t, a.Content)
		if !a.When().IsZero() {
			n.dated++
		}
		if a.Image != "" {
			n.pictured++
		}
		if a.Content != "" {
			n.contents++
		}
	}
}

// compare holds an article against what gofeed alone makes of it.
func (n *tally) compare(t *testing.T, path string, c digest.Channel, alone *gofeed.Feed) {
	t.Helper()
	if len(alone.Items) != len(c.Articles) {
		return // doubles were left out, or gofeed lost some
	}
	for i, item := range alone.Items {
		a := c.Articles[i]
		if item.Link != "" && a.URL == "" {
			t.Errorf("%s: the link %q was lost", path, item.Link)
		}
		if (item.PublishedParsed != nil || item.UpdatedParsed != nil) && a.When().IsZero() {
			t.Errorf("%s: the date %q was lost", path, item.Published+item.Updated)
		}
		if item.Title != "" && a.Title == "" {
			t.Errorf("%s: the title %q was lost", path, item.Title)
		}
		if sanitize.Text(item.Content+item.Description) != "" && a.Content+a.Summary == "" {
			t.Errorf("%s: the text of %q was lost", path, a.Title)
		}
		if namesPicture(item) {
			n.named++
			if a.Image != "" {
				n.found++
			} else {
				t.Errorf("%s: the picture of %q was lost", path, a.Title)
			}
		}
	}
}

// namesPicture says whether Media RSS elements of an item name a picture.
func namesPicture(item *gofeed.Item) bool {
	media := item.Extensions["media"]
	elements := append(media["thumbnail"], media["content"]...)
	for _, group := range media["group"] {
		elements = append(append(elements, group.Children["thumbnail"]...), group.Children["content"]...)
	}
	for _, e := range elements {
		if e.Name == "thumbnail" || e.Attrs["medium"] == "image" || strings.HasPrefix(e.Attrs["type"], "image/") {
			return true
		}
	}
	return false
}
