package pipeline

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"tidings/digest"
)

// How often a feed is asked: once an hour unless the server wants it less often, never less than once a day. Failures
// double the wait from an hour to a day.
const (
	pollEvery   = time.Hour
	pollAtLeast = 24 * time.Hour
)

// succeed writes a good answer into the feed's state. Validators replace the old ones as a pair; an answer without any
// clears them, and a 304 without any leaves them.
func succeed(st *digest.FeedState, page digest.Page, c digest.Channel, now time.Time) {
	st.LastOK, st.Fails, st.Reason = now, 0, ""
	st.NextPoll = now.Add(min(max(pollEvery, page.Fresh, c.Refresh), pollAtLeast))
	if !page.NotModified || page.Validators != (digest.Validators{}) {
		st.Validators, st.ValidatorsFor = page.Validators, page.FinalURL
	}
	if !page.NotModified {
		st.Title, st.Link, st.Language = cmp.Or(c.Title, st.Title), cmp.Or(c.Link, st.Link), cmp.Or(c.Language, st.Language)
	}
	switch {
	case page.PermanentURL == "":
		st.Moved, st.MovedCount, st.MovedSince = "", 0, time.Time{}
	case page.PermanentURL == st.Moved:
		st.MovedCount++
	default:
		st.Moved, st.MovedCount, st.MovedSince = page.PermanentURL, 1, now
	}
}

// backOff is how long to leave a server in peace after its n-th failure in a row: 1, 2, 4 … 24 hours, and never less
// than it asked for, up to a day. A failure that no server had a part in costs nobody anything: it is tried again at the
// next run, so that a configuration mended or a network come back is seen at once.
func backOff(fails int, err error) time.Duration {
	var fe *digest.FetchError
	fetched := errors.As(err, &fe)
	if fetched && slices.Contains([]digest.FetchKind{digest.FetchBadURL, digest.FetchPrivate, digest.FetchDNS, digest.FetchOffline}, fe.Kind) {
		return 0
	}
	wait := pollAtLeast
	if fails < 6 { // 2^5 hours are more than a day
		wait = min(pollEvery<<max(0, fails-1), pollAtLeast)
	}
	if fetched {
		wait = max(wait, min(fe.RetryAfter, pollAtLeast))
	}
	return wait
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
