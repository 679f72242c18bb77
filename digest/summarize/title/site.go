package title

import (
	"net/url"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/text"
)

// withoutSite drops the part of a title that is the name of its site. After a bar or a dot, nothing else ever stands;
// before the title, one word may as well be what it is about ("Rust - 2.0 is out" in the Rust Blog).
func (f *Forms) withoutSite(title string, names []string) string {
	marks := f.parts.FindAllStringIndex(title, -1)
	if len(marks) == 0 {
		if i := strings.LastIndex(title, ", "); i > 0 && text.Count(title[:i]) >= 4 && isBrand(title[i+2:], names) {
			return title[:i]
		}
		return title
	}
	first, last := marks[0], marks[len(marks)-1]
	head, tail := title[:last[0]], title[last[1]:]
	dash := strings.ContainsAny(title[last[0]:last[1]], "-–—")
	if f.isSite(tail, names) || !dash && text.Count(head) >= 3 && text.Count(tail) <= 5 {
		return head
	}
	if head := title[:first[0]]; text.Count(head) > 1 && isName(head, names) {
		return title[first[1]:]
	}
	return title
}

// SiteAlone says that a title is nothing but the name of its site: "BBC News (British Broadcasting Corporation)".
func (f *Forms) SiteAlone(title string, names []string) bool {
	head, _, _ := strings.Cut(title, " (")
	return f.isSite(head, names)
}

// isSite says whether a part of a title is one of its site's names, perhaps shortened or with a department: "BBC" and
// "BBC News" of BBC News, "Post Sport" of the Post.
func (f *Forms) isSite(part string, names []string) bool {
	if f.domain.MatchString(part) || isName(part, names) {
		return true
	}
	p := words(part)
	return slices.ContainsFunc(names, func(name string) bool {
		n := words(name)
		return name != "" && (strings.HasPrefix(n, p) || strings.HasPrefix(p, n) && text.Count(part) <= 4 ||
			text.Count(part) > 1 && strings.HasPrefix(squeeze(name), squeeze(part)))
	})
}

// isBrand says whether a part of a title is one of its site's names with a section: "PostOne Crime News".
func isBrand(part string, names []string) bool {
	return text.Count(part) <= 4 && slices.ContainsFunc(names, func(name string) bool {
		return len(squeeze(name)) > 3 && strings.HasPrefix(squeeze(part), squeeze(name))
	})
}

// isName says whether a part of a title is a whole name of its site.
func isName(part string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && squeeze(name) == squeeze(part) })
}

// Sites are the names an article's site may go by in a title.
func Sites(a digest.Article, feedNames ...string) []string {
	names := append(feedNames, a.Text.Site)
	if u, err := url.Parse(a.URL); err == nil {
		labels := strings.Split(strings.TrimPrefix(u.Hostname(), "www."), ".")
		if len(labels) > 1 {
			names = append(names, labels[0], labels[len(labels)-2])
		}
	}
	return names
}

// words is a name to compare by its words: folded, with a space after each.
func words(name string) string { return strings.TrimPrefix(text.Fold(name), "the ") + " " }

// squeeze makes the spellings of a name one: "The BBC News" and "bbcnews".
func squeeze(name string) string { return strings.ReplaceAll(words(name), " ", "") }
