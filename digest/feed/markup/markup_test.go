package markup

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryTagOfADamagedDocumentIsFound(t *testing.T) {
	for doc, want := range map[string]string{
		`<a><b c="d"/>text</a>`:                           "a b/ /a",
		"<!-- <x> --><a><![CDATA[<x>]]></a><?x <y> ?>":    "a /a",
		"<!-- never closed <a></a>":                       "a /a",
		"<![CDATA[ never closed <a></a>":                  "a /a",
		`<a b="<c>text">`:                                 "a c",
		`<a b="1<2">text</a>`:                             "a /a",
		`<a b="forgotten><c>`:                             "a c",
		"<a</a><b":                                        "a /a",
		"1 < 2 and <3 <<a>":                               "a",
		"</a </b>":                                        "/a /b",
		"<\xff\xfe a=b>":                                  "\xff\xfe",
		"<x:a x:b = c /><" + strings.Repeat("y", 99) + "": "x:a/",
	} {
		var got []string
		s := Scanner{Src: []byte(doc)}
		for tag, more := s.Next(); more; tag, more = s.Next() {
			name := string(tag.Name)
			if tag.End {
				name = "/" + name
			}
			if tag.Empty {
				name += "/"
			}
			got = append(got, name)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s: got %q, want %q", doc, got, want)
		}
	}
}

func TestAttributesAreFoundHoweverTheyAreWritten(t *testing.T) {
	s := Scanner{Src: []byte(`<a ONE=1 two = "2>3" three='"' four / five="" six="7" six="8">`)}
	tag, _ := s.Next()
	for name, want := range map[string]string{"one": "1", "two": "2>3", "three": `"`, "five": "", "six": "7", "seven": "none", "four": "none"} {
		got := "none"
		if value := tag.Attribute(name); value != nil {
			got = string(value)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestTextSaysWhatItsReferencesMean(t *testing.T) {
	e := DeclaredIn([]byte(`<!DOCTYPE x [<!ENTITY us "Us &amp; Co"><!ENTITY co "Us, plainly"><!ENTITY f SYSTEM "file:///etc/passwd">]>`))
	for raw, want := range map[string]string{
		"a &amp;amp; b &lt;b&gt; &quot;":     `a &amp; b <b> "`,
		"&#65;&#x42;&eacute;&nosuch;&":       "ABé&nosuch;&",
		"&#xD83D;&#xDE00; &#1;":              "😀 ",
		"<![CDATA[<b> &amp;]]> <!-- --> <b>": "<b> &amp;  <b>",
		"&co; &us; &f;":                      "Us, plainly &us; &f;",
	} {
		if got := e.Unescape([]byte(raw)); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
}

func TestElementsBecomeHTML(t *testing.T) {
	var e Entities
	for raw, want := range map[string]string{
		"<p>a<br/><iframe src='b'/>c</p>": "<p>a<br/><iframe src='b'></iframe>c</p>",
		"<x:p>a <![CDATA[<b>]]></x:p>":    "<p>a &lt;b&gt;</p>",
		"<p>a &eacute; &amp; b</p>":       "<p>a &eacute; &amp; b</p>",
	} {
		if got := e.HTML([]byte(raw)); got != want {
			t.Errorf("%s: got %q, want %q", raw, got, want)
		}
	}
	if HoldsElements([]byte("a < b <![CDATA[<i>]]>")) || !HoldsElements([]byte("a <i>")) {
		t.Error("elements are told from text by their tags")
	}
}
