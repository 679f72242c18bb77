package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/cmd/quality/pages"
	"tidings/digest"
	"tidings/digest/extract"
)

// testData is the folder of labelled data, seen from this package.
func testData(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TIDINGS_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no labelled data: %v (set TIDINGS_DATA to its folder)", err)
	}
	return dir
}

func TestTheSeedPageReadsAsItsReaderWantsIt(t *testing.T) {
	file := func(name string) string {
		b, err := os.ReadFile(filepath.Join(testData(t), "seed", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	text, err := extract.Page(digest.Page{ContentType: "text/html", Body: []byte(file("article.html"))}, extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := pages.Compare(text.Body, file("article.txt")).F1(); got < 0.98 {
		t.Errorf("F1 %.4f, want .98", got)
	}
	for line := range strings.Lines(file("dropped.txt")) {
		if line = strings.TrimSpace(line); line != "" && strings.Contains("\n"+text.Body+"\n", "\n"+line+"\n") {
			t.Errorf("a line to be dropped was kept: %q", line)
		}
	}
}

// folder is a data folder with one labelled page.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "pages", "html"), 0o755); err != nil {
		t.Fatal(err)
	}
	const paragraph = "The bridge of Marrow was opened on Friday, four years after the flood, and two hundred people walked across it."
	var page bytes.Buffer
	z := gzip.NewWriter(&page)
	if _, err := io.WriteString(z, "<html><body><article><p>"+paragraph+"</p></article></body></html>"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	truth := `{"id":"1","set":"town","url":"https://marrow.example/1","file":"html/1.html.gz","text":"` + paragraph + `"}` + "\n"
	for name, data := range map[string][]byte{"html/1.html.gz": page.Bytes(), "truth.jsonl": []byte(truth)} {
		if err := os.WriteFile(filepath.Join(dir, "pages", name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestExtractionTableHasEverySystemAndSet(t *testing.T) {
	var out, notices bytes.Buffer
	if err := run(&out, &notices, []table{{name: "extraction", print: extractionTable}}, nil, folder(t)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1 labelled pages", "tidings         town      P 1.0000  R 1.0000  F1 1.0000  (1 pages)", "tidings         macro", "go-shiori       macro",
		"readability v2  macro", "MB allocated a page",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
	if notices.Len() > 0 {
		t.Errorf("notices: %s", notices.String())
	}
}

func TestAbsentDataIsANoticeAndDamagedDataAnError(t *testing.T) {
	var out, notices bytes.Buffer
	tables := []table{{name: "extraction", print: extractionTable}}
	if err := run(&out, &notices, tables, nil, t.TempDir()); err != nil || !strings.Contains(notices.String(), "TIDINGS_DATA") {
		t.Errorf("absent data: error %v, notice %q", err, notices.String())
	}
	dir := folder(t)
	if err := os.WriteFile(filepath.Join(dir, "pages", "truth.jsonl"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(&out, &notices, tables, nil, dir); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("damaged data: error %v", err)
	}
	if err := run(&out, &notices, tables, []string{"extractions"}, dir); err == nil || !strings.Contains(err.Error(), "extraction") {
		t.Errorf("an unknown table: error %v", err)
	}
}
