"""What the machine says of photos, by code: reasons, kinds of photo, and what decides a stop's seconds."""

REASONS = {
    "highlights_clipped": "Highlights clipped in {share:percent} of the frame",
    "shadows_clipped": "Shadows black in {share:percent} of the frame",
    "soft": "Soft even at its sharpest",
    "moved": "Blurred in one direction, as by a movement",
    "dark": "Very dark",
    "bright": "Very bright",
    "noisy": "Noisy",
    "flat": "Little contrast",
    "colourless": "Hardly any colour",
    "sharp": "Sharp",
    "darker_than_neighbours": "{stops:stops} darker than the shots around it",
    "brighter_than_neighbours": "{stops:stops} brighter than the shots around it",
    "darker_as_set": "{stops:stops} darker than the shots around it, as the camera was set",
    "brighter_as_set": "{stops:stops} brighter than the shots around it, as the camera was set",
    "noisier_than_neighbours": "Noisier than the shots around it",
    "softer_in_burst": "Softer than {count:.0f} of the {total:.0f} in this burst",
    "softer_of_two": "Softer than the other shot of this burst",
    "sharpest_in_burst": "Sharpest of the {total:.0f} in this burst",
    "sharper_of_two": "Sharper than the other shot of this burst",
}

FLAGS = {
    "night": "Night",
    "black_and_white": "Black and white",
    "fog": "Fog",
    "high_key": "High key",
    "bokeh": "Blurred background",
    "grain": "Grain",
    "screenshot": "Screenshot",
}
"""Kinds of photo that the built-in score is known to judge badly."""

CANT_TELL = {
    "near_black": "Can’t tell: nearly black",
    "blank": "Can’t tell: nothing but one tone",
    "panorama": "Can’t tell: a very wide panorama",
    "document": "Can’t tell: a document",
    "drawing": "Can’t tell: a drawing",
    "": "Can’t tell: unlike the photos this score learned from",
}
"""What the built-in score says of what it never learned, by kind."""

WHYS = {
    "score": "Time by its score",
    "group": "A group shares one stop",
    "audit": "Full time, as a spot check of the scores",
    "unscored": "Not scored yet",
}
