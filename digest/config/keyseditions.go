package config

import (
	"net/mail"
	"time"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
	"tidings/digest/schedule"
)

func (t table) editionKeys() []strict.Key[edition] {
	return []strict.Key[edition]{
		strict.Field("id", forms.ID(), func(e *edition, id string) { e.ID = id },
			"A short name, such as morning, for the command line and the state.").Needed(),
		strict.Field("title", strict.Text(), func(e *edition, s string) { e.Title = s }, "What the masthead says. Without it, the site's name."),
		strict.Field("subject", forms.Subject(t.subject), func(e *edition, s string) { e.Subject = s },
			"A template for the subject line. Without it, the theme's own."),
		strict.Field("language", forms.Language(), func(e *edition, s string) { e.Language = s },
			"Language of the words round the stories. Without it, the site's."),
		strict.Field("from", forms.HeaderMailbox(), func(e *edition, s string) { e.From = s }, "The sender. Without it, delivery.from."),
		strict.Field("reply_to", forms.HeaderMailbox(), func(e *edition, s string) { e.ReplyTo = s }, "Where answers go. Without it, to the sender."),
		strict.Field("schedule", forms.Schedule(defaultAt), func(e *edition, s schedule.Schedule) { e.Schedule, e.scheduled = s, true },
			"When it is due: {at: \"07:00\", days: weekdays} or {cron: \"0 7 * * 1-5\"}. Without it, every day at 07:00."),
		strict.Field("timezone", t.zones.ZoneOr("subscriber"), func(e *edition, loc *time.Location) { e.Location, e.OwnZone = loc, loc == nil },
			"IANA time zone of the schedule, or subscriber for each reader's own. Without it, the site's."),
		strict.Field("contents", strict.At(strict.OneOf(contentsSame, contentsFresh)),
			func(e *edition, c strict.Located[string]) { e.contents, e.Fresh = c, c.Is == contentsFresh },
			"With `timezone: subscriber`: one issue for all readers (same), or one for those of each hour, of what was gathered by then (fresh).").OrElse(contentsSame),
		strict.Field("window", strict.At(window()), func(e *edition, w strict.Located[time.Duration]) { e.window = w },
			"What it covers: what is new since the reader's last issue, or a length of time such as 7d.").OrElse(defaultWindow),
		strict.Field("late", strict.Mapping(nounLate, lateKeys()), func(e *edition, l digest.Late) { e.Late = l },
			"What becomes of an issue that nobody was there to send in time."),
		strict.Field("sections", strict.Some(strict.List(strict.At(strict.Text()))), func(e *edition, s []strict.Located[string]) { e.sections = s },
			"Its sections, in reading order. Without it, all of them."),
		strict.Field("lists", strict.Some(strict.List(strict.At(strict.Text()))), func(e *edition, s []strict.Located[string]) { e.lists = s },
			"The lists it goes to. Without it, everyone."),
		strict.Field("max_stories", forms.Stories(0), func(e *edition, n int) { e.MaxStories, e.limited = n, true },
			"Most stories in an issue; 0 for no limit.").OrElse(defaultStories),
		strict.Field("max_size", forms.Size(leastSize, mostSize), func(e *edition, n int) { e.MaxSize = n },
			"Most bytes of a mail's HTML once encoded: what does not fit is left out, pictures first.").OrElse(defaultSize),
		strict.Field("repeats", strict.OneOf(digest.RepeatUpdates, digest.RepeatNever, digest.RepeatAlways),
			func(e *edition, r digest.Repeats) { e.Repeats = r },
			"Whether a story that a reader was sent comes back: when there is something new (updates), never, or with every new article (always).").OrElse(string(digest.RepeatUpdates)),
		strict.Field("note", forms.Note(t.note), func(e *edition, s string) { e.Note = s }, "Your own words above the stories, in Markdown."),
		strict.Field("quiet", strict.Mapping(nounQuiet, quietKeys()), func(e *edition, q digest.Quiet) { e.Quiet = q },
			"What becomes of an issue with little to tell. Without it, one with nothing new is not sent."),
		strict.Field("grouping", strict.OneOf(digest.GroupLoose, digest.GroupNormal, digest.GroupStrict),
			func(e *edition, g digest.Grouping) { e.Grouping = g },
			"How readily articles become one story: loose tells less twice, strict puts fewer strangers together.").OrElse(string(digest.GroupNormal)),
		strict.Field("theme", t.theme.Shape(), func(e *edition, theme digest.Theme) { e.Theme = theme },
			"How it looks: a built-in theme (classic, brief, magazine), a folder of one's own, or a mapping.").OrElse(digest.DefaultTheme),
		strict.Field("archive", strict.OneOf(digest.ArchiveOff, digest.ArchiveUnlisted, digest.ArchivePublic),
			func(e *edition, a digest.Archive) { e.Archive = a },
			"Who may read its issues on the web: nobody (off), who has the address (unlisted), or everybody (public).").OrElse(string(digest.ArchiveOff)),
		strict.Field("proof", strict.At(strict.Mapping(nounProof, proofKeys())), func(e *edition, p strict.Located[digest.Proofing]) { e.Proof, e.proof = p.Is, p },
			"Who sees each issue before its readers do, and can stop it; tidings serve mails it."),
		strict.Field("images", strict.At(strict.OneOf(imagesOff, imagesOn)), func(e *edition, on strict.Located[string]) { e.Images, e.images = on.Is == imagesOn, on },
			"Whether its stories have pictures. They are made smaller and served under web.url, never by those they are from.").OrElse(imagesOff),
		strict.Field("include", strict.List(forms.Rule()), func(e *edition, r []digest.Rule) { e.Filter.Include = r },
			"Only articles that match one of these are taken."),
		strict.Field("exclude", strict.List(forms.Rule()), func(e *edition, r []digest.Rule) { e.Filter.Exclude = r },
			"Articles that match one of these are left out."),
	}
}

