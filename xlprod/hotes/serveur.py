"""The add-in's site over HTTPS, for this machine alone.

Excel only loads add-ins over HTTPS: a certificate for ``localhost`` is made here, kept in the
user's folder, and must be trusted once.  It cannot vouch for any other name, nor sign others.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import unquote

from xlprod.erreurs import cause
from xlprod.hotes import societe
from xlprod.hotes.dossiers import dossier_utilisateur
from xlprod.societe import NOM as NOM_SOCIETE

PORT = 3443
HOTE = "127.0.0.1"
NOMS = ("localhost", HOTE)
"""Names the site answers to; any other ``Host`` is a page of elsewhere trying to reach it."""

CLE, CERTIFICAT = "cle.pem", "certificat.pem"
DUREE, RENOUVELLEMENT = timedelta(days=365), timedelta(days=30)
DELAI = 30
"""Seconds without a byte before a connection is dropped."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""Written out: the system's own table (Windows' registry) may say anything of ``.js``."""

PARTAGE = "functions.json"
"""Read by Excel on the web from Microsoft's own pages: the names and help of our functions, no more."""

PHRASES = {
    400: "Demande incomprise.",
    404: "Aucun fichier à cette adresse.",
    405: "Ce serveur ne fait que donner des fichiers.",
    500: "Le fichier de la société ne peut pas être lu.",
    421: "Ce serveur ne répond qu'au nom de localhost.",
}


class ErreurServeur(Exception):
    """The site cannot be served; the message is a French sentence."""


@dataclass(frozen=True)
class Certificat:
    """The certificate of this machine; ``nouveau`` when it was just made, so not trusted yet."""

    certificat: Path
    cle: Path
    echeance: datetime
    nouveau: bool = False


def adresse(port: int = PORT) -> str:
    """Address of the site, without a final slash."""
    return f"https://localhost:{port}"


def confiance(certificat: Path) -> str:
    """What the user does, once, so that the machine trusts the certificate."""
    if sys.platform == "win32":
        return f'tapez : certutil -user -addstore Root "{certificat}"'
    if sys.platform == "darwin":
        trousseau = "~/Library/Keychains/login.keychain-db"
        return f'tapez : security add-trusted-cert -r trustRoot -p ssl -k {trousseau} "{certificat}"'
    return f"importez {certificat} parmi les autorités de votre navigateur"


def lire_certificat(dossier: Path | None = None) -> Certificat | None:
    """The kept certificate; nothing if it is absent, damaged, or not that of the kept key."""
    x509, serialization = _cryptographie()
    dossier = dossier or dossier_utilisateur()
    certificat, cle = dossier / CERTIFICAT, dossier / CLE
    try:
        lu = x509.load_pem_x509_certificate(certificat.read_bytes())
        prive = serialization.load_pem_private_key(cle.read_bytes(), password=None)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    except OSError as panne:
        raise ErreurServeur(f"le certificat de {dossier} ne peut pas être lu : {cause(panne)}") from None
    if prive.public_key() != lu.public_key():
        return None
    return Certificat(certificat, cle, lu.not_valid_after_utc)


def assurer_certificat(dossier: Path | None = None, maintenant: datetime | None = None) -> Certificat:
    """The kept certificate, or a new one when there is none or it ends within thirty days."""
    dossier, maintenant = dossier or dossier_utilisateur(), maintenant or datetime.now(UTC)
    garde = lire_certificat(dossier)
    try:
        if garde and garde.echeance - maintenant >= RENOUVELLEMENT:
            garde.cle.chmod(0o600)
            return garde
        return _fabriquer(dossier, maintenant)
    except OSError as panne:
        raise ErreurServeur(f"le certificat ne peut pas être gardé dans {dossier} : {cause(panne)}") from None


def _cryptographie() -> tuple[Any, Any]:
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
    except ImportError:
        raise ErreurServeur(
            "il manque la bibliothèque cryptography : installez-la avec « pip install cryptography »"
        ) from None
    return x509, serialization


