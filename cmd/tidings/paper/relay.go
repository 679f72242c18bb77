package paper

import (
	"context"
	"sync"

	"tidings/cmd/tidings/exit"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/mail"
	"tidings/digest/mail/dkim"
	"tidings/digest/mail/local"
	"tidings/digest/pipeline"
)

// Relay is the configured way out of mail: a server, a program, or a folder. The password and the keys are read when they are
// first needed.
type Relay struct {
	Config   *config.Config
	once     sync.Once
	password string
	signer   *dkim.Signer
	err      error
}

// Connect opens a session.
func (r *Relay) Connect(ctx context.Context) (pipeline.Session, error) {
	r.once.Do(func() {
		if r.password, r.err = r.Config.SMTP.Password.Read(ctx); r.err == nil {
			r.signer, r.err = Signer(ctx, r.Config.DKIM)
		}
	})
	if r.err != nil {
		return nil, r.err
	}
	switch how := r.Config.Delivery; {
	case how.Sendmail != "":
		return opened(local.Sendmail{Path: how.Sendmail, DKIM: r.signer}.Connect(ctx))
	case how.Folder != "":
		return opened(local.Folder{Dir: how.Folder, DKIM: r.signer}.Connect(ctx))
	}
	s := r.Config.SMTP
	return opened(mail.Dialer{Host: s.Host, Port: s.Port, User: s.User, Password: r.password, TLS: mail.TLSMode(s.TLS), DKIM: r.signer}.Connect(ctx))
}

// opened keeps a session that there is not from being one that is nil.
func opened[S pipeline.Session](s S, err error) (pipeline.Session, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// LeavesBy says in words how mail leaves.
func LeavesBy(cfg *config.Config) string {
	switch {
	case cfg.Delivery.Sendmail != "":
		return "the program " + cfg.Delivery.Sendmail
	case cfg.Delivery.Folder != "":
		return "files in " + cfg.Delivery.Folder
	}
	return cfg.SMTP.Host
}

// CanMail is nil when a configuration says how mail leaves; else an error of usage.
func CanMail(cfg *config.Config) error {
	if cfg.Sends() {
		return nil
	}
	return exit.With(exit.Usage, digest.Hint(pipeline.ErrNoMailer,
		"add smtp: {host: …, user: …, password: {env: SMTP_PASSWORD}} to sources.yaml; tidings preview needs none"))
}
