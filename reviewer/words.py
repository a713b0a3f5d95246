"""Codes and numbers made into a person's words: the same in the window and on the command line.

The core returns codes (``Reason``, ``ReviewerError``, ``Failure``); this module alone turns them into
sentences. Each table is code -> sentence, so a new code is one new row. A sentence about a photo opens with
``{file}``: the file's name, or "This photo" where only the code is known. What comes from outside (file
names, EXIF) is made safe to display first.

The tables hold English; ``_`` looks a sentence up in the translations packaged with the program, if there
are any.
"""

from __future__ import annotations

import gettext
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ImpossibleBudget, MissingPart, ReviewerError, WeightsMissing

if TYPE_CHECKING:
    from reviewer.photo import Failure, Metadata, Reason

_translation = gettext.translation(
    "photo-reviewer", Path(__file__).parent / "resources" / "translations", fallback=True
)
_ = _translation.gettext
_n = _translation.ngettext

_TEN = 10
_KILO, _MEGA = 1e3, 1e6
_HOUR = 3600
_FIRM = {"corporation", "corp", "company", "co", "ltd", "inc", "gmbh", "ag"}  # of a maker's name, what is no brand
_SHORTEST_DECIMAL = 0.29  # seconds; cameras write 1/4, then 0.3

_PROBLEMS = {
    "unknown": "{file} could not be used. {detail}",
    "unreadable": "{file} could not be read. {detail}",
    "not_an_image": "{file} is not a picture, whatever its name says. It was left alone.",
    "empty": "{file} is empty (0 bytes). Copy it again from the card, if you still have it.",
    "no_permission": "{file} may not be opened by you. Change its permissions, then reload the folder.",
    "gone": "{file} is not there: it was moved, renamed or deleted, or it never had this name.",
    "too_large": "{file} has too many pixels to open in memory.",
    "broken": "{file} is damaged: nothing of the picture can be decoded. Copy it again, if you still can.",
    "no_preview": "{file} is a RAW file without a preview, of a kind that cannot be developed here.",
    "timeout": "{file} took too long to decode and was stopped.",
    "crashed": "{file} made its decoder crash or run out of memory. The other photos are not affected.",
    "stalled": "{file} did not come in time: its drive may be slow or gone. Reload the folder to try again.",
    "killed": "{file} was given up: the system ended its decoder, probably for want of memory.",
    "metric_failed": "{file} got no score. {detail}",
    "folder_unreadable": "The folder {file} cannot be listed. Check its permissions.",
    "folder_gone": "The folder {file} is not there. Plug its drive in, or open another folder.",
    "weights_refused": "The weights file {file} is not what it should be and was not loaded. Fetch it again.",
    "profile_refused": "{file} is not the colour profile of a screen. The system's own is used instead.",
    "file_unwritable": "{file} cannot be written. {detail}",
    "program_failed": "{file} did not start ({detail}). Another editor can be named in the preferences.",
    "no_program": "No program is known here that opens {file}. An editor can be named in the preferences.",
    "no_file_manager": "No file manager was found here. {file} is in {detail}",
    "worker": "The program that scores photos could not be started. {detail}",
    "no_display": "There is no display to open a window on. What works without one: photo-reviewer --help",
    "no_device": "There is no {detail} device here that torch can use. Ask for auto or cpu.",
    "missing_part": "A part is missing: {part}. To install it: {command}",
    "weights_missing": "No weights for {metric} on this machine. Put {files} into {folder}.",
    "budget": "{budget}",
    "catalogue": "{catalogue}",
}

_CATALOGUE = {
    "newer": "The catalogue belongs to a newer Photo Reviewer. Update this one; until then nothing is kept.",
    "unwritable": "The catalogue cannot be written, so nothing is kept. Free some space or fix its permissions.",
    "network": "The catalogue is on a network drive, where it is not safe, so nothing is kept. Use a local disk.",
    "damaged": "The catalogue is damaged, so nothing is kept. The damaged file was left as it is.",
    "set_aside": "The catalogue was damaged. It is kept as {file}; a new one was begun, and photos are scored again.",
    "full": "The disk of the catalogue is full, so nothing is kept. Free some space.",
    "busy": "The catalogue is in use by another program that does not let go of it. Close that one.",
}

