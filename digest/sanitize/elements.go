package sanitize

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kind is what an element is to the writer; 0 is an inline element.
type kind uint16

const (
	block   kind = 1 << iota // begins a paragraph of its own
	void                     // has no content
	dropped                  // left out with all its content
	lists                    // ul, ol, dl
	table                    // table
	group                    // thead, tbody, tfoot
	row                      // tr
	cell                     // td, th, caption
)

// element is a row of the allow-list.
type element struct {
	is     kind
	within kind      // it is put out only inside an element of this kind
	as     atom.Atom // it is put out under this name; 0 is its own
}

// elements is the allow-list. An element that is not in it disappears, its content stays.
var elements = map[atom.Atom]element{
	atom.P: {is: block}, atom.Div: {is: block}, atom.Blockquote: {is: block}, atom.Pre: {is: block},
	atom.Figure: {is: block}, atom.Figcaption: {is: block},
	atom.H1: {is: block}, atom.H2: {is: block}, atom.H3: {is: block}, atom.H4: {is: block}, atom.H5: {is: block},
	atom.H6: {is: block}, atom.Hr: {is: block | void}, atom.Br: {is: void}, atom.Wbr: {is: void},

	atom.A: {}, atom.Abbr: {}, atom.B: {}, atom.Bdi: {}, atom.Bdo: {}, atom.Big: {}, atom.Cite: {}, atom.Code: {},
	atom.Del: {}, atom.Dfn: {}, atom.Em: {}, atom.I: {}, atom.Img: {is: void}, atom.Ins: {}, atom.Kbd: {},
	atom.Mark: {}, atom.Q: {}, atom.Rp: {}, atom.Rt: {}, atom.Ruby: {}, atom.S: {}, atom.Samp: {}, atom.Small: {},
	atom.Strike: {}, atom.Strong: {}, atom.Sub: {}, atom.Sup: {}, atom.Time: {}, atom.Tt: {}, atom.U: {}, atom.Var: {},
	atom.Acronym: {as: atom.Abbr},

	atom.Ul: {is: block | lists}, atom.Ol: {is: block | lists}, atom.Dl: {is: block | lists},
	atom.Menu: {is: block, as: atom.Ul}, atom.Dir: {is: block, as: atom.Ul},
	atom.Li: {is: block, within: lists}, atom.Dt: {is: block, within: lists}, atom.Dd: {is: block, within: lists},

	atom.Table: {is: block | table}, atom.Caption: {is: block | cell, within: table},
	atom.Thead: {is: block | group, within: table}, atom.Tbody: {is: block | group, within: table},
	atom.Tfoot: {is: block | group, within: table}, atom.Tr: {is: block | row, within: table | group},
	atom.Td: {is: block | cell, within: row}, atom.Th: {is: block | cell, within: row},

	atom.Address: {is: block, as: atom.Div}, atom.Article: {is: block, as: atom.Div},
	atom.Aside: {is: block, as: atom.Div}, atom.Center: {is: block, as: atom.Div},
	atom.Details: {is: block, as: atom.Div}, atom.Dialog: {is: block, as: atom.Div},
	atom.Fieldset: {is: block, as: atom.Div}, atom.Footer: {is: block, as: atom.Div},
	atom.Form: {is: block, as: atom.Div}, atom.Header: {is: block, as: atom.Div},
	atom.Hgroup: {is: block, as: atom.Div}, atom.Main: {is: block, as: atom.Div},
	atom.Nav: {is: block, as: atom.Div}, atom.Section: {is: block, as: atom.Div},
	atom.Summary: {is: block, as: atom.Div},

	atom.Applet: {is: dropped}, atom.Audio: {is: dropped}, atom.Base: {is: dropped | void}, atom.Button: {is: dropped},
	atom.Canvas: {is: dropped}, atom.Datalist: {is: dropped}, atom.Embed: {is: dropped | void},
	atom.Frame: {is: dropped | void}, atom.Frameset: {is: dropped}, atom.Iframe: {is: dropped},
	atom.Input: {is: dropped | void}, atom.Link: {is: dropped | void}, atom.Math: {is: dropped},
	atom.Meta: {is: dropped | void}, atom.Noembed: {is: dropped}, atom.Noframes: {is: dropped},
	atom.Noscript: {is: dropped}, atom.Object: {is: dropped}, atom.Plaintext: {is: dropped}, atom.Script: {is: dropped},
	atom.Select: {is: dropped}, atom.Style: {is: dropped}, atom.Svg: {is: dropped}, atom.Template: {is: dropped},
	atom.Textarea: {is: dropped}, atom.Title: {is: dropped}, atom.Video: {is: dropped}, atom.Xmp: {is: dropped},
}

// attribute is one attribute of a start tag, its name in lower case and its value decoded.
type attribute struct{ name, value string }

// maxAttributes is how many attributes of one element are looked at.
const maxAttributes = 32

// readAttributes adds to attrs those of the start tag that z is at which any element is asked for. Of two with one name
// the first counts, as in browsers.
func readAttributes(z *html.Tokenizer, attrs []attribute) []attribute {
	for more, n := true, 0; more && n < maxAttributes; n++ {
		var name, value []byte
		name, value, more = z.TagAttr()
		if wanted[string(name)] && valueOf(attrs, string(name)) == "" {
			attrs = append(attrs, attribute{string(name), string(value)})
		}
	}
	return attrs
}

func valueOf(attrs []attribute, name string) string {
	for _, a := range attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// wanted names every attribute that any element is asked for; the others are not even copied.
var wanted = map[string]bool{
	"href": true, "src": true, "alt": true, "title": true, "width": true, "height": true, "style": true,
	"colspan": true, "rowspan": true, "start": true, "dir": true, "lang": true, "class": true,
	"srcset": true, "data-src": true, "data-original": true, "data-lazy-src": true, "data-orig-file": true,
	"data-srcset": true, "data-lazy-srcset": true,
}

// allowed says whether an attribute may be put out as it stands. Links and pictures have their own ways.
func allowed(tag atom.Atom, a attribute) bool {
	switch a.name {
	case "dir":
		return a.value == "ltr" || a.value == "rtl" || a.value == "auto"
	case "lang":
		return len(a.value) <= 35 && strings.Trim(a.value, "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == ""
	case "title":
		return tag == atom.Abbr || tag == atom.Dfn
	case "start":
		return tag == atom.Ol && isNumber(a.value)
	case "colspan", "rowspan":
		return (tag == atom.Td || tag == atom.Th) && isNumber(a.value)
	}
	return false
}

// isNumber says whether s is a whole number small enough for a table or a picture.
func isNumber(s string) bool { return s != "" && len(s) <= 4 && strings.Trim(s, "0123456789") == "" }
