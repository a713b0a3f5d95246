"""The world's faults, as types: a file that cannot be read, a part that is not installed, a folder that went away.

Each carries a code and values, never a sentence; ``words.problem`` makes the sentence. Faults of ours are not here:
they are ordinary exceptions and are not caught.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class ReviewerError(Exception):
    """Something outside the program that the user can understand and often mend.

    Attributes:
        code: Which fault, in the tables of ``words``.
        path: The file or folder concerned, if there is one.
        detail: Short technical addition, possibly empty.
    """

    code: ClassVar[str] = "unknown"

    def __init__(self, path: Path | None = None, detail: str = "") -> None:
        super().__init__(self.code, str(path) if path else "", detail)
        self.path = path
        self.detail = detail


class UnreadablePhoto(ReviewerError):
    """This photo cannot be shown; the others go on."""

    code = "unreadable"


class NotAnImage(UnreadablePhoto):
    """The bytes are no picture of a kind we know."""

    code = "not_an_image"


class EmptyFile(UnreadablePhoto):
    """Zero bytes."""

    code = "empty"


class NoPermission(UnreadablePhoto):
    """The system refuses to open the file."""

    code = "no_permission"


class FileGone(UnreadablePhoto):
    """The file was there and is not any more."""

    code = "gone"


class TooLarge(UnreadablePhoto):
    """More pixels than fit the limit, even reduced."""

    code = "too_large"


class BrokenImage(UnreadablePhoto):
    """A picture by its first bytes, of which nothing can be decoded."""

    code = "broken"


class NoPreview(UnreadablePhoto):
    """A RAW file without an embedded preview that cannot be developed either."""

    code = "no_preview"


class DecodeTimeout(UnreadablePhoto):
    """Decoding took longer than its limit and was stopped."""

    code = "timeout"


class DecoderCrashed(UnreadablePhoto):
    """The decoder or scorer ended its process, or took more memory than its limit."""

    code = "crashed"


class DecodeStalled(DecodeTimeout):
    """Nothing came in time, and not because of much computing: a drive that does not answer, or a busy machine."""

    code = "stalled"


class DecoderKilled(DecoderCrashed):
    """The system, or someone, killed the process: most often because the machine is out of memory."""

    code = "killed"


class FolderUnreadable(ReviewerError):
    """A folder that cannot be listed."""

    code = "folder_unreadable"


class FolderGone(ReviewerError):
    """The open folder is not there any more."""

    code = "folder_gone"


class MissingPart(ReviewerError):
    """A package or system library is missing. ``detail`` names it; ``command`` installs it."""

    code = "missing_part"

    def __init__(self, part: str, command: str) -> None:
        super().__init__(None, part)
        self.part = part
        self.command = command


class NoDevice(ReviewerError):
    """The device that models were to run on, ``detail``, is not there or cannot be used by torch."""

    code = "no_device"


class WeightsMissing(ReviewerError):
    """A metric's weights are not on this machine. ``files`` are the names looked for, ``folder`` where."""

    code = "weights_missing"

    def __init__(self, metric: str, files: tuple[str, ...], folder: Path) -> None:
        super().__init__(folder, metric)
        self.metric = metric
        self.files = files
        self.folder = folder


class WeightsRefused(ReviewerError):
    """A weights file that is not what it should be; it was not loaded. ``detail`` says why.

    As a code: ``changed`` (since its first use, or from what its maker publishes), ``size`` or ``hash`` (not its
    maker's), ``code`` (it could run something), ``damaged``, ``truncated``, ``empty``, ``page`` (a web page),
    ``pointer`` (of Git LFS), ``unknown`` (no weights file at all). Else in a few technical words.
    """

    code = "weights_refused"


