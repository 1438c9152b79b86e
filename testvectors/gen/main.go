// Command gen writes the neutral test vectors: captures and, beside each, what
// has to be decided about it. Run it with go generate ./testvectors; a test
// compares its output with what is committed, octet by octet.
package main

import (
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-43cefff0/portcullis/testvectors/gen/diameter"
	"github.com/seed-43cefff0/portcullis/testvectors/gen/ss7"
)

func main() {
	root := "." // go generate runs in testvectors/
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	want := files()
	for _, path := range stale(root, want) {
		if err := os.Remove(path); err != nil {
			log.Fatal(err)
		}
	}
	for name, octets := range want {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(path, octets, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// stale returns the generated files that no vector writes any more.
func stale(root string, want map[string][]byte) (paths []string) {
	for _, pattern := range []string{"gtp/*.pcap", "gtp/*.txt", "ss7/*.pcap", "ss7/*.txt", "diameter/*.pcap", "diameter/*.txt", "seeds/*/*"} {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			log.Fatal(err)
		}
		for _, p := range found {
			if rel, err := filepath.Rel(root, p); err == nil && want[filepath.ToSlash(rel)] == nil {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// files returns everything that is generated, by its path below testvectors.
func files() map[string][]byte {
	out := map[string][]byte{}
	for _, r := range all().recipes {
		v, capture := r.build()
		out["gtp/"+v.Name+".pcap"] = capture.Bytes()
		out["gtp/"+v.Name+".txt"] = v.Format()
	}
	maps.Copy(out, ss7.All().Files())
	maps.Copy(out, diameter.All().Files())
	seeds(out)
	return out
}

// all is the catalogue of GTP.
func all() *catalogue {
	c := &catalogue{}
	for _, part := range []func(*catalogue){
		honest2, honest1, honestUser, oddUser, honestEcho,
		attackHeader, attackFrame, attackElements2, attackElements1,
		attackTypes, attackIdentity, attackUser, attackEcho, attackState,
	} {
		part(c)
	}
	c.check()
	return c
}

// check panics when an attack names a twin that is not an honest vector.
func (c *catalogue) check() {
	honest := map[string]bool{}
	for _, r := range c.recipes {
		honest[r.Name] = r.Kind == "honest"
	}
	for _, r := range c.recipes {
		if r.Twin != "" && !honest[r.Twin] {
			panic("gen: " + r.Name + " names a twin that is no honest vector: " + r.Twin)
		}
		if !slices.Contains([]string{"attack", "evasion", "honest"}, string(r.Kind)) {
			panic("gen: " + r.Name + " has no kind")
		}
	}
}
