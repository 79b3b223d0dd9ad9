package tape_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/pool/tape"
)

// loadRows is the size of the large tape in the benchmarks.
var loadRows = flag.Int("loadrows", 100_000, "rows of the large tape in benchmarks")

// BenchmarkLoad reads the large tape to a pool (read), and to rows of texts (rows), beside the bare loop
// over the rows that the workbook library offers, which keeps nothing (excelize). held-MB is what result
// and pool take in memory once the read is over, and peak-MB is the peak resident memory of a process of its own that reads the file and
// holds the result.
func BenchmarkLoad(b *testing.B) {
	for _, form := range []string{"xlsx", "xlsx-shared", "csv"} {
		b.Run("read/"+form, func(b *testing.B) {
			data := loadFile(b, form, *loadRows)
			b.ReportAllocs()
			for b.Loop() {
				result, err := tape.Read(context.Background(), "a."+form[:min(len(form), 4)], bytes.NewReader(data), tape.Options{AsOf: asOf})
				if err != nil || result.Accepted != *loadRows {
					b.Fatal(err, lines(result))
				}
			}
			b.ReportMetric(float64(*loadRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			for _, poolOnly := range []bool{false, true} {
				peak, held := peakOf(b, form, data, poolOnly)
				unit := map[bool]string{false: "-MB", true: "-MB-pool-only"}[poolOnly]
				b.ReportMetric(peak, "peak"+unit)
				b.ReportMetric(held, "held"+unit)
			}
		})
		b.Run("rows/"+form, func(b *testing.B) {
			data := loadFile(b, form, *loadRows)
			b.ReportAllocs()
			for b.Loop() {
				if n, err := tape.ReadRows("a."+form[:min(len(form), 4)], data); err != nil || n != *loadRows+1 {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(*loadRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
		if form == "csv" {
			continue
		}
		b.Run("excelize/"+form, func(b *testing.B) {
			data := loadFile(b, form, *loadRows)
			b.ReportAllocs()
			for b.Loop() {
				excelizeLoop(b, data)
			}
			b.ReportMetric(float64(*loadRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// excelizeLoop reads every row of the first sheet as raw values and keeps nothing.
func excelizeLoop(b *testing.B, data []byte) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	must(b, err)
	defer func() { _ = f.Close() }()
	rows, err := f.Rows("资产清单")
	must(b, err)
	n := 0
	for rows.Next() {
		cells, err := rows.Columns()
		must(b, err)
		n += len(cells)
	}
	must(b, rows.Error())
	if n != (*loadRows+1)*len(loadHeader) {
		b.Fatal(n)
	}
}

// peakFile names the file that a process started by peakOf reads; with peakPoolOnly it keeps no specification.
const (
	peakFile     = "IPABS_TAPE_PEAK_FILE"
	peakPoolOnly = "IPABS_TAPE_PEAK_POOL_ONLY"
)

// peakOf starts a process of its own that reads a file, and gives its peak resident memory and the heap
// that the result holds, in MB.
func peakOf(b *testing.B, form string, data []byte, poolOnly bool) (peak, held float64) {
	if runtime.GOOS != "linux" {
		return 0, 0
	}
	path := filepath.Join(b.TempDir(), "a."+form[:min(len(form), 4)])
	must(b, os.WriteFile(path, data, 0o600))
	cmd := exec.Command(os.Args[0], "-test.run=^TestReadForPeak$", "-test.v")
	cmd.Env = append(os.Environ(), peakFile+"="+path)
	if poolOnly {
		cmd.Env = append(cmd.Env, peakPoolOnly+"=1")
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "held") {
		b.Fatal(err, string(out))
	}
	_, text, _ := strings.Cut(string(out), "held ")
	_, status, _ := strings.Cut(string(out), "VmHWM:")
	if _, err := fmt.Sscan(text, &held); err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(status, &peak); err != nil {
		b.Fatal(err)
	}
	return peak / 1024, held
}

// TestReadForPeak is the process that peakOf starts.
func TestReadForPeak(t *testing.T) {
	path := os.Getenv(peakFile)
	if path == "" {
		t.Skip("started by BenchmarkLoad only")
	}
	result, err := tape.ReadFile(context.Background(), path, tape.Options{AsOf: asOf, PoolOnly: os.Getenv(peakPoolOnly) != ""})
	must(t, err)
	status, err := os.ReadFile("/proc/self/status")
	must(t, err)
	// The most that was resident at any time: unlike the figure of wait4, not that of the parent.
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	fmt.Println("held", float64(memory.HeapAlloc)/(1<<20), string(status))
	runtime.KeepAlive(result)
}
