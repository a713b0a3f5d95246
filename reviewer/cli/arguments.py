"""What may be written behind ``photo-reviewer``."""

from __future__ import annotations

import argparse
import re
import sys
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from reviewer import __version__, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAM = "photo-reviewer"

_TIME = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s)?", re.ASCII)

_SIZE = re.compile(r"(\d+(?:\.\d+)?)([mg])i?b?", re.ASCII)

_UNITS = {"m": 1e6, "g": 1e9}  # as sizes are told

_OVERVIEW = """\
commands:
  score PATH...         score photos and compare metrics
  pace PATH             seconds for each photo within a budget
  demo [DIR]            make a folder of demo photos and open it
  models list           which metrics there are; models install, import and remove get and drop their weights
  doctor                what is installed, and what is missing
  desktop install       have it in the menu and under "Open with"; desktop remove undoes it

photo-reviewer COMMAND --help explains a command.
A folder named like a command: photo-reviewer ./score
"""


class _Parser(argparse.ArgumentParser):
    """Says in one more line where help is."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {words.safe(message)}\n{self.prog} --help explains.\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line.

    Returns:
        ``command`` (empty for the window) and that command's arguments.

    Raises:
        SystemExit: With 2 for wrong usage, 0 after ``--help`` or ``--version``.
    """
    name = argv[0] if argv and argv[0] in _COMMANDS else ""
    parser = _Parser(prog=f"{PROGRAM} {name}".strip(), allow_abbrev=False, formatter_class=_Formatter)
    parser.set_defaults(command=name)
    if name:
        _COMMANDS[name](parser)
        return parser.parse_args(argv[1:])
    _window(parser)
    asked = parser.parse_args(argv)
    if len(asked.paths) > 1 or (asked.paths and not asked.paths[0].exists()):
        _refuse_near_misses(parser, asked.paths[0])
    return asked


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the overview's lines as they are."""


def _refuse_near_misses(parser: argparse.ArgumentParser, first: Path) -> None:
    near = get_close_matches(str(first), _COMMANDS, n=1, cutoff=0.7)
    if near and not first.exists():
        parser.error(f"there is no {first}; did you mean: {PROGRAM} {near[0]}")


def _window(parser: argparse.ArgumentParser) -> None:
    parser.description = "Open a folder of photos, or the folder of a photo, in the window."
    parser.epilog = _OVERVIEW
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a folder or a photo")
    parser.add_argument("--new-window", action="store_true", help="even if there is one that could show it")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")


def _score(parser: argparse.ArgumentParser) -> None:
    parser.description = "Score photos, and say how far the metrics agree. What is scored already is not scored again."
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder or a photo")
    parser.add_argument(
        "--metric",
        action="append",
        type=_metric,
        metavar="NAME",
        help=f"{_at_first_sight()}; may be given again. Without it: those named here, as far as they are installed",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="where models run")
    parser.add_argument(
        "--memory",
        type=_bytes,
        metavar="SIZE",
        help="what scoring may take, as 900M or 3G; without it what the settings say, else half of what is free",
    )
    parser.add_argument("--recursive", action="store_true", help="also the folders inside")
    parser.add_argument("--csv", metavar="FILE", help="write a table; - is standard output")
    parser.add_argument("--json", metavar="FILE", help="write a list; - is standard output")
    parser.add_argument("--html", metavar="FILE", help="write a page for any browser; - is standard output")


def _pace(parser: argparse.ArgumentParser) -> None:
    from reviewer.pacing import AUC  # noqa: PLC0415 - a window is not kept waiting for it

    parser.description = "Share a budget of time among the photos of a folder: longer for the more promising ones."
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder")
    parser.add_argument("--budget", type=_seconds, metavar="TIME", help="20m, 90s or 1h30m; else 1.5 s a stop")
    parser.add_argument("--by", type=_metric, metavar="METRIC", help=_at_first_sight())
    parser.add_argument("--mode", choices=tuple(AUC), help="how boldly the pace follows the scores")
    parser.add_argument("--recursive", action="store_true", help="also the folders inside")
    parser.add_argument("--json", metavar="FILE", help="write a list; - is standard output")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.description = "Make a folder of rendered photos and open it; without a display, score and pace it."
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="where to; else among the program's files")
    parser.add_argument("--count", type=_count, metavar="N", help="how many photos")
    parser.add_argument("--no-window", action="store_true", help="as if there were no display")


def _models(parser: argparse.ArgumentParser) -> None:
    parser.description = "The metrics and their weights. Nothing is downloaded but by 'install'."
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|install|import|remove")
    listed = actions.add_parser("list", allow_abbrev=False, help="what there is, and what of it is installed")
    listed.add_argument("names", nargs="*", type=_metric, metavar="NAME", help="all about these")
    listed.add_argument("--all", action="store_true", help="also those that few people want")
    installed = actions.add_parser("install", allow_abbrev=False, help="download the weights of metrics")
    installed.add_argument("names", nargs="+", type=_metric, metavar="NAME", help="a metric of 'models list'")
    imported = actions.add_parser("import", allow_abbrev=False, help="copy weights from files, or folders with some")
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="by its exact name; or a folder")
    removed = actions.add_parser("remove", allow_abbrev=False, help="delete weights that were installed or imported")
    removed.add_argument("names", nargs="+", type=_metric, metavar="NAME", help="a metric of 'models list'")


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.description = "What is installed and what is missing, with the commands that mend it."


def _desktop(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        'Have Photo Reviewer in the desktop\'s menu and under "Open with" for photos and folders, for this user; '
        "or take all of that away again. What opens photos and folders by default stays as it is."
    )
    parser.add_argument("action", choices=("install", "remove"), metavar="install|remove")


_COMMANDS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "score": _score,
    "pace": _pace,
    "demo": _demo,
    "models": _models,
    "doctor": _doctor,
    "desktop": _desktop,
}


def _at_first_sight() -> str:
    """The metrics that most people want, in a line of help."""
    from reviewer.scoring.choice import offered  # noqa: PLC0415 - a window is not kept waiting for it

    return f"{', '.join(offered())}, and those that '{PROGRAM} models list' leads to"


def _metric(text: str) -> str:
    from reviewer.scoring.table import METRICS  # noqa: PLC0415 - as above

    if text in METRICS:
        return text
    near = get_close_matches(text, METRICS, n=3, cutoff=0.6)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are {_at_first_sight()}"
    raise argparse.ArgumentTypeError(f"there is no metric {text!r}; {hint}")


def _seconds(text: str) -> float:
    found = _TIME.fullmatch(text.strip().lower())
    hours, minutes, seconds = (float(part or 0) for part in found.groups()) if found else (0.0, 0.0, 0.0)
    total = 3600 * hours + 60 * minutes + seconds
    if not 0 < total < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time; write 20m, 90s or 1h30m")
    return total


def _bytes(text: str) -> int:
    found = _SIZE.fullmatch(text.strip().lower())
    size = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 1 <= size < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 900M or 3G")
    return int(size)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of photos")
    return int(text)
