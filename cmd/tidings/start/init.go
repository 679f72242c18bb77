package start

import (
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/starter"
)

// InitCommand is `tidings init`.
func InitCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var from, email, name string
	cmd := &cobra.Command{
		Use: "init [DIR]", Short: "Write sources.yaml and subscribers.yaml to start from", GroupID: "start",
		Args: cobra.MaximumNArgs(1),
		Long: `Writes sources.yaml, subscribers.yaml and the JSON Schema that lets editors complete
and check them. With --from the feeds come from an OPML file or URL, as every feed
reader exports them; folders become sections. Nothing that exists is overwritten.`,
		Example: "  tidings init --email me@example.com\n  tidings init --from feeds.opml",
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			if _, err := mail.ParseAddress(email); email != "" && err != nil {
				return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is not an address", email), "write it like me@example.com"))
			}
			o := starter.Options{Email: email, Name: name}
			if from != "" {
				var err error
				if o.Groups, err = a.ReadOPML(cmd.Context(), from); err != nil {
					return err
				}
			}
			return a.writeInit(dir, o)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "OPML file or URL to take the feeds from")
	cmd.Flags().StringVar(&email, "email", "", "the first subscriber")
	cmd.Flags().StringVar(&name, "name", "", "name of your paper (default The Morning Paper)")
	return cmd
}

// writeInit writes the three files, all or none.
func (a actions) writeInit(dir string, o starter.Options) error {
	sources, subscribers := starter.Files(o)
	files := []struct {
		name string
		body []byte
		mode os.FileMode
	}{
		{config.SourcesFile, sources, 0o644},
		{config.SubscribersFile, subscribers, 0o600}, // people's addresses
		{config.SchemaFile, config.Schema(), 0o644},
	}
	for _, f := range files[:2] {
		if _, err := os.Stat(filepath.Join(dir, f.name)); !errors.Is(err, fs.ErrNotExist) {
			return digest.Hint(fmt.Errorf("%s exists already and is left as it is", filepath.Join(dir, f.name)),
				"choose another folder: tidings init DIR")
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.name), f.body, f.mode); err != nil {
			return digest.Hint(err, "check that the folder can be written to and the disk is not full")
		}
	}
	feeds := 0
	for _, g := range o.Groups {
		feeds += len(g.Feeds)
	}
	if feeds > 0 {
		a.Say("Wrote %s with %s, and %s beside it.", filepath.Join(dir, config.SourcesFile), wording.Count(feeds, "feed", "feeds"), config.SubscribersFile)
	} else {
		a.Say("Wrote %s and %s: open them, the comments say what can be changed.", filepath.Join(dir, config.SourcesFile), config.SubscribersFile)
	}
	a.Say("Next: tidings preview --open")
	return nil
}
