"""Crossings from the spreadsheet to the engine for a full recalculation of the example budget, per host.

python bench/bench_traversees.py [--sans HOTE …]  (needs what the tests need: python3 faire.py tests)
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

import pytest  # noqa: E402

import udfs  # noqa: E402, F401
from tests import classeur_officejs, excel_simule, test_officejs_ruban  # noqa: E402
from tests.calc_hote import Calc  # noqa: E402
from tests.test_officejs import SCENARIO, regarder  # noqa: E402
from xlprod.classeurs import archive, noms, recalcul  # noqa: E402
from xlprod.classeurs.calcul.appels import Appel  # noqa: E402
from xlprod.classeurs.calcul.dependances import Parcours  # noqa: E402
from xlprod.classeurs.calcul.execution import executer  # noqa: E402
from xlprod.classeurs.gabarit import colonnes  # noqa: E402
from xlprod.classeurs.gabarit.formules import cellule  # noqa: E402
from xlprod.hotes import bureau, vba_com  # noqa: E402
from xlprod.registre import ErreurCellule  # noqa: E402

EXEMPLES = RACINE / "workbooks" / "exemples"
FILM, CLASSIQUE = EXEMPLES / "film_2_5_M.xlsx", EXEMPLES / "film_2_5_M_classique.xlsm"
BRUT, DEBUT, CHARGES = (
    cellule(colonnes.PREMIERE + 4, colonnes.RANG[nom]) for nom in ("Brut unitaire", "Début", noms.CHARGES)
)
ORIGINE = dt.date(1899, 12, 30)


def vagues() -> list[list[tuple[str, list[Any]]]]:
    """Calls of the workbook, with their arguments, in the waves that Excel sends them in.

    A call leaves once all it reads is there: its wave is the longest chain of our functions it
    depends on.  A call inside the arguments of another would wait too; the example has none.
    """
    with archive.ouvrir(FILM) as paquet:
        etat = executer(paquet, None, lambda _: None)
    formules, plan = etat.execution.formules, etat.execution.plan
    cases = {(f.feuille, *p): rang for rang, f in enumerate(formules) for p in f.zone.positions()}
    profondeurs: dict[int, int] = {}
    for rang in Parcours(formules).ordre:
        lues = (cases.get((z.feuille, *p)) for z in formules[rang].lues for p in z.positions())
        avant = max((profondeurs[lue] for lue in lues if lue in profondeurs), default=0)
        profondeurs[rang] = avant + formules[rang].appelle
    rendues = defaultdict(list)
    for rang, appels in {**{r: [a] for r, a in plan.purs.items()}, **plan.meles}.items():
        for appel in appels:
            assert not any(isinstance(a, Appel) for a in appel.arguments), "appels imbriqués"
            arguments = [_matrice(a) for a in etat.evaluation._arguments[appel][0]]
            rendues[profondeurs[rang]].append((appel.nom.removeprefix("_xldudf_XLPROD_"), arguments))
    return [rendues[vague] for vague in sorted(rendues)]


def _matrice(argument: Any) -> list[list[Any]]:
    lignes = argument if isinstance(argument, list) else [[argument]]
    return [[_envoyee(v) for v in ligne] for ligne in lignes]


def _envoyee(valeur: Any) -> Any:
    if isinstance(valeur, ErreurCellule):
        return {"code": valeur.code}
    return (valeur - ORIGINE).days if isinstance(valeur, dt.date) else valeur


def officejs(dossier: Path) -> dict[str, Any]:
    """The real script and engine in Chromium; a crossing is a batch."""
    lots = {f"vague {i}": vague for i, vague in enumerate(vagues(), 1)}
    dossier.mkdir()
    donnees = dossier / "appels.json"
    donnees.write_text(json.dumps(lots), encoding="utf-8")
    pages = [SCENARIO / "hote.js", *(RACINE / "bench" / "officejs").iterdir(), donnees]
    mesures = regarder(dossier / "site", pages, "mesures.html")["mesures"]
    return {
        "appels": sum(map(len, lots.values())),
        "vagues": len(lots),
        "traversees": sum(m[-1]["lots"] for m in mesures.values()),
        "erreurs": sum(m[-1]["erreurs"] for m in mesures.values()),
        "premier_s": round(sum(m[0]["ms"] for m in mesures.values()) / 1000, 3),
        "suivant_s": round(
            sum(statistics.median(t["ms"] for t in m[1:]) for m in mesures.values()) / 1000, 3
        ),
    }


def classique() -> dict[str, Any]:
    """The workbook's own VBA, interpreted; a crossing is a call of the COM object, timed behind COM."""
    durees: list[float] = []
    calculer = vba_com.calculer

    def chronometrer(nom: str, arguments: Any) -> Any:
        debut = time.perf_counter()
        reponse = calculer(nom, arguments)
        durees.append(time.perf_counter() - debut)
        return reponse

    saisies = {"un brut": (BRUT, 9876.54), "une date": (DEBUT, 46120.0)}
    rendu: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as retouche:
        retouche.setattr(vba_com, "calculer", chronometrer)
        classeur = excel_simule.Classeur(CLASSIQUE, retouche)
        for etape in ("premier", "suivant", *saisies):
            if etape in saisies:
                classeur.saisir(noms.EQUIPE, *saisies[etape])
            durees.clear()
            _, appels = classeur.recalculer()
            assert appels.total() == len(durees)
            rendu[etape] = {"traversees": len(durees), "moteur_s": round(sum(durees), 3)}
    return rendu


