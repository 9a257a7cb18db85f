"""The scratch workbook that the engine calculates in place of the original.

It is written from what was read, never copied: sheets keep their names, cells their places,
but it holds values and formulas only.  So the engine meets neither pictures nor styles nor
anything hostile, table and defined names are already plain references, and a call of our
functions is a reference to a cell of a scratch sheet, where its result will be put.

A scratch sheet comes in two kinds: single cells one under the other, and a grid of
widely spaced cells from which a table can spread.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from xlprod.classeurs.calcul.lexique import LIGNES, adresse, citer, lettres_colonne
from xlprod.classeurs.calcul.modele import Classeur, Position, Valeur
from xlprod.classeurs.calcul.moteur import erreur_connue
from xlprod.classeurs.ooxml import NORMES, encoder
from xlprod.registre import ErreurCellule

HAUTEUR, LARGEUR = 10_000, 512
"""Room left to one table of the grid."""
_PAR_COLONNE, _PAR_LIGNE = LIGNES // HAUTEUR, 16_384 // LARGEUR

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENU = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{NORMES[0]}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Case(NamedTuple):
    """A cell of the scratch workbook."""

    feuille: int
    ligne: int
    colonne: int


class Texte(NamedTuple):
    """A formula to write; ``etendue`` is the area of an array formula."""

    formule: str
    etendue: str = ""
    dynamique: bool = False


Contenu = Valeur | Texte


class Brouillon:
    """Scratch sheets being filled, then the whole scratch workbook being written."""

    def __init__(self, classeur: Classeur) -> None:
        self._noms = [feuille.nom for feuille in classeur.feuilles]
        self._masquees = [feuille.masquees for feuille in classeur.feuilles]
        self._contenus: list[dict[Position, Contenu]] = [{} for _ in classeur.feuilles]
        self._seules = -1  # rank of the sheet of single cells in use
        self._grille = -1
        self._vastes = 0

    def poser(self, feuille: int, position: Position, contenu: Contenu) -> None:
        """Put a value or a formula in a cell of the workbook itself."""
        self._contenus[feuille][position] = contenu

    def case(self, formule: str | None = None) -> Case:
        """A new single cell, with its formula if it has one."""
        if self._seules < 0 or len(self._contenus[self._seules]) >= LIGNES:
            self._seules = self._ajouter_feuille()
        case = Case(self._seules, len(self._contenus[self._seules]) + 1, 1)
        self._contenus[case.feuille][case[1:]] = None if formule is None else Texte(formule)
        return case

    def vaste(self, formule: str | None = None) -> Case:
        """A new cell with room for a table to spread from it."""
        rang = self._vastes % (_PAR_COLONNE * _PAR_LIGNE)
        if rang == 0:
            self._grille = self._ajouter_feuille()
        self._vastes += 1
        etage, travee = divmod(rang, _PAR_LIGNE)
        case = Case(self._grille, 1 + etage * HAUTEUR, 1 + travee * LARGEUR)
        contenu = None if formule is None else Texte(formule, adresse(*case[1:]), dynamique=True)
        self._contenus[case.feuille][case[1:]] = contenu
        return case

    def mesurer(self, ancre: str) -> tuple[Case, Case]:
        """Two cells that count the rows and columns of a spilled area (an error if there is none)."""
        return self.case(f"ROWS({ancre}#)"), self.case(f"COLUMNS({ancre}#)")

    def reference(self, case: Case) -> str:
        """The cell as formulas name it."""
        return self.nommer(case.feuille, case[1:])

    def nommer(self, feuille: int, position: Position) -> str:
        """``'Devis'!$B$12``, of the workbook itself or of a scratch sheet."""
        ligne, colonne = position
        return f"{citer(self._noms[feuille])}!${lettres_colonne(colonne)}${ligne}"

    def _ajouter_feuille(self) -> int:
        pris = {nom.casefold() for nom in self._noms}
        numero = next(n for n in range(1, len(pris) + 2) if f"xlprod_{n}" not in pris)
        self._noms.append(f"XLPROD_{numero}")
        self._contenus.append({})
        return len(self._noms) - 1

    def ecrire(self, chemin: Path) -> None:
        """Write the scratch workbook."""
        rangs = range(1, len(self._noms) + 1)
        feuilles = "".join(
            f'<sheet name={quoteattr(nom)} sheetId="{r}" r:id="rId{r}"/>'
            for r, nom in zip(rangs, self._noms, strict=True)
        )
        relations = [(f"rId{r}", "worksheet", f"worksheets/sheet{r}.xml") for r in rangs]
        chaines: dict[str, int] = {}
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_STORED) as zip_:
            zip_.writestr("[Content_Types].xml", _types(len(self._noms)))
            zip_.writestr("_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")]))
            zip_.writestr(
                "xl/workbook.xml",
                f'<workbook xmlns="{NORMES[0]}" xmlns:r="{_OFFICE}"><sheets>{feuilles}</sheets></workbook>',
            )
            zip_.writestr(
                "xl/_rels/workbook.xml.rels",
                _relations(
                    [
                        *relations,
                        ("rIdStyles", "styles", "styles.xml"),
                        ("rIdTextes", "sharedStrings", "sharedStrings.xml"),
                    ]
                ),
            )
            zip_.writestr("xl/styles.xml", _STYLES)
            for rang, contenus in enumerate(self._contenus):
                masquees = self._masquees[rang] if rang < len(self._masquees) else set()
                zip_.writestr(f"xl/worksheets/sheet{rang + 1}.xml", _feuille(contenus, masquees, chaines))
            zip_.writestr("xl/sharedStrings.xml", _chaines(chaines))


def _types(nombre: int) -> str:
    parties = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    parties.append(("xl/sharedStrings.xml", "sharedStrings"))
    parties += [(f"xl/worksheets/sheet{r}.xml", "worksheet") for r in range(1, nombre + 1)]
    surcharges = "".join(f'<Override PartName="/{p}" ContentType="{_CONTENU}.{g}+xml"/>' for p, g in parties)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{surcharges}</Types>'
    )


def _relations(relations: Iterable[tuple[str, str, str]]) -> str:
    corps = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{g}" Target="{c}"/>' for i, g, c in relations)
    return f'<Relationships xmlns="{_RELATIONS}">{corps}</Relationships>'


def _chaines(chaines: Iterable[str]) -> str:
    """Texts of the cells, each written once: a hostile file may repeat a huge one."""
    corps = "".join(f'<si><t xml:space="preserve">{escape(encoder(texte))}</t></si>' for texte in chaines)
    return f'<sst xmlns="{NORMES[0]}">{corps}</sst>'


def _feuille(contenus: Mapping[Position, Contenu], masquees: set[int], chaines: dict[str, int]) -> str:
    morceaux = [f'<worksheet xmlns="{NORMES[0]}"><sheetData>']
    ouverte = 0
    for (ligne, colonne), contenu in sorted(contenus.items(), key=lambda c: c[0]):
        if ligne != ouverte:
            morceaux.append("</row>" if ouverte else "")
            morceaux.append(f'<row r="{ligne}"{" hidden=" + repr("1") if ligne in masquees else ""}>')
            ouverte = ligne
        morceaux.append(_cellule(adresse(ligne, colonne), contenu, chaines))
    morceaux.append(("</row>" if ouverte else "") + "</sheetData></worksheet>")
    return "".join(morceaux)


def _cellule(reference: str, contenu: Contenu, chaines: dict[str, int]) -> str:
    if contenu is None:
        return ""
    if isinstance(contenu, Texte):
        attributs = f' t="array" ref="{contenu.etendue}"' if contenu.etendue else ""
        marque = ' cm="1"' if contenu.dynamique else ""
        # Without a value the engine complains on the standard output.
        return f'<c r="{reference}"{marque}><f{attributs}>{escape(contenu.formule)}</f><v>0</v></c>'
    if isinstance(contenu, bool):
        return f'<c r="{reference}" t="b"><v>{int(contenu)}</v></c>'
    if isinstance(contenu, ErreurCellule):
        return f'<c r="{reference}" t="e"><v>{erreur_connue(contenu).code}</v></c>'
    if isinstance(contenu, str):
        return f'<c r="{reference}" t="s"><v>{chaines.setdefault(contenu, len(chaines))}</v></c>'
    return f'<c r="{reference}"><v>{contenu!r}</v></c>'
