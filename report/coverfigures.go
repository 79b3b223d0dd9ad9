package report

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// figure is one line of key figures.
type figure struct {
	label  label
	value  any
	format format
}

// figures gathers the dates, the parties and the averages.
func (b *book) figures() []figure {
	var list []figure
	add := func(zh, en string, value any, f format) {
		if d, ok := value.(calendar.Date); ok && d.IsZero() {
			return
		}
		list = append(list, figure{label{zh, en}, value, f})
	}
	c := b.content
	switch {
	case c.Pool != nil:
		add("封包日", "Cut-off date", c.Pool.AsOf(), asDate)
	case c.Deal != nil:
		add("封包日", "Cut-off date", c.Deal.CutOff(), asDate)
	}
	if c.Deal != nil {
		add("设立日", "Closing date", c.Deal.Closing(), asDate)
		if days := c.Deal.Payments(); len(days) > 0 {
			add("首个兑付日", "First payment", days[0].Payment, asDate)
			add("最后兑付日", "Last payment", days[len(days)-1].Payment, asDate)
		}
	} else if c.Result != nil {
		add("设立日", "Closing date", c.Result.Closing, asDate)
	}
	add("币种与单位", "Currency and unit", b.unit(), asText)
	if c.Pool != nil && c.Pool.Len() > 0 {
		list = append(list, b.poolFigures()...)
	}
	if c.Deal != nil {
		for _, party := range c.Deal.Parties() {
			list = append(list, figure{roleLabel(party.Role), party.Name, asText})
		}
	}
	return list
}

func (b *book) poolFigures() []figure {
	pl := b.content.Pool
	principal := any(pl.Principal())
	if b.anchors.principal != "" && shown(pl.Principal()) {
		principal = formula{b.anchors.principal, pl.Principal()}
	}
	remaining := pl.RemainingTerms()
	list := []figure{
		{label{"合同数", "Contracts"}, pl.Len(), asCount},
		{label{"债务人数", "Obligors"}, len(pl.Obligors()), asCount},
		{label{"知识产权数", "IP rights"}, pl.CountRights(), asCount},
		{principalLabel, principal, asMoney},
	}
	if total, stated := pl.ReceivableBalance(); stated > 0 {
		list = append(list, figure{label{"应收余额", fmt.Sprintf("Receivable balance (%d stated)", stated)}, total, asMoney})
	}
	if rate, n := pl.WeightedRate(); n > 0 {
		list = append(list, figure{label{"加权平均年利率", fmt.Sprintf("Weighted rate (%d stated)", n)}, rate, asPercent})
	}
	list = append(list,
		figure{label{"加权平均剩余期限", "Remaining, weighted (months)"}, remaining.WeightedMean, asNumber},
		figure{label{"剩余期限", "Remaining, mean (months)"}, remaining.Mean, asNumber},
		figure{label{"最短", "Shortest (months)"}, remaining.Min, asNumber},
		figure{label{"最长", "Longest (months)"}, remaining.Max, asNumber},
	)
	if s := pl.OriginalTerms(); s.Known > 0 {
		list = append(list, figure{label{"合同期限", "Original term, mean (months)"}, s.Mean, asNumber})
	}
	counts := pl.CountByKind()
	for _, k := range pool.Kinds() {
		if n := counts[k]; n > 0 {
			list = append(list, figure{label{"其中" + kindLabel(k).zh, "of it " + kindLabel(k).en}, n, asCount})
		}
	}
	return append(list, figure{label{"最晚到期日", "Last maturity"}, pl.LastMaturity(), asDate})
}
