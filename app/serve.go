package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/web"
)

// drain is how long running requests may finish after the program is told to stop.
const drain = 10 * time.Second

func (c *cli) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "啟動網站（不下指令時就是這個）",
		Long:  "啟動網站。每個選項也可以用環境變數給：go run ./app settings 看全部與現在的值。",
		Args:  atMost(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			return c.run(cmd.Context(), s)
		},
	}
	settingFlags(cmd)
	return cmd
}

// run serves until the context ends, then lets running requests finish.
func (c *cli) run(ctx context.Context, s settings) (err error) {
	log := s.logger(c.err)
	server := &web.Server{Now: c.now, Log: log}
	if server.Book, err = c.rules(); err != nil {
		return err
	}
	if server.Cases, err = c.casebook(); err != nil {
		return err
	}
	if server.Quizzes, err = c.bank(); err != nil {
		return err
	}
	if server.Lessons, err = c.library(); err != nil {
		return err
	}
	app, err := server.App()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s 已經有程式在用。換一個埠：go run ./app serve --addr 127.0.0.1:8081", s.addr)
	case err != nil:
		return fmt.Errorf("不能在 %s 啟動網站：%v", s.addr, err)
	}
	defer listener.Close()
	_, err = os.Stat(s.data)
	fresh := errors.Is(err, fs.ErrNotExist)
	db, err := (&storage{s}).open(ctx, true)
	if err != nil {
		return err
	}
	defer db.Close()
	fmt.Fprintf(c.out, "守密在 http://%s\n%s\n按 Ctrl-C 停止。\n", listener.Addr(), s.whereData(fresh))
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	select {
	case err = <-done:
		return err
	case <-ctx.Done():
		log.Info("stopping", "drain", drain.String())
		if err := app.ShutdownWithTimeout(drain); err != nil {
			return fmt.Errorf("已停止；有請求 %v 內沒有做完：%w", drain, err)
		}
		return nil
	}
}

// whereData says where people's data is kept.
func (s settings) whereData(fresh bool) string {
	if s.store != storeIn(s.data) {
		return "資料在 " + hidden(s.store) + "，金鑰檔 " + s.keys
	}
	folder, err := filepath.Abs(s.data)
	if err != nil {
		folder = s.data
	}
	if fresh {
		return "資料在 " + folder + "（新建的資料夾，請納入備份）"
	}
	return "資料在 " + folder
}
