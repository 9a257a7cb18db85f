"""Safe access to the zip of an ``.xlsx``/``.xlsm`` file, before anything parses it.

A received workbook is checked from its zip directory alone (size once inflated, ratio,
number of parts, names), so that a bomb is refused before a single byte is inflated.
:func:`reecrire` changes, adds or drops some parts and copies the compressed bytes of the others.
"""

from __future__ import annotations

import os
import secrets
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import BinaryIO

from xlprod.erreurs import cause

TAILLE_MAX = 200_000_000
"""Inflated bytes of a whole workbook.  A CNC budget with its plan and cash flow is 1 to 20 MB
inflated; 3 000 lines on 12 sheets is 30 MB."""
RATIO_MAX = 200
"""Inflated / compressed size of one part.  Sheet XML is repetitive: 10 to 30 is usual, 60 is met
with whole columns of empty formatted cells; a bomb is near deflate's limit, 1 000."""
RATIO_EXAMINE = 1_000_000
"""Parts inflated below this size are harmless whatever their ratio."""
PARTIES_MAX = 10_000
"""Parts of a package.  A workbook of 200 sheets with pictures and comments has about 1 500."""

TYPES = "[Content_Types].xml"
CLASSEUR = "xl/workbook.xml"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_CHIFFRE = "EncryptedPackage".encode("utf-16-le")
_METHODES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHIFFRE, _UTF8 = 0x1, 0x800
_ENTETE_LOCAL = struct.Struct("<4s5H3L2H")
_ENTETE_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_FIN = struct.Struct("<4s4H2LH")
_PANNES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the zip reader raises on a damaged file."""


class ClasseurIllisible(Exception):
    """A file that is not a workbook we can open safely; the message is the French sentence."""


class Archive:
    """An opened and checked package.  Part names are found whatever their case."""

    def __init__(self, chemin: Path, zip_: zipfile.ZipFile) -> None:
        self.chemin = chemin
        self._zip = zip_
        self._infos = {info.filename.lower(): info for info in zip_.infolist()}

    @property
    def noms(self) -> list[str]:
        """Part names, in the order of the file."""
        return self._zip.namelist()

    def __contains__(self, nom: str) -> bool:
        return nom.lower() in self._infos

    def nom_exact(self, nom: str) -> str:
        """The part name as the file writes it."""
        return self._info(nom).filename

    def lire(self, nom: str) -> bytes:
        """Inflated bytes of a part, never more than its declared (and checked) size."""
        info = self._info(nom)
        try:
            return self._zip.read(info)
        except _PANNES as panne:
            raise ClasseurIllisible(
                f"{self.chemin.name} : la partie {nom} est abîmée ; {_REENREGISTRER}"
            ) from panne

    def _info(self, nom: str) -> zipfile.ZipInfo:
        info = self._infos.get(nom.lower())
        if info is None:
            raise ClasseurIllisible(
                f"{self.chemin.name} : la partie {nom} manque ; le classeur est incomplet"
            )
        return info

    def close(self) -> None:
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


_REENREGISTRER = "ouvrez-le dans Excel ou LibreOffice et enregistrez-le de nouveau en .xlsx"


def ouvrir(chemin: Path | str) -> Archive:
    """Open a workbook after checking it; :class:`ClasseurIllisible` otherwise."""
    chemin = Path(chemin)
    _controler_debut(chemin)
    try:
        zip_ = zipfile.ZipFile(chemin)
    except _PANNES as panne:
        raise ClasseurIllisible(
            f"{chemin.name} : fichier tronqué ou abîmé (zip illisible) ; demandez-en un nouvel envoi"
        ) from panne
    try:
        _controler(chemin.name, zip_.infolist())
    except ClasseurIllisible:
        zip_.close()
        raise
    return Archive(chemin, zip_)


def _controler_debut(chemin: Path) -> None:
    """Name the usual impostors by their first bytes."""
    nom = chemin.name
    try:
        taille = chemin.stat().st_size
        with chemin.open("rb") as flux:
            debut = flux.read(8)
            ole = debut + flux.read(TAILLE_MAX) if debut.startswith(_OLE) else b""
    except OSError as panne:
        raise ClasseurIllisible(f"{nom} : lecture impossible ({cause(panne)})") from panne
    if nom.startswith("~$"):
        raise ClasseurIllisible(f"{nom} : fichier de verrou laissé par Excel, pas un classeur")
    if taille == 0:
        raise ClasseurIllisible(f"{nom} : fichier vide")
    if ole and _OLE_CHIFFRE in ole:
        raise ClasseurIllisible(
            f"{nom} : classeur protégé par un mot de passe ; enregistrez-en une copie qui ne l'est pas"
        )
    if ole:
        raise ClasseurIllisible(f"{nom} : ancien format .xls ; {_REENREGISTRER}")
    if not debut.startswith(b"PK"):
        raise ClasseurIllisible(f"{nom} : ce n'est pas un classeur .xlsx ou .xlsm ; {_REENREGISTRER}")


def _controler(nom: str, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse from the directory alone what must not be inflated."""
    if len(infos) > PARTIES_MAX:
        raise ClasseurIllisible(f"{nom} : {len(infos)} parties dans le fichier, {PARTIES_MAX} au plus")
    noms = [info.filename.lower() for info in infos]
    if len(set(noms)) < len(noms):
        raise ClasseurIllisible(f"{nom} : deux parties portent le même nom ; {_REENREGISTRER}")
    for info in infos:
        _controler_partie(nom, info)
    total = sum(info.file_size for info in infos)
    if total > TAILLE_MAX:
        raise ClasseurIllisible(
            f"{nom} : {total // 1_000_000} Mo une fois décompressé, {TAILLE_MAX // 1_000_000} Mo au plus"
        )
    _controler_format(nom, set(noms))


