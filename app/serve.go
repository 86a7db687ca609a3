package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/web"
)

// drain is how long running requests may finish after the program is told to stop.
const drain = 10 * time.Second

func (c *cli) serve() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "啟動網站（不下指令時就是這個）",
		Args:  atMost(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.run(cmd.Context(), addr)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "網站的位址與埠；埠寫 0 由系統選一個空的")
	return cmd
}

// run serves until the context ends, then lets running requests finish.
func (c *cli) run(ctx context.Context, addr string) error {
	book, err := c.rules()
	if err != nil {
		return err
	}
	cases, err := c.casebook()
	if err != nil {
		return err
	}
	bank, err := c.bank()
	if err != nil {
		return err
	}
	lessons, err := c.library()
	if err != nil {
		return err
	}
	server := &web.Server{Book: book, Cases: cases, Quizzes: bank, Lessons: lessons, Now: c.now, Log: slog.New(slog.NewTextHandler(c.err, nil))}
	app, err := server.App()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s 已經有程式在用。換一個埠：go run ./app serve --addr 127.0.0.1:8081", addr)
	case err != nil:
		return fmt.Errorf("不能在 %s 啟動網站：%v", addr, err)
	}
	fmt.Fprintf(c.out, "守密在 http://%s\n按 Ctrl-C 停止。不儲存任何資料，不連到外部服務。\n", listener.Addr())
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	select {
	case err = <-done:
		return err
	case <-ctx.Done():
		return app.ShutdownWithTimeout(drain)
	}
}
