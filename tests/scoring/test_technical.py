"""The built-in scorer: what it must rank above what, what it must say, and where it must say nothing."""

from __future__ import annotations

import csv
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from scipy.stats import spearmanr

from reviewer import words
from reviewer.decode import Pixels, decode, to_srgb
from reviewer.photo import Failure
from reviewer.scoring.table import METRICS
from reviewer.scoring.technical import TechnicalScorer, rate
from reviewer.scoring.technical.measurements import measure
from reviewer.scoring.technical.reasons import CODES, reasons


def draw(width=960, height=640, seed=1):
    """A crisp, colourful picture without noise: hundreds of bars and discs on a plain ground."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (2 * width, 2 * height), (120, 130, 120))
    pen = ImageDraw.Draw(image)
    for _ in range(400):
        x, y = random.uniform(0, 2 * width), random.uniform(0, 2 * height)
        reach = random.uniform(8, width / 8)
        shape = pen.ellipse if random.random() < 0.5 else pen.rectangle
        box = (x, y, x + reach, y + reach * random.uniform(0.3, 2))
        shape(box, fill=tuple(int(part) for part in random.integers(10, 246, 3)))
    return np.asarray(image.reduce(2))


def blur(picture, radius):
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def grain(picture, deviation):
    random = np.random.default_rng(2)
    return np.clip(picture + random.normal(0, deviation, picture.shape), 0, 255).astype(np.uint8)


def moved(picture, pixels):
    shifted = [np.roll(picture, shift, axis=1).astype(float) for shift in range(pixels)]
    return np.mean(shifted, axis=0).astype(np.uint8)


def dim(picture, factor):
    return (picture * factor).astype(np.uint8)


def score(picture):
    pixels = Pixels(np.ascontiguousarray(picture), None, (picture.shape[1], picture.shape[0]))
    (answer,) = TechnicalScorer().score([pixels])
    return answer


def value(picture):
    return score(picture).value


def codes(picture):
    return [reason.code for reason in reasons(measure(picture))]


def number(picture, code):
    (reason,) = (reason for reason in reasons(measure(picture)) if reason.code == code)
    return dict(reason.numbers)


def falls(pictures):
    values = [value(picture) for picture in pictures]
    return all(above > below for above, below in pairwise(values))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_blur_costs(seed):
    picture = draw(seed=seed)
    assert falls([picture, *(blur(picture, radius) for radius in (0.7, 1.5, 3, 6))])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_heavy_grain_costs(seed):
    picture = draw(seed=seed)
    assert falls([picture, *(grain(picture, deviation) for deviation in (20, 32, 50))])


@pytest.mark.xfail(reason="noise over blur passes for texture: the photos it learned from are seldom both")
def test_grain_never_passes_for_detail():
    soft = blur(draw(), 3)
    assert value(grain(soft, 16)) < value(soft)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_stop_of_darkness_costs(seed):
    picture = draw(seed=seed)
    assert falls([picture, *(dim(picture, factor) for factor in (0.5, 0.25, 0.1))])


def test_a_sharp_subject_before_a_soft_background_is_a_sharp_photo():
    sharp, soft = draw(), blur(draw(), 6)
    portrait = soft.copy()
    portrait[160:480, 320:640] = sharp[160:480, 320:640]  # a sixth of the frame
    assert value(portrait) > 0.8 * value(sharp)
    assert value(portrait) > 3 * value(soft)


def test_the_same_photo_upright_and_lying_scores_about_the_same():
    picture = draw()
    assert value(np.rot90(picture)) == pytest.approx(value(picture), abs=0.02)


def test_a_picture_larger_than_the_working_size_is_scored_at_that_size():
    large = draw(3000, 1800)
    small = np.asarray(Image.fromarray(large).resize((2000, 1200), Image.Resampling.BICUBIC))
    assert score(large) == score(small)


def test_an_ordinary_picture_has_nothing_wrong_with_it():
    assert set(codes(draw())) <= {"sharp"}
    assert value(draw()) > 0.5


def test_soft_is_said_first():
    assert codes(blur(draw(), 5))[0] == "soft"


def test_noise_is_measured_in_grey_levels():
    assert "noisy" in codes(grain(draw(), 16))
    grey = np.full((640, 960, 3), 128, np.uint8)
    noise = np.random.default_rng(3).normal(0, 10, (640, 960, 1))
    assert measure((grey + noise).astype(np.uint8)).noise == pytest.approx(10, rel=0.1)


def test_fine_texture_is_not_noise():
    stripes = np.zeros((640, 960, 3), np.uint8)
    stripes[:, np.arange(960) % 8 < 4] = 180
    assert measure(stripes).noise < 1


def test_dark_counts_stops():
    assert number(dim(draw(), 0.15), "dark")["stops"] > 2
    assert "dark" not in codes(draw())


def test_a_lit_subject_before_a_black_background_is_not_dark():
    picture = np.zeros((640, 960, 3), np.uint8)
    picture[200:440, 300:660] = draw()[200:440, 300:660]
    assert "dark" not in codes(picture)


def test_bright():
    picture = (draw().astype(int) // 8 + 223).astype(np.uint8)
    assert number(picture, "bright")["stops"] > 0.2


def test_clipped_shares_are_shares_of_the_frame():
    picture = draw().copy()
    picture[:64] = 255
    picture[64:192] = 0
    assert number(picture, "highlights_clipped")["share"] == pytest.approx(0.1, abs=0.01)
    assert number(picture, "shadows_clipped")["share"] == pytest.approx(0.2, abs=0.01)


def test_a_saturated_colour_is_not_a_clipped_highlight():
    picture = draw().copy()
    picture[:64] = (255, 40, 40)
    assert "highlights_clipped" not in codes(picture)


def test_flat():
    picture = (draw().astype(int) // 8 + 100).astype(np.uint8)
    assert number(picture, "flat")["levels"] < 40


def test_colourless_but_not_black_and_white():
    picture = draw()
    grey = picture.mean(axis=2, keepdims=True)
    faded = (grey + 0.1 * (picture - grey)).astype(np.uint8)
    monochrome = np.repeat(grey.astype(np.uint8), 3, axis=2)
    assert "colourless" in codes(faded)
    assert "colourless" not in codes(monochrome)
    assert value(monochrome) > value(faded)


def test_of_black_and_white_frames_nothing_can_be_told():
    assert score(np.zeros((640, 960, 3), np.uint8)) == Failure("technical", "cant_tell", "near_black", preprocessing=2)
    assert score(np.full((640, 960, 3), 255, np.uint8)) == Failure("technical", "cant_tell", "blank", preprocessing=2)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (1, 500), (500, 1), (2, 3), (31, 33), (20, 1000), (97, 101), (999, 17)]
)
def test_every_size_has_an_answer(height, width):
    random = np.random.default_rng(4)
    answer = score(random.integers(0, 256, (height, width, 3), dtype=np.uint8))
    if isinstance(answer, Failure):
        assert answer.code == "cant_tell"
    else:
        assert 0 <= answer.value <= 1
        assert answer.raw == answer.value


def test_the_reasons_come_heaviest_first():
    dark_and_soft = dim(blur(draw(), 5), 0.3)
    assert codes(dark_and_soft)[0] == "soft"
    black = dim(draw(), 0.02)
    assert codes(black)[:2] in (["dark", "soft"], ["soft", "dark"])


def test_every_reason_is_published_and_has_a_sentence():
    picture = draw()
    half = picture.copy()
    half[:300], half[300:600] = 255, 0
    seen = {
        reason.code: reason
        for made in (
            picture,
            blur(picture, 5),
            moved(picture, 24),
            grain(picture, 20),
            dim(picture, 0.1),
            (picture.astype(int) // 8 + 223).astype(np.uint8),
            half,
            (picture.mean(axis=2, keepdims=True) + 0.1 * picture).clip(0, 255).astype(np.uint8),
        )
        for reason in reasons(measure(made))
    }
    assert set(seen) == set(CODES)
    assert all(words.reason(reason) for reason in seen.values())


def test_answers_are_under_the_tables_key_and_in_order():
    answers = TechnicalScorer().score([Pixels(picture, None, (960, 640)) for picture in (draw(), blur(draw(), 5))])
    metric = METRICS["technical"]
    assert [answer.metric for answer in answers] == ["technical", "technical"]
    assert {(answer.weights, answer.preprocessing) for answer in answers} == {("", metric.preprocessing)}
    assert answers[0].value > answers[1].value


def test_it_agrees_with_people(shared):
    """Spearman's rank correlation on 300 photos that it has learned from; ``test_learned`` has the honest figure."""
    rows = list(csv.DictReader((shared / "rated" / "mos.csv").open()))[::5]
    pictures = (np.asarray(Image.open(shared / "rated" / "images" / row["file"]).convert("RGB")) for row in rows)
    scores = [rate(picture) for picture in pictures]
    assert spearmanr(scores, [float(row["mos"]) for row in rows]).statistic > 0.8


