"""A real LibreOffice with our extension and its menu, at the disposal of tests."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from xlprod.classeurs import noms
from xlprod.classeurs.instantane import Case, Instantane, depuis_json
from xlprod.hotes import bureau

ICI = Path(__file__).parent
WORKBOOKS = ICI.parent / "workbooks"
FILM = WORKBOOKS / "exemples" / "film_2_5_M.xlsx"
NOM = "Le film n° 1.xlsx"
"""Name of the copy of the example that tests open."""
CHARGES = Case(noms.EQUIPE, 7, 1 + noms.COLONNES.index(noms.CHARGES))
"""A cell that we compute, selected in it."""


class Calc:
    """Starts LibreOffice and its driver; ``calc(command, …)`` does what ``calc_pilote`` can do."""

    def __init__(self, soffice: Path, dossier: Path) -> None:
        options = bureau.options(dossier)
        self._ajouter_actions(dossier / "extensions" / "xlprod" / "pythonpath" / "macros")
        tube = f"xlprod{os.getpid()}"
        environnement = {nom: v for nom, v in os.environ.items() if nom not in bureau.VARIABLES_PYTHON}
        environnement["PATH"] = f"{bureau.PROGRAMMES_SYSTEME}:{environnement.get('PATH', '')}"
        self.soffice = subprocess.Popen(
            [str(soffice), *options, f"--accept=pipe,name={tube};urp;"],
            env=environnement,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pilote = subprocess.Popen(
            [_python_uno(soffice), str(ICI / "calc_pilote.py"), tube],
            env=environnement,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def _ajouter_actions(macros: Path) -> None:
        """Throw-away actions, that no menu shows."""
        shutil.copyfile(ICI / "actions_essai.py", macros / "essai.py")
        (macros.parent / "tests").mkdir()
        shutil.copyfile(ICI / "pieges.py", macros.parent / "tests" / "pieges.py")
        with (macros / "__init__.py").open("a", encoding="utf-8") as flux:
            flux.write("\nfrom macros import essai\n\nessai.declarer()\n")

    def __call__(self, commande: str, *arguments: Any) -> Any:
        assert self.pilote.stdin is not None
        assert self.pilote.stdout is not None
        self.pilote.stdin.write(json.dumps([commande, *arguments]) + "\n")
        self.pilote.stdin.flush()
        ligne = self.pilote.stdout.readline()
        assert ligne, "le pilote de LibreOffice s'est arrêté"
        reponse = json.loads(ligne)
        assert "panne" not in reponse, reponse["panne"]
        return reponse["rendu"]

    def __enter__(self) -> Calc:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        try:
            self("finir")
            self.soffice.wait(20)
        finally:
            self.pilote.kill()
            self.pilote.communicate()
            if self.soffice.poll() is None:
                os.killpg(self.soffice.pid, signal.SIGKILL)
            self.soffice.wait()


def instantane(hote: Calc) -> Instantane:
    """What an action is given in Calc."""
    return depuis_json(json.loads(hote("action", "essai_instantane", True)[1]))


def _python_uno(soffice: Path) -> str:
    """A Python that knows UNO: LibreOffice's own, or the system's."""
    programme = soffice.resolve().parent
    candidats = [programme / "python", programme / "python.exe", programme.parent / "Resources" / "python"]
    dossiers = [*bureau.PROGRAMMES_SYSTEME.split(":"), *os.environ["PATH"].split(os.pathsep)]
    candidats += [Path(d) / "python3" for d in dossiers]
    for python in candidats:
        if python.is_file():
            essai = subprocess.run([str(python), "-c", "import uno"], capture_output=True, check=False)
            if essai.returncode == 0:
                return str(python)
    raise AssertionError(f"aucun Python ne connaît UNO (paquet python3-uno) ; {sys.executable} non plus")
