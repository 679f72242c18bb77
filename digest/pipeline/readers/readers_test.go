package readers_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline/readers"
)

var (
	monday  = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	tuesday = monday.AddDate(0, 0, 1)
)

// name is how the state calls the reader with a key.
func name(key string) string { return "n:" + key }

func rule(t *testing.T, s string) digest.Rule {
	t.Helper()
	r, err := digest.ParseRule(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func choice(key digest.ChoiceKey, value string) digest.Choice {
	return digest.Choice{Key: key, Value: value, At: tuesday}
}

// kept is a state for a test.
type kept []digest.ReaderState

func (k kept) Readers(context.Context) ([]digest.ReaderState, error) { return k, nil }

func (k kept) ReadersNamed(_ context.Context, names []string) ([]digest.ReaderState, error) {
	return slices.DeleteFunc(slices.Clone(k), func(st digest.ReaderState) bool { return !slices.Contains(names, st.Name) }), nil
}

// told is a reader as a line: what counts for mail, and which of it is chosen.
func told(s digest.Subscriber) string {
	zone := ""
	if s.Location != nil {
		zone = s.Location.String()
	}
	var chosen []string
	for key := range s.Chosen {
		chosen = append(chosen, string(key))
	}
	slices.Sort(chosen)
	return fmt.Sprintf("%s lists=%v topics=%v mute=%v zone=%s at=%s format=%s max=%d signed=%v chosen=%v",
		s.Email, s.Lists, s.Topics.Include, s.Mute.Exclude, zone, s.At, s.Format, s.MaxStories, s.SignedUp, chosen)
}

func TestAReadersOwnChoiceWinsKeyByKey(t *testing.T) {
	ana := digest.Subscriber{Email: "Ana@example.com", Lists: []string{"staff"}, Format: digest.FormatHTML, MaxStories: 5, Topics: digest.Filter{Include: []digest.Rule{rule(t, "rust")}}}
	bob := digest.Subscriber{Email: "bob@example.com", Lists: []string{"staff"}}
	states := []digest.ReaderState{
		{Name: name("ana@example.com"), Email: "ana@example.com", Choices: []digest.Choice{
			choice(digest.ChoiceTopics, " go \n\ntitle:/^Live/\n"), choice(digest.ChoiceTimezone, "Asia/Tokyo"), choice(digest.ChoiceFormat, "text"), choice(digest.ChoiceAt, "6:30"),
			choice(digest.ChoiceMute, "/[/"), choice(digest.ChoiceMaxStories, "-1"), choice("password", "hunter2"), // make no sense: passed over
		}},
		{Name: name("eve@example.com"), Email: "eve@example.com", Joined: monday, Choices: []digest.Choice{choice(digest.ChoiceLists, "open\nslow")}},
		{Name: name("old@example.com"), Email: "old@example.com", Choices: []digest.Choice{choice(digest.ChoiceFormat, "text")}}, // was in the file once
	}
	got := readers.Merge([]digest.Subscriber{ana, bob}, states, name)
	want := []string{
		"Ana@example.com lists=[staff] topics=[go title:/^Live/] mute=[] zone=Asia/Tokyo at=06:30 format=text max=5 signed=false chosen=[at format timezone topics]",
		"bob@example.com lists=[staff] topics=[] mute=[] zone= at= format= max=0 signed=false chosen=[]",
		"eve@example.com lists=[open slow] topics=[] mute=[] zone= at= format= max=0 signed=true chosen=[lists]",
	}
	if len(got) != len(want) {
		t.Fatalf("%d readers, want %d", len(got), len(want))
	}
	for i, s := range got {
		if told(s) != want[i] {
			t.Errorf("got  %s\nwant %s", told(s), want[i])
		}
	}
	if !got[0].Chosen[digest.ChoiceFormat].Equal(tuesday) {
		t.Errorf("chosen at %v", got[0].Chosen)
	}
	if told(ana) != "Ana@example.com lists=[staff] topics=[rust] mute=[] zone= at= format=html max=5 signed=false chosen=[]" {
		t.Errorf("the file's reader was changed: %s", told(ana))
	}
	// One by one they are the same.
	roll := &readers.Roll{File: []digest.Subscriber{ana, bob}, Name: name, Store: kept(states)}
	for i, key := range []string{"ana@example.com", "bob@example.com", "eve@example.com"} {
		if s, err := roll.Keyed(t.Context(), key); err != nil || told(s) != want[i] {
			t.Errorf("alone: %s, %v\nwant %s", told(s), err, want[i])
		}
	}
	for _, key := range []string{"old@example.com", "nobody@example.com"} {
		if _, err := roll.Keyed(t.Context(), key); !errors.Is(err, digest.ErrNotFound) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestLeavingBeatsEverything(t *testing.T) {
	morning, all := digest.Edition{ID: "morning", Lists: []string{"staff", "open"}}, digest.Edition{ID: "all"}
	subscriber := func(email string, lists ...string) digest.Subscriber {
		return digest.Subscriber{Email: email, Lists: lists}
	}
	file := []digest.Subscriber{
		subscriber("stays@example.com", "staff"), subscriber("list@example.com", "staff"), subscriber("other@example.com", "staff", "open"),
		subscriber("everything@example.com", "staff"), subscriber("forgotten@example.com", "staff"),
	}
	left := func(email, list string) digest.ReaderState {
		key := digest.Subscriber{Email: email}.Key()
		return digest.ReaderState{Name: name(key), Email: email, Departures: []digest.Departure{{List: list, At: tuesday}}}
	}
	forgotten := left("forgotten@example.com", "")
	forgotten.Email = ""
	back := left("signed@example.com", "open")
	back.Joined, back.Choices = monday, []digest.Choice{choice(digest.ChoiceLists, "open")}
	web := digest.ReaderState{Name: "n:web", Email: "web@example.com", Joined: monday, Choices: []digest.Choice{choice(digest.ChoiceLists, "open")}}
	moved := digest.ReaderState{Name: "n:moved", Email: "moved@example.com", Joined: monday, Invited: true, Choices: []digest.Choice{choice(digest.ChoiceLists, "staff")}}
	roll := &readers.Roll{File: file, Name: name, Store: kept{
		left("list@example.com", "staff"), left("other@example.com", "staff"), left("everything@example.com", ""), forgotten, back, web, moved,
	}}
	for _, tt := range []struct {
		edition digest.Edition
		want    string
	}{
		{morning, "stays other web moved"},
		{all, "stays list other moved"}, // without lists: everyone in the file, wherever they moved, and nobody else
	} {
		of, err := roll.Of(t.Context(), tt.edition)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range of {
			got = append(got, strings.TrimSuffix(s.Email, "@example.com"))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("edition %s goes to %v, want %s", tt.edition.ID, got, tt.want)
		}
	}
}

func TestWithoutAStateTheFileStands(t *testing.T) {
	roll := &readers.Roll{File: []digest.Subscriber{{Email: "ana@example.com"}}, Name: name}
	if got, err := roll.All(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
	if s, err := roll.Named(t.Context(), name("ana@example.com")); err != nil || s.Email != "ana@example.com" {
		t.Errorf("%v, %v", s, err)
	}
}

// BenchmarkMerge is what a minute's look at 100,000 readers costs, a tenth of whom have chosen something.
func BenchmarkMerge(b *testing.B) {
	file := make([]digest.Subscriber, 100_000)
	var states []digest.ReaderState
	for i := range file {
		file[i] = digest.Subscriber{Email: fmt.Sprintf("reader%d@example.com", i), Lists: []string{"staff"}}
		if i%10 == 0 {
			states = append(states, digest.ReaderState{Name: name(file[i].Key()), Email: file[i].Email, Choices: []digest.Choice{
				choice(digest.ChoiceTopics, "rust\ngo"), choice(digest.ChoiceTimezone, "Asia/Tokyo"),
			}})
		}
	}
	for b.Loop() {
		readers.Merge(file, states, name)
	}
}
