package render

import (
	"fmt"
	"math"
	"strconv"

	"tidings/digest"
)

// leastContrast is what text needs to be read by most people (WCAG 2.2, success criterion 1.4.3, level AA).
const leastContrast = 4.5

// Faint lists the text colours of the theme that are too near to what they stand on, by day and by night, a sentence
// each.
func (r *Renderer) Faint() []string {
	var out []string
	for _, night := range []string{"", "-dark"} {
		card := r.style["card"+night]
		for _, text := range []string{"ink", "quiet", "accent"} {
			color := r.style[text+night]
			if !digest.ValidColor(color) || !digest.ValidColor(card) {
				continue // a theme may do without
			}
			if c := contrast(color, card); c < leastContrast {
				out = append(out, fmt.Sprintf("%s%s %s on card%s %s has a contrast of %.1f; text needs %.1f (WCAG 2.2, AA)",
					text, night, color, night, card, c, leastContrast))
			}
		}
	}
	return out
}

// contrast is the ratio of two colours "#rrggbb", from 1 to 21 (WCAG 2.2, "contrast ratio").
func contrast(a, b string) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance is the relative luminance of a colour (WCAG 2.2, "relative luminance").
func luminance(color string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8) // a ValidColor
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
