"""A new newsletter: its settings, its picks, its secret, and a .gitignore that keeps people out of git."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from importlib.resources import files
from pathlib import Path

from digest.desk.desk import Usage
from digest.render.templates import shipped

GITIGNORE = """\
# People stay in the database, secrets in the environment: neither belongs in git.
.env
*.db
*.db-*
outbox/
build/
.digest/
*.csv
"""


def init(folder: Path, *, templates: bool = False) -> list[str]:
    """Write what is missing in `folder` and return what that was; nothing that stands there is changed."""
    if folder.exists() and not folder.is_dir():
        raise Usage(f"{folder}: is a file: name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    made = [
        _write(folder / "sources.yaml", _settings(folder)),
        _write(folder / "picks.yaml", starter("picks.yaml")),
        _write(folder / ".gitignore", GITIGNORE) or _ignored(folder / ".gitignore"),
        _write(folder / ".env", secret := _secret(), mode=0o600) or _signing(folder / ".env", secret),
    ]
    if templates and not (folder / "templates").exists():
        shutil.copytree(shipped(), folder / "templates")
        made.append("templates/")
    return [name for name in made if name]


def starter(name: str) -> str:
    """Return a file that a newsletter starts with: from inside a wheel, or from the top of a checkout."""
    package = Path(str(files("digest")))
    inside = package / "starter" / name
    return (inside if inside.is_file() else package.parent / name).read_text(encoding="utf-8")


def _settings(folder: Path) -> str:
    """Return the starter settings with an id of this newsletter's own, made from the folder's name."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:40] or "newsletter"
    return re.sub(r"(?m)^(  id: )\S+", rf"\g<1>{name}", starter("sources.yaml"), count=1)


def _secret() -> str:
    """Return a line with a random secret under a random name: no name ever means two secrets."""
    return f"DIGEST_SECRET=k{secrets.token_hex(4)}:{secrets.token_urlsafe(32)}\n"


def _ignored(path: Path) -> str | None:
    """Add the lines that a .gitignore lacks."""
    text = path.read_text(encoding="utf-8")
    known = {line.strip() for line in text.splitlines()}
    lacking = [line for line in GITIGNORE.splitlines() if line not in known]
    names = [line for line in lacking if not line.startswith("#")]
    if not names:
        return None
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * (bool(text) and not text.endswith("\n")) + "\n".join(lacking) + "\n")
    return f"{path.name} (added {', '.join(names)})"


def _signing(path: Path, secret: str) -> str | None:
    """Add a secret to an .env that has none, which then only its owner reads."""
    text = path.read_bytes()
    if re.search(rb"(?m)^\s*(?:export\s+)?DIGEST_SECRET\s*=[ \t]*[^\s\"']", text):
        return None
    path.chmod(0o600)
    with path.open("ab") as file:
        file.write((b"\n" if text and not text.endswith(b"\n") else b"") + secret.encode())
    return f"{path.name} (added DIGEST_SECRET)"


def _write(path: Path, text: str, mode: int = 0o644) -> str | None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path.name
