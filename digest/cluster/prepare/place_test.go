package prepare

import "testing"

func TestPlacesOfOneTermAddUp(t *testing.T) {
	const most = openingWords*oneInOpening + TitleWords*oneInTitle + leadWords*oneInLead + (BodyWords-leadWords)*oneInRest
	places := ByTerm([]Place{9*oneTerm + oneInRest, 2*oneTerm + isFigure + most - oneInRest - oneInTitle, 9*oneTerm + oneInLead, 2*oneTerm + isFigure + oneInRest + oneInTitle})
	if len(places) != 2 {
		t.Fatalf("%d places of two terms", len(places))
	}
	p, q := places[0], places[1]
	if p.Term() != 2 || p.Title() != TitleWords || p.Lead() != leadWords || p.Rest() != BodyWords-leadWords || p.Opening() != openingWords || !p.Figure() {
		t.Errorf("term %d: %d in the title, %d in the lead, %d after, figure %t", p.Term(), p.Title(), p.Lead(), p.Rest(), p.Figure())
	}
	if q.Term() != 9 || q.Title() != 0 || q.Lead() != 1 || q.Rest() != 1 || q.Figure() {
		t.Errorf("term %d: %d in the title, %d in the lead, %d after, figure %t", q.Term(), q.Title(), q.Lead(), q.Rest(), q.Figure())
	}
	if u := p.Untitled(); u.Title() != 0 || u.Body() != p.Body() || u.Term() != 2 {
		t.Errorf("without its title it stands %d times in the title, %d in the text", u.Title(), u.Body())
	}
}
