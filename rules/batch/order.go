package batch

import (
	"context"
	"iter"
	"runtime"
)

// InOrder gives what do makes of each value, in the order of the values, and works
// on several of them at a time: on as many as there are processors. It takes values
// only a little ahead of the caller. An error of the values, or the end of ctx, is
// the last it gives.
//
// Where the caller stops early, or ctx ends, a reader behind the values may be read
// once more.
func InOrder[In, Out any](ctx context.Context, values iter.Seq2[In, error], do func(In) Out) iter.Seq2[Out, error] {
	type job struct {
		in   In
		err  error
		done chan Out
	}
	workers := runtime.GOMAXPROCS(0)
	return func(yield func(Out, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var none Out
		work, order := make(chan job), make(chan job, 16*workers)
		for range workers {
			go func() {
				for j := range work {
					j.done <- do(j.in)
				}
			}()
		}
		go func() {
			defer close(work)
			defer close(order)
			for in, err := range values {
				j := job{in, err, make(chan Out, 1)}
				select {
				case order <- j:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
				select {
				case work <- j:
				case <-ctx.Done():
					return
				}
			}
		}()
		for {
			var j job
			var more bool
			select {
			case j, more = <-order:
			case <-ctx.Done():
			}
			switch {
			case ctx.Err() != nil:
				yield(none, ctx.Err())
				return
			case !more:
				return
			case j.err != nil:
				yield(none, j.err)
				return
			}
			select {
			case out := <-j.done:
				if !yield(out, nil) {
					return
				}
			case <-ctx.Done():
				yield(none, ctx.Err())
				return
			}
		}
	}
}
