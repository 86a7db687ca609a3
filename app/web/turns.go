package web

import "context"

// atOnce is how many requests are worked on at once. The others wait for their turn,
// in the order in which they came: were hundreds begun together, each would wait for
// all the others at every step, and those of many steps until their time is over.
const atOnce = 64

// turns are the places of requests that are worked on.
type turns chan struct{}

// take waits for a turn; whoever took one has to give it back.
func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turns) giveBack() { <-t }
