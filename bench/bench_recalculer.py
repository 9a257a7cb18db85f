"""``xlprod recalculer`` against IronCalc alone on native formulas of the same size.

python bench/bench_recalculer.py
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

import ironcalc  # noqa: E402
import xlsxwriter  # noqa: E402

import udfs  # noqa: E402, F401
from xlprod.classeurs import recalcul  # noqa: E402


def classeur(chemin: Path, nombre: int, natif: bool) -> Path:
    livre = xlsxwriter.Workbook(str(chemin))
    feuille = livre.add_worksheet("Paie")
    for i in range(nombre):
        feuille.write(i, 0, 1000 + i)
        if natif:
            feuille.write_formula(i, 1, f"=ROUND(A{i + 1}*1.64,2)")
        else:
            formule = f'=_xldudf_XLPROD_COUT_EMPLOYEUR(A{i + 1},"TECH_C","2025-06-02",5,"taux_at=1.5")'
            feuille.write_dynamic_array_formula(i, 1, i, 1, formule)
    livre.close()
    return chemin


def mediane(action: Callable[[], object], fois: int = 3) -> float:
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        action()
        durees.append(time.perf_counter() - debut)
    return statistics.median(durees)


def ironcalc_seul(chemin: Path) -> None:
    modele = ironcalc.load_from_xlsx(str(chemin), "en", "UTC", "en")
    modele.evaluate()


def main() -> None:
    exemple = RACINE / "workbooks" / "exemples" / "film_2_5_M.xlsx"
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        sortie = dossier / "sortie.xlsx"

        def recalculer(source: Path) -> None:
            sortie.unlink(missing_ok=True)
            recalcul.recalculer(source, sortie)

        mesures = {"exemple_s": mediane(lambda: recalculer(exemple))}
        for nombre in (1_000, 10_000):
            nos = classeur(dossier / f"nos{nombre}.xlsx", nombre, natif=False)
            natif = classeur(dossier / f"natif{nombre}.xlsx", nombre, natif=True)
            notre, pair = mediane(lambda: recalculer(nos)), mediane(lambda: ironcalc_seul(natif))  # noqa: B023
            mesures |= {
                f"{nombre}_s": notre,
                f"{nombre}_pair_natif_s": pair,
                f"{nombre}_rapport": notre / pair,
            }
    print(json.dumps(mesures, indent=1))


if __name__ == "__main__":
    main()
