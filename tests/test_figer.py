"""« Figer une copie »: the frozen workbook and its stamp, here and in WebAssembly."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import macros  # noqa: F401  (fills the registry of actions)
from macros import registre
from macros.registre import Fichier, Reponse
from tests.paquets import assembler
from tests.test_gel import lie, lire, parties
from tests.test_validateur import valider
from xlprod import VERSION_DONNEES, VERSION_MOTEUR
from xlprod.classeurs.instantane import Instantane
from xlprod.erreurs import ErreurXlprod
from xlprod.hotes import actions, fichier

RACINE = Path(__file__).resolve().parent.parent
EXEMPLE = RACINE / "workbooks" / "exemples" / "film_2_5_M.xlsx"
CLASSIQUE = RACINE / "workbooks" / "exemples" / "film_2_5_M_classique.xlsm"
JOUR = dt.date(2026, 11, 24)


def figer(classeur: Instantane) -> tuple[Reponse, Fichier]:
    reponse = registre.executer("figer", classeur)
    assert reponse.fichier is not None
    assert (reponse.pages, reponse.formules, reponse.question) == ((), (), "")
    return reponse, reponse.fichier


def tampon(octets: bytes, nom: str = "Figé") -> dict[str, tuple[Any, Any]]:
    """Rows of the stamp: title → (number, text)."""
    feuille: Any = openpyxl.load_workbook(io.BytesIO(octets))[nom]
    return {a.value: (b.value, c.value) for a, b, c in feuille.iter_rows(min_row=5, max_col=3)}


@pytest.mark.parametrize("source", [EXEMPLE, CLASSIQUE], ids=lambda c: c.suffix)
def test_la_copie_et_son_tampon(tmp_path: Path, source: Path) -> None:
    reponse, copie = figer(fichier.instantane(source, jour=JOUR))
    assert copie.nom == f"{source.stem} figé 2026-11-24{source.suffix}"
    par_feuille = {
        f.title: sum(c.data_type == "f" for r in f.iter_rows() for c in r)
        for f in openpyxl.load_workbook(source)
    }
    formules = sum(par_feuille.values())
    assert reponse.message == f"« {copie.nom} » : {formules} formules remplacées par leur valeur."
    fige = tmp_path / copie.nom
    fige.write_bytes(copie.octets)
    assert valider(fige) == []
    (_, avant), (restantes, apres) = lire(source), lire(fige)
    assert restantes == 0
    assert {c: v for c, v in apres.items() if c[0] != "Figé"} == avant
    lignes = tampon(copie.octets)
    assert lignes["Classeur d'origine"] == (None, source.name)
    assert lignes["Figé le"] == (None, "24/11/2026")
    assert lignes["xlprod"] == (None, f"moteur {VERSION_MOTEUR}, barèmes {VERSION_DONNEES}")
    assert (lignes["Équipe"], lignes["Total"]) == ((par_feuille["Équipe"], None), (formules, None))
    assert lignes["XLPROD.CHARGES_PATRONALES"][0] == 88
    assert "Cellules en erreur" not in lignes
    classeur = openpyxl.load_workbook(io.BytesIO(copie.octets))
    assert classeur.active is classeur["Figé"]
    assert "ne se recalculent plus" in str(classeur["Figé"]["A2"].value)
    if source.suffix == ".xlsm":
        assert parties(fige)["xl/vbaProject.bin"] == parties(source)["xl/vbaProject.bin"]


def instantane(octets: bytes, nom: str = "film.xlsx", **champs: Any) -> Instantane:
    return Instantane(nom, (), jour=JOUR, octets=octets, **champs)


def un_classeur(tmp_path: Path, cellules: str, titre: str = "S") -> bytes:
    return assembler(tmp_path / "a.xlsx", {titre: f"<sheetData>{cellules}</sheetData>"}).read_bytes()


UNE = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Classeur1", "Classeur1 figé 2026-11-24.xlsx"),
        ("devis v1.2", "devis v1.2 figé 2026-11-24.xlsx"),
        ("Film.XLSX", "Film figé 2026-11-24.XLSX"),
        ("modèle.xltx", "modèle figé 2026-11-24.xltx"),
        ("C:\\films\\a:b?.xlsx", "C__films_a_b_ figé 2026-11-24.xlsx"),
        ("", "classeur figé 2026-11-24.xlsx"),
        ("..", "classeur figé 2026-11-24.xlsx"),
        ("x" * 240 + ".xlsx", "x" * 240 + " figé 2026-11-24.xlsx"),
    ],
)
def test_le_nom_de_la_copie(tmp_path: Path, nom: str, attendu: str) -> None:
    assert figer(instantane(un_classeur(tmp_path, UNE), nom))[1].nom == attendu


def test_un_classeur_a_macros_jamais_enregistre(tmp_path: Path) -> None:
    octets = CLASSIQUE.read_bytes()
    assert figer(instantane(octets, "Classeur1"))[1].nom == "Classeur1 figé 2026-11-24.xlsm"


def test_les_erreurs_sont_dites(tmp_path: Path) -> None:
    cellules = "".join(
        f'<row r="{i}"><c r="A{i}" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>' for i in range(1, 8)
    )
    reponse, copie = figer(instantane(un_classeur(tmp_path, cellules)))
    assert "7 cellules en erreur : S!A1, S!A2, S!A3, S!A4, S!A5 et 2 de plus." in reponse.message
    feuille = openpyxl.load_workbook(io.BytesIO(copie.octets))["Figé"]
    derniere = [c.value for c in list(feuille.iter_rows())[-1]]
    assert derniere == ["S", 7, "S!A1, S!A2, S!A3, S!A4, S!A5 et 2 de plus"]


def test_le_tampon_prend_un_nom_libre(tmp_path: Path) -> None:
    """The file is believed, not what the host says of its sheets."""
    _, copie = figer(instantane(un_classeur(tmp_path, UNE, "FIGÉ")))
    assert openpyxl.load_workbook(io.BytesIO(copie.octets)).sheetnames == ["FIGÉ", "Figé (2)"]


@pytest.mark.parametrize("cite", [False, True])
def test_les_liens_sont_dits(tmp_path: Path, cite: bool) -> None:
    nom = '<definedName name="Taux">[1]F!$A$1</definedName>'
    source = lie(tmp_path, f"<definedNames>{nom}</definedNames>" if cite else "")
    reponse, copie = figer(instantane(source.read_bytes()))
    ligne = tampon(copie.octets)["Liens vers d'autres classeurs"]
    if cite:
        assert ligne == (None, "gardés, encore cités : nom « Taux »")
        assert "gardés, encore cités : nom « Taux »" in reponse.message
    else:
        assert ligne == (1, "retirés avec leurs formules")


@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row>', "ne contient aucune formule"),
        ('<row r="1"><c r="A1"><f>1+1</f></c></row>', r"1 formule n'a pas de valeur enregistrée : S!A1"),
    ],
)
def test_refus(tmp_path: Path, cellules: str, attendu: str) -> None:
    with pytest.raises(ErreurXlprod, match=attendu):
        figer(instantane(un_classeur(tmp_path, cellules)))


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (b"", "le contenu du classeur n'a pas été transmis"),
        (b"PK\3\4abime", r"film\.xlsx : fichier tronqué"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
)
def test_contenus_illisibles(octets: bytes, attendu: str) -> None:
    with pytest.raises(ErreurXlprod, match=attendu):
        figer(instantane(octets))


def test_figer_deux_fois() -> None:
    _, copie = figer(fichier.instantane(EXEMPLE, jour=JOUR))
    with pytest.raises(ErreurXlprod, match="il n'y a rien à figer"):
        figer(instantane(copie.octets))


def test_disque_plein(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A failure in the temporary folder is told by the bridge, and leaves nothing there."""
    import tempfile

    from xlprod.classeurs import archive

    def plein(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(archive, "_ecrire_contenu", plein)
    demande = json.dumps({"nom": "film.xlsx", "feuilles": [], "jour": "2026-11-24"})
    *_, dernier = actions.derouler("figer", demande, EXEMPLE.read_bytes())
    assert "disque plein" in json.loads(dernier)["erreur"]
    assert list(tmp_path.iterdir()) == []


PYODIDE = RACINE / "node_modules" / "pyodide"
SCRIPT = """
import { loadPyodide } from "pyodide";
import { readFileSync } from "fs";
const [archive, classeur] = process.argv.slice(2);
const py = await loadPyodide();
py.unpackArchive(new Uint8Array(readFileSync(archive)), "zip");
py.globals.set("octets", new Uint8Array(readFileSync(classeur)));
console.log(py.runPython(`
import json, sys
sys.path.insert(0, ".")
import macros
from xlprod.hotes import actions
demande = json.dumps({"nom": "film.xlsx", "feuilles": [], "jour": "2026-11-24"})
list(actions.derouler("figer", demande, octets.to_bytes()))[-1]
`));
"""


def test_en_webassembly(tmp_path: Path) -> None:
    """The engine of the Office.js add-in gives the parts that this one gives."""
    if os.environ.get("XLPROD_SANS_NAVIGATEUR"):
        pytest.skip("XLPROD_SANS_NAVIGATEUR est posée : les paquets npm ne sont pas demandés")
    node = shutil.which("node")
    if node is None or not PYODIDE.is_dir():
        pytest.fail("node et le paquet npm pyodide sont nécessaires : python3 faire.py tests", pytrace=False)
    moteur = tmp_path / "moteur.zip"
    with zipfile.ZipFile(moteur, "w") as zip_:
        for dossier in ("macros", "udfs", "xlprod"):
            for chemin in (RACINE / dossier).rglob("*"):
                if chemin.suffix in (".py", ".json"):
                    zip_.write(chemin, chemin.relative_to(RACINE))
    script = tmp_path / "figer.mjs"
    script.write_text(SCRIPT)
    (tmp_path / "node_modules").symlink_to((RACINE / "node_modules").resolve())
    rendu = subprocess.run(
        [node, script, moteur, EXEMPLE], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert rendu.returncode == 0, rendu.stderr[-2000:]
    recu = json.loads(rendu.stdout)["reponse"]
    assert recu["fichier"]["nom"] == "film figé 2026-11-24.xlsx"
    obtenu, attendu = tmp_path / "wasm.xlsx", tmp_path / "ici.xlsx"
    obtenu.write_bytes(base64.b64decode(recu["fichier"]["base64"]))
    attendu.write_bytes(figer(instantane(EXEMPLE.read_bytes()))[1].octets)
    assert parties(obtenu) == parties(attendu)
