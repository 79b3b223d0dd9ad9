package money

// The currencies of ISO 4217 list one (active codes), as published by the
// standard's maintenance agency (SIX) on 2026-01-01, that have a minor unit.
//
// Left out on purpose:
//   - the thirteen codes whose minor unit the list gives as "N.A." (metals XAG,
//     XAU, XPD, XPT; bond market units XBA to XBD; XDR, XSU, XUA; XTS for
//     tests; XXX for no currency): without a minor unit there is no exact count
//     of it;
//   - withdrawn codes (BGN since 2026-01-01, ANG, HRK, ...): a deal of today
//     does not settle in them.
//
// The number behind a constant is its place in the alphabet of codes. It moves
// when the list changes: store the code, never the number.
const (
	_   Currency = iota // unknown
	AED                 // UAE dirham
	AFN                 // afghani
	ALL                 // lek
	AMD                 // Armenian dram
	AOA                 // kwanza
	ARS                 // Argentine peso
	AUD                 // Australian dollar (澳大利亚元)
	AWG                 // Aruban florin
	AZN                 // Azerbaijan manat
	BAM                 // convertible mark
	BBD                 // Barbados dollar
	BDT                 // taka
	BHD                 // Bahraini dinar
	BIF                 // Burundi franc
	BMD                 // Bermudian dollar
	BND                 // Brunei dollar
	BOB                 // boliviano
	BOV                 // Mvdol
	BRL                 // Brazilian real
	BSD                 // Bahamian dollar
	BTN                 // ngultrum
	BWP                 // pula
	BYN                 // Belarusian ruble
	BZD                 // Belize dollar
	CAD                 // Canadian dollar (加拿大元)
	CDF                 // Congolese franc
	CHE                 // WIR euro
	CHF                 // Swiss franc (瑞士法郎)
	CHW                 // WIR franc
	CLF                 // unidad de fomento
	CLP                 // Chilean peso
	CNY                 // yuan renminbi (人民币)
	COP                 // Colombian peso
	COU                 // unidad de valor real
	CRC                 // Costa Rican colon
	CUP                 // Cuban peso
	CVE                 // Cabo Verde escudo
	CZK                 // Czech koruna
	DJF                 // Djibouti franc
	DKK                 // Danish krone
	DOP                 // Dominican peso
	DZD                 // Algerian dinar
	EGP                 // Egyptian pound
	ERN                 // nakfa
	ETB                 // Ethiopian birr
	EUR                 // euro (欧元)
	FJD                 // Fiji dollar
	FKP                 // Falkland Islands pound
	GBP                 // pound sterling (英镑)
	GEL                 // lari
	GHS                 // Ghana cedi
	GIP                 // Gibraltar pound
	GMD                 // dalasi
	GNF                 // Guinean franc
	GTQ                 // quetzal
	GYD                 // Guyana dollar
	HKD                 // Hong Kong dollar (港元)
	HNL                 // lempira
	HTG                 // gourde
	HUF                 // forint
	IDR                 // rupiah
	ILS                 // new Israeli sheqel
	INR                 // Indian rupee
	IQD                 // Iraqi dinar
	IRR                 // Iranian rial
	ISK                 // Iceland krona
	JMD                 // Jamaican dollar
	JOD                 // Jordanian dinar
	JPY                 // yen (日元)
	KES                 // Kenyan shilling
	KGS                 // Kyrgyz som
	KHR                 // riel
	KMF                 // Comorian franc
	KPW                 // North Korean won
	KRW                 // won (韩元)
	KWD                 // Kuwaiti dinar
	KYD                 // Cayman Islands dollar
	KZT                 // tenge
	LAK                 // Lao kip
	LBP                 // Lebanese pound
	LKR                 // Sri Lanka rupee
	LRD                 // Liberian dollar
	LSL                 // loti
	LYD                 // Libyan dinar
	MAD                 // Moroccan dirham
	MDL                 // Moldovan leu
	MGA                 // Malagasy ariary
	MKD                 // denar
	MMK                 // kyat
	MNT                 // tugrik
	MOP                 // pataca (澳门元)
	MRU                 // ouguiya
	MUR                 // Mauritius rupee
	MVR                 // rufiyaa
	MWK                 // Malawi kwacha
	MXN                 // Mexican peso
	MXV                 // Mexican unidad de inversion
	MYR                 // Malaysian ringgit (林吉特)
	MZN                 // Mozambique metical
	NAD                 // Namibia dollar
	NGN                 // naira
	NIO                 // cordoba oro
	NOK                 // Norwegian krone
	NPR                 // Nepalese rupee
	NZD                 // New Zealand dollar (新西兰元)
	OMR                 // rial Omani
	PAB                 // balboa
	PEN                 // sol
	PGK                 // kina
	PHP                 // Philippine peso
	PKR                 // Pakistan rupee
	PLN                 // zloty
	PYG                 // guarani
	QAR                 // Qatari rial
	RON                 // Romanian leu
	RSD                 // Serbian dinar
	RUB                 // Russian ruble (卢布)
	RWF                 // Rwanda franc
	SAR                 // Saudi riyal
	SBD                 // Solomon Islands dollar
	SCR                 // Seychelles rupee
	SDG                 // Sudanese pound
	SEK                 // Swedish krona
	SGD                 // Singapore dollar (新加坡元)
	SHP                 // Saint Helena pound
	SLE                 // leone
	SOS                 // Somali shilling
	SRD                 // Surinam dollar
	SSP                 // South Sudanese pound
	STN                 // dobra
	SVC                 // El Salvador colon
	SYP                 // Syrian pound
	SZL                 // lilangeni
	THB                 // baht (泰铢)
	TJS                 // somoni
	TMT                 // Turkmenistan new manat
	TND                 // Tunisian dinar
	TOP                 // pa'anga
	TRY                 // Turkish lira
	TTD                 // Trinidad and Tobago dollar
	TWD                 // new Taiwan dollar (新台币)
	TZS                 // Tanzanian shilling
	UAH                 // hryvnia
	UGX                 // Uganda shilling
	USD                 // US dollar (美元)
	USN                 // US dollar, next day
	UYI                 // Uruguay peso en unidades indexadas
	UYU                 // peso uruguayo
	UYW                 // unidad previsional
	UZS                 // Uzbekistan sum
	VED                 // bolívar soberano, digital
	VES                 // bolívar soberano
	VND                 // dong (越南盾)
	VUV                 // vatu
	WST                 // tala
	XAD                 // Arab accounting dinar
	XAF                 // CFA franc BEAC
	XCD                 // East Caribbean dollar
	XCG                 // Caribbean guilder
	XOF                 // CFA franc BCEAO
	XPF                 // CFP franc
	YER                 // Yemeni rial
	ZAR                 // rand
	ZMW                 // Zambian kwacha
	ZWG                 // Zimbabwe gold
)

