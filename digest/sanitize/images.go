package sanitize

import (
	"regexp"
	"strconv"
	"strings"
)

// image puts out a picture, unless it is there to count readers.
func (w *writer) image() {
	src := w.source()
	alt := valueOf(w.attrs, "alt")
	switch {
	case src == "" || w.isInvisible() || isCounter(src):
		return
	case alt != "" && w.isEmoji(src):
		writeText(w, alt)
		return
	}
	w.out = append(w.out, "<img"...)
	w.attribute("src", src)
	w.attribute("alt", strings.Join(strings.Fields(alt), " "))
	for _, name := range []string{"width", "height"} {
		if n := w.pixels(name); isNumber(n) {
			w.attribute(name, n)
		}
	}
	w.out = append(w.out, '>')
}

func (w *writer) pixels(name string) string {
	return strings.TrimSuffix(strings.TrimSpace(valueOf(w.attrs, name)), "px")
}

// Where scripts that load pictures late keep the address or a set of them, in the order of trust.
var (
	lazySources = []string{"data-src", "data-lazy-src", "data-original", "data-orig-file"}
	sourceSets  = []string{"data-srcset", "data-lazy-srcset", "srcset"}
)

// source is the address of the picture that a reader would see in the end.
func (w *writer) source() string {
	for _, name := range lazySources {
		if src := URL(valueOf(w.attrs, name), w.base); src != "" {
			return src
		}
	}
	src := URL(valueOf(w.attrs, "src"), w.base)
	if src != "" && !placeholders[fileOf(src)] {
		return src
	}
	for _, name := range sourceSets {
		if best := URL(largest(valueOf(w.attrs, name)), w.base); best != "" {
			return best
		}
	}
	return src
}

// placeholders are the pictures that stand in until a script has found the real one.
var placeholders = map[string]bool{
	"blank.gif": true, "blank.png": true, "spacer.gif": true, "spacer.png": true, "placeholder.gif": true,
	"placeholder.png": true, "placeholder.svg": true, "placeholder.jpg": true, "lazy.gif": true, "lazy.png": true,
	"lazy-load.gif": true, "lazyload.gif": true, "lazyload.png": true, "lazy_placeholder.gif": true, "loading.gif": true,
	"loading.svg": true, "loader.gif": true, "transparent.gif": true, "transparent.png": true, "trans.gif": true,
	"grey.gif": true, "gray.gif": true, "1x1.gif": true, "1x1.png": true, "1x1.trans.gif": true, "pixel.gif": true,
	"clear.gif": true, "empty.gif": true, "default.gif": true,
}

// fileOf is the last part of an address's path, in lower case.
func fileOf(address string) string {
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		address = address[:end]
	}
	return strings.ToLower(address[strings.LastIndexByte(address, '/')+1:])
}

// largest is the address in a srcset (HTML section 4.8.4.2.1) with the greatest width or density.
func largest(srcset string) string {
	const candidates, blank = 16, " \t\r\n"
	best, most := "", -1.0
	for range candidates {
		srcset = strings.TrimLeft(srcset, blank+",")
		end := strings.IndexAny(srcset, blank)
		if end < 0 {
			end = len(srcset)
		}
		address, size := srcset[:end], ""
		if srcset = srcset[end:]; !strings.HasSuffix(address, ",") {
			size, srcset, _ = strings.Cut(srcset, ",")
		}
		if address = strings.TrimRight(address, ","); address == "" {
			break
		}
		n, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(size), "wxh"), 64)
		if err != nil {
			n = 1
		}
		if n > most {
			best, most = address, n
		}
	}
	return best
}

// isInvisible says whether a picture is at most one pixel high or wide, or hidden by style.
func (w *writer) isInvisible() bool {
	for _, name := range []string{"width", "height"} {
		if n := w.pixels(name); n == "0" || n == "1" {
			return true
		}
	}
	style := valueOf(w.attrs, "style")
	return style != "" && hidden.MatchString(style)
}

var hidden = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|(^|[;\s])(width|height)\s*:\s*[01](px)?\s*(;|!|$)`)

// counterHosts serve pictures that only count readers, as they and the EasyPrivacy list have it. A row with a path means
// that path only; subdomains are meant, too.
var counterHosts = []string{
	"feeds.feedburner.com/~", "feedproxy.google.com/~", "feedsportal.com", "doubleclick.net", "googlesyndication.com",
	"google-analytics.com", "googleadservices.com", "pixel.wp.com", "stats.wordpress.com", "stats.wp.com",
	"feeds.wordpress.com/1.0/", "blogger.googleusercontent.com/tracker/", "quantserve.com", "scorecardresearch.com",
	"statcounter.com", "pheedo.com", "pheedcontent.com", "medium.com/_/stat", "track.hubspot.com", "facebook.com/tr",
	"assoc-amazon.com/e/ir", "amazon-adsystem.com", "ioam.de", "met.vgwort.de", "chartbeat.net", "adnxs.com",
	"imrworldwide.com", "list-manage.com/track/", "counter.yadro.ru", "webtrekk.net", "2o7.net", "omtrdc.net",
	"rss-counter.com", "feedblitz.com/b.gif", "postrelease.com", "rlcdn.com", "parsely.com",
}

// Counters on a publisher's own host are known by the name of the file, or the host's beginning and a GIF.
var (
	counterFiles = map[string]bool{
		"pixel.gif": true, "pixel.png": true, "pixel.php": true, "beacon.gif": true, "beacon.png": true, "track.gif": true,
		"track.png": true, "track.php": true, "tracker.gif": true, "tracking.gif": true, "open.gif": true, "webbug.gif": true,
		"1x1.gif": true, "1x1.png": true, "spacer.gif": true, "clear.gif": true, "count.gif": true, "counter.gif": true,
		"counter.php": true, "blank.gif": true, "transparent.gif": true, "matomo.php": true, "piwik.php": true, "rc.img": true,
		"a2t.img": true, "mf.gif": true,
	}
	counterNames = []string{"stats.", "stat.", "pixel.", "track.", "tracker.", "tracking.", "beacon.", "count.", "counter."}
)

func isCounter(src string) bool {
	_, rest, _ := strings.Cut(src, "://")
	host, path, _ := strings.Cut(rest, "/")
	host = strings.ToLower(host)
	for _, row := range counterHosts {
		h, p, _ := strings.Cut(row, "/")
		if strings.HasSuffix(host, h) && strings.HasPrefix(path, p) &&
			(len(host) == len(h) || host[len(host)-len(h)-1] == '.') {
			return true
		}
	}
	file := fileOf(path)
	if counterFiles[file] {
		return true
	}
	for _, name := range counterNames {
		if strings.HasPrefix(host, name) {
			return strings.HasSuffix(file, ".gif")
		}
	}
	return false
}

// isEmoji says whether a picture stands for a character, which its alt text then is.
func (w *writer) isEmoji(src string) bool {
	class := valueOf(w.attrs, "class")
	return strings.Contains(class, "wp-smiley") || strings.Contains(class, "emoji") ||
		strings.HasPrefix(src, "https://s.w.org/images/core/emoji/")
}
