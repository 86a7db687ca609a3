package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// keyring is the keys in a file: one that seals, and older ones that still open.
type keyring struct {
	path string

	mu     sync.RWMutex
	text   []byte // of the file, as it was read
	handle *keyset.Handle
	aead   tink.AEAD
}

// associated binds a sealed text to its document, so that it opens nowhere else.
func associated(collection, id string) []byte { return []byte(collection + "\x00" + id) }

func (k *keyring) seal(secret []byte, collection, id string) ([]byte, error) {
	a := k.get()
	if a == nil {
		return nil, &KeyLostError{Path: k.path, Missing: true, Lost: []Lost{{Collection: collection, ID: id, Documents: 1}}}
	}
	return a.Encrypt(secret, associated(collection, id))
}

// open also looks into the file again: another process may have rotated the keys.
func (k *keyring) open(sealed []byte, collection, id string) ([]byte, error) {
	a := k.get()
	if a != nil {
		if secret, err := a.Decrypt(sealed, associated(collection, id)); err == nil {
			return secret, nil
		}
	}
	if err := k.load(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if again := k.get(); again != nil && again != a {
		if secret, err := again.Decrypt(sealed, associated(collection, id)); err == nil {
			return secret, nil
		}
	}
	return nil, &KeyLostError{Path: k.path, Missing: k.get() == nil, Lost: []Lost{{Collection: collection, ID: id, Documents: 1}}}
}

func (k *keyring) get() tink.AEAD {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.aead
}

// ImportKeys makes the file of keys from what another such file holds, for its
// owner alone. fs.ErrExist when there is one: its keys could not be had back.
func ImportKeys(path string, from io.Reader) error {
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(from))
	if err == nil {
		_, err = aead.New(handle)
	}
	if err != nil {
		return fmt.Errorf("這不是金鑰檔：%w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if _, err := writeKeys(path, handle); err != nil {
		return err
	}
	return syncDir(path)
}

// load reads the file, if it has changed. fs.ErrNotExist when there is none.
func (k *keyring) load() error {
	if k.path == "" {
		return fs.ErrNotExist
	}
	text, err := os.ReadFile(k.path)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if bytes.Equal(text, k.text) {
		return nil
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(text)))
	if err != nil {
		return fmt.Errorf("%s 不是金鑰檔：%w", k.path, err)
	}
	a, err := aead.New(handle)
	if err != nil {
		return fmt.Errorf("%s 不是金鑰檔：%w", k.path, err)
	}
	k.text, k.handle, k.aead = text, handle, a
	return nil
}

// make writes the first key. Of two processes that do so at once, both use the
// key of the first.
func (k *keyring) make() error {
	if k.path == "" {
		return errors.New("有要加密的資料，但沒有指定金鑰檔放在哪裡")
	}
	handle, err := keyset.NewHandle(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
		return err
	}
	name, err := writeKeys(k.path+".*", handle)
	if err != nil {
		return err
	}
	defer os.Remove(name)
	if err := os.Link(name, k.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("不能寫金鑰檔：%w", err)
	}
	return errors.Join(syncDir(k.path), k.load())
}

// rotate adds a key that seals from now on.
func (k *keyring) rotate() error {
	if err := k.load(); err != nil {
		return err
	}
	manager := keyset.NewManagerFromHandle(k.handle)
	id, err := manager.Add(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		return err
	}
	if err := manager.SetPrimary(id); err != nil {
		return err
	}
	handle, err := manager.Handle()
	if err != nil {
		return err
	}
	next, err := writeKeys(k.path+".next", handle) // one rotation at a time, or a key gets lost
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s.next 已經存在：另一個程式正在更換金鑰；如果沒有，請刪掉它再試", k.path)
	}
	if err != nil {
		return err
	}
	if err := os.Rename(next, k.path); err != nil {
		return errors.Join(fmt.Errorf("不能寫金鑰檔：%w", err), os.Remove(next))
	}
	return errors.Join(syncDir(k.path), k.load())
}

