package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"strconv"
	"strings"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/mail"
	"tidings/digest/render/samples"
)

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
	}, func(context.Context) func() error { return func() error { return nil } })
	if got.State != digest.Sent {
		return nil, fmt.Errorf("the mail was not taken: %s", got.Reply)
	}
	return post.Messages()[0].Raw, nil
}
