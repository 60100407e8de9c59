"""`ame check` as a user meets it: which files it finds, what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amelang.cli import main as cli

if TYPE_CHECKING:
    from conftest import Check, Write

pytestmark = pytest.mark.usefixtures("here")


def test_a_clean_project_is_said_to_be_clean(check: Check, write: Write) -> None:
    write("ame.yml")
    assert check() == (0, "no problems in 1 project\n", "")


def test_projects_are_found_below_the_folder(check: Check, write: Write) -> None:
    write("ame.yml")
    write("team/one/ame.yml", write.bad)
    write("team/two/ame.yaml")
    write(".venv/pyvenv.cfg", "")
    write(".venv/ame.yml", "]")
    write("node_modules/x/ame.yml", "]")
    code, out, err = check("-o", "concise")
    assert code == 1
    assert out == (
        "team/one/ame.yml:4:7: error AME101 unknown-key: `comand` is not a key of a `!custom` executor\n"
    )
    assert err == "1 error in 3 projects\n"


def test_what_gitignore_leaves_out_is_not_checked(check: Check, write: Write) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    write(".gitignore", "scratch/\n")
    write("scratch/ame.yml", write.bad)
    write("ame.yml")
    assert check()[0] == 0


def test_in_a_folder_of_a_project_the_project_is_found_above(check: Check, write: Write) -> None:
    write("ame.yml", write.bad)
    Path("src/deep").mkdir(parents=True)
    os.chdir("src/deep")
    code, out, _ = check("-o", "concise")
    assert (code, out.partition(":")[0]) == (1, "../../ame.yml")


@pytest.mark.parametrize("rules", ["", ",", " , "])
def test_to_select_nothing_is_a_slip(rules: str, check: Check, write: Write) -> None:
    write("ame.yml", write.bad)
    assert check("--select", rules)[::2] == (
        2,
        "ame: `--select` names no rule\n  = help: write `--select RULE`, or leave it out to select all\n",
    )
    assert check("--ignore", rules)[0] == 1


def test_settings_that_select_nothing_are_wrong_and_hide_nothing(check: Check, write: Write) -> None:
    write("ame.yml", write.bad)
    write("ame.toml", "[check]\nselect = [\n]\n")
    code, out, _ = check()
    assert (code, "AME101" in out) == (2, True)
    assert "ame.toml:2:10: error AME394 empty-selection: `select` names no rule\n" in out
    assert "  = help: name some, or leave the key out to select all\n" in out
    write("ame.toml", "[check]\nselect = [3]\nignore = []\n")
    assert "AME394" not in check()[1]
    write("ame.toml", "[check]\nignore = []\n")
    assert check()[0] == 1


def test_a_file_is_checked_whatever_its_name(check: Check, write: Write) -> None:
    write("draft.yaml", write.bad)
    assert check("draft.yaml")[0] == 1


def test_a_file_named_twice_is_checked_once(check: Check, write: Write) -> None:
    write("ame.yml")
    assert check("ame.yml", ".", "./ame.yml")[1] == "no problems in 1 project\n"


def test_no_project_anywhere(check: Check) -> None:
    assert check() == (
        2,
        "",
        "ame: there is no `ame.yml` here or in a folder above\n"
        "  = help: write one with `tasks:` in it, or name the folder that has one\n",
    )


def test_a_path_that_does_not_exist(check: Check, write: Write) -> None:
    write("ame.yml")
    assert check("ame.yaml") == (
        2,
        "",
        "ame: `ame.yaml` does not exist\n  = help: did you mean `ame.yml`?\n",
    )


def test_a_folder_in_the_place_of_the_file(check: Check) -> None:
    Path("ame.yml").mkdir()
    assert check("-o", "concise")[:2] == (
        1,
        "ame.yml:1:1: error AME090 unreadable-file: this file cannot be read: it is a folder\n",
    )


def test_a_pipe_in_the_place_of_the_file_is_never_opened(check: Check) -> None:
    os.mkfifo("ame.yml")
    assert check("-o", "concise")[:2] == (
        1,
        "ame.yml:1:1: error AME090 unreadable-file: this file cannot be read: it is no ordinary file\n",
    )


def test_a_link_that_leads_nowhere(check: Check) -> None:
    Path("ame.yml").symlink_to("gone.yml")
    assert check("-o", "concise")[:2] == (
        1,
        "ame.yml:1:1: error AME090 unreadable-file: this file cannot be read: no such file or directory\n",
    )


def test_a_link_to_itself(check: Check) -> None:
    Path("ame.yml").symlink_to("ame.yml")
    code, out, _ = check("-o", "concise")
    assert code == 1
    assert "too many levels of symbolic links" in out


def test_a_file_without_the_right_to_read_it(
    monkeypatch: pytest.MonkeyPatch, check: Check, write: Write
) -> None:
    # Root may read every file, whatever its mode: the refusal has to be played.
    def refuse(path: str, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    write("ame.yml")
    monkeypatch.setattr("amelang.workspace.looks.open", refuse, raising=False)
    assert "this file cannot be read: permission denied" in check("-o", "concise")[1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"tasks:\n  - name: caf\xe9\n", "ame.yml:2:14: error AME091 not-utf-8: this byte is not UTF-8"),
        (
            "tasks: []\n".encode("utf-16"),
            "ame.yml:1:1: error AME091 not-utf-8: this file is UTF-16, not UTF-8",
        ),
        (
            # Without a byte order mark, as some programs write it.
            "tasks: []\n".encode("utf-16-be"),
            "ame.yml:1:1: error AME091 not-utf-8: this file is UTF-16, not UTF-8",
        ),
        (
            "tasks: []\n".encode("utf-32"),
            "ame.yml:1:1: error AME091 not-utf-8: this file is UTF-32, not UTF-8",
        ),
    ],
)
def test_another_encoding(data: bytes, said: str, check: Check) -> None:
    Path("ame.yml").write_bytes(data)
    assert check("-o", "concise")[:2] == (1, said + "\n")


def test_a_byte_order_mark_moves_no_column(check: Check) -> None:
    Path("ame.yml").write_bytes(b"\xef\xbb\xbfproject: -x\ntasks: []\n")
    assert check("-o", "concise")[1].startswith("ame.yml:1:10: ")


def test_windows_line_ends_change_nothing(check: Check, write: Write) -> None:
    Path("ame.yml").write_bytes(write.bad.replace("\n", "\r\n").encode())
    assert check()[1].splitlines()[0].startswith("ame.yml:4:7: error AME101")


def test_a_file_above_32_megabytes(check: Check) -> None:
    with open("ame.yml", "wb") as file:
        file.truncate(32 * 2**20 + 1)
    assert check("-o", "concise")[:2] == (
        1,
        "ame.yml:1:1: error AME092 too-large: this file has 33 MB; at most 32 MB are read\n",
    )


def test_two_files_in_one_folder(check: Check, write: Write) -> None:
    write("ame.yml")
    write("ame.yaml")
    code, out, _ = check("-o", "concise")
    assert code == 1
    assert out.count("AME093") == 2


def test_json_has_everything_a_program_needs(check: Check, write: Write) -> None:
    write("ame.yml", write.bad)
    code, out, err = check("-o", "json")
    assert (code, err) == (1, "")
    place = {
        "file": "ame.yml",
        "start": {"line": 4, "column": 7},
        "end": {"line": 4, "column": 13},
    }
    assert json.loads(out) == {
        "version": 1,
        "problems": [
            {
                "code": "AME101",
                "name": "unknown-key",
                "severity": "error",
                "message": "`comand` is not a key of a `!custom` executor",
                **place,
                "help": "did you mean `command`?",
                "notes": [],
                "fixes": [
                    {
                        "title": "write `command`",
                        "applicability": "unsafe",
                        "edits": [{**place, "text": "command"}],
                    }
                ],
            }
        ],
        "summary": {"files": 1, "projects": 1, "errors": 1, "warnings": 0, "hints": 0},
    }


def test_several_outputs_in_one_run(check: Check, write: Write) -> None:
    write("ame.yml", write.bad)
    code, out, _ = check("-o", "concise", "-o", "json=report.json")
    assert (code, out.count("\n")) == (1, 1)
    assert json.loads(Path("report.json").read_text())["summary"]["errors"] == 1
    assert sorted(os.listdir()) == ["ame.yml", "report.json"]


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("jsn", "ame: `jsn` is not a format\n  = help: did you mean `json`?\n"),
        (
            "json=",
            "ame: `json=` names no file\n  = help: write `-o json=FILE`, or `-o json` to print it here\n",
        ),
        ("json=no/such/file", "ame: `no/such/file` cannot be written: no such file or directory\n"),
    ],
)
def test_an_output_that_makes_no_sense(output: str, said: str, check: Check, write: Write) -> None:
    write("ame.yml")
    assert check("-o", output) == (2, "", said)


def test_an_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["chekc"]) == 2
    assert capsys.readouterr().err == "ame: `chekc` is not a command\n  = help: did you mean `ame check`?\n"


def test_a_fault_of_our_own_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, check: Check, write: Write, tmp_path: Path
) -> None:
    write("ame.yml")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("amelang.cli.check.check_all", lambda files, memory: 1 / 0)
    code, out, err = check()
    assert (code, out) == (3, "")
    assert err.startswith("ame: internal error: ZeroDivisionError\n")
    assert "Traceback" not in err
    (log,) = tmp_path.glob("ame-crash-*.log")
    assert str(log) in err
    assert "ZeroDivisionError: division by zero" in log.read_text(encoding="utf-8")


def run(*command: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


AME = (sys.executable, "-m", "amelang.cli.main")


def test_a_reader_who_goes_away_is_no_fault(write: Write) -> None:
    write("ame.yml", "tasks:\n" + "".join(f"  - nme: x{number}\n" for number in range(5000)))
    shell = " ".join(AME) + " check | head -1"
    done = run("bash", "-c", shell)
    assert done.stdout.startswith("ame.yml:2:5: ")
    assert done.stderr in ("", "10,000 errors in 1 project\n", "5,000 errors in 1 project\n")


@pytest.mark.parametrize("words", ["", "-o concise", "--diff", "-o concise -o json=found.json"])
def test_a_reader_who_went_away_changes_nothing_but_what_he_reads(words: str, write: Write) -> None:
    write("ame.yml", "tasks:\n" + "".join(f"  - nme: x{number}\n" for number in range(5000)))
    done = run(
        "bash", "-c", f"{' '.join(AME)} check {words} | (exec 0<&-; sleep 0.2); exit ${{PIPESTATUS[0]}}"
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (1, 0)
    if "json" in words:
        assert len(json.loads(Path("found.json").read_text())["problems"]) == 10_000


def test_one_who_reads_a_pipe_and_goes_away_takes_nothing_from_others(write: Write) -> None:
    write("ame.yml", "tasks:\n" + "".join(f"  - nme: x{number}\n" for number in range(5000)))
    os.mkfifo("pipe")
    done = run("bash", "-c", f"head -c 1 pipe >/dev/null & {' '.join(AME)} check -o json=pipe -o concise")
    assert (done.returncode, done.stdout.count("\n")) == (1, 10_000)


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False)],
)
def test_colours_are_the_readers_choice(environment: dict[str, str], coloured: bool, write: Write) -> None:
    write("ame.yml", write.bad)
    done = run(*AME, "check", env={**os.environ, **environment})
    assert ("\x1b[" in done.stdout) is coloured


def test_text_of_the_user_cannot_paint_the_terminal(check: Check, write: Write) -> None:
    write("ame.yml", 'tasks:\n  - name: "\\e[31mred"\n')
    assert "\x1b" not in check()[1]
