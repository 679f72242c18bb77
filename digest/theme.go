package digest

import (
	"path/filepath"
	"regexp"
)

// DefaultTheme is the built-in theme of an edition that names none.
const DefaultTheme = "classic"

// Theme is the look of an edition: a built-in theme, and what is set over it. The zero value is DefaultTheme as it is.
type Theme struct {
	Base   string            // a built-in theme; empty: DefaultTheme
	Dir    string            // a folder whose files go over those of Base; empty: none
	Colors map[string]string // by ThemeColors, each a ValidColor
	Fonts  map[string]string // by ThemeFonts, each a ValidFont
	Logo   Logo              // stands in the place of the title; none without URL
	Words  map[string]string // phrases of words/*.json by key, for every language
}

// Logo is a picture for the masthead. Its width and height are in pixels of the mail, not of the file.
type Logo struct {
	URL           string // http or https
	Width, Height int
}

// Name is what the theme is called: its folder's name, else the built-in theme's.
func (t Theme) Name() string {
	switch {
	case t.Dir != "":
		return filepath.Base(t.Dir)
	case t.Base != "":
		return t.Base
	default:
		return DefaultTheme
	}
}

// ThemeColors lists the colours that every built-in theme has, and that Theme.Colors may set. Each has another with
// "_dark" after its name, for mail programs in dark mode.
func ThemeColors() []string { return []string{"paper", "card", "ink", "quiet", "accent", "rule"} }

// ThemeFonts lists the typefaces that every built-in theme has, and that Theme.Fonts may set.
func ThemeFonts() []string { return []string{"headline", "body", "small"} }

var (
	validColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	validFont  = regexp.MustCompile(`^[A-Za-z0-9' ,-]{1,200}$`)
)

// ValidColor says whether a text is a colour such as "#8c1f16": the one form that every mail program reads.
func ValidColor(s string) bool { return validColor.MatchString(s) }

// ValidFont says whether a text is a list of font families for CSS, such as "Georgia, 'Times New Roman', serif". Names
// with other than ASCII letters are refused: nothing that could end the style attribute gets in.
func ValidFont(s string) bool { return validFont.MatchString(s) }
