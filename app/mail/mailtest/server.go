// Package mailtest is an SMTP server for specs: it takes mail as it is told to, and
// keeps what it took.
package mailtest

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
)

// Server is a server that is up.
type Server struct {
	Host string
	Port int

	listener net.Listener
	mu       sync.Mutex
	answers  map[string]string
	took     []Mail
	tries    int
}

// Mail is a message as it came.
type Mail struct{ From, To, Data string }

// Start listens on this machine, at a port that was free. Stop it with Close.
func Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, listener: l, answers: map[string]string{}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s, nil
}

// Close takes no more connections.
func (s *Server) Close() error { return s.listener.Close() }

// Answer has the server answer RCPT for an address, or DATA at its end, with this line
// from now on: "451 4.3.0 later". Empty is to take it again, and "hang up" ends the
// connection without a word.
func (s *Server) Answer(to, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[to] = line
}

// Took are the messages that were taken.
func (s *Server) Took() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.took...)
}

// Tries is how many recipients it was asked for.
func (s *Server) Tries() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

func (s *Server) answer(to string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to != "DATA" {
		s.tries++
	}
	return s.answers[to]
}

// talk is one conversation (RFC 5321), as far as a client that behaves has it.
func (s *Server) talk(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 mailtest")
	var m Mail
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, ":")
		switch {
		case strings.HasPrefix(line, "EHLO"):
			say("250-mailtest\r\n250 8BITMIME")
		case verb == "MAIL FROM":
			m = Mail{From: bare(rest)}
			say("250 ok")
		case verb == "RCPT TO":
			switch a := s.answer(bare(rest)); a {
			case "":
				m.To = bare(rest)
				say("250 ok")
			case "hang up":
				return
			default:
				say(a)
			}
		case line == "DATA":
			say("354 go on")
			if m.Data, err = data(in); err != nil {
				return
			}
			if a := s.answer("DATA"); a != "" && a != "hang up" {
				say(a)
				continue
			}
			s.mu.Lock()
			s.took = append(s.took, m)
			hang := s.answers["DATA"] == "hang up"
			s.mu.Unlock()
			say("250 taken")
			if hang {
				return
			}
		case line == "QUIT":
			say("221 bye")
			return
		case line == "RSET" || line == "NOOP":
			say("250 ok")
		default:
			say("502 no")
		}
	}
}

func bare(path string) string {
	path, _, _ = strings.Cut(strings.TrimSpace(path), ">")
	return strings.TrimPrefix(path, "<")
}

func data(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String(), err
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}
