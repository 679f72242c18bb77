package pages

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/web/archive"
)

// ArchiveCommand is `tidings archive`.
func ArchiveCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "archive", Short: "The issues as anybody may read them on the web", GroupID: "more", Args: cobra.NoArgs,
		Long: `With archive: public or unlisted in an edition, each issue has a page of its own, which
tidings serve serves under web.url. Without a server, tidings archive export writes the
pages to files.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.exportCommand())
	return cmd
}

func (a actions) exportCommand() *cobra.Command {
	var address string
	cmd := &cobra.Command{
		Use: "export DIR", Short: "Write the pages and feeds of all kept issues to files", Args: cobra.ExactArgs(1),
		Long: `Writes a folder for each edition with an archive: a page for each issue and, when the
archive is public, a list by month, an Atom and a JSON feed; and a page that names the public
editions. Any web server can serve them. Feeds
and link previews need the address at which DIR will be found: --url, or else that of the
pages under web.url. Files that are there are replaced when they differ; nothing is removed, so
that pages stay when the state has dropped their issues.`,
		Example: "  tidings archive export /srv/www/archive\n  tidings archive export public --url https://me.example/paper",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			p, err := paper.Open(cmd.Context(), a.Call, cfg, slog.LevelError)
			if err != nil {
				return err
			}
			defer p.Close()
			return a.exportArchive(cmd.Context(), p, args[0], address)
		},
	}
	cmd.Flags().StringVar(&address, "url", "", "address at which DIR will be found (default: web.url and "+links.ArchiveFolder+")")
	return cmd
}

func (a actions) exportArchive(ctx context.Context, p *paper.Paper, dir, address string) error {
	o := archive.Options{Site: p.Config.Site, Look: p.Look, URL: strings.TrimRight(address, "/"), Pictures: ".." + links.PicturesFolder}
	if p.Config.Web.URL != "" {
		o.URL = cmp.Or(o.URL, p.Config.Web.URL+links.ArchiveFolder)
		if len(p.Config.Public()) > 0 {
			o.Join = p.Config.Web.URL + links.JoinPath
		}
	}
	if u, err := url.Parse(o.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is no address for the pages", o.URL),
			"say where %s will be found: --url https://paper.example.org/archive", dir))
	}
	printer, err := archive.New(o)
	if err != nil {
		return err
	}
	w := &archiveWriter{Paper: p, printer: printer, dir: dir}
	kept := false
	for _, e := range p.Editions {
		if e.Archive.Kept() {
			kept = true
			if err := w.edition(ctx, e); err != nil {
				return err
			}
		}
	}
	if !kept {
		return exit.With(exit.Usage, digest.Hint(errors.New("no edition has an archive"), "add archive: public, or unlisted, to an edition"))
	}
	if err := w.front(); err != nil {
		return err
	}
	a.Say("%s in %s, %d of them new or changed.", wording.Count(w.issues, "issue", "issues"), dir, w.changed)
	return nil
}

// archiveWriter writes archives to files.
type archiveWriter struct {
	*paper.Paper
	printer *archive.Printer
	dir     string
	shelves []archive.Shelf // of what is public
	issues  int
	changed int // files of issues that are new or differ
}

// edition writes the folder of an edition.
func (w *archiveWriter) edition(ctx context.Context, e digest.Edition) error {
	all, err := w.State.WebCopies(ctx, e.ID)
	if err != nil {
		return err
	}
	var newest []digest.WebCopy
	for _, head := range all {
		c, err := w.State.WebCopy(ctx, e.ID, head.Name)
		if err != nil {
			return err
		}
		c.Listed = c.Listed && e.Archive == digest.ArchivePublic
		if c.Listed && len(newest) < archive.FeedMost {
			newest = append(newest, c)
		}
		newer, older := archive.Beside(all, c)
		d, err := w.printer.Issue(e, c, newer, older)
		if err != nil {
			return err
		}
		if err := w.pictures(ctx, e, c.Rendering.Contents); err != nil {
			return err
		}
		changed, err := w.write(filepath.Join(e.ID, c.Name+archive.PageSuffix), d.Body)
		if err != nil {
			return err
		}
		w.issues++
		if changed {
			w.changed++
		}
	}
	if e.Archive != digest.ArchivePublic {
		return nil
	}
	w.shelves = append(w.shelves, archive.NewShelf(e, all))
	list, err := w.printer.List(e, all)
	if err == nil {
		_, err = w.write(filepath.Join(e.ID, archive.ListFile), list.Body)
	}
	for _, f := range []struct {
		name  string
		write func(digest.Edition, []digest.WebCopy) (archive.Document, error)
	}{{archive.AtomFile, w.printer.Atom}, {archive.JSONFile, w.printer.JSON}} {
		var d archive.Document
		if err == nil {
			d, err = f.write(e, newest)
		}
		if err == nil {
			_, err = w.write(filepath.Join(e.ID, f.name), d.Body)
		}
	}
	return err
}

// front writes the page that names the public editions, if there are any.
func (w *archiveWriter) front() error {
	if len(w.shelves) == 0 {
		return nil
	}
	d, err := w.printer.Front(w.shelves)
	if err == nil {
		_, err = w.write(archive.ListFile, d.Body)
	}
	return err
}

// pictures writes those of an issue beside the folders of the editions: one that stands in several is there once.
func (w *archiveWriter) pictures(ctx context.Context, e digest.Edition, c digest.Contents) error {
	if !e.Images {
		return nil
	}
	for _, section := range c.Sections {
		for i := range section.Stories {
			name := section.Stories[i].ImageName
			if name == "" {
				continue
			}
			picture, err := w.State.Picture(ctx, name)
			if err == nil {
				_, err = w.write(filepath.Join(links.PicturesFolder, picture.Name), picture.Body)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// write puts a file in its place at once, so that nobody is served half of it. changed is false when it is there.
func (w *archiveWriter) write(name string, body []byte) (changed bool, err error) {
	to := filepath.Join(w.dir, name)
	dir := filepath.Dir(to)
	if was, err := os.ReadFile(to); err == nil && bytes.Equal(was, body) {
		return false, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, digest.Hint(err, "name a folder that you may write to")
	}
	f, err := os.CreateTemp(dir, ".tidings-*")
	if err != nil {
		return false, digest.Hint(err, "name a folder that you may write to")
	}
	defer os.Remove(f.Name()) // gone already when all went well
	_, err = f.Write(body)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return false, err
	}
	return true, os.Rename(f.Name(), to)
}
