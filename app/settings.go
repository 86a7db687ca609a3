package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shoumi/app/audit"
	"shoumi/app/training"
	"shoumi/rules/source"
)

// settings is what the program can be told about the place it runs in. A command
// reads those that it has a flag for; the others stay empty.
type settings struct {
	addr        string // where pages are served
	metricsAddr string // where /metrics is served; "" is nowhere

	data  string // folder
	store string // URL of the database, with its password
	keys  string // file

	publicURL      string // as browsers see the pages, without a slash at the end; "" is not known
	trustedProxies []netip.Prefix

	logFormat string // text, json
	logLevel  slog.Level

	logYears       int // how long the audit log is kept
	idle, session  time.Duration
	passwordMonths int

	pdfFonts []string // files; none are those of Debian's packages that are installed

	oidcIssuer       string // "" is no such sign-in
	oidcClientID     string
	oidcClientSecret string
	oidcLoginClaim   string
	oidcName         string

	trainingColumns []string // of the sheet for 終身學習, by id
	trainingContact string   // whom people ask, in reminders and on certificates

	smtpHost     string // "" sends no mail
	smtpPort     int
	smtpUser     string
	smtpPassword string
	smtpFrom     string

	demo, development bool
}

// setting is one row of the table: a flag and a variable of the same name.
type setting struct {
	name    string // --name, SHOUMI_NAME
	initial string // the default as one would write it
	secret  bool   // is not shown, and SHOUMI_NAME_FILE may name a file that holds it
	yes     bool   // a flag without a value
	read    func(text string) error
	help    string

	text string // what it was found to be
	from string // the flag or variable where it was found; "" is the default
}

// table is every setting in the order in which it is told about; reading a row
// fills its field of s. Where data is kept depends on demo, which is read before.
func (s *settings) table() []setting {
	return []setting{
		{name: "demo", initial: "false", yes: true, read: boolean(&s.demo), help: "示範：建立一個小機關，各種角色都有人"},
		{name: "addr", initial: "127.0.0.1:8080", read: address(&s.addr), help: "網站的位址與埠；埠寫 0 由系統選一個空的"},
		{name: "public-url", read: origin(&s.publicURL), help: "使用者在瀏覽器看到的網址，例如 https://shoumi.example；是 https 時 Cookie 只走加密連線並啟用 HSTS，機關帳號登入也回到這裡"},
		{name: "trusted-proxies", read: networks(&s.trustedProxies), help: "反向代理的位址，例如 10.0.0.0/8，多個以逗號分開；只相信它們送來的 X-Forwarded-For 與 X-Forwarded-Proto"},
		{name: "data", initial: folder, read: text(&s.data), help: "資料夾：資料庫 shoumi.db 與金鑰檔 shoumi.keys；沒有就建立。不設時，示範的資料在 " + demoFolder},
		{name: "store", secret: true, read: s.readStore, help: "改用這個資料庫：sqlite:檔案 或 mongodb://主機/資料庫"},
		{name: "keys", read: optional(&s.keys), help: "加密資料的金鑰檔；不設就是資料夾裡的 shoumi.keys"},
		{name: "log-years", initial: "5", read: number(&s.logYears, audit.MinimumYears, 100), help: "日誌保存幾年，至少 5 年"},
		{name: "idle-minutes", initial: "30", read: duration(&s.idle, time.Minute, 1, 12*60), help: "登入後閒置幾分鐘就登出"},
		{name: "session-hours", initial: "12", read: duration(&s.session, time.Hour, 1, 24), help: "登入後最多幾小時要重新登入"},
		{name: "password-months", initial: "3", read: number(&s.passwordMonths, 1, 3), help: "密碼最多用幾個月（警察機關資通安全實施規定第7點：每三個月至少變更一次）"},
		{name: "oidc-issuer", read: issuer(&s.oidcIssuer), help: "機關帳號（OIDC）發行者的網址；不設就只有本機帳號"},
		{name: "oidc-client-id", read: optional(&s.oidcClientID), help: "本網站在發行者登記的 client id"},
		{name: "oidc-client-secret", secret: true, read: optional(&s.oidcClientSecret), help: "本網站在發行者登記的 client secret"},
		{name: "oidc-login-claim", initial: "preferred_username", read: text(&s.oidcLoginClaim), help: "機關帳號的哪一個欄位是本系統的帳號"},
		{name: "oidc-name", initial: "機關帳號", read: text(&s.oidcName), help: "登入按鈕上的名稱"},
		{name: "pdf-font", read: files(&s.pdfFonts), help: "證書 PDF 用的中文字型檔（TrueType），多個以逗號分開，前一個沒有的字用後一個；不設就用 Debian 套件 fonts-cwtex-kai 與 fonts-cns11643-kai 裝的，都沒有就不提供 PDF"},
		{name: "training-columns", initial: strings.Join(training.ColumnIDs(), ","), read: columns(&s.trainingColumns), help: "訓練名冊（CSV、ODS）有哪些欄、依什麼順序，以逗號分開"},
		{name: "training-contact", read: optional(&s.trainingContact), help: "訓練與終身學習時數有疑問時洽詢誰，寫在提醒的信與證書頁上，例如「教育科（分機 2345）」；不設就請學員洽單位的訓練承辦人"},
		{name: "smtp-host", read: optional(&s.smtpHost), help: "寄訓練提醒的郵件伺服器；不設就不寄信，提醒只在網站上看得到"},
		{name: "smtp-port", initial: "587", read: number(&s.smtpPort, 1, 65535), help: "郵件伺服器的埠；465 一連上就加密，其他用 STARTTLS，只有本機可以不加密"},
		{name: "smtp-user", read: optional(&s.smtpUser), help: "登入郵件伺服器的帳號；不設就不登入"},
		{name: "smtp-password", secret: true, read: optional(&s.smtpPassword), help: "登入郵件伺服器的密碼"},
		{name: "smtp-from", read: mailbox(&s.smtpFrom), help: "寄件人，例如「守密 <shoumi@police.example>」"},
		{name: "log-format", initial: "text", read: among(&s.logFormat, "text", "json"), help: "執行紀錄的格式：text 或 json"},
		{name: "log-level", initial: "info", read: s.readLevel, help: "執行紀錄寫到多細：debug、info、warn、error"},
		{name: "metrics-addr", read: s.readMetrics, help: "另開一個位址與埠提供 /metrics（Prometheus）；不設就不提供"},
		{name: "development", initial: "false", yes: true, read: boolean(&s.development), help: "開發：提供頁面元件一覽（/_components）"},
	}
}