// writeKeys writes a new file that only its owner can read; a * in its name makes
// it one of its own.
func writeKeys(name string, handle *keyset.Handle) (string, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return "", err
	}
	var f *os.File
	var err error
	if dir, base := filepath.Split(name); base[len(base)-1] == '*' {
		f, err = os.CreateTemp(filepath.Clean(dir), base) // 0600
	} else {
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("不能寫金鑰檔：%w", err)
	}
	_, err = f.Write(text.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("不能寫金鑰檔：%w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncDir makes a new name in the folder of a file survive a loss of power.
func syncDir(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// probe is a sealed word in the meta of a store; keys that open it are the right ones.
const probe = "shoumi"

// unlock loads the keys, or makes them for a store that has never had any, if a
// collection is sealed.
func (db *DB) unlock(ctx context.Context) error {
	err := db.keys.load()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	missing := err != nil
	sealed := false
	for _, s := range db.schemas {
		sealed = sealed || s.whole || len(s.sealed) > 0
	}
	if !sealed {
		return nil
	}
	meta, err := db.engine.meta(ctx)
	if err != nil {
		return err
	}
	if text, has := meta[metaProbe]; has {
		return db.checkProbe(ctx, text)
	}
	if missing {
		if err := db.keys.make(); err != nil {
			return err
		}
	}
	text, err := db.sealedProbe()
	if err != nil {
		return err
	}
	if err := db.engine.claimMeta(ctx, metaProbe, text); err != nil {
		return err
	}
	if meta, err = db.engine.meta(ctx); err != nil {
		return err
	}
	return db.checkProbe(ctx, meta[metaProbe]) // of whoever came first
}

func (db *DB) sealedProbe() (string, error) {
	sealed, err := db.keys.seal([]byte(probe), probe, probe)
	return base64.StdEncoding.EncodeToString(sealed), err
}

func (k *keyring) openProbe(text string) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	return k.open(sealed, probe, probe)
}

// checkProbe says what is lost, unless the keys open a probe.
func (db *DB) checkProbe(ctx context.Context, text string) error {
	_, err := db.keys.openProbe(text)
	var lost *KeyLostError
	if !errors.As(err, &lost) {
		return err
	}
	lost.Lost = nil
	meta, err := db.engine.meta(ctx)
	if err != nil {
		return err
	}
	for _, name := range collections(meta) {
		fields, err := sealedFields(meta, name)
		if err != nil {
			return err
		}
		n := 0
		if err := all(ctx, db.engine, name, func(r row) error {
			if r.sealed != nil {
				n++
			}
			return nil
		}); err != nil {
			return err
		}
		if n > 0 {
			lost.Lost = append(lost.Lost, Lost{Collection: name, Documents: n, Fields: fields})
		}
	}
	return lost
}

// Rotate makes a new key that seals from now on, keeps the old ones, and seals
// again what they had sealed. It says how many documents those were. Programs that
// run meanwhile find the new key by themselves. Broken off, it is done again.
func Rotate(ctx context.Context, db *DB) (int, error) {
	meta, err := db.engine.meta(ctx)
	if err != nil {
		return 0, err
	}
	text, has := meta[metaProbe]
	if !has {
		return 0, errors.New("這個資料庫沒有加密的資料，不必更換金鑰")
	}
	if err := db.checkProbe(ctx, text); err != nil {
		return 0, err
	}
	if err := db.keys.rotate(); err != nil {
		return 0, err
	}
	if text, err = db.sealedProbe(); err != nil {
		return 0, err
	}
	if err := db.engine.setMeta(ctx, metaProbe, text); err != nil {
		return 0, err
	}
	n := 0
	for _, name := range collections(meta) {
		if err := all(ctx, db.engine, name, func(r row) error {
			if r.sealed == nil {
				return nil
			}
			secret, err := db.keys.open(r.sealed, name, r.id)
			if err != nil {
				return err
			}
			if r.sealed, err = db.keys.seal(secret, name, r.id); err != nil {
				return err
			}
			n++
			return db.engine.reseal(ctx, name, r)
		}); err != nil {
			return n, err
		}
	}
	return n, nil
}
