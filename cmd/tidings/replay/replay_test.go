package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/digest"
	"tidings/digest/store"
)

// replayed is what `tidings replay --json` says of a state and two configurations.
func replayed(t *testing.T, dir string, args ...string) replayJSON {
	t.Helper()
	t.Setenv("TIDINGS_CONFIG", dir)
	var out, words bytes.Buffer
	cmd := Command(&call.Call{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &words})
	cmd.SetArgs(append([]string{"--json"}, args...))
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %s", err, &words)
	}
	var r replayJSON
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, dir, text string) string {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "sources.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestReplayKnowsTheDaysBeforeAndChangesNothing replays three days of one story that goes on, with and without repeats.
func TestReplayKnowsTheDaysBeforeAndChangesNothing(t *testing.T) {
	const feed = "https://paper.example/feed"
	base := "site: {timezone: UTC}\nfeeds: [{url: " + feed + ", name: The Paper}]\n"
	dir := write(t, t.TempDir(), base)
	never := write(t, t.TempDir(), base+"editions: [{id: daily, repeats: never, max_stories: 1, schedule: {at: \"07:00\", days: [mon, tue]}}]\n")
	clock := time.Date(2020, 11, 22, 20, 0, 0, 0, time.UTC)
	st, err := store.Open(t.Context(), filepath.Join(dir, "state"), store.Options{Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	gather := func(guid, title, body string) {
		t.Helper()
		id := digest.Key("feed", feed)
		a := digest.Article{
			ID: digest.ArticleID(id, guid), FeedID: id, GUID: guid, URL: "https://paper.example/" + guid, Canonical: "paper.example/" + guid,
			Title: title, Published: clock, Text: digest.Text{Body: body, Words: 60, Method: "feed"},
		}
		if _, err := st.SaveFeed(t.Context(), digest.FeedState{Feed: id}, []digest.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	gather("dam", "Kestrel Dam bursts above Larnmouth", "Kestrel Dam burst above Larnmouth on Sunday. Its water reached the town of Larnmouth within an hour. Mayor Ana Prado had it cleared.")
	gather("cup", "Rovers win the cup final", "Rovers beat the Wanderers by three goals to one.")
	clock = clock.Add(24 * time.Hour)
	gather("dead", "Kestrel Dam: 14 dead in Larnmouth, and 2,300 without a home",
		"Fourteen people died in Larnmouth when Kestrel Dam burst, the coroner Bo Lindqvist said. Some 2,300 have lost their homes. Prosecutor Ida Moreau seized the records of Kestrel Dam's owner, Northwater. “We saw cracks in June,” said its engineer Tom Okafor.")
	clock = clock.Add(24 * time.Hour)
	gather("bakers", "Bakers strike over flour prices", "Bakers in three towns closed their shops over the price of flour.")
	before := stats(t, st)
	got := replayed(t, dir, "--from", "2020-11-23", "--to", "2020-11-25", "--config", never)
	if after := stats(t, st); after != before {
		t.Errorf("the state was %s and is %s", before, after)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if got.Total.Now != (sideJSON{4, 1}) || *got.Total.Then != (sideJSON{1, 0}) || got.Total.Out != 3 || got.Total.In != 0 {
		t.Errorf("altogether %+v, then %+v", got.Total, *got.Total.Then)
	}
	wants := [][]string{{"max_stories allows"}, {"repeats: never"}, {"it has no issue that day"}}
	for i, want := range wants {
		var whys []string
		for _, m := range got.Days[i].Out {
			whys = append(whys, m.Why)
		}
		if len(whys) != len(want) || !strings.Contains(strings.Join(whys, "\n"), want[0]) {
			t.Errorf("%s: out because %q, want %q", got.Days[i].Date, whys, want)
		}
	}
}

func stats(t *testing.T, st *store.Store) string {
	t.Helper()
	s, err := st.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	links, err := st.Links(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v with %d links", s, len(links))
}
