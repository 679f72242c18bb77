package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tidings/digest"
)

// read turns an answer that is no redirect into a page.
func (c *Client) read(r digest.Request, a *answer, res *http.Response) (digest.Page, error) {
	now := c.o.Now()
	page := digest.Page{
		URL:             r.URL,
		FinalURL:        a.url.String(),
		Status:          res.StatusCode,
		ContentType:     res.Header.Get("Content-Type"),
		ContentLocation: res.Header.Get("Content-Location"),
		Validators:      digest.Validators{ETag: res.Header.Get("Etag"), LastModified: res.Header.Get("Last-Modified")},
		Fresh:           freshness(res.Header, now),
		Fetched:         now,
	}
	if a.permanent && a.url != a.origin {
		page.PermanentURL = page.FinalURL
	}
	if res.StatusCode == http.StatusNotModified && a.conditional {
		page.NotModified = true
		return page, nil
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return digest.Page{}, &digest.FetchError{
			URL: r.URL, Kind: digest.FetchStatus, Status: res.StatusCode, RetryAfter: retryAfter(res.Header, now),
			Host: a.url.Host, Own: a.own,
		}
	}
	body, err := c.body(r, a, res)
	page.Body = body
	return page, err
}

// body reads and decompresses at most MaxBytes. What is longer is refused, not cut: half a document reads as a
// different one.
func (c *Client) body(r digest.Request, a *answer, res *http.Response) ([]byte, error) {
	if res.ContentLength > c.o.MaxBytes {
		return nil, tooLarge(r.URL, c.o.MaxBytes)
	}
	var in io.Reader = res.Body
	if enc := strings.ToLower(res.Header.Get("Content-Encoding")); enc == "gzip" || enc == "x-gzip" {
		unzip := c.unzips.take() // one weighs more than most answers
		defer c.unzips.put(unzip)
		if err := unzip.Reset(res.Body); err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		in = unzip
	}
	buf := c.bodies.take()
	err := c.fill(r, a, buf, io.LimitReader(in, c.o.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(buf.Len()) > c.o.MaxBytes {
		return nil, tooLarge(r.URL, c.o.MaxBytes)
	}
	if buf.Len() > digest.LargeBody {
		return buf.Bytes(), nil
	}
	body := bytes.Clone(buf.Bytes())
	buf.Reset()
	c.bodies.put(buf)
	return body, nil
}

// spares are values that were used and may be used again, a few of them. A sync.Pool forgets its own whenever garbage is
// collected, which happens for every dozen of feeds that come.
type spares[T any] chan *T

const sparesKept = 8

func (s spares[T]) take() *T {
	select {
	case v := <-s:
		return v
	default:
		return new(T)
	}
}

func (s spares[T]) put(v *T) {
	select {
	case s <- v:
	default:
	}
}

// fill reads a body. Beyond the length of a small one it waits for room.
func (c *Client) fill(r digest.Request, a *answer, buf *bytes.Buffer, in io.Reader) error {
	n, err := buf.ReadFrom(io.LimitReader(in, digest.LargeBody+1))
	if err == nil && n > digest.LargeBody {
		if r.Room != nil {
			a.deadline.pause()
			err := r.Room()
			a.deadline.resume()
			if err != nil {
				return err
			}
		}
		_, err = buf.ReadFrom(in)
	}
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

// freshness is how long the answer may be used without asking again: Cache-Control max-age, else Expires
// (RFC 9111 section 4.2.1); 0 when the server does not say or says not at all.
func freshness(h http.Header, now time.Time) time.Duration {
	for _, part := range strings.Split(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch strings.ToLower(name) {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			if s, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && s > 0 {
				return seconds(s)
			}
			return 0
		}
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		date = now
	}
	return max(0, expires.Sub(date))
}

// retryAfter reads the header's two forms, seconds and a date (RFC 9110 section 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.Atoi(value); err == nil {
		return seconds(max(0, s))
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// seconds guards against a number of seconds that does not fit a duration: a year is as good as for ever.
func seconds(s int) time.Duration {
	return time.Duration(min(s, 365*24*3600)) * time.Second
}
