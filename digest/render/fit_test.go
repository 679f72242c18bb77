package render_test

import (
	"errors"
	"testing"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/digest/render/samples"
)

// stock counts what of an issue could be left out.
type stock struct{ pictures, sentences, also, stories int }

func stockOf(c digest.Contents) stock {
	var n stock
	for _, s := range c.Sections {
		for _, story := range s.Stories {
			n.stories++
			n.sentences += len(story.Summary)
			n.also += len(story.Also)
			if story.Image != "" {
				n.pictures++
			}
		}
	}
	return n
}

func TestWhatGoesFirstWhenThePageIsTooLarge(t *testing.T) {
	r, c := newRenderer(t), samples.Large(40)
	whole := stockOf(c)
	last := whole
	for budget := 110 << 10; budget >= 12<<10; budget -= 14 << 10 {
		got, err := r.Render(c, render.Options{Budget: budget, Images: true})
		if err != nil {
			t.Fatal(err)
		}
		left := stockOf(got.Contents)
		if left.pictures > last.pictures || left.sentences > last.sentences || left.also > last.also || left.stories > last.stories {
			t.Errorf("%d bytes hold more than the next larger budget: %+v after %+v", budget, left, last)
		}
		if left.sentences < whole.sentences && left.pictures > 0 {
			t.Errorf("%d bytes: summaries went before pictures: %+v", budget, left)
		}
		if left.also < whole.also && left.sentences > whole.stories {
			t.Errorf("%d bytes: other sources went before long summaries: %+v", budget, left)
		}
		if left.stories < whole.stories && left.also > 0 {
			t.Errorf("%d bytes: stories went before other sources: %+v", budget, left)
		}
		if got.Contents.Left != whole.stories-left.stories {
			t.Errorf("%d bytes: %d stories left out and %d counted", budget, whole.stories-left.stories, got.Contents.Left)
		}
		if got.Contents.Articles != 7*left.stories {
			t.Errorf("%d bytes: %d articles for %d stories", budget, got.Contents.Articles, left.stories)
		}
		last = left
	}
	if last.stories == whole.stories {
		t.Error("the smallest budget cut no story: the test proves nothing")
	}
}

func TestCutsComeFromTheEnd(t *testing.T) {
	got, err := newRenderer(t).Render(samples.Large(40), render.Options{Budget: 20 << 10})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range got.Contents.Sections {
		if len(s.Stories) == 0 {
			t.Errorf("section %q is empty and still there", s.Title)
		}
		for _, story := range s.Stories {
			if want := samples.Large(40); story.ID != want.Sections[n/20].Stories[n%20].ID {
				t.Fatalf("story %d of the page is %s", n+1, story.ID)
			}
			n++
		}
	}
}

func TestReadingTimeFollowsTheCuts(t *testing.T) {
	got, err := newRenderer(t).Render(samples.Large(40), render.Options{Budget: 20 << 10})
	if err != nil {
		t.Fatal(err)
	}
	if m := got.Contents.Minutes; m < 1 || m > 20 {
		t.Errorf("%d minutes for what is left of 40", m)
	}
}

func TestWhatFitsIsPrintedWhole(t *testing.T) {
	got, err := newRenderer(t).Render(samples.Ordinary(), render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := stockOf(samples.Ordinary()); stockOf(got.Contents) != want || got.Contents.Left != 0 || got.Contents.Minutes != 4 {
		t.Errorf("got %+v of %+v", stockOf(got.Contents), want)
	}
}

func TestPicturesArePrintedOnlyWhenAskedFor(t *testing.T) {
	for _, o := range []render.Options{{}, {Images: true, Format: digest.FormatText}} {
		got, err := newRenderer(t).Render(samples.Large(3), o)
		if err != nil {
			t.Fatal(err)
		}
		if n := stockOf(got.Contents).pictures; n != 0 {
			t.Errorf("%+v: %d pictures", o, n)
		}
	}
}

func TestBudgetBelowThePageItselfIsAnError(t *testing.T) {
	got, err := newRenderer(t).Render(samples.Ordinary(), render.Options{Budget: 1000})
	var hint *digest.HintError
	if !errors.As(err, &hint) {
		t.Fatalf("got %v, want an error that says what to do", err)
	}
	if got.HTML != "" || got.Text != "" {
		t.Error("half a document came with the error")
	}
}
