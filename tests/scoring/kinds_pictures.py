"""Pictures of the kinds that the built-in scorer must know: each drawn from a seed, 1000 pixels long."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1000, 750
TEXT = "The quick brown fox jumps over the lazy dog and reads every line of this page until the evening comes. "


def blur(picture, radius):
    return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(radius)))


def grain(picture, deviation, seed=2):
    """Grey grain, as film and high sensitivity leave it after a reduction."""
    random = np.random.default_rng(seed)
    return np.clip(picture + random.normal(0, deviation, (*picture.shape[:2], 1)), 0, 255).round().astype(np.uint8)


def shaken(picture, length, angle):
    """Moved in a straight line by so many pixels while the shutter was open; angle in degrees."""
    steps = np.linspace(-length / 2, length / 2, int(length) + 1)
    across, down = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    moved = [np.roll(picture, (round(step * down), round(step * across)), (0, 1)).astype(np.float32) for step in steps]
    return np.mean(moved, axis=0).round().astype(np.uint8)


@cache
def rough(seed, shape=(HEIGHT, WIDTH), coarsest=64):
    """Mottle of all sizes, about -1..1: what surfaces look like."""
    random = np.random.default_rng(seed)
    total = np.zeros(shape, np.float32)
    size = coarsest
    while size >= 1:
        small = random.normal(0, 1, (-(-shape[0] // size), -(-shape[1] // size))).astype(np.float32)
        image = Image.fromarray(small).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
        total += np.asarray(image) * np.float32(size / coarsest) ** 0.5
        size //= 2
    return total / np.float32(2.5)


@cache
def scene(seed=1):
    """An ordinary photo: shaded, textured bodies under a sky, with shadows; a little noise of the sensor."""
    random = np.random.default_rng(seed)
    rows = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    sky = np.array((135, 170, 215), np.float32) + 40 * (rows - 0.5)
    ground = np.array((110, 105, 70), np.float32) * (1.25 - 0.5 * rows)
    picture = np.where(rows < 0.4, sky, ground) + 12 * rough(seed)[..., None] * (rows >= 0.4)
    mottle = rough(seed)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    for _ in range(60):
        x, y = random.uniform(0, WIDTH), random.uniform(0.25 * HEIGHT, HEIGHT)
        wide, high = random.uniform(20, 110), random.uniform(20, 110)
        part = np.s_[max(0, int(y - high)) : int(y + high) + 1, max(0, int(x - wide)) : int(x + wide) + 1]
        aside = (across[part] - x) / wide
        inside = aside**2 + ((down[part] - y) / high) ** 2 < 1
        light = np.clip(1.1 - 0.5 * aside + 0.2 * mottle[part][:, ::-1], 0.1, 2)
        colour = random.uniform(20, 200, 3).astype(np.float32)
        picture[part][inside] = (colour * light[..., None])[inside]
    picture = blur(np.clip(picture, 0, 255).astype(np.uint8), 0.6)
    return np.clip(picture + random.normal(0, 1, picture.shape), 0, 255).round().astype(np.uint8)


def night(seed=1):
    """A dark street: lamps and lit windows before black."""
    random = np.random.default_rng(seed)
    picture = scene(seed).astype(np.float32) * 0.08
    image = Image.fromarray(picture.astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(90):
        x, y = random.uniform(0, WIDTH), random.uniform(0.2 * HEIGHT, 0.9 * HEIGHT)
        reach = random.uniform(3, 9)
        pen.ellipse(
            (x, y, x + reach, y + reach), fill=(255, int(random.uniform(180, 240)), int(random.uniform(90, 200)))
        )
    lamps = np.asarray(image).astype(np.float32)
    glow = np.asarray(image.filter(ImageFilter.GaussianBlur(12))).astype(np.float32)
    return grain(np.clip(lamps + glow, 0, 255).astype(np.uint8), 2)


def black_and_white(seed=1):
    return np.repeat(scene(seed).mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)


def sepia(seed=1):
    grey = scene(seed).mean(axis=2, keepdims=True)
    return np.clip(grey * (1.06, 0.98, 0.82) + (6, 2, 0), 0, 255).astype(np.uint8)


def fog(seed=1):
    """The scene through thick air: the farther up, the more of it is the air's own grey."""
    away = np.linspace(0.97, 0.6, HEIGHT)[:, None, None]
    veiled = scene(seed) * (1 - away) + np.array((196, 200, 204)) * away
    return np.clip(blur(veiled.astype(np.uint8), 1.2), 0, 255).astype(np.uint8)


