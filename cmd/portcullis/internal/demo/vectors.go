package demo

import "github.com/seed-43cefff0/portcullis/testvectors"

// vectors are shared out: what ends of associations can say, what can only be played
// frame by frame, and attacks whose rules need a memory that there is not yet. Home's
// nodes listen for them.
func (d *demo) vectors() (err error) {
	signals, err := testvectors.SS7()
	if err != nil {
		return err
	}
	commands, _, err := testvectors.Diameter()
	if err != nil {
		return err
	}
	var played []testvectors.Capture
	for i, all := range [][]testvectors.Capture{signals, commands} {
		var now []testvectors.Capture
		for _, c := range all {
			c.Name = d.plan.families[i].name + "/" + c.Name
			if c.Pending != "" {
				d.pending = append(d.pending, c)
				continue
			}
			now = append(now, c)
		}
		t, rest := newTalk(d.plan.families[i], now)
		d.talks, played = append(d.talks, t), append(played, rest...)
		if t.home, err = newHome(&t.family); err != nil {
			return err
		}
	}
	d.frames = newFrames(played)
	return nil
}

// act is a part of the demo whose messages are those of vectors.
type act interface {
	attacks() []Attack
	rows(attacks []Attack) []Protocol
	firstFailures() []string
}

func (d *demo) acts() (list []act) {
	for _, t := range d.talks {
		list = append(list, t)
	}
	return append(list, d.frames)
}
