package strict_test

import (
	"fmt"

	"tidings/digest/config/strict"
)

// A key table makes the loader and the schema.
func ExampleDocument() {
	type server struct {
		host  string
		port  int
		paths []string
	}
	doc := strict.Document[server]{
		Noun: "the file",
		Keys: []strict.Key[server]{
			strict.Field("host", strict.Text(), func(s *server, name string) { s.host = name }, "Name of the server.").Needed(),
			strict.Field("port", strict.Int(1, 65535), func(s *server, n int) { s.port = n }, "Where it listens.").OrElse(443),
			strict.Field("paths", strict.List(strict.Text()), func(s *server, p []string) { s.paths = p }, "What it serves."),
		},
	}
	for _, text := range []string{"host: example.com\nport: 8080\npaths: [/, /about]\n", "prot: 80\npaths: /\n"} {
		r := strict.NewReading(strict.Vocabulary{})
		r.Add("server.yaml", ".", 0o644).Parse([]byte(text))
		s := doc.Read(r)
		if r.Failed() {
			fmt.Println(r.Problems())
			continue
		}
		fmt.Println(s.host, s.port, s.paths)
	}
	// Output:
	// example.com 8080 [/ /about]
	// server.yaml:1:1: unknown key "prot"
	//     1 | prot: 80
	//       | ^^^^ did you mean "port"?
	// server.yaml:2:8: a list is expected here, not "/"
	//     2 | paths: /
	//       |        ^ write [/], or begin a line below it with "- "
}