// folder is where data is kept unless it is said otherwise, and demoFolder where
// that of a demo is.
const (
	folder     = "data"
	demoFolder = "data/demo"
)

// storeIn is the store that a folder of data has of itself.
func storeIn(folder string) string { return "sqlite:" + filepath.Join(folder, "shoumi.db") }

func (x setting) flag() string { return "--" + x.name }

func (x setting) variable() string {
	return "SHOUMI_" + strings.ToUpper(strings.ReplaceAll(x.name, "-", "_"))
}

// settingFlags gives a command the flags of these settings, or of all.
func settingFlags(cmd *cobra.Command, names ...string) {
	for _, x := range new(settings).table() {
		if len(names) > 0 && !slices.Contains(names, x.name) {
			continue
		}
		help := x.help + "（" + x.variable() + "）"
		if x.yes {
			cmd.Flags().Bool(x.name, false, help)
		} else {
			cmd.Flags().String(x.name, x.initial, help)
		}
	}
}

// readSettings reads the settings that a command has flags for. It warns of
// variables that look like settings and are none. All bad values are one usage
// error.
func readSettings(cmd *cobra.Command) (settings, error) {
	var s settings
	_, err := s.readTable(cmd)
	for _, warning := range unknownVariables(os.Environ()) {
		fmt.Fprintln(cmd.ErrOrStderr(), "注意："+warning)
	}
	return s, err
}

