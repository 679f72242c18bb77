//go:build !unix

package local

import "os/exec"

// apart does nothing where there are no process groups.
func apart(*exec.Cmd) {}

// syncFolder does nothing where a folder cannot be opened as a file is.
func syncFolder(string) error { return nil }
