"""python -m atlas FOLDER: draws the pages of a publication into FOLDER/atlas."""

from __future__ import annotations

import argparse
from pathlib import Path

from atlas.pages import draw

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a publication, with parquet/")
    draw(parser.parse_args().folder)
