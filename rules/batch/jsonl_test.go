package batch_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/batch"
)

var _ = Describe("JSON lines", func() {
	It("are an incident each, and where one has faults the rest is read", func() {
		in, faults := readAll(batch.JSONLines, "\uFEFF"+`{"incident": "一", "act_date": "2019-02", "facts": {"intent": true}, "actors": {"甲": {"acts": ["query"]}, "乙": {}}}`+"\r\n\n"+
			`{"incident": "二", "facts": {"intnt": true}}`+"\n"+
			"incident: 三\n"+
			`{"incident": "四", "facts": {"intent": true}`+"\n"+
			`{"incident": "", "incident": "六"}`+"\n"+
			`{"incident": "五"}`)
		Expect(faults).To(Equal(`事件:3:29: 沒有叫做「intnt」的事實
    {"incident": "二", "facts": {"intnt": true}}
                  　             ^
    提示：您是不是要寫「intent」？
事件:4:1: 這一行不是 JSON 物件
    incident: 三
    ^
    提示：一行寫一個事件，例如 {"incident": "分局-115-018", "act_date": "2019-02", "facts": {…}}
事件:5:44: 第 5 行第 1 欄的欄位的「{」沒有正確結束
    {"incident": "四", "facts": {"intent": true}
                  　                            ^
    提示：欄位之間要有半形逗號「,」，最後以「}」結束
事件:6:18: 欄位「incident」重複
    {"incident": "", "incident": "六"}
                     ^
    提示：第 6 行第 2 欄已經寫過，請留下一個`))
		Expect(in).To(HaveLen(2))
		Expect(in[0].Reference).To(Equal("一"))
		Expect(in[0].ActDate.Text).To(Equal("2019-02"))
		Expect(in[0].Actors).To(HaveLen(2))
		Expect(in[1].Reference).To(Equal("五"))
	})

	It("say that they are in Big5", func() {
		in, faults := readAll(batch.JSONLines, "{}\n{\"incident\": \"\xa4\xa4\"}\n{}\n")
		Expect(faults).To(Equal("事件:2:15: 檔案是 Big5 編碼，要用 UTF-8；從這一行起沒有讀\n    提示：" + encodingHint))
		Expect(in).To(HaveLen(1))
	})

	It("of any length are no harm", func() {
		in, faults := readAll(batch.JSONLines, "{}\n"+strings.Repeat("x", 3<<20)+"\n{}\n")
		Expect(faults).To(Equal("事件:2:1: 這一行太長，超過 1 MiB\n    提示：一行寫一個事件；換行要用 LF 或 CR LF"))
		Expect(in).To(HaveLen(2))
	})
})

var _ = Describe("work in order", func() {
	numbers := func(n int, last error) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for i := range n {
				if !yield(i, nil) {
					return
				}
			}
			if last != nil {
				yield(0, last)
			}
		}
	}
	// slow takes longer for some than for others.
	slow := func(i int) int {
		for range rand.IntN(50) {
			runtime.Gosched()
		}
		return 2 * i
	}

	It("gives everything once, in the order it came, and then the error", func() {
		broken := errors.New("broken")
		var got []int
		var last error
		for v, err := range batch.InOrder(context.Background(), numbers(5000, broken), slow) {
			if err != nil {
				last = err
				continue
			}
			got = append(got, v)
		}
		Expect(last).To(Equal(broken))
		Expect(got).To(HaveLen(5000))
		for i, v := range got {
			Expect(v).To(Equal(2 * i))
		}
	})

	It("runs but little ahead of the caller, and ends with it", func() {
		var taken atomic.Int64
		counted := func(yield func(int, error) bool) {
			for i, err := range numbers(1<<30, nil) {
				taken.Add(1)
				if !yield(i, err) {
					return
				}
			}
		}
		for v := range batch.InOrder(context.Background(), counted, slow) {
			if v == 200 {
				break
			}
		}
		Expect(taken.Load()).To(BeNumerically("<=", 101+18*runtime.GOMAXPROCS(0)+2))
	})

	It("ends with the context, also where nothing more comes", func() {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		hung := make(chan struct{})
		defer close(hung)
		silent := func(yield func(int, error) bool) {
			if yield(1, nil) {
				<-hung
			}
		}
		var last error
		for _, err := range batch.InOrder(ctx, silent, slow) {
			last = err
			stop()
		}
		Expect(last).To(MatchError(context.Canceled))
	})
})
