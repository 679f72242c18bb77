package sources_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/config"
)

// load loads a configuration of some files, and says where they are.
func load(t *testing.T, files map[string]string) (*config.Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := config.Load(config.Options{Path: dir, Env: func(string) string { return "" }})
	return c, dir, err
}

func TestSecretsAreReadWhereTheyAre(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		config.SourcesFile: `
defaults: {headers: {X-Count: {command: [sh, -c, "echo x >> count; echo counted"]}}}
feeds:
  - https://example.com/counted
  - https://example.org/counted
  - {url: https://example.com/others, headers: {X-Env: {env: TOKEN}, X-File: {file: token}, X-Literal: plain}}
`,
		"token": "from the file\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := func(name string) string { return map[string]string{"TOKEN": "from the environment"}[name] }
	c, err := config.Load(config.Options{Path: dir, Env: env})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ReadSecrets(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{
		{"X-Count": "counted"},
		{"X-Count": "counted"},
		{"X-Env": "from the environment", "X-File": "from the file", "X-Literal": "plain"},
	}
	for i, headers := range want {
		if !maps.Equal(c.Feeds[i].Headers, headers) {
			t.Errorf("%s: %v, want %v", c.Feeds[i].URL, c.Feeds[i].Headers, headers)
		}
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "count")); string(b) != "x\n" {
		t.Errorf("the command ran %d times, want once", len(b)/2)
	}
}

func TestProxiesAreInheritedAndTheirPasswordsRead(t *testing.T) {
	c, _, err := load(t, map[string]string{config.SourcesFile: `
defaults: {proxy: {url: "http://proxy.example:3128", user: ana, password: {file: password}}}
feeds:
  - https://example.com/inherits
  - {url: https://example.com/none, proxy: none}
  - {url: https://example.com/own, proxy: "socks5://127.0.0.1:1080/"}
sections:
  - {id: far, proxy: {url: "https://far.example:443", user: bo, password: "two words"}, feeds: [https://example.com/far]}
`, "password": "hunter2\n"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ReadSecrets(context.Background()); err != nil {
		t.Fatal(err)
	}
	far := digest.Proxy{URL: "https://far.example:443", User: "bo", Password: "two words"}
	all := digest.Proxy{URL: "http://proxy.example:3128", User: "ana", Password: "hunter2"}
	for i, want := range []digest.Proxy{all, {}, {URL: "socks5://127.0.0.1:1080"}, far} {
		if got := c.Feeds[i].Proxy; got != want {
			t.Errorf("%s: %v, want %v", c.Feeds[i].URL, got, want)
		}
	}
	for section, want := range map[string]digest.Proxy{"": all, "far": far} {
		if got, err := c.Proxy(context.Background(), section); got != want || err != nil {
			t.Errorf("a feed added to %q: %v %v, want %v", section, got, err, want)
		}
	}
}

func TestAProxySaysWhatIsWrong(t *testing.T) {
	for proxy, want := range map[string]string{
		"http://ana:hunter2@proxy.example:3128":               "has no user and password in it",
		"socks5h://127.0.0.1:1080":                            "leaves it to the proxy to resolve names",
		"ftp://proxy.example:21":                              "\"ftp\" is no kind of proxy",
		"http://proxy.example":                                "the port of the proxy is missing",
		"http://proxy.example:3128/path":                      "a proxy has no path",
		"somewhere":                                           "\"somewhere\" is not the address of a proxy",
		"{url: 'http://a.example:1', password: hunter2}":      "a password goes with a user",
		"{user: ana, password: hunter2}":                      "`proxy` needs \"url\"",
		"{url: 'http://a.example:1', user: ana, pasword: xx}": "did you mean \"password\"",
	} {
		_, err := loadFeed(t, "{url: https://example.com/feed, proxy: "+proxy+"}")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", proxy, err, want)
		}
		if strings.HasPrefix(proxy, "http://ana") && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password is printed: %v", err)
		}
	}
}

func TestSecretsThatCannotBeHadSayWhereAndWhatToDo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	tests := []struct{ secret, want, hint string }{
		{"{env: TOKEN}", "environment variable TOKEN: it is not set", "export TOKEN"},
		{"{file: absent}", "no such file", "write the secret into"},
		{"{file: empty}", "it is empty", "write the secret into"},
		{`{command: [sh, -c, "echo locked >&2; exit 3"]}`, "exit status 3: locked", "run it by hand"},
		{"{command: [no-such-program-anywhere]}", "not found", "run it by hand"},
		{"{command: [sh, -c, true]}", "it printed nothing", "run it by hand"},
		{`{command: [printf, 'a\nb']}`, "a line break", ""},
	}
	for _, tt := range tests {
		c, dir, err := load(t, map[string]string{
			config.SourcesFile: "feeds:\n  - {url: https://example.com/feed, headers: {X-Key: " + tt.secret + "}}\n", "empty": "\n",
		})
		if err != nil {
			t.Fatalf("%s: %v", tt.secret, err)
		}
		err = c.ReadSecrets(context.Background())
		if err == nil {
			t.Errorf("%s was read as %q", tt.secret, c.Feeds[0].Headers)
			continue
		}
		var hint *digest.HintError
		hinted := errors.As(err, &hint)
		if !strings.HasPrefix(err.Error(), filepath.Join(dir, config.SourcesFile)+":2:") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.secret, err, tt.want)
		}
		if tt.hint != "" && (!hinted || !strings.Contains(hint.Hint, tt.hint)) {
			t.Errorf("%s: the hint is %v, want %q", tt.secret, hint, tt.hint)
		}
	}
}
