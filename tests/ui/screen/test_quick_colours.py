"""Qt's conversion is used where it gives what LittleCMS gives, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageCms

from reviewer import decode
from reviewer.decode import Pixels, icc
from reviewer.ui.screen import quick_colours
from reviewer.ui.screen.picture import to_image

PAIRS = [(icc.display_p3(), None), (icc.adobe_rgb(), None), (None, icc.bt_2020()), (icc.adobe_rgb(), icc.display_p3())]


@pytest.mark.parametrize(("profile", "monitor"), PAIRS)
def test_every_pixel_is_as_littlecms_has_it(profile, monitor):
    array = np.random.default_rng(3).integers(0, 256, (301, 700, 3), np.uint8)
    image = to_image(Pixels(array, None, (700, 301)))
    quick_colours.convert(image, quick_colours.transform(profile, monitor))
    ours = np.frombuffer(image.constBits(), np.uint8).reshape(301, 700, 4)
    right = decode.to_display(Pixels(array, profile, (700, 301)), monitor).array
    assert np.abs(ours[..., 2::-1].astype(int) - right).max() <= 1
    assert (ours[..., 3] == 255).all()


def test_where_the_two_differ_it_is_not_used(monkeypatch):
    honest = decode.to_display
    monkeypatch.setattr(decode, "to_display", lambda pixels, _: honest(pixels, icc.bt_2020()))
    quick_colours.transform.cache_clear()
    assert quick_colours.transform(icc.adobe_rgb(), None) is None
    quick_colours.transform.cache_clear()


def test_a_profile_that_makes_no_sense_is_left_to_littlecms():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert quick_colours.transform(b"no profile", None) is None
    assert quick_colours.transform(lab, None) is None
