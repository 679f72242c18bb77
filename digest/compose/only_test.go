package compose

import (
	"slices"
	"testing"
	"time"

	"tidings/digest"
)

func TestAStorySaysWhichLabelAllItsReportsShare(t *testing.T) {
	local := digest.Label{Name: "region", Value: "local"}
	both := map[string]digest.Feed{
		"a": {ID: "a", Labels: map[string]string{"region": "local"}}, "b": {ID: "b", Labels: map[string]string{"region": "national"}},
	}
	share := func(value string, reports int) digest.Share { return digest.Share{Value: value, Reports: reports} }
	tests := []struct {
		name   string
		spread digest.Spread
		feeds  map[string]digest.Feed
		want   []digest.Label
	}{
		{"two reports of one value", digest.Spread{Label: "region", Values: []digest.Share{share("local", 2)}}, both, []digest.Label{local}},
		{"one report says nothing", digest.Spread{Label: "region", Values: []digest.Share{share("local", 1)}}, both, nil},
		{"two values", digest.Spread{Label: "region", Values: []digest.Share{share("local", 2), share("national", 1)}}, both, nil},
		{"a report without the label may be anything", digest.Spread{Label: "region", Values: []digest.Share{share("local", 2)}, Without: 1}, both, nil},
		{"no feed of the edition has another value", digest.Spread{Label: "region", Values: []digest.Share{share("local", 2)}}, map[string]digest.Feed{"a": both["a"]}, nil},
	}
	for _, tt := range tests {
		st := story("s", piece("1", "a", "Ferry", time.Hour))
		st.Reasons = []digest.Reason{{Name: "sources", Labels: []digest.Spread{tt.spread}}}
		c := Issue(Options{Feeds: tt.feeds}, []digest.Story{st}, Reader{})
		if got := c.Sections[0].Stories[0].Only; !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
