package mailing

import (
	"crypto"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/mail/dkim"
)

// DKIMCommand is `tidings dkim`.
func DKIMCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "dkim", Short: "Make and show the keys that mail is signed with", GroupID: "more", Args: cobra.NoArgs,
		Long: `A DKIM signature shows that a mail comes from your domain and was not altered on its
way. Large mail services ask for one of everybody who writes to many.`,
	}
	cmd.AddCommand(a.newKeysCommand(), a.showKeysCommand())
	return cmd
}

func (a actions) newKeysCommand() *cobra.Command {
	var domain, selector string
	cmd := &cobra.Command{
		Use: "new", Short: "Make a pair of keys, and print the DNS records to publish", Args: cobra.NoArgs,
		Long: `Makes an RSA key, which every receiver verifies, and an Ed25519 key beside it, in two
files next to sources.yaml that only you can read. It prints the DNS records to
publish, and what to add to sources.yaml. No file is ever overwritten: to change keys,
make new ones with another --selector and have them sign beside the old. Mail then
passes by either, until tidings check --online finds the new records and the old keys
can go.`,
		Example: "  tidings dkim new\n  tidings dkim new --domain example.org --selector autumn",
		RunE: func(*cobra.Command, []string) error {
			dir, inUse, err := a.dkimDefaults(&domain)
			if err != nil {
				return err
			}
			return a.newKeys(dir, domain, selector, inUse)
		},
	}
	cmd.Flags().StringVar(&domain, "domain", "", "the domain that signs (default: that of delivery.from)")
	cmd.Flags().StringVar(&selector, "selector", "tidings", "what the records' names begin with")
	return cmd
}

// dkimDefaults is the folder that keys belong into, and the selectors of those in use, and fills in the domain from the
// configuration when none is named.
func (a actions) dkimDefaults(domain *string) (dir string, inUse []string, err error) {
	cfg, err := a.Load()
	switch {
	case err == nil:
		dir, inUse = filepath.Dir(cfg.Files[0]), paper.Selectors(cfg.DKIM)
	case *domain != "":
		return ".", nil, nil // keys can be made before there is a configuration that is whole
	default:
		return "", nil, err
	}
	if *domain == "" {
		*domain = cfg.DKIM.Domain
	}
	if from, err := netmail.ParseAddress(cfg.From); *domain == "" && err == nil {
		*domain = from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	}
	if *domain == "" {
		return "", nil, exit.With(exit.Usage, digest.Hint(errors.New("nobody is named as the sender, so no domain is known"),
			"say --domain example.org, or set delivery: {from: …}"))
	}
	return dir, inUse, nil
}

// newKeys makes the keys of a selector and says what to do with them, beside those in use.
func (a actions) newKeys(dir, domain, selector string, inUse []string) error {
	signer := &dkim.Signer{Domain: domain}
	var lines, files []string
	for _, kind := range []struct {
		name string
		make func(io.Reader) (crypto.Signer, error)
	}{{"rsa", dkim.NewRSA}, {"ed25519", dkim.NewEd25519}} {
		key, err := kind.make(rand.Reader)
		if err != nil {
			return err
		}
		name := selector + "-" + kind.name
		file := "dkim-" + name + ".pem"
		if err := writeKey(filepath.Join(dir, file), key); err != nil {
			return err
		}
		files = append(files, filepath.Join(dir, file))
		inUse = slices.DeleteFunc(inUse, func(old string) bool { return old == name }) // sources.yaml names it already
		signer.Keys = append(signer.Keys, dkim.Key{Selector: name, Private: key})
		lines = append(lines, fmt.Sprintf("    - {selector: %s, key: {file: %s}}", name, file))
	}
	a.Say("Written to %s, which only you can read.\n\nPublish these records:\n", wording.List(files))
	if err := a.printRecords(signer); err != nil {
		return err
	}
	if len(inUse) == 0 {
		a.Say("\nThen add to sources.yaml:\n\ndkim:\n  domain: %s\n  keys:\n%s", domain, strings.Join(lines, "\n"))
		return nil
	}
	a.Say("\nThen add to the keys under dkim in sources.yaml:\n\n%s\n\n"+
		"Mail passes by the old keys until tidings check --online finds the new ones good. Then\n"+
		"remove %s, and a week later their records from the DNS.", strings.Join(lines, "\n"), wording.List(inUse))
	return nil
}

// writeKey writes a key into a new file for its owner's eyes.
func writeKey(path string, key crypto.Signer) error {
	text, err := dkim.Marshal(key)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return digest.Hint(err, "a key that mail is signed with is not overwritten: choose another --selector")
	}
	if err != nil {
		return digest.Hint(err, "make the folder writable, or choose another with --config")
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

func (a actions) showKeysCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Print the DNS records of the keys in sources.yaml", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			signer, err := paper.Signer(cmd.Context(), cfg.DKIM)
			if err != nil {
				return err
			}
			if signer == nil {
				return exit.With(exit.Usage, digest.Hint(errors.New("mail is not signed here: there is no dkim in sources.yaml"), "tidings dkim new makes keys, and says what to add"))
			}
			return a.printRecords(signer)
		},
	}
}

func (a actions) printRecords(s *dkim.Signer) error {
	for _, k := range s.Keys {
		name, text, err := s.Record(k)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.Stdout, dkim.ZoneLine(name, text)); err != nil {
			return err
		}
	}
	return nil
}
