"""`tap-tiktok-ads login` turns an auth code into a token, and shows it to nobody."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tap_tiktok_ads.errors import SettingError
from tap_tiktok_ads.operator.auth_code import code_in
from tap_tiktok_ads.operator.env_file import set_variable
from tests.emulator.process import LocalTikTok
from tests.tap.local_settings import NOW
from tests.tap.processes import EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUTH_CODE = "local-auth-code"
ELSEWHERE = "https://example.com/done"


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalTikTok]:
    """A local TikTok whose auth code nobody has used, and the app's id and secret in variables."""
    with LocalTikTok("--now", NOW, "--scale", "small") as tiktok:
        monkeypatch.setenv("TAP_TIKTOK_ADS_NOW", NOW)
        monkeypatch.setenv("TAP_TIKTOK_ADS_APP_ID", tiktok.app_id)
        monkeypatch.setenv("TAP_TIKTOK_ADS_APP_SECRET", tiktok.app_secret)
        monkeypatch.setenv("TAP_TIKTOK_ADS_API_URL", tiktok.url)
        yield tiktok


def _login(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(EXECUTABLE), "login", *arguments],
        cwd=folder,
        env={**os.environ, "TAP_TIKTOK_ADS_LOGLEVEL": "DEBUG"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _token_in(line: str) -> str:
    name, _, token = line.partition("=")
    assert name == "TAP_TIKTOK_ADS_ACCESS_TOKEN"
    assert token
    return token


def test_a_redirect_is_caught_and_the_token_is_in_the_env_file_only(
    unused: LocalTikTok, tmp_path: Path
) -> None:
    """Mode 0600, other lines as they were; what it opens is shown, and no token in any output."""
    env = tmp_path / ".env"
    env.write_text("A=1\nTAP_TIKTOK_ADS_ACCESS_TOKEN=old\nB=2\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    redirect = f"http://127.0.0.1:{port}/"

    with _login(tmp_path, "--redirect-uri", redirect, "--to", ".env") as process:
        assert process.stderr
        url = next(one.strip() for one in process.stderr if one.strip().startswith("https://"))
        asked = {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}
        for code, state in (("canary", "of-somebody-else"), (AUTH_CODE, asked["state"])):
            _visit(redirect, {"auth_code": code, "state": state})
        output, log = process.communicate(timeout=30)

    assert process.returncode == 0, log
    assert urlsplit(url)[:3] == ("https", "business-api.tiktok.com", "/portal/auth")
    assert (asked["app_id"], asked["redirect_uri"]) == (unused.app_id, redirect)
    lines = env.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[2]) == ("A=1", "B=2")
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert "token: good" in log
    assert all(one in log for one in unused.advertiser_ids)
    assert output == ""
    for secret in (_token_in(lines[1]), AUTH_CODE, unused.app_secret, "canary"):
        assert secret not in log


def _visit(url: str, query: dict[str, str]) -> None:
    """Come as a browser does; the port opens a moment after the URL is printed."""
    with requests.Session() as session:
        retries = requests.adapters.Retry(connect=10, backoff_factor=0.01)
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=retries))
        session.get(url, params=query, timeout=10)


def test_a_pasted_code_gives_a_token_on_standard_output_and_works_once(
    unused: LocalTikTok, tmp_path: Path
) -> None:
    """Standard output is the token and nothing else; a used code is one line with what to do."""
    arguments = ("--redirect-uri", ELSEWHERE, "--to", "-")
    with _login(tmp_path, *arguments) as first:
        assert first.stderr
        asked = next(one for one in first.stderr if "the whole URL" in one)  # Meltano shows lines
        token, log = first.communicate(f"{AUTH_CODE}\n", timeout=30)
    with _login(tmp_path, *arguments) as second:
        nothing, refused = second.communicate(f"{AUTH_CODE}\n", timeout=30)

    assert first.returncode == 0, log
    assert asked == "Then paste the code, or the whole URL you were sent to:\n"
    assert token.count("\n") == 1
    assert token.strip() not in log
    assert (second.returncode, nothing) == (1, "")
    assert "Traceback" not in refused
    assert "What to do: run login again" in refused.splitlines()[-1]
    posts = [one["path"] for one in unused.requests() if one["method"] != "GET"]
    assert posts == ["/open_api/v1.3/oauth2/access_token/"] * 2


def test_the_whole_url_can_be_pasted() -> None:
    """Its code counts, if the URL belongs to this login."""
    assert code_in(f" {ELSEWHERE}?auth_code=abc&state=s ", "s") == "abc"
    assert code_in("abc\n", "s") == "abc"
    for other in ("?auth_code=abc&state=t", "?error=denied&state=s"):
        with pytest.raises(SettingError):
            code_in(ELSEWHERE + other, "s")


def test_a_variable_is_added_to_an_env_file_that_lacks_it(tmp_path: Path) -> None:
    """A new file has the one line; a second time replaces it, also behind `export`."""
    env = tmp_path / ".env"

    set_variable(str(env), "TOKEN", "a")
    assert env.read_text(encoding="utf-8") == "TOKEN=a\n"
    env.write_text("# note\nexport TOKEN=a\n", encoding="utf-8")
    set_variable(str(env), "TOKEN", "b")

    assert env.read_text(encoding="utf-8") == "# note\nTOKEN=b\n"
    assert [one.name for one in tmp_path.iterdir()] == [".env"]
