package database_test

import (
	"os"
	"testing"

	"tidings/digest/store/storetest"
)

// suite runs tests on both databases.
var suite storetest.Suite

func TestMain(m *testing.M) { os.Exit(suite.Main(m)) }
