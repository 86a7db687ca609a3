package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/spf13/cobra"
)

// checkLimit is how long the site may take to say that it is alive.
const checkLimit = 3 * time.Second

func (c *cli) health() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "health",
		Short: "這台機器上的網站活著嗎：問它的 /healthz，結束碼是 0 或 1",
		Long:  "給容器的健康檢查用：容器裡沒有 curl。位址的設定和 serve 相同。",
		Args:  atMost(0, "參數"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := readSettings(cmd)
			if err != nil {
				return err
			}
			return c.askHealth(cmd.Context(), "http://"+reachable(s.addr)+"/healthz")
		},
	}
	settingFlags(cmd, "addr")
	return cmd
}

func (c *cli) askHealth(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	// Not by way of a proxy, whatever the environment says.
	answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return fmt.Errorf("%s 沒有回應：%w", url, err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s 回應 %s", url, answer.Status)
	}
	fmt.Fprintln(c.out, "正常")
	return nil
}

// reachable is where to ask a server that listens on an address; one that listens
// on all of them is asked on the machine's own.
func reachable(addr string) string {
	host, port, _ := net.SplitHostPort(addr)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
