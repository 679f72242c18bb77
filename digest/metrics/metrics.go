// Package metrics turns what a daemon does and what its state holds into numbers for Prometheus, and says to whoever
// watches over processes whether it lives and works. docs/operations.md explains every number.
package metrics

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tidings/digest"
)

// Meter counts what one daemon does since it started. It is safe for concurrent use.
type Meter struct {
	registry *prometheus.Registry
	due      *prometheus.CounterVec
	missed   *prometheus.CounterVec
	late     *prometheus.CounterVec
	built    *prometheus.CounterVec
	delay    *prometheus.HistogramVec
	phases   *prometheus.HistogramVec
	ended    *prometheus.CounterVec
	feeds    *prometheus.CounterVec
	reloads  *prometheus.CounterVec
}

// lateAfter is when an issue counts as late: a digest of 07:00 is built within that minute.
const lateAfter = time.Minute

// NewMeter counts for a program of a version.
func NewMeter(version string) *Meter {
	// Bounds in seconds: a phase takes milliseconds for ten feeds and minutes for thousands; an issue is built within
	// seconds, or after an outage of hours.
	phaseBounds := []float64{.01, .05, .1, .5, 1, 5, 15, 60, 300, 900}
	delayBounds := []float64{1, 5, 15, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600}
	m := &Meter{registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	histogram := func(name, help, label string, bounds []float64) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, []string{label})
		m.registry.MustRegister(h)
		return h
	}
	m.due = counter("tidings_slots_due_total", "Slots of editions that came due and that this process planned.", "edition")
	m.missed = counter("tidings_slots_missed_total", "Slots that were recorded as missed.", "edition")
	m.late = counter("tidings_slots_late_total", "Issues that were built more than a minute after they were due.", "edition")
	m.built = counter("tidings_issues_built_total", "Issues that were built, by state: built, or quiet when there was nothing to tell.", "edition", "state")
	m.delay = histogram("tidings_issue_delay_seconds", "How long after they were due issues were built.", "edition", delayBounds)
	m.phases = histogram("tidings_phase_seconds", "How long a phase took: gather, build, or deliver for a batch.", "phase", phaseBounds)
	m.ended = counter("tidings_deliveries_total", "Attempts to deliver, by what became of them.", "state")
	m.feeds = counter("tidings_feed_polls_total", "Feeds that were asked, by result: read or failed.", "result")
	m.reloads = counter("tidings_config_loads_total", "Configurations that were loaded while serving, by result: good or wrong.", "result")
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "tidings_build_info", Help: "Always 1; the label is the version.", ConstLabels: prometheus.Labels{"version": version},
	})
	info.Set(1)
	m.registry.MustRegister(info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Planned counts a slot that was due; see jobs.Meter.
func (m *Meter) Planned(edition string, state digest.IssueState) {
	m.due.WithLabelValues(edition).Inc()
	if state == digest.IssueMissed {
		m.Missed(edition)
	}
}

// Missed counts a slot that is not made.
func (m *Meter) Missed(edition string) { m.missed.WithLabelValues(edition).Inc() }

// Built counts an issue.
func (m *Meter) Built(edition string, state digest.IssueState, late, took time.Duration) {
	m.built.WithLabelValues(edition, string(state)).Inc()
	m.delay.WithLabelValues(edition).Observe(late.Seconds())
	m.phases.WithLabelValues("build").Observe(took.Seconds())
	if late > lateAfter {
		m.late.WithLabelValues(edition).Inc()
	}
}

// Mailed counts a batch of deliveries.
func (m *Meter) Mailed(t digest.Tally, took time.Duration) {
	for state, n := range t {
		m.ended.WithLabelValues(string(state)).Add(float64(n))
	}
	m.phases.WithLabelValues("deliver").Observe(took.Seconds())
}

// Gathered counts feeds that were asked.
func (m *Meter) Gathered(asked, failed int, took time.Duration) {
	m.feeds.WithLabelValues("read").Add(float64(asked - failed))
	m.feeds.WithLabelValues("failed").Add(float64(failed))
	m.phases.WithLabelValues("gather").Observe(took.Seconds())
}

// Loaded counts a configuration that was loaded while serving.
func (m *Meter) Loaded(good bool) {
	result := "good"
	if !good {
		result = "wrong"
	}
	m.reloads.WithLabelValues(result).Inc()
}

// Counts are what the state holds at one moment.
type Counts struct {
	Outbox   digest.Tally   // deliveries under way, and the uncertain ones
	Feeds    map[string]int // configured feeds by health: well, failing, gone, new
	Queue    map[string]int // jobs that no worker has taken yet, by kind
	Articles int
}

// Watched is what is asked for at every look. Counts are those of the state, which several processes may share.
type Watched struct {
	Meter  *Meter
	Counts func(ctx context.Context) (Counts, error)
	Ready  func(ctx context.Context) error // why the daemon does not do its work
	Log    *slog.Logger
}

// A look may take so long; Prometheus gives up after ten seconds itself.
const (
	lookWait = 8 * time.Second
	stopWait = 2 * time.Second
)

// Handler answers /metrics, /healthz (the process lives) and /readyz (it does its work).
func (w Watched) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) { say(rw, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), lookWait)
		defer cancel()
		if err := w.Ready(ctx); err != nil {
			say(rw, http.StatusServiceUnavailable, err.Error())
			return
		}
		say(rw, http.StatusOK, "ready")
	})
	mux.HandleFunc("GET /metrics", func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), lookWait)
		defer cancel()
		now := prometheus.NewRegistry()
		counts, err := w.Counts(ctx)
		up := prometheus.NewGauge(prometheus.GaugeOpts{Name: "tidings_state_up", Help: "1 when the state answered this look, else 0."})
		now.MustRegister(up)
		if err == nil {
			up.Set(1)
			counts.register(now)
		} else {
			w.Log.Error("the state cannot be counted for /metrics", "error", err)
		}
		promhttp.HandlerFor(prometheus.Gatherers{w.Meter.registry, now}, promhttp.HandlerOpts{}).ServeHTTP(rw, r)
	})
	return mux
}

func say(w http.ResponseWriter, code int, words string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, words+"\n") // who hung up needs no answer
}

// register makes gauges of the counts.
func (c Counts) register(r *prometheus.Registry) {
	gauges := func(name, help, label string, values map[string]int) {
		g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, []string{label})
		for value, n := range values {
			g.WithLabelValues(value).Set(float64(n))
		}
		r.MustRegister(g)
	}
	outbox := make(map[string]int)
	for _, s := range []digest.DeliveryState{digest.Pending, digest.Sending, digest.Deferred, digest.Uncertain} {
		outbox[string(s)] = c.Outbox[s]
	}
	gauges("tidings_outbox_deliveries", "Deliveries under way, and those of which nobody knows whether they arrived, by state.", "state", outbox)
	gauges("tidings_feeds", "Configured feeds by health.", "health", c.Feeds)
	gauges("tidings_queue_jobs", "Jobs that no worker has taken yet, by kind.", "kind", c.Queue)
	articles := prometheus.NewGauge(prometheus.GaugeOpts{Name: "tidings_articles", Help: "Articles stored."})
	articles.Set(float64(c.Articles))
	r.MustRegister(articles)
}

// Serve answers at a listener until ctx ends.
func (w Watched) Serve(ctx context.Context, at net.Listener) error {
	server := &http.Server{
		Handler: w.Handler(), ReadTimeout: lookWait, WriteTimeout: 2 * lookWait, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(w.Log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
		defer cancel()
		stopped <- server.Shutdown(last)
	})()
	if err := server.Serve(at); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
