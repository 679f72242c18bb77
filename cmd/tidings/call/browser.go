package call

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"

	"tidings/digest"
)

// BrowseFile shows a file in the browser.
func BrowseFile(name string) error {
	path, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	return Browse(path)
}

// Browse shows an address, or a file of a whole path, with whatever the system opens pages with.
func Browse(where string) error {
	opener := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		opener = []string{"open"}
	case "windows":
		opener = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	if err := exec.Command(opener[0], append(opener[1:], where)...).Start(); err != nil {
		return digest.Hint(fmt.Errorf("no browser could be started: %w", err), "open %s yourself", where)
	}
	return nil
}
