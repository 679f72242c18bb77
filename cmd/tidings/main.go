// Command tidings gathers feeds, groups articles into stories, and mails each subscriber a digest. Here is the tree of its
// commands, which are in the folders below, a room for those of one subject. Everything else is in the packages below digest.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones are known on machines that have none installed

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/check"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/explain"
	"tidings/cmd/tidings/feeds"
	"tidings/cmd/tidings/mailing"
	"tidings/cmd/tidings/pages"
	"tidings/cmd/tidings/preview"
	"tidings/cmd/tidings/replay"
	"tidings/cmd/tidings/serve"
	"tidings/cmd/tidings/stages"
	"tidings/cmd/tidings/start"
	"tidings/cmd/tidings/state"
	"tidings/cmd/tidings/status"
	"tidings/cmd/tidings/subscribers"
	"tidings/cmd/tidings/themes"
)

// version is set by the build (make build); a plain `go install` leaves the module's own version.
var version string

// garbage is how much the heap may grow before it is collected, in percent: of 100, Go's own, and 50 the latter takes a
// fifth less memory at its peak for a few hundredths more of the processors' time, gathering and grouping alike.
// GOGC says otherwise.
const garbage = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := interruptible()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// interruptible is a context that the first Ctrl-C (or SIGTERM) ends, so that work drains; the second stops at once.
func interruptible() (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, ok := <-signals; !ok {
			return
		}
		cancel(exit.ErrInterrupted)
		if _, ok := <-signals; ok {
			os.Exit(130) // 128 + SIGINT, as shells say it
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		cancel(nil)
	}
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &call.Call{Stdin: stdin, Stdout: stdout, Stderr: stderr, Version: versionOf()}
	root := root(c)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return exit.Report(stderr, root.ExecuteContext(ctx))
}

// root is the command tree, for one call.
func root(c *call.Call) *cobra.Command {
	root := &cobra.Command{
		Use:   "tidings",
		Short: "A daily digest of the feeds you choose, by mail",
		Long: `Tidings reads the feeds you choose, finds the readable text, groups articles about
the same event into one story, and mails each subscriber a handsome digest: never
twice, never silently missed.

  tidings demo                see the whole thing, with no network and no set-up
  tidings init                write sources.yaml and subscribers.yaml to start from
  tidings preview --open      look at your digest; nothing is sent, nothing consumed
  tidings send                mail it now
  tidings serve               mail it on schedule`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       c.Version,
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return exit.Misuse(err) })
	f := root.PersistentFlags()
	f.StringVarP(&c.ConfigPath, "config", "c", "", "folder of sources.yaml, or the file itself (default: $TIDINGS_CONFIG, this folder, /etc/tidings)")
	f.BoolVarP(&c.Verbose, "verbose", "v", false, "log everything")
	f.BoolVarP(&c.Quiet, "quiet", "q", false, "log only what is wrong; no progress")
	root.AddGroup(
		&cobra.Group{ID: "start", Title: "To start with:"},
		&cobra.Group{ID: "paper", Title: "The digest:"},
		&cobra.Group{ID: "parts", Title: "Its parts, on their own:"},
		&cobra.Group{ID: "more", Title: "More:"},
	)
	root.SetHelpCommandGroupID("more")
	root.SetCompletionCommandGroupID("more")
	root.AddCommand(
		start.DemoCommand(c), start.InitCommand(c), check.Command(c), check.ConfigCommand(c),
		preview.Command(c), explain.Command(c), replay.Command(c), mailing.SendCommand(c), serve.Command(c),
		status.ScheduleCommand(c), status.Command(c),
		feeds.Command(c), subscribers.Command(c), stages.FiltersCommand(c), stages.ExtractCommand(c), stages.ClusterCommand(c), themes.Command(c),
		state.BackupCommand(c), state.RestoreCommand(c), state.DatabaseCommand(c), mailing.DKIMCommand(c), mailing.BounceCommand(c),
		pages.WebCommand(c), pages.ArchiveCommand(c), schemaCommand(c), manCommand(c), versionCommand(c),
	)
	return root
}