// readTable is readSettings, and the table with what was found.
func (s *settings) readTable(cmd *cobra.Command) (rows []setting, err error) {
	var faults []error
	for _, x := range s.table() {
		if cmd.Flags().Lookup(x.name) == nil {
			continue
		}
		err := x.find(cmd)
		if x.name == "data" && x.from == "" && s.demo {
			x.text = demoFolder // apart from real people
		}
		if err == nil {
			if err = x.read(x.text); err != nil {
				err = fmt.Errorf("%s：%w", x.place(), err)
			}
		}
		if err != nil {
			faults = append(faults, err)
		}
		rows = append(rows, x)
	}
	if s.keys == "" {
		s.keys = filepath.Join(s.data, "shoumi.keys")
	}
	if s.store == "" {
		s.store = storeIn(s.data)
	}
	if len(faults) == 0 {
		faults = s.together()
	}
	if len(faults) > 0 {
		return rows, usageError{errors.Join(faults...)}
	}
	return rows, nil
}

// find looks for the text of a setting: flag before variable before default. An
// empty variable is none.
func (x *setting) find(cmd *cobra.Command) error {
	x.text = x.initial
	if f := cmd.Flags().Lookup(x.name); f.Changed {
		x.text, x.from = f.Value.String(), x.flag()
		return nil
	}
	value, file := os.Getenv(x.variable()), ""
	if x.secret {
		file = os.Getenv(x.variable() + "_FILE")
	}
	switch {
	case value != "" && file != "":
		return fmt.Errorf("%s 與 %s_FILE 只能給一個", x.variable(), x.variable())
	case value != "":
		x.text, x.from = value, x.variable()
	case file != "":
		x.from = x.variable() + "_FILE"
		data, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s：讀不到檔案：%w", x.from, err)
		}
		if x.text = strings.TrimRight(string(data), "\r\n"); x.text == "" {
			return fmt.Errorf("%s：%s 是空的", x.from, file)
		}
	}
	return nil
}

// place is where the text was found, in words.
func (x *setting) place() string {
	if x.from == "" {
		return x.flag() + " 的預設值"
	}
	return x.from
}

// together is what is wrong between settings that are right one by one.
func (s *settings) together() (faults []error) {
	if s.session > 0 && s.idle > s.session {
		faults = append(faults, errors.New("SHOUMI_IDLE_MINUTES 比 SHOUMI_SESSION_HOURS 還長"))
	}
	if s.metricsAddr != "" && s.metricsAddr == s.addr {
		faults = append(faults, errors.New("SHOUMI_METRICS_ADDR 要和 SHOUMI_ADDR 不同：/metrics 不對使用者公開"))
	}
	switch {
	case s.smtpHost == "" && (s.smtpUser != "" || s.smtpPassword != "" || s.smtpFrom != ""):
		faults = append(faults, errors.New("有 SHOUMI_SMTP_USER、SHOUMI_SMTP_PASSWORD 或 SHOUMI_SMTP_FROM，但沒有 SHOUMI_SMTP_HOST"))
	case s.smtpHost != "" && s.smtpFrom == "":
		faults = append(faults, errors.New("有 SHOUMI_SMTP_HOST，但沒有 SHOUMI_SMTP_FROM"))
	case s.smtpHost != "" && s.publicURL == "":
		faults = append(faults, errors.New("有 SHOUMI_SMTP_HOST，但沒有 SHOUMI_PUBLIC_URL：信裡要有網站的網址"))
	case (s.smtpUser == "") != (s.smtpPassword == ""):
		faults = append(faults, errors.New("SHOUMI_SMTP_USER 與 SHOUMI_SMTP_PASSWORD 要一起給"))
	}
	switch {
	case s.oidcIssuer == "" && (s.oidcClientID != "" || s.oidcClientSecret != ""):
		faults = append(faults, errors.New("有 SHOUMI_OIDC_CLIENT_ID 或 SHOUMI_OIDC_CLIENT_SECRET，但沒有 SHOUMI_OIDC_ISSUER"))
	case s.oidcIssuer != "" && s.oidcClientID == "":
		faults = append(faults, errors.New("有 SHOUMI_OIDC_ISSUER，但沒有 SHOUMI_OIDC_CLIENT_ID"))
	case s.oidcIssuer != "" && s.publicURL == "":
		faults = append(faults, errors.New("有 SHOUMI_OIDC_ISSUER，但沒有 SHOUMI_PUBLIC_URL：登入之後不知道回到哪裡"))
	}
	return faults
}

