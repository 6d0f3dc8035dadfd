"""Reference files as a user would drop them: a postcode and a property directory, in
the published columns' form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from demo.deliveries import Style, text
from demo.geography import Places
from demo.write import write_table


def write_reference(root: Path, places: Places, rng: np.random.Generator) -> None:
    """``reference/postcode_directory`` and ``reference/uprn_directory``."""
    n = len(places.postcode)
    area = places.oa_lsoa[places.postcode_oa]
    outward = np.array([p.split(" ")[0] for p in places.postcode], dtype=object)
    inward = np.array([p.split(" ")[1] for p in places.postcode], dtype=object)
    ended = rng.random(n) < 0.01
    lat = places.lsoa_lat[area] + rng.normal(0, 0.0016, n)
    lon = places.lsoa_lon[area] + rng.normal(0, 0.0026, n)

    def const(value: str) -> pa.Array:
        return pa.array([value] * n, pa.string())

    oa = np.array(places.oa_code, dtype=object)[places.postcode_oa]
    lsoa = np.array(places.lsoa_code, dtype=object)[area]
    ward = np.array(places.ward_2024, dtype=object)[area]
    table = pa.table(
        {
            "pcd": text(
                outward + np.where([len(o) == 4 for o in outward], "", " ") + inward
            ),
            "pcd2": text(outward + " " + inward),
            "pcds": text(outward + " " + inward),
            "dointr": const("198001"),
            "doterm": text(np.array([None, "202306"], dtype=object)[ended.astype(int)]),
            "usertype": const("0"),
            "oseast1m": text(np.round(570_000 + (lon - 0.45) * 69_000).astype(int)),
            "osnrth1m": text(np.round(190_000 + (lat - 51.58) * 111_200).astype(int)),
            "osgrdind": const("1"),
            "oa11": text(oa),
            "cty": const("E10000012"),
            "ced": const("E99999999"),
            "laua": const("E07000066"),
            "ward": text(ward),
            "osward": text(ward),
            "ctry": const("E92000001"),
            "rgn": const("E12000006"),
            "lsoa11": text(lsoa),
            "oa21": text(oa),
            "lsoa21": text(lsoa),
            "lat": text(np.char.mod("%.6f", lat).astype(object)),
            "long": text(np.char.mod("%.6f", lon).astype(object)),
        }
    )
    folder = root / "reference" / "postcode_directory"
    folder.mkdir(parents=True)
    style = Style("reference", "postcode_directory")
    write_table(table, folder / "NSPL_demo.csv", style)
    folder = root / "reference" / "uprn_directory"
    folder.mkdir(parents=True)
    postcode = places.address_postcode
    numbers = places.address_uprn.astype(np.int64)
    write_table(
        pa.table(
            {
                "uprn": text(numbers),
                "pcds": text(places.postcode[postcode]),
                "oa11cd": text(oa[postcode]),
                "lsoa11cd": text(lsoa[postcode]),
                "wd24cd": text(ward[postcode]),
                "lad24cd": pa.array(["E07000066"] * len(numbers), pa.string()),
            }
        ),
        folder / "ONSUD_demo.csv",
        style,
    )
