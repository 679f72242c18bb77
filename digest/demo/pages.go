package demo

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"html/template"
	"io/fs"
)

// layouts are the page templates by name: one set a layout, each with the shared blocks.
type layouts map[string]*template.Template

// parseLayouts parses every layout under press/layouts.
func parseLayouts(fsys fs.FS) (layouts, error) {
	const dir, shared = "press/layouts/", "blocks.html"
	entries, err := fs.ReadDir(fsys, dir[:len(dir)-1])
	if err != nil {
		return nil, fmt.Errorf("demo press: layouts: %w", err)
	}
	sets := make(layouts)
	for _, e := range entries {
		if e.Name() == shared {
			continue
		}
		if sets[e.Name()], err = template.ParseFS(fsys, dir+e.Name(), dir+shared); err != nil {
			return nil, fmt.Errorf("demo press: layout %s: %w", e.Name(), err)
		}
	}
	return sets, nil
}

func (l layouts) write(name string, data any) ([]byte, error) {
	set := l[name+".html"]
	if set == nil {
		return nil, fmt.Errorf("demo press: there is no layout %q", name)
	}
	var b bytes.Buffer
	if err := set.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("demo press: layout %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// pageData is what a layout shows of an article.
type pageData struct {
	Base    string // "http://127.0.0.1:PORT"
	Outlet  *outlet
	Article *article
	Words   *words
	Blocks  []block
	Related []*article
	Also    *article // nil: the paper has nothing else
	Replies []reply
}

// page writes the page of an article.
func (p *Press) page(a *article) func(base string) ([]byte, error) {
	return func(base string) ([]byte, error) {
		data := pageData{
			Base: base, Outlet: a.paper, Article: a, Words: a.paper.Words,
			Related: related(a), Replies: replies(a),
		}
		if len(data.Related) > 0 {
			data.Also = data.Related[0]
		}
		data.Blocks = furnish(prose(a.Text), data.Also != nil)
		return p.layouts.write(a.paper.Layout, data)
	}
}

// front writes the front page of a paper.
func (p *Press) front(o *outlet) func(base string) ([]byte, error) {
	return func(string) ([]byte, error) { return p.layouts.write("front", o) }
}

// stand writes the list of all papers.
func (p *Press) stand(a *archive) func(base string) ([]byte, error) {
	return func(string) ([]byte, error) { return p.layouts.write("stand", a.outlets) }
}

// related are up to four other articles of the paper, those that appeared before this one first.
func related(a *article) []*article {
	all := a.paper.Articles
	var out []*article
	for i, other := range all {
		if other == a {
			out = append(append(out, all[i+1:]...), all[:i]...)
		}
	}
	return out[:min(4, len(out))]
}

// replies are two or three comments, the same at every request.
func replies(a *article) []reply {
	pool := a.paper.Words.Replies
	h := hash(a.Path())
	var out []reply
	for i := range 2 + h%2 {
		out = append(out, pool[(h/2+i)%uint64(len(pool))])
	}
	return out
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}
