package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"

	"shoumi/app/training"
)

// shownSetting is a row of `settings --format json`.
type shownSetting struct {
	Flag, Variable, Default, Value, From, Help string
	Secret                                     bool
}

// shownSettings asks the program for its settings, by variable.
func shownSettings(args ...string) (rows map[string]shownSetting, warnings []string) {
	GinkgoHelper()
	r := shoumi("", append([]string{"settings", "--format", "json"}, args...)...)
	Expect(r.code).To(Equal(0), r.err)
	var out struct {
		Settings []shownSetting
		Warnings []string
	}
	Expect(json.Unmarshal([]byte(r.out), &out)).To(Succeed())
	rows = map[string]shownSetting{}
	for _, x := range out.Settings {
		rows[x.Variable] = x
	}
	Expect(rows).To(HaveLen(len(out.Settings)))
	return rows, out.Warnings
}

var _ = Describe("settings", func() {
	It("takes a flag before a variable before the default", func() {
		rows, _ := shownSettings()
		Expect(rows["SHOUMI_ADDR"]).To(And(HaveField("Value", "127.0.0.1:8080"), HaveField("From", "")))
		GinkgoT().Setenv("SHOUMI_ADDR", "127.0.0.1:1")
		GinkgoT().Setenv("SHOUMI_DATA", "")
		rows, _ = shownSettings()
		Expect(rows["SHOUMI_ADDR"]).To(And(HaveField("Value", "127.0.0.1:1"), HaveField("From", "SHOUMI_ADDR")))
		Expect(rows["SHOUMI_DATA"]).To(And(HaveField("Value", "data"), HaveField("From", "")), "an empty variable is none")
		rows, _ = shownSettings("--addr", "127.0.0.1:2", "--demo")
		Expect(rows["SHOUMI_ADDR"]).To(Equal(shownSetting{Flag: "--addr", Variable: "SHOUMI_ADDR", Default: "127.0.0.1:8080", Value: "127.0.0.1:2", From: "--addr", Help: "網站的位址與埠；埠寫 0 由系統選一個空的"}))
		Expect(rows["SHOUMI_DEMO"]).To(And(HaveField("Value", "true"), HaveField("From", "--demo")))
	})

	It("reads every one into its place", func() {
		dir := GinkgoT().TempDir()
		secret := filepath.Join(dir, "secret")
		Expect(os.WriteFile(secret, []byte("密碼 1\n"), 0o600)).To(Succeed())
		for name, value := range map[string]string{
			"ADDR": ":80", "METRICS_ADDR": "[::1]:9090", "DATA": "/d", "STORE": "mongodb://u:p@a:1,b:2/s?x=y", "KEYS": "/k",
			"PUBLIC_URL": "https://shoumi.example:8443/", "TRUSTED_PROXIES": "10.1.2.3/8, 192.0.2.1,2001:db8::/32",
			"PDF_FONT":   "/f/one.ttf, /f/two.ttf",
			"LOG_FORMAT": "json", "LOG_LEVEL": "warn", "LOG_YEARS": "7", "IDLE_MINUTES": "15", "SESSION_HOURS": "8", "PASSWORD_MONTHS": "2",
			"OIDC_ISSUER": "https://id.example/realm/", "OIDC_CLIENT_ID": "shoumi", "OIDC_CLIENT_SECRET_FILE": secret, "OIDC_LOGIN_CLAIM": "uid", "OIDC_NAME": "警用帳號",
			"SMTP_HOST": "mail.police.example", "SMTP_PORT": "465", "SMTP_USER": "shoumi", "SMTP_PASSWORD_FILE": secret, "SMTP_FROM": "守密 <shoumi@police.example>",
			"TRAINING_CONTACT": "教育科", "TRAINING_COLUMNS": "name, hours", "DEMO": "1", "DEVELOPMENT": "true",
		} {
			GinkgoT().Setenv("SHOUMI_"+name, value)
		}
		cmd := (&cli{}).serve()
		cmd.SetErr(GinkgoWriter)
		Expect(readSettings(cmd)).To(Equal(settings{
			addr: ":80", metricsAddr: "[::1]:9090", data: "/d", store: "mongodb://u:p@a:1,b:2/s?x=y", keys: "/k",
			publicURL:      "https://shoumi.example:8443",
			trustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/32")},
			pdfFonts:       []string{"/f/one.ttf", "/f/two.ttf"},
			logFormat:      "json", logLevel: slog.LevelWarn, logYears: 7, idle: 15 * time.Minute, session: 8 * time.Hour, passwordMonths: 2,
			oidcIssuer: "https://id.example/realm/", oidcClientID: "shoumi", oidcClientSecret: "密碼 1", oidcLoginClaim: "uid", oidcName: "警用帳號",
			smtpHost: "mail.police.example", smtpPort: 465, smtpUser: "shoumi", smtpPassword: "密碼 1", smtpFrom: "守密 <shoumi@police.example>",
			trainingContact: "教育科", trainingColumns: []string{"name", "hours"}, demo: true, development: true,
		}))
	})

	It("has defaults that are right, and the store in the folder of data", func() {
		cmd := (&cli{}).serve()
		Expect(cmd.Flags().Set("data", "there")).To(Succeed())
		Expect(readSettings(cmd)).To(Equal(settings{
			addr: "127.0.0.1:8080", data: "there", store: "sqlite:there/shoumi.db", keys: "there/shoumi.keys", logFormat: "text",
			logYears: 5, idle: 30 * time.Minute, session: 12 * time.Hour, passwordMonths: 3, oidcLoginClaim: "preferred_username", oidcName: "機關帳號",
			smtpPort: 587, trainingColumns: training.ColumnIDs(),
		}))
	})

	DescribeTable("names where a bad value came from", func(name, value, says string) {
		GinkgoT().Setenv(name, value)
		r := shoumi("", "settings")
		Expect(r.code).To(Equal(2))
		Expect(r.err).To(HavePrefix(says + "\n用 `go run ./app help`"))
	},
		Entry(nil, "SHOUMI_ADDR", "8080", "SHOUMI_ADDR：要寫成 位址:埠，例如 127.0.0.1:8080，不是「8080」"),
		Entry(nil, "SHOUMI_ADDR", "x:70000", "SHOUMI_ADDR：要寫成 位址:埠，例如 127.0.0.1:8080，不是「x:70000」"),
		Entry(nil, "SHOUMI_METRICS_ADDR", "on", "SHOUMI_METRICS_ADDR：要寫成 位址:埠，例如 127.0.0.1:8080，不是「on」"),
		Entry(nil, "SHOUMI_METRICS_ADDR", "127.0.0.1:8080", "SHOUMI_METRICS_ADDR 要和 SHOUMI_ADDR 不同：/metrics 不對使用者公開"),
		Entry(nil, "SHOUMI_DATA", " ", "SHOUMI_DATA：不能是空的"),
		Entry(nil, "SHOUMI_STORE", "mysql://u:geheim@h/d", "SHOUMI_STORE：要寫成 sqlite:檔案 或 mongodb://主機/資料庫"),
		Entry(nil, "SHOUMI_STORE_FILE", "testdata/none", "SHOUMI_STORE_FILE：讀不到檔案：open testdata/none: no such file or directory"),
		Entry(nil, "SHOUMI_STORE_FILE", os.DevNull, "SHOUMI_STORE_FILE："+os.DevNull+" 是空的"),
		Entry(nil, "SHOUMI_PUBLIC_URL", "shoumi.example", "SHOUMI_PUBLIC_URL：要寫成 https://主機 或 https://主機:埠，不含路徑，不是「shoumi.example」"),
		Entry(nil, "SHOUMI_PUBLIC_URL", "https://shoumi.example/x", "SHOUMI_PUBLIC_URL：要寫成 https://主機 或 https://主機:埠，不含路徑，不是「https://shoumi.example/x」"),
		Entry(nil, "SHOUMI_PUBLIC_URL", "ftp://shoumi.example", "SHOUMI_PUBLIC_URL：要寫成 https://主機 或 https://主機:埠，不含路徑，不是「ftp://shoumi.example」"),
		Entry(nil, "SHOUMI_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "SHOUMI_TRUSTED_PROXIES：要寫成 10.0.0.0/8 或 10.0.0.1，多個以逗號分開，不是「proxy」"),
		Entry(nil, "SHOUMI_LOG_FORMAT", "xml", "SHOUMI_LOG_FORMAT：要是 text、json，不是「xml」"),
		Entry(nil, "SHOUMI_LOG_LEVEL", "INFO", "SHOUMI_LOG_LEVEL：要是 debug、info、warn、error，不是「INFO」"),
		Entry(nil, "SHOUMI_LOG_YEARS", "4", "SHOUMI_LOG_YEARS：要是 5 到 100 的整數，不是「4」"),
		Entry(nil, "SHOUMI_PASSWORD_MONTHS", "6", "SHOUMI_PASSWORD_MONTHS：要是 1 到 3 的整數，不是「6」"),
		Entry(nil, "SHOUMI_IDLE_MINUTES", "0", "SHOUMI_IDLE_MINUTES：要是 1 到 720 的整數，不是「0」"),
		Entry(nil, "SHOUMI_SESSION_HOURS", "1.5", "SHOUMI_SESSION_HOURS：要是 1 到 24 的整數，不是「1.5」"),
		Entry(nil, "SHOUMI_DEMO", "yes", "SHOUMI_DEMO：要是 true 或 false，不是「yes」"),
		Entry(nil, "SHOUMI_SMTP_PORT", "0", "SHOUMI_SMTP_PORT：要是 1 到 65535 的整數，不是「0」"),
		Entry(nil, "SHOUMI_SMTP_FROM", "守密", "SHOUMI_SMTP_FROM：要寫成 shoumi@police.example 或 守密 <shoumi@police.example>，不是「守密」"),
		Entry(nil, "SHOUMI_SMTP_FROM", "a@police.example\r\nBcc: b@police.example", "SHOUMI_SMTP_FROM：要寫成 shoumi@police.example 或 守密 <shoumi@police.example>，不是「a@police.example\r\nBcc: b@police.example」"),
		Entry(nil, "SHOUMI_SMTP_USER", "x", "有 SHOUMI_SMTP_USER、SHOUMI_SMTP_PASSWORD 或 SHOUMI_SMTP_FROM，但沒有 SHOUMI_SMTP_HOST"),
		Entry(nil, "SHOUMI_SMTP_HOST", "mail.police.example", "有 SHOUMI_SMTP_HOST，但沒有 SHOUMI_SMTP_FROM"),
		Entry(nil, "SHOUMI_TRAINING_COLUMNS", "login,naem", "SHOUMI_TRAINING_COLUMNS：沒有「naem」這一欄，您是不是要寫「name」？"),
		Entry(nil, "SHOUMI_TRAINING_COLUMNS", "identity_card", "SHOUMI_TRAINING_COLUMNS：沒有「identity_card」這一欄；可以用的是 "+strings.Join(training.ColumnIDs(), "、")),
		Entry(nil, "SHOUMI_TRAINING_COLUMNS", "name,hours,name", "SHOUMI_TRAINING_COLUMNS：「name」寫了兩次"),
		Entry(nil, "SHOUMI_TRAINING_COLUMNS", " , ", "SHOUMI_TRAINING_COLUMNS：至少要有一欄"),
		Entry(nil, "SHOUMI_OIDC_ISSUER", "http://id.example", "SHOUMI_OIDC_ISSUER：要寫成 https://…，與發行者自己寫的一字不差，不是「http://id.example」"),
		Entry(nil, "SHOUMI_OIDC_ISSUER", "http://127.0.0.1:9/", "有 SHOUMI_OIDC_ISSUER，但沒有 SHOUMI_OIDC_CLIENT_ID"),
		Entry(nil, "SHOUMI_OIDC_CLIENT_ID", "x", "有 SHOUMI_OIDC_CLIENT_ID 或 SHOUMI_OIDC_CLIENT_SECRET，但沒有 SHOUMI_OIDC_ISSUER"),
	)

	It("tells of all bad values at once, flags among them", func() {
		GinkgoT().Setenv("SHOUMI_LOG_LEVEL", "loud")
		r := shoumi("", "serve", "--addr", "x", "--log-years", "1")
		Expect(r).To(Equal(result{2, "", "--addr：要寫成 位址:埠，例如 127.0.0.1:8080，不是「x」\n--log-years：要是 5 到 100 的整數，不是「1」\nSHOUMI_LOG_LEVEL：要是 debug、info、warn、error，不是「loud」\n用 `go run ./app help` 看所有指令。\n"}))
	})

	It("wants no session to end before it can be idle", func() {
		r := shoumi("", "settings", "--idle-minutes", "61", "--session-hours", "1")
		Expect(r.code).To(Equal(2))
		Expect(r.err).To(HavePrefix("SHOUMI_IDLE_MINUTES 比 SHOUMI_SESSION_HOURS 還長\n"))
	})

	It("wants the rest of an OIDC sign-in", func() {
		r := shoumi("", "settings", "--oidc-issuer", "https://id.example", "--oidc-client-id", "x")
		Expect(r.code).To(Equal(2))
		Expect(r.err).To(HavePrefix("有 SHOUMI_OIDC_ISSUER，但沒有 SHOUMI_PUBLIC_URL：登入之後不知道回到哪裡\n"))
	})

	It("wants the rest of what sends mail", func() {
		mail := []string{"settings", "--smtp-host", "mail.police.example", "--smtp-from", "a@police.example"}
		Expect(shoumi("", mail...).err).To(HavePrefix("有 SHOUMI_SMTP_HOST，但沒有 SHOUMI_PUBLIC_URL：信裡要有網站的網址\n"))
		r := shoumi("", append(mail, "--public-url", "https://x.example", "--smtp-user", "a")...)
		Expect(r.err).To(HavePrefix("SHOUMI_SMTP_USER 與 SHOUMI_SMTP_PASSWORD 要一起給\n"))
		r = shoumi("", append(mail, "--public-url", "https://x.example", "--smtp-user", "a", "--smtp-password", "geheim")...)
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).NotTo(ContainSubstring("geheim"))
	})

	It("takes a secret from one place only", func() {
		GinkgoT().Setenv("SHOUMI_OIDC_CLIENT_SECRET", "a")
		GinkgoT().Setenv("SHOUMI_OIDC_CLIENT_SECRET_FILE", "b")
		Expect(shoumi("", "serve").err).To(HavePrefix("SHOUMI_OIDC_CLIENT_SECRET 與 SHOUMI_OIDC_CLIENT_SECRET_FILE 只能給一個\n"))
	})

	It("warns of variables that nobody reads, but not of those of the specs", func() {
		for _, name := range []string{"SHOUMI_STROE", "SHOUMI_ADDR_FILE", "SHOUMI_COLOUR_OF_THE_SKY", "SHOUMI_MONGO", "SHOUMI_REQUIRE_MONGO", "SHOUMI_STORE_FILE"} {
			GinkgoT().Setenv(name, "")
		}
		want := []string{
			"環境變數 SHOUMI_ADDR_FILE 不是設定，沒有作用。",
			"環境變數 SHOUMI_COLOUR_OF_THE_SKY 不是設定，沒有作用。",
			"環境變數 SHOUMI_STROE 不是設定，沒有作用。您是不是要寫「SHOUMI_STORE」？",
		}
		_, warnings := shownSettings()
		Expect(warnings).To(Equal(want))
		r := shoumi("", "backup", "--data", GinkgoT().TempDir(), "x.zip")
		Expect(r.err).To(HavePrefix("注意：" + strings.Join(want, "\n注意：") + "\n"))
	})

	It("prints what holds, without a secret", func() {
		GinkgoT().Setenv("SHOUMI_STORE", "mongodb://shoumi:geheim@a:1,b:2/db?tlsCertificateKeyFilePassword=geheim")
		r := shoumi("", "settings", "--oidc-client-secret", "geheim", "--oidc-client-id", "x", "--oidc-issuer", "https://id.example", "--public-url", "https://x.example")
		Expect(r.code).To(Equal(0), r.err)
		Expect(r.out).NotTo(ContainSubstring("geheim"))
		Expect(r.out).To(ContainSubstring("--store                SHOUMI_STORE\n  改用這個資料庫：sqlite:檔案 或 mongodb://主機/資料庫。\n  預設 （沒有）；現在 mongodb://…@a:1,b:2/db，來自 SHOUMI_STORE\n"))
		Expect(r.out).To(ContainSubstring("；現在 （不顯示），來自 --oidc-client-secret\n"))
		Expect(r.out).To(ContainSubstring("--log-years            SHOUMI_LOG_YEARS\n  日誌保存幾年，至少 5 年。\n  預設 5\n"))
	})

	It("is also where the other commands find the store", func() {
		data := filepath.Join(GinkgoT().TempDir(), "not there")
		GinkgoT().Setenv("SHOUMI_DATA", data)
		Expect(shoumi("", "backup", "x.zip").err).To(Equal(data + "/shoumi.db: 沒有這個資料庫；用 --data 或 --store 指出它在哪裡\n"))
	})
})

