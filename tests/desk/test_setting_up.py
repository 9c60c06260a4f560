"""Starting a newsletter in any folder, and a doctor who names everything and never faints."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import config
from digest.config import ConfigError, Environment, environment
from digest.desk import approve, subscribers
from digest.desk.desk import Unfinished, Usage, open_desk
from digest.desk.doctor import doctor
from digest.desk.guards import Point
from digest.desk.init import init
from digest.gather import kinds
from digest.store.editions import KeyGone
from tests.desk.conftest import NOW, Newsletter


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init(tmp_path / "boroughs")
    return tmp_path / "boroughs"


def troubles(found: list[Point]) -> list[str]:
    return [f"{point.what}: {point.message}" for point in found if point.level != "ok"]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def loaded(folder: Path) -> Environment:
    return environment.load(folder, {})


def test_each_newsletter_names_its_key_anew(tmp_path: Path) -> None:
    for name in ("one", "other"):
        init(tmp_path / name)
    (one, first), (other, second) = (loaded(tmp_path / name).signing for name in ("one", "other"))
    assert one != other
    assert first != second


def test_everything_that_names_the_writer_is_still_to_be_filled_in(folder: Path) -> None:
    found = config.placeholders(config.load(folder, kinds.names()))
    assert found == ["from", "reply_to", "base_url", "postal_address", "privacy_url"]


def test_an_ignore_file_that_is_there_gets_what_it_lacks_once(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("node_modules/\n.env", encoding="utf-8")
    assert ".gitignore (added *.db, *.db-*, outbox/, build/, .digest/, *.csv)" in init(tmp_path)
    lines = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["node_modules/", ".env"]
    assert lines.count(".env") == lines.count("*.db") == 1
    assert init(tmp_path) == []


@pytest.mark.parametrize("before", ["DIGEST_PROVIDER=outbox", "DIGEST_PROVIDER=outbox\nDIGEST_SECRET=\n"])
def test_an_env_file_without_a_secret_gets_one_and_keeps_the_rest(tmp_path: Path, before: str) -> None:
    (tmp_path / ".env").write_text(before, encoding="utf-8")
    assert ".env (added DIGEST_SECRET)" in init(tmp_path)
    assert (loaded(tmp_path).provider, len(loaded(tmp_path).secrets)) == ("outbox", 1)
    assert (tmp_path / ".env").read_text(encoding="utf-8").startswith(before)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    assert init(tmp_path) == []


def test_an_approval_is_found_again_in_a_folder_named_relatively(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(newsletter.folder.parent)
    desk = open_desk(
        Path(newsletter.folder.name), NOW, newsletter.env | {"DIGEST_DATABASE_URL": "sqlite:///a/readers.db"}
    )
    (newsletter.folder / "a").mkdir()
    newsletter.gather()
    approve.approve(desk, "2026-12", "Dot")
    subscribers.add(desk, ["ada@example.org"], "asked")
    assert (newsletter.folder / "editions" / "2026-12" / "approval.json").is_file()
    assert (newsletter.folder / "a" / "readers.db").is_file()
    assert desk.has_store


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DIGEST_PROVIDER", "pigeon", 'DIGEST_PROVIDER: there is no provider "pigeon"'),
        ("DIGEST_ALLOW_PRIVATE_HOSTS", "127.1", "DIGEST_ALLOW_PRIVATE_HOSTS: 127.1 is neither"),
    ],
)
def test_what_the_environment_cannot_mean_is_a_mistake_of_the_set_up(
    newsletter: Newsletter, name: str, value: str, words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        newsletter.desk(NOW, **{name: value})
    found = troubles(doctor(newsletter.folder, NOW, newsletter.env | {name: value}))
    assert any(words in line for line in found), found


def test_a_provider_that_is_not_there_is_named_with_its_line(newsletter: Newsletter) -> None:
    settings = newsletter.folder / "sources.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "send: {provider: outbux}\n", encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r'sources\.yaml:\d+: send\.provider: .*"outbux"; did you mean "outbox"'
    ):
        newsletter.desk()


def test_the_doctor_says_what_is_wrong_whatever_it_is(newsletter: Newsletter) -> None:
    far = datetime(9999, 12, 31, tzinfo=UTC)
    assert any(
        "cannot be looked at" in line for line in troubles(doctor(newsletter.folder, far, newsletter.env))
    )
    (newsletter.folder / "editions").write_text("", encoding="utf-8")
    (newsletter.folder / ".env").write_bytes(b"\xff")
    assert troubles(doctor(newsletter.folder, NOW, newsletter.env)) == [
        "environment: .env: not UTF-8: save it again as UTF-8"
    ]
    (newsletter.folder / ".env").unlink()
    bad = newsletter.env | {"DIGEST_DATABASE_URL": "oracel://x"}
    assert any("write sqlite:///PATH" in line for line in troubles(doctor(newsletter.folder, NOW, bad)))


def test_the_doctor_names_keys_that_must_stay_and_a_copy_that_cannot_send(newsletter: Newsletter) -> None:
    newsletter.gather()
    newsletter.readers("ada", "bea")
    approve.approve(newsletter.desk(), "2026-12", "Dot")
    (newsletter.folder / "outbox").touch()
    with pytest.raises(Unfinished, match="cannot write into the folder"):
        newsletter.send()
    found = doctor(newsletter.folder, NOW, newsletter.env)
    assert Point("ok", "DIGEST_SECRET", "keep k1: it is needed for the links of 2026-12") in found
    elsewhere = newsletter.env | {
        "DIGEST_INSTANCE": "a copy",
        "DIGEST_SECRET": "k1:another-secret-long-enough",
    }
    said = "\n".join(troubles(doctor(newsletter.folder, NOW, elsewhere)))
    assert "k1 is gone or has another secret" in said
    assert "this copy cannot send" in said
    newsletter.env["DIGEST_SECRET"] = elsewhere["DIGEST_SECRET"]
    with pytest.raises(KeyGone, match="another secret than the key k1"):
        newsletter.send()


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")
def test_the_doctor_warns_of_what_git_would_take(folder: Path) -> None:
    def said() -> list[str]:
        return [point.message.split(",")[0] for point in doctor(folder, NOW, {}) if point.what == "git"]

    (folder / ".gitignore").rename(folder / "kept")
    assert said() == []
    git(folder, "init")
    assert said() == ["would take .env", "would take digest.db", "would take outbox/"]
    (folder / "kept").rename(folder / ".gitignore")
    assert said() == []


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ('Name;Email\r\n"Smith, Dot";dot@example.org\r\n', "utf-8-sig"),
        ("name\temail\nDot\tdot@example.org\n", "utf-16"),
        ('\n\nemail,name\ndot@example.org,"a;b;c;d"\n', "utf-8"),
        ("dot@example.org\n", "utf-8"),
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(
    newsletter: Newsletter, tmp_path: Path, content: str, encoding: str
) -> None:
    path = tmp_path / "readers.csv"
    path.write_bytes(content.encode(encoding))
    done = subscribers.import_file(newsletter.desk(), path, "ticked the box")
    assert (done["added"], done["refused"]) == (1, [])


def test_an_address_taken_for_a_file_is_not_repeated(newsletter: Newsletter) -> None:
    with pytest.raises(Usage, match="subscribers add") as told:
        subscribers.import_file(newsletter.desk(), Path("jane@example.org"), "asked")
    assert "jane" not in str(told.value)


def test_only_a_person_at_a_terminal_sees_a_masked_address(newsletter: Newsletter) -> None:
    desk = newsletter.desk()
    (row,) = subscribers.add(desk, ["ada@example.org"], "asked")
    (seen,) = subscribers.listing(desk, seen=True)["subscribers"]
    assert row["reader"].startswith("#")
    assert seen["reader"] == f"a...@example.org{row['reader']}"
    assert subscribers.listing(desk)["subscribers"] == [{"reader": row["reader"], "status": "active"}]
