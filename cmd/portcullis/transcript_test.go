package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTranscripts runs every console block of the README and of docs/. In a
// block, a line that begins with "$ " is a command and what follows is all of
// its output; a line "..." stands for any lines. A command runs in the
// repository's root, with portcullis on the PATH.
func TestTranscripts(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	path := pathWithPortcullis(t)
	ran := 0
	for _, name := range append(documents, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, tr := range transcripts(string(text)) {
			ran++
			t.Run(filepath.Base(name)+"/"+tr.command, func(t *testing.T) { tr.check(t, root, path) })
		}
	}
	if ran == 0 {
		t.Fatal("no transcript found")
	}
}

type transcript struct{ command, output string }

var block = regexp.MustCompile("(?ms)^```console\n(.*?)^```")

func transcripts(text string) (list []transcript) {
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		for _, part := range strings.Split("\n"+b[1], "\n$ ")[1:] {
			command, output, _ := strings.Cut(part, "\n")
			if output != "" && !strings.HasSuffix(output, "\n") {
				output += "\n"
			}
			list = append(list, transcript{command, output})
		}
	}
	return list
}

func (tr transcript) check(t *testing.T, root, path string) {
	command := exec.Command("sh", "-c", tr.command)
	command.Dir = root
	command.Env = append(os.Environ(), "PATH="+path)
	got, err := command.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	if !tr.pattern().Match(got) {
		t.Errorf("$ %s printed\n%s\nand not\n%s", tr.command, got, tr.output)
	}
}

// pattern turns the documented output into an expression in which "..." lines
// match any lines.
func (tr transcript) pattern() *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for line := range strings.Lines(tr.output) {
		if strings.TrimSpace(line) == "..." {
			b.WriteString(`(?:[^\n]*\n)*?`)
			continue
		}
		b.WriteString(regexp.QuoteMeta(line))
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}

// pathWithPortcullis returns a PATH on which portcullis is this test binary.
func pathWithPortcullis(t *testing.T) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	name := "portcullis"
	if filepath.Ext(self) == ".exe" {
		name += ".exe"
	}
	if err := os.WriteFile(filepath.Join(dir, name), program, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir + string(os.PathListSeparator) + os.Getenv("PATH")
}

func TestTranscriptParsing(t *testing.T) {
	got := transcripts("text\n```console\n$ a b\none\n...\ntwo\n$ c\n```\nmore")
	if len(got) != 2 || got[0] != (transcript{"a b", "one\n...\ntwo\n"}) || got[1] != (transcript{"c", ""}) {
		t.Fatalf("%q", got)
	}
	p := got[0].pattern()
	for text, want := range map[string]bool{"one\ntwo\n": true, "one\nx\ny\ntwo\n": true, "one\ntwo\nthree\n": false} {
		if p.Match(bytes.TrimPrefix([]byte(text), nil)) != want {
			t.Errorf("match of %q is not %v", text, want)
		}
	}
}
