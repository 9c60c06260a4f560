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
    assert found.database_url == f"sqlite:///{tmp_path.resolve() / 'digest.db'}"
    assert found.state == tmp_path


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
