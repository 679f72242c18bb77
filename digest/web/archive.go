package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/web/archive"
)

// archiveAge is how long a page or feed of the archive is taken for fresh: a new issue is seen within that time, and a
// theme that was changed as well.
const archiveAge = "300"

// newArchive prepares the pages of issues.
func (s *Server) newArchive() (err error) {
	o := archive.Options{Site: s.Site, URL: s.URL + links.ArchiveFolder, Pictures: "../.." + links.PicturesFolder, Look: s.Look}
	if len(s.public()) > 0 && s.Mail != nil {
		o.Join = s.URL + links.JoinPath
	}
	s.archive, err = archive.New(o)
	return err
}

// archived finds an edition of which issues are served.
func (s *Server) archived(r *http.Request) (digest.Edition, error) {
	e, ok := s.edition(r.PathValue("edition"))
	if !ok || !e.Archive.Kept() || s.Look == nil {
		return e, digest.ErrNotFound
	}
	return e, nil
}

// issuePage shows one issue, or the feeds. That a page is not there, and that it is not for everybody, is answered alike.
func (s *Server) issuePage(w http.ResponseWriter, r *http.Request) {
	e, err := s.archived(r)
	name, ok := strings.CutSuffix(r.PathValue("file"), archive.PageSuffix)
	var c digest.WebCopy
	switch {
	case err != nil:
	case r.PathValue("file") == archive.AtomFile:
		s.feed(w, r, e, s.archive.Atom)
		return
	case r.PathValue("file") == archive.JSONFile:
		s.feed(w, r, e, s.archive.JSON)
		return
	case !ok:
		err = digest.ErrNotFound
	default:
		c, err = s.Store.WebCopy(r.Context(), e.ID, name)
	}
	if err != nil {
		s.absent(w, r, err)
		return
	}
	var newer, older *digest.WebCopy
	if c.Listed && e.Archive == digest.ArchivePublic {
		all, err := s.Store.WebCopies(r.Context(), e.ID)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		newer, older = archive.Beside(all, c)
	} else {
		c.Listed = false
	}
	d, err := s.archive.Issue(e, c, newer, older)
	s.answer(w, r, d, c.Listed, err)
}

// listPage lists the issues of an edition that everybody may read.
func (s *Server) listPage(w http.ResponseWriter, r *http.Request) {
	e, err := s.archived(r)
	if err == nil && e.Archive != digest.ArchivePublic {
		err = digest.ErrNotFound
	}
	var all []digest.WebCopy
	if err == nil {
		all, err = s.Store.WebCopies(r.Context(), e.ID)
	}
	if err != nil {
		s.absent(w, r, err)
		return
	}
	d, err := s.archive.List(e, all)
	s.answer(w, r, d, true, err)
}

// frontPage names every edition with issues that everybody may read. Where there is none, nothing is there.
func (s *Server) frontPage(w http.ResponseWriter, r *http.Request) {
	var shelves []archive.Shelf
	for _, e := range s.Editions {
		if e.Archive != digest.ArchivePublic || s.Look == nil {
			continue
		}
		all, err := s.Store.WebCopies(r.Context(), e.ID)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		shelves = append(shelves, archive.NewShelf(e, all))
	}
	if len(shelves) == 0 {
		s.absent(w, r, digest.ErrNotFound)
		return
	}
	d, err := s.archive.Front(shelves)
	s.answer(w, r, d, true, err)
}

// feed answers with a feed of the newest issues.
func (s *Server) feed(w http.ResponseWriter, r *http.Request, e digest.Edition,
	write func(digest.Edition, []digest.WebCopy) (archive.Document, error),
) {
	if e.Archive != digest.ArchivePublic {
		s.absent(w, r, digest.ErrNotFound)
		return
	}
	all, err := s.Store.WebCopies(r.Context(), e.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all = slices.DeleteFunc(all, func(c digest.WebCopy) bool { return !c.Listed })
	all = all[:min(len(all), archive.FeedMost)]
	for i, c := range all {
		if all[i], err = s.Store.WebCopy(r.Context(), e.ID, c.Name); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	d, err := write(e, all)
	s.answer(w, r, d, true, err)
}

// answer sends a document, or says that the client has it already. listed ones may be kept by caches and found by search
// engines.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, d archive.Document, listed bool, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", d.Type)
	h.Set("Cache-Control", "private, max-age="+archiveAge)
	if listed {
		h.Set("Cache-Control", "public, max-age="+archiveAge)
		h.Del("X-Robots-Tag")
	}
	if d.Policy != "" {
		h.Set("Content-Security-Policy", d.Policy)
	}
	sum := sha256.Sum256(d.Body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.Body)) // no time: a page changes with its theme
}

// absent answers a request for what is not there.
func (s *Server) absent(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, digest.ErrNotFound) {
		s.notice(w, r, http.StatusNotFound, "missing")
		return
	}
	s.fail(w, r, err)
}