_REASONS = {
    "highlights_clipped": "Highlights clipped in {share:percent} of the frame",
    "shadows_clipped": "Shadows black in {share:percent} of the frame",
    "soft": "Soft even at its sharpest",
    "dark": "Very dark",
    "bright": "Very bright",
    "noisy": "Noisy",
    "flat": "Little contrast",
    "colourless": "Hardly any colour",
    "sharp": "Sharp",
}

_WHYS = {
    "score": "Time by its score",
    "group": "A group shares one stop",
    "audit": "Full time, as a spot check of the scores",
    "unscored": "Not scored yet",
}

_TEXTS = {
    "scrubber": "Timeline",
    "filmstrip": "Filmstrip",
    "grid": "Grid",
    "second_display": "Photo Reviewer, second display",
    "stacks": "{stacks}, {photos}",
    "info": "Info panel",
    "histogram": "Scores of this folder",
    "machine_thinks": "The machine's opinion",
    "machine_thinks_tip": "Scores agree with people only somewhat. They order your attention; you decide.",
    "choose_metric": "Choose the score shown",
    "damaged": "The file breaks off early; this is what could be read.",
    "damaged_file": "Damaged file",
    "with_raw": "with {file}",
    "raw": "raw {raw}",
    "no_camera": "The camera wrote nothing",
    "unscored": "Not scored yet",
    "drop": "Drop a folder of photos here",
    "recent": "Recent folders",
    "strip_flip": "flip",
    "strip_zoom": "100 %",
    "strip_slideshow": "slideshow",
    "strip_keys": "all keys",
    "strip_close": "Click: hide these keys",
    "no_photo": "No photo",
    "told_place": "Photo {row:,} of {total:,}",
    "profile_none": "sRGB assumed",
    "shown_preview": "Preview {width} × {height}",
    "shown_developed": "Developed {width} × {height}",
    "open_folder": "Open a folder…",
    "open_photo": "Open a photo",
    "photos": "Photos",
    "settings_not_kept": "This choice holds until you quit; it could not be saved. {detail}",
    "about": "Photo Reviewer {version}\n\nScores order your attention; they never decide.",
    "loading": "Loading…",
    "loading_photo": "Loading {file}…",
    "reading": "Reading the folder…",
    "folder_empty": "No photos in “{file}”.\nDrop another folder here, or open one from the File menu.",
    "sort_by": "Sort by",
    "score_by": "Score by",
    "sort_time": "Capture time",
    "sort_name": "Name",
    "ascending": "ascending",
    "descending": "descending",
    "survey": "First look",
    "scoring": "Scoring by {title}",
    "rate": "{rate:.0f} a second",
    "slow_rate": "{rate:.1f} a second",
    "left": "{duration} left",
    "scoring_paused": "Scoring paused",
    "pause_scoring": "Pause scoring",
    "resume_scoring": "Go on scoring",
    "stop_scoring": "Stop scoring",
    "dismiss": "Dismiss this line",
    "preferences": "Preferences",
    "preferences_pages": "Pages of the preferences",
    "later_start": "Takes effect at the next start.",
    "set_back": "Reset",
    "set_back_to": "{what}: reset to {value}",
    "on": "on",
    "off": "off",
    "browse": "Browse…",
    "browse_for": "{what}: choose a file",
    "best_by": "Best by {title}",
    "close": "Close",
    "change_keys": "Change keys",
    "keys_in": "Keys in",
    "keys_like": "Keys as in",
    "everywhere": "Everywhere",
    "view_loupe": "Loupe",
    "view_grid": "Grid",
    "view_slideshow": "Slideshow",
    "key_search": "Search by name",
    "key_find": "or press a key to find what it does",
    "key_action": "Action",
    "key_keys": "Keys",
    "key_changed": "changed",
    "key_set": "Change the key",
    "key_add": "Add a key",
    "key_reset": "Reset",
    "key_press": "Press the new key. Esc leaves it as it is.",
    "key_remove": "Remove {key}",
    "key_taken": "{key} is “{action}” already; that will lose it.",
    "key_kept": "“{action}” needs a key: where it works there is no menu.",
    "key_take": "Take it",
    "key_leave": "Leave it",
    "keys_reset": "Reset all keys",
    "keys_reset_all": "All keys that you changed will be as they were.",
    "keys_not_kept": "These keys hold until you quit; they could not be saved. {detail}",
    "progress": "Progress of scoring",
    "position": "{row:,} / {total:,}",
    "rgb_histogram": "Tones of red, green and blue",
    "no_focus_point": "This file does not say where the camera focused.",
    "keys_loupe": "Keys",
    "keys_grid": "Keys in the grid",
    "keys_slideshow": "Keys in the slideshow",
    "slideshow": "Slideshow",
    "show_place": "{stop} of {stops}",
    "show_left": "{time} left",
    "show_paused": "Paused",
    "show_speed": "{speed:.2g}× speed",
    "show_group": "{frame} of {frames} in this group",
    "show_unseen_only": "Only unseen",
    "show_rest_only": "Not reached before",
    "show_none_unseen": "You have seen everything here.",
    "show_gone": "{problem}\nThe slideshow waits here and goes on by itself when it is back.",
    "show_emptied": "There are no photos in the folder any more.",
    "show_waiting": "Waiting for the folder",
    "show_all": "That was all of it",
    "show_part": "The end",
    "show_seen": "{stops} seen, {photos}, in {duration}",
    "show_missed": "{stops} not reached",
    "show_rest": "Show the {stops} not reached",
    "show_unseen": "Show the {stops} never seen",
    "show_again": "From the beginning",
    "show_leave": "Back to the photos",
    "show_nothing": "Nothing to show",
    "show_extent": "{stops}, {photos}",
    "show_outcome": "{extent}: {duration}, from {shortest} to {longest} each",
    "gain_some": "about {percent:.0f}\u00a0% more keepers than equal time",
    "gain_none": "no more keepers than equal time",
    "gain_even": "Even: the scores are not used, so nothing is gained or lost by them.",
    "gain_unscored": "No scores yet, so every stop is taken for equally good.",
    "gain_evidence": "With scores right {right:.0f} times in 100, as usual: {gain}.",
    "gain_steep": "Steep counts on scores right {right:.0f} times in 100, better than has been shown. If so: {gain}.",
    "pace": "Time, pace and order",
    "pace_time": "Time",
    "pace_finish": "Finish in",
    "pace_min": " min",
    "pace_about": "About",
    "pace_a_stop": "a stop",
    "pace_weighed": "Pace",
    "pace_even": "Even",
    "pace_evidence": "By evidence",
    "pace_steep": "Steep",
    "pace_order": "Order",
    "pace_as_taken": "As taken",
    "pace_best_first": "Best first",
    "pace_looks": "A look",
    "pace_most_in": "usually",
    "pace_least": "at least",
    "pace_most": "at most",
    "pace_take": "Take {minutes:,} min",
    "pace_first": "First {stops} now",
    "pace_done": "Go on",
    "pace_even_tip": "Every stop has the same time, whatever its score.",
    "pace_evidence_tip": "Takes the score for as good as is usual: of a keeper and another photo, the keeper has the "
    "higher score 60 times in 100 (AUC 0.6).",
    "pace_steep_tip": "Assumes a better score than has been shown: the keeper has the higher score 75 times in "
    "100 (AUC 0.75).",
    "pace_minutes": "Finish in so many minutes",
    "pace_seconds": "Seconds for an average stop",
    "pace_look": "Seconds in which a look finds most keepers",
    "pace_look_tip": "After so long a look has found 63 % of the keepers (tau). Slower eyes, larger number.",
    "pace_shortest": "Shortest time of a stop, in seconds",
    "pace_longest": "Longest time of a stop, in seconds",
    "forget_ask": "Forget what is known of “{file}”?",
    "forget_one": "Its scores, what you looked at, where you were, turned photos and thumbnails are deleted for good. "
    "The photos themselves stay where they are, untouched.",
    "forget_all": "The scores, what you looked at, where you were, turned photos and thumbnails of this folder and all "
    "folders inside are deleted for good. The photos themselves stay where they are, untouched.",
    "forget": "Forget",
    "forgotten": "What was known of “{file}” is forgotten. Its photos are where they were.",
    "thumbnails_cleared": "Freed {size} of thumbnails. They are made again as you look.",
    "desktop_install": "Photo Reviewer is in the menu, and under “Open with” for photos and folders.",
    "desktop_remove": "Photo Reviewer is in no menu any more. Settings and what it knows of photos are still there.",
    "desktop_nothing": "There was nothing to remove.",
    "desktop_ran": "Told to the desktop by {tools}.",
    "desktop_absent": "Not installed here: {tools}. The desktop may take note only at the next login.",
    "desktop_kept_install": "Opened by default as before, now written in mimeapps.list: {types}",
    "desktop_kept_remove": "Taken out of mimeapps.list again: {types}",
    "desktop_win32": "Menus are not written on Windows. To have Photo Reviewer under “Send to” for photos and folders, "
    "press Windows+R, open shell:sendto, and put a shortcut to {program} there. Nothing was changed.",
    "desktop_darwin": "Menus are not written on macOS. Start {program} and drop a folder on its window, or type "
    "photo-reviewer FOLDER in Terminal. Nothing was changed.",
    "handed_over": "Shown in the window that is open already. --new-window opens another.",
    "cli_no_photos": "No photos here.",
    "cli_recursive": "No photos here. With --recursive the folders inside are searched too.",
    "cli_inside": "No photos here itself; going through the folders inside.",
    "cli_stopped": "Stopped. What was scored is kept; the same command goes on from there.",
    "cli_not_here": "Not computed here: {metrics}. photo-reviewer doctor says why.",
    "cli_one_stdout": "Only one of --csv and --json can be standard output.",
    "cli_no_folder": "{file} cannot be written: it is a folder, or in a folder that is not there.",
    "cli_unreadable": "{photos} cannot be read and get no time.",
    "cli_paced": "{photos} in {stops}, {duration}.",
    "cli_demo": "The photos are in {folder}\nTo open the window on them, at a desktop: photo-reviewer {quoted}",
    "cli_time_over": "Every stop has the longest time it may have; that is less than the {budget} asked for.",
    "fault": "Something went wrong in Photo Reviewer. It goes on; what happened was written to {file}",
}

