package credit_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

func TestEstimateInJSON(t *testing.T) {
	for want, e := range map[string]credit.Estimate{
		`{"value":1.5,"std_err":0.25}`: {Value: 1.5, StdErr: 0.25},
		`{"value":0,"std_err":null}`:   {StdErr: math.NaN()},
	} {
		if got, err := json.Marshal(e); err != nil || string(got) != want {
			t.Errorf("%+v: %s, %v; want %s", e, got, err, want)
		}
	}
}
