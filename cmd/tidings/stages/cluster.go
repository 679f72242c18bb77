package stages

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/digest"
	"tidings/digest/cluster"
)

// clusterIn is a line of input of `tidings cluster`: an article. Story is the true story, for --score only.
type clusterIn struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	Source    string `json:"source"`
	URL       string `json:"url"`
	Published string `json:"published"`
	Story     string `json:"story"`
}

// clusterOut is a line of its output.
type clusterOut struct {
	ID    string `json:"id"`
	Story string `json:"story"`
}

// clusterScore is the output of --score.
type clusterScore struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// ClusterCommand is `tidings cluster`.
func ClusterCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var score bool
	grouping := string(digest.GroupNormal)
	cmd := &cobra.Command{
		Use: "cluster FILE.jsonl|-", Short: "Group articles into stories", GroupID: "parts",
		Args: cobra.ExactArgs(1),
		Long: `Reads one JSON object a line, {id, title, text, source, url, published}, all but id
and title optional, and writes {id, story} a line in the order of the input.

--grouping strict puts fewer strangers into a story, loose tells less twice.
With --score the stories are compared with the input's own "story", which the
grouping never sees, and {precision, recall, f1} (BCubed) is written instead.`,
		RunE: func(_ *cobra.Command, args []string) error {
			lines, err := a.readArticles(args[0])
			if err != nil {
				return err
			}
			if !slices.Contains([]digest.Grouping{digest.GroupLoose, digest.GroupNormal, digest.GroupStrict}, digest.Grouping(grouping)) {
				return exit.With(exit.Usage, digest.Hint(fmt.Errorf("--grouping %q is none", grouping), "say loose, normal or strict"))
			}
			got := grouped(lines, digest.Grouping(grouping))
			if score {
				return a.printScore(lines, got)
			}
			w := bufio.NewWriter(a.Stdout)
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			for i, l := range lines {
				if err := enc.Encode(clusterOut{l.ID, got[i]}); err != nil {
					return err
				}
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringVar(&grouping, "grouping", grouping, "how readily articles become one story: loose, normal or strict")
	cmd.Flags().BoolVar(&score, "score", false, "print BCubed precision, recall and F1 against the input's own stories")
	return cmd
}

// readArticles reads the lines. A line that cannot be read, or an id that comes twice, is the user's error.
func (a actions) readArticles(where string) ([]clusterIn, error) {
	in := a.Stdin
	if where != "-" {
		f, err := os.Open(where)
		if err != nil {
			return nil, digest.Hint(err, "give a file, or - for standard input")
		}
		defer f.Close()
		in = f
	}
	var lines []clusterIn
	first := make(map[string]int)
	r := bufio.NewReaderSize(in, 1<<20)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			var l clusterIn
			if err := json.Unmarshal(line, &l); err != nil {
				return nil, badLine(where, n, badJSON(err))
			}
			if l.ID == "" {
				return nil, badLine(where, n, `the article has no "id"`)
			}
			if at, ok := first[l.ID]; ok {
				return nil, badLine(where, n, fmt.Sprintf("the id %q stands in line %d already", l.ID, at))
			}
			first[l.ID] = n
			lines = append(lines, l)
		}
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", where, err)
		}
	}
}

// badJSON says in plain words what is wrong with a line.
func badJSON(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return fmt.Sprintf("%q must be text, not a %s", kind.Field, kind.Value)
	}
	return "this is not a JSON object: " + err.Error()
}

func badLine(where string, n int, what string) error {
	return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s:%d: %s", where, n, what),
		`each line is an object such as {"id": "1", "title": "…", "text": "…"}`))
}

// grouped is the story of each line.
func grouped(lines []clusterIn, by digest.Grouping) []string {
	articles := make([]digest.Article, len(lines))
	for i, l := range lines {
		articles[i] = digest.Article{ID: l.ID, Title: l.Title, FeedID: l.Source, URL: l.URL, Text: digest.Text{Body: l.Text}}
		if t, err := parseTime(l.Published); err == nil {
			articles[i].Published = t
		}
	}
	of := make(map[string]string, len(lines))
	for _, st := range cluster.Group(articles, cluster.Options{Grouping: by}) {
		for _, art := range st.Articles {
			of[art.ID] = st.ID
		}
	}
	got := make([]string, len(lines))
	for i, l := range lines {
		got[i] = of[l.ID]
	}
	return got
}

// parseTime reads RFC 3339, and a date alone.
func parseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, s)
}

func (a actions) printScore(lines []clusterIn, got []string) error {
	want := make([]string, len(lines))
	for i, l := range lines {
		if l.Story == "" {
			return exit.With(exit.Usage, digest.Hint(fmt.Errorf("article %q has no \"story\" to be compared with", l.ID),
				"--score needs the true story of every article"))
		}
		want[i] = l.Story
	}
	p, r, f := cluster.BCubed(got, want)
	return json.NewEncoder(a.Stdout).Encode(clusterScore{p, r, f})
}