_GROUPS = {
    "burst": "{place} in a burst",
}

_NOUNS = {
    "photo": ("{n} photo", "{n} photos"),
    "file": ("{n} file", "{n} files"),
    "folder": ("{n} folder", "{n} folders"),
    "stop": ("{n} stop", "{n} stops"),
    "group": ("{n} group", "{n} groups"),
    "stack": ("{n} stack", "{n} stacks"),
    "frame": ("{n} frame", "{n} frames"),
    "problem": ("{n} problem", "{n} problems"),
}


class _Number(float):
    """A reason's number, which a sentence may ask for as ``{share:percent}``: 0.084 is "8 %"."""

    def __format__(self, spec: str) -> str:
        return percent(self) if spec == "percent" else super().__format__(spec)


def problem(error: ReviewerError) -> str:
    """What happened, to which file, and what to do about it."""
    sentence = _(_PROBLEMS.get(error.code, _PROBLEMS["unknown"]))
    file = name(error.path) if error.path else _("This photo")
    return sentence.format(file=file, detail=safe(error.detail), **_particulars(error)).strip()


def _particulars(error: ReviewerError) -> dict[str, str]:
    if isinstance(error, MissingPart):
        return {"part": error.part, "command": error.command}
    if isinstance(error, WeightsMissing):
        files = " ".join(safe(file) for file in error.files)
        return {"metric": error.metric, "files": files, "folder": safe(str(error.folder))}
    if isinstance(error, ImpossibleBudget):
        return {"budget": _budget(error)}
    if error.code == "catalogue":
        sentence = _(_CATALOGUE.get(error.detail, _CATALOGUE["damaged"]))
        return {"catalogue": sentence.format(file=name(error.path) if error.path else "")}
    return {}


