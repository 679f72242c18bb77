package feeds

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

func (a actions) releaseCommand() *cobra.Command {
	return &cobra.Command{
		Use: "release URL|NAME", Short: "Let the articles of a feed go that came all at once", Args: cobra.ExactArgs(1),
		Long: `A feed that brings far more articles at once than ever before has most likely moved to
another program and poured out its archive. Such articles are kept, and held out of
the digest. This lets them go: the next issue has them.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withFeed(cmd, args[0], func(r *known.Feeds, f digest.Feed) error {
				n, err := r.State.ReleaseArticles(cmd.Context(), f.ID, digest.HoldPour)
				if err != nil {
					return err
				}
				a.Say("%s of %s released.", wording.Count(n, "article", "articles"), r.Title(f))
				return nil
			})
		},
	}
}

func (a actions) resumeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resume URL|NAME", Short: "Ask a feed again that is gone or left alone", Args: cobra.ExactArgs(1),
		Long: `A feed whose server said that it is gone for good is not asked any more, and one that
failed is left alone for a while. This has it asked at the next run.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withFeed(cmd, args[0], func(r *known.Feeds, f digest.Feed) error {
				if err := r.State.ResumeFeed(cmd.Context(), f.ID); err != nil && !errors.Is(err, digest.ErrNotFound) {
					return fmt.Errorf("%s: %w", f.URL, err)
				}
				a.Say("%s is asked at the next run.", r.Title(f))
				return nil
			})
		},
	}
}

// withFeed does something with a feed and the state.
func (a actions) withFeed(cmd *cobra.Command, name string, do func(*known.Feeds, digest.Feed) error) error {
	cfg, err := a.Load()
	if err != nil {
		return err
	}
	f, err := feedNamed(cmd.Context(), cfg, name)
	if err != nil {
		return err
	}
	r, err := known.FeedsOf(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer r.State.Close()
	return do(r, f)
}
