"""The amount that explains itself: steps with formula, values, article, date and confidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from xlprod import VERSION_DONNEES, VERSION_MOTEUR, argent
from xlprod.periodes import texte_date

Confiance = Literal["verified", "secondary", "recalled"]
Unite = Literal["EUR", "taux", "ratio", "nombre", "jours", "heures", "coefficient", "texte", "tableau"]
Cellule = float | int | str | bool | None

LIBELLES_CONFIANCE: dict[str, str] = {
    "verified": "vérifié",
    "secondary": "à vérifier (source secondaire)",
    "recalled": "à vérifier (non vu dans un texte)",
}
HYPOTHESE = "hypothèse"


class Regle(NamedTuple):
    """What a step applies: the text shown to the reader and where it comes from.

    ``formule`` is written with symbols (``assiette T1 × taux``); ``unites`` says how to
    print the values put in place of the symbols; ``couche`` says who spoke (a layer of
    :mod:`xlprod.couches`, or ``hypothèse``).
    """

    code: str
    libelle: str
    formule: str = ""
    unites: tuple[Unite, ...] = ()
    article: str = ""
    source: str = ""
    valid_from: dt.date | None = None
    confiance: str = "verified"
    couche: str = "barème"
    arrondi: str = argent.ARRONDI
    lien: str = " × "
    """What joins the values when they are printed."""


@dataclass(slots=True)
class Etape:
    """One step of a computation.  ``valeurs`` are raw (cents, billionths, counts).

    Not frozen: a payslip makes forty of them, and freezing doubles their price.
    """

    regle: Regle
    valeurs: tuple[int | Fraction | str, ...]
    resultat: int | Fraction | str | None
    unite: Unite = "EUR"

    @property
    def texte_valeurs(self) -> str:
        """The values behind the symbols, in order: ``654,17 € × 6,9 %``."""
        paires = zip(self.valeurs, self.regle.unites, strict=True)
        return self.regle.lien.join(en_texte(valeur, unite) for valeur, unite in paires)

    @property
    def texte_resultat(self) -> str:
        return "" if self.resultat is None else en_texte(self.resultat, self.unite)

    @property
    def a_verifier(self) -> bool:
        return self.regle.confiance != "verified" or self.regle.couche == HYPOTHESE

    def rangee(self) -> list[Cellule]:
        """The step as a row under ``ENTETE_POURQUOI``."""
        regle = self.regle
        return [
            regle.libelle,
            regle.formule,
            self.texte_valeurs,
            self.texte_resultat,
            regle.article or regle.source,
            texte_date(regle.valid_from) if regle.valid_from else "",
            regle.arrondi if self.unite == "EUR" and self.valeurs else "",
            texte_confiance(regle),
        ]


ENTETE_POURQUOI = (
    "Étape",
    "Formule",
    "Valeurs",
    "Résultat",
    "Article",
    "Règle en vigueur depuis",
    "Arrondi",
    "Confiance",
)


class Resultat:
    """A value with its explanation, the engine and data versions that made it.

    ``valeur`` is raw: cents for ``EUR``, an exact fraction for ``ratio``, text, or a table
    (rows of cells).  ``etapes`` may be given as a function: it is then built when asked for.
    """

    __slots__ = ("_etapes", "avertissements", "unite", "valeur")
    moteur = VERSION_MOTEUR
    donnees = VERSION_DONNEES

    def __init__(
        self,
        valeur: int | Fraction | str | list[list[Cellule]],
        unite: Unite,
        etapes: Sequence[Etape] | Callable[[], Sequence[Etape]] = (),
        avertissements: Sequence[str] = (),
    ) -> None:
        self.valeur = valeur
        self.unite = unite
        self._etapes = etapes
        self.avertissements = tuple(avertissements)

    @property
    def etapes(self) -> tuple[Etape, ...]:
        if callable(self._etapes):
            self._etapes = tuple(self._etapes())
        return tuple(self._etapes)

    def cellule(self) -> Cellule | list[list[Cellule]]:
        """What a spreadsheet cell receives (euros as a float, a table as rows)."""
        return en_cellule(self.valeur, self.unite)

    def tableau_pourquoi(self) -> list[list[Cellule]]:
        """The steps as rows under ``ENTETE_POURQUOI``."""
        lignes: list[list[Cellule]] = [list(ENTETE_POURQUOI)]
        lignes += [etape.rangee() for etape in self.etapes]
        lignes += [["Avertissement", texte, "", "", "", "", "", ""] for texte in self.avertissements]
        lignes.append(["Versions", f"moteur {self.moteur}, barèmes {self.donnees}", "", "", "", "", "", ""])
        return lignes


def texte_confiance(regle: Regle) -> str:
    """``vérifié``, ``à vérifier…`` or who gave the figure when it is not the law."""
    if regle.couche == "barème":
        if not regle.article and not regle.source:
            return ""  # arithmetic: nothing to be sure of
        return LIBELLES_CONFIANCE[regle.confiance]
    if regle.couche == HYPOTHESE:
        return HYPOTHESE + ("" if regle.confiance == "verified" else " à vérifier")
    return "donnée par " + " et par ".join(_QUI.get(c, c) for c in regle.couche.split(" et "))


_QUI = {"société": "la société", "classeur": "le classeur", "ligne": "la ligne"}


def en_texte(valeur: int | Fraction | str | list[list[Cellule]], unite: Unite) -> str:
    """French text of a raw value."""
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, list):
        return f"tableau de {len(valeur)} lignes"
    if unite == "EUR":
        # A printed minimum may be finer than a cent (an hourly rate of 36,98725 €).
        entier = valeur.denominator == 1
        return argent.texte_euros(int(valeur)) if entier else f"{_decimal(Fraction(valeur) / 100)}\u00a0€"
    if unite == "taux":
        return argent.texte_taux(int(valeur))
    if unite == "coefficient":
        return _decimal(Fraction(valeur, 10_000))
    if unite == "ratio":
        return argent.texte_nombre(Fraction(valeur) * 100, 2) + "\u00a0%"
    suffixe = {"jours": "\u00a0j", "heures": "\u00a0h"}.get(unite, "")
    return _decimal(Fraction(valeur)) + suffixe


def _decimal(valeur: Fraction) -> str:
    """Up to six decimals, no trailing zero."""
    texte = argent.texte_nombre(valeur, 6)
    return texte.rstrip("0").rstrip(",") if "," in texte else texte


def en_cellule(
    valeur: int | Fraction | str | list[list[Cellule]], unite: Unite
) -> Cellule | list[list[Cellule]]:
    if unite == "EUR" and isinstance(valeur, int):
        return valeur / 100
    if isinstance(valeur, str):
        return valeur
    if isinstance(valeur, list):
        return valeur
    if unite == "EUR":
        return float(valeur / 100)
    if unite == "taux":
        return float(valeur / argent.UN)
    return float(valeur)
