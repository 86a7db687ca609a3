package bundle

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
)

// keyPrefix stands before the base64 of the 32 bytes of a public key.
const keyPrefix = "ed25519:"

// pemType is the PEM label of a private key in PKCS #8 (RFC 5958).
const pemType = "PRIVATE KEY"

// NewKey makes a private key from a source of randomness.
func NewKey(random io.Reader) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("取不到亂數：%w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// EncodePrivateKey is a private key as a file keeps it: PKCS #8 in PEM.
func EncodePrivateKey(key ed25519.PrivateKey) []byte {
	der, _ := x509.MarshalPKCS8PrivateKey(key) // never fails on ed25519
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})
}

// ParsePrivateKey reads what EncodePrivateKey wrote.
func ParsePrivateKey(data []byte) (ed25519.PrivateKey, error) {
	bad := errors.New("不是 ed25519 私鑰檔（PEM 的 PRIVATE KEY）；用 `go run ./app bundle --new-key 檔案` 產生")
	block, rest := pem.Decode(data)
	if block == nil || block.Type != pemType || strings.TrimSpace(string(rest)) != "" {
		return nil, bad
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := any.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, bad
	}
	return key, nil
}

// PublicKey is a public key as people pass it on: "ed25519:" and base64.
func PublicKey(key ed25519.PublicKey) string {
	return keyPrefix + base64.StdEncoding.EncodeToString(key)
}

// ParsePublicKey reads what PublicKey wrote.
func ParsePublicKey(s string) (ed25519.PublicKey, error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(s), keyPrefix)
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errors.New("公鑰要寫成 ed25519: 加 44 個字元，就是 bundle --new-key 印出的那一行")
	}
	return raw, nil
}
