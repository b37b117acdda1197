#!/usr/bin/env python3
"""Makes the region file of one regency from the CSV files of the npm package idn-area-data.

    npm pack idn-area-data@4.0.1 && tar xzf idn-area-data-4.0.1.tgz
    data/extract_regions.py package/data 32.11 > data/sumedang/regions.csv

Writes `code,parent,name`: the province, the regency, its districts and its villages, by code.
The shape is what `pendata-admin regions import` takes; data/sumedang/README.md tells the licence.
"""

import csv
import sys
from pathlib import Path

# file, column of the parent's code (a province has none)
LEVELS = (
    ("provinces.csv", None),
    ("regencies.csv", "province_code"),
    ("districts.csv", "regency_code"),
    ("villages.csv", "district_code"),
)


def extract(package_data: Path, regency: str):
    """Yields (code, parent, name) of the regency, of what is above it and of all below it."""
    for file_name, parent_column in LEVELS:
        with open(package_data / file_name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row["code"]
                above = regency == code or regency.startswith(code + ".")
                if above or code.startswith(regency + "."):
                    yield code, row[parent_column] if parent_column else "", row["name"].strip()


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    rows = sorted(extract(Path(sys.argv[1]), sys.argv[2]))
    if not any(code == sys.argv[2] for code, _, _ in rows):
        print(f"no regency {sys.argv[2]} in {sys.argv[1]}", file=sys.stderr)
        return 1
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("code", "parent", "name"))
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
