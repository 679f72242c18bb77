# Tidings: `make demo` shows the whole thing, `make test` tests it. Both need Go and nothing else.

BIN     := bin/tidings
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
export CGO_ENABLED ?= 0

ARCH     := $(shell go env GOARCH)
PACKAGED := $(shell git describe --tags --match 'v*' 2>/dev/null || echo 0.0.0) # a package's version begins with a figure

.PHONY: demo build test race check bench kill year soak sizes quality peers look look-update cover cross packages

demo: build ## the main job on an invented press: out/demo/index.html is an inbox to look at
	$(BIN) demo

build: ## the one binary
	go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN) ./cmd/tidings

test: ## every test
	go test -shuffle=on ./...

race: ## every test, with the race detector (needs a C compiler)
	CGO_ENABLED=1 go test -race -shuffle=on ./...

check: ## formatting, vet, staticcheck, and every test with the race detector
	@diff=$$(go tool gofumpt -l cmd digest docs templates); if [ -n "$$diff" ]; then echo "not gofumpt'd:"; echo "$$diff"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	$(MAKE) race

bench: ## speed, with the peer or the limit beside us
	go test -run '^$$' -bench . -benchmem ./...

kill: ## kill -9 at 100 random moments of a 2,000-reader send, on SQLite and Postgres, and with a slow mail server
	go test -count=1 -timeout 30m -run TestKilledAtAnyMoment -v ./digest/pipeline -kills 100 -readers 2000

year: ## a year of twenty editions in twelve zones on three machines, one killed every week, all off for ten days
	go test -count=1 -timeout 60m -run TestAYearOf -v ./digest/jobs -days 366

DURATION ?= 1h

soak: build ## serve for DURATION (1h) a slot a minute, three machines on Postgres and one on SQLite, with everything failing; an account
	go run ./cmd/soak -program $(BIN) -for $(DURATION)

sizes: ## what an issue, the state and a sweep take with 10,000, 100,000 and a million stored articles
	go test -run '^$$' -bench Sizes -benchtime 1x -timeout 3h ./digest/jobs -sizes 10000,100000,1000000

quality: ## extraction, grouping, repeats and feed reading, measured on labelled data (TIDINGS_DATA)
	go run ./cmd/quality

peers: build ## feeds read by this program and by rss2email, where that is installed (r2e)
	go run ./cmd/quality peers

look: ## every theme and every page for readers in Chromium, checked and photographed: out/look/index.html; skips what is not installed
	go run ./cmd/look

look-update: ## the same, and what it shows is what was reviewed from now on
	go run ./cmd/look -update

cover: ## test coverage by package
	go test -coverprofile=coverage.out ./... && go tool cover -func=coverage.out | tail -1

cross: ## builds for the other platforms
	GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/tidings
	GOOS=darwin GOARCH=arm64 go build -o /dev/null ./cmd/tidings
	GOOS=windows GOARCH=amd64 go build -o /dev/null ./cmd/tidings

packages: build ## a deb and an rpm in out/; ARCH=arm64 for another processor
	rm -rf out/package && mkdir -p out/package
	$(BIN) man out/package/man
	$(BIN) completion bash >out/package/tidings.bash
	$(BIN) schema >out/package/tidings.schema.json
	GOARCH=$(ARCH) go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o out/package/tidings ./cmd/tidings
	go build -modfile=packaging/go.mod -o out/package/nfpm github.com/goreleaser/nfpm/v2/cmd/nfpm
	for kind in deb rpm; do ARCH=$(ARCH) VERSION=$(PACKAGED) out/package/nfpm package -f packaging/nfpm.yaml -p $$kind -t out/ || exit; done
