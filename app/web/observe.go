package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the counts of a server. Paths are those of the routes, so that no
// address of a person or document is in them.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	running  prometheus.Gauge
}

func newMetrics() metrics {
	m := metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shoumi_http_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "shoumi_http_request_seconds", Help: "Time to answer a request.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}, []string{"method", "route"}),
		running:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "shoumi_http_requests_running", Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.running, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Metrics serves the counts in the text format of Prometheus. It is not a route of
// the site: whoever serves it decides who can reach it. App has to be called first.
func (s *Server) Metrics() http.Handler {
	return promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{})
}

// observe counts a request and logs it, without anything about a person: no
// address, no query, no name.
func (s *Server) observe(c *fiber.Ctx) error {
	began := time.Now()
	s.metrics.running.Inc()
	defer s.metrics.running.Dec()
	err := c.Next()
	if err != nil { // so that the status is known here
		if e := s.fail(c, err); e != nil {
			return e
		}
	}
	status, took := c.Response().StatusCode(), time.Since(began)
	where := c.Route().Path
	if isUnrouted(err) {
		where = "(none)"
	}
	s.metrics.requests.WithLabelValues(c.Method(), where, strconv.Itoa(status)).Inc()
	s.metrics.seconds.WithLabelValues(c.Method(), where).Observe(took.Seconds())
	s.Log.LogAttrs(c.UserContext(), slog.LevelInfo, "request",
		slog.String("id", requestName(c)), slog.String("method", c.Method()), slog.String("route", where),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int("bytes", sizeOf(c.Response())))
	return nil
}

// sizeOf is the size of a body; of one that is still to be made it is not known, and
// asking for it would make it.
func sizeOf(r *fiber.Response) int {
	if r.IsBodyStream() {
		return r.Header.ContentLength()
	}
	return len(r.Body())
}

// isUnrouted is whether Fiber had no route for a request.
func isUnrouted(err error) bool {
	var e *fiber.Error
	return errors.As(err, &e) && (e.Code == fiber.StatusNotFound && e != fiber.ErrNotFound || e.Code == fiber.StatusMethodNotAllowed)
}

func requestName(c *fiber.Ctx) string {
	id, _ := c.Locals(requestID).(string)
	return id
}