// shown is the text without what is secret.
func (x setting) shown() string {
	switch {
	case x.name == "store":
		return hidden(x.text)
	case x.secret && x.text != "":
		return "（不顯示）"
	}
	return x.text
}

// forSpecs is variables that those who run the specs set.
var forSpecs = []string{"SHOUMI_MONGO", "SHOUMI_OIDC", "SHOUMI_AXE", "SHOUMI_SHOTS", "SHOUMI_UPDATE", "SHOUMI_GOLDEN"}

// unknownVariables says of every SHOUMI_ variable that nothing reads what was
// meant, in the order of the alphabet.
func unknownVariables(environment []string) (warnings []string) {
	var known []string
	for _, x := range new(settings).table() {
		known = append(known, x.variable())
		if x.secret {
			known = append(known, x.variable()+"_FILE")
		}
	}
	for _, pair := range environment {
		name, _, _ := strings.Cut(pair, "=")
		ours := strings.HasPrefix(name, "SHOUMI_")
		if !ours || slices.Contains(known, name) || slices.Contains(forSpecs, name) || strings.HasPrefix(name, "SHOUMI_REQUIRE_") {
			continue
		}
		text := "環境變數 " + name + " 不是設定，沒有作用。"
		if near, ok := nearest(name, known); ok {
			text += "您是不是要寫「" + near + "」？"
		}
		warnings = append(warnings, text)
	}
	slices.Sort(warnings)
	return warnings
}

// nearest compares without what all names have in common.
func nearest(name string, known []string) (string, bool) {
	short := make([]string, len(known))
	for i, k := range known {
		short[i] = strings.TrimPrefix(k, "SHOUMI_")
	}
	near, ok := source.Suggest(strings.TrimPrefix(name, "SHOUMI_"), short)
	return "SHOUMI_" + near, ok
}

// logger writes for those who run the program, without personal data.
func (s settings) logger(w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: s.logLevel}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

func (c *cli) settings() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settings",
		Short: "網站的設定：旗標、環境變數、預設值、現在的值與來處",
		Long: "旗標優先於環境變數，環境變數優先於預設值；空的環境變數等於沒有。密碼不顯示，也可以放在檔案裡：\n" +
			"SHOUMI_STORE_FILE 與 SHOUMI_OIDC_CLIENT_SECRET_FILE 是檔案的路徑（容器的 secrets）。設定有錯時結束碼是 2。",
		Example: "  go run ./app settings\n  SHOUMI_ADDR=127.0.0.1:8081 go run ./app settings --format json",
		Args:    atMost(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, err := new(settings).readTable(cmd)
			unknown := unknownVariables(os.Environ())
			if c.format == "json" {
				return errors.Join(c.json(settingsJSON(rows, unknown)), err)
			}
			for _, x := range rows {
				c.printSetting(x)
			}
			for _, warning := range unknown {
				fmt.Fprintln(c.err, "注意："+warning)
			}
			return err
		},
	}
	settingFlags(cmd)
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printSetting(x setting) {
	value := func(s string) string {
		if s == "" {
			return "（沒有）"
		}
		return s
	}
	fmt.Fprintf(c.out, "%-22s %s\n  %s。\n  預設 %s", x.flag(), x.variable(), x.help, value(x.initial))
	if x.from != "" {
		fmt.Fprintf(c.out, "；現在 %s，來自 %s", value(x.shown()), x.from)
	}
	fmt.Fprint(c.out, "\n\n")
}

func settingsJSON(rows []setting, unknown []string) any {
	type row struct {
		Flag     string `json:"flag"`
		Variable string `json:"variable"`
		Default  string `json:"default"`
		Value    string `json:"value"`
		From     string `json:"from"` // "" is the default
		Secret   bool   `json:"secret"`
		Help     string `json:"help"`
	}
	out := struct {
		Settings []row    `json:"settings"`
		Warnings []string `json:"warnings"`
	}{Warnings: append([]string{}, unknown...)}
	for _, x := range rows {
		out.Settings = append(out.Settings, row{x.flag(), x.variable(), x.initial, x.shown(), x.from, x.secret, x.help})
	}
	return out
}
