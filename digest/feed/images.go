package feed

import (
	"cmp"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/mmcdole/gofeed"
	extensions "github.com/mmcdole/gofeed/extensions"

	"tidings/digest"
	"tidings/digest/feed/content"
)

// image is the picture that an article names: the widest of Media RSS, else that of iTunes, else an enclosed one.
func image(item *gofeed.Item, enclosures []digest.Enclosure) string {
	media := item.Extensions["media"]
	named := cmp.Or(widest(media["content"], false), widest(media["thumbnail"], true))
	if named != "" && !isPortrait(named) {
		return named
	}
	for _, cover := range item.Extensions["itunes"]["image"] {
		if cover.Attrs["href"] != "" {
			return cover.Attrs["href"]
		}
	}
	return cmp.Or(enclosedImage(enclosures), named)
}

// enclosedImage is the first picture among files, by its type, or by its name where there is no type.
func enclosedImage(files []digest.Enclosure) string {
	for _, f := range files {
		path, _, _ := strings.Cut(f.URL, "?")
		if strings.HasPrefix(f.Type, "image") || f.Type == "" && pictureName.MatchString(path) {
			return f.URL
		}
	}
	return ""
}

var pictureName = regexp.MustCompile(`(?i)\.(?:avif|gif|jpe?g|png|webp)$`)

// widest is the address of the widest picture among media elements; the first of several that are equal or do not say.
func widest(elements []extensions.Extension, areImages bool) string {
	best, most := "", -1
	for _, e := range elements {
		if !areImages && !isImage(e.Attrs) {
			continue
		}
		width, err := strconv.Atoi(e.Attrs["width"])
		if err != nil {
			width = 0
		}
		if isPortrait(e.Attrs["url"]) {
			width = -1
		}
		if best == "" || width > most {
			best, most = e.Attrs["url"], width
		}
	}
	return best
}

func isImage(attributes map[string]string) bool {
	if medium := attributes["medium"]; medium != "" {
		return medium == "image"
	}
	if kind := attributes["type"]; kind != "" {
		return strings.HasPrefix(kind, "image")
	}
	path, _, _ := strings.Cut(strings.ToLower(attributes["url"]), "?")
	for _, ending := range []string{".mp3", ".m4a", ".mp4", ".mov", ".webm", ".ogg", ".swf", ".pdf", ".m3u8"} {
		if strings.HasSuffix(path, ending) {
			return false
		}
	}
	return true
}

// isPortrait tells the picture of the author, which some systems add to every article.
func isPortrait(address string) bool {
	return strings.Contains(address, "gravatar.com/avatar")
}

// pictures is the HTML of a description that stands beside a body, if there are pictures in it.
func pictures(description content.Text, body string) string {
	if body == "" || description.Plain || !strings.Contains(description.Value, "<img") {
		return ""
	}
	return description.HTML()
}

// firstImage is the first picture in sanitized HTML that is no icon.
func firstImage(content string) string {
	const begin, icon = `<img src="`, 48 // pixels; the buttons and flags that feeds put into articles are 16 to 32
	for {
		_, after, found := strings.Cut(content, begin)
		if !found {
			return ""
		}
		element, rest, _ := strings.Cut(after, ">")
		address, attributes, _ := strings.Cut(element, `"`)
		if !small(attributes, "width", icon) && !small(attributes, "height", icon) {
			return html.UnescapeString(address)
		}
		content = rest
	}
}

func small(attributes, name string, limit int) bool {
	_, value, found := strings.Cut(attributes, " "+name+`="`)
	value, _, _ = strings.Cut(value, `"`)
	n, err := strconv.Atoi(value)
	return found && err == nil && n <= limit
}
