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
// over the rows that the workbook library offers, which keeps nothing (excelize). peak-MB is the peak resident
// memory of a process of its own that reads the file and holds the result, held-MB what the result takes once
// the read is over, and cpu-s the time of all processors that the process took: the steadiest of the figures
// on a machine that others use. The same once more where the specification is asked for.
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
			for _, spec := range []bool{false, true} {
				p := peakOf(b, form, data, spec)
				with := map[bool]string{false: "", true: "-with-spec"}[spec]
				b.ReportMetric(p.peak, "peak-MB"+with)
				b.ReportMetric(p.held, "held-MB"+with)
				b.ReportMetric(p.processors, "cpu-s"+with)
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

// peakFile names the file that a process started by peakOf reads; with peakSpec it keeps the specification.
const (
	peakFile = "IPABS_TAPE_PEAK_FILE"
	peakSpec = "IPABS_TAPE_PEAK_SPEC"
)

// processFigures are those of a process that reads a file: peak resident memory and the heap that the result
// holds, in MB, and the time of all processors, in seconds.
type processFigures struct{ peak, held, processors float64 }

// peakOf starts a process of its own that reads a file.
func peakOf(b *testing.B, form string, data []byte, spec bool) (f processFigures) {
	if runtime.GOOS != "linux" {
		return f
	}
	path := filepath.Join(b.TempDir(), "a."+form[:min(len(form), 4)])
	must(b, os.WriteFile(path, data, 0o600))
	cmd := exec.Command(os.Args[0], "-test.run=^TestReadForPeak$", "-test.v")
	cmd.Env = append(os.Environ(), peakFile+"="+path)
	if spec {
		cmd.Env = append(cmd.Env, peakSpec+"=1")
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "held") {
		b.Fatal(err, string(out))
	}
	_, text, _ := strings.Cut(string(out), "held ")
	_, status, _ := strings.Cut(string(out), "VmHWM:")
	if _, err := fmt.Sscan(text, &f.held); err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(status, &f.peak); err != nil {
		b.Fatal(err)
	}
	f.peak /= 1024
	f.processors = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return f
}

// TestReadForPeak is the process that peakOf starts.
func TestReadForPeak(t *testing.T) {
	path := os.Getenv(peakFile)
	if path == "" {
		t.Skip("started by BenchmarkLoad only")
	}
	o := tape.Options{AsOf: asOf}
	if os.Getenv(peakSpec) != "" {
		o.Limits.SpecContracts = *loadRows
	}
	result, err := tape.ReadFile(context.Background(), path, o)
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
