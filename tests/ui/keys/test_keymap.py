"""The keys in force: the user's over the preset's over the table's, kept on the disk, each key one action's in a view."""

from __future__ import annotations

import json

import pytest

from reviewer import paths
from reviewer.ui.keys import key_files
from reviewer.ui.keys.actions import ACTIONS, GRID, LOUPE, SLIDESHOW, VIEWS, Action
from reviewer.ui.keys.key_files import LIGHTROOM, Choice
from reviewer.ui.keys.key_layers import in_force
from reviewer.ui.keys.keymap import Keymap
from reviewer.ui.keys.layouts import canonical
from reviewer.ui.menus import Menus

ROWS = (
    Action("one", "One", {LOUPE: ("A", "B"), GRID: ("A",)}, "Go"),
    Action("two", "Two", {LOUPE: ("C",)}, "Go"),
    Action("out", "Out", {LOUPE: ("Esc",)}, kept=True),
    Action("menu", "Only in a menu", {}, "Go"),
)


@pytest.fixture
def keymap(qapp):
    return Keymap(rows=ROWS)


@pytest.fixture
def file():
    paths.config_folder().mkdir(parents=True, exist_ok=True)
    return paths.config_folder() / "keys.json"


def test_without_a_choice_the_table_rules(keymap):
    assert keymap.keys(LOUPE) == {"one": ("A", "B"), "two": ("C",), "out": ("Esc",)}
    assert keymap.keys(GRID) == {"one": ("A",)}
    assert keymap.keys(SLIDESHOW) == {}


def test_a_key_given_to_one_action_is_lost_by_the_other_in_that_view_only(keymap):
    keymap.give(LOUPE, "two", ("C", "A"))
    assert keymap.keys(LOUPE) == {"one": ("B",), "two": ("C", "A"), "out": ("Esc",)}
    assert keymap.keys(GRID) == {"one": ("A",)}
    assert keymap.owner(LOUPE, "A") == "two"


def test_an_action_without_default_keys_can_have_some(keymap):
    keymap.give(GRID, "menu", ("M",))
    assert keymap.owner(GRID, "M") == "menu"


def test_changes_take_effect_at_once_in_the_menus(qapp):
    keymap = Keymap()
    menus = Menus(keymap)
    info = next(action for action in menus.actions if action.text().startswith("Info panel"))
    keymap.give(LOUPE, "info", ("Ctrl+J", "Z"))
    assert [key.toString() for key in info.shortcuts()] == ["Ctrl+J", "Z"]
    zoom = next(action for action in menus.actions if action.text().startswith("100 %"))
    assert zoom.shortcuts() == []


def test_only_what_differs_is_kept_and_is_there_after_a_restart(qapp, file):
    keymap = Keymap.load()
    keymap.give(LOUPE, "next", ("N", "Right"))
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    keymap.give(LOUPE, "info", keymap.usual(LOUPE, "info"))
    keymap.save()
    assert json.loads(file.read_text()) == {"preset": "", "keys": {"loupe": {"next": ["N", "Right"]}}}
    assert Keymap.load().keys(LOUPE)["next"] == ("N", "Right")


def test_a_reset_gives_every_key_back(keymap):
    before = {view: keymap.keys(view) for view in VIEWS}
    keymap.give(LOUPE, "two", ("A", "X"))
    keymap.give(GRID, "one", ())
    keymap.reset()
    assert {view: keymap.keys(view) for view in VIEWS} == before


@pytest.mark.parametrize(
    ("text", "loupe"),
    [
        ("", {}),
        ("[]", {}),
        ("[" * 100_000, {}),
        ('{"keys": 3}', {}),
        (
            '{"keys": {"loupe": {"info": ["Ctrl+J"], "next": [7, "Hyper+Nonsense"], "zoom_in": "Q"}}}',
            {"info": ("Ctrl+J",)},
        ),
        ('{"preset": "gone", "keys": {"loupe": {"info": []}, "attic": {"info": ["Q"]}}}', {"info": ()}),
    ],
)
def test_a_damaged_file_costs_those_keys_and_no_others(qapp, file, text, loupe):
    file.write_text(text)
    usual = Keymap().keys(LOUPE)
    now = Keymap.load().keys(LOUPE)
    assert now == {name: keys for name, keys in (usual | loupe).items() if keys}


def test_what_a_newer_version_knows_survives_an_older_one(qapp, file):
    file.write_text('{"preset": "", "keys": {"loupe": {"teleport": ["Q"]}, "darkroom": {"info": ["Q"]}}}')
    keymap = Keymap.load()
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    keymap.save()
    kept = json.loads(file.read_text())["keys"]
    assert kept["loupe"] == {"teleport": ["Q"], "info": ["Ctrl+J"]}
    assert kept["darkroom"] == {"info": ["Q"]}


def test_a_new_row_of_the_table_takes_no_key_that_the_user_gave_away():
    own = {LOUPE: {"one": ("N",)}}
    new = Action("new", "New", {LOUPE: ("N", "M")})
    assert in_force((new, *ROWS), [own])[LOUPE]["new"] == ("M",)


def test_the_way_out_never_is_without_a_key(keymap):
    keymap.give(LOUPE, "out", ())
    assert keymap.keys(LOUPE)["out"] == ("Esc",)
    keymap.give(LOUPE, "one", ("Esc",))
    assert keymap.keys(LOUPE) == {"two": ("C",), "out": ("Esc",)}
    keymap.give(LOUPE, "out", ("F10",))
    keymap.give(LOUPE, "one", ("Esc",))
    assert keymap.keys(LOUPE) == {"one": ("Esc",), "two": ("C",), "out": ("F10",)}


PRESETS = {LIGHTROOM: {}, **{name: preset.keys for name, preset in key_files.presets().items()}}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("view", VIEWS)
def test_a_preset_is_written_for_actions_there_are_and_leaves_none_without_the_keys_it_had(qapp, preset, view):
    rows = {row.id: row for row in ACTIONS if view in row.views}
    wished = PRESETS[preset].get(view, {})
    assert set(wished) <= set(rows)
    keys = [key for of in wished.values() for key in of]
    assert len(keys) == len(set(keys))
    assert keys == [canonical(key) for key in keys]
    now = Keymap(Choice(preset)).keys(view)
    assert {name for name, row in rows.items() if row.keys.get(view)} - set(now) == {
        name for name, keys in wished.items() if not keys
    }
    every = [key for keys in now.values() for key in keys]
    assert len(every) == len(set(every))


def test_the_presets_are_those_promised():
    assert [preset.title for preset in key_files.presets().values()] == ["Photo Mechanic"]


def test_photo_mechanics_keys_and_back(qapp):
    keymap = Keymap()
    keymap.choose_preset("photo_mechanic")
    assert keymap.owner(LOUPE, "Ctrl+L") == "slideshow"
    assert keymap.owner(LOUPE, "Ctrl+Return") is None
    keymap.give(LOUPE, "info", ("Ctrl+J",))
    keymap.choose_preset(LIGHTROOM)
    assert keymap.owner(LOUPE, "Ctrl+Return") == "slideshow"
    assert keymap.owner(LOUPE, "Ctrl+J") == "info"
