package training_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/mail"
	"shoumi/app/training"
)

// postOffice is a mail server that is none.
type postOffice struct {
	mu      sync.Mutex
	letters []mail.Message
	answer  func(mail.Message) error
}

func (o *postOffice) send(_ context.Context, m mail.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.answer != nil {
		if err := o.answer(m); err != nil {
			return err
		}
	}
	o.letters = append(o.letters, m)
	return nil
}

// post sends by way of it; accounts have an address, but those with a name of one
// letter have none, and "gone" is not there any more.
func (o *postOffice) post() training.Post {
	return training.Post{Send: o.send, Site: "https://shoumi.police.example", Address: func(_ context.Context, account string) (string, bool, error) {
		if len(account) == 1 {
			return "", true, nil
		}
		return account + "@police.example", account != "gone", nil
	}}
}

func (o *postOffice) to() (out []string) {
	for _, m := range o.letters {
		out = append(out, m.To)
	}
	return out
}

var _ = Describe("reminders", func() {
	onBoth(func(fresh func() *world) {
		var w *world
		var post *postOffice
		an, bo := officer("an", "one"), officer("bo", "one")
		remind := func(people ...training.Person) (made, past int) {
			GinkgoHelper()
			made, past, err := w.Remind(ctx, people)
			Expect(err).NotTo(HaveOccurred())
			return made, past
		}
		send := func() training.Delivery {
			GinkgoHelper()
			d, err := w.Send(ctx, post.post())
			Expect(err).NotTo(HaveOccurred())
			return d
		}
		queue := func() (out []string) {
			GinkgoHelper()
			all, err := w.Reminders(ctx, refresher, func(string) bool { return true })
			Expect(err).NotTo(HaveOccurred())
			for _, r := range all {
				out = append(out, fmt.Sprint(r.Account, " ", r.Occasion, " ", r.State))
			}
			return out
		}
		on := func(year int, month time.Month, day int) { w.now = time.Date(year, month, day, 9, 0, 0, 0, taipei) }
		BeforeEach(func() { w, post = fresh(), &postOffice{} })

		DescribeTable("say one thing on each of the days that are for it", func(assigned string, want ...string) {
			day, err := time.ParseInLocation(time.DateOnly, assigned, taipei)
			Expect(err).NotTo(HaveOccurred())
			w.now = day.Add(9 * time.Hour)
			w.assign("refresher", "one", "2026-12-31")
			var got []string
			for ; w.now.Before(time.Date(2027, 3, 10, 0, 0, 0, 0, taipei)); w.pass(24 * time.Hour) {
				due, err := w.RemindersDue(ctx, []training.Person{an})
				Expect(err).NotTo(HaveOccurred())
				for _, r := range due {
					got = append(got, w.now.Format("01-02 ")+string(r.Occasion))
				}
				made, _ := remind(an)
				Expect(made).To(Equal(len(due)))
				made, past := remind(an)
				Expect(made+past).To(BeZero(), "once")
			}
			Expect(got).To(Equal(want))
		},
			Entry("in good time", "2026-11-22", "11-22 assigned", "12-17 two_weeks", "12-28 three_days", "12-31 last_day", "01-01 late", "01-08 late", "01-15 late", "01-22 late"),
			Entry("late", "2026-12-20", "12-20 assigned", "12-28 three_days", "12-31 last_day", "01-01 late", "01-08 late", "01-15 late", "01-22 late"),
			Entry("on the last day", "2026-12-31", "12-31 assigned", "01-01 late", "01-08 late", "01-15 late", "01-22 late"),
		)

		It("are of those only who have something to do, and go when it is done", func() {
			w.assign("refresher", "one", "2026-12-31")
			waived := officer("chi", "one")
			Expect(w.Waive(ctx, waived, refresher, "first", "留職停薪")).To(Succeed())
			w.pass(time.Second)
			Expect(w.AgreeToWaive(ctx, waived, refresher, "second")).To(Succeed())
			people := []training.Person{an, bo, waived, officer("da", "two")}
			Expect(remind(people...)).To(Equal(2))
			Expect(queue()).To(Equal([]string{"an assigned waiting", "bo assigned waiting"}))
			w.reach(an, refresher, training.Certify)
			w.sit(an, refresher, "certification", 0)
			on(2026, 12, 17)
			made, past := remind(people...)
			Expect([]int{made, past}).To(Equal([]int{1, 2}), "an is done, and of bo there is a later one")
			Expect(queue()).To(Equal([]string{"bo two_weeks waiting", "an assigned past", "bo assigned past"}))
			all, err := w.Assignments(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(w.Withdraw(ctx, all[0].ID, "chief")).To(Succeed())
			_, past = remind(people...)
			Expect(past).To(Equal(1))
			Expect(send()).To(BeZero())
		})

		It("are sent once, by however many processes", func() {
			w.assign("refresher", "one", "2026-12-31")
			var people []training.Person
			for n := range 20 {
				people = append(people, officer(fmt.Sprintf("officer-%02d", n), "one"))
			}
			var wg sync.WaitGroup
			for range 3 {
				other := w.with(courses, shipped)
				wg.Go(func() {
					defer GinkgoRecover()
					_, _, err := other.Remind(ctx, people)
					Expect(err).NotTo(HaveOccurred())
					_, err = other.Send(ctx, post.post())
					Expect(err).NotTo(HaveOccurred())
				})
			}
			wg.Wait()
			send()
			Expect(post.letters).To(HaveLen(20))
			for _, p := range people {
				Expect(post.to()).To(ContainElement(p.Account + "@police.example"))
			}
			Expect(queue()).To(HaveEach(HaveSuffix(" assigned sent")))
		})

		It("are sent again ten minutes after a process died with the mail under way", func() {
			w.assign("refresher", "one", "2026-12-31")
			remind(an)
			var first mail.Message
			post.answer = func(m mail.Message) error { first = m; panic("killed") }
			Expect(func() { w.Send(ctx, post.post()) }).To(PanicWith("killed"))
			post.answer = nil
			w.pass(10*time.Minute - time.Second)
			Expect(send()).To(BeZero())
			w.pass(time.Second)
			Expect(send()).To(Equal(training.Delivery{Sent: 1}))
			Expect(post.letters).To(Equal([]mail.Message{first}), "with the id that it had")
			w.pass(24 * time.Hour)
			Expect(send()).To(BeZero())
		})

		It("are tried again when the server says later, and not when it says never", func() {
			w.assign("refresher", "one", "2026-12-31")
			remind(an, bo)
			post.answer = func(m mail.Message) error {
				if m.To == "an@police.example" {
					return &mail.Error{Code: 451, What: "451 4.7.1 greylisted"}
				}
				return &mail.Error{Code: 550, What: "550 5.1.1 no such user"}
			}
			Expect(send()).To(Equal(training.Delivery{Later: 1, Failed: 1}))
			all, err := w.Reminders(ctx, refresher, func(a string) bool { return a == "bo" })
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(HaveExactElements(And(HaveField("State", training.RemindFailed), HaveField("Why", "550 5.1.1 no such user"))))
			var waits []time.Duration
			since := w.now
			for w.now.Before(noon.AddDate(0, 0, 5)) {
				w.pass(15 * time.Minute)
				if d := send(); d.Later+d.Failed > 0 {
					waits, since = append(waits, w.now.Sub(since)), w.now
				}
			}
			Expect(waits).To(Equal([]time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 12 * time.Hour}))
			Expect(queue()).To(Equal([]string{"an assigned failed", "bo assigned failed"}))

			post.answer = nil
			on(2026, 12, 17)
			remind(an, bo)
			Expect(send()).To(Equal(training.Delivery{Sent: 2}), "the next one is another matter")
		})

		It("wait for a server that cannot be reached, however long", func() {
			w.assign("refresher", "one", "2026-12-31")
			remind(an, bo)
			for _, down := range []error{&mail.Error{Unreachable: true, What: "connection refused"}, errors.New("something else")} {
				tries := 0
				post.answer = func(mail.Message) error { tries++; return down }
				for range 12 {
					Expect(send()).To(Or(Equal(training.Delivery{Down: down.Error()}), BeZero()))
					w.pass(time.Hour)
				}
				Expect(tries).To(Equal(12), "the rest is not tried either")
			}
			post.answer = nil
			w.pass(time.Hour)
			Expect(send()).To(Equal(training.Delivery{Sent: 2}))
		})

		It("are not sent to whom they do not concern any more, and look for an address every day", func() {
			w.assign("refresher", "one", "2026-12-31")
			nowhere, gone := officer("x", "one"), officer("gone", "one")
			remind(an, nowhere, gone)
			w.reach(an, refresher, training.Certify)
			w.sit(an, refresher, "certification", 0)
			Expect(send()).To(Equal(training.Delivery{Nowhere: 1, Past: 2}))
			Expect(queue()).To(ConsistOf("an assigned past", "gone assigned past", "x assigned no_address"))
			Expect(send()).To(BeZero())
			w.pass(24 * time.Hour)
			Expect(send()).To(Equal(training.Delivery{Nowhere: 1}))
			p := post.post()
			p.Address = func(context.Context, string) (string, bool, error) { return "x@police.example", true, nil }
			w.pass(24 * time.Hour)
			Expect(w.Send(ctx, p)).To(Equal(training.Delivery{Sent: 1}))
		})

		It("are there for their person on the site, sent or not, until done", func() {
			w.assign("refresher", "one", "2026-12-31")
			pending := func() (out []string) {
				GinkgoHelper()
				all, err := w.Pending(ctx, "an")
				Expect(err).NotTo(HaveOccurred())
				for _, r := range all {
					out = append(out, string(r.Occasion))
				}
				return out
			}
			Expect(pending()).To(BeEmpty())
			remind(an)
			send()
			Expect(pending()).To(Equal([]string{"assigned"}))
			on(2026, 12, 28)
			remind(an)
			Expect(pending()).To(Equal([]string{"three_days"}))
			w.reach(an, refresher, training.Certify)
			w.sit(an, refresher, "certification", 0)
			Expect(pending()).To(BeEmpty())
			n, err := w.LawChanged(ctx, "2027-01", []string{"criminal-code/132"})
			Expect(err).NotTo(HaveOccurred())
			Expect(n).To(Equal(1))
			Expect(pending()).To(Equal([]string{"law"}))
			Expect(send()).To(Equal(training.Delivery{Sent: 1, Past: 1}))
			Expect(post.letters[1].Subject).To(Equal("守密：法規修正，有學過的內容要再複習"))
			w.pass(14 * 24 * time.Hour)
			Expect(pending()).To(BeEmpty(), "the reviews have come by then")
			rec, err := w.Record(ctx, an)
			Expect(err).NotTo(HaveOccurred())
			Expect(rec.Reminders).To(HaveLen(3))
			Expect(w.Erase(ctx, "an")).To(Succeed())
			rec, err = w.Record(ctx, an)
			Expect(err).NotTo(HaveOccurred())
			Expect(rec.Reminders).To(BeEmpty())
		})
	})

	It("say what, until when, where and whom to ask, and nothing of answers or marks", func() {
		w, post := newWorld(sqlitePlace()), &postOffice{}
		w.assign("refresher", "one", "2026-12-31")
		w.reach(officer("an", "one"), refresher, training.Certify)
		w.sit(officer("an", "one"), refresher, "certification", 9)
		p := post.post()
		p.Contact = "教育科（分機 2345）"
		_, _, err := w.Remind(ctx, []training.Person{officer("an", "one")})
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Send(ctx, p)).To(Equal(training.Delivery{Sent: 1}))
		Expect(post.letters[0]).To(And(HaveField("Subject", "守密：「年度保密複訓」請在民國115年12月31日前完成"), HaveField("Text",
			"您好：\n\n「年度保密複訓」已經指派給您，請在民國115年12月31日前完成。隨時可以中斷，下次會接著做。\n\n"+
				"從這裡繼續（要登入）：\nhttps://shoumi.police.example/training\n\n有疑問請洽教育科（分機 2345）。這封信由系統寄出，請不要回覆。\n\n--\n\n"+
				"Annual refresher on confidentiality: due 2026-12-31\n\n\"Annual refresher on confidentiality\" has been assigned to you. Please finish it by 2026-12-31. You can stop at any time and go on later.\n\n"+
				"Go on here (you will be asked to sign in):\nhttps://shoumi.police.example/training\n\nQuestions? Ask 教育科（分機 2345）. This mail was sent by a program; please do not reply.\n")))
		w.now = time.Date(2027, 1, 2, 9, 0, 0, 0, taipei)
		_, _, err = w.Remind(ctx, []training.Person{officer("an", "one")})
		Expect(err).NotTo(HaveOccurred())
		Expect(w.Send(ctx, post.post())).To(Equal(training.Delivery{Sent: 1}))
		Expect(post.letters[1].Subject).To(Equal("守密：「年度保密複訓」已經過了期限"))
		Expect(post.letters[1].Text).To(ContainSubstring("\n「年度保密複訓」的期限是民國115年12月31日，已經過了，還沒有完成。仍然可以完成，請儘快。\n"))
		Expect(post.letters[1].Text).To(ContainSubstring("\n有疑問請洽您單位的訓練承辦人。"))
	})
})
