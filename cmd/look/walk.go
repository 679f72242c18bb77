package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"tidings/digest"
	"tidings/digest/links"
)

// walk is a reader's way through the pages of a paper, in a browser that runs no script.
type walk struct {
	*house
	see   func(ctx context.Context, name string) error // looks at the page that is open
	check *check                                       // held: each step did what it says
}

// walkPages goes the way, and photographs and measures every page on it as those of the themes are.
func (b *browserChecks) walkPages(ctx context.Context, axe string) (shots []shot, err error) {
	h, err := openHouse(ctx)
	if err != nil {
		return nil, err
	}
	w := &walk{house: h, check: &b.walked}
	w.see = func(ctx context.Context, name string) error {
		html, err := chromedp.Run(ctx, chromedp.OuterHTML(chromedp.CSS("html")))
		if err != nil {
			return err
		}
		p := page{
			theme: walkedTheme, sample: name, file: filepath.Join("pages", walkedTheme, name+".html"),
			drawn: digest.Rendering{HTML: asWritten.Replace("<!doctype html>\n" + html)},
		}
		some, err := b.everyWay(ctx, p, "on", axe)
		shots = append(shots, some...)
		return err
	}
	return shots, errors.Join(w.all(ctx), h.close())
}

// asWritten takes back how a browser spells what a page says without a value.
var asWritten = strings.NewReplacer(` checked=""`, " checked", ` required=""`, " required", ` selected=""`, " selected")

// writeWalked writes the readers' pages as they were seen, for the checks of their HTML.
func writeWalked(out string, shots []shot) (pages []page, err error) {
	for _, s := range shots {
		if n := len(pages); s.page.theme != walkedTheme || n > 0 && pages[n-1].sample == s.page.sample {
			continue
		}
		pages = append(pages, s.page)
		if err := write(filepath.Join(out, s.page.file), s.page.drawn.HTML); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// walkedTheme is what the readers' pages have in place of a theme.
const walkedTheme = "readers"

// step is one thing that a reader does.
type step = chromedp.Action[chromedp.Void]

// The reader, and the address that the reader moves to.
const (
	reader  = "ana@example.com"
	another = "ana@elsewhere.example"
)

// all goes the whole way: joining, confirming, choosing, moving, leaving, coming back, and leaving by one click.
func (w *walk) all(ctx context.Context) error {
	page, err := w.token(links.Page, reader)
	if err != nil {
		return err
	}
	preferences := links.PreferencesPath(weekdays.ID, page)
	return chromedp.Do(ctx,
		w.script(false),
		w.open(links.JoinPath), w.looks("join", "Get The Morning Paper by mail"),
		w.write("email", reader), w.press("button"), w.looks("join-no-list", "Choose at least one."),
		w.tick("daily"), w.press("button"), w.looks("asked", "Look into your mail"),
		w.follow(), w.looks("confirm", "Is this right?"),
		w.press("button"), w.looks("confirmed", "comes to you from now on"), w.holds("on the list", func(s digest.Subscriber) bool {
			return slices.Equal(s.Lists, []string{"daily"}) && s.SignedUp
		}),
		w.open(preferences), w.looks("preferences", reader),
		w.tick("sunday"), w.write("topics", "rust"), w.write("mute", "crypto"), w.set("cadence", "weekdays"), w.set("at", "18:30"),
		w.write("timezone", "Europe/Paris"), w.write("max_stories", "12"), w.press("button[value=save]"),
		w.looks("saved", "Saved."), w.holds("chosen", func(s digest.Subscriber) bool {
			return s.At == "18:30" && s.MaxStories == 12 && s.Location.String() == "Europe/Paris" && len(s.Cadence.Days) == 5 &&
				len(s.Topics.Include) == 1 && len(s.Mute.Exclude) == 1 && slices.Equal(s.Lists, []string{"daily", "sunday"})
		}),
		w.write("timezone", "/Atlantis"), w.press("button[value=save]"), w.looks("not-saved", "Nothing was saved"),
		w.write("email", another), w.press("button[value=move]"), w.looks("move-asked", "Look into your mail"),
		w.follow(), w.looks("move-confirm", another), // and thinks better of it
		w.open(preferences), w.press("p > a[href*='/leave/']"), w.looks("leave", "Nothing has changed yet"),
		w.holds("still here", func(s digest.Subscriber) bool { return len(s.Left) == 0 }),
		w.press("button"), w.looks("left", "You have left"), w.holds("gone from the list", func(s digest.Subscriber) bool { return s.HasLeft("daily") && !s.HasLeft("sunday") }),
		w.press("button"), w.looks("back", "comes to you again"), w.holds("back", func(s digest.Subscriber) bool { return len(s.Left) == 0 }),
		w.byOneClick(), w.holds("gone by one click", func(s digest.Subscriber) bool {
			return len(s.Left) == 1 && s.Left[0].How == digest.LeftByOneClick && s.Left[0].List == "daily"
		}),
		w.open(links.LeavePath(weekdays.ID, page)), w.looks("left-before", "You have left"),
		w.open("/leave/morning/forged"), w.looks("bad-link", "This link is not good"),
		w.speaking("ar"), w.open(links.JoinPath), w.looks("join-arabic", "اشتراك"), w.open(preferences), w.looks("preferences-arabic", "حفظ"),
		w.speaking("ja"), w.open(links.JoinPath), w.looks("join-japanese", "登録する"),
		w.open(preferences), w.looks("preferences-japanese", "保存する"),
	)
}

// doing is a step by name, so that what goes wrong says where.
func doing(name string, do func(ctx context.Context) error) step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if err := do(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

func (w *walk) open(path string) step {
	return doing("open "+path, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Navigate(w.url+path)) })
}

// follow opens the link in the next mail.
func (w *walk) follow() step {
	return doing("follow the link in the mail", func(ctx context.Context) error {
		path, err := w.mailed(ctx)
		if err != nil {
			return err
		}
		return chromedp.Do(ctx, chromedp.Navigate(w.url+path))
	})
}

// press clicks, and waits for the next page, which lacks the mark that this one is given.
func (w *walk) press(what string) step {
	return doing("press "+what, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.SetAttributeValue(chromedp.CSS("html"), "data-seen", "yes"),
			chromedp.Click(chromedp.CSS(what)), chromedp.WaitReady(chromedp.CSS("html:not([data-seen]) main h1")))
	})
}

