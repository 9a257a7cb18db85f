"""Received text files: encoding, separator, and the impostors that are no text at all."""

from __future__ import annotations

import csv
import io
import re
from typing import NamedTuple

from xlprod.classeurs.liste.modele import ListeIllisible
from xlprod.classeurs.liste.valeurs import Cellule

TAILLE_MAX = 20_000_000
"""Bytes of a text file: a list of 3 000 people with its comments is under 1 MB."""
LIGNES_MAX = 20_000
SEPARATEURS = (";", "\t", ",", "|")

_FRANCAIS = frozenset("éèêëàâäçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔŒÆ€«»’‘“”–—…°ñáíóúÖÜÄ\u00a0")
"""Characters that a French list really holds beyond ASCII."""

_SIGNATURES = (
    (b"PK", "un classeur Excel ou LibreOffice", "renommez-le en .xlsx (ou .ods)"),
    (b"\xd0\xcf\x11\xe0", "un classeur Excel", "renommez-le en .xls"),
    (b"%PDF", "un PDF", "demandez la liste en .xlsx ou en .csv"),
    (b"\x89PNG", "une image", "demandez la liste en .xlsx ou en .csv"),
    (b"\xff\xd8\xff", "une photo", "demandez la liste en .xlsx ou en .csv"),
    (b"\x1f\x8b", "un fichier compressé", "décompressez-le d’abord"),
    (b"{\\rtf", "un document de traitement de texte", "demandez la liste en .xlsx ou en .csv"),
)


class Tableau(NamedTuple):
    """A grid of cells: a sheet, or a whole text file.  ``remarque``: what had to be interpreted."""

    nom: str
    rangees: list[list[Cellule]]
    remarque: str = ""


def lire(octets: bytes, nom: str) -> list[Tableau]:
    """One grid per plausible separator: the header row tells which is the right one."""
    if len(octets) > TAILLE_MAX:
        raise ListeIllisible(f"{nom} : {len(octets) // 1_000_000} Mo, {TAILLE_MAX // 1_000_000} Mo au plus")
    contenu, codage = decoder(octets, nom)
    if not contenu.strip():
        raise ListeIllisible(f"{nom} : fichier vide")
    if re.match(r"\s*<(!doctype|html|\?xml|table|meta)", contenu, re.IGNORECASE):
        raise ListeIllisible(
            f"{nom} : page web ou XML sous un autre nom ; ouvrez-le dans Excel et enregistrez-le en .xlsx"
        )
    annonce = re.match(r"sep=(.)\r?\n", contenu)
    if annonce:
        return [_tableau(contenu, annonce[1], codage, nom)]
    presents = [s for s in SEPARATEURS if s in contenu] or [";"]
    return [_tableau(contenu, separateur, codage, nom) for separateur in presents]


def _tableau(contenu: str, separateur: str, codage: str, nom: str) -> Tableau:
    lecteur = csv.reader(io.StringIO(contenu, newline=""), delimiter=separateur)
    rangees: list[list[Cellule]] = []
    try:
        for rangee in lecteur:
            rangees.append(list(rangee))
            if len(rangees) > LIGNES_MAX:
                raise ListeIllisible(f"{nom} : plus de {LIGNES_MAX} lignes")
    except csv.Error as panne:
        raise ListeIllisible(f"{nom} : texte mal formé vers la ligne {lecteur.line_num} ({panne})") from panne
    lisible = {"\t": "tabulation", ";": "point-virgule", ",": "virgule"}.get(separateur, separateur)
    return Tableau("", rangees, f"texte {codage}, séparateur {lisible}")


def decoder(octets: bytes, nom: str) -> tuple[str, str]:
    """Text and name of its encoding; refuses what is not text."""
    for debut, quoi, conseil in _SIGNATURES:
        if octets.startswith(debut):
            raise ListeIllisible(f"{nom} : ce fichier est {quoi}, pas un texte ; {conseil}")
    for marque, codage in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if octets.startswith(marque):
            return _strict(octets, codage, nom), codage.upper().removesuffix("-SIG")
    if b"\0" in octets:
        raise ListeIllisible(f"{nom} : fichier binaire, pas un texte ; demandez la liste en .xlsx ou en .csv")
    try:
        return octets.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _ancien(octets)


def _strict(octets: bytes, codage: str, nom: str) -> str:
    try:
        return octets.decode(codage)
    except UnicodeDecodeError as panne:
        raise ListeIllisible(
            f"{nom} : texte abîmé ({codage}) ; enregistrez-le de nouveau en « CSV UTF-8 »"
        ) from panne


def _ancien(octets: bytes) -> tuple[str, str]:
    """Windows or old Macintosh text: the one whose accents are those of French."""
    codages = (("cp1252", "Windows"), ("mac_roman", "Mac"))
    essais = [(octets.decode(codage, errors="replace"), nom) for codage, nom in codages]
    return max(essais, key=lambda essai: _vraisemblance(essai[0]))


def _vraisemblance(contenu: str) -> int:
    au_dela = [c for c in contenu if ord(c) > 127]
    # A capital accented letter after a small letter (« rÈgie ») is the mark of the wrong guess.
    absurdes = len(re.findall(r"[a-zà-ÿ][ÀÂÇÈÉÊËÎÏÔÙÛŽŠŒ]", contenu))
    return sum(1 if c in _FRANCAIS else -2 for c in au_dela) - 3 * absurdes
