package main

import (
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"go.yaml.in/yaml/v4"

	"shoumi/app/pdf"
)

// deployed is a file under deploy/.
func deployed(name string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join("../deploy", name))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}

// documents is every YAML document of a file under deploy/.
func documents(name string) (docs []any) {
	GinkgoHelper()
	decoder := yaml.NewDecoder(strings.NewReader(deployed(name)))
	for {
		var doc any
		if err := decoder.Decode(&doc); err != nil {
			Expect(err.Error()).To(Equal("EOF"), name)
			return docs
		}
		docs = append(docs, doc)
	}
}

// in goes down into a document by keys and indexes; nil is nothing there.
func in(doc any, path ...any) any {
	for _, step := range path {
		switch at := doc.(type) {
		case map[string]any:
			doc = at[fmt.Sprint(step)]
		case []any:
			doc = at[step.(int)]
		default:
			return nil
		}
	}
	return doc
}

func list(doc any, path ...any) []any {
	l, _ := in(doc, path...).([]any)
	return l
}

func object(doc any, path ...any) map[string]any {
	m, _ := in(doc, path...).(map[string]any)
	return m
}

// accepted runs `settings` with an environment; paths of secrets stand for files
// that are there.
func accepted(environment map[string]string) map[string]shownSetting {
	GinkgoHelper()
	secret := filepath.Join(GinkgoT().TempDir(), "secret")
	Expect(os.WriteFile(secret, []byte("mongodb://u:p@h/d\n"), 0o600)).To(Succeed())
	for name, value := range environment {
		if strings.HasSuffix(name, "_FILE") {
			value = secret
		}
		GinkgoT().Setenv(name, value)
	}
	rows, warnings := shownSettings()
	Expect(warnings).To(BeEmpty())
	for name, value := range environment {
		if row, ok := rows[name]; ok {
			Expect(row.Value).To(Equal(value))
		}
	}
	return rows
}

// pairs reads NAME=value words.
func pairs(words ...string) map[string]string {
	found := map[string]string{}
	for _, w := range words {
		if name, value, ok := strings.Cut(w, "="); ok && strings.HasPrefix(name, "SHOUMI_") {
			found[name] = value
		}
	}
	return found
}

func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }

// understood says what is wrong with the words of a command line.
func understood(words []string) error {
	root := (&cli{}).root()
	cmd, rest, err := root.Find(words)
	if err != nil || cmd == root || cmd.HasSubCommands() {
		return fmt.Errorf("%q is no command: %v", words, err)
	}
	for _, w := range rest {
		name, isFlag := strings.CutPrefix(w, "--")
		name, _, _ = strings.Cut(name, "=")
		if isFlag && cmd.Flags().Lookup(name) == nil && cmd.InheritedFlags().Lookup(name) == nil {
			return fmt.Errorf("%q has no flag --%s", cmd.CommandPath(), name)
		}
	}
	return nil
}

// quoted is the words of a JSON-like list of a Dockerfile.
func quoted(text string) (words []string) {
	for _, m := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(text, -1) {
		words = append(words, m[1])
	}
	return words
}

// first is the first group of an expression that has to be found.
func first(expression, text string) string {
	GinkgoHelper()
	m := regexp.MustCompile(expression).FindStringSubmatch(text)
	Expect(m).NotTo(BeNil(), expression)
	return m[1]
}

