package demo

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"text/template"
)

// Config is a configuration that reads the whole press, served at baseURL, and mails three readers by the server at
// smtpAddr (host:port): the contents of sources.yaml and subscribers.yaml.
func Config(baseURL, smtpAddr string) (sources, subscribers []byte, err error) {
	host, port, err := net.SplitHostPort(smtpAddr)
	if err != nil {
		return nil, nil, fmt.Errorf("demo configuration: mail server %q: %w", smtpAddr, err)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, nil, fmt.Errorf("demo configuration: mail server %q: %w", smtpAddr, err)
	}
	t, err := template.ParseFS(files, "press/sources.yaml")
	if err != nil {
		return nil, nil, fmt.Errorf("demo configuration: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		Base, Host string
		Port       uint64
	}{baseURL, host, number})
	if err != nil {
		return nil, nil, fmt.Errorf("demo configuration: %w", err)
	}
	subscribers, err = fs.ReadFile(files, "press/subscribers.yaml")
	return b.Bytes(), subscribers, err
}
