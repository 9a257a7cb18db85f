"""Thin layer over XlsxWriter: one place for formats, cached values, names and page set-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from xlprod.classeurs import styles
from xlprod.classeurs.gabarit import formules
from xlprod.classeurs.gabarit.finition import VIDE
from xlprod.classeurs.gabarit.formules import Ecriture
from xlprod.registre import ErreurCellule

Valeur = float | int | str | bool | None | ErreurCellule
Valeurs = Mapping[str, Mapping[str, Valeur]]
"""Cached results of formulas: sheet → cell → value."""

CREATION = dt.datetime(2026, 1, 1)
"""Fixed creation date: the same film gives the same bytes."""

MOTEUR_CALCUL = 191029
"""Calculation engine of current Excel.  With an older one, Excel would recalculate on
opening and lose the values of our functions where the add-in is not installed yet."""

A4 = 9
HAUTEUR = 15
"""Usual row height, in points."""

MARGES = {"left": 0.45, "right": 0.45, "top": 0.75, "bottom": 0.65}


class Classeur:
    """The workbook being written."""

    def __init__(
        self, destination: Path, titre: str, societe: str, valeurs: Valeurs | None, ecriture: Ecriture
    ) -> None:
        # Column widths are counted in digits of this font: it fixes the printed layout.
        police = {"font_name": styles.POLICE, "font_size": 10}
        self._brut: Any = xlsxwriter.Workbook(str(destination), {"default_format_properties": police})
        self._brut.set_properties({"title": titre, "company": societe, "created": CREATION, "author": ""})
        self._brut.set_calc_mode("auto", MOTEUR_CALCUL)
        self._brut.calc_on_load = valeurs is None
        self._brut.set_size(2400, 1500)
        self._valeurs = valeurs or {}
        self._formats: dict[tuple[str, ...], Any] = {}
        self.titre = titre
        self.societe = societe
        self.ecriture = ecriture
        self.format()  # the first format made is the default of the columns

    def format(self, *noms: str) -> Any:
        """Format that adds up named styles."""
        if noms not in self._formats:
            self._formats[noms] = self._brut.add_format(styles.proprietes(*noms))
        return self._formats[noms]

    def format_conditionnel(self, **proprietes: Any) -> Any:
        return self._brut.add_format(proprietes)

    def feuille(self, nom: str, couleur: str) -> Feuille:
        brut = self._brut.add_worksheet(nom)
        brut.set_tab_color(couleur)
        return Feuille(self, brut, nom, self._valeurs.get(nom, {}))

    def nom(self, nom: str, cible: str) -> None:
        """Defined name of the workbook."""
        self._brut.define_name(nom, f"={cible}")

    def graphique(self, options: dict[str, Any]) -> Any:
        return self._brut.add_chart(options)

    def fermer(self) -> None:
        self._brut.close()


class Feuille:
    """One sheet.  Rows and columns count from 0; styles are added by name."""

    def __init__(self, classeur: Classeur, brut: Any, nom: str, valeurs: Mapping[str, Valeur]) -> None:
        self.classeur = classeur
        self.brut = brut
        self.nom = nom
        self._valeurs = valeurs
        brut.hide_gridlines(2)
        brut.set_default_row(HAUTEUR)

    def texte(self, ligne: int, colonne: int, texte: str, *noms: str) -> None:
        """Text, never read as a number nor as a formula; an empty one leaves a formatted blank."""
        style = self.classeur.format(*noms)
        if texte:
            self.brut.write_string(ligne, colonne, texte, style)
        else:
            self.brut.write_blank(ligne, colonne, None, style)

    def nombre(self, ligne: int, colonne: int, nombre: int | float | Decimal, *noms: str) -> None:
        self.brut.write_number(ligne, colonne, nombre, self.classeur.format(*noms))

    def date(self, ligne: int, colonne: int, jour: dt.date, *noms: str) -> None:
        self.brut.write_datetime(ligne, colonne, jour, self.classeur.format("date", *noms))

    def formule(self, ligne: int, colonne: int, formule: str, *noms: str) -> None:
        """Formula with its cached value."""
        style = self.classeur.format(*noms)
        valeur = self._valeurs.get(formules.cellule(ligne, colonne))
        if isinstance(valeur, ErreurCellule):
            valeur = valeur.code
        elif valeur is None or valeur == "":
            valeur = "" if valeur is None else VIDE
        if self.classeur.ecriture.en_tableau(formule):
            zone = (ligne, colonne, ligne, colonne)
            self.brut.write_dynamic_array_formula(*zone, f"={formule}", style, valeur)
        else:
            self.brut.write_formula(ligne, colonne, f"={formule}", style, valeur)

    def appel(self, nom: str, *arguments: str) -> str:
        """Call of one of our functions, spelt as in this workbook."""
        return self.classeur.ecriture.appel(nom, *arguments)

    def bande(self, ligne: int, gauche: int, droite: int, *noms: str) -> None:
        """Blank cells of one style, for a coloured band across the row."""
        for colonne in range(gauche, droite + 1):
            self.brut.write_blank(ligne, colonne, None, self.classeur.format(*noms))

    def fusion(self, ligne: int, gauche: int, droite: int, texte: str, *noms: str) -> None:
        """Text across merged cells; written after the merge so that ``=`` does not start a formula."""
        self.brut.merge_range(ligne, gauche, ligne, droite, "", self.classeur.format(*noms))
        self.texte(ligne, gauche, texte, *noms)

    def largeurs(self, *largeurs: float) -> None:
        for colonne, largeur in enumerate(largeurs):
            self.brut.set_column(colonne, colonne, largeur, self.classeur.format())

    def nommer(self, nom: str, ligne: int, colonne: int) -> None:
        self.classeur.nom(nom, f"'{self.nom}'!{formules.fixe(ligne, colonne)}")

    def mise_en_page(
        self, document: str, *, paysage: bool = False, derniere_ligne_titre: int | None = None
    ) -> None:
        """A4, margins, film and company in the header, page numbers in the footer."""
        brut = self.brut
        brut.set_paper(A4)
        if paysage:
            brut.set_landscape()
        brut.set_margins(**MARGES)
        brut.center_horizontally()
        titre, societe = (t.replace("&", "&&") for t in (self.classeur.titre, self.classeur.societe))
        brut.set_header(f'&L&"Arial"&8 {societe}&C&"Arial,Bold"&10 {titre}&R&"Arial"&8 {document}')
        brut.set_footer('&L&"Arial"&7 Établi avec xlprod – montants hors taxes&R&"Arial"&8 Page &P / &N')
        if derniere_ligne_titre is not None:
            brut.repeat_rows(derniere_ligne_titre)
