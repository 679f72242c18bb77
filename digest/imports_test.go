package digest_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The architecture as a table: who may import whom, inside this module. Test files are free.

// leaves are needed by several stages and import nothing of ours.
var leaves = []string{"digest/charset", "digest/sanitize", "digest/spelling", "digest/text"}

var mayImport = map[string][]string{
	"digest":                      {},
	"digest/charset":              {},
	"digest/sanitize":             {},
	"digest/spelling":             {},
	"digest/text":                 {},
	"templates":                   {},
	"digest/cluster/compare":      {"digest", "digest/cluster/parallel", "digest/cluster/prepare", "digest/cluster/reading", "digest/cluster/sparse"},
	"digest/cluster/hash":         {},
	"digest/cluster/parallel":     {},
	"digest/cluster/prepare":      {"digest", "digest/cluster/hash", "digest/cluster/parallel", "digest/text"},
	"digest/cluster/reading":      {"digest", "digest/cluster/hash", "digest/cluster/parallel", "digest/cluster/prepare", "digest/cluster/sparse", "digest/text"},
	"digest/cluster/sparse":       {},
	"digest/config":               {"digest", "digest/schedule", "digest/spelling"},
	"digest/config/forms":         {"digest", "digest/schedule", "digest/spelling", "digest/config/strict"},
	"digest/config/opml":          {},
	"digest/config/readers":       {"digest", "digest/config/forms", "digest/config/strict", "digest/config/strict/effective"},
	"digest/config/secret":        {"digest", "digest/config/strict", "digest/config/strict/effective"},
	"digest/config/sending":       {"digest/config/forms", "digest/config/secret", "digest/config/strict"},
	"digest/config/sources":       {"digest", "digest/config/forms", "digest/config/opml", "digest/config/secret", "digest/config/strict", "digest/config/strict/effective"},
	"digest/config/sources/kinds": {"digest/config/forms", "digest/config/strict"},
	"digest/config/starter":       {"digest/config", "digest/config/forms", "digest/config/opml"},
	"digest/config/strict":        {"digest/spelling"},
	"digest/config/strict/syntax": {},
	"digest/config/themes":        {"digest", "digest/spelling", "digest/config/forms", "digest/config/strict", "digest/config/strict/effective"},
	"digest/extract/block":        {"digest/extract/dom", "digest/extract/letters", "digest/extract/names"},
	"digest/extract/dom":          {},
	"digest/extract/meta":         {"digest", "digest/extract/dom", "digest/sanitize", "digest/text"},
	"digest/extract/letters":      {},
	"digest/extract/names":        {},
	"digest/extract/phrases":      {"digest/extract/letters"},
	"digest/extract/render":       {"digest/sanitize", "digest/extract/block", "digest/extract/dom"},
	"digest/feed/content":         {"digest/feed/markup", "digest/sanitize"},
	"digest/feed/dates":           {},
	"digest/feed/jsonfeed":        {"digest", "digest/feed/dates"},
	"digest/feed/markup":          {"digest/charset"},
	"digest/feed/outline":         {"digest", "digest/charset", "digest/feed/content", "digest/feed/dates", "digest/feed/markup", "digest/sanitize"},
	"digest/mail/dkim":            {},
	"digest/mail/local":           {"digest", "digest/mail", "digest/mail/dkim"},
	"digest/mail/posttest":        {},
	"digest/mail/records":         {"digest/mail/dkim"},
	"digest/summarize/quotable":   {"digest", "digest/text", "digest/summarize/dateline", "digest/summarize/furniture", "digest/summarize/verbs"},
	"digest/summarize/title":      {"digest", "digest/text", "digest/summarize/quotable", "digest/summarize/verbs"},
	"digest/jobs":                 {"digest", "digest/pipeline", "digest/schedule", "digest/store"},
	"digest/pipeline":             {"digest", "digest/feed", "digest/extract", "digest/cluster", "digest/novelty", "digest/rank", "digest/summarize", "digest/compose", "digest/render", "digest/bounces", "digest/links", "digest/images"},
	"digest/pipeline/build":       {"digest", "digest/feed", "digest/extract", "digest/cluster", "digest/novelty", "digest/rank", "digest/summarize", "digest/compose", "digest/render", "digest/links", "digest/pipeline/history", "digest/pipeline/pictures"},
	"digest/pipeline/gather":      {"digest", "digest/feed", "digest/extract", "digest/pipeline/large"},
	"digest/pipeline/history":     {"digest"},
	"digest/pipeline/large":       {},
	"digest/pipeline/pictures":    {"digest", "digest/extract", "digest/images", "digest/links", "digest/render", "digest/pipeline/large"},
	"digest/pipeline/presstest":   {"digest", "digest/fetch", "digest/store"},
	"digest/pipeline/readers":     {"digest"},
	"digest/pipeline/returns":     {"digest", "digest/bounces", "digest/links"},
	"digest/pipeline/send":        {"digest", "digest/render", "digest/bounces", "digest/links", "digest/pipeline/readers"},
	"digest/web":                  {"digest", "digest/render", "digest/links"},
	"digest/web/archive":          {"digest", "digest/render"},
	"digest/store/migrations":     {"digest"},
	"digest/store/database":       {"digest", "digest/store/migrations"},
	"digest/store/articles":       {"digest", "digest/store/database"},
	"digest/store/issues":         {"digest", "digest/store/database", "digest/store/ledger"},
	"digest/store/ledger":         {"digest", "digest/store/database"},
	"digest/store/readers":        {"digest", "digest/store/database", "digest/store/ledger"},
	"digest/store/pgtest":         {},
	"digest/store/pgtest/server":  {},
	"digest/store/storetest":      {"digest", "digest/store", "digest/store/pgtest"},
}

