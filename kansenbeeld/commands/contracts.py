"""The command ``contracts``: what a table must look like, as text, as a Data Package schema, and as a page."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from kansenbeeld import paths
from kansenbeeld.language import DEFAULT_LANGUAGE, LANGUAGES, language


def add(commands: Any) -> None:
    """Add the parser of this command."""
    contracts = commands.add_parser("contracts", help="say what a table must look like")
    contracts.add_argument("name", nargs="?", default="", metavar="NAME", help="of one contract (default: list them)")
    contracts.add_argument("--format", default="text", choices=("text", "json"), help="default: %(default)s")
    contracts.add_argument("--write", action="store_true", help="write docs/contracts.md")
    contracts.add_argument(
        "--lang",
        default=DEFAULT_LANGUAGE,
        choices=LANGUAGES,
        help="of the list; names and meanings of fields are English (default: %(default)s)",
    )
    contracts.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Print one contract or the list of them, or write the page; 2 where there is no such contract."""
    from kansenbeeld.datasets.contract_pages import WRITTEN, document, page

    words = language(options.lang)
    if options.write:
        target = paths.ROOT / "docs" / "contracts.md"
        aside = target.with_suffix(".md.part")
        aside.write_text(document(), encoding="utf-8")
        aside.replace(target)
        print(target.relative_to(paths.ROOT))
        return 0
    if options.name and options.name not in WRITTEN:
        print(words.text("screening.contracts.unknown", name=options.name, known=", ".join(WRITTEN)), file=sys.stderr)
        return 2
    chosen = [WRITTEN[options.name]] if options.name else list(WRITTEN.values())
    if options.format == "json":
        schemas = {contract.name: contract.table_schema() for contract in chosen}
        print(json.dumps(schemas[options.name] if options.name else schemas, ensure_ascii=False, indent=2))
    elif options.name:
        print(page(chosen[0]))
    else:
        for contract in chosen:
            print(f"{contract.name:<21}{words.text(f'datasets.contract.{contract.name}')}")
    return 0