@pytest.mark.parametrize("name", ["flight/IMG_9373.jpg", "faces/img23.jpg", "wallpapers/Morskie Oko.jpg"])
def test_real_photos_fall_when_they_are_spoilt(shared, name):
    picture = to_srgb(decode(shared / "photos" / name, METRICS["technical"].fit)).array
    assert falls([picture, blur(picture, 1), blur(picture, 2), blur(picture, 4)])
    assert falls([picture, grain(picture, 6), grain(picture, 12), grain(picture, 24)])
    assert falls([picture, dim(picture, 0.5), dim(picture, 0.25)])


def test_in_a_focus_stack_the_frames_out_of_focus_come_last(shared):
    folder = shared / "photos" / "focus_bracket"
    values = {
        frame: value(to_srgb(decode(folder / f"depthmap_pcb_{frame:03}.JPG", METRICS["technical"].fit)).array)
        for frame in (3, 4, 7, 8, 9)
    }
    assert min(values[3], values[4]) > max(values[7], values[8], values[9])


def test_it_needs_neither_torch_nor_opencv(tmp_path):
    program = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "torchvision", "pyiqa", "cv2", "scipy"}:
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Blocked())
import numpy as np
from reviewer.decode import Pixels
from reviewer.scoring.technical import TechnicalScorer
noise = np.random.default_rng(1).integers(0, 255, (600, 900, 3), dtype=np.uint8)
print(TechnicalScorer().score([Pixels(noise, None, (900, 600))])[0].value > 0)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
