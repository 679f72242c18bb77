package extract

import (
	"strings"
	"testing"
)

func TestAWordThatNamesTheWholePageSaysNothing(t *testing.T) {
	page := `<div class="content-with-sidebar">` + article + `</div>`
	if got := read(t, page).Body; got != articleText {
		t.Errorf("got %q", got)
	}
	rest := `<div class="comments">` + strings.ReplaceAll(article, "bridge", "ferry") + `</div>`
	if got := read(t, "<article>"+article+article2+rest+"</article>").Body; strings.Contains(got, "ferry of") || strings.Contains(got, "new ferry") {
		t.Errorf("a long discussion was kept: %q", got)
	}
}
