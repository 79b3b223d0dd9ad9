package pool

import "strings"

// TerritoryOverlap says whether two territories, as a specification writes them, have land in common;
// unknown when the words do not tell.
type TerritoryOverlap func(a, b string) Opt[bool]

// SameTerritory knows only that a territory overlaps with itself. Any two different texts, and a text
// that is empty, leave it unknown.
func SameTerritory(a, b string) Opt[bool] {
	if a = strings.TrimSpace(a); a != "" && a == strings.TrimSpace(b) {
		return Known(true)
	}
	return Opt[bool]{}
}

// StandardTerritories knows the whole world (worldwide, 全球, 全世界), China (China, CN, PRC, 中国, 全国)
// and the divisions of GB/T 2260 by their Chinese and English names and codes: the world overlaps with
// all of them, China with all but Taiwan, Hong Kong and Macao, and one division not with another.
// Whether China, as a licence means it, takes in those three is left unknown, as is every other text
// but a text with itself.
func StandardTerritories(a, b string) Opt[bool] {
	if same := SameTerritory(a, b); same.IsKnown() {
		return same
	}
	x, y := readTerritory(a), readTerritory(b)
	switch {
	case !x.known || !y.known:
		return Opt[bool]{}
	case x.world || y.world || x == y:
		return Known(true)
	case x.province != 0 && y.province != 0:
		return Known(false)
	}
	// One of them is China, the other a division.
	if (x.province + y.province) >= 70 {
		return Opt[bool]{}
	}
	return Known(true)
}

// territory is a text that is understood: the world, or China (province 0), or a division of it.
type territory struct {
	known, world bool
	province     Province
}

func readTerritory(text string) territory {
	switch word := strings.ToLower(strings.TrimSpace(text)); word {
	case "worldwide", "world", "全球", "全世界":
		return territory{known: true, world: true}
	case "china", "cn", "prc", "中国", "全国":
		return territory{known: true}
	default:
		for _, p := range provinces {
			if word == p.zh || word == strings.ToLower(p.en) || word == p.code.String() {
				return territory{known: true, province: p.code}
			}
		}
	}
	return territory{}
}