def _fabriquer(dossier: Path, maintenant: datetime) -> Certificat:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "xlprod (localhost)")])
    echeance = (maintenant + DUREE).replace(microsecond=0)
    roles = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign",
         "crl_sign", "encipher_only", "decipher_only"), False)  # fmt: skip
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(hours=1))
        .not_valid_after(echeance)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address(HOTE))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, **roles), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle.public_key()), critical=False)
        .sign(cle, hashes.SHA256())
    )
    prive = cle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    _ecrire(dossier / CLE, prive, 0o600)
    _ecrire(dossier / CERTIFICAT, certificat.public_bytes(serialization.Encoding.PEM), 0o644)
    return Certificat(dossier / CERTIFICAT, dossier / CLE, echeance, nouveau=True)


def _ecrire(chemin: Path, octets: bytes, droits: int) -> None:
    """Write aside then rename: the key is never readable by others, nor half written."""
    provisoire = chemin.with_name(f"{chemin.name}.{os.getpid()}")
    provisoire.unlink(missing_ok=True)
    descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, droits)
    try:
        with open(descripteur, "wb") as fichier:  # noqa: PTH123  (a descriptor, not a path)
            fichier.write(octets)
        provisoire.replace(chemin)
    finally:
        provisoire.unlink(missing_ok=True)


