package issues_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

// picture is a picture of ours.
func picture(name string) digest.Picture {
	return digest.Picture{Name: name + ".jpg", Width: 1072, Height: 603, Body: []byte("\xff\xd8 \x00\xfe " + name)}
}

func TestPictureComesBackByteForByteWithWhatBecameOfIt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		made := digest.PictureTry{ID: "a", Picture: picture("a"), Tried: morning}
		none := digest.PictureTry{ID: "b", Reason: "too small: 1 × 1 pixels", Tried: morning}
		storetest.OK(t, s.SavePictureTry(t.Context(), made))
		storetest.OK(t, s.SavePictureTry(t.Context(), none))
		if got := storetest.Must[digest.Picture](t)(s.Picture(t.Context(), "a.jpg")); !cmp.Equal(got, made.Picture) {
			t.Error(cmp.Diff(made.Picture, got))
		}
		if _, err := s.Picture(t.Context(), "b.jpg"); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("a picture that nobody made: %v", err)
		}
		made.Picture.Body = nil
		want := map[string]digest.PictureTry{"a": made, "b": none}
		if got := storetest.Must[map[string]digest.PictureTry](t)(s.PictureTries(t.Context(), []string{"a", "b", "c"})); !cmp.Equal(got, want) {
			t.Error(cmp.Diff(want, got))
		}

		later := digest.PictureTry{ID: "b", Picture: picture("a"), Tried: morning.Add(time.Hour)} // the same one, at another address
		storetest.OK(t, s.SavePictureTry(t.Context(), later))
		if got := storetest.Must[map[string]digest.PictureTry](t)(s.PictureTries(t.Context(), []string{"b"}))["b"]; got.Picture.Name != "a.jpg" || got.Reason != "" {
			t.Errorf("asked again: %+v", got)
		}
	})
}

func TestPictureStaysAsLongAsAnIssueThatShowsIt(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		show := func(name string) digest.ContentsStory {
			return digest.ContentsStory{ID: name, Image: "https://paper.example/images/" + name + ".jpg", ImageName: name + ".jpg"}
		}
		for _, name := range []string{"mailed", "joined", "on the web", "looked at"} {
			storetest.OK(t, s.SavePictureTry(t.Context(), digest.PictureTry{ID: name, Picture: picture(name), Tried: morning}))
		}
		old, newest := storetest.Issue("daily", "2026-05-04T07:00"), storetest.Issue("daily", "2026-05-05T07:00")
		old = webCopy(old, "page", true)
		old.Copy.Rendering.Contents.Sections[0].Stories = []digest.ContentsStory{show("on the web")}
		for _, is := range []digest.Issue{old, newest} {
			r := storetest.Rendering(is, "r", show("mailed"))
			d := storetest.Delivery(is, "ana@example.org", r.ID)
			d.State = digest.Sent
			storetest.Save(t, s, is, []digest.Delivery{d}, r)
		}
		r := storetest.Rendering(old, "another", show("joined"))
		d := storetest.Delivery(old, "bo@example.org", r.ID)
		d.State = digest.Sent
		storetest.OK(t, s.JoinIssue(t.Context(), r, d))
		kept := func() (names []string) {
			for _, name := range []string{"mailed", "joined", "on the web", "looked at"} {
				if _, err := s.Picture(t.Context(), name+".jpg"); err == nil {
					names = append(names, name)
				}
			}
			return names
		}
		storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour))) // the old issue is open yet
		if got, want := kept(), []string{"mailed", "joined", "on the web"}; !cmp.Equal(got, want) {
			t.Errorf("kept %q, want %q", got, want)
		}
		storetest.Must[bool](t)(s.Settle(t.Context(), old.ID))
		storetest.Must[bool](t)(s.Settle(t.Context(), newest.ID))
		storetest.Must[store.Swept](t)(s.Sweep(t.Context(), morning.Add(time.Hour)))
		if got, want := kept(), []string{"mailed"}; !cmp.Equal(got, want) {
			t.Errorf("when the old issue is gone: kept %q, want %q", got, want)
		}
		if tries := storetest.Must[map[string]digest.PictureTry](t)(s.PictureTries(t.Context(), []string{"looked at"})); len(tries) != 0 {
			t.Errorf("it is not asked for again, and gone: %v", tries)
		}
	})
}
