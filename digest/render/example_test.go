package render_test

import (
	"fmt"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/render"
	"tidings/templates"
)

func ExampleRenderer_Render() {
	r, err := render.New(templates.FS, digest.Theme{Base: "classic"}, nil)
	if err != nil {
		panic(err)
	}
	story := digest.ContentsStory{
		Headline: "Council approves river crossing", URL: "https://harbourpost.example/bridge", Source: "Harbour Post", Sources: 3, Minutes: 4,
		Summary: []digest.Quote{{Text: "Work is to begin in March.", Source: "Harbour Post"}},
		Also:    []digest.Also{{Source: "Test Tribune", URL: "https://testtribune.example/7"}},
	}
	issue, err := r.Render(digest.Contents{
		Title: "The Morning Paper", Date: time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC), Language: "fr",
		Sections: []digest.ContentsSection{{Title: "Monde", Stories: []digest.ContentsStory{story}}},
		Leave:    digest.Leave{Reply: true},
	}, render.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println("Subject:", issue.Subject)
	page, _, _ := strings.Cut(issue.Text, "\n-- \n")
	fmt.Println(page)
	// Output:
	// Subject: Council approves river crossing
	// The Morning Paper
	// =================
	// Lundi 23 novembre 2026
	// 1 sujet
	//
	// Monde
	// -----
	//
	//  1. Council approves river crossing
	//     Harbour Post · 4 min · 3 journaux
	//     https://harbourpost.example/bridge
	//
	//     Work is to begin in March.
	//
	//     Aussi :
	//     - Test Tribune
	//       https://testtribune.example/7
}
