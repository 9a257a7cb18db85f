"""Why no minimum answers: the unit, the date, the annexe, and what exists instead."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from xlprod.baremes import FIN
from xlprod.baremes.grilles import Annexe, FonctionMetier
from xlprod.baremes.minima import Convention
from xlprod.erreurs import ChiffreAbsent, SaisieInvalide
from xlprod.periodes import texte_date
from xlprod.textes import proches


def sans_montant(
    conv: Convention,
    metier: FonctionMetier,
    candidate: tuple[Annexe, str],
    unite: str,
    imprimees: tuple[str, ...],
    jour: dt.date,
    adherent: bool,
) -> ChiffreAbsent | SaisieInvalide:
    """Which of the unit or the date is at fault, what exists, and why this is not known."""
    annexe, regime = candidate
    ou = f"« {metier.libelle} », annexe {annexe.code}"
    series = conv.series_de(metier, annexe)
    retenues = {s: m for s, m in series.items() if s[3] in imprimees and (not regime or s[2] in ("", regime))}
    if not any(s[3] in imprimees for s in series):
        existantes = ", ".join(sorted({s[3] for s in series}))
        return SaisieInvalide(f"{ou} : pas de minimum par « {unite} » ; unités imprimées : {existantes}")
    grilles = [m.grille for montants in (retenues or series).values() for m in montants]
    if not adherent and not any(g.valid_from_non_adherents for g in grilles):
        return ChiffreAbsent(
            f"{ou} : aucune date d'extension connue, donc aucun minimum pour un non-adhérent "
            f"(IDCC {conv.idcc}) ; adherent=oui donne celui des adhérents"
        )
    debuts = [g.valid_from if adherent else g.valid_from_non_adherents for g in grilles]
    debut, fin = min(d for d in debuts if d), max(g.valid_to for g in grilles)
    connue = (
        f"depuis le {texte_date(debut)}" if fin == FIN else f"du {texte_date(debut)} au {texte_date(fin)}"
    )
    raisons = conv.raisons(retenues or series, jour, jour)
    return ChiffreAbsent(
        f"{ou} : aucun minimum connu au {texte_date(jour)} pour cette unité (grilles connues {connue}, "
        f"IDCC {conv.idcc})"
        + "".join(f" ; {texte}" for texte in [*raisons, *_titres_actuels(conv, metier, annexe)])
    )


@lru_cache(1024)
def _titres_actuels(conv: Convention, metier: FonctionMetier, annexe: Annexe) -> tuple[str, ...]:
    """Nearest titles of the last grids, of a title that they no longer print."""
    actuels = conv.libelles_annexe(annexe, actuels=True)
    if metier.libelle in actuels or not actuels:
        return ()
    return (f"titres en vigueur les plus proches : {', '.join(proches(metier.libelle, actuels))}",)
