package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNumberingInPartsIsNumberingAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	keys := make([]uint64, 3000)
	for i := range keys {
		keys[i] = r.Uint64N(700)
	}
	atOnce, inParts, part := newNumbering(), newNumbering(), newNumbering()
	var want, got []int32
	for _, key := range keys {
		want = append(want, atOnce.number(key))
	}
	for few := range slices.Chunk(keys, 128) {
		part.reset()
		var own []int32
		for _, key := range few {
			own = append(own, part.number(key))
		}
		numbers := inParts.adopt(part)
		for _, n := range own {
			got = append(got, numbers[n])
		}
	}
	if !slices.Equal(got, want) {
		t.Error("keys have other numbers than when they are numbered one after another")
	}
}

func TestPlacesOfOneTermAddUp(t *testing.T) {
	const most = openingWords*oneInOpening + titleWords*oneInTitle + leadWords*oneInLead + (bodyWords-leadWords)*oneInRest
	places := byTerm([]place{9*oneTerm + oneInRest, 2*oneTerm + isFigure + most - oneInRest - oneInTitle, 9*oneTerm + oneInLead, 2*oneTerm + isFigure + oneInRest + oneInTitle})
	if len(places) != 2 {
		t.Fatalf("%d places of two terms", len(places))
	}
	p, q := places[0], places[1]
	if p.term() != 2 || p.title() != titleWords || p.lead() != leadWords || p.rest() != bodyWords-leadWords || p.opening() != openingWords || !p.figure() {
		t.Errorf("term %d: %d in the title, %d in the lead, %d after, figure %t", p.term(), p.title(), p.lead(), p.rest(), p.figure())
	}
	if q.term() != 9 || q.title() != 0 || q.lead() != 1 || q.rest() != 1 || q.figure() {
		t.Errorf("term %d: %d in the title, %d in the lead, %d after, figure %t", q.term(), q.title(), q.lead(), q.rest(), q.figure())
	}
	if u := p.untitled(); u.title() != 0 || u.body() != p.body() || u.term() != 2 {
		t.Errorf("without its title it stands %d times in the title, %d in the text", u.title(), u.body())
	}
}