var _ = Describe("what is deployed", func() {
	It("names no variable that the program does not read", func() {
		var known []string
		for _, x := range new(settings).table() {
			known = append(known, x.variable())
			if x.secret {
				known = append(known, x.variable()+"_FILE")
			}
		}
		seen := 0
		Expect(filepath.WalkDir("../deploy", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if _, missing := os.Stat(filepath.Join(path, "go.mod")); err == nil && missing == nil {
					return fs.SkipDir // a program of its own
				}
				return err
			}
			text, err := os.ReadFile(path)
			for _, name := range regexp.MustCompile(`SHOUMI_[A-Z_]+`).FindAllString(string(text), -1) {
				Expect(known).To(ContainElement(name), path)
				seen++
			}
			return err
		})).To(Succeed())
		Expect(seen).To(BeNumerically(">", 10))
	})

	It("is told about in full by `settings`, which the runbook names", func() {
		rows, _ := shownSettings()
		Expect(rows).To(HaveLen(len(new(settings).table())))
		for _, row := range rows {
			Expect([]rune(row.Help)).To(HaveLen(len([]rune(strings.TrimRight(row.Help, "。")))), "%s: the sentence is ended where it is printed", row.Flag)
			Expect(len([]rune(row.Help))).To(BeNumerically(">=", 8), row.Flag)
		}
		Expect(deployed("RUNBOOK.md")).To(ContainSubstring("`shoumi settings`"))
	})

	Describe("the image", func() {
		It("is built by the Go of go.mod, from what the program is made of", func() {
			dockerfile := deployed("Dockerfile")
			module, err := os.ReadFile("../go.mod")
			Expect(err).NotTo(HaveOccurred())
			Expect(first(`FROM golang:(\S+) AS build`, dockerfile)).To(Equal(first(`\ngo (\d+\.\d+)\.\d+\n`, string(module))))
			ignored := strings.Split(deployed("Dockerfile.dockerignore"), "\n")
			Expect(ignored).To(ContainElements("*", "**/data", "!go.mod", "!go.sum"))
			for room := range may {
				Expect(ignored).To(ContainElement("!" + strings.Split(room, "/")[1]))
			}
		})

		It("runs commands that there are, on settings that are right", func() {
			dockerfile := deployed("Dockerfile")
			Expect(quoted(first(`ENTRYPOINT (.*)`, dockerfile))).To(Equal([]string{"/shoumi"}))
			Expect(understood(quoted(first(`\nCMD (.*)`, dockerfile)))).To(Succeed())
			Expect(understood(quoted(first(`HEALTHCHECK .*CMD (.*)`, dockerfile))[1:])).To(Succeed())
			rows := accepted(pairs(strings.Fields(first(`\nENV (.*)`, dockerfile))...))
			Expect(portOf(rows["SHOUMI_ADDR"].Value)).To(Equal(first(`EXPOSE (\d+)`, dockerfile)))
			Expect(first(`VOLUME (\S+)`, dockerfile)).To(Equal(rows["SHOUMI_DATA"].Value))
		})

		It("has the font for PDF where the program looks for it", func() {
			run, err := os.ReadFile("../.ci/run") // which has the specs of pdf find it there
			Expect(err).NotTo(HaveOccurred())
			font := first(`\ntest -s (\S+\.ttf) `, string(run))
			Expect(deployed("Dockerfile")).To(ContainSubstring("\nCOPY --from=build " + font + " " + font + "\n"))
			if files := pdf.Installed(); len(files) > 0 {
				Expect(files).To(ContainElement(font))
			}
		})
	})

	Describe("compose", func() {
		var compose any
		BeforeEach(func() { compose = documents("compose/compose.yaml")[0] })
		fallback := regexp.MustCompile(`\$\{\w+:-([^}]*)\}`)

		It("names only what it declares, and files that are there", func() {
			Expect(object(compose, "services")).To(HaveLen(7))
			for name, service := range object(compose, "services") {
				for _, s := range list(service, "secrets") {
					Expect(object(compose, "secrets")).To(HaveKey(s), name)
				}
				for other := range object(service, "depends_on") {
					Expect(object(compose, "services")).To(HaveKey(other), name)
				}
				networks := list(service, "networks")
				for n := range object(service, "networks") {
					networks = append(networks, n)
				}
				Expect(networks).NotTo(BeEmpty(), name)
				for _, n := range networks {
					Expect(object(compose, "networks")).To(HaveKey(n), name)
				}
				for _, v := range list(service, "volumes") {
					if source, _, _ := strings.Cut(v.(string), ":"); strings.HasPrefix(source, "./") {
						Expect(filepath.Join("../deploy/compose", source)).To(BeARegularFile(), name)
					} else {
						Expect(object(compose, "volumes")).To(HaveKey(source), name)
					}
				}
				for variable, value := range object(service, "environment") {
					if path, ok := strings.CutPrefix(fmt.Sprint(value), "/run/secrets/"); ok {
						Expect(list(service, "secrets")).To(ContainElement(path), variable)
					}
				}
				Expect(list(service, "security_opt")).To(ContainElement("no-new-privileges:true"), name)
				Expect(list(service, "cap_drop")).To(ContainElement("ALL"), name)
			}
			for name, s := range object(compose, "secrets") {
				Expect(in(s, "file")).To(Equal("./secrets/" + name))
				Expect(deployed("RUNBOOK.md")).To(ContainSubstring("secrets/"+name), "the runbook makes it")
			}
			Expect(os.ReadFile("../.gitignore")).To(ContainSubstring("\n/deploy/compose/secrets/\n"))
		})

		It("builds the image from the top of the checkout", func() {
			for _, app := range []string{"app1", "app2"} {
				context := filepath.Join("../deploy/compose", in(compose, "services", app, "build", "context").(string))
				Expect(filepath.Join(context, "go.mod")).To(BeARegularFile())
				Expect(filepath.Join(context, in(compose, "services", app, "build", "dockerfile").(string))).To(BeARegularFile())
			}
		})

		It("has settings that are right, and an address of the proxy that they trust", func() {
			environment := map[string]string{}
			for name, value := range object(compose, "services", "app2", "environment") {
				if strings.HasPrefix(name, "SHOUMI_") {
					environment[name] = fallback.ReplaceAllString(fmt.Sprint(value), "$1")
				}
			}
			rows := accepted(environment)
			proxy := in(compose, "services", "proxy", "networks", "front", "ipv4_address").(string)
			Expect(rows["SHOUMI_TRUSTED_PROXIES"].Value).To(Equal(proxy))
			pool := in(compose, "networks", "front", "ipam", "config", 0)
			Expect(netip.MustParsePrefix(in(pool, "subnet").(string)).Contains(netip.MustParseAddr(proxy))).To(BeTrue())
			Expect(netip.MustParsePrefix(in(pool, "ip_range").(string)).Contains(netip.MustParseAddr(proxy))).To(BeFalse(), "nobody else gets it")

			listen := strings.Split(fallback.ReplaceAllString(list(compose, "services", "proxy", "ports")[0].(string), "$1"), ":")
			Expect(listen[0]).To(Equal("127.0.0.1"))
			Expect(portOf(rows["SHOUMI_PUBLIC_URL"].Value)).To(Equal(listen[1]))
			caddy := deployed("compose/Caddyfile")
			Expect(caddy).To(ContainSubstring("\nhttps://:" + listen[2] + " {\n"))
			Expect(first(`reverse_proxy (.*) \{`, caddy)).To(Equal("app1:8080 app2:8080"))
			Expect(first(`EXPOSE (\d+)`, deployed("Dockerfile"))).To(Equal("8080"))
			for _, file := range regexp.MustCompile(`/run/secrets/(\S+)`).FindAllStringSubmatch(caddy, -1) {
				Expect(list(compose, "services", "proxy", "secrets")).To(ContainElement(file[1]))
			}
			for _, name := range []string{"app1", "app2"} {
				grace, err := time.ParseDuration(in(compose, "services", name, "stop_grace_period").(string))
				Expect(err).NotTo(HaveOccurred())
				Expect(grace).To(BeNumerically(">", drain))
				Expect(in(compose, "services", name, "ports")).To(BeNil(), "only the proxy is reached from outside")
			}
		})

		It("makes the replica set of the members there are", func() {
			script := deployed("compose/mongo-init.js")
			for _, m := range regexp.MustCompile(`'(mongo\d)'`).FindAllStringSubmatch(script, -1) {
				Expect(object(compose, "services")).To(HaveKey(m[1]))
			}
			Expect(script).To(ContainSubstring("['mongo1', 'mongo2', 'mongo3']"))
			for i := range 3 {
				Expect(in(compose, "services", fmt.Sprintf("mongo%d", i+1), "entrypoint", 2)).To(ContainSubstring("--replSet shoumi "))
			}
			Expect(script).To(ContainSubstring("_id: 'shoumi'"))
			Expect(deployed("RUNBOOK.md")).To(ContainSubstring("@mongo1,mongo2,mongo3/shoumi?replicaSet=shoumi"))
		})
	})

	Describe("systemd", func() {
		It("starts a command that there is, on settings that are right", func() {
			unit := deployed("shoumi.service")
			Expect(understood(strings.Fields(first(`ExecStart=\S+/shoumi (.*)`, unit)))).To(Succeed())
			rows := accepted(pairs(strings.Fields(first(`\nEnvironment=(.*)`, unit))...))
			Expect(rows["SHOUMI_DATA"].Value).To(Equal("/var/lib/" + first(`StateDirectory=(.*)`, unit)))
			stop, err := time.ParseDuration(first(`TimeoutStopSec=(\d+)`, unit) + "s")
			Expect(err).NotTo(HaveOccurred())
			Expect(stop).To(BeNumerically(">", drain))
			Expect(deployed("RUNBOOK.md")).To(ContainSubstring(first(`EnvironmentFile=-(.*)`, unit)))
		})
	})

	Describe("Kubernetes", func() {
		It("has every file in the kustomization, or in the runbook", func() {
			k := documents("kubernetes/kustomization.yaml")[0]
			files, err := filepath.Glob("../deploy/kubernetes/*")
			Expect(err).NotTo(HaveOccurred())
			for _, f := range files {
				name := filepath.Base(f)
				documents("kubernetes/" + name)
				if !slices.Contains(list(k, "resources"), any(name)) && name != "kustomization.yaml" {
					Expect(deployed("RUNBOOK.md")).To(ContainSubstring("deploy/kubernetes/" + name))
				}
			}
			for _, r := range list(k, "resources") {
				Expect(filepath.Join("../deploy/kubernetes", r.(string))).To(BeARegularFile())
			}
		})

		It("agrees on labels, ports, volumes and images", func() {
			k := documents("kubernetes/kustomization.yaml")[0]
			d := documents("kubernetes/deployment.yaml")[0]
			labels := object(d, "spec", "template", "metadata", "labels")
			Expect(labels).To(HaveLen(1))
			services := documents("kubernetes/service.yaml")
			policy := documents("kubernetes/network.yaml")[1]
			for _, selector := range []any{
				in(d, "spec", "selector", "matchLabels"), in(services[0], "spec", "selector"), in(services[1], "spec", "selector"),
				in(documents("kubernetes/disruption.yaml")[0], "spec", "selector", "matchLabels"), in(policy, "spec", "podSelector", "matchLabels"),
				in(documents("kubernetes/restore.yaml")[0], "metadata", "labels"),
			} {
				Expect(selector).To(Equal(any(labels)))
			}
			container := in(d, "spec", "template", "spec", "containers", 0)
			Expect(understood(quoted(fmt.Sprintf("%q", list(container, "args"))))).To(Succeed())
			ports := map[any]any{}
			for _, p := range list(container, "ports") {
				ports[in(p, "name")] = in(p, "containerPort")
			}
			environment := map[string]string{}
			for _, pair := range list(k, "configMapGenerator", 0, "literals") {
				for name, value := range pairs(pair.(string)) {
					environment[name] = value
				}
			}
			for _, e := range list(container, "env") {
				if name := in(e, "name").(string); strings.HasPrefix(name, "SHOUMI_") {
					environment[name] = in(e, "value").(string)
				}
			}
			rows := accepted(environment)
			Expect(fmt.Sprint(ports["metrics"])).To(Equal(portOf(rows["SHOUMI_METRICS_ADDR"].Value)))
			Expect(fmt.Sprint(ports["http"])).To(Equal(first(`EXPOSE (\d+)`, deployed("Dockerfile"))))
			Expect(in(policy, "spec", "ingress", 0, "ports", 0, "port")).To(Equal(ports["http"]))
			Expect(in(policy, "spec", "ingress", 1, "ports", 0, "port")).To(Equal(ports["metrics"]))
			for _, s := range services {
				Expect(ports).To(HaveKey(in(s, "spec", "ports", 0, "targetPort")))
			}
			for _, probe := range []string{"startupProbe", "livenessProbe", "readinessProbe"} {
				Expect(ports).To(HaveKey(in(container, probe, "httpGet", "port")))
			}
			grace := in(d, "spec", "template", "spec", "terminationGracePeriodSeconds").(int)
			Expect(time.Duration(grace-in(container, "lifecycle", "preStop", "sleep", "seconds").(int)) * time.Second).To(BeNumerically(">", drain))
			Expect(in(d, "spec", "template", "spec", "enableServiceLinks")).To(BeFalse(), "SHOUMI_SERVICE_HOST is no setting")

			image := fmt.Sprintf("%s:%s", in(k, "images", 0, "name"), in(k, "images", 0, "newTag"))
			Expect(in(container, "image")).To(Equal(in(k, "images", 0, "name")))
			Expect(deployed("Dockerfile")).To(ContainSubstring("-t " + image + " "))
			Expect(in(documents("compose/compose.yaml")[0], "services", "app1", "image")).To(Equal(image))
			pod := documents("kubernetes/restore.yaml")[0]
			Expect(in(pod, "spec", "volumes", 0)).To(Equal(in(d, "spec", "template", "spec", "volumes", 0)))
			Expect(in(documents("kubernetes/keys.yaml")[0], "metadata", "name")).To(Equal(in(pod, "spec", "volumes", 0, "persistentVolumeClaim", "claimName")))
			Expect(in(pod, "spec", "volumes", 1)).To(Equal(in(d, "spec", "template", "spec", "volumes", 1)))
			Expect(in(pod, "spec", "securityContext")).To(Equal(in(d, "spec", "template", "spec", "securityContext")))
			for i, command := range [][]string{{"keys", "import"}, {"restore", "-"}} {
				c := in(pod, "spec", "containers", i)
				Expect(quoted(fmt.Sprintf("%q", list(c, "args")))).To(Equal(command))
				Expect(in(c, "image")).To(Equal(image))
				Expect(in(c, "env")).To(Equal(any(list(container, "env")[:2])))
				Expect(in(c, "securityContext")).To(Equal(in(container, "securityContext")))
			}
		})
	})

	It("is run as the runbook says: its commands and files are there", func() {
		text := deployed("RUNBOOK.md")
		Expect(len(strings.Split(text, "\n"))).To(BeNumerically("<", 100), "one page")
		commands := 0
		for line := range strings.Lines(text) {
			code, is := strings.CutPrefix(line, "    ")
			if !is || strings.Contains(code, "shoumi() {") {
				continue
			}
			code, _, _ = strings.Cut(code, "     #")
			for _, m := range regexp.MustCompile(`(?:^|&& )(?:shoumi|docker compose run .*app1) ([^<>&]+)`).FindAllStringSubmatch(code, -1) {
				Expect(understood(strings.Fields(m[1]))).To(Succeed(), line)
				commands++
			}
		}
		Expect(commands).To(BeNumerically(">=", 13))
		for _, path := range regexp.MustCompile(`deploy/[\w./-]+`).FindAllString(text, -1) {
			Expect(filepath.Join("..", path)).To(BeAnExistingFile())
		}
	})
})
