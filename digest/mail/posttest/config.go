package posttest

// The configuration of Postfix. What is verified while the sender waits is refused at once; mail for late.example.net is
// not, so that it comes back as a report.
const (
	mainCF = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination =
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = example.net late.example.net
virtual_mailbox_base = %[1]s/mail
virtual_mailbox_maps = inline:{ reader@example.net=reader/, bounces@example.net=bounces/ }
virtual_uid_maps = static:%[2]s
virtual_gid_maps = static:%[3]s
virtual_alias_maps =
alias_maps =
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access inline:{ late.example.net=OK }, reject_unlisted_recipient, permit_mynetworks, reject
smtpd_peername_lookup = no
disable_dns_lookups = yes
maillog_file = %[1]s/spool/maillog
maillog_file_prefixes = %[1]s
`
	masterCF = `127.0.0.1:%d inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
)

// The configuration of Dovecot 2.3.
const dovecotConf = `base_dir = %[1]s/dovecot
state_dir = %[1]s/dovecot-state
log_path = %[1]s/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:%[1]s/mail/%%n
passdb {
  driver = passwd-file
  args = username_format=%%n %[1]s/etc/users
}
userdb {
  driver = static
  args = uid=%[2]s gid=%[3]s home=%[1]s/mail/%%n
}
service imap-login {
  inet_listener imap {
    port = %[4]d
  }
  inet_listener imaps {
    port = 0
  }
}
`
