//go:build unix

package serve

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/metrics"
)

// served is a paper that is being served, without its daemon running, and the file of its configuration.
func served(t *testing.T, yaml string) (*serving, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sources.yaml")
	writeTo(t, file, yaml)
	c := &call.Call{Stdout: io.Discard, Stderr: io.Discard, Quiet: true, ConfigPath: file}
	cfg, err := c.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, err := paper.Open(t.Context(), c, cfg, slog.LevelError)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	s := &serving{Call: c, paper: p, meter: metrics.NewMeter("test")}
	s.daemon = s.daemonOf(p)
	if err := s.open(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.close() })
	return s, file
}

func writeTo(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const paperOf = "feeds: [https://one.example/feed]\nsmtp: {host: 127.0.0.1}\ndelivery: {from: paper@example.com}\nsubscribers: [me@example.com]\n"

func TestHangupLoadsTheConfigurationAgain(t *testing.T) {
	s, _ := served(t, paperOf)
	hold := make(chan os.Signal, 1)
	signal.Notify(hold, syscall.SIGHUP) // until follow listens, the signal would end the test
	t.Cleanup(func() { signal.Stop(hold) })
	go s.follow(t.Context())
	was := s.present()
	for deadline := time.Now().Add(time.Minute); s.present() == was; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("SIGHUP does nothing")
		}
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatCannotBeTakenUpLeavesEverythingAsItWas(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	pages := `web: {listen: "127.0.0.1:0", url: "https://paper.example"}` + "\n"
	for name, changed := range map[string]string{
		"wrong":                  paperOf + pages + "fedes: []\n",
		"another state":          paperOf + pages + "state: elsewhere\n",
		"no mail server":         "feeds: [https://one.example/feed]\n" + pages,
		"a password that is not": paperOf + pages + "defaults: {headers: {Cookie: {file: missing}}}\n",
		"pages at a taken port":  paperOf + fmt.Sprintf("web: {listen: %q, url: https://paper.example}\n", taken.Addr()),
		"numbers at a taken port": strings.ReplaceAll(paperOf, "one", "two") + pages +
			fmt.Sprintf("metrics: {listen: %q}\n", taken.Addr()),
	} {
		t.Run(name, func(t *testing.T) {
			s, file := served(t, paperOf+pages)
			was := s.present()
			writeTo(t, file, changed)
			s.reload(t.Context())
			if s.present() != was {
				t.Error("it was taken up")
			}
			resp, err := http.Get("http://" + s.pages.door.listener.Addr().String() + "/healthz")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Errorf("the pages answer %s", resp.Status)
			}
		})
	}
}

func TestTheAddressIsNeverClosedWhileThePagesAreExchanged(t *testing.T) {
	pages := `web: {listen: "127.0.0.1:0", url: "https://paper.example"}` + "\n"
	s, file := served(t, paperOf+pages)
	addr := s.pages.door.listener.Addr().String()
	stop, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(failed)
		for {
			select {
			case <-stop:
				return
			default:
			}
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			resp, err := client.Get("http://" + addr + "/healthz")
			if errors.Is(err, syscall.ECONNREFUSED) {
				failed <- err
				return
			}
			if err == nil {
				resp.Body.Close()
			}
		}
	}()
	for i := range 5 {
		writeTo(t, file, paperOf+pages+fmt.Sprintf("retention: %dd\n", 10+i))
		was := s.present()
		s.reload(t.Context())
		if s.present() == was {
			t.Fatal("it was not taken up")
		}
	}
	close(stop)
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

func TestTheImprintFollowsEveryFileThatCounts(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"conf", "theme/parts"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"conf/sources.yaml", "feeds.opml", "theme/parts/story.html", "conf/state.db"} {
		writeTo(t, in(name), "first")
	}
	cfg := &config.Config{Files: []string{in("conf/sources.yaml")}, Outlines: []string{in("feeds.opml")}, Editions: []config.Edition{{
		Edition: digest.Edition{Theme: digest.Theme{Dir: in("theme")}},
	}}}
	for _, name := range []string{"conf/sources.yaml", "feeds.opml", "theme/parts/story.html", "theme/new.html", "conf/subscribers.yaml"} {
		before := imprint(cfg)
		writeTo(t, in(name), "now it is longer")
		if imprint(cfg) == before {
			t.Errorf("%s changes, and nobody sees it", name)
		}
	}
	before := imprint(cfg)
	writeTo(t, in("conf/state.db"), "now it is longer")
	if imprint(cfg) != before {
		t.Error("the state changes, and the configuration seems to")
	}
}
