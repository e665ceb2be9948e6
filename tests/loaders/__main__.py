"""Ask each loader for the types it makes, and write the table of docs/loaders.md.

Opt-in, because it installs every loader into an environment of its own:
`python -m tests.loaders`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.loaders.table import KINDS, LOADERS, Loader, write

_PRINTED: Final = (
    "print(json.dumps({k: str(made(one)).lower() for k, one in json.load(sys.stdin).items()}))"
)


def asked(loader: Loader, environments: Path) -> dict[str, str]:
    """Install a loader; return the type of each kind of column, as its own code makes it."""
    environment = environments / loader.name
    python = environment / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    install: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        *loader.requirements.split(),
    ]
    subprocess.run(install, check=True)
    code = f"import json, sys\n{loader.code}\n{_PRINTED}"
    done = subprocess.run(
        [python, "-W", "ignore", "-c", code],
        input=json.dumps(KINDS),
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    types: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return types


with tempfile.TemporaryDirectory() as folder:
    write({loader.name: asked(loader, Path(folder)) for loader in LOADERS})