func (w *walk) write(field, text string) step {
	return doing("write into "+field, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.SendKeys(chromedp.ID(field), text)) })
}

func (w *walk) tick(list string) step {
	return doing("tick "+list, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(chromedp.CSS("input[value="+list+"]")))
	})
}

// set fills a field that takes no plain keys: a menu, or a time.
func (w *walk) set(field, value string) step {
	return doing("set "+field, func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.SetValue(chromedp.ID(field), value)) })
}

// script lets pages run scripts, or not.
func (w *walk) script(on bool) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// speaking asks for pages in a language.
func (w *walk) speaking(lang string) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
			Headers: network.Headers{"Accept-Language": lang},
		})
		return err
	})
}

func (w *walk) byOneClick() step {
	return doing("leave by one click", func(ctx context.Context) error { return w.oneClick(ctx, reader) })
}

// looks looks at the page that is open, which must have some words on it.
func (w *walk) looks(name, words string) step {
	return doing(name, func(ctx context.Context) error {
		w.check.tried++
		text, err := chromedp.Run(ctx, chromedp.OuterHTML(chromedp.CSS("html")))
		if err != nil {
			return err
		}
		if !strings.Contains(text, words) {
			w.check.fail("%s: %q is not on the page", name, words)
		}
		return chromedp.Do(ctx, w.script(true), doing(name, func(ctx context.Context) error { return w.see(ctx, name) }), w.script(false))
	})
}

// holds asks the state about the reader.
func (w *walk) holds(what string, so func(digest.Subscriber) bool) step {
	return doing(what, func(ctx context.Context) error {
		w.check.tried++
		s, err := w.roll.Keyed(ctx, reader)
		if err != nil {
			return err
		}
		if !so(s) {
			w.check.fail("%s: %+v", what, s)
		}
		return nil
	})
}
