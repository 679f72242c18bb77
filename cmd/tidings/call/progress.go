package call

import (
	"fmt"

	"github.com/schollz/progressbar/v3"

	"tidings/digest/pipeline"
)

// progress shows one line on a terminal that says how far a phase has come, and takes it away when the phase is over.
type progress struct {
	bar   *progressbar.ProgressBar
	feeds pipeline.Progress
	pages pipeline.Progress
}

// Progress is a pipeline's Watch function, which shows how far it has come, and what takes that away again; nil and nothing
// elsewhere than on a terminal, where nobody looks.
func (c *Call) Progress() (watch func(pipeline.Progress), clear func()) {
	if !Terminal(c.Stderr) || c.Quiet || c.Verbose {
		return nil, func() {}
	}
	p := &progress{bar: progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(c.Stderr),
		progressbar.OptionSetWidth(24),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionEnableColorCodes(false),
	)}
	return p.note, func() { _ = p.bar.Clear() } // a line that cannot be drawn is no reason to stop
}

func (p *progress) note(n pipeline.Progress) {
	switch n.Phase {
	case "feeds":
		p.feeds = n
	case "pages":
		p.pages = n
	case "mail":
		p.show(n, "Sending")
		return
	default:
		return
	}
	all := pipeline.Progress{Done: p.feeds.Done + p.pages.Done, Total: p.feeds.Total + p.pages.Total}
	p.show(all, fmt.Sprintf("Reading %d of %d feeds, %d of %d articles", p.feeds.Done, p.feeds.Total, p.pages.Done, p.pages.Total))
}

func (p *progress) show(n pipeline.Progress, words string) {
	p.bar.ChangeMax(max(1, n.Total))
	p.bar.Describe(words)
	_ = p.bar.Set(min(n.Done, max(0, n.Total-1))) // the last step would end the bar, and more may be found to do
}
