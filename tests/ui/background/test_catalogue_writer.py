"""What is written from the window is on disk, in order, and a failure is told."""

from __future__ import annotations

from pathlib import Path

from reviewer.catalogue import Catalogue, Place
from reviewer.photo import Turn, Viewing
from reviewer.ui.background.catalogue_writer import CatalogueWriter

LOOK = Viewing(Path("/folder/a.jpg"), "id", 1000.0, 2.5, 1200, 800, True, "loupe")


def test_what_was_put_is_kept_when_the_window_ends_at_once(tmp_path, qapp):
    file = tmp_path / "catalogue.db"
    writer = CatalogueWriter(file)
    writer.put_viewing(LOOK)
    writer.put_turn(LOOK.path, "id", Turn(1))
    for at in range(20):
        writer.put_place(Path("/folder"), Place(Path(f"/folder/{at}.jpg"), "-technical"))
    writer.close()
    with Catalogue.open(file) as catalogue:
        assert catalogue.viewings({LOOK.path: "id"})[LOOK.path] == (LOOK,)
        assert catalogue.turns({LOOK.path: "id"}) == {LOOK.path: Turn(1)}
        assert catalogue.place(Path("/folder")) == Place(Path("/folder/19.jpg"), "-technical")


def test_a_catalogue_that_cannot_be_written_is_told(tmp_path, qapp, qtbot):
    file = tmp_path / "catalogue.db"
    file.write_bytes(b"no database" * 1000)
    writer = CatalogueWriter(file)
    with qtbot.waitSignal(writer.failed) as told:
        writer.put_viewing(LOOK)
    writer.close()
    assert told.args[0].code == "catalogue"
