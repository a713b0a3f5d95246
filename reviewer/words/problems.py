"""What is said of errors: a sentence for each kind, by its code, and for each reason that a kind names by one.

A sentence about a photo opens with ``{file}``: the file's name, or "This photo" where only the code is known.
"""

PROBLEMS = {
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
    "weights_refused": "The weights file {file} is not used: {reason}",
    "weights_unavailable": "{file} could not be had. {reason}",
    "no_room": "Not enough memory: {metric} takes {needed}, scoring may take {allowed}. Allow more in the preferences.",
    "device_lost": "The graphics card ({detail}) does not answer any more. Scoring goes on on the processor.",
    "profile_refused": "{file} is not the colour profile of a screen. The system's own is used instead.",
    "decisions_waiting": "What you decided last is not on the disk yet{waiting} Nothing of it is lost while this "
    "window is open, and it is written as soon as that is possible.",
    "file_unwritable": "{file} cannot be written. {detail}",
    "not_transferred": "{transfer}",
    "no_trash": "The drive of {file} has no trash. Nothing was deleted; rejects can go to a _rejects folder there.",
    "not_resumable": "What was interrupted cannot go on now. {resuming}",
    "sidecar_refused": "The sidecar {file} was left as it is: {sidecar}",
    "program_failed": "{file} did not start ({detail}). Another editor can be named in the preferences.",
    "no_program": "No program is known here that opens {file}. An editor can be named in the preferences.",
    "no_file_manager": "No file manager was found here. {file} is in {detail}",
    "worker": "The program that scores photos could not be started. {detail}",
    "no_display": "There is no display to open a window on. What works without one: photo-reviewer --help",
    "no_device": "There is no {detail} device here that torch can use. Ask for auto or cpu.",
    "missing_part": "A part is missing: {part}. To install it: {command}",
    "weights_missing": "No weights for {metric} on this machine. Install that model, or put {files} into {folder}.",
    "budget": "{budget}",
    "catalogue": "{catalogue}",
}

UNAVAILABLE = {
    "offline": "There is no connection to where it lies. Try again later, or import it from a file.",
    "proxy": "The proxy of this network does not let it through. Check HTTPS_PROXY, or import it from a file.",
    "certificate": "The server could not show that it is the right one: something between may read along, or this "
    "machine's clock or certificates are out of date. Nothing was fetched; it can be imported from a file.",
    "address": "HF_ENDPOINT does not hold an address like https://mirror.example.",
    "interrupted": "The connection broke off. Install it again: it goes on from where it was.",
    "refused": "The server does not give it out. Import it from a file instead.",
    "gone": "It is no longer where it was. Look for a newer Photo Reviewer, or import it from a file.",
    "busy": "The server is too busy or out of order. Try again later.",
    "full": "The disk is full. Make room and try again.",
    "unwritable": "The folder of weights cannot be written. Check its permissions.",
    "unreadable": "Where it lies it cannot be read. Check the drive, and copy it there again.",
    "under_way": "Another Photo Reviewer is fetching it just now.",
    "nowhere": "Nobody is known to offer it. If you have it, import it from a file.",
}
"""Why a weights file could not be fetched or imported."""

REFUSED = {
    "changed": "it is not the file that it was, or that its maker offers. Install or import it anew.",
    "size": "its size is not that of the file its maker offers. Install it again.",
    "hash": "its checksum is not that of the file its maker offers. Install it again.",
    "code": "it holds more than numbers and could run a program. Get it from somewhere else.",
    "damaged": "it is damaged. Install or import it again.",
    "truncated": "its end is missing. Install or import it again.",
    "empty": "it is empty. Install or import it again.",
    "page": "it is a web page, not weights. If this network asks you to log in first, do so and install it again.",
    "pointer": "it is a Git LFS pointer, a note of where the file is, not the file. Install it again.",
    "unknown": "it is no weights file. Install or import it again.",
    "unreadable": "it cannot be read. Check its permissions.",
}
"""Why a weights file is refused; other reasons are technical and stand as they are."""

SIDECAR = {
    "malformed": "it is damaged. Have the program that wrote it write it again, or move it away.",
    "not_xmp": "it holds something else than XMP. Move it away if it is not needed.",
    "entities": "it has a document type, which no sidecar needs and which can hide a trap. Move it away.",
    "encoding": "its text is in an encoding that is not known here. Save it as UTF-8.",
    "too_large": "it is larger than 16 MB. Have the program that wrote it write it again, or move it away.",
    "unreadable": "it cannot be read. Check its permissions and its drive.",
    "busy": "another program keeps writing it. It is tried again later.",
    "unsafe": "changing it would have changed more than your marks. They are kept here.",
}
"""Why a sidecar is neither read nor written: the end of a sentence."""

TRANSFER = {
    "": "{file} was left as it is. {detail}",
    "full": "{file} was left as it is: the disk is full. Make room and apply again.",
    "read_only": "{file} was left as it is: that drive cannot be written. Is its lock on? Or choose another folder.",
    "permission": "{file} was left as it is: the system does not allow it. Check the permissions of both folders.",
    "taken": "{file} was left as it is: another file has its name there. Rename one of them and apply again.",
    "name": "{file} was left as it is: its name cannot be used there. Rename it and apply again.",
    "large": "{file} was left as it is: it is too large for one file on a drive with FAT. Choose another drive.",
    "changed": "{file} was left as it is: it was written to at the same moment. Apply again.",
    "unverified": "{file} was left as it is: its copy did not read back as it was. Check that drive and its cable.",
    "no_folder": "{file} was left as it is: the folder it should go to is not there and cannot be made.",
    "link": "{file} was left as it is: it is a link to another place. It can be copied.",
    "both": "{file} was copied but could not be removed where it was, so it is in both places.",
    "nowhere": "{file} cannot come back: it is not where it was moved to. It was moved on, or the trash was emptied.",
    "unplaced": "{file} went to the trash just as the program stopped. To have it back, look in the trash itself.",
    "source_read_only": "{file} is read-only: photos can be copied from it, but not moved.",
    "target_read_only": "Nothing can be written into {file}. Choose another folder, or change its permissions.",
}
"""What is said of a file that was not copied, moved or put back; of reasons that are the system's, the first."""

RESUMING = {
    "under_way": "Another Photo Reviewer is at it just now.",
    "newer": "A newer Photo Reviewer began it. Update this one first.",
    "damaged": "Its notes in {file} cannot be read. No photo was deleted: look in both folders.",
}
"""Why what was interrupted cannot go on."""

WAITING = {
    "": ": the catalogue cannot be written.",
    "full": ": the disk of the catalogue is full. Free some space.",
    "unwritable": ": the catalogue cannot be written. Fix its permissions, or its drive.",
    "busy": ": another program does not let go of the catalogue. Close that one.",
}
"""Why decisions wait; what is not here is the first."""

CATALOGUE = {
    "newer": "The catalogue belongs to a newer Photo Reviewer. Update this one; until then nothing is kept.",
    "unwritable": "The catalogue cannot be written, so nothing is kept. Free some space or fix its permissions.",
    "network": "The catalogue is on a network drive, where it is not safe, so nothing is kept. Use a local disk.",
    "damaged": "The catalogue is damaged, so nothing is kept. The damaged file was left as it is.",
    "set_aside": "The catalogue was damaged. It is kept as {file}; a new one was begun, and photos are scored again.",
    "full": "The disk of the catalogue is full, so nothing is kept. Free some space.",
    "busy": "The catalogue is in use by another program that does not let go of it. Close that one.",
}
