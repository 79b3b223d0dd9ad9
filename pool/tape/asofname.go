package tape

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// dateInName is a day in the name of a sheet or file: 资产清单20240630, pool_2024-06-30, 清单2024年6月末.
var dateInName = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日?|末|底|月末|月底)|[-._ ]\d{1,2}[-._ ]\d{1,2}|\d{4}))(?:\D|$)`)

var nameMarks = strings.NewReplacer("_", "-", " ", "-", ".", "-")

// asOfInNames collects the days that the names of the sheet of contracts and of the file state, each once.
// A name says less than a title: the day may be that of an export.
func (r *run) asOfInNames() []datedPlace {
	var found []datedPlace
	file := strings.TrimSuffix(r.file(), path.Ext(r.file()))
	for _, n := range []struct{ name, where string }{{r.sheet.name, "sheet_name"}, {file, "file_name"}} {
		for rest := fold(n.name); ; {
			m := dateInName.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			seen := rest[m[2]:m[3]]
			rest = rest[m[3]:]
			written := seen
			if !strings.Contains(seen, "年") {
				written = nameMarks.Replace(seen)
			}
			got := parseDate(text{raw: written})
			if !got.known || slices.ContainsFunc(found, func(f datedPlace) bool { return f.date == got.value }) {
				continue
			}
			found = append(found, datedPlace{got.value, r.at(0, nil), n.name, n.where})
		}
	}
	return found
}
