"""``xlprod baremes``: list, show and check the dated figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlprod import argent, baremes
from xlprod.baremes import FIN, Chiffre, Cotisation, consultation
from xlprod.cli import MAUVAIS_USAGE, REFUS, Arret, ecrire_json, en_texte
from xlprod.periodes import texte_date
from xlprod.trace import LIBELLES_CONFIANCE

ENTETE = ["Code", "Libellé", "Valeur", "Unité", "Du", "Au", "Article", "Confiance"]


def executer(action: str, code: str | None, jour: dt.date | None, en_json: bool) -> int:
    """Run one of the three actions; returns the exit code."""
    if action == "verifier":
        return verifier(en_json)
    if action == "montrer":
        if not code:
            raise Arret("montrer demande un code : xlprod baremes montrer PMSS", MAUVAIS_USAGE)
        rangs = list(consultation.rangs(code))
    else:
        rangs = [*(c for serie in baremes.chiffres().values() for c in serie), *baremes.cotisations()]
    if jour:
        rangs = [r for r in rangs if r.validite.couvre(jour)]
    if en_json:
        ecrire_json([_objet(r) for r in rangs])
    else:
        print(en_texte([ENTETE, *[_rangee(r) for r in rangs]]))
        if action == "montrer":
            print(
                *(f"\n{texte_date(r.validite.valid_from)} : {consultation.phrase(r.validite)}" for r in rangs)
            )
    return 0 if rangs else REFUS


def verifier(en_json: bool) -> int:
    """Refuse a figure without source, an overlap, an unexplained hole."""
    from xlprod.baremes import schema

    defauts = schema.verifier()
    if en_json:
        ecrire_json({"defauts": defauts})
    else:
        print(
            "\n".join(defauts)
            or "Barèmes conformes : chaque chiffre est daté, sourcé, sans trou ni recouvrement."
        )
    return REFUS if defauts else 0


def _taux(cotisation: Cotisation) -> str:
    patronal = cotisation.parametre or argent.texte_taux(cotisation.patronal)
    return f"salarial {argent.texte_taux(cotisation.salarial)}, patronal {patronal}"


def _rangee(rang: Chiffre | Cotisation) -> list[Any]:
    validite = rang.validite
    return [
        rang.code,
        rang.libelle,
        float(rang.valeur) if isinstance(rang, Chiffre) else _taux(rang),
        rang.unite if isinstance(rang, Chiffre) else rang.assiette,
        texte_date(validite.valid_from),
        "" if validite.valid_to == FIN else texte_date(validite.valid_to),
        validite.article,
        LIBELLES_CONFIANCE[validite.confiance],
    ]


def _objet(rang: Chiffre | Cotisation) -> dict[str, Any]:
    validite = rang.validite
    return {
        "code": rang.code,
        "libelle": rang.libelle,
        "valeur": float(rang.valeur) if isinstance(rang, Chiffre) else _taux(rang),
        "unite": rang.unite if isinstance(rang, Chiffre) else "%",
        "valid_from": validite.valid_from.isoformat(),
        "valid_to": None if validite.valid_to == FIN else validite.valid_to.isoformat(),
        "source": validite.source,
        "article": validite.article,
        "confiance": validite.confiance,
        "note": validite.note,
    }
