package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var (
	//go:embed inspect.js
	inspectJS string
	//go:embed enlarge.js
	enlargeJS string
)

// How pages are looked at: the column with its margin, a phone of today, the smallest phone; by day and by night.
var (
	widths  = []int{640, 375, 320}
	schemes = []string{"light", "dark"}
)

// windowHeight is how much of a page is seen at once.
const windowHeight = 900

// tallest is how much of a page is photographed, in pixels: what comes after repeats what came before.
const tallest = 6000

// shot is a screenshot.
type shot struct {
	page     page
	width    int
	scheme   string
	pictures string // "on" or "off"
	File     string // below the output folder
	picture  image.Image
}

// Name is what a shot is called.
func (s shot) Name() string {
	name := fmt.Sprintf("%s-%s-%d-%s", s.page.theme, s.page.sample, s.width, s.scheme)
	if s.page.pictures {
		name += "-pictures-" + s.pictures
	}
	return name
}

// browserChecks are what is held against pages in the browser.
type browserChecks struct{ overflow, small, taps, enlarged, axe, walked check }

// inBrowser photographs and measures all pages.
func inBrowser(ctx context.Context, o options, pages []page) ([]shot, []*check, error) {
	b := &browserChecks{
		overflow: check{name: "nothing wider than the window"}, small: check{name: "no text under 14 px"},
		taps: check{name: "no link under 24 px"}, enlarged: check{name: "text at 200 %, nothing wider than the window"},
		axe: check{name: "axe-core, WCAG 2.2 A and AA"}, walked: check{name: "readers' pages, walked through without script"},
	}
	goldens := &check{name: "as reviewed, to within a tolerance"}
	all := []*check{&b.overflow, &b.small, &b.taps, &b.enlarged, &b.axe, &b.walked, goldens}
	chromium, err := findChromium()
	if err != nil {
		for _, c := range all {
			c.skipped = "Chromium is not installed (Debian: apt-get install chromium)"
		}
		return nil, all, nil
	}
	axe, err := os.ReadFile(filepath.Join(o.tools, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		b.axe.skipped = "axe-core is not there (npm install --prefix " + o.tools + " axe-core)"
	}
	base, stop, err := serve(pages)
	if err != nil {
		return nil, nil, err
	}
	defer stop()
	ctx, closeBrowser := openBrowser(ctx, chromium)
	defer closeBrowser()
	var shots []shot
	for _, p := range pages {
		for _, pictures := range []string{"on", "off"} {
			if pictures == "off" && !p.pictures {
				continue
			}
			some, err := b.lookAt(ctx, base, p, pictures, string(axe))
			if err != nil {
				return nil, nil, fmt.Errorf("%s, %s: %w", p.theme, p.sample, err)
			}
			shots = append(shots, some...)
		}
	}
	walked, err := b.walkPages(ctx, string(axe))
	if err != nil {
		return nil, nil, fmt.Errorf("the readers' pages: %w", err)
	}
	shots = append(shots, walked...)
	fonts, err := fontsHere(ctx)
	if err == nil {
		err = compare(o, shots, fonts, goldens)
	}
	if err == nil {
		err = save(o.out, shots)
	}
	return shots, all, err
}

// openBrowser starts the browser with the first step that is done in ctx.
func openBrowser(ctx context.Context, chromium string) (in context.Context, done func()) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("font-render-hinting", "none"))
	ctx, stop := chromedp.NewExecAllocator(ctx, flags...)
	ctx, cancel := chromedp.NewContext(ctx)
	return ctx, func() { cancel(); stop() }
}

// findChromium is the browser, under one of the names that it goes by.
func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium")
}

// lookAt photographs and measures one page at every width, by day and by night.
func (b *browserChecks) lookAt(ctx context.Context, base string, p page, pictures, axe string) ([]shot, error) {
	if err := chromedp.Do(ctx, chromedp.Navigate(base+"/"+pictures+"/"+filepath.ToSlash(p.file))); err != nil {
		return nil, err
	}
	return b.everyWay(ctx, p, pictures, axe)
}

// everyWay photographs and measures the page that is open.
func (b *browserChecks) everyWay(ctx context.Context, p page, pictures, axe string) ([]shot, error) {
	var shots []shot
	for _, width := range widths {
		for _, scheme := range schemes {
			s := shot{page: p, width: width, scheme: scheme, pictures: pictures}
			if err := b.measure(ctx, &s, axe); err != nil {
				return nil, err
			}
			shots = append(shots, s)
		}
	}
	return shots, b.enlarge(ctx, p)
}

