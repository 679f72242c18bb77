package readers_test

import (
	"os"
	"testing"

	"tidings/digest/store/storetest"
)

// suite runs tests on both databases.
var suite storetest.Suite

// morning is when every test begins.
var morning = storetest.Morning()

func TestMain(m *testing.M) { os.Exit(suite.Main(m)) }
