//go:build !linux

package main

// forgetCode does nothing here.
func forgetCode() {}
