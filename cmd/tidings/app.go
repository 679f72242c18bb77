package main

import "tidings/cmd/tidings/call"

// app is one call of the program, with what its commands need beside it.
type app struct {
	*call.Call
}
