"""Secrets come from the environment or .env, and are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import ConfigError, environment

SECRET = "k1:a-secret-of-sixteen-or-more"


def test_the_environment_wins_over_dotenv(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f"# a comment\nexport DIGEST_SECRET={SECRET}\nDIGEST_PROVIDER='outbox'\n", encoding="utf-8"
    )
    found = environment.load(tmp_path, {"DIGEST_PROVIDER": "smtp"})
    assert found.signing == ("k1", "a-secret-of-sixteen-or-more")
    assert found.provider == "smtp"


def test_the_database_and_the_state_lie_in_the_newsletters_folder_by_default(tmp_path: Path) -> None:
    found = environment.load(tmp_path, {})
    assert found.database_url == "sqlite:///digest.db"
    assert found.state == tmp_path


@pytest.mark.parametrize(
    ("given", "state"), [("", "demo"), ("state", "demo/state"), ("/var/digest", "/var/digest")]
)
def test_the_state_lies_in_the_folder_however_that_is_named(given: str, state: str) -> None:
    assert environment.load(Path("demo"), {"DIGEST_STATE": given}).state == Path(state)


def test_the_first_secret_signs_and_older_ones_stay_valid(tmp_path: Path) -> None:
    found = environment.load(tmp_path, {"DIGEST_SECRET": f"k2:another-secret-long-enough, {SECRET}"})
    assert found.signing[0] == "k2"
    assert list(found.secrets) == ["k2", "k1"]


def test_no_secret_stands_in_a_printed_environment(tmp_path: Path) -> None:
    assert "sixteen" not in repr(environment.load(tmp_path, {"DIGEST_SECRET": SECRET}))


@pytest.mark.parametrize(
    "value", ["nocolon-but-long-enough", "k1:short", "bad key:a-secret-of-sixteen-or-more"]
)
def test_a_secret_of_the_wrong_shape_is_refused_without_being_repeated(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigError, match="write keyid:secret") as caught:
        environment.load(tmp_path, {"DIGEST_SECRET": value})
    assert value not in str(caught.value)


def test_a_missing_secret_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="digest init"):
        _ = environment.load(tmp_path, {}).signing


def test_a_line_of_dotenv_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nwhat is this\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\.env:2: "):
        environment.load(tmp_path, {})


def test_a_dotenv_that_is_no_text_or_may_not_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DIGEST_SECRET=k1:caf\xe9-secret-long-enough\n")
    with pytest.raises(ConfigError, match=r"\.env: not UTF-8: save it again as UTF-8"):
        environment.load(tmp_path, {})
    with pytest.raises(ConfigError, match=r"\.env: cannot be read"):
        environment.load(tmp_path / ("x" * 300), {})
