package docs_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// goFiles calls f for every Go file of the repository, with its path from the root.
func goFiles(t *testing.T, f func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".go") {
			f(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// placeOnMap is a line of the map of the repository in design.md: rooms of digest/ stand two spaces further in.
var placeOnMap = regexp.MustCompile(`(?m)^    (  )?([a-z_./]+)  `)

func TestTheMapShowsEveryRoomAndNoOther(t *testing.T) {
	onMap := map[string]bool{"docs": true} // this one
	_, layout, _ := strings.Cut(readPage(t, "design.md").text, "\n## Layout\n")
	layout, _, _ = strings.Cut(layout, "\n## ")
	for _, m := range placeOnMap.FindAllStringSubmatch(layout, -1) {
		room := path.Clean(m[2])
		if m[1] != "" {
			room = path.Join("digest", room)
		}
		if _, err := os.Stat(path.Join("..", room)); err != nil {
			t.Errorf("design.md shows %s: %v", room, err)
		}
		onMap[room] = true
	}
	goFiles(t, func(name string) {
		if room := path.Dir(name); !onMap[room] {
			t.Errorf("design.md does not show %s", room)
			onMap[room] = true // say it once
		}
	})
}

var testName = regexp.MustCompile("`(Test[A-Za-z]+)`")

func TestPromisesAreKeptByTestsThatExist(t *testing.T) {
	tests := make(map[string]bool)
	goFiles(t, func(name string) {
		if !strings.HasSuffix(name, "_test.go") {
			return
		}
		text, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "func "); ok {
				name, _, _ := strings.Cut(rest, "(")
				tests[name] = true
			}
		}
	})
	named := testName.FindAllStringSubmatch(readPage(t, "design.md").text, -1)
	if len(named) == 0 {
		t.Error("design.md names no tests")
	}
	for _, m := range named {
		if !tests[m[1]] {
			t.Errorf("there is no test %s", m[1])
		}
	}
}