// isoRow is what this package needs of a row of the list.
type isoRow struct {
	code   string
	digits uint8 // minor unit: decimals of the currency
}

// iso4217 holds code and exponent of every constant above. ParseCurrency
// searches it by bisection, so its order must be that of the codes; a test
// checks that constant, position and code agree.
var iso4217 = [...]isoRow{
	AED: {"AED", 2},
	AFN: {"AFN", 2},
	ALL: {"ALL", 2},
	AMD: {"AMD", 2},
	AOA: {"AOA", 2},
	ARS: {"ARS", 2},
	AUD: {"AUD", 2},
	AWG: {"AWG", 2},
	AZN: {"AZN", 2},
	BAM: {"BAM", 2},
	BBD: {"BBD", 2},
	BDT: {"BDT", 2},
	BHD: {"BHD", 3},
	BIF: {"BIF", 0},
	BMD: {"BMD", 2},
	BND: {"BND", 2},
	BOB: {"BOB", 2},
	BOV: {"BOV", 2},
	BRL: {"BRL", 2},
	BSD: {"BSD", 2},
	BTN: {"BTN", 2},
	BWP: {"BWP", 2},
	BYN: {"BYN", 2},
	BZD: {"BZD", 2},
	CAD: {"CAD", 2},
	CDF: {"CDF", 2},
	CHE: {"CHE", 2},
	CHF: {"CHF", 2},
	CHW: {"CHW", 2},
	CLF: {"CLF", 4},
	CLP: {"CLP", 0},
	CNY: {"CNY", 2},
	COP: {"COP", 2},
	COU: {"COU", 2},
	CRC: {"CRC", 2},
	CUP: {"CUP", 2},
	CVE: {"CVE", 2},
	CZK: {"CZK", 2},
	DJF: {"DJF", 0},
	DKK: {"DKK", 2},
	DOP: {"DOP", 2},
	DZD: {"DZD", 2},
	EGP: {"EGP", 2},
	ERN: {"ERN", 2},
	ETB: {"ETB", 2},
	EUR: {"EUR", 2},
	FJD: {"FJD", 2},
	FKP: {"FKP", 2},
	GBP: {"GBP", 2},
	GEL: {"GEL", 2},
	GHS: {"GHS", 2},
	GIP: {"GIP", 2},
	GMD: {"GMD", 2},
	GNF: {"GNF", 0},
	GTQ: {"GTQ", 2},
	GYD: {"GYD", 2},
	HKD: {"HKD", 2},
	HNL: {"HNL", 2},
	HTG: {"HTG", 2},
	HUF: {"HUF", 2},
	IDR: {"IDR", 2},
	ILS: {"ILS", 2},
	INR: {"INR", 2},
	IQD: {"IQD", 3},
	IRR: {"IRR", 2},
	ISK: {"ISK", 0},
	JMD: {"JMD", 2},
	JOD: {"JOD", 3},
	JPY: {"JPY", 0},
	KES: {"KES", 2},
	KGS: {"KGS", 2},
	KHR: {"KHR", 2},
	KMF: {"KMF", 0},
	KPW: {"KPW", 2},
	KRW: {"KRW", 0},
	KWD: {"KWD", 3},
	KYD: {"KYD", 2},
	KZT: {"KZT", 2},
	LAK: {"LAK", 2},
	LBP: {"LBP", 2},
	LKR: {"LKR", 2},
	LRD: {"LRD", 2},
	LSL: {"LSL", 2},
	LYD: {"LYD", 3},
	MAD: {"MAD", 2},
	MDL: {"MDL", 2},
	MGA: {"MGA", 2},
	MKD: {"MKD", 2},
	MMK: {"MMK", 2},
	MNT: {"MNT", 2},
	MOP: {"MOP", 2},
	MRU: {"MRU", 2},
	MUR: {"MUR", 2},
	MVR: {"MVR", 2},
	MWK: {"MWK", 2},
	MXN: {"MXN", 2},
	MXV: {"MXV", 2},
	MYR: {"MYR", 2},
	MZN: {"MZN", 2},
	NAD: {"NAD", 2},
	NGN: {"NGN", 2},
	NIO: {"NIO", 2},
	NOK: {"NOK", 2},
	NPR: {"NPR", 2},
	NZD: {"NZD", 2},
	OMR: {"OMR", 3},
	PAB: {"PAB", 2},
	PEN: {"PEN", 2},
	PGK: {"PGK", 2},
	PHP: {"PHP", 2},
	PKR: {"PKR", 2},
	PLN: {"PLN", 2},
	PYG: {"PYG", 0},
	QAR: {"QAR", 2},
	RON: {"RON", 2},
	RSD: {"RSD", 2},
	RUB: {"RUB", 2},
	RWF: {"RWF", 0},
	SAR: {"SAR", 2},
	SBD: {"SBD", 2},
	SCR: {"SCR", 2},
	SDG: {"SDG", 2},
	SEK: {"SEK", 2},
	SGD: {"SGD", 2},
	SHP: {"SHP", 2},
	SLE: {"SLE", 2},
	SOS: {"SOS", 2},
	SRD: {"SRD", 2},
	SSP: {"SSP", 2},
	STN: {"STN", 2},
	SVC: {"SVC", 2},
	SYP: {"SYP", 2},
	SZL: {"SZL", 2},
	THB: {"THB", 2},
	TJS: {"TJS", 2},
	TMT: {"TMT", 2},
	TND: {"TND", 3},
	TOP: {"TOP", 2},
	TRY: {"TRY", 2},
	TTD: {"TTD", 2},
	TWD: {"TWD", 2},
	TZS: {"TZS", 2},
	UAH: {"UAH", 2},
	UGX: {"UGX", 0},
	USD: {"USD", 2},
	USN: {"USN", 2},
	UYI: {"UYI", 0},
	UYU: {"UYU", 2},
	UYW: {"UYW", 4},
	UZS: {"UZS", 2},
	VED: {"VED", 2},
	VES: {"VES", 2},
	VND: {"VND", 0},
	VUV: {"VUV", 0},
	WST: {"WST", 2},
	XAD: {"XAD", 2},
	XAF: {"XAF", 0},
	XCD: {"XCD", 2},
	XCG: {"XCG", 2},
	XOF: {"XOF", 0},
	XPF: {"XPF", 0},
	YER: {"YER", 2},
	ZAR: {"ZAR", 2},
	ZMW: {"ZMW", 2},
	ZWG: {"ZWG", 2},
}
