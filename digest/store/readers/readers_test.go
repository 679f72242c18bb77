package readers_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/digest"
	"tidings/digest/store/storetest"
)

// signup is a request by one of many readers.
func TestWhatReadersChooseIsKeptKeyByKey(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		change := func(c digest.ReaderChange) {
			t.Helper()
			if err := s.ChangeReader(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		topics := digest.Choice{Key: digest.ChoiceTopics, Value: "rust\ngo", At: morning}
		format := digest.Choice{Key: digest.ChoiceFormat, Value: "text", At: morning}
		left := digest.Departure{List: "open", At: morning, How: digest.LeftByOneClick, Edition: "daily"}
		change(digest.ReaderChange{Name: "a", Email: "Ana@example.com", Choices: []digest.Choice{topics, format}})
		change(digest.ReaderChange{Name: "b", Leave: []digest.Departure{left}})

		later := morning.Add(time.Hour)
		change(digest.ReaderChange{Name: "a", Choices: []digest.Choice{
			{Key: digest.ChoiceTopics, Value: "rust\ngo", At: later}, // the same again: since when it holds does not change
			{Key: digest.ChoiceFormat, Value: "html", At: later},
		}})
		again := left
		again.At, again.How = later, digest.LeftByPage
		all := digest.Departure{At: later, How: digest.LeftByPage}
		change(digest.ReaderChange{Name: "b", Leave: []digest.Departure{again, all}})
		want := []digest.ReaderState{
			{Name: "a", Email: "Ana@example.com", Choices: []digest.Choice{{Key: digest.ChoiceFormat, Value: "html", At: later}, topics}},
			{Name: "b", Departures: []digest.Departure{all, left}},
		}
		if diff := cmp.Diff(want, storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context()))); diff != "" {
			t.Errorf("readers (-want +got):\n%s", diff)
		}

		change(digest.ReaderChange{Name: "b", Return: []string{"", "open", "never left"}})
		if got := storetest.Must[[]digest.ReaderState](t)(s.ReadersNamed(t.Context(), []string{"b", "nobody"})); len(got) != 1 || len(got[0].Departures) != 0 {
			t.Errorf("after the return: %+v", got)
		}
	})
}

func TestAResetDropsTheChoicesThatAreNamed(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		s := st.Open(t)
		format := digest.Choice{Key: digest.ChoiceFormat, Value: "text", At: morning}
		topics := digest.Choice{Key: digest.ChoiceTopics, Value: "rust", At: morning}
		for _, name := range []string{"a", "b"} {
			if err := s.ChangeReader(t.Context(), digest.ReaderChange{Name: name, Choices: []digest.Choice{format, topics}}); err != nil {
				t.Fatal(err)
			}
		}
		if n := storetest.Must[int](t)(s.ResetChoices(t.Context(), "a", []digest.ChoiceKey{digest.ChoiceFormat, digest.ChoicePause})); n != 1 {
			t.Errorf("%d are dropped", n)
		}
		want := []digest.ReaderState{{Name: "a", Choices: []digest.Choice{topics}}, {Name: "b", Choices: []digest.Choice{format, topics}}}
		if diff := cmp.Diff(want, storetest.Must[[]digest.ReaderState](t)(s.Readers(t.Context()))); diff != "" {
			t.Error(diff)
		}
	})
}
