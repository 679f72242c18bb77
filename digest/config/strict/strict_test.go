package strict_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"tidings/digest/config/strict"
)

// menu is a document with a key for each shape.
type menu struct {
	title   string
	open    bool
	tables  int
	stars   float64
	kind    string
	dishes  []dish
	days    []string
	prices  []strict.Entry[int]
	minutes int
	chef    strict.Located[dish]
}

type dish struct {
	name string
	hot  bool
}

func dishKeys() []strict.Key[dish] {
	return []strict.Key[dish]{
		strict.Field("name", strict.Text(), func(d *dish, s string) { d.name = s }, "What it is called.").Needed(),
		strict.Field("hot", strict.Bool(), func(d *dish, yes bool) { d.hot = yes }, "It burns.").OrElse(false),
	}
}

func menuDocument() strict.Document[menu] {
	bare := strict.Then(strict.Text(), func(_ strict.Value, s string) (dish, bool) { return dish{name: s}, s != "" })
	dishes := strict.Defined("dish", strict.Either(bare, strict.Mapping("a dish", dishKeys())))
	return strict.Document[menu]{
		Title: "Menu", Noun: "the menu", Free: "x-", Files: "more",
		NoKeys: strict.Fault{Text: "this is no menu", Hint: "write title: and what it is called"},
		Keys: []strict.Key[menu]{
			strict.Field("more", strict.List(strict.At(strict.Text())), func(*menu, []strict.Located[string]) {}, "More files."),
			strict.Field("title", strict.Text(), func(m *menu, s string) { m.title = s }, "The title."),
			strict.Field("open", strict.Bool(), func(m *menu, yes bool) { m.open = yes }, "Whether there is any."),
			strict.Field("tables", strict.Int(1, 20), func(m *menu, n int) { m.tables = n }, "How many."),
			strict.Field("stars", strict.Float(0, 5), func(m *menu, x float64) { m.stars = x }, "How good."),
			strict.Field("kind", strict.OneOf("lunch", "dinner"), func(m *menu, s string) { m.kind = s }, "Which."),
			strict.Field("dishes", strict.List(dishes), func(m *menu, d []dish) { m.dishes = append(m.dishes, d...) }, "What there is.").Summed(),
			strict.Field("days", strict.Some(strict.List(strict.Text())), func(m *menu, d []string) { m.days = d }, "When."),
			strict.Field("prices", strict.Named(strict.Text(), strict.Int(0, 99)), func(m *menu, p []strict.Entry[int]) { m.prices = p }, "What it costs."),
			strict.Field("minutes", strict.Either(strict.Int(5, 60), strict.Constant("soon", 1)), func(m *menu, n int) { m.minutes = n }, "How long."),
			strict.Field("chef", strict.At(strict.Mapping("the chef", dishKeys())), func(m *menu, d strict.Located[dish]) { m.chef = d }, "Who."),
		},
	}
}

func vocabulary() strict.Vocabulary {
	return strict.Vocabulary{
		Places: []strict.Place{
			strict.PlaceOf("the menu", menuDocument().Keys), strict.PlaceOf("a dish", dishKeys()), strict.PlaceOf("the chef", dishKeys()),
		},
		Synonyms: map[string][]string{"spicy": {"open", "hot"}},
	}
}

// read reads files called 1, 2 and so on.
func read(texts ...string) (menu, *strict.Reading) {
	r := strict.NewReading(vocabulary())
	for i, text := range texts {
		r.Add(fmt.Sprint(i+1), "/", 0o600).Parse([]byte(text))
	}
	return menuDocument().Read(r), r
}

