package main

import (
	"context"
	"fmt"
	"sync"

	"tidings/digest/config"
	"tidings/digest/mail"
	"tidings/digest/mail/dkim"
	"tidings/digest/mail/local"
	"tidings/digest/pipeline"
)

// relay is the configured way out of mail: a server, a program, or a folder. The password and the keys are read when they are
// first needed.
type relay struct {
	cfg      *config.Config
	once     sync.Once
	password string
	signer   *dkim.Signer
	err      error
}

// Connect opens a session.
func (r *relay) Connect(ctx context.Context) (pipeline.Session, error) {
	r.once.Do(func() {
		if r.password, r.err = r.cfg.SMTP.Password.Read(ctx); r.err == nil {
			r.signer, r.err = dkimSigner(ctx, r.cfg.DKIM)
		}
	})
	if r.err != nil {
		return nil, r.err
	}
	switch how := r.cfg.Delivery; {
	case how.Sendmail != "":
		return opened(local.Sendmail{Path: how.Sendmail, DKIM: r.signer}.Connect(ctx))
	case how.Folder != "":
		return opened(local.Folder{Dir: how.Folder, DKIM: r.signer}.Connect(ctx))
	}
	s := r.cfg.SMTP
	return opened(mail.Dialer{Host: s.Host, Port: s.Port, User: s.User, Password: r.password, TLS: mail.TLSMode(s.TLS), DKIM: r.signer}.Connect(ctx))
}

// opened keeps a session that there is not from being one that is nil.
func opened[S pipeline.Session](s S, err error) (pipeline.Session, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// leavesBy says in words how mail leaves.
func leavesBy(cfg *config.Config) string {
	switch {
	case cfg.Delivery.Sendmail != "":
		return "the program " + cfg.Delivery.Sendmail
	case cfg.Delivery.Folder != "":
		return "files in " + cfg.Delivery.Folder
	}
	return cfg.SMTP.Host
}

// answering says in words what a way out that can be used is like.
func answering(cfg *config.Config) string {
	switch {
	case cfg.Delivery.Sendmail != "":
		return fmt.Sprintf("Mail program: %s can be run", cfg.Delivery.Sendmail)
	case cfg.Delivery.Folder != "":
		return fmt.Sprintf("Mail folder: %s can be used", cfg.Delivery.Folder)
	}
	who := "no login is asked for"
	if cfg.SMTP.User != "" {
		who = "logged in as " + cfg.SMTP.User
	}
	return fmt.Sprintf("Mail server: %s:%d answers, %s", cfg.SMTP.Host, cfg.SMTP.Port, who)
}
