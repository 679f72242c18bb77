package main

import (
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// relay is a mail server on loopback that leaves each mail in mail/ADDRESS.eml, the second to an address in
// mail/ADDRESS.2.eml, with the line ends of this system's tools. Its options are:
//
//	refuse=ADDRESS:CODE   answers a recipient with a code, such as 550
//	refuse-sender=ADDRESS answers a sender with 550
//	auth=USER:PASSWORD    takes mail from whoever logs in
//	starttls              protects the connection by the certificate in relay.pem; env SSL_CERT_FILE=$WORK/relay.pem
//	                      makes the program trust it
//	down                  is not there: $RELAY_PORT is one at which nothing answers
type relay_ struct {
	dir      string // of the mails
	refused  map[string]int
	sender   string // who is refused
	user     string
	password string

	mu    sync.Mutex
	count map[string]int // of mails, by recipient
}
