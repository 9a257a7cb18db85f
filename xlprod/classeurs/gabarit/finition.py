"""Last touch on the file: three details that XlsxWriter does not write.

Excel marks the formula of a calculated column as an array when its cells are (otherwise a new
row would start with ``@``), and types the cached error of an array cell as an error, not as
text (a text would be skipped by a sum without a word).  It types an empty text as a text: of
no type, it would read as a formula that was never computed.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlprod.registre import PREFIXE_FICHIER

_COLONNE = re.compile(rf"<calculatedColumnFormula>(?=[^<]*{PREFIXE_FICHIER})")
_ERREUR = re.compile(
    r'(<c [^>]*cm="1"[^>]*) t="str"(><f [^>]*>[^<]*</f><v>#(?:N/A|VALUE!|REF!|NAME\?|NUM!|DIV/0!|NULL!)</v>)'
)
VIDE = "\ue000"
"""Stands for a result that is an empty text, until the file is finished."""


def finir(chemin: Path) -> None:
    """Rewrite the archive in place; entries keep their order and fixed dates."""
    with ZipFile(chemin) as archive:
        parties = [(info, archive.read(info)) for info in archive.infolist()]
    with ZipFile(chemin, "w", ZIP_DEFLATED) as archive:
        for info, contenu in parties:
            copie = ZipInfo(info.filename, info.date_time)
            copie.compress_type = ZIP_DEFLATED
            archive.writestr(copie, retoucher(info.filename, contenu))


def retoucher(nom: str, contenu: bytes) -> bytes:
    """Contents of one part of the workbook once finished."""
    if nom.startswith("xl/tables/"):
        return _COLONNE.sub('<calculatedColumnFormula array="1">', contenu.decode()).encode()
    if nom.startswith("xl/worksheets/sheet"):
        return _ERREUR.sub(r'\1 t="e"\2', contenu.decode()).replace(VIDE, "").encode()
    return contenu
