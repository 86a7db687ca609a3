package mail_test

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	stdmail "net/mail"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/mail"
	"shoumi/app/mail/mailtest"
)

var _ = Describe("a mail server", func() {
	var at *mailtest.Server
	var s mail.Server
	ctx := context.Background()
	letter := mail.Message{ID: "a1", To: "an@police.example", Subject: "「年度保密複訓」請在民國115年12月31日前完成，期限之前請撥空處理", Text: "您好：\n.一個點\n請完成訓練。\n"}
	BeforeEach(func() {
		var err error
		at, err = mailtest.Start()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { _ = at.Close() })
		s = mail.Server{Host: at.Host, Port: at.Port, From: "守密 <shoumi@police.example>", Now: func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }}
	})

	It("takes a message in Chinese", func() {
		Expect(s.Send(ctx, letter)).To(Succeed())
		Expect(at.Took()).To(HaveLen(1))
		got := at.Took()[0]
		Expect(got.From).To(Equal("shoumi@police.example"))
		Expect(got.To).To(Equal("an@police.example"))
		for line := range strings.Lines(got.Data) {
			Expect(len(line)).To(BeNumerically("<=", 80), line)
			for _, r := range line {
				Expect(r).To(BeNumerically("<", 128), "on the wire it is ASCII")
			}
		}
		m, err := stdmail.ReadMessage(strings.NewReader(got.Data))
		Expect(err).NotTo(HaveOccurred())
		Expect(new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))).To(Equal(letter.Subject))
		from, err := m.Header.AddressList("From")
		Expect(err).NotTo(HaveOccurred())
		Expect(from).To(Equal([]*stdmail.Address{{Name: "守密", Address: "shoumi@police.example"}}))
		Expect(m.Header.Get("Message-ID")).To(Equal("<a1@police.example>"))
		Expect(m.Header.Get("Date")).To(Equal("Sun, 22 Nov 2026 04:00:00 +0000"))
		Expect(m.Header.Get("Auto-Submitted")).To(Equal("auto-generated"))
		Expect(m.Header.Get("Content-Type")).To(Equal("text/plain; charset=UTF-8"))
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.ReplaceAll(string(text), "\r\n", "\n")).To(Equal(letter.Text))
	})

	DescribeTable("says whether to try again", func(answer string, code int, temporary, unreachable bool) {
		at.Answer(letter.To, answer)
		err := s.Send(ctx, letter)
		var said *mail.Error
		Expect(errors.As(err, &said)).To(BeTrue(), "%v", err)
		Expect(said).To(And(HaveField("Code", code), HaveField("Unreachable", unreachable)))
		Expect(said.Temporary()).To(Equal(temporary))
		if code > 0 {
			Expect(said).To(MatchError(answer))
		}
		Expect(at.Took()).To(BeEmpty())
	},
		Entry("later", "451 4.7.1 greylisted", 451, true, false),
		Entry("never", "550 5.1.1 no such user", 550, false, false),
		Entry("broken off", "hang up", 0, true, false),
	)

	It("refuses what the server refuses at the end", func() {
		at.Answer("DATA", "554 5.7.1 spam")
		Expect(s.Send(ctx, letter)).To(MatchError("554 5.7.1 spam"))
		Expect(at.Took()).To(BeEmpty())
	})

	It("knows that a message was taken, whatever happens then", func() {
		at.Answer("DATA", "hang up")
		Expect(s.Send(ctx, letter)).To(Succeed())
		Expect(at.Took()).To(HaveLen(1))
	})

	It("says that nobody is there", func() {
		Expect(at.Close()).To(Succeed())
		err := s.Send(ctx, letter)
		var said *mail.Error
		Expect(errors.As(err, &said)).To(BeTrue())
		Expect(said.Unreachable).To(BeTrue())
		Expect(said.Temporary()).To(BeTrue())
	})

	It("hands nothing to a server elsewhere that has no TLS", func() {
		s.Host = "0.0.0.0" // this machine by another name
		err := s.Send(ctx, letter)
		Expect(err).To(MatchError(ContainSubstring("STARTTLS")))
		Expect(at.Tries()).To(BeZero())
		for host, local := range map[string]bool{"localhost": true, "::1": true, "127.0.0.9": true, "10.0.0.1": false, "mail.police.example": false, "localhost.example": false} {
			Expect(mail.Local(host)).To(Equal(local), host)
		}
	})

	DescribeTable("lets nobody write headers", func(m mail.Message) {
		if s.Send(ctx, m) == nil {
			got, err := stdmail.ReadMessage(strings.NewReader(at.Took()[0].Data))
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Header).NotTo(HaveKey("Bcc"))
			Expect(got.Header["To"]).To(Equal([]string{"<an@police.example>"}))
		}
		for _, took := range at.Took() {
			Expect(took.To).To(Equal("an@police.example"))
		}
	},
		Entry("by a subject", mail.Message{ID: "1", To: "an@police.example", Subject: "x\r\nBcc: all@police.example\r\n\r\nbody"}),
		Entry("by an address", mail.Message{ID: "1", To: "an@police.example\r\nBcc: all@police.example", Subject: "x"}),
		Entry("by a list", mail.Message{ID: "1", To: "an@police.example, all@police.example", Subject: "x"}),
		Entry("by an id", mail.Message{ID: "1>\r\nBcc: all@police.example\r\nX: <", To: "an@police.example", Subject: "x"}),
	)
})