def high_key(seed=1):
    """Pale things on white, lit from everywhere: nothing dark, little clipped."""
    picture = 232 + (scene(seed).astype(np.float32) - 128) * 0.12
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    subject = ((across - 500) / 160) ** 2 + ((down - 420) / 240) ** 2 < 1
    picture[subject] = 150 + 0.5 * (scene(seed)[subject].astype(np.float32) - 60)
    return np.clip(picture, 0, 252).astype(np.uint8)


def bokeh(seed=1):
    """A sharp subject of a sixth of the frame before heavy blur."""
    sharp, soft = scene(seed), blur(scene(seed + 50), 16)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH]
    subject = ((across - 480) / 180) ** 2 + ((down - 450) / 220) ** 2 < 1
    return np.where(subject[..., None], sharp, soft)


def screenshot(dark=False):
    """A window with a title bar, buttons, a side bar and lines of text, pixel for pixel."""
    page, bar, ink, side = ((30, 30, 34), (52, 54, 60), (212, 212, 212), (40, 42, 46))
    if not dark:
        page, bar, ink, side = ((252, 252, 252), (222, 225, 230), (30, 30, 30), (240, 240, 243))
    image = Image.new("RGB", (WIDTH, HEIGHT), page)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 40), fill=bar)
    pen.rectangle((0, 41, 220, HEIGHT), fill=side)
    for button in range(6):
        pen.rectangle((20 + 110 * button, 8, 110 + 110 * button, 32), outline=ink, fill=page)
        pen.text((30 + 110 * button, 12), "Open file", fill=ink, font=ImageFont.load_default(13))
    for line in range(30):
        pen.text((16, 60 + 22 * line), f"folder {line}", fill=ink, font=ImageFont.load_default(13))
        pen.text((250, 60 + 22 * line), TEXT[line:] + TEXT[:20], fill=ink, font=ImageFont.load_default(14))
    return np.asarray(image)


def page(seed=1):
    """A scanned page of text, paper grain and uneven light included."""
    image = Image.new("RGB", (HEIGHT, WIDTH), (238, 236, 228))
    pen = ImageDraw.Draw(image)
    for line in range(38):
        text = TEXT[line % 20 :][: 40 if line % 9 == 8 else 90]
        pen.text((70, 70 + 23 * line), text, fill=(35, 35, 40), font=ImageFont.load_default(14))
    light = np.linspace(1.0, 0.88, HEIGHT)[None, :, None]
    return grain(np.clip(blur(np.asarray(image), 0.6) * light, 0, 255).astype(np.uint8), 2, seed)


def line_drawing(seed=1):
    """Thin dark strokes on white paper."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = random.uniform(0, 2 * WIDTH), random.uniform(0, 2 * HEIGHT)
        reach = random.uniform(60, 500)
        box = (x, y, x + reach, y + reach * random.uniform(0.5, 1.5))
        pen.arc(box, random.uniform(0, 180), random.uniform(180, 400), fill=(20, 20, 25), width=5)
        pen.line((x, y, x + random.uniform(-300, 300), y + random.uniform(-300, 300)), fill=(20, 20, 25), width=5)
    return np.asarray(image.reduce(2))


def cartoon(seed=1):
    """Flat colours with dark outlines."""
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), (120, 190, 240))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 900, 2 * WIDTH, 2 * HEIGHT), fill=(110, 200, 90), outline=(20, 20, 20), width=8)
    colours = ((240, 80, 70), (250, 210, 60), (245, 245, 240), (150, 90, 50), (240, 190, 160))
    for body in range(24):
        x, y = random.uniform(0, 1800), random.uniform(100, 1300)
        reach = random.uniform(60, 350)
        box = (x, y, x + reach, y + reach * random.uniform(0.6, 1.4))
        pen.ellipse(box, fill=colours[body % 5], outline=(20, 20, 20), width=8)
    return np.asarray(image.reduce(2))


def lens_cap(seed=1):
    random = np.random.default_rng(seed)
    return np.clip(random.normal(2, 2, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)


def panorama():
    """Six times as wide as high."""
    return np.ascontiguousarray(np.asarray(Image.fromarray(scene()).crop((0, 250, WIDTH, 250 + WIDTH // 6))))
