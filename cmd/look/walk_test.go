package main

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestAReaderGoesThroughThePagesInABrowserWithoutScript(t *testing.T) {
	chromium, err := findChromium()
	if err != nil {
		t.Skip("Chromium is not installed; Debian has it in the package chromium")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ctx, done := openBrowser(ctx, chromium)
	defer done()
	h, err := openHouse(ctx)
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{house: h, check: &check{}, see: func(ctx context.Context, name string) error {
		ran, err := chromedp.Run(ctx, chromedp.Evaluate[int]("document.scripts.length"))
		if ran != 0 {
			t.Errorf("%s: the page has a script", name)
		}
		return err
	}}
	if err := w.all(ctx); err != nil {
		t.Error(err)
	}
	if err := h.close(); err != nil {
		t.Error(err)
	}
	for _, wrong := range w.check.wrong {
		t.Error(wrong)
	}
}
