"""What scheduled jobs rely on: exit codes, one JSON document on stdout, no tracebacks, no addresses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOW = ("--now", "2026-11-26T07:00:00+00:00")


def digest(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a scheduled job would, with nothing of this machine's environment but its path."""
    clean = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **env}
    return subprocess.run(
        [sys.executable, "-m", "digest", *words],
        check=False,
        capture_output=True,
        text=True,
        env=clean,
        timeout=60,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    done = digest("--json", "demo", str(folder))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["receipt"]["sent"] == 3
    assert [s["status"] for s in document["gather"]["sources"]].count("failed") == 1
    return folder


def test_help_loads_nothing_heavy() -> None:
    heavy = [
        "sqlalchemy",
        "alembic",
        "aiohttp",
        "feedparser",
        "icalendar",
        "jinja2",
        "mjml",
        "pydantic",
        "ruamel.yaml",
        "rich",
    ]
    code = f"import digest.cli, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_said() -> None:
    assert digest("--version").stdout.startswith("digest 0.")


def ended(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Return the code and the message of the one JSON document, which must agree with how the command ended."""
    error = json.loads(done.stdout)["error"]
    assert error["code"] == done.returncode
    assert error["mistakes"] == error["message"].splitlines()
    assert "Traceback" not in done.stderr
    return error["code"], error["message"]


def test_an_error_is_a_document_too(demo: Path, tmp_path: Path) -> None:
    for code, words in {
        2: ["-C", str(tmp_path), "due"],
        3: ["-C", str(demo), *NOW, "gather", "2026-12"],
    }.items():
        assert ended(digest("--json", *words))[0] == code
    assert ended(digest("--json", "sned"))[0] == 2
    assert ended(digest("--json", "--now", "9999-12-31", "due"))[1].count("between 1990 and 2200") == 1
    assert ended(digest("--json", "--now", "1889-12-31", "due"))[0] == 2
    assert "jane" not in ended(digest("--json", "subscribers", "jane@example.org"))[1]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, message = ended(digest("--json", "init", str(tmp_path / "file" / "below")))
    assert (code, len(message.splitlines())) == (1, 1)
    assert "Not a directory" in message


def test_a_database_that_is_wrong_or_held_ends_with_its_code(demo: Path) -> None:
    for url in ("nonsense", "sqlite:////nowhere/at/all.db", "postgresql+nothing://x/y"):
        done = digest(
            "-C", str(demo), "--json", "subscribers", "add", "dot@example.org", DIGEST_DATABASE_URL=url
        )
        assert ended(done)[0] == 2
        assert "DIGEST_DATABASE_URL" in ended(done)[1]


def test_whoever_reads_us_may_stop_early_and_may_read_ascii(demo: Path) -> None:
    program = (
        f"{sys.executable} -m digest -C {demo} --json show 2026-12 | head -c 10 >/dev/null; echo $PIPESTATUS"
    )
    done = subprocess.run(["bash", "-c", program], check=True, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) in {("0", ""), ("1", "")}
    plain = digest("-C", str(demo), "show", "2026-12", PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr, plain.stdout.isascii()) == (0, "", True)
    document = digest("-C", str(demo), "--json", "show", "2026-12", PYTHONIOENCODING="ascii")
    utf8 = digest("-C", str(demo), "--json", "show", "2026-12", PYTHONIOENCODING="utf-8")
    assert json.loads(document.stdout) == json.loads(utf8.stdout)


def test_a_new_newsletter_lies_in_the_folder_that_c_names(tmp_path: Path) -> None:
    assert digest("-C", str(tmp_path), "init", "mine").returncode == 0
    assert (tmp_path / "mine" / "sources.yaml").is_file()


def test_a_mistyped_command_is_a_usage_error() -> None:
    done = digest("sned")
    assert done.returncode == 2
    assert "sned" in done.stderr


def test_mistakes_in_the_settings_end_with_2_and_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "newsletter: {titel: x}\nsections: []\nsources: 3\n", encoding="utf-8"
    )
    done = digest("-C", str(tmp_path), "gather")
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) > 5
    assert all(line.startswith("sources.yaml:") for line in lines)


def test_init_starts_a_newsletter_that_the_doctor_accepts(tmp_path: Path) -> None:
    folder = tmp_path / "My Boroughs"
    assert digest("init", str(folder)).returncode == 0
    assert oct((folder / ".env").stat().st_mode)[-3:] == "600"
    assert "id: my-boroughs" in (folder / "sources.yaml").read_text(encoding="utf-8")
    secret = (folder / ".env").read_text(encoding="utf-8")
    assert "everything is there" in digest("init", str(folder)).stdout
    assert (folder / ".env").read_text(encoding="utf-8") == secret
    checked = digest("-C", str(folder), "--json", "doctor")
    assert checked.returncode == 0, checked.stdout
    assert secret.split(":")[1].strip() not in checked.stdout + checked.stderr


def test_init_copies_the_templates_when_asked(tmp_path: Path) -> None:
    assert digest("init", "--templates", str(tmp_path)).returncode == 0
    assert (tmp_path / "templates" / "edition.mjml").is_file()


def test_every_json_answer_is_one_document(demo: Path) -> None:
    for words in (
        ["show", "2026-12"],
        ["why", "digital"],
        ["build", "2026-12"],
        ["check", "2026-12"],
        ["due"],
        ["doctor"],
        ["receipt", "2026-12"],
        ["subscribers", "list"],
    ):
        done = digest("-C", str(demo), "--json", *NOW, *words)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout), words


def test_words_for_people_hold_no_address_of_a_reader(demo: Path) -> None:
    for words in (["receipt", "2026-12"], ["subscribers", "list"], ["send", "2026-12"], ["-h"]):
        done = digest("-C", str(demo), *NOW, *words)
        assert "@example.org" not in done.stdout + done.stderr
        assert done.returncode == 0, done.stderr


def test_people_stay_private_on_github_actions(demo: Path) -> None:
    for words in (
        ["subscribers", "list"],
        ["subscribers", "add", "dot@example.org"],
        ["receipt", "2026-12", "--unknown"],
        ["send", "2026-12"],
    ):
        done = digest("-C", str(demo), *NOW, *words, GITHUB_ACTIONS="true")
        assert done.returncode == 2, words
        assert "@example.org" not in done.stdout + done.stderr


def test_a_refusal_ends_with_3_and_says_what_to_do(demo: Path) -> None:
    done = digest("-C", str(demo), *NOW, "gather", "2026-12")
    assert done.returncode == 3
    assert "2026-12 is sent" in done.stderr


def test_an_edition_that_is_not_there_names_the_command_that_makes_it(demo: Path) -> None:
    done = digest("-C", str(demo), *NOW, "build", "2027-02")
    assert done.returncode == 2
    assert "digest gather 2027-02" in done.stderr


def test_sending_by_the_schedule_does_nothing_when_nothing_is_due(demo: Path) -> None:
    done = digest("-C", str(demo), *NOW, "--json", "send", "--due")
    assert done.returncode == 0
    nothing = json.loads(done.stdout)
    sent = json.loads(digest("-C", str(demo), *NOW, "--json", "receipt", "2026-12").stdout)
    assert (nothing["action"], nothing["planned"], nothing["remaining"]) == ("draft", 0, 0)
    assert set(sent) | {"action", "reason"} == set(nothing)


def test_unknown_readers_are_listed_as_one_document_too(demo: Path) -> None:
    done = digest("-C", str(demo), "--json", "receipt", "2026-12", "--unknown")
    assert json.loads(done.stdout) == {"edition": "2026-12", "unknown": []}
    assert digest("-C", str(demo), "receipt", "2026-12", "--unknown").stdout == ""


def test_a_refused_address_is_not_repeated(demo: Path) -> None:
    done = digest(
        "-C", str(demo), "subscribers", "add", "dot@@example.org", "eve@example.org\nBcc: x@example.org"
    )
    assert done.returncode == 1
    assert "dot@@" not in done.stdout + done.stderr


def test_a_list_is_imported_with_every_refused_row_named(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "readers.csv"
    file.write_text("name,email\nDot,dot@example.org\nDot,DOT@example.org\nNo one,nobody\n", encoding="utf-8")
    done = digest(
        "-C", str(demo), "--json", "subscribers", "import", str(file), "--consent", "ticked the box"
    )
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert (counts["added"], counts["already"]) == (1, 1)
    assert [row["line"] for row in counts["refused"]] == [4]


def test_the_demo_does_not_overwrite_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    done = digest("demo", str(tmp_path))
    assert done.returncode == 2
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "mine"
