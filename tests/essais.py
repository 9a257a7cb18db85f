"""Throw-away functions: they test the bridges to spreadsheets, not the rules of law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from xlprod import registre
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.registre import Argument, Genre
from xlprod.trace import Cellule, Resultat

_BRUT = Argument("brut", Genre.MONTANT, "")
_STATUT = Argument("statut", Genre.TEXTE, "")


@contextmanager
def fonctions_essai() -> Iterator[None]:
    """ESSAI_… in the registry, for as long as the context lasts."""
    avant = dict(registre.FONCTIONS)
    _declarer()
    try:
        yield
    finally:
        registre.FONCTIONS.clear()
        registre.FONCTIONS.update(avant)


def _declarer() -> None:
    @registre.fonction(
        "ESSAI_TAUX",
        groupe="essai",
        resume="Half of the amount, plus one euro a day.",
        arguments=[
            _BRUT,
            _STATUT,
            Argument("date", Genre.DATE, "", facultatif=True),
            Argument("jours", Genre.ENTIER, "", facultatif=True),
            Argument("parametres", Genre.PARAMETRES, "", facultatif=True),
        ],
        retour="EUR",
    )
    def taux(
        brut: int,
        statut: str,
        _date: dt.date | None,
        jours: int | None,
        parametres: tuple[tuple[str, str], ...] | None,
    ) -> Resultat:
        if statut == "inconnu":
            raise SaisieInvalide("statut inconnu « inconnu »")
        bonus = sum(int(valeur) for _, valeur, *_ in parametres or ())
        return Resultat(brut // 2 + 100 * (jours or 0) + 100 * bonus, "EUR")

    @registre.fonction(
        "ESSAI_TABLE",
        groupe="essai",
        resume="n rows: text, number, text.",
        arguments=[Argument("n", Genre.ENTIER, ""), Argument("texte", Genre.TEXTE, "", facultatif=True)],
        retour="tableau",
    )
    def table(n: int, texte: str | None) -> Resultat:
        lignes: list[list[Cellule]] = [[f"l{i}", float(i), texte or ""] for i in range(1, n + 1)]
        return Resultat(lignes, "tableau")

    @registre.fonction(
        "ESSAI_DATE",
        groupe="essai",
        resume="The date read.",
        arguments=[Argument("date", Genre.DATE, "")],
        retour="texte",
    )
    def date(jour: dt.date) -> Resultat:
        return Resultat(f"{jour:%d/%m/%Y}", "texte")

    @registre.fonction(
        "ESSAI_ERREUR",
        groupe="essai",
        resume="Always #N/A.",
        arguments=[Argument("x", Genre.TEXTE, "", facultatif=True)],
        retour="EUR",
    )
    def erreur(_x: str | None) -> Resultat:
        raise ChiffreAbsent("aucun chiffre à cette date")

    @registre.fonction(
        "ESSAI_ECHO",
        groupe="essai",
        resume="What was received.",
        arguments=[Argument("x", Genre.LIBRE, "", facultatif=True, variadique=True)],
        retour="texte",
    )
    def echo(*recus: object) -> Resultat:
        return Resultat(repr(list(recus)), "texte")
