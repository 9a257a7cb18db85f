"""The Office.js side in headless Chromium: first value, recalculations of 10,000 cells, size of the site.

python bench/bench_officejs.py [--fois N]  (needs Chromium and the npm packages: python3 faire.py tests)
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

import udfs  # noqa: E402, F401
from tests.test_officejs import PYODIDE, SCENARIO, regarder  # noqa: E402
from xlprod.devis.exemple import film_exemple  # noqa: E402
from xlprod.hotes import officejs, officejs_pont  # noqa: E402
from xlprod.paie import colonnes  # noqa: E402
from xlprod.periodes import serie  # noqa: E402

NOMBRE = 10_000
LOT = 2_000
Appel = tuple[str, list[Any]]


def appels() -> dict[str, list[Appel]]:
    """Recalculations of 10,000 cells, as the crew sheet of a budget asks for them.

    The example film is taken again and again, every gross multiplied by a number of its own.
    In ``budget`` the dates are those of the film: a few dozen kinds of contracts.  In the
    others each copy of the film starts on its own day, so that hardly two rows are alike.
    """
    hasard = random.Random(1)
    film = film_exemple()
    plage = [list(paire) for paire in film.parametres]
    texte = ";".join(f"{nom}={valeur}" for nom, valeur in film.parametres)
    budget: list[Appel] = []
    charges: list[Appel] = []
    minima: list[Appel] = []
    ecarts: list[Appel] = []
    for copie in range(NOMBRE // len(film.personnes) + 1):
        for p in film.personnes:
            brut, jour = hasard.uniform(0.8, 1.6), serie(p.debut)
            total = round(p.brut_total * brut) / 100
            decale = jour - copie
            suite = f"{texte}|convention={p.convention}|" + ("" if p.continu else "engagement_continu=non")
            poste = [p.fonction, int(p.convention), decale, p.annexe, p.unite_minimum]
            budget.append(("CHARGES_PATRONALES", [total, p.statut, jour, p.jours, suite]))
            charges.append(("CHARGES_PATRONALES", [total, p.statut, decale, p.jours, suite]))
            minima.append(("SALAIRE_MINIMUM", [*poste, plage]))
            ecarts.append(("ECART_MINIMUM", [round(p.brut * brut) / 100, *poste, 1, plage]))
    feuille = [appel for paire in zip(minima, charges, strict=True) for appel in paire]
    params = "effectif=10;taux_at=1,5;heures=39;convention=3097;medecine=0,384"
    un_contrat: list[Appel] = [
        ("COUT_EMPLOYEUR", [1000 + i, "TECH_C", 45810, 5, params]) for i in range(NOMBRE)
    ]
    tous = {
        "budget": budget,
        "un_contrat": un_contrat,
        "feuille": feuille,
        "minima": minima,
        "ecarts": ecarts,
    }
    return {nom: lot[:NOMBRE] for nom, lot in tous.items()}


def en_direct(lot: list[Appel], fois: int = 5) -> dict[str, float]:
    """The same batches through the bridge in this Python, as inside the add-in: without numpy."""
    colonnes.SEUIL_NUMPY = NOMBRE + 1
    envoyes = [
        [nom, [{"plage": json.dumps(a)} if isinstance(a, list) else a for a in arguments]]
        for nom, arguments in lot
    ]
    textes = [json.dumps(envoyes[i : i + LOT]) for i in range(0, len(lot), LOT)]
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        for texte in textes:
            officejs_pont.repondre(texte)
        durees.append(time.perf_counter() - debut)
    return {"premiere_s": durees[0], "mediane_s": statistics.median(durees[1:])}


def resume(mesures: list[list[dict[str, float]]]) -> dict[str, float]:
    """One figure of many browsers: the first recalculation of each, then the ones that follow."""
    suites = [m["ms"] for serie_ in mesures for m in serie_[1:]]
    return {
        "premiere_s": statistics.median(serie_[0]["ms"] for serie_ in mesures) / 1000,
        "mediane_s": statistics.median(suites) / 1000,
        "minimum_s": min(suites) / 1000,
        "pire_attente_s": statistics.median(m["pire_attente_ms"] for s in mesures for m in s[1:]) / 1000,
        "erreurs": max(m["erreurs"] for serie_ in mesures for m in serie_),
    }


def main() -> None:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--fois", type=int, default=3, help="nombre de navigateurs, l'un après l'autre")
    options = analyseur.parse_args()
    lots = appels()
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        site = officejs.construire(dossier / "mesure", PYODIDE, "https://localhost")
        taille = sum(len(gzip.compress(f.read_bytes(), 9, mtime=0)) for f in site.rglob("*") if f.is_file())
        donnees = dossier / "appels.json"
        donnees.write_text(
            json.dumps({n: [[f, [_matrice(a) for a in x]] for f, x in lot] for n, lot in lots.items()})
        )
        pages = [SCENARIO / "hote.js", *(RACINE / "bench" / "officejs").iterdir(), donnees]
        vus = [regarder(dossier / str(i), pages, "mesures.html") for i in range(options.fois)]
    mesures = {
        "premiere_valeur_s": statistics.median(v["premiere_valeur_ms"] for v in vus) / 1000,
        "dix_mille_cellules": {nom: resume([v["mesures"][nom] for v in vus]) for nom in lots},
        "moteur_seul": {nom: en_direct(lot) for nom, lot in lots.items()},
        "site_gzip_mo": taille / 1e6,
    }
    print(json.dumps(mesures, indent=1))


def _matrice(argument: Any) -> list[list[Any]]:
    return argument if isinstance(argument, list) else [[argument]]


if __name__ == "__main__":
    main()
