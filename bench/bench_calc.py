"""Time of a full recalculation in headless Calc: XLPROD.COUT_EMPLOYEUR against a native formula.

Run it with the project's Python; it starts LibreOffice with the add-in and has a ``python3``
that owns the ``uno`` module drive it.  Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TAILLES = (1000, 10_000)
TAUX = 1.58
FORMULES = {
    "cout_employeur": "_xldudf_XLPROD_COUT_EMPLOYEUR(A{n},B{n},C{n},D{n})",
    "native": f"ROUND(A{{n}}*{TAUX},2)",
}
PASSAGES = 3


def main() -> None:
    """Project side: write the workbooks, start both processes, print what the client measured."""
    racine = Path(__file__).parents[1]
    sys.path.insert(0, str(racine))
    from xlprod.hotes import bureau

    soffice = bureau.exiger()
    with tempfile.TemporaryDirectory(prefix="xlprod-") as temporaire:
        dossier = Path(temporaire)
        classeurs = [_ecrire(dossier, nom, taille) for taille in TAILLES for nom in FORMULES]
        tube = f"xlprod{os.getpid()}"
        commande = [soffice, *bureau.options(dossier), f"--accept=pipe,name={tube};urp;"]
        calc = subprocess.Popen(
            commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            client = [_python_uno(), __file__, tube, *classeurs]
            sortie = subprocess.run(client, stdout=subprocess.PIPE, text=True, check=True, timeout=600).stdout
            calc.wait(60)
        finally:
            if calc.poll() is None:
                os.killpg(calc.pid, signal.SIGKILL)
    print(json.dumps({"libreoffice": bureau.version(soffice), **json.loads(sortie)}, indent=1))


def _ecrire(dossier: Path, nom: str, taille: int) -> str:
    import xlsxwriter

    chemin = dossier / f"{nom}-{taille}.xlsx"
    classeur = xlsxwriter.Workbook(str(chemin))
    feuille = classeur.add_worksheet()
    for rang in range(taille):
        feuille.write_row(rang, 0, [500 + rang % 3000, "TECH_C", 45810, 5])
        feuille.write_formula(rang, 4, "=" + FORMULES[nom].format(n=rang + 1))
    classeur.close()
    return str(chemin)


def _python_uno() -> str:
    """First python3 of the path that imports uno."""
    for dossier in os.environ["PATH"].split(os.pathsep):
        python = shutil.which("python3", path=dossier)
        if python and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
            return python
    raise SystemExit("aucun python3 du PATH ne connaît le module uno (paquet python3-uno)")


def client(tube: str, classeurs: list[str]) -> None:
    """UNO side: load each workbook, recalculate it several times, check, print JSON."""
    depart = time.perf_counter()
    bureau = _connecter(tube)
    mesures: dict[str, Any] = {"demarrage_s": round(time.perf_counter() - depart, 2)}
    for chemin in classeurs:
        mesures[Path(chemin).stem] = _mesurer(bureau, chemin)
    print(json.dumps(mesures))
    bureau.terminate()


def _connecter(tube: str) -> Any:
    import uno

    local = uno.getComponentContext()
    resolveur = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            contexte = resolveur.resolve(f"uno:pipe,name={tube};urp;StarOffice.ComponentContext")
            return contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", contexte)
        except Exception:
            time.sleep(0.1)
    raise SystemExit("LibreOffice ne répond pas")


def _mesurer(bureau: Any, chemin: str) -> dict[str, float]:
    depart = time.perf_counter()
    document = bureau.loadComponentFromURL(Path(chemin).as_uri(), "_blank", 0, ())
    chargement = time.perf_counter() - depart
    durees = []
    for _ in range(PASSAGES):
        depart = time.perf_counter()
        document.calculateAll()
        durees.append(time.perf_counter() - depart)
    taille = int(Path(chemin).stem.rpartition("-")[2])
    cellules = document.Sheets.getByIndex(0).getCellRangeByPosition(4, 0, 4, taille - 1).getDataArray()
    assert all(isinstance(valeur, float) and valeur > 500 for (valeur,) in cellules)
    document.close(True)
    return {
        "cellules": taille,
        "chargement_s": round(chargement, 3),
        "recalcul_s": round(min(durees), 4),
        "cellules_par_s": round(taille / min(durees)),
    }


if __name__ == "__main__":
    client(sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else main()