def _budget(error: ImpossibleBudget) -> str:
    everything = duration(error.needed)
    if not error.reachable:
        return _("Too short for a single photo. All of them take {all} at the least.").format(all=everything)
    sentence = _("Too short for all of them: that takes {all} at the least. In this time {some} can be shown.")
    return sentence.format(all=everything, some=count(error.reachable, "stop"))


def failure(failed: Failure) -> str:
    """Why a photo could not be read, or has no score by one metric."""
    sentence = _(_PROBLEMS.get(failed.code, _PROBLEMS["unknown"]))
    return sentence.format(file=_("This photo"), detail=safe(failed.detail)).strip()


def reason(why: Reason) -> str:
    """One reason behind a score, as "Highlights clipped in 8 % of the frame".

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(_REASONS[why.code]).format(**{key: _Number(number) for key, number in why.numbers})


def why(code: str) -> str:
    """Why a stop of the slideshow gets its seconds.

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(_WHYS[code])


def place(rank: int, total: int) -> str:
    """A place among photos, 1 being the best: "12th of 668"."""
    return _("{ordinal} of {total:,}").format(ordinal=_ordinal(rank), rank=rank, total=total)


def _ordinal(rank: int) -> str:
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def place_in_group(rank: int, total: int, kind: str) -> str:
    """Where a photo stands in its group, by time: "3rd of 5 in a burst"."""
    return _(_GROUPS[kind]).format(place=place(rank, total))


