package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
)

// lookEvery is how often the files are looked at. A change is taken up at the second look that finds the same: editors
// and copying write a file in several steps.
const lookEvery = 2 * time.Second

// follow loads the configuration again when its files change, and on SIGHUP, until ctx ends.
func (s *serving) follow(ctx context.Context) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	loaded := imprint(s.present().Config)
	last := loaded
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangups:
		case <-ticker.C:
			now := imprint(s.present().Config)
			settled := now == last
			last = now
			if now == loaded || !settled {
				continue
			}
		}
		s.reload(ctx)
		loaded = imprint(s.present().Config)
		last = loaded
	}
}

// reload takes up the configuration as the files say it now, or says what is wrong with it and leaves everything as it is.
func (s *serving) reload(ctx context.Context) {
	was := s.present()
	cfg, err := s.takeUp(ctx, was)
	s.meter.Loaded(err == nil)
	if err != nil {
		if ctx.Err() == nil {
			was.Log.Error("the configuration is wrong; the one before stays", "error", err, "hint", strings.Join(exit.Hints(err), "; "))
		}
		return
	}
	if len(cfg.Warnings) > 0 {
		was.Log.Warn("the configuration is odd", "warnings", cfg.Warnings.Error())
	}
	was.Log.Info("configuration loaded", "feeds", len(cfg.Feeds), "editions", len(cfg.Editions), "subscribers", len(cfg.Subscribers))
}

// takeUp loads the configuration and exchanges everything that works by it.
func (s *serving) takeUp(ctx context.Context, was *paper.Paper) (*config.Config, error) {
	s.ForgetThemes() // they may have changed too
	cfg, err := s.Load()
	if err != nil {
		return nil, err
	}
	if cfg.State != was.Config.State {
		return nil, digest.Hint(errors.New("the state cannot be changed while serving"), "stop tidings serve, and start it again")
	}
	if err := paper.CanMail(cfg); err != nil {
		return nil, err
	}
	if err := cfg.ReadSecrets(ctx); err != nil {
		return nil, err
	}
	look, err := s.Looks(cfg)
	if err != nil {
		return nil, err
	}
	p := paper.Assemble(s.Call, cfg, look, was.State, was.Log, was.Owner)
	if err := p.Enrol(ctx); err != nil {
		return nil, err
	}
	if err := s.open(ctx, p); err != nil {
		return nil, errors.Join(err, s.open(ctx, was))
	}
	s.daemon.Reload(s.daemonOf(p))
	s.mu.Lock()
	s.paper = p
	s.mu.Unlock()
	was.Client.Close() // what it is fetching is fetched
	return cfg, nil
}

// imprint changes when a file of the configuration does: one that was read, one that stands beside them, or one of a
// theme.
func imprint(cfg *config.Config) string {
	names := append(slices.Clone(cfg.Files), cfg.Outlines...)
	for _, f := range cfg.Files {
		beside, _ := filepath.Glob(filepath.Join(filepath.Dir(f), "*.y*ml")) // the pattern is sound
		names = append(names, beside...)
	}
	for _, e := range cfg.Editions {
		if e.Theme.Dir == "" {
			continue
		}
		_ = filepath.WalkDir(e.Theme.Dir, func(name string, _ fs.DirEntry, err error) error {
			names = append(names, name)
			return err
		}) // a folder that is gone has no files
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range slices.Compact(names) {
		info, err := os.Stat(name)
		if err != nil {
			fmt.Fprintf(&b, "%s: missing\n", name)
			continue
		}
		fmt.Fprintf(&b, "%s: %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return b.String()
}

// taken says what to do about an address that cannot be served at.
func taken(err error, what, key, addr string) error {
	return digest.Hint(fmt.Errorf("%s cannot be served at %s: %w", what, addr, err),
		"another program has the port, or it is not this machine's address: change %s", key)
}
