package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/account"
	"shoumi/app/audit"
	"shoumi/app/incident"
	"shoumi/app/pdf"
	"shoumi/app/publishing"
	"shoumi/app/store"
	"shoumi/app/training"
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
	server := &web.Server{Now: c.now, Log: log, PublicURL: s.publicURL, Proxies: s.trustedProxies, Development: s.development, Demo: s.demo,
		Columns: s.trainingColumns, Mails: s.smtpHost != "", TrainingContact: s.trainingContact}
	if server.Book, err = c.rules(); err != nil {
		return err
	}
	shipped, err := c.shipped()
	if err != nil {
		return err
	}
	if server.Fonts, err = fonts(s.pdfFonts); err != nil {
		return err
	}
	listener, err := listen(s.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	_, err = os.Stat(s.data)
	fresh := errors.Is(err, fs.ErrNotExist)
	db, err := (&storage{s}).open(ctx, true, collections()...)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := c.people(ctx, s, db, server); err != nil {
		return err
	}
	news := make(chan struct{}, 1)
	c.publish(db, server, news)
	issue, err := c.edition(ctx, server, shipped)
	if err != nil {
		return err
	}
	if err := c.train(ctx, db, server, issue.Made); err != nil {
		return err
	}
	if err := c.incidents(ctx, db, server); err != nil {
		return err
	}
	app, err := server.App()
	if err != nil {
		return err
	}
	stop, err := c.serveMetrics(s.metricsAddr, server)
	if err != nil {
		return err
	}
	defer stop()
	where := "http://" + listener.Addr().String()
	if s.publicURL != "" {
		where += "，使用者從 " + s.publicURL + " 進入"
	}
	fmt.Fprintf(c.out, "守密在 %s\n%s\n", where, s.whereData(fresh))
	if err := c.introduce(ctx, s, server.People); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup // what goes on beside the requests; it ends before the store is closed
	defer func() { cancel(); beside.Wait() }()
	if s.demo && s.store == storeIn(s.data) { // other stores are shared by processes
		fmt.Fprintln(c.out, "另有一班學員 class-01 到 class-32，密碼相同；大家的修課紀錄幾秒後就備妥。")
		if err := errors.Join(writeDemoIncidents(ctx, server), writeDemoMaterials(ctx, server)); err != nil {
			return err
		}
		beside.Go(func() { c.demoTraining(ctx, server) })
	}
	fmt.Fprintln(c.out, "按 Ctrl-C 停止。")
	beside.Go(func() { c.upkeep(ctx, s, db, server) })
	beside.Go(func() { issue.follow(ctx, server, news) })
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	select {
	case err = <-done:
		return err
	case <-ctx.Done():
		log.Info("stopping", "drain", drain.String())
		server.Drain()
		if err := app.ShutdownWithTimeout(drain); err != nil {
			return fmt.Errorf("已停止；有請求 %v 內沒有做完：%w", drain, err)
		}
		return nil
	}
}

// fonts are those of some files, else those installed here; nil where there are none.
func fonts(files []string) (*pdf.Fonts, error) {
	if len(files) == 0 {
		files = pdf.Installed()
	}
	if len(files) == 0 {
		return nil, nil
	}
	f, err := pdf.Open(files...)
	if err != nil {
		return nil, fmt.Errorf("PDF 用的字型讀不出來（--pdf-font）：%w", err)
	}
	return f, nil
}

// listen takes an address, or says what to do where that cannot be.
func listen(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s 已經有程式在用。換一個埠：go run ./app serve --addr 127.0.0.1:8081", addr)
	case err != nil:
		return nil, fmt.Errorf("不能在 %s 啟動網站：%v", addr, err)
	}
	return listener, nil
}

// people gives the server what it keeps of people, and the keys that all processes
// on one store share.
func (c *cli) people(ctx context.Context, s settings, db *store.DB, server *web.Server) (err error) {
	server.Ready = db.Ping
	server.People = account.New(db, account.Policy{IdleLimit: s.idle, AbsoluteLimit: s.session, PasswordMonths: s.passwordMonths}, c.now)
	if server.Audit, err = audit.Open(ctx, audit.Stored(db)); err != nil {
		return err
	}
	if server.Secret, err = account.Secret(ctx, db, "web"); err != nil {
		return err
	}
	if s.oidcIssuer == "" {
		return nil
	}
	key, err := account.Secret(ctx, db, "oidc")
	if err != nil {
		return err
	}
	server.Provider = &account.Provider{Issuer: s.oidcIssuer, ClientID: s.oidcClientID, ClientSecret: s.oidcClientSecret, LoginClaim: s.oidcLoginClaim, Name: s.oidcName,
		Redirect: s.publicURL + web.ProviderReturn, Key: key, Now: c.now}
	return server.Provider.Check()
}

// collections are what the program keeps in its store.
func collections() []store.Option {
	return slices.Concat(account.Collections, audit.Collections, training.Collections, incident.Collections, publishing.Collections)
}

// introduce says who can sign in: the people of a demo, or the admin of a store that
// had nobody.
func (c *cli) introduce(ctx context.Context, s settings, people *account.People) error {
	if s.demo {
		agency, err := people.Demo(ctx)
		if errors.Is(err, account.ErrRealPeople) {
			return fmt.Errorf("%w：用 --data 指定另一個資料夾", err)
		} else if err != nil {
			return err
		}
		c.printDemo(agency)
		return nil
	}
	login, password, made, err := people.First(ctx)
	if made {
		fmt.Fprintf(c.out, "還沒有任何帳號。已建立系統管理帳號 %s，一次性密碼 %s（只印這一次，七天內有效）。\n想先試用：go run ./app --demo\n", login, password)
	}
	return err
}

// serveMetrics serves /metrics at an address of its own, "" nowhere.
func (c *cli) serveMetrics(addr string, server *web.Server) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	listener, err := listen(addr)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", server.Metrics())
	metrics := &http.Server{Handler: mux, ReadHeaderTimeout: drain}
	go metrics.Serve(listener)
	return func() { metrics.Close() }, nil
}

// upkeep does, at the start and then every hour, what changes no answer: it takes
// away sessions and imports that are over, and what the log need not keep any more,
// and sees to the training.
func (c *cli) upkeep(ctx context.Context, s settings, db *store.DB, server *web.Server) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		if err := server.People.Tidy(ctx); err != nil && ctx.Err() == nil {
			server.Log.Error("sessions not tidied", "err", err)
		}
		gone, err := expireLog(ctx, server.Audit, audit.Stored(db), s.logYears, operator(), c.now())
		switch {
		case err != nil && ctx.Err() == nil:
			server.Log.Error("audit log not expired", "err", err)
		case gone > 0:
			server.Log.Info("audit log expired", "entries", gone)
		}
		keepTraining(ctx, server.Current())
		c.keepReminding(ctx, s, server.Current())
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
		}
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
