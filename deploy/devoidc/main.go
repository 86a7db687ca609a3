// Devoidc is an OpenID provider in a process, for development and CI: people sign
// in to it with a password, and programs learn who they are. It keeps everything in
// memory, and its passwords lie in a file: nothing for people's real accounts.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
)

//go:embed default.json
var shipped []byte

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "位址與埠；埠寫 0 由系統選一個空的")
	config := flag.String("config", "", "應用程式與使用者的 JSON 檔；不寫就用內附的 default.json")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *config, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// settings is the file of programs and people.
type settings struct {
	Clients []client `json:"clients"`
	Users   []user   `json:"users"`
}

type client struct {
	ID       string   `json:"id"`
	Secret   string   `json:"secret"`
	Redirect []string `json:"redirect"`
	// UserinfoOnly leaves names out of ID tokens, as OpenID Connect Core 5.4 has it.
	UserinfoOnly bool `json:"userinfo_only"`
}

type user struct {
	Login    string   `json:"login"`
	Password string   `json:"password"`
	Subject  string   `json:"subject"`
	Name     string   `json:"name"`
	AMR      []string `json:"amr"` // how the sign-in is said to have been done (RFC 8176)
}

// run prints the URL of the issuer and serves until the context ends.
func run(ctx context.Context, addr, config string, out io.Writer) error {
	text := shipped
	if config != "" {
		var err error
		if text, err = os.ReadFile(config); err != nil {
			return err
		}
	}
	var s settings
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(&s); err != nil {
		return fmt.Errorf("%s: %w", config, err)
	}
	handler, err := provider(s)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() })
	fmt.Fprintf(out, "http://%s\n", listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// provider answers OpenID Connect, with a page to sign in. Its issuer is the host it
// is asked at: 127.0.0.1 and localhost are two issuers with one key.
func provider(s settings) (http.Handler, error) {
	d, err := newDesk(s)
	if err != nil {
		return nil, err
	}
	config := &op.Config{CodeMethodS256: true}
	if _, err := rand.Read(config.CryptoKey[:]); err != nil {
		return nil, err
	}
	p, err := op.NewProvider(config, d, op.IssuerFromHost(""), op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", d.show)
	mux.HandleFunc("POST /login", d.signIn)
	mux.Handle("/", p)
	return mux, nil
}
