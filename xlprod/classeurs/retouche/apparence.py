"""Looks of new cells, put at the end of the workbook's own styles: its indices do not move."""

from __future__ import annotations

from typing import Literal, NamedTuple
from xml.sax.saxutils import quoteattr

from xlprod.classeurs import styles
from xlprod.classeurs.archive import CLASSEUR
from xlprod.classeurs.page import Aspect
from xlprod.classeurs.retouche.balises import Element, Partie
from xlprod.classeurs.retouche.paquet import Paquet

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
SECTIONS = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip
"""Children of the styles, in the order the format wants."""
RESERVES = {
    "fonts": ['<{p}font><{p}sz val="11"/><{p}name val="Calibri"/></{p}font>'],
    "fills": [
        '<{p}fill><{p}patternFill patternType="none"/></{p}fill>',
        '<{p}fill><{p}patternFill patternType="gray125"/></{p}fill>',
    ],
    "borders": ["<{p}border/>"],
    "cellXfs": ['<{p}xf numFmtId="0" fontId="0" fillId="0"/>'],
}
"""First entries, that mean « default » whatever they hold: ours must come after them."""
NUMERO_LIBRE = 164
"""First number of a format that is not built in Excel."""
Cadrage = Literal["", "droite", "retrait"]
CADRAGES: dict[Cadrage, str] = {
    "": "",
    "droite": ' horizontal="right"',
    "retrait": ' horizontal="left" indent="1"',
}
"""``retrait`` keeps a text apart from the numbers on its left."""
INTEGRES = {"General": 0, "@": 49}


class Style(NamedTuple):
    """A cell: its look, its number format, a thin line under it, where its text is set."""

    aspect: Aspect
    format: str
    filet: bool
    cadrage: Cadrage


class _Section:
    """A list of styles: entries there are, entries to add; the same one is not added twice."""

    def __init__(self, partie: Partie, nom: str) -> None:
        self.partie, self.nom = partie, nom
        self.element = partie.enfant(partie.racine, nom)
        enfants = [] if self.element is None else partie.enfants(self.element)
        self.presents = [partie.octets[e.debut : e.fin].decode("latin-1") for e in enfants]
        prefixe = partie.nom_voisin(partie.racine, "")
        reserves = RESERVES.get(nom, [])[len(self.presents) :]
        self.nouveaux = [r.format(p=prefixe) for r in reserves]

    def rang(self, texte: str) -> int:
        connus = self.presents + self.nouveaux
        if texte not in connus:
            self.nouveaux.append(texte)
            return len(connus)
        return connus.index(texte)

    def terminer(self) -> None:
        if not self.nouveaux:
            return
        nombre, contenu = len(self.presents) + len(self.nouveaux), "".join(self.nouveaux)
        if self.element is not None:
            self.partie.attribuer(self.element, "count", str(nombre))
            self.partie.ajouter(self.element, contenu)
            return
        balise = self.partie.nom_voisin(self.partie.racine, self.nom)
        section = f'<{balise} count="{nombre}">{contenu}</{balise}>'
        suivantes = SECTIONS[SECTIONS.index(self.nom) :]
        suite = [e for e in self.partie.enfants(self.partie.racine) if e.nom in suivantes]
        if suite:
            self.partie.avant(suite[0], section)
        else:
            self.partie.ajouter(self.partie.racine, section)


class Apparence:
    """Gives cell styles their number; :meth:`terminer` writes them."""

    def __init__(self, paquet: Paquet) -> None:
        self.paquet = paquet
        self.partie = paquet.partie(_partie_styles(paquet))
        self.prefixe = self.partie.nom_voisin(self.partie.racine, "")
        self.formats, self.polices, self.fonds, self.bordures, self.styles = (
            _Section(self.partie, nom) for nom in ("numFmts", "fonts", "fills", "borders", "cellXfs")
        )
        self.numeros = dict(INTEGRES)
        racine = self.partie.enfant(self.partie.racine, "numFmts")
        for element in self.partie.enfants(racine) if racine else ():
            self._connaitre(element)
        # A style of cells refers to a parent style where the workbook has any.
        self.parent = ' xfId="0"' if _Section(self.partie, "cellStyleXfs").presents else ""
        self._rangs: dict[Style, int] = {}

    def _connaitre(self, element: Element) -> None:
        numero = element.attributs.get("numFmtId", "")
        if numero.isdecimal():
            self.numeros.setdefault(element.attributs.get("formatCode", ""), int(numero))

    def style(self, style: Style) -> int:
        """Index of the cell style."""
        if style not in self._rangs:
            self._rangs[style] = self.styles.rang(self._xf(style))
        return self._rangs[style]

    def _xf(self, style: Style) -> str:
        p, cadrage = self.prefixe, CADRAGES[style.cadrage]
        renvoi = ' wrapText="1"' if style.aspect.renvoi else ""
        return (
            f'<{p}xf numFmtId="{self._format(style.format)}" fontId="{self._police(style.aspect)}" '
            f'fillId="{self._fond(style.aspect)}" borderId="{self._bordure(style.filet)}"{self.parent} '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<{p}alignment{cadrage} vertical="top"{renvoi}/></{p}xf>'
        )

    def _format(self, code: str) -> int:
        if code not in self.numeros:
            numero = max(NUMERO_LIBRE, *(n + 1 for n in self.numeros.values()))
            texte = quoteattr(code).encode("ascii", "xmlcharrefreplace").decode()
            self.formats.rang(f'<{self.prefixe}numFmt numFmtId="{numero}" formatCode={texte}/>')
            self.numeros[code] = numero
        return self.numeros[code]

    def _police(self, aspect: Aspect) -> int:
        p, gras = self.prefixe, f"<{self.prefixe}b/>" if aspect.gras else ""
        couleur = f'<{p}color rgb="{_argb(aspect.encre)}"/>' if aspect.encre else ""
        return self.polices.rang(
            f'<{p}font>{gras}<{p}sz val="{aspect.taille:g}"/>{couleur}'
            f'<{p}name val="{styles.POLICE}"/><{p}family val="2"/></{p}font>'
        )

    def _fond(self, aspect: Aspect) -> int:
        if not aspect.fond:
            return 0
        p = self.prefixe
        return self.fonds.rang(
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{_argb(aspect.fond)}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        )

    def _bordure(self, filet: bool) -> int:
        if not filet:
            return 0
        p = self.prefixe
        return self.bordures.rang(
            f'<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom style="hair">'
            f'<{p}color rgb="{_argb(styles.FILET)}"/></{p}bottom><{p}diagonal/></{p}border>'
        )

    def terminer(self) -> None:
        """Put the new styles in the package."""
        for section in (self.formats, self.polices, self.fonds, self.bordures, self.styles):
            section.terminer()
        self.paquet.poser(self.partie)


def _argb(couleur: str) -> str:
    return f"FF{couleur.removeprefix('#').upper()}"


def _partie_styles(paquet: Paquet) -> str:
    """The part of styles; a workbook may do without: an empty one is then made."""
    relations = paquet.relations(CLASSEUR)
    for relation in relations:
        if relation.genre == "styles" and relation.partie in paquet:
            return relation.partie
    nom = "xl/styles.xml" if "xl/styles.xml" not in paquet else paquet.nom_libre("xl/styles{}.xml")
    paquet.ajouter(nom, f'<styleSheet xmlns="{paquet.norme}"/>'.encode(), MIME)
    paquet.relier(CLASSEUR, paquet.type_relation("styles"), nom)
    return nom
