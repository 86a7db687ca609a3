package training

import (
	"context"
	"sync"
)

// once is what was read of people while one request is answered: a page asks several
// times where somebody stands.
type once struct {
	sync.Mutex
	learners map[string]string            // by account
	states   map[string]State             // by learner
	assigned map[string]map[string]string // day due by round, by account
}

type onceKey struct{}

// Once is a context in which it is read once where somebody stands, until something is
// kept in it. It is for one request: what others keep meanwhile is not seen.
func Once(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, &once{})
}

// forget lets it be read again where people stand: something was kept of them.
func forget(ctx context.Context) {
	if o, ok := ctx.Value(onceKey{}).(*once); ok {
		o.Lock()
		defer o.Unlock()
		o.states = nil
	}
}

// forgetAll lets everything be read again: people or assignments were changed.
func forgetAll(ctx context.Context) {
	if o, ok := ctx.Value(onceKey{}).(*once); ok {
		o.Lock()
		defer o.Unlock()
		o.learners, o.states, o.assigned = nil, nil, nil
	}
}

// reading is what was read already under a key, or else what read gives.
func reading[T any](ctx context.Context, of func(*once) *map[string]T, key string, read func() (T, error)) (T, error) {
	o, ok := ctx.Value(onceKey{}).(*once)
	if !ok {
		return read()
	}
	o.Lock()
	x, ok := (*of(o))[key]
	o.Unlock()
	if ok {
		return x, nil
	}
	x, err := read()
	if err != nil {
		return x, err
	}
	o.Lock()
	defer o.Unlock()
	if *of(o) == nil {
		*of(o) = map[string]T{}
	}
	(*of(o))[key] = x
	return x, nil
}
