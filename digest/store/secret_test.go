package store_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"tidings/digest/store"
	"tidings/digest/store/storetest"
)

func TestSecretIsTheSameForEver(t *testing.T) {
	suite.OnBoth(t, func(t *testing.T, st *storetest.State) {
		var mu sync.Mutex
		var secrets [][]byte
		storetest.Race(t, st, 5, func(s *store.Store, _ int) error {
			secret, err := s.Secret(t.Context(), "links")
			mu.Lock()
			defer mu.Unlock()
			secrets = append(secrets, secret)
			return err
		})
		for _, secret := range secrets {
			if len(secret) != 32 || !bytes.Equal(secret, secrets[0]) {
				t.Errorf("secrets differ: %x", secrets)
			}
		}
		if other := storetest.Must[[]byte](t)(st.Open(t).Secret(t.Context(), "other")); bytes.Equal(other, secrets[0]) {
			t.Error("two names share a secret")
		}
	})
}

func TestSecretIsNotMadeOfTooLittleRandomness(t *testing.T) {
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{Rand: strings.NewReader("short")})
	storetest.OK(t, err)
	defer s.Close()
	if secret, err := s.Secret(t.Context(), "links"); err == nil {
		t.Errorf("secret %x", secret)
	}
}
