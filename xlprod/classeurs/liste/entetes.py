"""Columns recognised by name, and the row of a sheet that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from xlprod.classeurs.liste.valeurs import Cellule, NonCompris, lire_nombre, texte, vide
from xlprod.textes import cle

LIGNES_EXAMINEES = 100
"""Rows in which the header is looked for: nobody writes a hundred lines of title."""
MESURE = 400
"""Rows of data read to settle an ambiguous header."""


class Champ(Enum):
    """What a column holds; the value is its name for the reader."""

    FONCTION = "fonction"
    NOM = "nom"
    PRENOM = "prénom"
    ROLE = "rôle"
    STATUT = "statut"
    CONVENTION = "convention"
    ANNEXE = "annexe"
    DEBUT = "début"
    FIN = "fin"
    PERIODE = "période"
    JOURS = "nombre de jours"
    SEMAINES = "nombre de semaines"
    CACHETS = "nombre de cachets"
    QUANTITE = "quantité"
    UNITE = "unité de paie"
    BRUT = "brut"
    BRUT_UNITAIRE = "brut par unité"
    BRUT_SEMAINE = "brut par semaine"
    BRUT_JOUR = "brut par jour"
    BRUT_CACHET = "brut par cachet"
    BRUT_MOIS = "brut par mois"
    BRUT_HEURE = "brut par heure"
    BRUT_TOTAL = "brut total"
    EFFECTIF = "nombre de personnes"
    POSTE = "poste du devis"
    UNITE_MINIMUM = "unité du minimum"
    CONTINU = "engagement continu"
    PARAMETRES = "paramètres du contrat"
    NOTE = "observations"


UNITE_DU_CHAMP = {
    Champ.BRUT_SEMAINE: "semaine",
    Champ.BRUT_JOUR: "jour",
    Champ.BRUT_CACHET: "cachet",
    Champ.BRUT_MOIS: "mois",
    Champ.BRUT_HEURE: "heure",
    Champ.SEMAINES: "semaine",
    Champ.JOURS: "jour",
    Champ.CACHETS: "cachet",
}
QUI = frozenset({Champ.FONCTION, Champ.NOM, Champ.ROLE})
"""A header names at least one of these."""
METIER = frozenset({Champ.FONCTION, Champ.ROLE})
"""Without one of these, no row can be a contract."""

MONTANTS = (
    Champ.BRUT_UNITAIRE, Champ.BRUT_SEMAINE, Champ.BRUT_JOUR, Champ.BRUT_CACHET, Champ.BRUT_MOIS,
    Champ.BRUT_HEURE, Champ.BRUT, Champ.BRUT_TOTAL,
)  # fmt: skip

ATTENDUES = (
    "fonction (ou poste, emploi), nom, début et fin (ou nombre de semaines, de jours, de cachets), "
    "brut (hebdo, jour, cachet ou total)"
)

_ARGENT = r"\b(bruts?|brute|salaires?|remuneration|tarifs?|montant|prix|paye|taux)\b"
_COMPTE = r"(nb|nbre|nbr|nombre|qte|quantite|total)( de| d)? "
_JUSTE = r"^(date|periode|contrat|engagement)s? (d emploi |de contrat )?"

_REGLES: tuple[tuple[str, Champ | None], ...] = (
    (r"unites? (du |de )?minimum", Champ.UNITE_MINIMUM),
    (r"\bannexe\b", Champ.ANNEXE),
    (r"\b(convention|idcc|ccn|ccnpc)\b", Champ.CONVENTION),
    (r"\b(nets?|charges?|patronal\w*|salariales?|cotisations?|couts?|mini|minim\w+|smic|ecart)\b", None),
    (r"\b(indemnites?|defraiements?|repas|majorations?|supp\w*|naissance|tel\w*|portable|e?mail)\b", None),
    (r"\b(adresse|secu\w*|conges?|transmis|iban|rib|ville|postal|film|projet|production)\b", None),
    (r"^taux$|\bsous postes?\b", None),
    (r"\bparametres?\b", Champ.PARAMETRES),
    (r"\bcontinu", Champ.CONTINU),
    (r"\bunitaire\b", Champ.BRUT_UNITAIRE),
    (r"\b(unites?|periodicite|mode de (paie|paye|remuneration)|base de (paie|paye|salaire))\b", Champ.UNITE),
    (r"\b(debut|entree|embauche|arrivee|commence\w*)\b", Champ.DEBUT),
    (r"^(du|de)$|" + _JUSTE + r"(du|de)$", Champ.DEBUT),
    (r"^date( de| du| d)?( tournage| jour| contrat| engagement| emploi| travail)?$", Champ.DEBUT),
    (r"\b(fin|sortie|terme)\b", Champ.FIN),
    (r"^(au|a)$|" + _JUSTE + r"(au|a)$", Champ.FIN),
    (r"^(periodes?|dates)\b|^(contrat|engagement)s?$", Champ.PERIODE),
    (r"^effectif|^" + _COMPTE + r"(personnes?|pers|figurants?|silhouettes?|salaries)\b", Champ.EFFECTIF),
    (r"^cachets?$|^" + _COMPTE + r"cachets?\b", Champ.CACHETS),
    (r"^total$|^forfaits?$", Champ.BRUT_TOTAL),
    (_ARGENT + r"|^cachet\b", Champ.BRUT),
    (r"^(" + _COMPTE + r"|nb)?(jours?|jrs?|j)\b", Champ.JOURS),
    (r"^(duree (en )?|" + _COMPTE + r"|nb)?(semaines?|sem|hebdos?)\b", Champ.SEMAINES),
    (r"^(quantites?|qte|nombre|nb|nbre|duree)( d unites?| d emploi| du contrat)?$", Champ.QUANTITE),
    (r"\b(statut|cadre|categorie|cat|college|csp)\b", Champ.STATUT),
    (r"^(no |numero |code )*(poste|ligne|compte|chapitre) (cnc|budget|devis)", Champ.POSTE),
    (r"^((no|numero|code) (de )?poste|code cnc|compte|imputation)\b", Champ.POSTE),
    (r"^prenoms?\b(?!.*\bnoms?\b)", Champ.PRENOM),
    (r"^(roles?|personnages?)$", Champ.ROLE),
    (r"\b(fonctions?|emplois?|qualifications?|metiers?|professions?|postes?)\b", Champ.FONCTION),
    (r"\b(noms?|salariee?s?|collaborateurs?|techniciens?|comedien\w*|artistes?|interpretes?)\b", Champ.NOM),
    (r"\b(observations?|remarques?|notes?|commentaires?|precisions?)\b", Champ.NOTE),
)  # fmt: skip
"""First pattern found in the key of a header; ``None`` names a column that is not read."""

_PERIODES: tuple[tuple[str, Champ], ...] = (
    (r"\b(total|totale|globale?|contrat|forfait\w*|engagement)\b", Champ.BRUT_TOTAL),
    (r"\b(hebdo\w*|semaines?|sem|3[59] ?h)\b", Champ.BRUT_SEMAINE),
    (r"\b(jours?|journalier\w*|journees?|jr|j)\b", Champ.BRUT_JOUR),
    (r"\bcachets?\b", Champ.BRUT_CACHET),
    (r"\b(mensuel\w*|mois)\b", Champ.BRUT_MOIS),
    (r"\b(horaire|heures?|h)\b", Champ.BRUT_HEURE),
)


_DOUBLES = {"poste": Champ.POSTE, "cachet": Champ.BRUT_CACHET, "cachets": Champ.BRUT_CACHET}
"""Headers of two meanings: the second one, when another column has the first."""


class Entete(NamedTuple):
    """The header of a table: field of each column, texts as written, first row of data.

    ``ligne`` and ``suite`` count from 0.  Of two columns of one field, the first is read.
    """

    ligne: int
    suite: int
    champs: dict[Champ, int]
    titres: tuple[str, ...]

    @property
    def note(self) -> int:
        return len(self.champs) if QUI & set(self.champs) else 0

    def non_reconnues(self) -> tuple[str, ...]:
        lus = set(self.champs.values())
        return tuple(titre for i, titre in enumerate(self.titres) if titre and i not in lus)


def reconnaitre(titre: str) -> Champ | None:
    """Field that a header names."""
    recherche = cle(titre)
    for motif, champ in _REGLES:
        if re.search(motif, recherche):
            return _montant(recherche) if champ is Champ.BRUT else champ
    return None


def _montant(recherche: str) -> Champ:
    return next((champ for motif, champ in _PERIODES if re.search(motif, recherche)), Champ.BRUT)


def chercher(rangees: Sequence[Sequence[Cellule]]) -> Entete | None:
    """The header of a sheet: one row, or two when a merged title sits over narrower ones."""
    meilleur: Entete | None = None
    for i in range(min(len(rangees), LIGNES_EXAMINEES)):
        candidat = lire(rangees, i)
        if candidat.note >= 2 and (meilleur is None or candidat.note > meilleur.note):
            meilleur = candidat
    return preciser(meilleur, rangees) if meilleur else None


def lire(rangees: Sequence[Sequence[Cellule]], i: int) -> Entete:
    """Row ``i`` read as a header, alone or with the next one when that names more columns."""
    seule = _entete(i, i + 1, [_titre(c) for c in rangees[i]])
    if i + 1 >= len(rangees) or not intitules(rangees[i + 1]):
        return seule
    suivante = _entete(i + 1, i + 2, [_titre(c) for c in rangees[i + 1]])
    double = _entete(i, i + 2, _superposer(rangees[i], rangees[i + 1]))
    return double if double.note > max(seule.note, suivante.note) else seule


def _titre(cellule: Cellule) -> str:
    return texte(cellule) if isinstance(cellule, str) else ""


def intitules(rangee: Sequence[Cellule]) -> bool:
    """Whether a row holds words only, as the second row of a header does."""
    lus = [texte(c) for c in rangee if not vide(c)]
    return bool(lus) and not any(re.fullmatch(r"[\d\s.,/€:%-]+", lu) for lu in lus)


def _superposer(haut: Sequence[Cellule], bas: Sequence[Cellule]) -> list[str]:
    """Titles of two rows, a title without neighbour spread over the narrower ones under it."""
    titres, au_dessus = [], ""
    for i in range(max(len(haut), len(bas))):
        dessus = _titre(haut[i]) if i < len(haut) else ""
        dessous = _titre(bas[i]) if i < len(bas) else ""
        au_dessus = dessus or (au_dessus if dessous else "")
        titres.append(f"{au_dessus} {dessous}".strip())
    return titres


def _entete(ligne: int, suite: int, titres: list[str]) -> Entete:
    # A sentence is a title line or a remark, not the name of a column.
    lus = [(i, cle(t), reconnaitre(t)) for i, t in enumerate(titres) if 0 < len(t) <= 60]
    # « Poste » is a job, or the number of the budget when another column gives the job; « Cachet »
    # is a count (unless the values say otherwise), or an amount when another column counts them.
    autres = {champ for _, recherche, champ in lus if recherche not in _DOUBLES}
    champs: dict[Champ, int] = {}
    for colonne, recherche, champ in lus:
        second = _DOUBLES.get(recherche) if champ in autres else None
        retenu = second or champ
        if retenu:
            champs.setdefault(retenu, colonne)
    return Entete(ligne, suite, champs, tuple(titres))


def preciser(entete: Entete, rangees: Sequence[Sequence[Cellule]]) -> Entete:
    """Settle the headers that two kinds of column share, from what the column holds."""
    champs = dict(entete.champs)
    cachets = champs.get(Champ.CACHETS)
    if cachets is not None and cle(entete.titres[cachets]) in ("cachet", "cachets"):
        nombres = _nombres(rangees[entete.suite :], cachets)
        if nombres and sorted(nombres)[len(nombres) // 2] >= 60 and Champ.BRUT_CACHET not in champs:
            # Nobody plays sixty days on one film for a crew list's typical artist: it is money.
            champs[Champ.BRUT_CACHET] = champs.pop(Champ.CACHETS)
    corps = rangees[entete.suite :][:MESURE]
    fonction = champs.get(Champ.FONCTION)
    if fonction is not None and cle(entete.titres[fonction]) == "poste" and _tous(corps, fonction, _CODE):
        champs[Champ.POSTE] = champs.pop(Champ.FONCTION)
    periode = champs.get(Champ.PERIODE)
    if periode is not None and not _tous(corps, periode, _DATE_DEDANS):
        del champs[Champ.PERIODE]  # « Contrat : CDDU » says nothing of dates
    return entete._replace(champs=champs)


_CODE = re.compile(r"[1-9]\d([.,]?\d+)?$")
_DATE_DEDANS = re.compile(r".*\d")


def _tous(rangees: Sequence[Sequence[Cellule]], colonne: int, motif: re.Pattern[str]) -> bool:
    """Whether most filled cells of a column, and at least one, have this look."""
    lus = [t for r in rangees if colonne < len(r) and (t := texte(r[colonne]))]
    conformes = sum(bool(motif.match(lu)) for lu in lus)
    return conformes * 2 > len(lus)


def _nombres(rangees: Sequence[Sequence[Cellule]], colonne: int) -> list[float]:
    nombres = []
    for rangee in rangees[:MESURE]:
        if colonne < len(rangee) and not vide(rangee[colonne]):
            try:
                nombres.append(float(lire_nombre(rangee[colonne], montant=True).valeur))
            except NonCompris:
                continue
    return nombres
