package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestApp(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "app")
}

// result is what a command left behind.
type result struct {
	code     int
	out, err string
}

// shoumi runs the program as its users do, on a fixed day.
func shoumi(stdin string, args ...string) result {
	var out, err bytes.Buffer
	day := func() time.Time { return time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC) } // already the 22nd in Taipei
	code := runAt(context.Background(), args, strings.NewReader(stdin), &out, &err, day)
	return result{code, out.String(), err.String()}
}
