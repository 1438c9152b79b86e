package tap

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// threadTime is the CPU time of the calling thread.
func threadTime() time.Duration {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts)
	return time.Duration(ts.Nano())
}

// BenchmarkRead measures the thread CPU that one frame of 200 octets costs to
// read, against one recvfrom of a plain packet socket per frame in the same run.
func BenchmarkRead(b *testing.B) {
	b.Run("baseline-recvfrom", func(b *testing.B) { benchRead(b, 64, false) })
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("batch-", batch), func(b *testing.B) { benchRead(b, batch, true) })
	}
}

func benchRead(b *testing.B, batch int, tapped bool) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	lab := newLab(b)
	far, near := lab.station("far"), lab.station("span")
	read := func() { _, _, _ = unix.Recvfrom(near.fd, make([]byte, 2048), 0) }
	if tapped {
		unix.Close(near.fd)
		near.fd = -1 // one listener only
		tap, frames := lab.open("span"), make([]op.Frame, batchSize)
		read = func() {
			for n := 0; n < batch; {
				got, err := tap.Read(frames)
				if err != nil {
					b.Fatal(err)
				}
				n += got
			}
		}
	}
	frame := ether(typeIPv4, packet4(udp(make([]byte, 158)), 0, false))
	var spent time.Duration
	for done := 0; done < b.N; done += batch {
		for range batch {
			_, _ = unix.Write(far.fd, frame)
		}
		before := threadTime()
		for range batch {
			read()
			if tapped {
				break
			}
		}
		spent += threadTime() - before
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N), "cpu-ns/frame")
}
