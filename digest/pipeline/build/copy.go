package build

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tidings/digest"
	"tidings/digest/compose"
	"tidings/digest/links"
)

// moreMost is how many stories a web copy names besides those that it tells: a page of headlines of some 300 bytes each,
// which together take no more than the stories above them.
const moreMost = 300

// highlights is how many headlines a list of issues shows of each.
const highlights = 3

// copies says that the run makes a copy of its issue for the web.
func (b *building) copies() bool {
	return b.run.Edition.Archive.Kept() && b.Links != nil && !b.run.Anyway
}

// copyName names the page of an issue: by its slot when everybody may find it, else so that nobody can guess it.
func (b *Builder) copyName(e digest.Edition, is digest.Issue) string {
	if e.Archive != digest.ArchivePublic {
		return b.Links.CopyName(is.ID)
	}
	name := strings.NewReplacer(":", "", "T", "-", "@", "-", "Z", "").Replace(string(is.Slot))
	if is.Seq > 0 {
		name += "-" + strconv.Itoa(is.Seq+1)
	}
	return name
}

// browser is the address of the web copy of an issue; empty when it is not served.
func (b *Builder) browser(e digest.Edition, is digest.Issue) string {
	if b.Web == "" || b.Links == nil || !e.Archive.Kept() {
		return ""
	}
	return b.Web + links.CopyPath(e.ID, b.copyName(e, is))
}

// webCopy is the issue as anybody may read it: what the edition's limits let in, as a reader without preferences gets it
// whose past are the copies before, and after it the headlines of what they keep out. So whatever does not fit in a mail
// is here, but for what was gathered before the last issue.
func (b *building) webCopy(ctx context.Context) (*digest.WebCopy, error) {
	t := b.tell(digest.Subscriber{})
	c, err := b.illustrate(ctx, t.contents)
	if err != nil {
		return nil, fmt.Errorf("web copy of issue %s: %w", b.draft.Issue.Slot, err)
	}
	c.Leave = digest.Leave{}
	c.More = b.more(t)
	c.Left = max(0, c.Left-len(c.More))
	is := b.draft.Issue
	page, err := b.Look(b.run.Edition).Page(c, b.pictures())
	if err != nil {
		return nil, fmt.Errorf("web copy of issue %s: %w", is.Slot, err)
	}
	w := &digest.WebCopy{
		Issue: is.ID, Edition: is.Edition, Slot: is.Slot.Reading(), Name: b.copyName(b.run.Edition, is), Built: b.Now(), Stories: c.Stories(),
		Listed:    b.run.Edition.Archive == digest.ArchivePublic,
		Rendering: digest.Rendering{ID: digest.Key("web copy", is.ID), Issue: is.ID, Subject: page.Subject, Contents: c},
	}
	for _, section := range page.Sections {
		for _, st := range section.Stories {
			if len(w.Headlines) < highlights {
				w.Headlines = append(w.Headlines, st.Headline)
			}
		}
	}
	return w, nil
}

// more names the stories that the limits keep out of a telling, in reading order.
func (b *building) more(t telling) []digest.ContentsStory {
	if t.contents.Left == 0 {
		return nil
	}
	o := b.layout()
	o.Edition.MaxStories = 0
	o.Edition.Sections = slices.Clone(o.Edition.Sections)
	for i := range o.Edition.Sections {
		o.Edition.Sections[i].MaxStories = 0
	}
	o.Feeds = maps.Clone(o.Feeds)
	for id, f := range o.Feeds {
		f.MaxPerFeed = 0
		o.Feeds[id] = f
	}
	told := make(map[string]bool)
	for _, section := range t.contents.Sections {
		for i := range section.Stories {
			told[section.Stories[i].ID] = true
		}
	}
	var more []digest.ContentsStory
	for _, section := range compose.Issue(o, t.ranked, t.reader).Sections {
		for i := range section.Stories {
			st := &section.Stories[i]
			if !told[st.ID] && len(more) < moreMost {
				more = append(more, digest.ContentsStory{
					ID: st.ID, Headline: st.Headline, URL: st.URL, Source: st.Source, Sources: st.Sources, Articles: st.Articles, Published: st.Published,
				})
			}
		}
	}
	return more
}

// leave says how readers of an edition leave it: by links, where pages are served, each with its reader's token in it; by a
// mail, where one is read; else by answering. browser is the address of the issue's web copy, if there is one.
func (b *Builder) leave(edition, browser string) digest.Leave {
	switch {
	case b.Web == "" && b.Leaving == "":
		return digest.Leave{Reply: true}
	case b.Web == "":
		return digest.Leave{Unsubscribe: links.LeaveMail(b.Leaving, edition, digest.ReaderToken)}
	}
	return digest.Leave{
		Unsubscribe: b.Web + links.LeavePath(edition, digest.ReaderToken),
		Preferences: b.Web + links.PreferencesPath(edition, digest.ReaderToken),
		Browser:     browser,
	}
}
