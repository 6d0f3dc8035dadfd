"""Valid but invented numbers: NHS number, UPN, National Insurance number, UPRN.

NHS numbers lie in the 9xx xxx xxxx blocks that are kept for tests, from 999 downwards.
Check digits follow the landing contract's formulas.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ"
NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ"
NINO_BANNED = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
#: Invented twelve-digit range; real property numbers are allotted by GeoPlace.
UPRN_FIRST = 19_900_000_001

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]


def spread(count: int, size: int, offset: int) -> Ints:
    """``count`` distinct numbers below ``size`` in an order that looks random.

    A multiplicative step that is coprime with ``size``; ``offset`` starts it.
    """
    step = int(size * 0.6180339887) | 1
    while np.gcd(step, size) != 1:
        step += 2
    return (np.arange(count, dtype=np.int64) * step + offset) % size


def digits_of(numbers: Ints, width: int) -> Ints:
    """Decimal digits, most significant first, shape (n, width)."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return numbers[:, None] // powers % 10


def nhs_numbers(count: int, offset: int) -> Ints:
    """``count`` distinct NHS numbers with valid check digits (int64, ten digits)."""
    blocks = 1 + int(count * 1.11) // 1_000_000
    size = blocks * 1_000_000
    first = 1_000_000_000 - size
    wanted = min(size, int(count * 1.12) + 100)
    base = first + spread(wanted, size, offset % size)
    total = digits_of(base, 9) @ np.arange(10, 1, -1)
    check = 11 - total % 11
    check[check == 11] = 0
    valid = check != 10
    return (base * 10 + check)[valid][:count]


def upn_check_letter(twelve: Ints) -> Texts:
    """First letter of a UPN for its twelve digits (weights 2…13, modulo 23)."""
    total = digits_of(twelve, 12) @ np.arange(2, 14)
    return np.array(list(UPN_LETTERS), dtype=object)[total % 23]


def upns(twelve: Ints) -> Texts:
    """Whole UPNs (13 characters) for their twelve digits."""
    text = np.char.zfill(twelve.astype(str), 12).astype(object)
    return upn_check_letter(twelve) + text


def temporary_upns(eleven: Ints) -> Texts:
    """Temporary UPNs: eleven digits and a final letter, check letter in front.

    The final letter counts by its place in the alphabet of check letters.
    """
    letters = np.array(list(UPN_LETTERS), dtype=object)
    last = eleven % 23
    total = digits_of(eleven, 11) @ np.arange(2, 13) + 13 * last
    text = np.char.zfill(eleven.astype(str), 11).astype(object)
    return letters[total % 23] + text + letters[last]


def ninos(count: int, offset: int) -> Texts:
    """``count`` distinct National Insurance numbers of valid form."""
    prefixes = np.array(
        [
            first + second
            for first in NINO_FIRST
            for second in NINO_SECOND
            if first + second not in NINO_BANNED
        ],
        dtype=object,
    )
    numbers = spread(count, 1_000_000 * len(prefixes), offset)
    text = np.char.zfill((numbers // len(prefixes)).astype(str), 6).astype(object)
    suffix = np.array(list("ABCD"), dtype=object)[(numbers * 7 // 3) % 4]
    return prefixes[numbers % len(prefixes)] + text + suffix


def uprns(count: int) -> Texts:
    """``count`` distinct twelve-digit UPRNs with their leading zero."""
    numbers = UPRN_FIRST + spread(count, max(count * 3, 1000), 17)
    return np.char.zfill(numbers.astype(str), 12).astype(object)