def calc(dossier: Path) -> dict[str, Any]:
    """A real LibreOffice; the engine runs in its process."""
    dossier.mkdir()
    copie = shutil.copyfile(FILM, dossier / FILM.name)
    with Calc(Path(bureau.exiger()), dossier) as hote:
        hote("ouvrir", str(copie))
        avant = hote("texte", noms.EQUIPE, CHARGES)
        hote("ecrire", noms.EQUIPE, BRUT, "9876.54")
        durees = [hote("recalculer") for _ in range(4)]
        formule, apres = hote("texte", noms.EQUIPE, CHARGES)
        assert [formule, apres] != avant, "l'extension ne calcule pas"
        assert re.search(r"\d,\d\d", apres), apres
    return {"traversees": 0, "premier_s": round(durees[0], 3), "suivant_s": round(min(durees[1:]), 3)}


def fichiers(dossier: Path) -> dict[str, Any]:
    """``xlprod recalculer``: reading and writing the file included."""
    dossier.mkdir()
    bilans = [recalcul.recalculer(FILM, dossier / f"{i}.xlsx") for i in range(3)]
    formules = bilans[0].fonctions
    return {"traversees": 0, "formules": formules, "s": round(statistics.median(b.duree for b in bilans), 3)}


def actions(dossier: Path) -> dict[str, Any]:
    """The real pane in Chromium; a crossing is a ``sync`` with Excel, reading then writing."""
    dossier.mkdir()
    vu = test_officejs_ruban.parcourir(dossier, classeur_officejs.lire(FILM))
    return {"lecture": vu["lecture_syncs"], **{nom: rendu["syncs"] for nom, rendu in vu["actions"].items()}}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="xlprod-") as temporaire:
        dossier = Path(temporaire)
        hotes: dict[str, Callable[[], dict[str, Any]]] = {
            "officejs": lambda: officejs(dossier / "officejs"),
            "classique": classique,
            "calc": lambda: calc(dossier / "calc"),
            "fichiers": lambda: fichiers(dossier / "fichiers"),
            "actions": lambda: actions(dossier / "actions"),
        }
        analyseur = argparse.ArgumentParser(description=__doc__)
        analyseur.add_argument("--sans", nargs="*", default=[], choices=hotes, help="hôtes laissés de côté")
        laisses = analyseur.parse_args().sans
        print(json.dumps({nom: mesurer() for nom, mesurer in hotes.items() if nom not in laisses}, indent=1))


if __name__ == "__main__":
    main()
