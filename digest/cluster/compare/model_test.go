package compare

import (
	"math"
	"testing"
)

func TestShippedModelWeighsEveryFeature(t *testing.T) {
	for _, part := range []struct {
		weights  Weights
		features []string
	}{{shipped.Full, Features()}, {shipped.Brief, Features()}, {shipped.Headline, Features()}, {shipped.Company, CompanyFeatures()}} {
		if len(part.weights) != len(part.features)+1 {
			t.Errorf("%d weights for %d features and the bias", len(part.weights), len(part.features))
		}
		for _, name := range append(part.features, "bias") {
			if v, ok := part.weights[name]; !ok || math.IsNaN(v) {
				t.Errorf("weight of %s: %v", name, v)
			}
		}
	}
}
