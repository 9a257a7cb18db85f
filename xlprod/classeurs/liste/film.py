"""The film that the contracts of a list belong to: title, dates, as far as the list says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from xlprod.classeurs.liste.modele import A_VERIFIER, DEDUIT, Gravite, LigneRevue
from xlprod.classeurs.liste.valeurs import Cellule, texte
from xlprod.devis.modele import Film, Personne
from xlprod.periodes import texte_date
from xlprod.textes import cle

_GENERIQUES = frozenset(
    ("liste", "technique", "artistique", "equipe", "d", "de", "des", "du", "la", "le", "les", "et",
     "salaires", "salaire", "contrats", "devis", "film", "previsionnelle", "previsionnel", "tournage",
     "long", "court", "metrage", "crew", "list", "fiche", "production", "version", "v1", "v2", "v3",
     "provisoire", "definitive", "au")
)  # fmt: skip
"""Words of a title line that are not the name of a film."""


LIGNES_DE_TITRE = 2
"""Lines of text in which the title of the film may be: further down come remarks and legends."""


def composer(
    personnes: Sequence[Personne],
    haut: Sequence[Sequence[Cellule]],
    chemin: Path,
    parametres: tuple[tuple[str, str], ...],
    titre: str | None,
    date_reference: dt.date | None,
) -> tuple[Film, list[LigneRevue]]:
    """Film of the contracts, and what had to be deduced; ``haut``: the rows above the header."""
    redacteur = _Redacteur(personnes, haut)
    reference = date_reference or redacteur.date_reference()
    debut, fin = redacteur.tournage(reference)
    film = Film(
        titre=titre or redacteur.titre(chemin),
        societe=redacteur.societe(),
        date_reference=reference,
        debut_tournage=debut,
        fin_tournage=fin,
        parametres=parametres,
        personnes=tuple(personnes),
        note=f"Équipe lue dans {chemin.name}",
    )
    return film, redacteur.revue


def _parlant(morceau: str) -> bool:
    return any(mot not in _GENERIQUES and not mot.isdigit() for mot in cle(morceau).split())


class _Redacteur:
    def __init__(self, personnes: Sequence[Personne], haut: Sequence[Sequence[Cellule]]) -> None:
        self.personnes = personnes
        lignes = [[t for c in r if isinstance(c, str) and (t := texte(c))] for r in haut]
        self.titres = [textes[0] for textes in lignes if textes]
        self.revue: list[LigneRevue] = []

    def _deduire(self, colonne: str, compris: str, remarque: str, gravite: Gravite = A_VERIFIER) -> None:
        self.revue.append(LigneRevue(0, colonne, "", compris, remarque, gravite))

    def date_reference(self) -> dt.date:
        if not self.personnes:
            jour = dt.date.today()
            self._deduire("date de référence", texte_date(jour), "aucun contrat compris : date du jour")
            return jour
        jour = min(p.debut for p in self.personnes)
        self._deduire("date de référence", texte_date(jour), "premier jour du premier contrat", DEDUIT)
        return jour

    def tournage(self, reference: dt.date) -> tuple[dt.date, dt.date]:
        """Dates of the shoot: those of the shooting contracts, of the artists, or of everybody."""
        groupes = (
            (
                "des contrats de tournage (annexe II)",
                [p for p in self.personnes if p.annexe in ("II", "IIIbis")],
            ),
            ("des artistes", [p for p in self.personnes if p.statut in ("ART_NC", "ART_C", "FIGURANT")]),
            ("de tous les contrats", list(self.personnes)),
        )
        for qui, groupe in groupes:
            if groupe:
                debut, fin = min(p.debut for p in groupe), max(p.fin for p in groupe)
                dates = f"{texte_date(debut)} au {texte_date(fin)}"
                self._deduire("dates de tournage", dates, f"d’après les dates {qui}")
                return debut, fin
        return reference, reference

    def titre(self, chemin: Path) -> str:
        for lu in self.titres[:LIGNES_DE_TITRE]:
            morceaux = re.split(
                r"\s+[-–—]\s+", re.sub(r"^(film|titre|projet)\s*:\s*", "", lu, flags=re.IGNORECASE)
            )
            nom = " – ".join(m for m in morceaux if _parlant(m))
            if ":" not in nom and 3 <= len(nom) <= 80:
                self._deduire("titre", nom, f"« {lu} » au-dessus du tableau")
                return nom
        self._deduire("titre", chemin.stem, "nom du fichier")
        return chemin.stem

    def societe(self) -> str:
        for lu in self.titres:
            if trouve := re.match(r"(production|société|societe|producteur)\s*:\s*(.+)", lu, re.IGNORECASE):
                self._deduire("société", trouve[2], "texte écrit au-dessus du tableau")
                return trouve[2]
        return ""
