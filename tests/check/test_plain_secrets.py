"""Secrets in plain text are found, are never shown, and are not seen where there are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amelang.checks.run import check
from amelang.cli.main import main
from amelang.text.problem import Problem
from amelang.text.source import Source
from amelang.workspace.project import load_source


def written(lines: str) -> str:
    return f"tasks:\n  - name: train\n    executor: !custom\n      command: ls\n    environment:\n{lines}"


def problems(name: str, value: str) -> list[Problem]:
    text = written(f"      - key: {name}\n        val: {json.dumps(value)}\n")
    return [problem for problem in check(load_source(Source(text), "ame.yml")) if problem.code == "AME331"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("db_password", "hunter2"),
        ("PGPASSWORD", "tr0ub4dor"),
        ("API_KEY", "9f86d081884c7d65"),
        ("WANDB_API_KEY", "0123456789abcdef0123456789abcdef01234567"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzYxWvUtSrQ"),
        ("AWS_ACCESS_KEY_ID", "AKIAQWERTYUIOPASDFGH"),
        ("ANYTHING", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
        ("ANYTHING", "glpat-0123456789abcdefghij"),
        ("ANYTHING", "sk-proj-0123456789abcdefghij"),
        ("ANYTHING", "xoxb-0123456789-abcdefghij"),
        ("ANYTHING", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmVk"),
        ("ANYTHING", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"),
        ("ANYTHING", "https://ci:9f86d081@git.example.com/ml/shared.git"),
        ("SERVICE_CREDENTIALS", "user:9f86d081884c7d65"),
    ],
)
def test_secrets(name: str, value: str) -> None:
    [problem] = problems(name, value)
    said = (problem.message(), problem.help() or "", *(note.message for note in problem.all_notes))
    assert problem.span.text == name
    assert not any(value in one for one in said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "password"),
        ("DB_PASSWORD", "<your password>"),
        ("DB_PASSWORD", "xxxxxxxx"),
        ("DB_PASSWORD", "****"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "$(cat /run/secrets/password)"),
        ("DB_PASSWORD", "{{ password }}"),
        ("DB_PASSWORD_FILE", "/run/secrets/password"),
        ("API_KEY", "/run/secrets/key"),
        ("API_KEY", "vault:ml/data/key#value"),
        ("API_KEY", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key"),
        ("API_KEY", "your-api-key-1234"),
        ("API_KEY", "shop-api-key"),
        ("CLIENT_SECRET", "shop-client-secret-2"),
        ("DB_SECRET", "prod_db_2024"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "keys/service-1.json"),
        ("USE_AUTH_TOKEN", "true"),
        ("PAD_TOKEN", "<|endoftext|>"),
        ("EOS_TOKEN", "</s>"),
        ("MASK_TOKEN", "[MASK]"),
        ("STOP_TOKEN", "step1of2ends"),
        ("MAX_TOKENS", "4096"),
        ("NUM_TOKEN", "1000000000000"),
        ("TOKENIZER", "bert-base-uncased-v12"),
        ("PRIMARY_KEY", "customer_id_2024_01"),
        ("MODEL", "sk-learn-0.24"),
        ("CACHE_URL", "redis://cache.example.com:6379/0"),
        ("GIT_URL", "https://git@git.example.com/ml/shared.git"),
        ("DATABASE_URL", "postgresql://shop:shop1234@localhost:5432/shop"),
        ("DATABASE_URL", "postgresql://shop:$PASSWORD@db.example.com/shop"),
        ("DATABASE_URL", "postgresql://user:password@db.example.com/shop"),
        ("CONTACT", "https://example.com/people?mail=a@example.com"),
    ],
)
def test_what_is_no_secret(name: str, value: str) -> None:
    assert not problems(name, value)


SECRET = "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456"


@pytest.mark.parametrize(
    "lines",
    [
        f"      - key: HF_TOKEN\n        val: {SECRET}\n",
        f"      - {{key: HF_TOKEN, val: {SECRET}}}\n",
        f'      - {{val: "{SECRET}", key: HF_TOKEN}}\n',
        # Other problems stand on the line of the secret, and in it.
        f"      - key: HF_TOKEN\n        val:\t{SECRET}\n",
        f"      - key: HF_TOKEN_PASSWORD\n        val: c: {SECRET}\n",
        f"      - key: HF_TOKEN\n        val: !odd {SECRET}\n",
        f"      - {{key: HF_TOKEN, val: {SECRET}, odd: 1}}\n",
    ],
)
@pytest.mark.parametrize(
    "form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson"]
)
def test_no_report_shows_it(
    lines: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(written(lines))
    assert main(["check", "-o", form]) in (0, 1)
    printed = "".join(capsys.readouterr())
    assert "HF_TOKEN" in printed
    assert SECRET not in printed


OF_TWO = {
    "shared/ame.yml": "project: shared\ntemplates:\n"
    "  - {name: big, executor: !custom {command: ls}, "
    f"environment: [{{key: HF_TOKEN, val: {SECRET}}}]}}\n",
    "use/ame.yml": "project: use\nimports:\n  - project: shared\ntasks:\n"
    "  - {name: train, fromTemplate: shared.big, secrets: [!ame {key: a, injectAs: HF_TOKEN}]}\n",
    "ame.toml": "",
}
"""A secret on a line that another project's problem has a note about."""


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("use",),
        ("use", "-o", "junit"),
        ("--ignore", "plaintext-secret"),
        ("--level", "plaintext-secret=off"),
        ("--no-cache",),
    ],
    ids=" ".join,
)
def test_no_note_shows_it_whatever_is_reported(
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = {f"other_{n}/ame.yml": f"project: other_{n}\n{written('')}" for n in range(12)}
    for name, text in (OF_TWO | others).items():
        (tmp_path / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name).write_text(text)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for _ in range(3):
        # What was remembered of the projects comes from texts of its own.
        main(["check", *words])
        printed = "".join(capsys.readouterr())
        assert "duplicate-variable" in printed
        assert "val: ****" in printed
        assert SECRET not in printed


@pytest.mark.parametrize(
    "line",
    [
        f"environment: {{HF_TOKEN: {SECRET}}}",
        f"HF_TOKEN: {SECRET}",
        f"environment: [{{name: HF_TOKEN, value: {SECRET}}}]",
        f"env: [{{key: HF_TOKEN, val: {SECRET}}}]",
    ],
)
def test_it_is_not_shown_where_it_stands_in_a_wrong_form(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(written("").replace("environment:\n", f"{line}\n"))
    assert main(["check"]) in (0, 1)
    printed = "".join(capsys.readouterr())
    assert line.partition(":")[0] in printed
    assert SECRET not in printed


PASSWORD = "hunter2secret"


@pytest.mark.parametrize(
    "lines",
    [
        f"    environment:\n      - PASSWORD: {PASSWORD}\n",
        f"    environment:\n      - PASSWORD={PASSWORD}\n",
        f"    environment:\n      - key: PASSWORD\n        val: &p {PASSWORD}\n    timeout: *p\n",
        f"    environment:\n      - key: PASSWORD\n        val: [{PASSWORD}]\n",
        f"    environment:\n      - key: PASSWORD\n        vall: {PASSWORD}\n",
        f"    environment:\n      - key: PASSWORD\n        val: *{PASSWORD}\n",
        f"    secrets:\n      - !ame\n        key: x\n        injectAs: PASSWORD\n        val: {PASSWORD}\n",
        f'    nodeSelector: {{password: "{PASSWORD} !"}}\n',
        f"    resources:\n      memory: postgres://u:{PASSWORD}@db/x\n",
        f"    timeout: ghp_{PASSWORD}0123456789012345678901234567\n",
    ],
)
@pytest.mark.parametrize("words", ["", "-o json", "-o sarif", "-o concise", "-o github", "--show-fixes"])
def test_nothing_says_it_where_it_stands_wrongly(
    lines: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ame.yml").write_text(
        f"project: shop\n{written('').replace('    environment:', '', 1).rstrip()}\n{lines}"
    )
    assert main(["check", *words.split()]) in (0, 1)
    printed = "".join(capsys.readouterr())
    assert "AME" in printed
    assert PASSWORD[:6] not in printed
    main(["check", "--baseline", "known.json", "--update-baseline"])
    assert PASSWORD not in Path("known.json").read_text()
