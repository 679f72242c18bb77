package extract

import (
	"strings"
	"testing"
)

// around is a page whose article has lines before and after its paragraphs.
func around(head, before, after string) string {
	return `<head><meta property="og:title" content="Marrow opens its bridge"><meta name="author" content="Joan Pike and Tomas Reed">` + head +
		`</head><body><article>` + before + article + article2 + after + `</article></body>`
}

func TestWhatStandsAroundATextIsDropped(t *testing.T) {
	want := read(t, around("", "", "")).Body
	for _, line := range []string{
		"<h2>Marrow Opens Its Bridge!</h2>", "<p>3.5.2026 9:30</p>", "<p>Thứ tư, 22/10/2025, 19:25 (GMT+7)</p>", "<p>Uppdaterad 15.59 | Publicerad 14.14</p>",
		"<p>Updated on May 3, 2026</p>", "<p>5 min read</p>", "<p>2min</p>",
	} {
		if got := read(t, around("", line, "")).Body; got != want {
			t.Errorf("before the text, %s was kept: %q", line, got[:min(len(got), 80)])
		}
	}
	for _, line := range []string{
		"<p>Joan Pike is a reporter at the Marrow Post, where she writes about rivers and whatever crosses them.</p>",
		"<p>Tomas Reed grew up by the water and has been drawing bridges ever since he could hold a pencil.</p>",
		"<p>Have you seen the bridge? Write to the desk at bridges@post.example, we read all of it.</p>",
		"<p>She is @joanpike wherever people talk about bridges, and nowhere else at all.</p>",
		"<p>0</p>", "<p>Marrow opens its bridge</p>",
	} {
		if got := read(t, around("", "", line)).Body; got != want {
			t.Errorf("after the text, %s was kept: %q", line, got[max(0, len(got)-120):])
		}
	}
}

func TestWhatOnlyLooksLikeTheEdgeOfATextIsKept(t *testing.T) {
	for name, page := range map[string]string{
		"a date in a sentence":        around("", "<p>On 3 May 2026, at 9:30 in the morning, the mayor cut the ribbon with a pair of borrowed scissors.</p>", ""),
		"a date between paragraphs":   around("", "", "<h2>3 May 2026</h2><p>That was the day on which the ferryman sold his boat, and began to look for work that is done on dry land.</p>"),
		"a quoted post":               around("", "", "<blockquote><p>It does not leak, says @inescalder, who should know of all people in the town.</p></blockquote>"),
		"somebody else's name":        around("", "", "<p>Ines Calder is a teacher, and has been one for longer than the old bridge stood, which was not long.</p>"),
		"a firm about itself":         around(`<meta property="og:site_name" content="Tomas Reed">`, "", "<p>Tomas Reed has built bridges for a hundred years, and has yet to lose one to a flood or to a mayor.</p>"),
		"a text that is an address":   `<body><article><p>` + strings.Repeat("Write to the desk at bridges@post.example, all of you. ", 12) + `</p></article></body>`,
		"a number in a list of items": around("", "", "<ul><li>12</li><li>34</li></ul><p>These were the numbers of the two boats that had carried the town across the river for four years.</p>"),
	} {
		blocks, err := Blocks(pageOf(page), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if !b.Kept {
				t.Errorf("%s: %q was dropped: %s", name, b.Text, b.Reason)
			}
		}
	}
}

func TestTheArticleThatAScriptCarriesIsFound(t *testing.T) {
	const said = `<head><title>Marrow opens its bridge</title><meta name="description" content="Four years after the flood, the town of Marrow walks again."></head>`
	escaped := strings.NewReplacer(`<`, `\u003c`, `>`, `\u003e`, "\n", `\n`).Replace(article + article2)
	twice := strings.ReplaceAll(escaped, `\`, `\\`)
	for name, script := range map[string]string{
		"React's rows":           `self.__next_f.push([1,"2a:T1f3,` + escaped + `"])`,
		"the state of a store":   `window.state = {'it"s': 1, "teaser": "<p>no</p>", "body": "` + escaped + `"};`,
		"JSON in a string":       `window.state = JSON.parse("{\"body\":\"` + twice + `\"}")`,
		"tags as they are":       `window.state = {"body": "` + strings.ReplaceAll(strings.ReplaceAll(article+article2, "\n", `\n`), "</", `<\/`) + `"}`,
		"JSON of another script": `{"props": {"body": "` + escaped + `"}}`,
	} {
		text := read(t, said+`<body><div id="app">Please switch on JavaScript.</div><script>`+script+`</script></body>`)
		if text.Method != methodScript || !strings.HasPrefix(text.Body, articleText) {
			t.Errorf("%s: method %q found %q", name, text.Method, text.Body)
		}
	}
	other := strings.Repeat(`\u003cp\u003eDough needs rest, warmth, salt. Knead it early, fold it late, bake it hot.\u003c/p\u003e`, 8)
	page := said + `<body><p>Please switch on JavaScript.</p><script>x = "` + other + `"</script></body>`
	if text, err := Page(pageOf(page), Options{}); err == nil && text.Method == methodScript {
		t.Errorf("a script about something else was believed: %q", text.Body)
	}
}

func TestTheNumbersOfLinesAreNotCode(t *testing.T) {
	page := "<article>" + article + "<table><tr><td><pre>1\n2\n3</pre></td><td><pre>steel 4\nwages 3\ndebts 7</pre></td></tr></table>" + article2 + "</article>"
	if got := read(t, page).Body; strings.Contains(got, "1\n2") || !strings.Contains(got, "wages 3") {
		t.Errorf("got %q", got)
	}
	if isNumbering("4 8 15 16 23 42") || isNumbering("7") {
		t.Error("numbers that do not count were taken for those of lines")
	}
}
