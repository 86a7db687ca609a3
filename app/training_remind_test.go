package main

import (
	"fmt"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"shoumi/app/mail/mailtest"
)

var _ = Describe("reminders on the command line", func() {
	var data string
	var post *mailtest.Server
	remind := func(args ...string) result {
		return shoumi("", append([]string{"training", "remind", "--data", data}, args...)...)
	}
	mailed := func() result {
		return remind("--public-url", "https://shoumi.police.example", "--smtp-host", post.Host, "--smtp-port", fmt.Sprint(post.Port), "--smtp-from", "守密 <shoumi@police.example>")
	}
	BeforeEach(func() {
		data = trainedDemo()
		for _, login := range []string{"officer-1", "officer-2", "supervisor-1"} {
			Expect(shoumi("", "users", "change", login, "--email", login+"@police.example", "--data", data).err).To(BeEmpty())
		}
		var err error
		post, err = mailtest.Start()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { _ = post.Close() })
	})

	It("are listed first, if wanted, and kept without a mail server", func() {
		r := remind("--dry-run")
		Expect(r.err).To(BeEmpty())
		Expect(r.out).To(Equal("帳號          課程與梯次      為了  期限        電子郵件\n" +
			"officer-1     refresher/2026  指派  2026-12-31  有\nofficer-2     refresher/2026  指派  2026-12-31  有\n" +
			"officer-3     refresher/2026  指派  2026-12-31  沒有\nsupervisor-1  refresher/2026  指派  2026-12-31  有\n共 4 則；什麼都沒有寫入，也沒有寄信。\n"))
		Expect(remind()).To(Equal(result{0, "新增 4 則提醒，撤下 0 則。\n沒有設定 SHOUMI_SMTP_HOST，沒有寄信；提醒在學員登入後的網站上。\n", ""}))
		Expect(remind("--dry-run").out).To(Equal("沒有要新增的提醒。\n"))
	})

	It("are sent once by two processes, and again only to whom the server said later", func() {
		post.Answer("officer-2@police.example", "451 4.7.1 greylisted")
		post.Answer("supervisor-1@police.example", "550 5.1.1 no such user")
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				defer GinkgoRecover()
				Expect(mailed().err).To(BeEmpty())
			})
		}
		both.Wait()
		Expect(post.Took()).To(HaveLen(1))
		Expect(post.Took()[0].To).To(Equal("officer-1@police.example"))
		Expect(post.Took()[0].Data).To(ContainSubstring("https://shoumi.police.example/training"))
		Expect(post.Tries()).To(Equal(3))
		Expect(mailed().out).To(Equal("新增 0 則提醒，撤下 0 則。\n寄出 0 封，稍後再寄 0 封，退回 0 封，沒有電子郵件 0 人，不必再寄 0 則。\n"))
	})

	It("wait for a server that is down, and say so", func() {
		Expect(post.Close()).To(Succeed())
		r := mailed()
		Expect(r.code).To(Equal(1))
		Expect(r.out).To(HavePrefix("新增 4 則提醒，撤下 0 則。\n寄出 0 封，"))
		Expect(r.err).To(HavePrefix("郵件伺服器連不上，其餘的下次再寄："))
	})

	It("are looked after by the site as well", func() {
		written := gbytes.NewBuffer()
		_, _, stop := servedTo(written, "--data", data, "--public-url", "https://shoumi.police.example", "--smtp-host", post.Host, "--smtp-port", fmt.Sprint(post.Port), "--smtp-from", "shoumi@police.example")
		Eventually(written).WithTimeout(20e9).Should(gbytes.Say("msg=reminders"))
		Expect(post.Took()).To(HaveLen(3))
		log, code := stop()
		Expect(code).To(Equal(0))
		Expect(log).To(ContainSubstring("msg=reminders made=4 sent=3 later=0 failed=0 no_address=1"))
		Expect(strings.Contains(log, "@police.example")).To(BeFalse(), "no address is in the log")
	})
})
