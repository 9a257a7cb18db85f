"""New sheets at the end of a workbook: a :class:`~xlprod.classeurs.page.Page` as a sheet part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

from xlprod.classeurs.archive import CLASSEUR
from xlprod.classeurs.calcul.lexique import adresse, citer
from xlprod.classeurs.ooxml import encoder
from xlprod.classeurs.page import Aspect, Page, Plan, Zone
from xlprod.classeurs.retouche.apparence import Apparence, Cadrage, Style
from xlprod.classeurs.retouche.balises import Element, Partie
from xlprod.classeurs.retouche.paquet import Paquet
from xlprod.trace import Cellule

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
A4 = 9
MARGES = 'left="0.45" right="0.45" top="0.6" bottom="0.65" header="0.3" footer="0.3"'
"""In inches."""
PIED_MAX = 120
"""Characters of the title in the footer, which holds 255 with its codes."""
AVANT_LES_NOMS = ("sheets", "functionGroups", "externalReferences")
"""What the defined names come after."""
NUMERO_MAX = 65_534
"""Largest number of a sheet."""

T = TypeVar("T")


def ajouter_pages(paquet: Paquet, pages: Sequence[Page]) -> None:
    """Add the pages after the last sheet; the first of them is the one shown on opening."""
    if not pages:
        return
    nombre = len(paquet.onglets())
    _deselectionner(paquet)
    apparence = Apparence(paquet)
    for rang, page in enumerate(pages):
        corps = "".join(_feuille(page, apparence, active=rang == 0, norme=paquet.norme))
        partie = paquet.nom_libre("xl/worksheets/sheet{}.xml")
        paquet.ajouter(partie, corps.encode(), MIME)
        identifiant = paquet.relier(CLASSEUR, paquet.type_relation("worksheet"), partie)
        _declarer(paquet, page, identifiant, nombre + rang)
    apparence.terminer()
    _activer(paquet, nombre)


# -- workbook


def _declarer(paquet: Paquet, page: Page, identifiant: str, rang: int) -> None:
    """List the sheet, and name its header as the rows printed again on each page."""
    classeur = paquet.partie(CLASSEUR)
    feuilles = _enfant(classeur, "sheets")
    balise, espace = classeur.nom_voisin(feuilles, "sheet"), paquet.type_relation("")[:-1]
    r = "relationships" if balise.startswith("r:") else "r"  # the two spellings that readers know
    classeur.ajouter(
        feuilles,
        f'<{balise} name={quoteattr(page.nom)} sheetId="{_numero_libre(classeur.enfants(feuilles))}" '
        f'{r}:id="{identifiant}" xmlns:{r}="{espace}"/>',
    )
    entete = page.plan().entete
    titre = escape(f"{citer(page.nom)}!${entete}:${entete}")
    balise = classeur.nom_voisin(feuilles, "definedName")
    nom = f'<{balise} name="_xlnm.Print_Titles" localSheetId="{rang}">{titre}</{balise}>'
    noms = classeur.enfant(classeur.racine, "definedNames")
    if noms is not None:
        classeur.ajouter(noms, nom)
    else:
        balise = classeur.nom_voisin(feuilles, "definedNames")
        dernier = [e for e in classeur.enfants(classeur.racine) if e.nom in AVANT_LES_NOMS][-1]
        classeur.apres(dernier, f"<{balise}>{nom}</{balise}>")
    paquet.poser(classeur)


def _numero_libre(feuilles: Sequence[Element]) -> int:
    pris = {int(n) for n in (e.attributs.get("sheetId", "") for e in feuilles) if n.isdecimal()}
    candidats = chain(range(max(pris, default=0) + 1, NUMERO_MAX + 1), range(1, NUMERO_MAX + 1))
    return next(n for n in candidats if n not in pris)


def _enfant(classeur: Partie, nom: str) -> Element:
    trouve = classeur.enfant(classeur.racine, nom)
    assert trouve is not None  # its sheets have been read
    return trouve


def _activer(paquet: Paquet, rang: int) -> None:
    """Make a sheet the one shown on opening."""
    classeur = paquet.partie(CLASSEUR)
    vues = classeur.enfant(classeur.racine, "bookViews")
    vue = classeur.enfant(vues, "workbookView") if vues else None
    if vue is not None:
        classeur.attribuer(vue, "activeTab", str(rang))
    else:
        feuilles = _enfant(classeur, "sheets")
        balise = classeur.nom_voisin(feuilles, "workbookView")
        texte = f'<{balise} activeTab="{rang}"/>'
        if vues is not None:
            classeur.ajouter(vues, texte)
        else:
            balise = classeur.nom_voisin(feuilles, "bookViews")
            classeur.avant(feuilles, f"<{balise}>{texte}</{balise}>")
    paquet.poser(classeur)


def _deselectionner(paquet: Paquet) -> None:
    """No other sheet stays selected: two together would be edited together."""
    for onglet in paquet.onglets():
        partie = paquet.partie(onglet.partie, ())
        if b"tabSelected" in partie.octets:
            for element in partie.elements:
                if element.nom == "sheetView" and "tabSelected" in element.attributs:
                    partie.attribuer(element, "tabSelected", None)
            paquet.poser(partie)


# -- sheet part


def _feuille(page: Page, apparence: Apparence, *, active: bool, norme: str) -> Iterator[str]:
    """Pieces of the sheet part."""
    plan = page.plan()
    styles = _styles(page, plan, apparence)
    fin = adresse(len(plan.cellules), len(plan.largeurs))
    premiere = f"A{plan.entete + 1}"
    choisie = ' tabSelected="1"' if active else ""
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<worksheet xmlns="{norme}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield f'<dimension ref="A1:{fin}"/><sheetViews><sheetView showGridLines="0"{choisie} workbookViewId="0">'
    yield f'<pane ySplit="{plan.entete}" topLeftCell="{premiere}" activePane="bottomLeft" '
    yield f'state="frozen"/><selection pane="bottomLeft" activeCell="{premiere}" sqref="{premiere}"/>'
    yield '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="12.75"/><cols>'
    for rang, largeur in enumerate(plan.largeurs, 1):
        yield f'<col min="{rang}" max="{rang}" width="{largeur + 0.7109375}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for ligne, (cellules, numeros) in enumerate(zip(plan.cellules, styles, strict=True), 1):
        yield f'<row r="{ligne}">'
        for colonne, (valeur, style) in enumerate(zip(cellules, numeros, strict=True), 1):
            yield _cellule(adresse(ligne, colonne), valeur, style)
        yield "</row>"
    sens = "landscape" if page.paysage else "portrait"
    yield f"</sheetData><pageMargins {MARGES}/>"
    yield f'<pageSetup paperSize="{A4}" fitToHeight="0" orientation="{sens}"/>'
    yield f"<headerFooter><oddFooter>{escape(_pied(page))}</oddFooter></headerFooter></worksheet>"


def _pied(page: Page) -> str:
    titre = page.titre[:PIED_MAX].replace("&", "&&")
    return f'&L&"Arial"&8 {titre}&R&"Arial"&8 Page &P / &N'


def _styles(page: Page, plan: Plan, apparence: Apparence) -> list[list[int]]:
    """Style of every cell: the look of its zone with the number format of its own."""
    aspects = _etaler(plan, plan.aspects, Aspect())
    formats = _etaler(plan, plan.formats, "General")
    cadrages = _cadrages(page)
    return [
        [
            apparence.style(Style(a, f, ligne > plan.entete, c if a.renvoi and ligne >= plan.entete else ""))
            for a, f, c in zip(rang_a, rang_f, cadrages, strict=True)
        ]
        for ligne, (rang_a, rang_f) in enumerate(zip(aspects, formats, strict=True), 1)
    ]


def _cadrages(page: Page) -> list[Cadrage]:
    """Titles of numbers above their numbers; texts that follow numbers a little apart from them."""
    nombres = [c.format != "texte" for c in page.colonnes]
    avant = [False, *nombres]
    return ["droite" if n else "retrait" if a else "" for a, n in zip(avant, nombres, strict=False)]


def _etaler(plan: Plan, zones: Sequence[tuple[Zone, T]], defaut: T) -> list[list[T]]:
    grille = [[defaut] * len(plan.largeurs) for _ in plan.cellules]
    for zone, valeur in zones:
        for rangee in grille[zone.haut - 1 : zone.bas]:
            rangee[zone.gauche - 1 : zone.droite] = [valeur] * (zone.droite - zone.gauche + 1)
    return grille


def _cellule(reference: str, valeur: Cellule, style: int) -> str:
    debut = f'<c r="{reference}" s="{style}"'
    if valeur is None or valeur == "":
        return f"{debut}/>"
    if isinstance(valeur, bool):
        return f'{debut} t="b"><v>{int(valeur)}</v></c>'
    if isinstance(valeur, str):
        texte = escape(encoder(valeur))
        return f'{debut} t="inlineStr"><is><t xml:space="preserve">{texte}</t></is></c>'
    return f"{debut}><v>{valeur!r}</v></c>"
