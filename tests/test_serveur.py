"""The HTTPS server of the add-in: a real server, a client that trusts its certificate."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xlprod.hotes import serveur
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.hotes.serveur import Certificat, ErreurServeur, Serveur

posix = pytest.mark.skipif(sys.platform == "win32", reason="droits POSIX")


@pytest.fixture(scope="module")
def certificat(tmp_path_factory: pytest.TempPathFactory) -> Certificat:
    return serveur.assurer_certificat(tmp_path_factory.mktemp("certificat"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    racine = tmp_path_factory.mktemp("racine")
    (racine / "secret.txt").write_text("secret", encoding="utf-8")
    (racine / "site-voisin").mkdir()
    (racine / "site-voisin" / "secret.txt").write_text("secret", encoding="utf-8")
    site = racine / "site"
    (site / "pyodide").mkdir(parents=True)
    (site / "functions.json").write_text('{"été": 1}', encoding="utf-8")
    (site / ".cache").write_text("secret", encoding="utf-8")
    for nom in ("functions.js", "page.html", "moteur.zip", "sans_type", "l'été 2026.txt"):
        (site / nom).write_text(nom, encoding="utf-8")
    for nom in ("pyodide.mjs", "pyodide.asm.wasm"):
        (site / "pyodide" / nom).write_bytes(os.urandom(300_000))
    if sys.platform != "win32":
        (site / "lien.txt").symlink_to(racine / "secret.txt")
    return site


@pytest.fixture(scope="module")
def en_marche(site: Path, certificat: Certificat) -> Iterator[Serveur]:
    with Serveur(site, 0, certificat) as serveur_:
        fil = threading.Thread(target=serveur_.serve_forever, args=(0.05,))
        fil.start()
        yield serveur_
        serveur_.shutdown()
        fil.join()


class Client:
    """Requests with the path sent as it is, on one connection that trusts our certificate alone."""

    def __init__(self, port: int, certificat: Certificat, nom: str = "localhost") -> None:
        self.contexte = ssl.create_default_context(cafile=certificat.certificat)
        self.contexte.verify_flags |= ssl.VERIFY_X509_STRICT
        self.port, self.nom = port, nom
        self.liaison = http.client.HTTPSConnection(nom, port, timeout=10, context=self.contexte)

    def demander(
        self, chemin: str, methode: str = "GET", hotes: list[str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        self.liaison.putrequest(methode, chemin, skip_host=hotes is not None)
        for hote in hotes or []:
            self.liaison.putheader("Host", hote)
        self.liaison.endheaders()
        reponse = self.liaison.getresponse()
        return reponse, reponse.read()

    def brut(self, octets: bytes) -> bytes:
        """Bytes sent as they are; everything answered until the server closes."""
        with (
            socket.create_connection((serveur.HOTE, self.port), 10) as liaison,
            self.contexte.wrap_socket(liaison, server_hostname="localhost") as chiffre,
        ):
            chiffre.sendall(octets)
            recu = b""
            try:
                while bloc := chiffre.recv(65536):
                    recu += bloc
            except (ssl.SSLEOFError, ConnectionResetError):
                pass
            return recu


@pytest.fixture
def client(en_marche: Serveur, certificat: Certificat) -> Iterator[Client]:
    client = Client(en_marche.server_port, certificat)
    yield client
    client.liaison.close()


@pytest.mark.parametrize(
    ("nom", "genre"),
    [
        ("functions.json", "application/json"),
        ("functions.js", "text/javascript; charset=utf-8"),
        ("page.html", "text/html; charset=utf-8"),
        ("moteur.zip", "application/zip"),
        ("sans_type", "application/octet-stream"),
        ("pyodide/pyodide.mjs", "text/javascript; charset=utf-8"),
        ("pyodide/pyodide.asm.wasm", "application/wasm"),
    ],
)
def test_contenu_type_et_entetes(client: Client, site: Path, nom: str, genre: str) -> None:
    attendu = (site / nom).read_bytes()
    for methode, corps in (("GET", attendu), ("HEAD", b""), ("GET", attendu)):  # one connection
        reponse, recu = client.demander(f"/{nom}?v=1#ici", methode)
        assert (reponse.status, recu) == (200, corps)
        assert reponse.headers["Content-Type"] == genre
        assert reponse.headers["Content-Length"] == str(len(attendu))
        assert reponse.headers["Cache-Control"] == "no-cache"
        assert reponse.headers["X-Content-Type-Options"] == "nosniff"
        # Excel on the web reads the list of functions from a page of Microsoft's; nothing else is shared
        assert reponse.headers["Access-Control-Allow-Origin"] == ("*" if nom == "functions.json" else None)
        assert reponse.headers["Server"].strip() == "xlprod"


def test_nom_accentue(client: Client) -> None:
    assert client.demander("/l'%C3%A9t%C3%A9%202026.txt")[0].status == 200


@pytest.mark.parametrize(
    "chemin",
    [
        "/absent.js",
        "/",
        "/pyodide",
        "/pyodide/",
        "/functions.json/",
        "/.cache",
        "/%2ecache",
        "/../secret.txt",
        "/pyodide/../../secret.txt",
        "/pyodide/../functions.json",
        "/%2e%2e/secret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/../site-voisin/secret.txt",
        "/lien.txt",
        "/pyodide//pyodide.mjs",
        "/C:/Windows/win.ini",
        "/functions.json::$DATA",
        "/functions.json%00.txt",
        "/%ff%fe",
        "/" + "a" * 5000,
        "https://localhost/functions.json",
    ],
)
def test_introuvable_ou_hors_du_site(client: Client, chemin: str) -> None:
    reponse, recu = client.demander(chemin, hotes=[f"localhost:{client.port}"])
    assert reponse.status == 404
    assert recu.decode() == "Aucun fichier à cette adresse.\n"
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"


def test_chemin_absolu_du_disque(client: Client, site: Path) -> None:
    secret = site.parent / "secret.txt"
    for chemin in (f"/{secret}", str(secret), f"/%2f{secret}"):
        reponse, recu = client.demander(chemin)
        assert (reponse.status, b"secret" in recu) == (404, False)


def test_hotes_permis(en_marche: Serveur, certificat: Certificat) -> None:
    port = en_marche.server_port
    par_adresse = Client(port, certificat, serveur.HOTE)  # the certificate names the address too
    assert par_adresse.demander("/functions.json")[0].status == 200
    assert par_adresse.demander("/functions.json", hotes=[f"LOCALHOST:{port}"])[0].status == 200
    par_adresse.liaison.close()


@pytest.mark.parametrize(
    "hotes",
    [
        [],
        [""],
        ["localhost"],
        ["localhost:1"],
        ["127.0.0.1"],
        ["pirate.example:{port}"],
        ["localhost.pirate.example:{port}"],
        ["localhost:{port}", "pirate.example"],
        ["127.0.0.1:{port}@pirate.example"],
        ["[::1]:{port}"],
    ],
)
def test_hote_refuse(client: Client, hotes: list[str]) -> None:
    reponse, recu = client.demander("/functions.json", hotes=[h.format(port=client.port) for h in hotes])
    assert reponse.status == 421
    assert recu == "Ce serveur ne répond qu'au nom de localhost.\n".encode()


@pytest.mark.parametrize("methode", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "INCONNUE"])
def test_methodes_refusees(client: Client, methode: str) -> None:
    reponse, _ = client.demander("/functions.json", methode)
    assert (reponse.status, reponse.headers["Allow"]) == (405, "GET, HEAD")


def test_pas_de_seconde_demande_cachee(client: Client) -> None:
    hote = f"Host: localhost:{client.port}\r\n".encode()
    cachee = b"GET /functions.json HTTP/1.1\r\n" + hote + b"\r\n"
    longueur = f"Content-Length: {len(cachee)}\r\n\r\n".encode()
    recu = client.brut(b"GET /functions.js HTTP/1.1\r\n" + hote + longueur + cachee)
    assert recu.startswith(b"HTTP/1.1 400 ")
    assert recu.count(b"HTTP/1.1") == 1


def test_demandes_incomprises(client: Client) -> None:
    assert client.brut(b"n'importe quoi du tout\r\n\r\n") == b"Demande incomprise.\n"
    longue = b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n"
    assert b"200" not in client.brut(longue)
    ancien = client.brut(b"GET /functions.json\r\n\r\n")  # HTTP/0.9: no header, so no name
    assert "été".encode() not in ancien


def test_un_client_muet_ne_bloque_personne(client: Client) -> None:
    with socket.create_connection((serveur.HOTE, client.port)):
        assert client.demander("/functions.json")[0].status == 200


def test_un_client_qui_se_mefie_ne_laisse_pas_de_trace(
    client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    mefiant = http.client.HTTPSConnection("localhost", client.port, timeout=10)
    with pytest.raises(ssl.SSLCertVerificationError):
        mefiant.request("GET", "/functions.json")
    with socket.create_connection((serveur.HOTE, client.port)) as clair:
        clair.sendall(b"GET / HTTP/1.1\r\n\r\n")
        clair.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            assert b"HTTP/1.1" not in clair.recv(100)
    client.demander("/" + "a" * 5000)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("hote", ["0.0.0.0", "", "::", "192.168.1.10", "127.0.0.1.pirate.example", "::1"])
def test_refuse_de_servir_au_dehors(site: Path, certificat: Certificat, hote: str) -> None:
    with pytest.raises(ErreurServeur, match="servi qu'à cet ordinateur"):
        Serveur(site, 0, certificat, hote)


def test_n_ecoute_que_la_boucle_locale(en_marche: Serveur) -> None:
    assert en_marche.socket.getsockname()[0] == "127.0.0.1"


def test_phrases_de_refus(en_marche: Serveur, site: Path, certificat: Certificat, tmp_path: Path) -> None:
    port = en_marche.server_port
    with pytest.raises(ErreurServeur, match=f"le port {port} est déjà pris"):
        serveur.servir(site, port, dossier=certificat.certificat.parent)
    with pytest.raises(ErreurServeur, match="n'est pas un dossier"):
        Serveur(tmp_path / "absent", 0, certificat)
    with pytest.raises(ErreurServeur, match="le port 70000 n'existe pas"):
        Serveur(site, 70000, certificat)
    fichier = tmp_path / "fichier"
    fichier.touch()
    with pytest.raises(ErreurServeur, match="ne peut pas être"):
        serveur.assurer_certificat(fichier / "dessous")


@posix
def test_ctrl_c_arrete_proprement(site: Path, certificat: Certificat) -> None:
    programme = (
        "import sys; from pathlib import Path; from xlprod.hotes import serveur\n"
        "dire = lambda texte: print(texte, flush=True)\n"
        "serveur.servir(Path(sys.argv[1]), 0, dossier=Path(sys.argv[2]), annoncer=dire)"
    )
    commande = [sys.executable, "-c", programme, str(site), str(certificat.certificat.parent)]
    with subprocess.Popen(commande, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as processus:
        assert processus.stdout is not None
        annonce = processus.stdout.readline()
        port = int(annonce.partition("localhost:")[2].partition(" ")[0])
        client = Client(port, certificat)
        assert client.demander("/functions.json")[0].status == 200  # and the connection stays open
        processus.send_signal(signal.SIGINT)
        sortie, erreurs = processus.communicate(timeout=20)
        client.liaison.close()
    assert (processus.returncode, sortie, erreurs) == (0, "serveur arrêté\n", "")


def test_le_certificat_sert_puis_se_renouvelle(tmp_path: Path) -> None:
    maintenant = datetime.now(UTC)
    premier = serveur.assurer_certificat(tmp_path / "d", maintenant)
    octets = premier.certificat.read_bytes()
    assert premier.nouveau
    assert timedelta(days=364) < premier.echeance - maintenant <= timedelta(days=365)
    garde = serveur.assurer_certificat(tmp_path / "d", maintenant + timedelta(days=334))
    assert (garde.nouveau, garde.echeance) == (False, premier.echeance)
    assert garde.certificat.read_bytes() == octets
    renouvele = serveur.assurer_certificat(tmp_path / "d", maintenant + timedelta(days=336))
    assert renouvele.nouveau
    assert renouvele.certificat.read_bytes() != octets
    assert sorted(f.name for f in (tmp_path / "d").iterdir()) == ["certificat.pem", "cle.pem"]


@pytest.mark.parametrize("abime", ["cle.pem", "certificat.pem"])
def test_un_certificat_abime_ou_depareille_est_refait(tmp_path: Path, abime: str) -> None:
    serveur.assurer_certificat(tmp_path / "a")
    autre = serveur.assurer_certificat(tmp_path / "b")
    for contenu in (b"", b"abime", (autre.certificat.parent / abime).read_bytes(), None):
        if contenu is None:
            (tmp_path / "a" / abime).unlink()
        else:
            (tmp_path / "a" / abime).write_bytes(contenu)
        assert serveur.lire_certificat(tmp_path / "a") is None
        assert serveur.assurer_certificat(tmp_path / "a").nouveau
        assert not serveur.assurer_certificat(tmp_path / "a").nouveau


def test_le_certificat_ne_vaut_que_pour_cette_machine(certificat: Certificat) -> None:
    from cryptography import x509

    lu = x509.load_pem_x509_certificate(certificat.certificat.read_bytes())
    noms = lu.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert noms.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(a) for a in noms.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert not lu.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not lu.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


@posix
def test_droits_de_la_cle(tmp_path: Path) -> None:
    avant = os.umask(0)
    try:
        cree = serveur.assurer_certificat(tmp_path / "d")
    finally:
        os.umask(avant)
    assert cree.cle.stat().st_mode & 0o777 == 0o600
    assert cree.cle.parent.stat().st_mode & 0o777 == 0o700
    cree.cle.chmod(0o644)
    serveur.assurer_certificat(tmp_path / "d")
    assert cree.cle.stat().st_mode & 0o777 == 0o600


def test_le_fichier_de_la_societe_est_donne_tel_qu_il_est(
    site: Path, certificat: Certificat, tmp_path: Path
) -> None:
    """Read anew each time, empty without one, and never left out when it cannot be read."""
    fichier = tmp_path / "societe.toml"
    designe: list[Path | None] = [None]
    with Serveur(site, 0, certificat, fichier_societe=lambda: designe[0]) as marche:
        fil = threading.Thread(target=marche.serve_forever, args=(0.05,))
        fil.start()
        client = Client(marche.server_port, certificat)
        obtenus = []
        for texte in (None, "[societe]", '[societe]\nnom = "B"'):
            if texte is not None:
                designe[0] = fichier
                fichier.write_text(texte, encoding="utf-8", newline="")
            reponse, corps = client.demander("/societe.toml")
            obtenus.append((reponse.status, corps.decode(), reponse.getheader("Cache-Control")))
        fichier.unlink()
        reponse, corps = client.demander("/societe.toml")
        client.liaison.close()
        marche.shutdown()
        fil.join()
    assert obtenus == [
        (200, "", "no-cache"),
        (200, "[societe]", "no-cache"),
        (200, '[societe]\nnom = "B"', "no-cache"),
    ]
    assert (reponse.status, corps.decode()) == (500, "Le fichier de la société ne peut pas être lu.\n")


@posix
def test_dossier_utilisateur(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert dossier_utilisateur() == tmp_path / "xdg" / "xlprod"
    monkeypatch.setenv("XDG_DATA_HOME", "relatif")
    assert dossier_utilisateur() == tmp_path / ".local" / "share" / "xlprod"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert dossier_utilisateur() == tmp_path / "Library" / "Application Support" / "xlprod"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    assert dossier_utilisateur() == tmp_path / "Roaming" / "xlprod"
    assert "certutil" in serveur.confiance(tmp_path)


def test_sans_cryptography(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ErreurServeur, match="pip install cryptography"):
        serveur.assurer_certificat(tmp_path)
