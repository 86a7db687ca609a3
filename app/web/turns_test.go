package web_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/web"
)

var _ = Describe("requests that wait for their turn", func() {
	It("get it when another is done, and give up when their time is over", func() {
		take, giveBack := web.Turns(2)
		ctx := context.Background()
		Expect(take(ctx)).To(Succeed())
		Expect(take(ctx)).To(Succeed())
		over, stop := context.WithCancel(ctx)
		stop()
		Expect(take(over)).To(MatchError(context.Canceled))
		third := make(chan error)
		go func() { third <- take(ctx) }()
		giveBack()
		Eventually(third).Should(Receive(BeNil()))
		Expect(take(over)).To(MatchError(context.Canceled), "there are two again")
	})
})