func TestEveryShapeIsRead(t *testing.T) {
	m, r := read(`
title: no
open: True
tables: 0x10
stars: 4
kind: dinner
dishes: [soup, {name: curry, hot: true}]
days: [mon]
prices: {soup: 4, curry: 12}
minutes: soon
chef: {name: Ana}
x-mine: {any: [thing]}
`, "dishes: [cake]\n")
	if len(r.Problems()) > 0 {
		t.Fatal(r.Problems())
	}
	got := fmt.Sprintln(m.title, m.open, m.tables, m.stars, m.kind, m.dishes, m.days, m.minutes, m.chef.Is, m.chef.Sound, m.chef.At.Position())
	if want := "no true 16 4 dinner [{soup false} {curry true} {cake false}] [mon] 1 {Ana false} true 1:11:7\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var prices []string
	for _, p := range m.prices {
		prices = append(prices, fmt.Sprint(p.Name, " ", p.Of, " ", p.Key.Position()))
	}
	if diff := cmp.Diff([]string{"soup 4 1:9:10", "curry 12 1:9:19"}, prices); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestWhatDoesNotFitIsReportedWhereItStands(t *testing.T) {
	tests := []struct {
		text string
		want []string // position, path, what is wrong, hint
	}{
		{"just words", []string{`1:1 "": this is no menu; write title: and what it is called`}},
		{"titel: x", []string{`1:1 "titel": unknown key "titel"; did you mean "title"?`}},
		{"hot: true", []string{"1:1 \"hot\": unknown key \"hot\"; `hot` belongs to a dish or the chef"}},
		{"dishes: [{name: x, spicy: true}]", []string{`1:20 "dishes[0].spicy": unknown key "spicy"; did you mean "hot"?`}},
		{"title:", []string{`1:1 "title": "title" has no value; give it one, or remove the line`}},
		{"title: [a]", []string{`1:8 "title": text is expected here, not a list; `}},
		{"title: a\ntitle: b", []string{`2:1 "title": "title" is set twice; the first time on line 1`}},
		{`title: "a\nb"`, []string{`1:8 "title": a line break or control character in the text; write it on one line`}},
		{"open: yes", []string{`1:7 "open": true or false is expected here, not "yes"; did you mean "true"?`}},
		{"open: 'true'", []string{`1:7 "open": true or false is expected here, not the text "true"; remove the quotes`}},
		{"tables: 21", []string{`1:9 "tables": a whole number from 1 to 20 is expected here, not "21"; `}},
		{"tables: '2'", []string{`1:9 "tables": a whole number from 1 to 20 is expected here, not "2"; remove the quotes`}},
		{"stars: many", []string{`1:8 "stars": a number from 0 to 5 is expected here, not "many"; `}},
		{"kind: diner", []string{`1:7 "kind": lunch or dinner is expected here, not "diner"; did you mean "dinner"?`}},
		{"days: []", []string{`1:7 "days": an empty list; name at least one, or remove the line`}},
		{"dishes: [~, {hot: true}, ~]", []string{
			`1:10 "dishes[0]": nothing stands here, where text is expected; give it one, or remove the line`,
			`1:13 "dishes[1]": a dish needs "name"; What it is called.`,
			`1:26 "dishes[2]": nothing stands here, where text is expected; give it one, or remove the line`,
		}},
		{"prices: {a: x}", []string{`1:13 "prices.a": a whole number from 0 to 99 is expected here, not "x"; `}},
		{"minutes: late", []string{`1:10 "minutes": a whole number from 5 to 60 is expected here, not "late"; `}},
		{"chef: Ana", []string{`1:7 "chef": a mapping is expected here, not "Ana"; its keys are name, hot`}},
	}
	for _, tt := range tests {
		_, r := read(tt.text)
		var got []string
		for _, p := range r.Problems() {
			got = append(got, fmt.Sprintf("%d:%d %q: %s; %s", p.Line, p.Column, p.Path, p.Text, p.Hint))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || !r.Failed() {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestOneThingIsSetInOneFile(t *testing.T) {
	_, r := read("title: a\nmore: [2]\ndishes: [soup]\n", "title: b\nmore: [3]\ndishes: [cake]\n", "", "- x\n")
	want := "2:1:1 the first time in 1:1\n2:2:1 move this to 1\n4:1:1 write title: and what it is called\n"
	got := ""
	for _, p := range r.Problems() {
		got += fmt.Sprintf("%s:%d:%d %s\n", p.File, p.Line, p.Column, p.Hint)
	}
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestMoreFilesAreNamedBeforeTheyAreRead(t *testing.T) {
	for text, want := range map[string]int{"more: [a, b]": 2, "more: a": 0, "title: x": 0, "": 0, "- more": 0, "more: [[a], b": 0} {
		r := strict.NewReading(vocabulary())
		f := r.Add("1", "/", 0o600)
		f.Parse([]byte(text))
		if got := menuDocument().MoreFiles(f); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestHiddenTextIsNeverPrinted(t *testing.T) {
	for _, hidden := range []bool{false, true} {
		keys := []strict.Key[string]{
			strict.Field("word", strict.Then(strict.Text(), func(v strict.Value, word string) (string, bool) {
				if hidden {
					v.Hide()
				}
				v.Warn("anyone can read this", "")
				return word, true
			}), func(s *string, word string) { *s = word }, "The word."),
		}
		r := strict.NewReading(strict.Vocabulary{})
		r.Add("1", "/", 0o600).Parse([]byte("{word: hunter2, wrod: x}"))
		word := strict.Document[string]{Noun: "the safe", Keys: keys}.Read(r)
		printed := strings.Count(r.Problems().Error(), "hunter2")
		if want := map[bool]int{false: 2, true: 0}[hidden]; printed != want || word != "hunter2" {
			t.Errorf("hidden %v: %q is printed %d times, want %d:\n%v", hidden, word, printed, want, r.Problems())
		}
	}
}

// passes says whether a file passes the schema, read as an editor's YAML reader does.
func passes(t testing.TB, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(menuDocument().Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("menu.json", doc); err != nil {
		t.Fatal(err)
	}
	var file any
	if err := yaml.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	asJSON, err := json.Marshal(file)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("menu.json").Validate(plain)
}

func TestSchemaAndLoaderAgree(t *testing.T) {
	for text, want := range map[string]bool{
		"title: a": true, "title: 2026": true, "title: [a]": false, "title:": false, "other: a": false, "x-other: [a]": true,
		"open: true": true, "open: yes please": false, "tables: 3": true, "tables: 0": false, "tables: 1.5": false,
		"stars: 2.5": true, "stars: 6": false, "kind: lunch": true, "kind: tea": false,
		"dishes: []": true, "dishes:": true, "dishes: [a, {name: b}]": true, "dishes: [{hot: true}]": false, "dishes: a": false,
		"days: [a]": true, "days: []": false, "days:": false, "prices: {a: 1}": true, "prices: {a: b}": false, "prices:": true,
		"minutes: soon": true, "minutes: 5": true, "minutes: 4": false, "minutes: late": false,
		"chef: {name: a}": true, "chef: {}": false, "chef:": false,
	} {
		_, r := read(text)
		if err := passes(t, text); r.Failed() == want || (err == nil) != want {
			t.Errorf("%q: want it taken: %v; the loader says %v, the schema %v", text, want, r.Problems(), err)
		}
	}
}

// FuzzRead holds that any text is either read or has problems that stand in it and can be printed.
func FuzzRead(f *testing.F) {
	f.Add([]byte("title: a\ndishes: [soup, {name: curry, hot: true}]\nprices: {soup: 4}\n"))
	f.Add([]byte("x-a: &a {name: b}\nchef: {<<: *a, hot: yes}\ndishes: &d [*d]\n"))
	f.Add([]byte("\ufefftitle: \"\\x\"\r\n\t- 東京"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, r := read(string(text))
		for _, p := range r.Problems() {
			if p.Text == "" || p.Line < 1 || p.Column < 1 || p.Width < 0 || p.String() == "" {
				t.Errorf("%+v prints as %q", p, p)
			}
		}
		if r.Failed() != (len(r.Problems()) > 0) { // nothing here warns
			t.Error("it failed without a problem, or has one and did not fail")
		}
	})
}
