package pool_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestWhetherTerritoriesOverlap(t *testing.T) {
	tests := []struct{ a, b, want string }{
		{"CN", "CN", "true"}, {" CN ", "CN", "true"}, {"中国", "China", "true"}, {"全国", "prc", "true"},
		{"worldwide", "全球", "true"}, {"World", "浙江", "true"}, {"全世界", "CN", "true"},
		{"浙江", "Zhejiang", "true"}, {"33", "zhejiang", "true"}, {"浙江", "广东", "false"}, {"33", "44", "false"}, {"香港", "广东", "false"}, {"香港", "澳门", "false"},
		{"中国", "浙江", "true"}, {"中国", "台湾", "unknown"}, {"Hong Kong", "CN", "unknown"}, {"澳门", "全国", "unknown"}, {"全球", "台湾", "true"},
		{"", "", "unknown"}, {"", "CN", "unknown"}, {"EU", "CN", "unknown"}, {"EU", "EU", "true"}, {"worldwide", "EU", "unknown"}, {"长三角", "浙江", "unknown"},
	}
	for _, tt := range tests {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := fmt.Sprint(pool.StandardTerritories(pair[0], pair[1])); got != tt.want {
				t.Errorf("%q and %q: %s, want %s", pair[0], pair[1], got, tt.want)
			}
		}
	}
}

func TestWithoutGeographyOnlyTheSameTextOverlaps(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{{"CN", "CN", "true"}, {"CN", "China", "unknown"}, {"", "", "unknown"}, {"浙江", "广东", "unknown"}} {
		if got := fmt.Sprint(pool.SameTerritory(tt.a, tt.b)); got != tt.want {
			t.Errorf("%q and %q: %s, want %s", tt.a, tt.b, got, tt.want)
		}
	}
}

func ExampleStandardTerritories() {
	fmt.Println(pool.StandardTerritories("全国", "浙江"))
	fmt.Println(pool.StandardTerritories("Guangdong", "浙江"))
	fmt.Println(pool.StandardTerritories("CN", "Hong Kong"))
	// Output:
	// true
	// false
	// unknown
}
