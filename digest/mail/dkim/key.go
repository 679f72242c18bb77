package dkim

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
)

// rsaBits is what RFC 8301 section 3.2 asks signers for, and the longest that the DNS of everybody carries.
const rsaBits = 2048

// NewRSA makes an RSA key of 2048 bits, which every receiver verifies.
func NewRSA(random io.Reader) (crypto.Signer, error) { return rsa.GenerateKey(random, rsaBits) }

// NewEd25519 makes an Ed25519 key (RFC 8463), whose signatures take a fortieth of the time. Receivers that do not know
// it pass over it, so it stands beside an RSA key.
func NewEd25519(random io.Reader) (crypto.Signer, error) {
	_, private, err := ed25519.GenerateKey(random)
	return private, err
}

// pemType is the label of a key in PKCS #8 (RFC 7468 section 10).
const pemType = "PRIVATE KEY"

// Marshal is a key as a file holds it: PEM, PKCS #8.
func Marshal(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// Parse reads a private key in PEM: PKCS #8, or PKCS #1 as older programs write RSA keys. RSA keys of fewer than 1024
// bits are refused, since no receiver takes their signatures (RFC 8301 section 3.2).
func Parse(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("this is no key in PEM, which begins with -----BEGIN PRIVATE KEY-----")
	}
	var key any
	var err error
	switch block.Type {
	case pemType:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		return nil, fmt.Errorf("a %q is no private key", block.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("the key cannot be read: %w", err)
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if key.N.BitLen() < 1024 {
			return nil, fmt.Errorf("an RSA key of %d bits is too short; %d are right", key.N.BitLen(), rsaBits)
		}
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, fmt.Errorf("a key of type %T makes no DKIM signature; RSA and Ed25519 do", key)
}

// publicPart is the text of the record of a key. RFC 8463 section 4.2 has an Ed25519 key bare.
func publicPart(key crypto.Signer) (string, error) {
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der), err
	case ed25519.PublicKey:
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public), nil
	}
	return "", fmt.Errorf("a key of type %T makes no DKIM signature", key)
}