// What readers with clocks of their own get.
const (
	contentsSame  = "same"
	contentsFresh = "fresh"
)

// Whether an edition has pictures.
const (
	imagesOff = "off"
	imagesOn  = "on"
)

func quietKeys() []strict.Key[digest.Quiet] {
	return []strict.Key[digest.Quiet]{
		strict.Field("below", forms.Stories(1), func(q *digest.Quiet, n int) { q.Below = n },
			"Fewer new stories than this are little.").OrElse(1),
		strict.Field("then", strict.OneOf(digest.QuietSkip, digest.QuietCarry, digest.QuietSend), func(q *digest.Quiet, then digest.QuietThen) { q.Then = then },
			"Do not send it and drop its stories (skip); do not send it, and its stories wait for the next issue (carry); send it all the same, even empty (send).").OrElse(string(digest.QuietCarry)),
	}
}

func proofKeys() []strict.Key[digest.Proofing] {
	before := strict.Then(forms.Duration(), func(v strict.Value, d time.Duration) (time.Duration, bool) {
		if d > longestProof {
			v.Fail("this is more than a day before", "what is built so early is old news when it is sent; write for example 30m")
			return 0, false
		}
		return d, true
	})
	return []strict.Key[digest.Proofing]{
		strict.Field("to", forms.Mailbox(), func(p *digest.Proofing, to mail.Address) { p.To = to.Address }, "The address that gets it.").Needed(),
		strict.Field("before", before, func(p *digest.Proofing, d time.Duration) { p.Before = d },
			"How long before it is due the issue is built and mailed to that address.").OrElse(defaultProof),
	}
}

// longestProof is the longest that an issue may wait: a day's news.
const longestProof = 24 * time.Hour

func lateKeys() []strict.Key[digest.Late] {
	const skip, send = "skip", "send"
	return []strict.Key[digest.Late]{
		strict.Field("within", forms.Duration(), func(l *digest.Late, d time.Duration) { l.Within = d },
			"How late it is still sent.").OrElse(defaultLate),
		strict.Field("otherwise", strict.OneOf(skip, send), func(l *digest.Late, s string) { l.Send = s == send },
			"What becomes of an older one: it is skipped, and its articles are in the next; or it is sent all the same.").OrElse(skip),
	}
}

func (t table) editionShape() strict.Shape[edition] {
	return strict.Defined("edition", strict.Then(strict.Mapping(nounEdition, t.editionKeys()), func(v strict.Value, e edition) (edition, bool) {
		e.at = v
		if e.Fresh && !e.OwnZone {
			e.contents.At.Fail("contents: fresh is made for each reader's clock, and this edition goes by one clock", "write `timezone: subscriber`, or leave it out")
		}
		return e, true
	}))
}

// A mail smaller than leastSize has room for its frame and little else; one larger than mostSize is refused by relays whose
// limit is the usual 10 MB, once it is encoded with its text part.
const (
	leastSize = 20 << 10
	mostSize  = 5 << 20
)

// window is what an edition covers: 0 for everything since the reader's last issue, or a length of time.
func window() strict.Shape[time.Duration] {
	return strict.Either(strict.Constant(defaultWindow, time.Duration(0)), forms.Duration())
}
