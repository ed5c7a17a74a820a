"""Ciphers of Basic Access Control: two-key triple DES and its MAC (Doc 9303-11, 9.7, 9.8)."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

BLOCK = 8
FOR_ENCRYPTION, FOR_MAC = 1, 2
_ZEROS = bytes(BLOCK)


def derive_key(seed: bytes, purpose: int) -> bytes:
    """Return the 16 bytes of a key for one purpose, with odd parity."""
    digest = hashlib.sha1(seed + purpose.to_bytes(4, "big"), usedforsecurity=False).digest()
    return bytes(_with_odd_parity(byte) for byte in digest[:16])


def key_seed(information: str) -> bytes:
    """Return the seed that the machine readable zone gives."""
    return hashlib.sha1(information.encode("ascii"), usedforsecurity=False).digest()[:16]


def encrypt(key: bytes, data: bytes) -> bytes:
    """Encrypt whole blocks (CBC, zero vector)."""
    encryptor = _triple_des(key).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def decrypt(key: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks."""
    decryptor = _triple_des(key).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def mac(key: bytes, data: bytes) -> bytes:
    """Return the 8 bytes that vouch for data, which is padded first (ISO 9797-1, algorithm 3)."""
    first, second = key[:BLOCK], key[BLOCK:]
    last = encrypt(first * 2, pad(data))[-BLOCK:]
    return encrypt(first * 2, decrypt(second * 2, last))


def pad(data: bytes) -> bytes:
    """Add 80 and zeros to the next whole block (ISO 9797-1, method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def unpad(data: bytes) -> bytes:
    """Take the padding away; data without one is returned as it is."""
    body = data.rstrip(b"\0")
    return body[:-1] if body.endswith(b"\x80") else data


def _triple_des(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(TripleDES(key + key[:BLOCK]), modes.CBC(_ZEROS))


def _with_odd_parity(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte ^ 1
