package cluster

import (
	"math"
	"testing"

	"tidings/digest"
	"tidings/digest/cluster/compare"
)

func TestEvidenceAddsUpToWhatTheModelBelieves(t *testing.T) {
	body := func(s string) digest.Text { return digest.Text{Body: s} }
	articles := []digest.Article{
		{ID: "a", Title: "Sea wall approved in Larnmouth", Text: body("The council of Larnmouth approved a sea wall of 40 million crowns.")},
		{ID: "b", Title: "Larnmouth council votes for sea wall", Text: body("A sea wall for Larnmouth was approved by the council, at 40 million crowns.")},
		{ID: "c", Title: "My cat sleeps", Text: body("It is a fine cat.")},
	}
	stories := Group(articles, Options{})
	if len(stories) != 2 || len(stories[0].Evidence) != 1 {
		t.Fatalf("grouped as %+v", stories)
	}
	links := stories[0].Evidence
	features := Evidence(articles, append(links, digest.Evidence{A: "a", B: "c"}))
	if len(features) != 2 || len(features[0]) == 0 || len(features[1]) != 0 {
		t.Fatalf("features: %+v", features)
	}
	sum := compare.Shipped().Brief["bias"]
	for i, f := range features[0] {
		sum += f.Points
		if i > 0 && math.Abs(f.Points) > math.Abs(features[0][i-1].Points) {
			t.Errorf("%s stands behind %s", f.Name, features[0][i-1].Name)
		}
	}
	if p := 1 / (1 + math.Exp(-sum)); math.Abs(p-links[0].P) > 0.02 {
		t.Errorf("the features make %.3f, the link has %.3f", p, links[0].P)
	}
}
