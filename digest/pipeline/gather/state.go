package gather

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"tidings/digest"
)

// How often a feed is asked: once an hour unless the server wants it less often, and once a day whatever it wants.
// Failures double the wait from an hour to a day.
const (
	pollEvery   = time.Hour
	pollAtLeast = 24 * time.Hour
	jitterMost  = 3 * time.Minute

	// pollDaily leaves room for a paper that is made at the same minute every day: with a whole day, a feed asked at a
	// few seconds past seven would be let off the next morning at seven.
	pollDaily = pollAtLeast - 5*jitterMost
)

// When an answer is believed.
const (
	movedPolls     = 3              // polls in a row that say "moved permanently"
	movedFor       = 24 * time.Hour // and for so long
	validatorsLast = 8 * 24 * time.Hour
)

// What counts as news of a feed. A document holds 10 to 30 articles as a rule.
const (
	newFeedBrings = 20 // articles of a feed read for the first time; all that are dated within the last day come anyway
	pourLeast     = 50 // new articles at once that are too few to be a pour, however quiet the feed was
	pourTimes     = 5  // a pour is so many times more than the feed ever brought at once
)

// succeed writes a good answer into the feed's state. The validators of a document replace the old ones as a pair, and
// clear them when it has none; a 304 freshens those that it names (RFC 9111 section 3.2). every is how often the feed is
// asked at most; 0 is the usual.
func succeed(st *digest.FeedState, page digest.Page, c digest.Channel, every time.Duration, now time.Time) {
	st.LastOK, st.Fails, st.Reason = now, 0, ""
	if page.NotModified {
		st.Validators.ETag = cmp.Or(page.Validators.ETag, st.Validators.ETag)
		st.Validators.LastModified = cmp.Or(page.Validators.LastModified, st.Validators.LastModified)
	} else {
		st.Validators, st.ValidatorsFor, st.ValidatorsAt = page.Validators, page.FinalURL, now
		st.Title, st.Link, st.Language = cmp.Or(c.Title, st.Title), cmp.Or(c.Link, st.Link), cmp.Or(c.Language, st.Language)
		st.Refresh = c.Refresh
	}
	every = cmp.Or(every, pollEvery)
	st.NextPoll = now.Add(min(max(every, page.Fresh, st.Refresh), max(every, pollDaily)))
	follow(st, page.PermanentURL, now)
}

// follow notes where permanent redirects lead. A new address is believed, and asked from then on, when it was said in
// several polls in a row over a day: servers that are set up wrong for an hour say "moved permanently" too.
func follow(st *digest.FeedState, to string, now time.Time) {
	switch {
	case to == "" && st.Moved == st.URL: // the feed was asked at its new address
	case to == "":
		st.Moved, st.MovedCount, st.MovedSince = "", 0, time.Time{}
	case to == st.Moved:
		st.MovedCount++
	default:
		st.Moved, st.MovedCount, st.MovedSince = to, 1, now
	}
	if st.MovedCount >= movedPolls && now.Sub(st.MovedSince) >= movedFor {
		st.URL = st.Moved
	}
}

// fail writes a failure into the feed's state. An address that the program found by itself, by a redirect or on a
// site's page, is given up when there is no feed any more; the configured one is given up when its server says that it
// is gone for good (RFC 9110 section 15.5.11).
func fail(st *digest.FeedState, configured string, err error, now time.Time) {
	st.Fails++
	st.Reason = err.Error()
	st.NextPoll = now.Add(backOff(st.Fails, err))
	var fe *digest.FetchError
	var pe *digest.ParseError
	gone := errors.As(err, &fe) && fe.Status == http.StatusGone
	lost := gone || fe != nil && fe.Status == http.StatusNotFound ||
		errors.As(err, &pe) && (pe.Kind == digest.ParseIsHTML || pe.Kind == digest.ParseNotFeed)
	if lost && st.URL != configured {
		st.URL = configured
		st.Moved, st.MovedCount, st.MovedSince = "", 0, time.Time{}
	} else if gone {
		st.Gone = true
	}
}

// validatorsOf are those to send. After a week they are left out once, as NetNewsWire does: some servers answer 304 for
// ever.
func validatorsOf(st digest.FeedState, now time.Time) digest.Validators {
	if now.Sub(st.ValidatorsAt) > validatorsLast {
		return digest.Validators{}
	}
	return st.Validators
}

// holdBack marks the articles of a document that are new and shall not come into an issue: of a feed that was never
// read, those older than its newest; of one that was, all of them when they are so many, or so old, that the feed must
// have poured out its archive. It says which of both happened, and to how many.
func holdBack(st *digest.FeedState, fresh []*digest.Article, now time.Time) (older, poured int) {
	first := st.Most == 0
	late := 0 // says that it is older than what was read already
	for _, a := range fresh {
		if when := a.When(); !first && when.Before(st.LastOK.Add(-24*time.Hour)) {
			late++
		}
	}
	switch {
	case first:
		slices.SortStableFunc(fresh, func(a, b *digest.Article) int { return b.When().Compare(a.When()) })
		for i, a := range fresh {
			dated := !a.Published.IsZero() || !a.Updated.IsZero()
			if i >= newFeedBrings && (!dated || now.Sub(a.When()) > 24*time.Hour) {
				a.Held = digest.HoldBacklog
				older++
			}
		}
	case len(fresh) > pourLeast && len(fresh) > pourTimes*st.Most, len(fresh) > newFeedBrings && late > len(fresh)/2:
		for _, a := range fresh {
			a.Held = digest.HoldPour
		}
		return 0, len(fresh)
	}
	st.Most = max(st.Most, len(fresh))
	return older, 0
}

// backOff is how long to leave a server in peace after its n-th failure in a row: 1, 2, 4 … 24 hours, and never less
// than it asked for, up to a day. A failure that no server had a part in costs nobody anything: it is tried again at the
// next run, so that a configuration mended or a network come back is seen at once.
func backOff(fails int, err error) time.Duration {
	var fe *digest.FetchError
	fetched := errors.As(err, &fe)
	if fetched && slices.Contains(nobodysFault(), fe.Kind) {
		return 0
	}
	wait := doubled(fails)
	if fetched {
		wait = max(wait, min(fe.RetryAfter, pollAtLeast))
	}
	return wait
}

// nobodysFault are the failures that no other people's server had a part in.
func nobodysFault() []digest.FetchKind {
	return []digest.FetchKind{digest.FetchBadURL, digest.FetchPrivate, digest.FetchDNS, digest.FetchOffline, digest.FetchProxy}
}

// final says whether asking for a page again would be in vain.
func final(err error) bool {
	var fe *digest.FetchError
	if !errors.As(err, &fe) {
		return false
	}
	switch fe.Kind {
	case digest.FetchBadURL, digest.FetchPrivate, digest.FetchTooLarge, digest.FetchRedirects:
		return true
	case digest.FetchStatus:
		return fe.Status >= 400 && fe.Status < 500 && fe.Status != http.StatusTooManyRequests && fe.Status != http.StatusRequestTimeout
	}
	return false
}
