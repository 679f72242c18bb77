// Command tidings gathers feeds, groups articles into stories, and mails each subscriber a digest. One file here is one
// subcommand; everything else is in the packages below digest.
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
		cancel(errInterrupted)
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

// run is the whole program but for the process around it: tests call it as the shell does.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.finish(root.ExecuteContext(ctx))
}

// root is the command tree.
func (a *app) root() *cobra.Command {
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
		Version:       a.version(),
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError(err) })
	f := root.PersistentFlags()
	f.StringVarP(&a.configPath, "config", "c", "", "folder of sources.yaml, or the file itself (default: $TIDINGS_CONFIG, this folder, /etc/tidings)")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "log everything")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "log only what is wrong; no progress")
	root.AddGroup(
		&cobra.Group{ID: "start", Title: "To start with:"},
		&cobra.Group{ID: "paper", Title: "The digest:"},
		&cobra.Group{ID: "parts", Title: "Its parts, on their own:"},
		&cobra.Group{ID: "more", Title: "More:"},
	)
	root.SetHelpCommandGroupID("more")
	root.SetCompletionCommandGroupID("more")
	root.AddCommand(
		a.demoCommand(), a.initCommand(), a.checkCommand(), a.configCommand(),
		a.previewCommand(), a.explainCommand(), a.replayCommand(), a.sendCommand(), a.serveCommand(), a.scheduleCommand(), a.statusCommand(),
		a.feedsCommand(), a.subscribersCommand(), a.filtersCommand(), a.extractCommand(), a.clusterCommand(), a.templatesCommand(),
		a.backupCommand(), a.restoreCommand(), a.dbCommand(), a.dkimCommand(), a.bounceCommand(), a.webCommand(), a.archiveCommand(), a.schemaCommand(), a.manCommand(), a.versionCommand(),
	)
	return root
}
