package analytics

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// parallel calls do(0) .. do(n-1) from some workers and returns when all have
// returned, early with the context's error when it ends.
func parallel(ctx context.Context, workers, n int, do func(int)) error {
	return parallelBy(ctx, workers, n, func(_, i int) { do(i) })
}

// parallelBy is parallel that also tells do the number of its worker, from 0:
// calls with the same number never overlap.
func parallelBy(ctx context.Context, workers, n int, do func(worker, i int)) error {
	var wg sync.WaitGroup
	next := make(chan int)
	var failure any
	var once sync.Once
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	for worker := range min(workers, n) {
		wg.Go(func() {
			defer func() { // a panic must reach the caller, who can restore a terminal
				if p := recover(); p != nil {
					stack := debug.Stack()
					once.Do(func() { failure = fmt.Sprintf("%v\nin a worker:\n%s", p, stack) })
					cancel()
				}
			}()
			for i := range next {
				do(worker, i)
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-stop.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	if failure != nil {
		panic(failure)
	}
	return ctx.Err()
}