// stages turn values into values: no network, no files, no clock of their own, no logger. Nor have the rooms in them.
var stages = []string{
	"digest/bounces", "digest/images", "digest/feed", "digest/extract", "digest/cluster", "digest/novelty", "digest/rank", "digest/summarize",
	"digest/compose", "digest/render", "digest/links", "digest/mail/records", "digest/schedule", "digest/charset", "digest/sanitize", "digest/spelling", "digest/text",
}

func allowed(pkg string) []string {
	if strings.HasPrefix(pkg, "cmd/") {
		return nil // anything
	}
	if rule, ok := mayImport[pkg]; ok {
		return rule
	}
	return append([]string{"digest"}, leaves...)
}

// within says whether a package is a room inside another, which that one may import. Package digest is the floor under
// all rooms, and has none of its own.
func within(pkg, room string) bool { return room != "digest" && strings.HasPrefix(pkg, room+"/") }

// imports lists, for every package of the module, what its non-test files import.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := os.DirFS("..")
	found := make(map[string][]string)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || (strings.HasPrefix(d.Name(), ".") && name != ".") || name == "out") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(name)
		found[pkg] = append(found[pkg], []string{}...)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[pkg] = append(found[pkg], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPackagesImportOnlyWhatTheDesignAllows(t *testing.T) {
	for pkg, imported := range imports(t) {
		if strings.HasPrefix(pkg, "cmd/") {
			continue
		}
		may := allowed(pkg)
		for _, i := range imported {
			own, ours := strings.CutPrefix(i, "tidings/")
			if ours && !slices.Contains(may, own) && !within(own, pkg) {
				t.Errorf("%s imports %s, which it may not; it may import %v and rooms of its own", pkg, own, may)
			}
		}
	}
}

// commandLine are the rooms below cmd/tidings that its commands share, and what they may import of it. Any other room there
// is for commands: it may import these.
var commandLine = map[string][]string{
	"cmd/tidings/exit":     {},
	"cmd/tidings/wording":  {},
	"cmd/tidings/call":     {"cmd/tidings/exit", "cmd/tidings/wording"},
	"cmd/tidings/verdict":  {"cmd/tidings/call", "cmd/tidings/exit", "cmd/tidings/wording"},
	"cmd/tidings/revision": {"cmd/tidings/call", "cmd/tidings/exit", "cmd/tidings/wording"},
	"cmd/tidings/known":    {"cmd/tidings/call", "cmd/tidings/exit", "cmd/tidings/wording"},
	"cmd/tidings/paper":    {"cmd/tidings/call", "cmd/tidings/exit", "cmd/tidings/wording", "cmd/tidings/known"},
}

func TestCommandsKnowNoOtherCommand(t *testing.T) {
	for pkg, imported := range imports(t) {
		if !strings.HasPrefix(pkg, "cmd/tidings/") {
			continue // the tree of commands has them all
		}
		may, shared := commandLine[pkg]
		for _, i := range imported {
			own := strings.TrimPrefix(i, "tidings/")
			if !strings.HasPrefix(own, "cmd/") || within(own, pkg) {
				continue
			}
			if _, ok := commandLine[own]; !ok || shared && !slices.Contains(may, own) {
				t.Errorf("%s imports %s, which it may not; what several commands need is for a room that they share", pkg, own)
			}
		}
	}
}

func TestPackageDigestImportsOnlyTheStandardLibrary(t *testing.T) {
	for _, i := range imports(t)["digest"] {
		if strings.Contains(strings.Split(i, "/")[0], ".") || i == "context" {
			t.Errorf("package digest imports %s", i)
		}
	}
}

func TestStagesArePure(t *testing.T) {
	for pkg, imported := range imports(t) {
		if !slices.ContainsFunc(stages, func(stage string) bool { return pkg == stage || within(pkg, stage) }) {
			continue
		}
		for _, i := range imported {
			switch i {
			case "context", "os", "net", "net/http", "log", "log/slog", "database/sql":
				t.Errorf("%s imports %s; a stage does no IO", pkg, i)
			}
		}
	}
}

func TestNoPackageIsADrawerForOddsAndEnds(t *testing.T) {
	for pkg := range imports(t) {
		switch path.Base(pkg) {
		case "util", "utils", "common", "helpers", "misc", "models", "internal", "shared":
			t.Errorf("%s: give it the name of what it does", pkg)
		}
	}
}
