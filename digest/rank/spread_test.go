package rank

import (
	"reflect"
	"testing"
	"time"

	"tidings/digest"
)

func TestReportsAreCountedByTheLabelsOfTheirFeeds(t *testing.T) {
	label := func(pairs ...string) digest.Feed {
		f := digest.Feed{Weight: 1, Labels: make(map[string]string)}
		for i := 0; i < len(pairs); i += 2 {
			f.Labels[pairs[i]] = pairs[i+1]
		}
		return f
	}
	feeds := map[string]digest.Feed{
		"a": label("region", "local", "leaning", "left"), "b": label("region", "local"), "c": label("region", "national"),
		"d": {Weight: 1},
	}
	copied := func(st digest.Story, feed string) digest.Story {
		st.Articles = append(st.Articles, telling(st.ID+"-copy", feed, st.Articles[0].Text.Body, time.Hour))
		return st
	}
	region := func(without int, values ...digest.Share) digest.Spread {
		return digest.Spread{Label: "region", Values: values, Without: without}
	}
	left := func(without int) digest.Spread {
		return digest.Spread{Label: "leaning", Values: []digest.Share{{Value: "left", Reports: 1}}, Without: without}
	}
	tests := []struct {
		name  string
		story digest.Story
		want  []digest.Spread
	}{
		{"each report counts for its value", told("s", "a", "b", "c"), []digest.Spread{
			left(2), region(0, digest.Share{Value: "local", Reports: 2}, digest.Share{Value: "national", Reports: 1}),
		}},
		{"one without the label is counted as such", told("s", "b", "d"), []digest.Spread{region(1, digest.Share{Value: "local", Reports: 1})}},
		{"a copy is no report more, and counts for both values", copied(told("s", "b"), "c"), []digest.Spread{
			region(0, digest.Share{Value: "local", Reports: 1}, digest.Share{Value: "national", Reports: 1}),
		}},
		{"articles of one feed are one report", told("s", "b", "b"), []digest.Spread{region(0, digest.Share{Value: "local", Reports: 1})}},
		{"feeds without labels say nothing", told("s", "d", "e"), nil},
	}
	for _, tt := range tests {
		o := Options{Now: now, Feeds: feeds}
		if got := Coverage(tt.story, o); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if got := reason(Order([]digest.Story{tt.story}, o)[0], Sources).Labels; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: the reason has %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
