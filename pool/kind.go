package pool

// Kind says which of the four kinds of receivable a contract is.
type Kind uint8

// The kinds. The zero value is no kind at all.
const (
	KindUnknown    Kind = iota
	KindLease           // rent of an IP sale-and-leaseback (融资租赁)
	KindReceivable      // a supplier's claim on a core debtor (应收账款)
	KindMicroloan       // a small loan secured by IP rights (小额贷款)
	KindSublicense      // fees of rights licensed out and back (二次许可)
)

var kindNames = vocabulary{"kind of contract", []string{"", "lease", "receivable", "microloan", "sublicense"}}

// Kinds lists the four kinds in their fixed order.
func Kinds() []Kind { return []Kind{KindLease, KindReceivable, KindMicroloan, KindSublicense} }

// String gives the name used in documents: lease, receivable, microloan or sublicense.
func (k Kind) String() string { return nameOf(kindNames, k) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (k Kind) MarshalText() ([]byte, error) { return marshalName(kindNames, k) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (k *Kind) UnmarshalText(text []byte) (err error) {
	*k, err = parseName[Kind](kindNames, text)
	return err
}
