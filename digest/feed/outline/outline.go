// Package outline turns an RSS, Atom, RDF or CDF document, however damaged, into a small one that gofeed can tell the fields of,
// and the marks that stand in it for the texts into those texts.
package outline

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/feed/markup"
	"tidings/digest/sanitize"
)

// Limits bounds what is taken from one document. All are required.
type Limits struct {
	Articles int // the newest this many are kept
	Depth    int // elements nested deeper than this are an error
	Content  int // bytes of one text that are read
}

// Outline is a document reduced to what gofeed needs to tell its fields apart: well-formed whatever the document was,
// a few levels deep, with no more articles than are wanted, in the vocabulary's own names, with addresses absolute and
// dates in RFC 3339. Text stays in the document: the outline holds a mark for it.
//
// This is also where the speed comes from: gofeed copies every text half a dozen times and tries a hundred layouts on
// a date.
type Outline struct {
	scan     markup.Scanner
	dialect  dialect
	own      string // the prefix of the root: its namespace is the feed's own
	entities markup.Entities
	limits   Limits
	format   string // in the words of Channel
	clean    sanitize.Cleaner

	out     []byte
	open    []frame
	wrapped int // how many of them are not in the document
	bound   []binding
	bases   []*url.URL // what marks refer to; the first is the address of the document
	items   []span
	item    seen // in the open item, or since the last one
	over    int  // items left out because there were too many
	repairs repairs
}

// dialect is the kind of feed that a root element stands for.
type dialect string

const (
	dialectRSS  dialect = "rss"
	dialectRDF  dialect = "rdf"
	dialectAtom dialect = "atom"
	dialectCDF  dialect = "cdf"
)

// repairs says what was wrong with the structure.
type repairs struct {
	unclosed bool // an element ended with the one round it
	broken   bool // the document ended before its root did
	lost     bool // and in the middle of an article, which is left out
}

// seen is what was met on the way through an item.
type seen struct {
	leaves    int       // elements put out
	newest    time.Time // the latest date
	linked    bool      // it has a link of its own
	body      bool      // it has its text
	permalink string    // its identity as an address
}

// frame is an open element.
type frame struct {
	name  []byte // as written in the document
	put   string // as put out; empty when it is not
	mute  bool   // nothing in it is put out
	item  bool
	base  int // into bases
	lang  string
	bound int // how many bindings are in force outside of it
	from  int // where it begins in out
}

// binding is a namespace declaration in force.
type binding struct {
	declared []byte
	prefix   string // the vocabulary's
}

// span is an item in out.
type span struct {
	from, to int
	newest   time.Time
}

const (
	// These bound what a document can make the outline remember and gofeed work on. Real feeds stay below 30, 3 and 100.
	maxBindings = 128
	maxBases    = 1024
	maxLeaves   = 512
)

// Draw makes the outline of a document whose address is base. The error is a *digest.ParseError: the document is no feed, or
// nests too deep. One that is damaged is no error.
func Draw(doc []byte, base *url.URL, limits Limits) (*Outline, error) {
	o, err := newOutline(doc, base, limits)
	if err != nil {
		return nil, err
	}
	if err := o.run(); err != nil {
		return nil, err
	}
	o.prune()
	return o, nil
}

// XML is the outline itself.
func (o *Outline) XML() []byte { return o.out }

// Format names what the document is, in the words of digest.Channel.
func (o *Outline) Format() string { return o.format }

// Over is how many articles were left out because there were too many.
func (o *Outline) Over() int { return o.over }

// Broken says that the document ended before its root did.
func (o *Outline) Broken() bool { return o.repairs.broken }

// Warnings says what was wrong with the structure of the document, in words for the feed's owner.
func (o *Outline) Warnings() []string {
	var said []string
	if o.repairs.broken {
		words := "the document breaks off before its end"
		if o.repairs.lost {
			words += fmt.Sprintf(", in the middle of an article: the %d before it were read", len(o.items))
		}
		said = append(said, words)
	}
	if o.repairs.unclosed {
		said = append(said, "the document is not well-formed: elements are not closed")
	}
	return said
}

// run goes through the document from its root on. The error is that it nests too deep.
func (o *Outline) run() error {
	for {
		t, more := o.scan.Next()
		switch {
		case !more:
			o.breakOff()
			return nil
		case t.End:
			if o.end(t); len(o.open) == 0 {
				return nil
			}
		default:
			if err := o.start(t); err != nil {
				return err
			}
		}
	}
}

func (o *Outline) start(t markup.Tag) error {
	if len(o.open) >= o.limits.Depth {
		return &digest.ParseError{Kind: digest.ParseTooDeep}
	}
	if n := len(o.open); n > 0 && o.open[n-1].mute && !o.unmute(t) {
		o.push(t, frame{name: t.Name, mute: true, bound: len(o.bound)})
		return nil
	}
	f := frame{name: t.Name, bound: len(o.bound)}
	if n := len(o.open); n > 0 {
		f.base, f.lang = o.open[n-1].base, o.open[n-1].lang
	}
	if bytes.Contains(t.Attrs, []byte("xml")) {
		o.declare(t, &f)
	}
	r := o.rule(t.Name)
	if r.as == "content" && bytes.HasPrefix(bytes.ToLower(t.Attribute("type")), []byte("multipart/")) {
		r.do = through // Atom 0.3: the alternatives are in it
	}
	if r.do > through {
		if o.item.leaves++; o.item.leaves > maxLeaves {
			r.do = skip
		}
	}
	switch r.do {
	case enter:
		o.enter(t, f, r.as)
	case skip:
		f.mute = true
		o.push(t, f)
	case through:
		o.push(t, f)
	case enclosed:
		o.enclosed(t, f, r.as)
		o.push(t, f) // what else is in it belongs to what it is in
	case genre:
		o.term(o.line(t.Attribute("text")))
		o.push(t, f) // with narrower ones in it
	default:
		o.leaf(t, f, r)
		o.bound = o.bound[:f.bound]
	}
	return nil
}

