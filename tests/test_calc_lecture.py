"""What the actions are given in a real LibreOffice Calc, and what they run on there."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import macros  # noqa: F401  (fills the registry of actions)
from macros.registre import ACTIONS, executer
from tests import noms_de_feuille
from tests.calc_cas import ecrire
from tests.calc_hote import CHARGES, FILM, NOM, WORKBOOKS, Calc, instantane
from tests.instantanes import cellules, ecarts, en_norme, formules
from xlprod.classeurs.instantane import Instantane
from xlprod.hotes import bureau, calc, fichier
from xlprod.registre import ErreurCellule

# --- what Calc reads --------------------------------------------------------------------------


def assert_memes_classeurs(obtenu: Instantane, attendu: Instantane) -> None:
    assert obtenu.titres == attendu.titres
    assert _noms(obtenu) == _noms(attendu)
    for lue, reference in zip(obtenu.feuilles, attendu.feuilles, strict=True):
        assert lue.nom == reference.nom
        assert not ecarts(cellules(lue), cellules(reference))
        assert not ecarts(formules(lue), formules(reference))
        assert lue.tableaux == reference.tableaux


def _noms(lu: Instantane) -> dict[str, str]:
    return {nom: en_norme(formule) for nom, formule in lu.noms.items()}


def test_calc_et_le_fichier_donnent_le_meme_instantane_de_l_exemple(hote: Calc, copie: Path) -> None:
    obtenu, attendu = instantane(hote), fichier.instantane(copie, CHARGES.adresse)
    assert_memes_classeurs(obtenu, attendu)
    assert (obtenu.nom, obtenu.selection, obtenu.jour) == (attendu.nom, CHARGES, attendu.jour)
    assert sum(len(formules(f)) for f in obtenu.feuilles) > 1000


def test_erreurs_matrices_et_logiques_se_lisent_comme_dans_le_fichier(hote: Calc, tmp_path: Path) -> None:
    """The workbook of the tests of functions, read in Calc and from the file that Calc computes."""
    source, rendu = tmp_path / "source.xlsx", tmp_path / "rendu.xlsx"
    ecrire(source)
    bureau.recalculer(source, rendu)
    hote("ouvrir", str(source))
    obtenu = instantane(hote)
    for lue, reference in zip(obtenu.feuilles, fichier.instantane(rendu).feuilles, strict=True):
        assert not ecarts(cellules(lue), cellules(reference))
        assert not ecarts(formules(lue), formules(reference))
    valeurs = cellules(obtenu.feuilles[0]).values()
    assert {ErreurCellule("#N/A"), ErreurCellule("#VALUE!"), ErreurCellule("#DIV/0!")} <= {
        v for v in valeurs if isinstance(v, ErreurCellule)
    }
    assert any(v is True for v in valeurs)


def test_les_noms_d_une_seule_feuille(hote: Calc, tmp_path: Path) -> None:
    hote("ouvrir", str(noms_de_feuille.ecrire(tmp_path / "noms.xlsx")))
    assert noms_de_feuille.lus(instantane(hote)) == noms_de_feuille.ATTENDUS


def test_un_classeur_saisi_dans_calc(hote: Calc) -> None:
    (feuille,) = hote("ouvrir", "")
    for adresse, saisie in {
        "B3": "'=SOMME", "C3": "=XLP_NET(1;2)", "D3": "=#N/A", "E3": '=IF(TRUE();"a;b";B3)', "B9": "=2>1",
        "C9": '="_xldudf_XLPROD_NET(1)"', "D9": "=XLPROD.VERSION()",
    }.items():  # fmt: skip
        hote("ecrire", feuille, adresse, saisie)
    (lue,) = instantane(hote).feuilles
    assert (lue.ligne, lue.colonne) == (3, 2)
    assert lue.valeur(3, 2) == "=SOMME"
    assert lue.formule(3, 2) is None
    assert lue.valeur(3, 3) == ErreurCellule("#NAME?")
    assert str(lue.formule(3, 3)).upper() == "=XLP_NET(1,2)"
    assert (lue.valeur(3, 4), lue.formule(3, 4)) == (ErreurCellule("#N/A"), None)
    assert lue.formule(3, 5) == '=IF(TRUE(),"a;b",B3)'
    assert (lue.valeur(9, 2), lue.formule(9, 2)) == (True, "=2>1")
    assert lue.formule(9, 3) == '="_xldudf_XLPROD_NET(1)"'
    assert lue.formule(9, 4) == "=XLPROD.VERSION()"
    assert lue.valeur(5, 2) is None


def test_une_cellule_perdue_au_bout_de_la_feuille_ne_coute_rien(hote: Calc) -> None:
    (feuille,) = hote("ouvrir", "")
    hote("ecrire", feuille, "A1", "1")
    hote("ecrire", feuille, "XFD1048576", "2")
    dit = "2 cellules sur 1048576 rangées, la dernière vaut 2.0"
    assert hote("action", "essai_compte", True) == [True, dit]


# --- what is shipped --------------------------------------------------------------------------


def test_le_moteur_livre_n_importe_que_la_bibliotheque_standard_et_uno() -> None:
    """Every module that an import at the top of another may load, from those Calc loads first."""
    sources = {chemin: octets for chemin, octets in calc.moteur().items() if chemin.endswith(".py")}
    modules = {
        c.removesuffix(".py").removesuffix("/__init__").replace("/", "."): o for c, o in sources.items()
    }
    permis = sys.stdlib_module_names | {"uno", "unohelper", "com"}
    a_lire, lus = list(calc.RACINES), set()
    while a_lire:
        nom = a_lire.pop()
        if nom in lus or nom not in modules:
            continue
        lus.add(nom)
        for importe in importes_au_chargement(ast.parse(modules[nom])):
            assert importe.partition(".")[0] in permis | {"macros", "udfs", "xlprod"}, (nom, importe)
            a_lire += [importe, importe.rpartition(".")[0]]
    assert {"macros.registre", "xlprod.hotes.calc_actions", "xlprod.hotes.calc_page"} <= lus


def importes_au_chargement(arbre: ast.AST) -> Iterator[str]:
    """Names imported when the module loads: not those of a function, nor those of type checkers."""
    for noeud in ast.iter_child_nodes(arbre):
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(noeud, ast.If) and ast.unparse(noeud.test) == "TYPE_CHECKING":
            continue
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            yield noeud.module
            yield from (f"{noeud.module}.{alias.name}" for alias in noeud.names)
        else:
            yield from importes_au_chargement(noeud)


def test_les_actions_tournent_avec_la_bibliotheque_standard_seule(
    hote: Calc, copie: Path, tmp_path: Path
) -> None:
    """The Python that LibreOffice brings on Windows and Mac has no other package."""
    donnees = tmp_path / "instantane.json"
    donnees.write_text(hote("action", "essai_instantane", True)[1], encoding="utf-8")
    dossier = calc.deployer(tmp_path) / "xlprod" / "pythonpath"
    programme = f"""
import json, sys
sys.path.insert(0, {str(dossier)!r})
import udfs
from dataclasses import replace
from macros.registre import ACTIONS, executer
from xlprod.classeurs.instantane import depuis_json
lu = depuis_json(json.load(open({str(donnees)!r}, encoding="utf-8")))
lu = replace(lu, octets=open({str(FILM)!r}, "rb").read())
print(json.dumps({{nom: executer(nom, lu).message for nom in ACTIONS}}))
"""
    rendu = subprocess.run(
        [sys.executable, "-I", "-S", "-c", programme], capture_output=True, text=True, check=False
    )
    assert rendu.returncode == 0, rendu.stderr
    lu = replace(fichier.instantane(FILM, CHARGES.adresse), nom=NOM)
    assert json.loads(rendu.stdout) == {nom: executer(nom, lu).message for nom in ACTIONS}


def test_le_gabarit_est_dans_l_extension() -> None:
    livres = {c: o for c, o in calc.contenu().items() if c.startswith("gabarits/")}
    noms_livres = ("devis_cinema.xlsx", "semaine_tournage.xlsx", "grille_minima.xlsx")
    assert livres == {f"gabarits/{nom}": (WORKBOOKS / nom).read_bytes() for nom in noms_livres}
