package paper

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tidings/cmd/tidings/call"
	"tidings/digest"
	"tidings/digest/pipeline"
)

func TestFailuresAreNamedOneByOneUntilTheyAreManyOrAlike(t *testing.T) {
	var r pipeline.GatherReport
	fail := func(reason string, n int) {
		for range n {
			f := &digest.Feed{ID: fmt.Sprint(len(r.Feeds)), URL: fmt.Sprintf("http://%d.example/", len(r.Feeds))}
			r.Feeds = append(r.Feeds, pipeline.FeedReport{Feed: f, Title: f.URL, Err: errors.New(f.URL + ": " + reason)})
		}
	}
	fail("alone", 1)
	fail("alike", alikeLeast)
	fail("nearly alike", alikeLeast-1)
	got := failures(r, true)
	want := []string{
		"http://0.example/: alone", "4 feeds (http://1.example/, http://2.example/ and so on; -v names all): alike",
		"http://5.example/: nearly alike", "http://6.example/: nearly alike", "http://7.example/: nearly alike",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if got := failures(r, false); len(got) != len(r.Feeds) {
		t.Errorf("%d lines for %d feeds", len(got), len(r.Feeds))
	}
	for i := range 2 * mostFailures {
		fail(fmt.Sprint("its own reason ", i), 1)
	}
	var out bytes.Buffer
	c := &call.Call{Stderr: &out}
	sayFailed(c, r)
	if lines := strings.Count(out.String(), "\n"); lines != 1+mostFailures+1 || !strings.Contains(out.String(), "… and 17 more lines; -v shows all") {
		t.Errorf("%d lines:\n%s", lines, out.String())
	}
}
