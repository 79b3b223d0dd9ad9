package floors

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadmeNamesEveryFlag holds that the table of programs in the README names every flag of every program, and no
// other.
func TestReadmeNamesEveryFlag(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob("../../examples/*/main.go")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	defined, named := regexp.MustCompile(`set\.\w+\((?:&[\w.]+, )?"([\w-]+)", `), regexp.MustCompile(`[\s\[]-([\w-]+)`)
	for _, path := range programs {
		name := filepath.Base(filepath.Dir(path))
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var flags, shown []string
		for _, m := range defined.FindAllStringSubmatch(string(source), -1) {
			flags = append(flags, m[1])
		}
		for line := range strings.Lines(string(readme)) {
			command, _, _ := strings.Cut(strings.TrimPrefix(line, "| `"), "` |")
			if strings.HasPrefix(command, "go run ./examples/"+name+" ") {
				for _, m := range named.FindAllStringSubmatch(command, -1) {
					shown = append(shown, m[1])
				}
			}
		}
		for _, f := range flags {
			if !slices.Contains(shown, f) {
				t.Errorf("the README's table does not name -%s of %s", f, name)
			}
		}
		for _, f := range shown {
			if !slices.Contains(flags, f) {
				t.Errorf("the README's table names -%s of %s, which has no such flag", f, name)
			}
		}
	}
}
