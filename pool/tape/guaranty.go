package tape

import (
	"regexp"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// A column of guarantors (保证人) often holds what is promised beside who promises it: 股东连带责任保证,
// 张三、李四提供连带责任保证, 法定代表人夫妇. Who is named becomes a party; who is only described does not.

var (
	// guaranteeForm is a promise behind a name: 提供不可撤销的连带责任保证担保.
	guaranteeForm = regexp.MustCompile(`(?:(?:为本笔债务|为其)?(?:共同|分别|自愿)?(?:提供|承担|出具|签署)(?:的)?)?(?:全额|全程|最高额|无限|不可撤销|无条件|个人|共同|的){0,3}(?:(?:无限)?连带(?:责任)?(?:共同)?(?:的)?(?:保证|担保)(?:担保|责任)?|保证担保|保证责任|个人保证|(?:提供|承担)(?:担保|保证)(?:责任)?|保证|保函)(?:函|书)?$`)
	// guaranteeRole is a role in front of a name: 实际控制人王五.
	guaranteeRole = regexp.MustCompile(`^(?:(?:由|以及)? ?(?:公司|企业|承租人|借款人|债务人|被许可人|其)?(?:的)?(?:实际控制人|实控人|控股股东|第一大股东|大股东|法定代表人|法人代表|自然人股东|自然人|股东|董事长|总经理|执行董事|保证人|担保人)(?:为)?[:：、 ]?(?:兼|暨|及|、)?)+`)
	// undisclosed is a text that describes a guarantor and names none.
	undisclosed = regexp.MustCompile(`^(?:其|各|全体|主要|部分|及|等|个人|自然人|第三方|关联方|关联企业|关联公司|母公司|集团|集团公司|企业|公司|法人|担保公司|融资担保公司|专业担保公司|担保机构|配偶|夫妇|夫妻|夫妻双方|其配偶|家属|股东|实际控制人|实控人|法定代表人|法人代表|控股股东|大股东|董事长|总经理|高管|双方|本人|\d+[名人位家]|[一二三四五六七八九十两]+[名人位家]|[、,，和与及兼/＋+ ])*$`)
	// couple stands behind the name of one of two spouses.
	couple = regexp.MustCompile(`^(.{2,4}?)(?:夫妇|夫妻|伉俪|及(?:其)?配偶)$`)
	// formInBrackets is a form of guarantee in brackets behind a name: 赵六（连带责任保证）.
	formInBrackets = regexp.MustCompile(`[(（](?:提供|承担)?(?:无限|不可撤销|个人)*(?:连带(?:责任)?)?(?:保证|担保)(?:担保|责任)?[)）]$`)
)

// longestGuarantor bounds the texts, in bytes, that are searched for the form of a guarantee: longer ones
// are prose.
const longestGuarantor = 300

// guarantors is what a cell of guarantors says.
type guarantors struct {
	names   []string
	form    bool // the text says that they guarantee
	unnamed bool // some of them are described, not named
}

// parseGuarantors reads the guarantors of a cell.
func parseGuarantors(t text) reading[guarantors] {
	got := parseNames(t, true)
	if !got.known {
		return reading[guarantors]{fault: got.fault}
	}
	var g guarantors
	for _, name := range got.value {
		if len(name) > longestGuarantor {
			g.names = append(g.names, name)
			continue
		}
		bare := cutGuarantee(name)
		g.form = g.form || bare != name
		if rest := guaranteeRole.ReplaceAllString(bare, ""); rest != bare && (rest == "" || !undisclosed.MatchString(rest) && !endsLikeFirm(bare)) {
			bare = rest
		}
		if m := couple.FindStringSubmatch(bare); m != nil && !undisclosed.MatchString(bare) {
			bare, g.unnamed = m[1], true
		}
		if undisclosed.MatchString(bare) {
			g.unnamed = true
			continue
		}
		g.names = append(g.names, bare)
	}
	return stated(g)
}

// cutGuarantee takes the form of a guarantee off the end of a name, and 由 off its front where a form
// follows: 由某担保有限公司提供连带责任保证.
func cutGuarantee(name string) string {
	bare := strings.TrimSpace(formInBrackets.ReplaceAllString(name, ""))
	if cut := strings.TrimSpace(guaranteeForm.ReplaceAllString(bare, "")); cut != bare {
		bare = strings.TrimSpace(strings.TrimPrefix(cut, "由"))
	}
	return bare
}

// readGuarantors reads who guarantees the contract.
func (d *draft) readGuarantors() {
	all := guarantors{}
	for _, i := range d.layout.byField[fGuarantor] {
		c := &d.layout.columns[i]
		g, _ := takeFrom(d.rowReader, c, parseGuarantors, func(g guarantors) string { return showNames(g.names) })
		at := place{d.sheet, d.row.number, c}
		seen := d.row.cell(c.index)
		if g.unnamed {
			d.run.log.add(at, note{severity: Warning, code: "guarantor.unnamed", seen: seen, taken: showNames(g.names), rule: "guarantor.described",
				message: "the text describes guarantors whom it does not name; no party is made of them"})
		} else if g.form {
			d.run.log.add(at, note{severity: Info, code: "guarantor.form", seen: seen, taken: showNames(g.names), rule: "guarantor.form", message: "the form of the guarantee is not part of the name"})
		}
		for _, name := range g.names {
			m := d.mention(fGuarantor, name)
			d.mentions = append(d.mentions, m)
			d.spec.Guarantors = append(d.spec.Guarantors, m.id)
		}
		all.form, all.unnamed = all.form || g.form, all.unnamed || g.unnamed
	}
	d.guaranteed = all.form || all.unnamed
}

// secureByGuarantor adds the guarantee that the column of guarantors states to a contract of which
// nothing else says how it is secured, and reports one of which something else is said.
func (d *draft) secureByGuarantor() {
	switch {
	case !d.guaranteed || d.spec.Security.Has(pool.Guarantee):
	case d.spec.Security == 0 && !d.states(fSecurity):
		d.spec.Security = pool.Guarantee
		d.info(fGuarantor, note{code: "security.from_guarantor", seen: d.raw(fGuarantor), taken: pool.Guarantee.String(), rule: "security.guarantor", message: "nothing else says how the contract is secured; the column of guarantors states a guarantee"})
	default:
		d.warn(fSecurity, note{code: "security.guarantor", seen: d.raw(fSecurity), taken: d.spec.Security.String(), message: "the column of guarantors states a guarantee, this one does not"})
	}
}
