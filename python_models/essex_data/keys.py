"""The two keys: made once, read with care, never shown.

``link.key`` makes tokens; partners who pseudonymise at source hold it too.
``vault.key`` encrypts the vault and makes ids; it never leaves the hub.
Both are 32 random bytes in a file that only its owner may read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

KEY_BYTES = 32
KEY_NAMES = ("link.key", "vault.key")
UNIT_SEPARATOR = "\x1f"
_BLOCK_BYTES = 64  # of SHA-256, FIPS 180-4


class KeyProblem(Exception):
    """A key that cannot be used; the message names the file and what to do."""


def make_keys(key_dir: Path) -> list[Path]:
    """Makes the keys that are not there yet and returns their paths.

    A key that exists is never replaced: every token made with it would be lost.
    """
    key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in KEY_NAMES:
        path = key_dir / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        made.append(path)
    return made


def read_key(path: Path) -> bytes:
    """Reads one key (32 bytes).

    Raises KeyProblem when the file is missing, unreadable, of another length or
    readable by others.
    """
    make = "Put the key there, or run `make keys` to make new ones."
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        key = path.read_bytes()
    except FileNotFoundError:
        raise KeyProblem(f"There is no key at {path}. {make}") from None
    except OSError as error:
        raise KeyProblem(
            f"The key {path} cannot be read ({error.strerror}). Give its owner read "
            "access (chmod 600) and run as that owner."
        ) from None
    if mode & 0o077:
        raise KeyProblem(
            f"The key {path} can be read by others (mode {mode:04o}). "
            f"Run: chmod 600 {path}"
        )
    if len(key) != KEY_BYTES:
        raise KeyProblem(
            f"The key {path} has {len(key)} bytes and must have {KEY_BYTES}. {make}"
        )
    return key


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and the outer pad (64 bytes each) of HMAC-SHA256, RFC 2104."""
    block = key.ljust(_BLOCK_BYTES, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def token(key: bytes, *parts: str) -> str:
    """A token: 32 lower-case hex characters, the first 16 bytes of the HMAC.

    parts: the domain first, then what is tokenised; joined by U+001F.
    """
    message = UNIT_SEPARATOR.join(parts).encode()
    return hmac.new(key, message, hashlib.sha256).digest()[:16].hex()


def match_token(key: bytes, name: str, *fields: str) -> int:
    """A match key: the first 8 bytes of the HMAC as an unsigned 64-bit integer."""
    return int(token(key, f"match:{name}", *fields)[:16], 16)


def check_value(key: bytes) -> str:
    """What tells link keys apart and nothing about them (16 hex characters), which the
    vault keeps in ``stg_landing__link_key``.
    """
    return token(key, "key check")[:16]


def release_key(vault_key: bytes, purpose: str) -> bytes:
    """The key (32 bytes) of all that is released for one purpose."""
    message = UNIT_SEPARATOR.join(("release", purpose)).encode()
    return hmac.new(vault_key, message, hashlib.sha256).digest()


def encryption_secret(key: bytes) -> str:
    """What encrypts the vault's file, derived so that ids do not share its use."""
    return hmac.new(key, b"vault encryption", hashlib.sha256).hexdigest()