def _controler_partie(nom: str, info: zipfile.ZipInfo) -> None:
    partie = info.filename
    if partie.startswith("/") or "\\" in partie or ":" in partie or ".." in partie.split("/"):
        raise ClasseurIllisible(
            f"{nom} : nom de partie dangereux ou mal formé « {partie} » ; {_REENREGISTRER}"
        )
    if info.flag_bits & _CHIFFRE:
        raise ClasseurIllisible(f"{nom} : fichier zip protégé par un mot de passe")
    if info.compress_type not in _METHODES:
        raise ClasseurIllisible(f"{nom} : compression inconnue de la partie {partie} ; {_REENREGISTRER}")
    if info.file_size > RATIO_EXAMINE and info.file_size > RATIO_MAX * info.compress_size:
        raise ClasseurIllisible(
            f"{nom} : la partie {partie} grossit plus de {RATIO_MAX} fois à la décompression ; "
            f"fichier refusé par prudence"
        )


def _controler_format(nom: str, noms: set[str]) -> None:
    if TYPES.lower() in noms and CLASSEUR in noms:
        return
    if "xl/workbook.bin" in noms:
        raise ClasseurIllisible(f"{nom} : format binaire .xlsb ; {_REENREGISTRER}")
    if "mimetype" in noms and "content.xml" in noms:
        raise ClasseurIllisible(f"{nom} : format OpenDocument (.ods) ; {_REENREGISTRER}")
    manque = TYPES if TYPES.lower() not in noms else CLASSEUR
    raise ClasseurIllisible(f"{nom} : ce n'est pas un classeur Excel ({manque} manque)")


@contextmanager
def ecriture_atomique(destination: Path) -> Iterator[BinaryIO]:
    """A file that takes its final name only once complete; nothing is left behind on failure."""
    provisoire = destination.with_name(f".{destination.name}.{secrets.token_hex(6)}.tmp")
    try:
        with provisoire.open("xb") as flux:
            yield flux
        provisoire.replace(destination)
    except BaseException as panne:
        if isinstance(panne, OSError) and panne.filename == str(provisoire):
            panne.filename = str(destination)  # the name that the user gave
        provisoire.unlink(missing_ok=True)
        raise


