"""Names of jobs: official titles, usual names, feminine and masculine, abbreviations.

An agreement knows its own titles and aliases.  What it does not know is read in its general form
(masculine, no link words), then through the usual names of the cinema agreement, which
are those of the whole trade.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property, lru_cache

from xlprod.baremes import DONNEES, lignes_csv
from xlprod.erreurs import SaisieInvalide
from xlprod.textes import cle, proches

LEXIQUE = "3097_production_cinematographique"
"""Folder whose aliases serve every agreement."""

MOTS_DE_LIAISON = frozenset([
    "a", "au", "aux", "d", "de", "des", "du", "en", "l", "la", "le", "les", "pour", "sur",
])  # fmt: skip
ORDINAUX = {
    mot: rang
    for rang, mots in (
        ("1er", "1re 1ere premier premiere"),
        ("2e", "2eme 2nd 2nde deuxieme second seconde"),
        ("3e", "3eme troisieme"),
    )
    for mot in mots.split()
}
ABREGES = {
    "adm": "administrateur", "ass": "assistant", "assist": "assistant", "asst": "assistant",
    "cheffe": "chef", "compta": "comptable", "dir": "directeur", "elec": "electricien", "inge": "ingenieur",
    "op": "operateur", "photo": "photographie", "prod": "production", "rea": "realisateur",
    "real": "realisateur", "resp": "responsable", "script": "scripte",
}  # fmt: skip
FEMININS = (
    ("trice", "teur"), ("euse", "eur"), ("eure", "eur"), ("ienne", "ien"), ("ere", "er"), ("ante", "ant"),
    ("ente", "ent"), ("ointe", "oint"), ("ive", "if"), ("ale", "al"), ("ee", "e"),
)  # fmt: skip
"""Endings, feminine to masculine.  Both sides of a comparison go through them: no word has to exist."""

LONGUEUR_MIN = 4
"""A shorter word keeps its letters: ``fils``, ``gros``."""


@lru_cache(8192)
def forme(nom: str) -> str:
    """General form of a name: ``1ère assistante réalisatrice`` → ``1er assistant realisateur``."""
    mots = [_mot(mot) for mot in cle(nom).split() if mot not in MOTS_DE_LIAISON]
    return " ".join(mots[:-1] if mots[1:] and mots[-1] == "cinema" else mots)


def _mot(mot: str) -> str:
    mot = ORDINAUX.get(mot, ABREGES.get(mot, mot))
    if len(mot) > LONGUEUR_MIN:
        for feminin, masculin in FEMININS:
            if mot.endswith(feminin):
                return mot.removesuffix(feminin) + masculin
    return mot


def cle_metier(texte: str) -> str:
    """Key of a job name: the trailing « cinéma » of official labels does not count."""
    return cle(texte).removesuffix(" cinema").removesuffix(" de")


@cache
def lexique() -> dict[str, tuple[str, ...]]:
    """Usual names of the trade: general form → forms of the cinema titles it may mean."""
    dossier = DONNEES / "conventions" / LEXIQUE
    libelles = {ligne["fonction"]: ligne["libelle"] for ligne in lignes_csv(dossier / "fonctions.csv")}
    return _regrouper(
        (forme(ligne["alias"]), (forme(libelles[ligne["fonction"]]),))
        for ligne in lignes_csv(dossier / "alias.csv")
    )


def _regrouper(paires: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    groupes: dict[str, tuple[str, ...]] = {}
    for nom, codes in paires:
        groupes[nom] = tuple(dict.fromkeys((*groupes.get(nom, ()), *codes)))
    return groupes


class Metiers:
    """Names of the functions of one agreement.  An alias given to several is ambiguous."""

    def __init__(self, idcc: str, libelles: dict[str, str], alias: Iterable[tuple[str, str]]) -> None:
        self.idcc = idcc
        self.libelles = libelles
        codes = _regrouper((cle_metier(nom), (code,)) for nom, code in alias)
        codes |= {cle_metier(libelle): (code,) for code, libelle in libelles.items()}
        self._codes = codes
        self._seuls = {nom: trouves[0] for nom, trouves in codes.items() if len(trouves) == 1}

    def code(self, texte: str) -> str:
        """Code of the one function that a name means; raises :class:`SaisieInvalide`."""
        connu = self._seuls.get(cle_metier(texte))
        if connu is not None:
            return connu
        codes = self._codes.get(cle_metier(texte)) or self._par_forme(forme(texte))
        if len(codes) != 1:
            raise self._ambigu(texte, codes) if codes else self._inconnu(texte)
        self._seuls[cle_metier(texte)] = codes[0]  # a column repeats its words
        return codes[0]

    def _par_forme(self, recherche: str) -> tuple[str, ...]:
        if recherche in self._formes:
            return self._formes[recherche]
        titres = [self._formes[titre] for titre in lexique().get(recherche, ()) if titre in self._formes]
        return tuple(dict.fromkeys(code for codes in titres for code in codes))

    @cached_property
    def _formes(self) -> dict[str, tuple[str, ...]]:
        """Codes by general form; an official title is not made ambiguous by an alias."""
        officielles = _regrouper((forme(libelle), (code,)) for code, libelle in self.libelles.items())
        return _regrouper((forme(nom), codes) for nom, codes in self._codes.items()) | officielles

    def _ambigu(self, texte: str, codes: Iterable[str]) -> SaisieInvalide:
        sens = " ; ".join(self.libelles[code] for code in codes)
        return SaisieInvalide(
            f"« {texte} » désigne plusieurs fonctions (IDCC {self.idcc}), précisez laquelle : {sens}"
        )

    def _inconnu(self, texte: str) -> SaisieInvalide:
        # Nearest by any name, then said with the official one, each function once.
        voisins = [
            self.libelles[code]
            for n in proches(cle_metier(texte), self._codes, 40)
            for code in self._codes[n]
        ]
        trois = ", ".join(list(dict.fromkeys(voisins))[:3])
        return SaisieInvalide(
            f"fonction inconnue « {texte} » (IDCC {self.idcc}) ; les plus proches : {trois}"
        )
