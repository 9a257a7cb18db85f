"""Cold start, details with trace, columns, gross from a net; peers in the same run when they are given.

python bench/bench_moteur.py [--pair PYTHON] [--modele-social FOLDER]

PYTHON has openfisca-france installed; FOLDER is where `npm install modele-social publicodes` was done.
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
def meilleure(action, fois):
    durees = []
    for _ in range(fois):
        t = time.perf_counter(); action(); durees.append(time.perf_counter() - t)
    return min(durees)
un = 20 / meilleure(lambda: [calcul(1) for _ in range(20)], 3)
colonne = 100_000 / meilleure(lambda: calcul(100_000), 3)
import importlib.metadata, resource
print(json.dumps({"version": importlib.metadata.version("openfisca-france"), "premier_s": premier,
    "un_par_un_par_s": un, "colonne_par_s": colonne,
    "memoire_mio": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""

OBJECTIFS = {
    "demarrage.mediane_s": ("<=", 0.3),
    "details.trace_complete_par_s": (">=", 25_000),
    "colonne.TECH_C_2025_numpy_par_s": (">=", 750_000),
    "inverse.mille_nets_s": ("<=", 0.5),
}
"""What the project wants of each measure, on an ordinary machine."""


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


def details(nombre: int = 10_000) -> dict[str, float]:
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
        def tout() -> None:
            for brut in bruts:
                action(Charges(brut, contrat("TECH_C", jour, 5, parametres)))

        return nombre / _meilleure(tout)

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


def inverse(nombre: int = 1000) -> dict[str, float]:
    """Gross from a net: cells alone, then a column of one kind with numpy and with plain lists."""
    import udfs  # noqa: F401
    from xlprod import registre
    from xlprod.paie import colonnes, zones

    hasard = random.Random(3)
    nets = [hasard.randrange(40_000, 600_000) / 100 for _ in range(nombre)]
    contrat_ = ["TECH_C", "2025-06-02", 5, "effectif=10;taux_at=1,5"]

    def cellules(nom: str) -> None:
        for net in nets:
            registre.evaluer(nom, [net, *contrat_])

    rendu = {
        "BRUT_DEPUIS_NET_par_s": nombre / _meilleure(lambda: cellules("BRUT_DEPUIS_NET"), 3),
        "BRUT_DEPUIS_COUT_par_s": nombre / _meilleure(lambda: cellules("BRUT_DEPUIS_COUT"), 3),
    }
    colonne_ = [[[net] for net in nets], *contrat_]

    def une_colonne() -> None:
        zones.zones.cache_clear()
        registre.evaluer("BRUT_DEPUIS_NET", colonne_)

    for nom, seuil in (("mille_nets_s", 1024), ("mille_nets_en_listes_s", 10**9)):
        colonnes.SEUIL_NUMPY = seuil
        rendu[nom] = _meilleure(une_colonne) * 1000 / nombre
    return rendu


def _meilleure(action, fois: int = 5) -> float:
    """Shortest of several runs: the one that the rest of the machine disturbed least."""
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        action()
        durees.append(time.perf_counter() - debut)
    return min(durees)


def _pairs(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    commandes = {}
    if options.pair:
        commandes["openfisca"] = [options.pair, "-c", PAIR]
    if options.modele_social:
        script = str(Path(__file__).with_name("pair_modele_social.cjs"))
        commandes["modele_social"] = ["node", script, str(Path(options.modele_social).resolve())]
    return {
        nom: json.loads(subprocess.run(commande, capture_output=True, text=True, check=True).stdout)
        for nom, commande in commandes.items()
    }


def _rapports(mesures: dict[str, dict[str, float]], pair: dict[str, float]) -> dict[str, float]:
    """How many times faster than a peer, on what both measure."""
    rendu = {
        "demarrage": pair["premier_s"] / mesures["demarrage"]["mediane_s"],
        "un_par_un_avec_trace": mesures["details"]["trace_complete_par_s"] / pair["un_par_un_par_s"],
    }
    if "colonne_par_s" in pair:
        rendu["colonne"] = mesures["colonne"]["TECH_C_2025_numpy_par_s"] / pair["colonne_par_s"]
    if "brut_depuis_net_par_s" in pair:
        notre = mesures["inverse"]["BRUT_DEPUIS_NET_par_s"]
        rendu["brut_depuis_net"] = notre / pair["brut_depuis_net_par_s"]
    return rendu


def _objectifs(mesures: dict[str, dict[str, float]]) -> dict[str, bool]:
    rendu = {}
    for chemin, (sens, voulu) in OBJECTIFS.items():
        partie, _, nom = chemin.partition(".")
        obtenu = mesures[partie][nom]
        rendu[f"{chemin} {sens} {voulu}"] = obtenu <= voulu if sens == "<=" else obtenu >= voulu
    return rendu


def main() -> None:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--pair", help="Python où openfisca-france est installé")
    analyseur.add_argument("--modele-social", help="dossier où modele-social et publicodes sont installés")
    options = analyseur.parse_args()
    sys.path.insert(0, str(RACINE))
    mesures = {"demarrage": demarrage(), "details": details(), "colonne": colonne(), "inverse": inverse()}
    rendu: dict[str, object] = dict(mesures)
    rendu["objectifs_atteints"] = _objectifs(mesures)
    rendu["memoire_mio"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for nom, pair in _pairs(options).items():
        rendu[nom] = pair
        rendu[f"rapports_{nom}"] = _rapports(mesures, pair)
    print(json.dumps(rendu, indent=1))


if __name__ == "__main__":
    main()
