"""Rules of the house, held by machine: direction of imports, law in data, no path of a machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
MOTEUR = [
    *(RACINE / "xlprod").glob("*.py"),
    *(RACINE / "xlprod" / "paie").glob("*.py"),
    *(RACINE / "xlprod" / "baremes").glob("*.py"),
    *(RACINE / "udfs").glob("*.py"),
]
VALIDATION = {nom: {"pydantic"} for nom in ("schema.py", "schema_commun.py", "schema_minima.py")}
ACCELERE = {"vecteurs.py": {"numpy"}, **VALIDATION}
"""Modules that may import a library, lazily or at build time only."""

RETOUCHE = RACINE / "xlprod" / "classeurs" / "retouche"

PROGRAMME = {"cli.py", "__main__.py"}


def imports(chemin: Path) -> Iterator[str]:
    for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            yield from (a.name for a in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            yield noeud.module or ""


@pytest.mark.parametrize("chemin", [c for c in MOTEUR if c.name not in PROGRAMME], ids=lambda c: c.name)
def test_le_moteur_n_importe_ni_hote_ni_bibliotheque(chemin: Path) -> None:
    permis = sys.stdlib_module_names | {"xlprod", "udfs", "__future__"} | ACCELERE.get(chemin.name, set())
    for nom in imports(chemin):
        assert nom.partition(".")[0] in permis, nom
        assert not nom.startswith(("xlprod.hotes", "xlprod.classeurs", "xlprod.rapports")), nom


@pytest.mark.parametrize(
    "chemin", [*(RACINE / "macros").glob("*.py"), *RETOUCHE.glob("*.py")], ids=lambda c: c.name
)
def test_les_actions_et_la_retouche_sans_bibliotheque(chemin: Path) -> None:
    """They run in WebAssembly too, where there is only the standard library."""
    permis = sys.stdlib_module_names | {"macros", "udfs", "xlprod", "__future__"}
    assert {nom.partition(".")[0] for nom in imports(chemin)} <= permis


@pytest.mark.parametrize("chemin", [c for c in MOTEUR if c.parent.name == "paie"], ids=lambda c: c.name)
def test_aucun_chiffre_de_droit_dans_le_code(chemin: Path) -> None:
    """A decimal number, or one of three digits and more, belongs in the dated tables."""
    techniques = {100, 10**4, 10**9, 10**16, 3660, 256, 1024, 2048, 4096, 8192}
    for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
        if not isinstance(noeud, ast.Constant):
            continue
        valeur = noeud.value
        if isinstance(valeur, int | float) and not isinstance(valeur, bool):
            assert isinstance(valeur, int) or valeur in (0.0, 0.5, 1e-6), f"ligne {noeud.lineno} : {valeur}"
            assert abs(valeur) < 100 or valeur in techniques, f"ligne {noeud.lineno} : {valeur}"


def test_aucun_chemin_de_machine() -> None:
    suivis = subprocess.run(["git", "ls-files"], cwd=RACINE, capture_output=True, text=True, check=True)
    motif = re.compile(r"/(?:work|root|home)/\w|/tmp/\w")
    for nom in suivis.stdout.splitlines():
        if (
            not nom.endswith((".py", ".md", ".toml", ".csv", ".json", ".yaml", "run"))
            or nom == "tests/test_hygiene.py"
        ):
            continue
        texte = (RACINE / nom).read_text(encoding="utf-8")
        assert not motif.search(texte), nom
