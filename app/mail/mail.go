// Package mail sends messages through the SMTP server of an agency.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"strconv"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"
)

// Server is where mail is handed in. Its fields are filled once.
type Server struct {
	Host     string
	Port     int // 465 is TLS from the start; any other begins it by STARTTLS, and on this machine there is none
	User     string
	Password string
	From     string // address, or name and address: 守密 <shoumi@police.example>
	Now      func() time.Time
}

// Message is plain text to one person.
type Message struct {
	ID      string // letters and digits; the same for the same message sent again, so that its reader may see one
	To      string // address
	Subject string
	Text    string
}

// Error says why a message was not taken.
type Error struct {
	Code        int  // of SMTP; 0 when there was no answer
	Unreachable bool // the server was not reached or did not let us in: it is not about this message
	What        string
}

// Error is the answer of the server, or what stood in the way of one.
func (e *Error) Error() string { return e.What }

// Temporary is whether the same message may be taken later.
func (e *Error) Temporary() bool { return e.Unreachable || e.Code/100 != 5 }

// patience is how long one message may take.
const patience = 30 * time.Second

// Send hands a message in. Whatever keeps it from being taken is an *Error; an answer
// that is lost after the message was taken is none.
func (s Server) Send(ctx context.Context, m Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	msg, err := s.message(m)
	if err != nil {
		return &Error{Code: 553, What: err.Error()} // mailbox name not allowed
	}
	client, err := smtp.NewClient(s.Host, s.options()...)
	if err != nil {
		return &Error{Unreachable: true, What: err.Error()}
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return &Error{Unreachable: true, What: err.Error()}
	}
	defer client.CloseWithSMTPClient(conn)
	err = client.SendWithSMTPClient(conn, msg)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	out := &Error{What: err.Error()}
	if said := (*smtp.SendError)(nil); errors.As(err, &said) {
		out.Code, out.Unreachable = said.ErrorCode(), said.Reason == smtp.ErrConnCheck
		out.What = answer(said.Error(), out.Code)
	}
	return out
}

// answer is what the server said, out of the sentence that the library makes of it.
func answer(text string, code int) string {
	text, _, _ = strings.Cut(text, ", affected ")
	if _, said, ok := strings.Cut(text, strconv.Itoa(code)+" "); code > 0 && ok {
		if words, err := strconv.Unquote(said); err == nil {
			said = words
		}
		return strconv.Itoa(code) + " " + said
	}
	return text
}

func (s Server) options() []smtp.Option {
	out := []smtp.Option{smtp.WithPort(s.Port), smtp.WithTimeout(patience), smtp.WithoutNoop()}
	switch {
	case s.Port == 465:
		out = append(out, smtp.WithSSL())
	case Local(s.Host):
		out = append(out, smtp.WithTLSPolicy(smtp.NoTLS))
	default:
		out = append(out, smtp.WithTLSPolicy(smtp.TLSMandatory))
	}
	if s.User != "" {
		out = append(out, smtp.WithSMTPAuth(smtp.SMTPAuthAutoDiscover), smtp.WithUsername(s.User), smtp.WithPassword(s.Password))
	}
	return out
}

// Local is whether a host is this machine.
func Local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// message writes the headers and the text.
func (s Server) message(m Message) (*smtp.Msg, error) {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("寄件人「%s」不是電子郵件地址", s.From)
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil || to.Name != "" {
		return nil, errors.New("收件人的電子郵件地址不對")
	}
	msg := smtp.NewMsg(smtp.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(&mail.Address{Address: to.Address})
	msg.Subject(m.Subject)
	msg.SetDateWithValue(s.Now())
	msg.SetMessageIDWithValue(m.ID + "@" + domain(from.Address))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence answers it
	msg.SetBodyString(smtp.TypeTextPlain, m.Text)
	return msg, nil
}

// domain is what follows the @ of an address.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
