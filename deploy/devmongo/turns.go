package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
)

// takeTurns passes messages on to the server behind, one at a time for all
// clients: FerretDB finds and changes a document in two steps, and MongoDB
// promises that nobody comes between them.
func takeTurns(ctx context.Context, listener net.Listener, socket string, l *lookups) {
	context.AfterFunc(ctx, func() { listener.Close() })
	var turn sync.Mutex
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("unix", socket)
			if err != nil {
				return
			}
			defer server.Close()
			defer context.AfterFunc(ctx, func() { client.Close() })()
			for {
				message, err := readMessage(client)
				if err != nil {
					return
				}
				turn.Lock()
				answer, err := l.exchange(server, message)
				turn.Unlock()
				if err != nil {
					slog.Error("message not answered", "err", err)
					return
				}
				if _, err := client.Write(answer); err != nil {
					return
				}
			}
		}()
	}
}

// exchange passes a message on, narrowed, and gives its answer.
func (l *lookups) exchange(server net.Conn, message []byte) ([]byte, error) {
	message, answer, err := l.narrowed(server, message)
	if err != nil || answer != nil {
		return answer, err
	}
	answer, err = exchange(server, message)
	return duplicate(answer), err
}

// exchange passes a message on and gives its answer, if it wants one.
func exchange(server net.Conn, message []byte) ([]byte, error) {
	if _, err := server.Write(message); err != nil || !wantsAnswer(message) {
		return nil, err
	}
	return readMessage(server)
}

// duplicate gives an update that breaks a unique index the error code of MongoDB;
// FerretDB calls it an internal error there, while it knows it of an insert.
func duplicate(answer []byte) []byte {
	if !bytes.Contains(answer, []byte("UNIQUE constraint failed: index")) {
		return answer
	}
	const internal, duplicateKey = 1, 11000
	return bytes.Replace(answer, codeField(internal), codeField(duplicateKey), 1)
}

// codeField is the int32 field "code" in BSON.
func codeField(code uint32) []byte {
	return binary.LittleEndian.AppendUint32([]byte("\x10code\x00"), code)
}

// The header of a message of the MongoDB wire protocol: length of the whole,
// request id, answered id and opcode, of four bytes each, little-endian.
const (
	headerLen = 16
	maxLen    = 48_000_000 // what MongoDB accepts
	opMsg     = 2013
	// moreToCome is the flag of OP_MSG that asks for no answer.
	moreToCome = 1 << 1
)

func readMessage(r io.Reader) ([]byte, error) {
	var header [headerLen]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(header[:])
	if n < headerLen || n > maxLen {
		return nil, errors.New("not a message of the MongoDB protocol")
	}
	message := make([]byte, n)
	copy(message, header[:])
	_, err := io.ReadFull(r, message[headerLen:])
	return message, err
}

func wantsAnswer(message []byte) bool {
	if binary.LittleEndian.Uint32(message[12:]) != opMsg || len(message) < headerLen+4 {
		return true
	}
	return binary.LittleEndian.Uint32(message[headerLen:])&moreToCome == 0
}
