//go:build !unix

package server

import "os/exec"

// unprivileged leaves the command alone: only Unix has a root that Postgres refuses.
func unprivileged(*exec.Cmd) error { return nil }
