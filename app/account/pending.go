package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"

	"golang.org/x/oauth2"
)

// pending is a sign-in at a provider that has begun.
type pending struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"` // of PKCE
	At       time.Time `json:"t"`
}

func newPending(now time.Time) pending {
	return pending{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), At: now}
}

// pendingLabel binds the sealed text to its use.
var pendingLabel = []byte("shoumi sign-in at a provider")

func (p pending) seal(key []byte) (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	box, err := pendingBox(key)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(box.Seal(nil, nil, text, pendingLabel)), nil
}

func openPending(key []byte, sealed string) (p pending, err error) {
	data, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return p, err
	}
	box, err := pendingBox(key)
	if err != nil {
		return p, err
	}
	text, err := box.Open(nil, nil, data, pendingLabel)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

func pendingBox(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
