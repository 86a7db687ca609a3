// Shoumi 守密 turns the secrecy law that binds Taiwan's police and public
// servants into rules a computer can run. This is its program: a web server and
// a command line over the same rules.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"shoumi/rules"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: 0 done, 1 a fault in what it was given or met, 2 a
// wrong use of the command line.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runAt(ctx, args, stdin, stdout, stderr, time.Now)
}

// runAt is run with a clock, so that specs have a day of their own.
func runAt(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, now func() time.Time) int {
	c := &cli{in: stdin, out: stdout, err: stderr, now: now}
	root := c.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var use usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &use):
		fmt.Fprintf(stderr, "%v\n用 `go run ./app help` 看所有指令。\n", err)
		return 2
	case errors.Is(err, errReported):
		return 1
	}
	fmt.Fprintln(stderr, err)
	return 1
}

// cli is what every command needs.
type cli struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	format   string
	set      ruleset
}

// errReported ends a command whose faults are printed already.
var errReported = errors.New("reported")

// usageError is a wrong use of the command line.
type usageError struct{ error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "shoumi",
		Short:         "守密：把保密法規寫成可以執行的規則",
		Long:          "守密 Shoumi 把警察與公務員的保密法規寫成規則，用來分類事件、訓練與審查教材。\n不下指令時啟動網站。供內部初步分類，非法律意見。",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("沒有「%s」這個指令%s", args[0], suggestion(cmd, args[0]))
			}
			return nil
		},
	}
	root.SuggestionsMinimumDistance = 2
	root.SetOut(c.out)
	root.SetErr(c.err)
	root.SetIn(c.in)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.CompletionOptions.HiddenDefaultCmd = true
	serve := c.serve()
	root.RunE = serve.RunE
	root.Flags().AddFlagSet(serve.Flags())
	c.set.flags(root)
	root.AddCommand(serve, c.classify(), c.questions(), c.factsCommand(), c.rulesCommand(), c.check(), c.coverage(), c.diff(), c.outdated(), c.cases(), c.agreement(), c.narratives(), c.contentCommand(), c.quizzes(), c.training(),
		c.bundle(), c.materials(), c.replay(), c.law(), c.privacy(), c.backup(), c.restore(), c.keys(), c.audit(), c.users(), c.settings(), c.health())
	chinese(root)
	return root
}

// suggestion is a "did you mean" for a mistyped command.
func suggestion(cmd *cobra.Command, word string) string {
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return "，您是不是要用「" + near[0] + "」？"
	}
	return ""
}

// chinese puts cobra's own words into the language of the user.
func chinese(root *cobra.Command) {
	root.SetUsageTemplate(`用法：
  {{.UseLine}}{{if .HasAvailableSubCommands}} [指令]

指令：{{range .Commands}}{{if (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if not .HasParent}}

選項同 serve：go run ./app help serve
{{else if .HasAvailableLocalFlags}}

選項：
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

共同選項：
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

例：
{{.Example}}{{end}}
`)
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Short = "說明一個指令"
		}
		cmd.InitDefaultHelpFlag()
		cmd.Flags().Lookup("help").Usage = "顯示說明"
		for _, sub := range cmd.Commands() {
			sub.InitDefaultHelpFlag()
			sub.Flags().Lookup("help").Usage = "顯示說明"
		}
	}
	root.InitDefaultHelpFlag()
	root.Flags().Lookup("help").Usage = "顯示說明"
}

// formats adds --format to a command.
func (c *cli) formats(cmd *cobra.Command, among ...string) {
	cmd.Flags().StringVar(&c.format, "format", among[0], "輸出格式："+join(among, "、"))
	inner := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		for _, f := range among {
			if f == c.format {
				if inner != nil {
					return inner(cmd, args)
				}
				return nil
			}
		}
		return usage("--format 可以是 %s，不是「%s」", join(among, "、"), c.format)
	}
}

// today is the day in Taipei; the zone has had no summer time since 1979.
func (c *cli) today() rules.Date {
	t := c.now().In(time.FixedZone("Asia/Taipei", 8*60*60))
	return rules.Day(t.Year(), t.Month(), t.Day())
}

// read is a file, or the standard input for "-"; the name is for faults.
func (c *cli) read(path string) (name string, data []byte, err error) {
	if path == "-" {
		data, err = io.ReadAll(c.in)
		return "<標準輸入>", data, err
	}
	data, err = os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%s: 找不到這個檔案", path)
	}
	return path, data, err
}

// stream opens a file, or the standard input for "-", to be read from its beginning
// to its end; size is -1 where it is not known.
func (c *cli) stream(path string) (name string, in io.ReadCloser, size int64, err error) {
	if path == "-" {
		return "<標準輸入>", io.NopCloser(c.in), -1, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return path, nil, 0, fmt.Errorf("%s: 找不到這個檔案", path)
	}
	if err != nil {
		return path, nil, 0, err
	}
	size = -1
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return path, f, size, nil
}

// date reads the value of a flag.
func date(flag, value string) (rules.ActDate, error) {
	d, err := rules.ParseActDate(value)
	if err != nil {
		return d, usage("--%s：%v", flag, err)
	}
	return d, nil
}

func exactly(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("要給 %d 個%s，給了 %d 個", n, what, len(args))
		}
		return nil
	}
}

func atMost(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return usage("最多給 %d 個%s", n, what)
		}
		return nil
	}
}
