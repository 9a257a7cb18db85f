"""The Office.js side in headless Chromium: start to first value, 10,000 cells, size of the site.

python bench/bench_officejs.py  (Chromium and the npm packages must be there: python3 faire.py tests)
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import tempfile
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

import udfs  # noqa: E402, F401
from tests.test_officejs import PYODIDE, regarder  # noqa: E402
from xlprod.hotes import officejs  # noqa: E402


def main() -> None:
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        site = officejs.construire(dossier / "mesure", PYODIDE, "https://localhost")
        taille = sum(len(gzip.compress(f.read_bytes(), 9, mtime=0)) for f in site.rglob("*") if f.is_file())
        vus = [regarder(dossier / str(i)) for i in range(3)]
    mesures = {
        "premiere_valeur_s": statistics.median(v["premiere_valeur_ms"] for v in vus) / 1000,
        "dix_mille_cellules_s": statistics.median(v["dix_mille_ms"] for v in vus) / 1000,
        "lots": vus[0]["dix_mille_lots"],
        "site_gzip_mo": taille / 1e6,
    }
    print(json.dumps(mesures, indent=1))


if __name__ == "__main__":
    main()