// unmute ends an element that is left out when an article begins in it and it has no end of its own: one broken name
// would else cost all the articles that follow. Within an article, the end of the article does that.
func (o *Outline) unmute(t markup.Tag) bool {
	if r := o.rule(t.Name); r.as != "item" && r.as != "entry" || o.openItem() >= 0 {
		return false
	}
	i := slices.IndexFunc(o.open, func(f frame) bool { return f.mute })
	outside := o.open[:i]
	stop := func(name []byte) bool {
		return slices.ContainsFunc(outside, func(f frame) bool { return bytes.EqualFold(f.name, name) })
	}
	if o.scan.Ends(o.open[i].name, stop) {
		return false
	}
	o.repairs.unclosed = true
	o.closeTo(i)
	return true
}

// push opens an element that is gone into.
func (o *Outline) push(t markup.Tag, f frame) {
	if t.Empty {
		o.bound = o.bound[:f.bound]
		return
	}
	o.open = append(o.open, f)
}

// enter opens an element of the feed's own structure.
func (o *Outline) enter(t markup.Tag, f frame, name string) {
	f.item = name == "item" || name == "entry"
	if f.item {
		o.toHolder()
		o.item = seen{}
	}
	inherited := ""
	if n := len(o.open); n > 0 && f.item {
		inherited = o.open[n-1].lang
	}
	f.put, f.from = name, len(o.out)
	o.out = append(append(append(o.out, '<'), name...), '>')
	o.open = append(o.open, f)
	if f.lang != inherited && name != "rss" && name != "rdf:rdf" {
		o.text("dc:language", f.lang)
	}
	o.ownAttributes(t, f)
	if t.Empty {
		o.closeTo(len(o.open) - 1)
	}
}

// toHolder ends what is open in the element that holds the articles, since no article stands in another one, or in the
// image of the channel.
func (o *Outline) toHolder() {
	i := len(o.open)
	for i > 0 && !holdsItems(o.open[i-1].put) {
		i--
	}
	o.repairs.unclosed = o.repairs.unclosed || i < len(o.open)
	o.closeTo(i)
}

func holdsItems(name string) bool {
	return name == "channel" || name == "feed" || name == "rdf:rdf" || name == "rss"
}

// openItem is the place of the open item, or -1.
func (o *Outline) openItem() int {
	return slices.IndexFunc(o.open, func(f frame) bool { return f.item })
}

// end closes the element that t ends, with all that was left open in it. A tag that ends nothing is passed over.
func (o *Outline) end(t markup.Tag) {
	for i := len(o.open) - 1; i >= 0; i-- {
		if !bytes.EqualFold(o.open[i].name, t.Name) {
			continue
		}
		for _, f := range o.open[i+1:] {
			o.repairs.unclosed = o.repairs.unclosed || !f.mute
		}
		o.closeTo(i)
		return
	}
}

// closeTo closes elements until n are open.
func (o *Outline) closeTo(n int) {
	for len(o.open) > n {
		f := o.open[len(o.open)-1]
		o.open = o.open[:len(o.open)-1]
		o.bound = o.bound[:f.bound]
		if f.item {
			o.endItem()
		}
		if f.put != "" {
			o.out = append(append(append(o.out, "</"...), f.put...), '>')
		}
		if f.item {
			o.items = append(o.items, span{f.from, len(o.out), o.item.newest})
			o.item = seen{}
			if len(o.items) >= 2*o.limits.Articles {
				o.prune()
			}
		}
	}
}

// breakOff ends a document that did not end itself. An article that it broke off in will be whole the next time, and is
// kept only if there is no other.
func (o *Outline) breakOff() {
	o.repairs.broken = len(o.open) != o.wrapped
	if i := o.openItem(); i >= 0 && len(o.items) > 0 {
		o.repairs.lost = true
		o.out = o.out[:o.open[i].from]
		o.open = o.open[:i]
	}
	o.closeTo(0)
}

// prune keeps the newest articles, in the order of the document. Those without a date count as older than others, and
// as the younger the sooner they come.
func (o *Outline) prune() {
	if len(o.items) <= o.limits.Articles {
		return
	}
	order := make([]int, len(o.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return o.items[b].newest.Compare(o.items[a].newest) })
	kept := order[:o.limits.Articles]
	slices.Sort(kept)
	o.over += len(o.items) - len(kept)

	out, items := o.out[:o.items[0].from], o.items[:0]
	last := o.items[len(o.items)-1].to
	for _, i := range kept {
		s := o.items[i]
		from := len(out)
		out = append(out, o.out[s.from:s.to]...)
		items = append(items, span{from, len(out), s.newest})
	}
	o.out, o.items = append(out, o.out[last:]...), items
}
