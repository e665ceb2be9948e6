"""Virtual environments of the readers that we compare with, made once and kept."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".demo" / "bench-venvs"
UV = Path(sys.executable).parent / "uv"


@dataclass(frozen=True)
class Environment:
    """A virtual environment with what `requirements` name, in the Python that runs this."""

    name: str
    requirements: tuple[str, ...]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return FOLDER / self.name / "bin" / "python"

    def make(self) -> None:
        """Install, unless these very requirements are installed already.

        Raises:
            CalledProcessError: uv could not install them; it has said why.
        """
        stamp = FOLDER / self.name / "requirements.txt"
        wanted = "\n".join((sys.version, *self.requirements))
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER / self.name))
        _uv("pip", "install", "--quiet", "--python", str(self.python), *self.requirements)
        stamp.write_text(wanted, encoding="utf-8")


STITCH = Environment("stitch", ("tap-tiktok-ads==1.2.1",))
AIRBYTE = Environment("airbyte", ("airbyte-source-tiktok-marketing==4.7.0",))
FLOOR = Environment("floor", ("requests==2.34.2", "orjson==3.13.0"))
PROFILER = Environment("profiler", ("py-spy>=0.4",))


def _uv(*arguments: str) -> None:
    subprocess.run([str(UV), *arguments], check=True)
