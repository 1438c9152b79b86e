package testvectors

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

//go:embed ss7/*.pcap ss7/*.txt diameter/*.pcap diameter/*.txt diameter/config.yaml
var files embed.FS

// Vector says what has to be decided about a capture, and Op about one operation
// in it.
type (
	Vector = vector.Vector
	Op     = vector.Op
)

// Capture is a vector together with its pcap file.
type Capture struct {
	Vector
	Pcap []byte
}

// SS7 returns the vectors of SS7 as they are committed, by name: for who plays them
// and has no folder to read, such as portcullis demo.
func SS7() ([]Capture, error) { return embedded("ss7") }

// Diameter returns those of Diameter likewise, and the configuration that they are
// judged under.
func Diameter() (list []Capture, configuration string, err error) {
	if list, err = embedded("diameter"); err != nil {
		return nil, "", err
	}
	text, err := files.ReadFile("diameter/config.yaml")
	return list, string(text), err
}

func embedded(folder string) (list []Capture, err error) {
	names, err := fs.Glob(files, folder+"/*.txt")
	if err != nil {
		return nil, err
	}
	for _, path := range names {
		text, err := files.ReadFile(path)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path, ".txt")
		v, err := vector.Parse(strings.TrimPrefix(base, folder+"/"), text)
		if err != nil {
			return nil, err
		}
		pcap, err := files.ReadFile(base + ".pcap")
		if err != nil {
			return nil, fmt.Errorf("vector %s: %w", v.Name, err)
		}
		list = append(list, Capture{*v, pcap})
	}
	return list, nil
}
