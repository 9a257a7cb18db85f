"""Cold start, details with trace, columns; OpenFisca-France as the peer when its Python is given.

python bench/bench_moteur.py [--pair /path/to/python]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
PREMIER = (
    "import udfs; from xlprod import registre;"
    "r = registre.evaluer('COUT_EMPLOYEUR', [1500, 'TECH_C', '2025-06-02', 5]); assert r.valeur"
)
PAIR = """
import json, time
t = time.perf_counter()
from openfisca_france import FranceTaxBenefitSystem
from openfisca_core.simulation_builder import SimulationBuilder
import numpy as np
systeme = FranceTaxBenefitSystem()
def calcul(n):
    s = SimulationBuilder().build_default_simulation(systeme, count=n)
    s.set_input("salaire_de_base", "2025-03", np.linspace(1801.8, 9000, n).astype(np.float32))
    s.set_input("effectif_entreprise", "2025-03", np.full(n, 30))
    s.set_input("categorie_salarie", "2025-03", np.zeros(n, dtype=int))
    return s.calculate("salaire_super_brut_hors_allegements", "2025-03")
calcul(1); premier = time.perf_counter() - t
t = time.perf_counter(); [calcul(1) for _ in range(20)]; un = 20 / (time.perf_counter() - t)
t = time.perf_counter(); calcul(100_000); colonne = 100_000 / (time.perf_counter() - t)
print(json.dumps({"premier_s": premier, "un_par_un_par_s": un, "colonne_par_s": colonne}))
"""


def demarrage(fois: int = 7) -> dict[str, float]:
    """Whole process: interpreter, import, data, first figure."""
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        subprocess.run([sys.executable, "-c", PREMIER], cwd=RACINE, check=True)
        durees.append(time.perf_counter() - debut)
    nu = min(_duree_python() for _ in range(fois))
    return {"mediane_s": statistics.median(durees), "dont_python_nu_s": nu}


def _duree_python() -> float:
    debut = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - debut


def details(nombre: int = 30_000) -> dict[str, float]:
    """One contract after the other, every step of the trace built."""
    from xlprod.paie import explication
    from xlprod.paie import parametres as lecteur
    from xlprod.paie.contrat import contrat
    from xlprod.paie.cotisations import Charges, etapes_lignes

    hasard = random.Random(1)
    parametres = lecteur.lire((("effectif", "10"), ("taux_at", "1,5")))
    bruts = [hasard.randrange(50_000, 800_000) for _ in range(nombre)]
    jour = dt.date(2025, 6, 2)
    etapes_lignes(Charges(bruts[0], contrat("TECH_C", jour, 5, parametres)))

    def cadence(action) -> float:
        debut = time.perf_counter()
        for brut in bruts:
            action(Charges(brut, contrat("TECH_C", jour, 5, parametres)))
        return nombre / (time.perf_counter() - debut)

    return {
        "totaux_par_s": cadence(lambda c: c.cout),
        "lignes_tracees_par_s": cadence(etapes_lignes),
        "trace_complete_par_s": cadence(explication.etapes),
    }


def colonne(nombre: int = 100_000) -> dict[str, float]:
    """Costs of one kind of contract, with numpy and with plain lists, then through the registry."""
    import udfs  # noqa: F401
    from xlprod import registre
    from xlprod.paie import colonnes
    from xlprod.paie import parametres as lecteur
    from xlprod.paie.contrat import contrat

    hasard = random.Random(2)
    bruts = [hasard.randrange(50_000, 900_000) for _ in range(nombre)]
    parametres = lecteur.lire((("effectif", "10"), ("taux_at", "1,5")))
    rendu = {}
    for outil, seuil in (("numpy", colonnes.SEUIL_NUMPY), ("listes", nombre + 1)):
        colonnes.SEUIL_NUMPY = seuil
        for statut, jour in (
            ("TECH_C", dt.date(2025, 6, 2)),
            ("TECH_NC", dt.date(2026, 3, 2)),
            ("ART_NC", dt.date(2025, 6, 2)),
        ):
            contrat_ = contrat(statut, jour, 5, parametres)
            duree = _meilleure(lambda contrat_=contrat_: colonnes.charges(bruts, contrat_, "patronales"))
            rendu[f"{statut}_{jour.year}_{outil}_par_s"] = nombre / duree
        arguments = [[[b / 100] for b in bruts], "TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5"]
        duree = _meilleure(lambda arguments=arguments: registre.evaluer("COUT_EMPLOYEUR", arguments))
        rendu[f"cellules_par_le_registre_{outil}_par_s"] = nombre / duree
    return rendu


def _meilleure(action, fois: int = 5) -> float:
    """Shortest of several runs: the one that the rest of the machine disturbed least."""
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        action()
        durees.append(time.perf_counter() - debut)
    return min(durees)


def main() -> None:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--pair", help="Python où openfisca-france est installé")
    options = analyseur.parse_args()
    sys.path.insert(0, str(RACINE))
    mesures = {"demarrage": demarrage(), "details": details(), "colonne": colonne()}
    mesures["memoire_mio"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if options.pair:
        sortie = subprocess.run([options.pair, "-c", PAIR], capture_output=True, text=True, check=True)
        pair = json.loads(sortie.stdout)
        mesures["pair"] = pair
        mesures["rapports"] = {
            "demarrage": pair["premier_s"] / mesures["demarrage"]["mediane_s"],
            "un_par_un": mesures["details"]["trace_complete_par_s"] / pair["un_par_un_par_s"],
            "colonne": mesures["colonne"]["TECH_C_2025_numpy_par_s"] / pair["colonne_par_s"],
        }
    print(json.dumps(mesures, indent=1))


if __name__ == "__main__":
    main()