class WeightsUnavailable(ReviewerError):
    """A weights file could not be fetched or imported; ``path`` is its name, ``detail`` the reason as a code.

    Of the way to it: ``offline``, ``proxy``, ``certificate``, ``address`` (of a mirror), ``interrupted``.
    Of the server: ``refused``, ``gone``, ``busy``. Of this machine: ``full`` (the disk), ``unwritable`` (the folder of
    weights), ``unreadable`` (where it is imported from), ``under_way`` (another process fetches it).
    ``nowhere``: nobody offers it.
    """

    code = "weights_unavailable"


class NoRoom(ReviewerError):
    """A metric, ``detail``, needs more memory than scoring may take.

    Attributes:
        needed, allowed: Bytes.
    """

    code = "no_room"

    def __init__(self, metric: str, needed: int, allowed: int) -> None:
        super().__init__(None, metric)
        self.needed = needed
        self.allowed = allowed


class DeviceLost(ReviewerError):
    """The device that models ran on, ``detail``, does not answer any more; the work goes on on the processor."""

    code = "device_lost"


class MetricFailed(ReviewerError):
    """A metric gave no number for a photo (``detail`` says why)."""

    code = "metric_failed"


class CatalogueUnusable(ReviewerError):
    """The catalogue cannot be used as it stands.

    ``detail`` is ``newer``, ``unwritable``, ``network``, ``damaged``, ``full`` or ``busy``; or ``set_aside``: it was
    damaged, is kept under ``path``, and a new one was begun.
    """

    code = "catalogue"


class DecisionsWaiting(ReviewerError):
    """What was decided is not on the disk yet; it counts, and is written with the next attempt.

    ``path`` is the catalogue, ``detail`` why, as in ``CatalogueUnusable``.
    """

    code = "decisions_waiting"


class FileUnwritable(ReviewerError):
    """A file that the user asked for cannot be written. ``detail`` is the system's reason."""

    code = "file_unwritable"


class NotTransferred(ReviewerError):
    """A file, ``path``, was not copied, moved or put back, and is where it was; the others go on. ``detail`` says why.

    As a code, those of ``words.problems.TRANSFER``; else in the system's words.
    """

    code = "not_transferred"


class NoTrash(ReviewerError):
    """The volume that ``path`` is on has no trash, and none can be made there. Nothing is deleted instead."""

    code = "no_trash"


class NotResumable(ReviewerError):
    """What was interrupted, by the notes in ``path``, cannot go on: it is ``under_way``, ``newer`` or ``damaged``."""

    code = "not_resumable"


class SidecarRefused(ReviewerError):
    """A sidecar that is not read, not written and left as it is. ``detail`` is the reason as a code.

    ``malformed``, ``not_xmp``, ``entities``, ``encoding``, ``too_large``, ``unreadable``, ``busy`` or ``unsafe``.
    """

    code = "sidecar_refused"


class ProfileRefused(ReviewerError):
    """The ICC file that the user chose for the screen is none, or not one of a screen."""

    code = "profile_refused"


class ProgramFailed(ReviewerError):
    """Another program, ``path``, did not start or gave up at once. ``detail`` is the system's reason."""

    code = "program_failed"


class NoProgram(ReviewerError):
    """The system knows no program that opens ``path``."""

    code = "no_program"


class NoFileManager(ReviewerError):
    """The system has no file manager to show ``path`` in. ``detail`` is its folder."""

    code = "no_file_manager"


class NoDisplay(ReviewerError):
    """There is no display to open a window on. ``detail`` names one that does not answer."""

    code = "no_display"


class WorkerFailed(ReviewerError):
    """The other process could not be started or does not speak our version."""

    code = "worker"


class ImpossibleBudget(ReviewerError):
    """A budget below the shortest look at every stop.

    Attributes:
        needed: Seconds that all stops take at the shortest look.
        reachable: How many stops fit the budget at the shortest look.
    """

    code = "budget"

    def __init__(self, needed: float, reachable: int) -> None:
        super().__init__()
        self.needed = needed
        self.reachable = reachable
