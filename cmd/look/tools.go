package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/mail"
	"tidings/digest/render/samples"
)

// htmlRules are the rules of html-validate, with the exceptions that mail needs.
//
//go:embed html-validate.json
var htmlRules string

// validHTML holds the pages against html-validate.
func validHTML(ctx context.Context, o options, pages []page) (*check, error) {
	c := &check{name: "html-validate, but for what mail needs"}
	tool, err := filepath.Abs(filepath.Join(o.tools, "node_modules", ".bin", "html-validate"))
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(tool); err != nil {
		c.skipped = "html-validate is not there (npm install --prefix " + o.tools + " html-validate)"
		return c, nil
	}
	rules := filepath.Join(o.out, "html-validate.json")
	if err := write(rules, htmlRules); err != nil {
		return nil, err
	}
	args := []string{"--config", rules, "--formatter", "json"}
	for _, p := range pages {
		args = append(args, filepath.Join(o.out, p.file))
	}
	c.tried = len(pages)
	said, err := exec.CommandContext(ctx, tool, args...).Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	var files []struct {
		FilePath string
		Messages []struct {
			RuleID  string
			Message string
			Line    int
		}
	}
	if err := json.Unmarshal(said, &files); err != nil {
		return nil, fmt.Errorf("html-validate said something else than JSON: %w: %.200s", err, said)
	}
	for _, f := range files {
		for _, m := range f.Messages {
			c.fail("%s:%d: %s (%s)", f.FilePath, m.Line, m.Message, m.RuleID)
		}
	}
	return c, nil
}

var spamScore = regexp.MustCompile(`X-Spam-Status: \w+, score=(-?[0-9.]+)`)

// spamMost is the score that a mail may have; SpamAssassin takes one of 5 for spam.
const spamMost = 0

// notSpam holds the mails of the demo's kind against SpamAssassin's local rules.
func notSpam(ctx context.Context, o options, pages []page) (*check, error) {
	c := &check{name: "SpamAssassin, local rules"}
	tool, err := exec.LookPath("spamassassin")
	if err != nil {
		c.skipped = "SpamAssassin is not installed (Debian: apt-get install spamassassin)"
		return c, nil
	}
	for _, p := range pages {
		if p.sample != "ordinary" && p.sample != "blog" {
			continue
		}
		mail, err := posted(ctx, p.drawn)
		if err != nil {
			return nil, err
		}
		cmd := exec.CommandContext(ctx, tool, "-L", "-t")
		cmd.Stdin = bytes.NewReader(mail)
		said, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("spamassassin: %w", err)
		}
		c.tried++
		m := spamScore.FindSubmatch(said)
		if m == nil {
			return nil, errors.New("spamassassin gave no score")
		}
		score, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return nil, err
		}
		if c.note = fmt.Sprintf("score %s", m[1]); score > spamMost {
			_, why, _ := strings.Cut(string(said), "Content analysis details:")
			c.fail("%s-%s: score %s\n%s", p.theme, p.sample, m[1], why)
		}
	}
	return c, nil
}

// posted is a page as it arrives: composed by package mail, and taken by a server on loopback.
func posted(ctx context.Context, r digest.Rendering) ([]byte, error) {
	post := inbox.New()
	addr, err := post.Start()
	if err != nil {
		return nil, err
	}
	defer post.Close()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	s, err := mail.Dialer{Host: host, Port: n}.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	got := s.Send(ctx, digest.Message{
		Rendering: &r, ID: "look@paper.example.org", Date: samples.Monday(), From: "The Morning Paper <paper@paper.example.org>",
		To: "ana@reader.example.com", ToName: "Ana", Token: strings.Repeat("t", len(digest.ReaderToken)),
		ListID: "The Morning Paper <morning.paper.example.org>",
	}, func(context.Context) error { return nil })
	if got.State != digest.Sent {
		return nil, fmt.Errorf("the mail was not taken: %s", got.Reply)
	}
	return post.Messages()[0].Raw, nil
}