def text(code: str) -> str:
    """A label or line of the window that depends on nothing; some are templates for the caller's numbers.

    Raises:
        KeyError: No row for this code: an error of ours.
    """
    return _(_TEXTS[code])


def size(bytes_: int) -> str:
    """A file's size as file managers show it: "820 KB", "12.4 MB"."""
    if bytes_ < _MEGA:
        return f"{max(1, round(bytes_ / _KILO))} KB" if bytes_ else "0 KB"
    return f"{bytes_ / _MEGA:.1f} MB"


def preview(size: tuple[int, int], full: tuple[int, int], failed: ReviewerError | None = None) -> str:
    """What is shown of a RAW while it is developed, or because it cannot be.

    Args:
        size: Width and height of the preview, pixels.
        full: Of the photo.
        failed: Why the photo cannot be developed.
    """
    preview, whole = (_("{width} × {height}").format(width=width, height=height) for width, height in (size, full))
    if failed is None:
        return _("Preview {size} of {full}, developing…").format(size=preview, full=whole)
    return _("Preview {size} of {full}.").format(size=preview, full=whole) + " " + problem(failed)


def count(n: int, noun: str) -> str:
    """So many of something: "1 photo", "10,000 photos". The nouns are this module's table."""
    one, many = _NOUNS[noun]
    return _n(one, many, n).format(n=f"{n:,}")


def percent(share: float) -> str:
    """A part of one as "8 %", "0.4 %" or "under 0.1 %"."""
    tenths = round(1000 * share)
    if share > 0 and not tenths:
        return _("under 0.1 %")
    return f"{tenths / 10:.1f} %" if 0 < tenths < _TEN else f"{100 * share:.0f} %"


def duration(seconds: float) -> str:
    """A length of time, to the precision a person wants: "1.5 s", "4 min 20 s", "2 h 5 min"."""
    seconds = max(0.0, seconds)
    if round(seconds, 1) < _TEN:
        return _tenths(seconds)
    if round(seconds) < _HOUR:
        return _two_units(round(seconds), "min", "s")
    return _two_units(round(seconds / 60), "h", "min")


def _two_units(total: int, large: str, small: str) -> str:
    parts = zip(divmod(total, 60), (large, small), strict=True)
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number)


def _tenths(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def shutter(seconds: float) -> str:
    """A shutter time as cameras show it: "1/250 s", "0.5 s", "30 s"."""
    if 0 < seconds < _SHORTEST_DECIMAL:
        return f"1/{round(1 / seconds)} s"
    return _tenths(seconds)


def exposure(metadata: Metadata) -> str:
    """How the photo was exposed, "1/250 s, f/2.8, ISO 400, 50 mm, +0.7 EV"; only what the camera said."""
    parts = [
        shutter(metadata.exposure) if metadata.exposure else "",
        f"f/{metadata.aperture:.3g}" if metadata.aperture else "",
        f"ISO {metadata.iso}" if metadata.iso else "",
        f"{metadata.focal_length:.3g} mm" if metadata.focal_length else "",
        f"{metadata.bias:+.1f} EV" if metadata.bias else "",
    ]
    return ", ".join(part for part in parts if part)


def camera(metadata: Metadata) -> str:
    """The body, with the maker named once: "Canon EOS R5", "SONY ILCE-7M3", "OLYMPUS E-M1MarkII"; empty if unknown."""
    make, model = safe(metadata.make or "").split(), safe(metadata.model or "").split()
    if make and model and any(word.casefold() == model[0].casefold() for word in make):
        return " ".join(model)
    return " ".join([*(word for word in make if word.casefold().rstrip(".,") not in _FIRM), *model])


def name(path: Path) -> str:
    """A file's name, safe to display: see ``safe``."""
    return safe(path.name or str(path))


def safe(text: str) -> str:
    r"""Text from outside with nothing in it that acts.

    Line ends, terminal codes, bytes that are no text and marks that turn the reading direction are shown as
    escapes: ``\n``, ``\x1b``, ``\xff``, ``\u202e``.
    """
    return "".join(_escape(char) if _acts(char) else char for char in text)


def _acts(char: str) -> bool:
    if char in "\u200c\u200d":  # joiners: they spell words and family emoji, and turn nothing
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escape(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # how Python carries a byte that is not UTF-8
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")