def reecrire(
    source: Path | str,
    destination: Path | str,
    remplacements: Mapping[str, bytes],
    *,
    ajouts: Mapping[str, bytes] = MappingProxyType({}),
    retraits: Collection[str] = (),
) -> None:
    """Copy a package, some parts replaced: same order, same metadata, same compressed bytes elsewhere.

    ``ajouts`` are new parts, put at the end; ``retraits`` are left out.  ``destination`` may be
    ``source``: it is replaced only when the new file is complete.
    """
    source, destination = Path(source), Path(destination)
    with ouvrir(source) as archive, source.open("rb") as brut, ecriture_atomique(destination) as flux:
        nouveaux = {archive.nom_exact(nom): contenu for nom, contenu in remplacements.items()}
        omis = {archive.nom_exact(nom) for nom in retraits}
        repertoire = [
            _copier(info, brut, flux)
            if info.filename not in nouveaux
            else _ecrire_contenu(info, nouveaux[info.filename], flux)
            for info in archive._zip.infolist()
            if info.filename not in omis
        ]
        repertoire += [
            _ecrire_contenu(_neuve(archive, nom), contenu, flux) for nom, contenu in ajouts.items()
        ]
        debut = flux.tell()
        flux.write(b"".join(repertoire))
        nombre, commentaire = len(repertoire), archive._zip.comment
        taille = flux.tell() - debut
        flux.write(_FIN.pack(b"PK\5\6", 0, 0, nombre, nombre, taille, debut, len(commentaire)) + commentaire)


def _neuve(archive: Archive, nom: str) -> zipfile.ZipInfo:
    """Directory entry of a new part; its date is fixed, so that the same edit gives the same bytes."""
    if nom in archive:
        raise ValueError(f"{nom} existe déjà")
    info = zipfile.ZipInfo(nom, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.compress_type = 0, zipfile.ZIP_DEFLATED
    return info


def _copier(info: zipfile.ZipInfo, source: BinaryIO, flux: BinaryIO) -> bytes:
    source.seek(info.header_offset)
    entete = source.read(_ENTETE_LOCAL.size)
    if len(entete) < _ENTETE_LOCAL.size:
        raise ClasseurIllisible(f"{Path(source.name).name} : fichier tronqué dans la partie {info.filename}")
    longueur_nom, longueur_extra = _ENTETE_LOCAL.unpack(entete)[-2:]
    source.seek(longueur_nom + longueur_extra, os.SEEK_CUR)
    return _ecrire_partie(info, source.read(info.compress_size), info.CRC, info.file_size, flux)


def _ecrire_contenu(info: zipfile.ZipInfo, contenu: bytes, flux: BinaryIO) -> bytes:
    donnees = contenu
    if info.compress_type == zipfile.ZIP_DEFLATED:
        compresseur = zlib.compressobj(6, zlib.DEFLATED, -15)
        donnees = compresseur.compress(contenu) + compresseur.flush()
    return _ecrire_partie(info, donnees, zlib.crc32(contenu), len(contenu), flux)


def _ecrire_partie(info: zipfile.ZipInfo, donnees: bytes, crc: int, taille: int, flux: BinaryIO) -> bytes:
    """Write one part; return its directory record.  Sizes fit 32 bits: see ``TAILLE_MAX``."""
    nom = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    drapeaux = info.flag_bits & _UTF8  # sizes are known here: no trailing data descriptor
    annee, mois, jour, heure, minute, seconde = info.date_time
    jour_dos = (annee - 1980) << 9 | mois << 5 | jour
    heure_dos = heure << 11 | minute << 5 | seconde // 2
    commun = (drapeaux, info.compress_type, heure_dos, jour_dos, crc, len(donnees), taille, len(nom))
    position = flux.tell()
    flux.write(_ENTETE_LOCAL.pack(b"PK\3\4", info.extract_version, *commun, 0) + nom + donnees)
    extra = _sans_zip64(info.extra)
    versions = (info.create_version, info.create_system, info.extract_version, info.reserved)
    fin = (len(extra), len(info.comment), 0, info.internal_attr, info.external_attr, position)
    return _ENTETE_CENTRAL.pack(b"PK\1\2", *versions, *commun, *fin) + nom + extra + info.comment


def _sans_zip64(extra: bytes) -> bytes:
    """Extra fields but the 64-bit sizes, which no longer apply."""
    gardes, reste = b"", extra
    while len(reste) >= 4:
        genre, longueur = struct.unpack_from("<HH", reste)
        gardes += b"" if genre == 1 else reste[: 4 + longueur]
        reste = reste[4 + longueur :]
    return gardes