// measured is what inspect.js gives.
type measured struct {
	Height   int      `json:"height"`
	Overflow []string `json:"overflow"`
	Small    []string `json:"small"`
	Taps     []string `json:"taps"`
}

// measure sets the window, photographs it, and runs the checks.
func (b *browserChecks) measure(ctx context.Context, s *shot, axe string) error {
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { return window(ctx, t, s.width, s.scheme) }))
	if err != nil {
		return err
	}
	wrong, err := chromedp.Run(ctx, chromedp.Evaluate[measured](inspectJS))
	if err != nil {
		return err
	}
	photo, err := chromedp.Run(ctx, photograph(s.width, wrong.Height))
	if err != nil {
		return err
	}
	for _, found := range []struct {
		in    *check
		wrong []string
	}{{&b.overflow, wrong.Overflow}, {&b.small, wrong.Small}, {&b.taps, wrong.Taps}} {
		found.in.tried++
		for _, text := range found.wrong {
			found.in.fail("%s: %s", s.Name(), text)
		}
	}
	if s.picture, err = png.Decode(bytes.NewReader(photo)); err != nil {
		return err
	}
	if axe == "" || s.width == 320 { // what axe looks at differs between a screen and a phone, not between phones
		return nil
	}
	return b.runAxe(ctx, s, axe)
}

// runAxe holds the page against the rules of WCAG 2.2, levels A and AA.
func (b *browserChecks) runAxe(ctx context.Context, s *shot, axe string) error {
	const ask = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(r =>
		r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 90) + " " + n.any.concat(n.all).map(c => c.message).join("; ").slice(0, 140))))`
	loaded, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("'axe' in window"))
	if err == nil && !loaded {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](axe))
	}
	if err != nil {
		return err
	}
	wrong, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](ask, chromedp.EvalAwaitPromise))
	if err != nil {
		return err
	}
	b.axe.tried++
	for _, text := range wrong {
		b.axe.fail("%s: %s", s.Name(), text)
	}
	return nil
}

// enlarge tries the page with text of twice the size, on a screen; the page is of no use after that.
func (b *browserChecks) enlarge(ctx context.Context, p page) error {
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { return window(ctx, t, widths[0], schemes[0]) }))
	if err != nil {
		return err
	}
	beyond, err := chromedp.Run(ctx, chromedp.Evaluate[int](enlargeJS))
	if err != nil {
		return err
	}
	b.enlarged.tried++
	if beyond > 0 {
		b.enlarged.fail("%s-%s: %d px too wide", p.theme, p.sample, beyond)
	}
	return nil
}

// fontsHere tells machines apart by how wide they print the typefaces of the themes.
func fontsHere(ctx context.Context) (string, error) {
	const ask = `["Georgia,serif", "Palatino,'Palatino Linotype',Georgia,serif", "'Segoe UI',-apple-system,Roboto,Helvetica,Arial,sans-serif"].map(f => {
		const c = document.createElement("canvas").getContext("2d"); c.font = "40px " + f;
		return c.measureText("Hamburgefonstiv 0123 العالم 日本").width.toFixed(1)}).join(" ")`
	return chromedp.Run(ctx, chromedp.Evaluate[string](ask))
}

// window sets how wide the page is drawn, and by day or by night.
func window(ctx context.Context, t *chromedp.Target, width int, scheme string) error {
	size := emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: windowHeight, DeviceScaleFactor: 1}
	if _, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, size); err != nil {
		return err
	}
	colors := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, colors)
	return err
}

// photograph takes a picture of the page from its top. A page that fits into the window is taken as it stands there: beyond it,
// Chromium shifts one that is set from right to left.
func photograph(width, height int) chromedp.Action[[]byte] {
	return func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		beyond, fast := height > windowHeight, true
		got, err := cdp.Call(ctx, t, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{
			Clip:                  &cdppage.Viewport{Width: float64(width), Height: float64(min(height, tallest)), Scale: 1},
			CaptureBeyondViewport: &beyond, OptimizeForSpeed: &fast,
		})
		return got.Data, err
	}
}

// save writes the screenshots.
func save(out string, shots []shot) error {
	if err := os.MkdirAll(filepath.Join(out, "shots"), 0o755); err != nil {
		return err
	}
	for i := range shots {
		s := &shots[i]
		s.File = "shots/" + strings.ToLower(s.Name()) + ".png"
		var b bytes.Buffer
		e := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := e.Encode(&b, s.picture); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, filepath.FromSlash(s.File)), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
