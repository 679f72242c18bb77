package gather_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// pour writes a text again and again, up to a number of bytes or until nobody reads any more.
func pour(w io.Writer, text string, bytes int) {
	block := []byte(strings.Repeat(text, max(1, 1<<16/len(text))))
	for ; bytes > 0; bytes -= len(block) {
		if _, err := w.Write(block[:min(bytes, len(block))]); err != nil {
			return
		}
	}
}

// TestHostileFeedsEndQuicklyAndHarmNothing has every hostile document walk the whole way: network, parser, store. Under
// the cap of ten megabytes it is the parser that must hold, above it the client.
func TestHostileFeedsEndQuicklyAndHarmNothing(t *testing.T) {
	const (
		head  = `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>`
		under = 10<<20 - 1<<12
		over  = 1 << 30
		soon  = 2 * time.Second // what is promised of a quiet machine; a busy one has five times as long
	)
	zip := func(w http.ResponseWriter, write func(io.Writer)) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		write(z)
	}
	for _, tt := range []struct {
		name string
		says func(w http.ResponseWriter)
		err  string // empty: it is read
		slow bool   // reads ten megabytes to their end
	}{
		{"two million nested elements", func(w http.ResponseWriter) { io.WriteString(w, head); pour(w, "<x:a>", under) }, "nested too deep", true},
		{"a text of a gigabyte", func(w http.ResponseWriter) {
			io.WriteString(w, head+"<item><title>")
			pour(w, "word ", over)
		}, "larger than 10 MB", false},
		{"a text of nine megabytes", func(w http.ResponseWriter) {
			io.WriteString(w, head+"<item><title>One</title><description>")
			pour(w, "word ", under)
			io.WriteString(w, "</description></item></channel></rss>")
		}, "", true},
		{"a comment of a gigabyte", func(w http.ResponseWriter) { io.WriteString(w, head+"<!--"); pour(w, "x", over) }, "larger than 10 MB", false},
		{"a gzip bomb", func(w http.ResponseWriter) {
			zip(w, func(z io.Writer) { io.WriteString(z, head); pour(z, "<item><title>x</title></item>", over) })
		}, "larger than 10 MB", false},
		{"two million nested elements in a gzip", func(w http.ResponseWriter) {
			zip(w, func(z io.Writer) { io.WriteString(z, head); pour(z, "<x:a>", under) })
		}, "nested too deep", true},
		{"a billion laughs", func(w http.ResponseWriter) {
			io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">`)
			for i := range 30 {
				fmt.Fprintf(w, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
			}
			io.WriteString(w, `]><rss version="2.0"><channel><title>A feed</title><item><title>One</title><description>&l30;</description></item></channel></rss>`)
		}, "", false},
		{"a million items", func(w http.ResponseWriter) {
			io.WriteString(w, head)
			pour(w, "<item/>", 7_000_000)
			io.WriteString(w, "</channel></rss>")
		}, "", true},
		{"a million items with all they can have", func(w http.ResponseWriter) {
			io.WriteString(w, head)
			pour(w, "<item><title>Of no use</title><description>"+strings.Repeat("word ", 20)+"</description></item>", 174<<20)
		}, "larger than 10 MB", false},
		{"a slow drip", func(w http.ResponseWriter) {
			for range 1000 {
				if _, err := io.WriteString(w, "<rss>"); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}, "no complete answer within", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.slow && testing.Short() {
				t.Skip("reads ten megabytes")
			}
			s := newScripted(t)
			r := newReader(t, s.on("/feed.xml", func(w http.ResponseWriter, _ *http.Request) { tt.says(w) }), s.on("/good.xml", document(rss("", "Good"))))
			r.options.Timeout = 5 * soon
			if tt.name == "a slow drip" {
				r.options.Timeout = soon
			}
			started, before := time.Now(), memory()
			report := r.gather()
			took, more := time.Since(started), memory()-before
			t.Logf("%s; the program grew by %d MB", took.Round(time.Millisecond), more>>20)
			err := report.Feeds[0].Err
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if took > 5*soon || more > 200<<20 {
				t.Errorf("it took %s and %d MB", took, more>>20)
			}
			if report.Feeds[1].New != 1 {
				t.Errorf("the feed beside it: %+v", report.Feeds[1])
			}
		})
	}
}

// TestManyLargeFeedsAreInMemoryTwoAtATime gathers feeds of nine megabytes each, all at once: 270 MB before any is parsed.
func TestManyLargeFeedsAreInMemoryTwoAtATime(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 270 megabytes")
	}
	const feeds, size, most = 30, 9 << 20, 200 << 20
	large := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<rss version="2.0"><channel><title>A feed</title><item><title>One</title></item><!--`)
		pour(w, "x", size)
		io.WriteString(w, `--></channel></rss>`)
	}
	var all []digest.Feed
	for range feeds { // each on a host of its own, which are not asked one after the other
		all = append(all, newScripted(t).on("/feed.xml", large))
	}
	r := newReader(t, all...)
	before := memory()
	report := r.gather()
	if more := memory() - before; more > most {
		t.Errorf("the program grew by %d MB", more>>20)
	}
	if report.Failed() != 0 || report.New() != feeds {
		t.Errorf("%d failed, %d articles are new", report.Failed(), report.New())
	}
}

// memory is what the program has from the system. It is never given back, so that what a case adds is its peak.
func memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}
