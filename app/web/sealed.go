package web

import (
	"bytes"
	"compress/flate"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
)

const (
	maxToken = 6000     // characters; addresses over 8 kB are cut off by proxies
	maxState = 64 << 10 // bytes, unpacked
	tagSize  = 12       // bytes of the signature
)

// sealed carries values in addresses, where there is no account to keep them:
// packed, and signed so that nobody can write one by hand.
type sealed struct{ secret []byte }

var base64URL = base64.RawURLEncoding

// seal packs and signs a value. The error is a *problem: too long.
func (s sealed) seal(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression) // the level is valid
	w.Write(raw)
	w.Close()
	out := base64URL.EncodeToString(append(s.sign(b.Bytes()), b.Bytes()...))
	if len(out) > maxToken {
		return "", wrong("token_long")
	}
	return out, nil
}

func (s sealed) sign(packed []byte) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write(packed)
	return mac.Sum(nil)[:tagSize]
}

// open reads a sealed value. The error is a *problem: cut off or changed by hand.
func (s sealed) open(token string, v any) error {
	b, err := base64URL.DecodeString(token)
	if err != nil || len(b) <= tagSize || !hmac.Equal(b[:tagSize], s.sign(b[tagSize:])) {
		return wrong("token")
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[tagSize:])), maxState+1))
	if err != nil || len(raw) > maxState {
		return wrong("token")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return wrong("token")
	}
	return nil
}
