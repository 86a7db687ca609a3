package main

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"shoumi/app/training"
	"shoumi/rules/source"
)

// text wants something; optional does not.
func text(into *string) func(string) error {
	return func(s string) error {
		if strings.TrimSpace(s) == "" {
			return errors.New("不能是空的")
		}
		*into = s
		return nil
	}
}

func optional(into *string) func(string) error {
	return func(s string) error { *into = s; return nil }
}

func among(into *string, choices ...string) func(string) error {
	return func(s string) error {
		if !slices.Contains(choices, s) {
			return fmt.Errorf("要是 %s，不是「%s」", join(choices, "、"), s)
		}
		*into = s
		return nil
	}
}

func number(into *int, least, most int) func(string) error {
	return func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return fmt.Errorf("要是 %d 到 %d 的整數，不是「%s」", least, most, s)
		}
		*into = n
		return nil
	}
}

func duration(into *time.Duration, unit time.Duration, least, most int) func(string) error {
	return func(s string) error {
		var n int
		err := number(&n, least, most)(s)
		*into = time.Duration(n) * unit
		return err
	}
}

func boolean(into *bool) func(string) error {
	return func(s string) error {
		b, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("要是 true 或 false，不是「%s」", s)
		}
		*into = b
		return nil
	}
}

// address is a host that may be left out (all addresses of the machine) and a port.
func address(into *string) func(string) error {
	return func(s string) error {
		_, port, err := net.SplitHostPort(s)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err != nil {
			return fmt.Errorf("要寫成 位址:埠，例如 127.0.0.1:8080，不是「%s」", s)
		}
		*into = s
		return nil
	}
}

// readMetrics is an address, or none.
func (s *settings) readMetrics(text string) error {
	if text == "" {
		return nil
	}
	return address(&s.metricsAddr)(text)
}

// origin is the scheme, host and port of a site; it is not served under a path.
func origin(into *string) func(string) error {
	return func(s string) error {
		if s == "" {
			return nil
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
			return fmt.Errorf("要寫成 https://主機 或 https://主機:埠，不含路徑，不是「%s」", s)
		}
		*into = u.Scheme + "://" + u.Host
		return nil
	}
}

// issuer is kept to the letter: its tokens have to name it so. Only on this
// machine may it go without TLS.
func issuer(into *string) func(string) error {
	return func(s string) error {
		if s == "" {
			return nil
		}
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && local(u.Hostname())) {
			return fmt.Errorf("要寫成 https://…，與發行者自己寫的一字不差，不是「%s」", s)
		}
		*into = s
		return nil
	}
}

func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// networks are address ranges; an address alone is a range of one.
func networks(into *[]netip.Prefix) func(string) error {
	return func(s string) error {
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
			p, err := netip.ParsePrefix(word)
			if err != nil {
				var a netip.Addr
				if a, err = netip.ParseAddr(word); err == nil {
					p, err = a.Prefix(a.BitLen())
				}
			}
			if err != nil {
				return fmt.Errorf("要寫成 10.0.0.0/8 或 10.0.0.1，多個以逗號分開，不是「%s」", word)
			}
			*into = append(*into, p.Masked())
		}
		return nil
	}
}

// files are paths with commas between them. Whether they are there is found out when
// they are needed.
func files(into *[]string) func(string) error {
	return func(s string) error {
		for part := range strings.SplitSeq(s, ",") {
			if part = strings.TrimSpace(part); part != "" {
				*into = append(*into, part)
			}
		}
		return nil
	}
}

// mailbox is an address, with or without a name.
func mailbox(into *string) func(string) error {
	return func(s string) error {
		if s == "" {
			return nil
		}
		if _, err := mail.ParseAddress(s); err != nil {
			return fmt.Errorf("要寫成 shoumi@police.example 或 守密 <shoumi@police.example>，不是「%s」", s)
		}
		*into = s
		return nil
	}
}

// columns are those of a sheet, each once.
func columns(into *[]string) func(string) error {
	return func(s string) error {
		known := training.ColumnIDs()
		for _, id := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' }) {
			switch {
			case !slices.Contains(known, id):
				hint := "；可以用的是 " + strings.Join(known, "、")
				if near, ok := source.Suggest(id, known); ok {
					hint = "，您是不是要寫「" + near + "」？"
				}
				return fmt.Errorf("沒有「%s」這一欄%s", id, hint)
			case slices.Contains(*into, id):
				return fmt.Errorf("「%s」寫了兩次", id)
			}
			*into = append(*into, id)
		}
		if len(*into) == 0 {
			return errors.New("至少要有一欄")
		}
		return nil
	}
}

// readStore does not repeat what is wrong: there may be a password in it.
func (s *settings) readStore(text string) error {
	scheme, _, _ := strings.Cut(text, ":")
	if text != "" && !slices.Contains([]string{"sqlite", "mongodb", "mongodb+srv"}, scheme) {
		return errors.New("要寫成 sqlite:檔案 或 mongodb://主機/資料庫")
	}
	s.store = text
	return nil
}

func (s *settings) readLevel(text string) error {
	var level string
	err := among(&level, "debug", "info", "warn", "error")(text)
	if err == nil {
		err = s.logLevel.UnmarshalText([]byte(level))
	}
	return err
}

// hidden is the URL of a store without who signs in, and without options.
func hidden(url string) string {
	url, _, _ = strings.Cut(url, "?")
	scheme, rest, ok := strings.Cut(url, "://")
	if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
		return scheme + "://…" + rest[at:]
	}
	return url
}
