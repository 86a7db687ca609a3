package store

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

var (
	// ErrNotFound: there is no document with this id.
	ErrNotFound = errors.New("沒有這份資料")
	// ErrExists: the id or a unique field is taken. Always an *ExistsError.
	ErrExists = errors.New("已經有同樣的資料")
	// ErrConflict: the document has been written since it was read. Nothing was changed.
	ErrConflict = errors.New("這份資料在您讀取之後有人改過，沒有寫入")
	// ErrUnavailable: MongoDB could not be reached. Always an *UnavailableError.
	ErrUnavailable = errors.New("資料庫連不上")
	// ErrFull: there is no room on the disk. Nothing was changed.
	ErrFull = errors.New("磁碟空間不足，沒有寫入")
	// ErrQuery: the query names a field that is not declared, or a value of another type.
	ErrQuery = errors.New("查詢條件有錯")
	// ErrCursor: the cursor is not one of this query.
	ErrCursor = errors.New("分頁的位置不屬於這個查詢")
	// ErrKeyLost: what is sealed cannot be opened with the keys at hand. Always a *KeyLostError.
	ErrKeyLost = errors.New("加密的資料打不開")
	// ErrNewer: a newer program has migrated the store, or another one.
	ErrNewer = errors.New("資料庫是由較新版本的程式寫的")
	// ErrHalfRestored: a restore into this store was broken off.
	ErrHalfRestored = errors.New("上次還原到一半中斷了，請清空這個資料庫再還原一次")
	// ErrNotEmpty: documents are not restored among others.
	ErrNotEmpty = errors.New("資料庫裡已經有資料，只能還原到空的資料庫")
	// ErrDamaged: a backup is not as it was written.
	ErrDamaged = errors.New("備份檔不完整或被改過")

	// errDuplicate is an ExistsError before it is known of what.
	errDuplicate = errors.New("duplicate")
)

// ExistsError says which key is taken.
type ExistsError struct {
	Collection string
	Key        []string // "id", or the fields of the unique key
}

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s 已經有同樣的 %s", e.Collection, strings.Join(e.Key, "、"))
}

func (e *ExistsError) Is(target error) bool { return target == ErrExists }

// UnavailableError says how long it was tried. The connection recovers by itself;
// a write that met this error may have been done or not.
type UnavailableError struct {
	Waited time.Duration
	Err    error // of the driver
}

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("資料庫連不上，等了 %.1f 秒：%v", e.Waited.Seconds(), e.Err)
}

func (e *UnavailableError) Is(target error) bool { return target == ErrUnavailable }
func (e *UnavailableError) Unwrap() error        { return e.Err }

// KeyLostError says what cannot be read without the keys.
type KeyLostError struct {
	Path    string // the file of keys; "" when none is named
	Missing bool   // there is no such file; else it holds other keys
	Lost    []Lost // by collection
}

// Lost is what is sealed in one collection, or in one document of it.
type Lost struct {
	Collection string
	ID         string   // "" is every sealed document
	Documents  int      // how many
	Fields     []string // empty: the whole document
}

func (l Lost) String() string {
	what := "整份"
	if len(l.Fields) > 0 {
		what = strings.Join(l.Fields, "、")
	}
	if l.ID != "" {
		return fmt.Sprintf("%s 的 %s（%s）", l.Collection, l.ID, what)
	}
	return fmt.Sprintf("%s %d 份（%s）", l.Collection, l.Documents, what)
}

func (e *KeyLostError) Error() string {
	var b strings.Builder
	switch {
	case e.Path == "":
		b.WriteString("沒有指定金鑰檔")
	case e.Missing:
		fmt.Fprintf(&b, "找不到金鑰檔 %s", e.Path)
	default:
		fmt.Fprintf(&b, "金鑰檔 %s 不是加密這些資料的那一個", e.Path)
	}
	b.WriteString("，下列加密的資料打不開：")
	if len(e.Lost) == 0 {
		b.WriteString("（還沒有資料）")
	}
	for i, l := range e.Lost {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(l.String())
	}
	b.WriteString("。請把原來的金鑰檔放回去；沒有金鑰檔，這些內容無法復原，其餘的資料不受影響。")
	return b.String()
}

func (e *KeyLostError) Is(target error) bool { return target == ErrKeyLost }