class Serveur(ThreadingHTTPServer):
    """HTTPS server of one folder, bound to this machine; ``server_port`` tells its port."""

    daemon_threads = True
    request_queue_size = 64
    # On Windows this option would let another program take the same port.
    allow_reuse_address = sys.platform != "win32"
    allow_reuse_port = False

    def __init__(
        self,
        site: Path,
        port: int,
        certificat: Certificat,
        hote: str = HOTE,
        fichier_societe: Callable[[], Path | None] = lambda: None,
    ) -> None:
        if hote not in NOMS:
            raise ErreurServeur(f"le site n'est servi qu'à cet ordinateur ({HOTE}), pas sur « {hote} »")
        if not site.is_dir():
            raise ErreurServeur(f"site introuvable : {site} n'est pas un dossier ; construisez-le d'abord")
        if not 0 <= port <= 65535:
            raise ErreurServeur(f"le port {port} n'existe pas : il va de 1 à 65535")
        self.site = site.resolve()
        self.fichier_societe = fichier_societe
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            self._tls.load_cert_chain(certificat.certificat, certificat.cle)
        except OSError:  # ssl.SSLError is one
            raise ErreurServeur(
                f"certificat illisible ou abîmé : effacez {certificat.certificat}, il sera refait"
            ) from None
        try:
            super().__init__((HOTE, port), _Demande)
        except OSError as panne:
            raise ErreurServeur(_port_refuse(port, panne)) from None

    def server_bind(self) -> None:
        """Bind without the name look-up of the parent class, which may be slow."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOTE, self.socket.getsockname()[1]

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands in the connection's own thread: a silent client holds nobody else."""
        request.settimeout(DELAI)
        with self._tls.wrap_socket(request, server_side=True) as chiffre:
            super().finish_request(chiffre, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks (closed tab, distrusted certificate) is not worth a trace."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _port_refuse(port: int, panne: OSError) -> str:
    if panne.errno in (errno.EADDRINUSE, 10048):
        return f"le port {port} est déjà pris : xlprod y tourne déjà, ou choisissez-en un autre"
    if panne.errno in (errno.EACCES, 10013):
        return f"le port {port} est réservé par le système : choisissez-en un autre, au-dessus de 1024"
    return f"le port {port} ne peut pas être ouvert : {cause(panne)}"


class _Demande(BaseHTTPRequestHandler):
    """One connection: files of the site, GET and HEAD, for this machine's own names."""

    server: Serveur
    protocol_version = "HTTP/1.1"
    timeout = DELAI
    server_version, sys_version = "xlprod", ""

    def parse_request(self) -> bool:
        """Refuse what is not for us before anything is looked at."""
        if not super().parse_request():
            return False
        if not self._hote_permis():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.command not in ("GET", "HEAD"):
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
        elif "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.BAD_REQUEST)  # a body would be read as the next request
        else:
            return True
        return False

    def _hote_permis(self) -> bool:
        port = self.server.server_port
        permis = {f"{nom}:{port}" for nom in NOMS} | (set(NOMS) if port == 443 else set())
        hotes = self.headers.get_all("Host", [])
        return len(hotes) == 1 and hotes[0].strip().lower() in permis

    def do_GET(self) -> None:
        self._donner()

    def do_HEAD(self) -> None:
        self._donner()

    def _donner(self) -> None:
        if self.path == f"/{NOM_SOCIETE}":
            self._donner_societe()
            return
        try:
            fichier = chemin_permis(self.server.site, self.path)
            octets = fichier.read_bytes() if fichier else b""
        except OSError:  # a name too long, a file just removed
            fichier = None
        if fichier is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        genre = TYPES.get(fichier.suffix.lower(), "application/octet-stream")
        self._repondre(HTTPStatus.OK, genre, octets, partage=fichier.name == PARTAGE)

    def _donner_societe(self) -> None:
        """The company's file as it is now, else the site's; empty without one, so that no cache keeps any."""
        fichier = self.server.fichier_societe() or chemin_permis(self.server.site, self.path)
        try:
            octets = fichier.read_bytes() if fichier else b""
        except OSError:  # computing without it would be worse
            self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)
        else:
            self._repondre(HTTPStatus.OK, TYPES[".txt"], octets)

    def _repondre(self, code: int, genre: str, octets: bytes, partage: bool = False) -> None:
        self.send_response(code)
        self.send_header("Content-Type", genre)
        self.send_header("Content-Length", str(len(octets)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if partage:
            self.send_header("Access-Control-Allow-Origin", "*")
        if code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if code not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND):
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(octets)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A French sentence that repeats nothing of the request."""
        phrase = PHRASES.get(code, PHRASES[400])
        self._repondre(code, TYPES[".txt"], f"{phrase}\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def chemin_permis(site: Path, demande: str) -> Path | None:
    """File of the site a request asks for; nothing when it leaves the site, is hidden or a folder."""
    chemin = demande.partition("?")[0].partition("#")[0]
    if not chemin.startswith("/"):
        return None
    try:
        morceaux = unquote(chemin[1:], errors="strict").split("/")
    except UnicodeDecodeError:
        return None
    if any(not m or m.startswith(".") or set(m) & {"\\", ":", "\0"} for m in morceaux):
        return None
    fichier = site.joinpath(*morceaux).resolve()  # follows links, which must stay in the site
    return fichier if fichier.is_relative_to(site) and fichier.is_file() else None


def servir(
    site: Path,
    port: int = PORT,
    *,
    hote: str = HOTE,
    dossier: Path | None = None,
    option_societe: str | None = None,
    annoncer: Callable[[str], None] = print,
) -> None:
    """Serve the site until Ctrl-C; ``annoncer`` receives the few lines meant for the user."""

    def fichier_societe() -> Path | None:
        return societe.trouver(option_societe).fichier

    certificat = assurer_certificat(dossier)
    if certificat.nouveau:
        annoncer(f"certificat fabriqué ; pour qu'Excel l'accepte, {confiance(certificat.certificat)}")
    with Serveur(site, port, certificat, hote, fichier_societe) as serveur:
        if fichier := fichier_societe():
            annoncer(f"fichier de la société : {fichier}")
        annoncer(f"site du complément : {adresse(serveur.server_port)} (Ctrl-C pour arrêter)")
        with contextlib.suppress(KeyboardInterrupt):
            serveur.serve_forever()
        annoncer("serveur arrêté")
