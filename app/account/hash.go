package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// hasher hashes passwords, only so many at a time: each takes Hashing.Memory.
type hasher struct {
	want  Hashing
	turns chan struct{}
}

func newHasher(want Hashing) *hasher { return &hasher{want, make(chan struct{}, want.AtOnce)} }

const (
	saltLength = 16
	sumLength  = 32
)

// inTurn does something that hashes, when it is its turn.
func (h *hasher) inTurn(ctx context.Context, f func() error) error {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-h.turns }()
	return f()
}

// hash is the PHC string of a password under a new salt.
func (h *hasher) hash(ctx context.Context, password string) (text string, err error) {
	err = h.inTurn(ctx, func() error {
		text = h.fresh(password).String()
		return nil
	})
	return text, err
}

// verify is compare, in turn.
func (h *hasher) verify(ctx context.Context, text, password string) (right, weak bool, err error) {
	err = h.inTurn(ctx, func() error {
		right, weak, err = h.compare(text, password)
		return err
	})
	return right, weak, err
}

// compare is whether a password is the one of a PHC string, and whether that was
// made with less work than is wanted now. Of "" nothing is, after the same work.
func (h *hasher) compare(text, password string) (right, weak bool, err error) {
	if text == "" {
		h.fresh(password)
		return false, false, nil
	}
	c, err := parsePHC(text)
	if err != nil {
		return false, false, err
	}
	weak = c.memory < h.want.Memory || c.passes < h.want.Passes || c.threads < h.want.Threads
	return subtle.ConstantTimeCompare(c.of(password, len(c.sum)), c.sum) == 1, weak, nil
}

func (h *hasher) fresh(password string) phc {
	c := phc{memory: h.want.Memory, passes: h.want.Passes, threads: h.want.Threads, salt: make([]byte, saltLength)}
	rand.Read(c.salt)
	c.sum = c.of(password, sumLength)
	return c
}

// phc is a hash in the format of the Password Hashing Competition:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$SUM, the last two in base64.
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, sum      []byte
}

var (
	phcPattern = regexp.MustCompile(`^\$argon2id\$v=19\$m=([1-9]\d{0,6}),t=([1-9]\d{0,2}),p=([1-9]\d{0,1})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$`)
	phcBase64  = base64.RawStdEncoding.Strict()
	errPHC     = errors.New("密碼的雜湊讀不懂")
)

// of is the hash of a password, which is the same in any of the ways Unicode has to
// write it.
func (c phc) of(password string, length int) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), c.salt, c.passes, c.memory, c.threads, uint32(length))
}

func (c phc) String() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", c.memory, c.passes, c.threads, phcBase64.EncodeToString(c.salt), phcBase64.EncodeToString(c.sum))
}

func parsePHC(s string) (phc, error) {
	m := phcPattern.FindStringSubmatch(s)
	if m == nil {
		return phc{}, errPHC
	}
	memory, _ := strconv.ParseUint(m[1], 10, 32) // the pattern has digits that fit
	passes, _ := strconv.ParseUint(m[2], 10, 32)
	threads, _ := strconv.ParseUint(m[3], 10, 8)
	salt, err1 := phcBase64.DecodeString(m[4])
	sum, err2 := phcBase64.DecodeString(m[5])
	if err := errors.Join(err1, err2); err != nil {
		return phc{}, errPHC
	}
	return phc{uint32(memory), uint32(passes), uint8(threads), salt, sum}, nil
}
