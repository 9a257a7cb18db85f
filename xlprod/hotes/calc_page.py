"""A page as a sheet of a Calc document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import uno

from xlprod.classeurs.page import FORMATS, Aspect, Page, Plan, Zone
from xlprod.classeurs.styles import POLICE
from xlprod.trace import Cellule

STYLES = {True: "xlprod paysage", False: "xlprod portrait"}
"""Page styles by orientation.  Calc does not undo the making of one: it may stay, unused."""

_A4 = 21_000, 29_700
_MARGE, _PIED = 1_200, 600
"""Sizes on paper, in hundredths of a millimetre."""
_ECART, _ECART_CALC = 90, 35
"""Space on each side of a cell's text: amounts then stand clear of the text beside them."""
_MILIEU = 2
"""``CellVertJustify2.CENTER``."""
_LOGIQUE = 1024
"""``NumberFormat.LOGICAL``."""
_STANDARD = "General"
"""The format that cells have without being told; Calc refuses to convert its name."""


def ajouter(document: Any, page: Page) -> None:
    """Add a page after the last sheet."""
    plan = page.plan()
    feuilles = document.Sheets
    feuilles.insertNewByName(page.nom, feuilles.Count)
    feuille = feuilles.getByName(page.nom)
    _remplir(document, feuille, plan)
    entete = _plage(feuille, Zone(plan.entete, 1, plan.entete, 1))
    feuille.setTitleRows(entete.RangeAddress)
    feuille.setPrintTitleRows(True)


def _remplir(document: Any, feuille: Any, plan: Plan) -> None:
    tout = _plage(feuille, Zone(1, 1, len(plan.cellules), len(plan.largeurs)))
    _poser(tout, CharFontName=POLICE, VertJustify=_MILIEU, ParaLeftMargin=_ECART, ParaRightMargin=_ECART)
    for aspect, zones in _par_aspect(plan).items():
        # At once: of an undo step too, Calc keeps the last hundred actions only.
        ensemble = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        ensemble.addRangeAddresses(tuple(_plage(feuille, zone).RangeAddress for zone in zones), False)
        _poser(ensemble, **_proprietes(aspect))
    a_droite = uno.Enum("com.sun.star.table.CellHoriJustify", "RIGHT")
    for zone, code in plan.formats:
        if code != FORMATS["texte"]:  # the title of a column of numbers stands over them
            _plage(feuille, Zone(plan.entete, zone.gauche, plan.entete, zone.droite)).HoriJustify = a_droite
        if code != _STANDARD:
            _plage(feuille, zone).NumberFormat = _format(document, code)
    tout.setDataArray(tuple(tuple(map(_valeur, rangee)) for rangee in plan.cellules))
    _marquer_logiques(document, feuille, plan.cellules)
    for rang, largeur in enumerate(plan.largeurs):
        feuille.Columns.getByIndex(rang).Width = largeur_calc(largeur) + 2 * (_ECART - _ECART_CALC)
    tout.Rows.OptimalHeight = True


def _par_aspect(plan: Plan) -> dict[Aspect, list[Zone]]:
    zones: dict[Aspect, list[Zone]] = {}
    for zone, aspect in plan.aspects:
        zones.setdefault(aspect, []).append(zone)
    return zones


def largeur_calc(caracteres: int) -> int:
    """A width in characters as Excel counts it (7 pixels each, 5 around), in hundredths of a millimetre."""
    return round((7 * caracteres + 5) * 2540 / 96)


def _plage(feuille: Any, zone: Zone) -> Any:
    return feuille.getCellRangeByPosition(zone.gauche - 1, zone.haut - 1, zone.droite - 1, zone.bas - 1)


def _poser(objet: Any, **proprietes: Any) -> None:
    noms = tuple(sorted(proprietes))
    objet.setPropertyValues(noms, tuple(proprietes[nom] for nom in noms))


def _proprietes(aspect: Aspect) -> dict[str, Any]:
    proprietes: dict[str, Any] = {
        "CharHeight": float(aspect.taille),
        "CharWeight": 150.0 if aspect.gras else 100.0,
        "IsTextWrapped": aspect.renvoi,
    }
    if aspect.fond:
        proprietes["CellBackColor"] = _couleur(aspect.fond)
    if aspect.encre:
        proprietes["CharColor"] = _couleur(aspect.encre)
    return proprietes


def _couleur(code: str) -> int:
    return int(code.removeprefix("#"), 16)


def _format(document: Any, code: str) -> int:
    """Rank of a number format written as Excel does in English, turned into the user's own language."""
    sienne, anglaise = (uno.createUnoStruct("com.sun.star.lang.Locale") for _ in "ab")
    anglaise.Language, anglaise.Country = "en", "US"
    # Adding a format that is there gives its rank.
    return int(document.NumberFormats.addNewConverted(code, anglaise, sienne))


def _valeur(cellule: Cellule) -> float | str:
    """A cell for ``setDataArray``, which reads no text as a formula or a number."""
    if cellule is None:
        return ""
    return cellule if isinstance(cellule, str) else float(cellule)


def _marquer_logiques(document: Any, feuille: Any, cellules: Sequence[Sequence[Cellule]]) -> None:
    """Calc's truth values are numbers shown as such."""
    for i, rangee in enumerate(cellules):
        for j, cellule in enumerate(rangee):
            if isinstance(cellule, bool):
                logique = document.NumberFormats.getStandardFormat(_LOGIQUE, document.CharLocale)
                feuille.getCellByPosition(j, i).NumberFormat = logique


def style(document: Any, paysage: bool) -> str:
    """Name of the page style: A4, one page wide, « page n / N » at the foot."""
    styles = document.StyleFamilies.getByName("PageStyles")
    nom = STYLES[paysage]
    if styles.hasByName(nom):
        return nom
    nouveau = document.createInstance("com.sun.star.style.PageStyle")
    styles.insertByName(nom, nouveau)
    largeur, hauteur = reversed(_A4) if paysage else _A4
    _poser(
        nouveau,
        IsLandscape=paysage, Width=largeur, Height=hauteur,
        LeftMargin=_MARGE, RightMargin=_MARGE, TopMargin=_MARGE, BottomMargin=_MARGE,
        HeaderIsOn=False, FooterIsOn=True, FooterHeight=_PIED, FooterBodyDistance=_PIED // 2,
        ScaleToPagesX=1, ScaleToPagesY=0, FirstPageNumber=0, CenterHorizontally=True, PrintGrid=False,
    )  # fmt: skip
    pied = nouveau.RightPageFooterContent
    pied.LeftText.String = pied.RightText.String = ""
    texte = pied.CenterText
    texte.String = "page "
    _champ(document, texte, "PageNumber")
    texte.insertString(texte.End, " / ", False)
    _champ(document, texte, "PageCount")
    nouveau.RightPageFooterContent = pied
    return nom


def _champ(document: Any, texte: Any, genre: str) -> None:
    texte.insertTextContent(texte.End, document.createInstance(f"com.sun.star.text.TextField.{genre}"), False)
