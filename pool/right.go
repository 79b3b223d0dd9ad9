package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// RightType is the type of an intellectual-property right. The zero value is unknown. A type such
// as Patent or Copyright, without the finer word, stands for a specification that says no more.
type RightType uint8

// The types of right.
const (
	RightUnknown           RightType = iota
	Patent                           // 专利, of a kind not stated
	Invention                        // 发明专利
	UtilityModel                     // 实用新型
	Design                           // 外观设计
	Copyright                        // 著作权, of a kind not stated
	Software                         // 计算机软件著作权
	FilmTV                           // 影视作品
	Screenplay                       // 剧本
	Image                            // 形象, 美术作品
	Music                            // 音乐
	OtherCopyright                   // 其他著作权
	Trademark                        // 商标
	PlantVariety                     // 植物新品种
	CircuitLayout                    // 集成电路布图设计
	GeographicalIndication           // 地理标志
	TradeSecret                      // 商业秘密
	KnowHow                          // 专有技术
	Data                             // 数据 (知识产权)
)

var rightNames = vocabulary{"type of right", []string{"", "patent", "invention", "utility_model", "design",
	"copyright", "software", "film_tv", "screenplay", "image", "music", "other_copyright",
	"trademark", "plant_variety", "circuit_layout", "geographical_indication", "trade_secret", "know_how", "data"}}

// String gives the name used in documents; unknown is the empty name.
func (t RightType) String() string { return nameOf(rightNames, t) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (t RightType) MarshalText() ([]byte, error) { return marshalName(rightNames, t) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (t *RightType) UnmarshalText(text []byte) (err error) {
	*t, err = parseName[RightType](rightNames, text)
	return err
}

// Class gives the broad type: Patent for the three kinds of patent, Copyright for every kind of
// work, and the type itself otherwise.
func (t RightType) Class() RightType {
	switch {
	case t >= Patent && t <= Design:
		return Patent
	case t >= Copyright && t <= OtherCopyright:
		return Copyright
	}
	return t
}

// RightStatus is the legal status of a right. The zero value is unknown.
type RightStatus uint8

// The legal statuses.
const (
	StatusUnknown      RightStatus = iota
	Valid                          // 有效
	Pending                        // 审中
	Lapsed                         // 失效
	InvalidationFiled              // 被请求宣告无效
	OwnershipDisputed              // 权属纠纷
	StatusPledged                  // 已质押
	StatusLicensedAway             // 已独占许可
)

var statusNames = vocabulary{"legal status", []string{"", "valid", "pending", "lapsed", "invalidation_filed", "ownership_disputed", "pledged", "licensed"}}

// String gives the name used in documents; unknown is the empty name.
func (s RightStatus) String() string { return nameOf(statusNames, s) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (s RightStatus) MarshalText() ([]byte, error) { return marshalName(statusNames, s) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (s *RightStatus) UnmarshalText(text []byte) (err error) {
	*s, err = parseName[RightStatus](statusNames, text)
	return err
}

// RightSpec is a right, or a bundle of rights of one type that the desk lists as one, as a person
// writes it.
type RightSpec struct {
	ID     string        `json:"id"`
	Type   RightType     `json:"type"`
	Title  string        `json:"title,omitempty"`
	Number string        `json:"number,omitempty"` // patent or registration number
	Owner  string        `json:"owner,omitempty"`  // the id of a party
	Filed  calendar.Date `json:"filed,omitzero"`
	// Expires is the last day on which the right lives (届满日), where it is stated.
	Expires calendar.Date `json:"expires,omitzero"`
	Status  RightStatus   `json:"status,omitempty"`
	// Count is how many rights the entry stands for; 0 and 1 both mean one.
	Count int `json:"count,omitempty"`
	// Appraisal is the appraised value (评估价值) in currency units, with its date and source.
	Appraisal     *decimal.Decimal `json:"appraisal,omitempty"`
	AppraisalDate calendar.Date    `json:"appraisal_date,omitzero"`
	Appraiser     string           `json:"appraiser,omitempty"`

	// Registered is the day of grant or registration (授权公告日, 注册日).
	Registered calendar.Date `json:"registered,omitzero"`
	// Created is the day on which a work was finished (创作完成日), Published that of its first
	// publication (首次发表日). CorporateAuthor says whether it counts as the work of a legal person
	// (法人作品).
	Created         calendar.Date `json:"created,omitzero"`
	Published       calendar.Date `json:"published,omitzero"`
	CorporateAuthor *bool         `json:"corporate_author,omitempty"`
	// AnnuityPaidUntil is the last day that the annual fees paid so far cover (年费缴至日).
	AnnuityPaidUntil calendar.Date `json:"annuity_paid_until,omitzero"`
	// StatusDate is the day for which Status is stated (法律状态日); absent, the cut-off date.
	StatusDate calendar.Date `json:"status_date,omitzero"`
	// Marks are prices of the right beside its appraisal.
	Marks             []MarkSpec             `json:"marks,omitempty"`
	ExclusiveLicences []ExclusiveLicenceSpec `json:"exclusive_licences,omitempty"`
	Pledges           []RightPledgeSpec      `json:"pledges,omitempty"`
	// DataRights belong to a right of type data alone.
	DataRights *DataRightsSpec `json:"data_rights,omitempty"`
}

// Right is a resolved right or bundle of rights.
type Right struct {
	ID            string
	Type          RightType
	Title         string
	Number        string
	Owner         PartyIndex // NoParty when not stated
	Filed         calendar.Date
	Expires       calendar.Date // zero when not stated
	Status        RightStatus
	Count         int // at least 1
	Appraisal     Opt[money.Amount]
	AppraisalDate calendar.Date
	Appraiser     string

	Registered, Created, Published calendar.Date // zero when not stated
	CorporateAuthor                Opt[bool]
	AnnuityPaidUntil               calendar.Date // zero when not stated
	StatusDate                     calendar.Date // zero when not stated
	DataRights                     Opt[DataRights]

	rest *rightRest // nil for a right without any of it
}

// rightRest is what most rights do not have.
type rightRest struct {
	marks    []Mark
	licences []ExclusiveLicence
	pledges  []RightPledge
}

func (r *Right) marks() []Mark {
	if r.rest == nil {
		return nil
	}
	return r.rest.marks
}

func (r *Right) licences() []ExclusiveLicence {
	if r.rest == nil {
		return nil
	}
	return r.rest.licences
}

func (r *Right) pledges() []RightPledge {
	if r.rest == nil {
		return nil
	}
	return r.rest.pledges
}