// served starts the program and gives its first words and its address; stop ends
// it and gives what it wrote to the log and its code.
func served(args ...string) (words, address string, stop func() (string, int)) {
	GinkgoHelper()
	return servedTo(gbytes.NewBuffer(), args...)
}

// servedTo is served with a log that can be looked at meanwhile.
func servedTo(errs *gbytes.Buffer, args ...string) (words, address string, stop func() (string, int)) {
	GinkgoHelper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- runAt(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), in, errs, time.Now)
		in.Close()
	}()
	buffer := make([]byte, 1000)
	for !strings.HasSuffix(words, "按 Ctrl-C 停止。\n") {
		n, err := out.Read(buffer)
		Expect(err).NotTo(HaveOccurred(), func() string { return string(errs.Contents()) })
		words += string(buffer[:n])
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return words, regexp.MustCompile(`http://[^\s，]+`).FindString(words), func() (log string, code int) {
		cancel()
		Eventually(done).WithTimeout(20 * time.Second).Should(Receive(&code))
		return string(errs.Contents()), code
	}
}

var _ = Describe("serve", func() {
	It("makes its folder of data at the first start, says so, and finds it at the next", func() {
		data := filepath.Join(GinkgoT().TempDir(), "data")
		words, address, stop := served("--data", data, "--log-format", "json")
		Expect(words).To(MatchRegexp("^守密在 " + address + "\n資料在 " + data + "（新建的資料夾，請納入備份）\n" +
			"還沒有任何帳號。已建立系統管理帳號 admin，一次性密碼 [a-z0-9-]{14}（只印這一次，七天內有效）。\n想先試用：go run ./app --demo\n按 Ctrl-C 停止。\n$"))
		Expect(filepath.Join(data, "shoumi.db")).To(BeARegularFile())
		Expect(shoumi("", "health", "--addr", strings.TrimPrefix(address, "http://"))).To(Equal(result{0, "正常\n", ""}))
		log, code := stop()
		Expect(code).To(Equal(0))
		Expect(log).To(MatchRegexp(`^\{"time":"[^"]+","level":"INFO","msg":"stopping",`))

		words, address, stop = served("--data", data, "--log-level", "error")
		Expect(words).To(Equal("守密在 " + address + "\n資料在 " + data + "\n按 Ctrl-C 停止。\n"))
		log, code = stop()
		Expect(code).To(Equal(0))
		Expect(log).To(BeEmpty())
	})

	It("says which store it uses instead, and where people come in", func() {
		dir := GinkgoT().TempDir()
		words, address, stop := served("--data", dir, "--store", "sqlite:"+dir+"/other.db", "--public-url", "https://shoumi.example/")
		Expect(words).To(HavePrefix("守密在 " + address + "，使用者從 https://shoumi.example 進入\n"))
		Expect(words).To(ContainSubstring("\n資料在 sqlite:" + dir + "/other.db，金鑰檔 " + dir + "/shoumi.keys\n"))
		Expect(filepath.Join(dir, "other.db")).To(BeARegularFile())
		stop()
	})

	It("fills a demo with people of every role, and tells how to be them", func() {
		data := GinkgoT().TempDir()
		words, address, stop := served("--data", data, "--demo", "--log-level", "error")
		Expect(words).To(HavePrefix("守密在 " + address + "\n資料在 " + data + "\n示範的人員（密碼都是 "))
		for _, role := range []string{"學員", "政風", "法制", "主管", "系統管理"} {
			Expect(words).To(MatchRegexp(`(?m)^\S+-\d +\S+ +[^ ]*` + role))
		}
		stop()
		again, _, stop := served("--data", data, "--demo", "--log-level", "error")
		stop()
		tell := func(words string) string { return words[strings.Index(words, "示範的人員"):] }
		Expect(tell(again)).To(Equal(tell(words)), "the same people with the same password")
	})

	It("does not start with a font for PDF that it cannot read", func() {
		r := shoumi("", "serve", "--addr", "127.0.0.1:0", "--data", GinkgoT().TempDir(), "--pdf-font", "testdata/none.ttf")
		Expect(r).To(Equal(result{1, "", "PDF 用的字型讀不出來（--pdf-font）：open testdata/none.ttf: no such file or directory\n"}))
	})

	It("makes no demo among real people", func() {
		data := GinkgoT().TempDir()
		_, _, stop := served("--data", data)
		stop()
		r := shoumi("", "serve", "--addr", "127.0.0.1:0", "--data", data, "--demo")
		Expect(r.code).To(Equal(1))
		Expect(r.err).To(ContainSubstring("這個資料庫裡已經有帳號，示範用的人員不放進去；請換一個資料夾"))
	})

	It("serves its counts at another address alone", func() {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		at := free.Addr().String()
		Expect(free.Close()).To(Succeed())
		_, address, stop := served("--data", GinkgoT().TempDir(), "--metrics-addr", at, "--log-level", "error")
		defer stop()
		body := func(url string) (int, string) {
			GinkgoHelper()
			r, err := http.Get(url)
			Expect(err).NotTo(HaveOccurred())
			defer r.Body.Close()
			text, err := io.ReadAll(r.Body)
			Expect(err).NotTo(HaveOccurred())
			return r.StatusCode, string(text)
		}
		status, _ := body(address + "/rules/criminal-code/132")
		Expect(status).To(Equal(200))
		status, text := body("http://" + at + "/metrics")
		Expect(status).To(Equal(200))
		Expect(text).To(ContainSubstring(`shoumi_http_requests_total{method="GET",route="/rules/:law/:article",status="200"} 1`))
		status, _ = body(address + "/metrics")
		Expect(status).To(Equal(404))
		for _, path := range []string{"/healthz", "/readyz"} {
			status, text = body(address + path)
			Expect(status).To(Equal(200))
			Expect(text).To(Equal("ok\n"))
		}
	})

	It("lets a request finish that began before it was told to stop", func() {
		_, address, stop := served("--data", GinkgoT().TempDir())
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		Expect(err).NotTo(HaveOccurred())
		defer conn.Close()
		_, err = io.WriteString(conn, "POST /classify/preview HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
		Expect(err).NotTo(HaveOccurred())
		goOn := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
		_, err = io.ReadFull(conn, goOn)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(goOn)).To(HavePrefix("HTTP/1.1 100 "), "it waits for the body")
		stopped := make(chan int, 1)
		go func() {
			defer GinkgoRecover()
			_, code := stop()
			stopped <- code
		}()
		Eventually(func() error { _, err := http.Get(address); return err }).WithTimeout(5 * time.Second).Should(HaveOccurred())
		Consistently(stopped).Should(BeEmpty())
		_, err = io.WriteString(conn, "x")
		Expect(err).NotTo(HaveOccurred())
		answer, err := io.ReadAll(conn)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(answer)).To(HavePrefix("HTTP/1.1 "))
		Eventually(stopped).WithTimeout(20 * time.Second).Should(Receive(Equal(0)))
	})
})
