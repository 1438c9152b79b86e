package judge

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// CheckCatalogue holds a catalogue to what each has to be: written alike twice, read back
// as it was meant, and each vector with a connection of its own. Over TCP there are
// so many vectors at least.
func CheckCatalogue(t *testing.T, all func() *scene.Catalogue, overTCP int) {
	files := all().Files()
	t.Run("deterministic", func(t *testing.T) {
		if !maps.EqualFunc(files, all().Files(), bytes.Equal) {
			t.Error("the files differ from one run to the next")
		}
	})
	t.Run("read back", func(t *testing.T) { readBack(t, all().Scenarios, files) })
	t.Run("connections", func(t *testing.T) { connections(t, all(), overTCP) })
}

// readBack: what is written parses to what was meant.
func readBack(t *testing.T, scenarios []*scene.Scenario, files map[string][]byte) {
	for path, text := range files {
		file, ok := strings.CutSuffix(path, ".txt")
		if !ok {
			continue
		}
		name := file[strings.IndexByte(file, '/')+1:]
		back, err := vector.Parse(name, text)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(back.Format(), text) {
			t.Errorf("%s reads back differently", name)
		}
		if strings.ContainsAny(name, " /_") || name != strings.ToLower(name) {
			t.Errorf("%s: names are lower case with hyphens", name)
		}
	}
	if len(files) != 2*len(scenarios) {
		t.Errorf("%d files of %d vectors", len(files), len(scenarios))
	}
}

// connections: captures may be replayed one after another without mixing
// associations, or connections over TCP: of the former no two vectors share a
// verification tag, of the latter a port.
func connections(t *testing.T, c *scene.Catalogue, overTCP int) {
	type end struct {
		fromHome bool
		number   uint32
	}
	tags, ports := map[end]string{}, map[uint16]string{}
	for _, s := range c.Scenarios {
		l := c.Line(s.Name)
		for _, tag := range []end{{false, l.Out.Tag}, {true, l.In.Tag}} {
			if other := tags[tag]; other != "" {
				t.Errorf("%s and %s share a verification tag", s.Name, other)
			}
			tags[tag] = s.Name
		}
		for _, x := range s.Steps {
			l.FramesOf(x)
		}
		if !l.HasStream() {
			continue
		}
		if other := ports[l.TCPPort]; other != "" {
			t.Errorf("%s and %s share port %d", s.Name, other, l.TCPPort)
		}
		ports[l.TCPPort] = s.Name
	}
	if len(ports) < overTCP {
		t.Errorf("only %d vectors over TCP", len(ports))
	}
}
