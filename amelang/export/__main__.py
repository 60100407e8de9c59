"""`python -m amelang.export` writes anew everything in the checkout that is generated."""

from __future__ import annotations

from pathlib import Path

from amelang.export.generated import files


def main() -> None:
    """Write each generated file that is not as it should be, and say which."""
    top = Path(__file__).parents[2]
    for name, text in files().items():
        path = top / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"wrote {name}")


if __name__ == "__main__":
    main()
