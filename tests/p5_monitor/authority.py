"""Makes certificates, good ones and bad ones, with the openssl command."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONFIGURATION = """\
[ca]
default_ca = lot
[lot]
database = {folder}/index.txt
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any_name
unique_subject = no
[any_name]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""

_SERVER = """\
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Papers:
    """A certificate and its key."""

    certificate: Path
    key: Path

    def for_mosquitto(self, *more: str) -> list[str]:
        """The lines of its configuration."""
        return [f"certfile {self.certificate}", f"keyfile {self.key}", *more]


class Authority:
    """Signs what it is told to.

    Args:
        folder: where to keep it all; everybody on this machine may read there.
        name: what it is called.
    """

    def __init__(self, folder: Path, name: str = "Lot authority") -> None:
        self._folder = folder
        self._made = 0
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self._configuration = folder / "openssl.cnf"
        self._configuration.write_text(_CONFIGURATION.format(folder=folder))
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        self.certificate, self._key = folder / "authority.pem", folder / "authority.key"
        self._openssl("req", "-x509", *_NEW_KEY, "-extensions", "authority", "-subj", f"/CN={name}", "-days", "30",
                      "-keyout", self._key, "-out", self.certificate)  # fmt: skip

    def signs(self, *names: str, from_days: float = -1, until_days: float = 30) -> Papers:
        """A certificate for a server, made out to these names (``DNS:localhost``), valid from then until then."""
        papers, request, extensions = self._new_files()
        extensions.write_text(_SERVER.format(names=", ".join(names)))
        self._openssl("req", *_NEW_KEY, "-subj", f"/CN={names[0].partition(':')[2]}", "-keyout", papers.key, "-out",
                      request)  # fmt: skip
        self._openssl("ca", "-batch", "-notext", "-in", request, "-out", papers.certificate, "-extfile", extensions,
                      "-cert", self.certificate, "-keyfile", self._key, "-startdate", _date(from_days), "-enddate",
                      _date(until_days))  # fmt: skip
        return self._readable(papers)

    def self_signed(self, *names: str) -> Papers:
        """A certificate that signs itself."""
        papers, _, __ = self._new_files()
        self._openssl("req", "-x509", *_NEW_KEY, "-subj", "/CN=itself", "-addext", f"subjectAltName={','.join(names)}",
                      "-days", "30", "-keyout", papers.key, "-out", papers.certificate)  # fmt: skip
        return self._readable(papers)

    def _new_files(self) -> tuple[Papers, Path, Path]:
        self._made += 1
        name = self._folder / f"server{self._made}"
        papers = Papers(name.with_suffix(".pem"), name.with_suffix(".key"))
        return papers, name.with_suffix(".csr"), name.with_suffix(".ext")

    def _readable(self, papers: Papers) -> Papers:
        # mosquitto gives up root's rights before it reads them.
        papers.key.chmod(0o644)
        return papers

    def _openssl(self, command: str, *arguments: str | Path) -> None:
        subprocess.run(
            ["openssl", command, "-config", self._configuration, *arguments], check=True, capture_output=True
        )


def _date(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")
