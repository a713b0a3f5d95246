"""The page of models: the usual metrics first, the others when they are asked for."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reviewer import words
from reviewer.scoring.choice import kept, offered
from reviewer.scoring.table import METRICS
from reviewer.ui import theme
from reviewer.ui.models import description
from reviewer.ui.models.row import ModelRow, sharing
from reviewer.ui.standing_dialog import StandingDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer.errors import ReviewerError
    from reviewer.settings import Settings
    from reviewer.ui.models.stock import Stock
    from reviewer.weights import Imported, Transfer

_WIDTH, _HEIGHT = 120, 42  # characters and lines


class Models(StandingDialog):
    """Shows the metrics and has the stock do what is asked for.

    Args:
        stock: Which can be computed here.
        settings: Which are in use; changed and saved at once.
        parent: The window it belongs to.
    """

    def __init__(self, stock: Stock, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(words.text("models"), _WIDTH, _HEIGHT, parent)
        self._stock = stock
        self._settings = settings
        self._rows: dict[str, ModelRow] = {}
        self._column = QVBoxLayout()
        self._more = QPushButton(words.text("models_more"), autoDefault=False)
        self._import = QPushButton(words.text("models_import"), autoDefault=False)
        self._folder = QPushButton(words.text("models_import_folder"), autoDefault=False)
        self._stop = QPushButton(words.text("models_stop"), autoDefault=False)
        self._said = QLabel(wordWrap=True)
        self._trouble = QLabel(wordWrap=True)
        self._grow = QTimer(self, interval=0)
        self._ahead: deque[str] = deque()
        self._lay_out()
        self._connect()
        self._show()
        stock.look()

    def _lay_out(self) -> None:
        self._trouble.setProperty("trouble", True)
        licence = QLabel(words.text("models_terms"), wordWrap=True)
        body = QWidget()
        around = QVBoxLayout(body)
        around.setContentsMargins(0, 0, theme.GRID, 0)
        self._column.setSpacing(theme.GRID)
        around.addLayout(self._column)
        around.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        around.addStretch(1)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the focus scrolls it
        self._area.setWidget(body)
        self._stop.setAccessibleName(words.text("models_stop_import"))
        self._import.setToolTip(theme.tip(words.text("models_import_tip")))
        self._folder.setToolTip(theme.tip(words.text("models_import_tip")))
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID)
        for widget in (self._import, self._folder):
            foot.addWidget(widget)
        foot.addWidget(self._stop)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.close_button())
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.GRID)
        column.addWidget(licence)
        column.addWidget(self._trouble)
        column.addWidget(self._area, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        stock = self._stock
        self._more.clicked.connect(self._add_all)
        self._grow.timeout.connect(self._add_next)
        self._import.clicked.connect(self._choose_files)
        self._folder.clicked.connect(self._choose_folder)
        self._stop.clicked.connect(self._stop_import)
        stock.changed.connect(self._show)
        stock.progressed.connect(self._progress)
        stock.failed.connect(self._fail)
        stock.imported.connect(self._say_imported)

    def _add(self, names: Iterable[str]) -> None:
        """Put in rows for metrics that have none, in the table's order."""
        wanted = set(names) - self._rows.keys()
        for at, name in enumerate(name for name in METRICS if name in wanted or name in self._rows):
            if name in wanted:
                row = self._rows[name] = ModelRow(METRICS[name], sharing(METRICS[name]))
                row.used.connect(partial(self._use, name))
                row.install_requested.connect(partial(self._stock.install, name))
                row.stop_requested.connect(partial(self._stock.stop, name))
                row.remove_requested.connect(partial(self._stock.remove, name))
                self._column.insertWidget(at, row)
                self._show_row(name)
        self._more.setVisible(len(self._rows) + len(self._ahead) < len(METRICS))

    def _add_all(self) -> None:
        self._ahead.extend(name for name in METRICS if name not in self._rows)
        first = self._ahead[0]
        self._add_next()
        self._rows[first].give_focus()
        self._grow.start()

    def _add_next(self) -> None:
        """One row at a time: all of them at once would hold the window up for as long as one notices."""
        if self._ahead:
            self._add([self._ahead.popleft()])
        else:
            self._grow.stop()

    def _show(self) -> None:
        stock = self._stock
        self._cause = description.common_trouble(stock.standings.values())
        self._trouble.setText(self._cause)
        self._trouble.setVisible(bool(self._cause))
        for name in self._rows:
            self._show_row(name)
        self._add(offered({*stock.in_force, *(stock.ready or ())}))
        for button in (self._import, self._folder):
            button.setEnabled(not stock.importing)
        self._stop.setVisible(stock.importing)

    def _show_row(self, name: str) -> None:
        stock, row = self._stock, self._rows[name]
        coming = stock.coming
        row.show_standing(stock.standings.get(name), self._cause)
        row.show_used(used=name in stock.in_force or name in coming)  # who has a model fetched means to use it
        if (name in coming) != row.coming:
            row.show_coming(coming=name in coming, transfer=stock.transfer if coming[:1] == (name,) else None)

    def _use(self, name: str, on: bool) -> None:  # noqa: FBT001 -- a slot
        used = {*self._stock.in_force} - {name}
        self._put(kept(used | {name} if on else used, self._stock.ready))

    def _put(self, metrics: tuple[str, ...]) -> None:
        self._settings.put("metrics", metrics)
        try:
            self._settings.save()
        except OSError as error:
            self._say(words.text("settings_not_kept").format(detail=error.strerror or ""), trouble=True)

    def _progress(self, name: str, transfer: Transfer) -> None:
        if name in self._rows:
            self._rows[name].show_coming(coming=True, transfer=transfer)
        elif not name:
            self._say(description.copying(transfer))

    def _fail(self, name: str, error: ReviewerError) -> None:
        if name in self._rows:
            self._rows[name].show_failure(error)
        else:
            self._say(words.problem(error), trouble=True)

    def _choose_files(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self, words.text("models_import"), str(Path.home()))
        if found:
            self._stock.import_files([Path(file) for file in found])

    def _choose_folder(self) -> None:
        if found := QFileDialog.getExistingDirectory(self, words.text("models_import_folder"), str(Path.home())):
            self._stock.import_files([Path(found)])

    def _stop_import(self) -> None:
        self._stock.stop_import()
        self._import.setFocus()
        self._say("")

    def _say_imported(self, outcome: Imported) -> None:
        self._say(description.imported(outcome), trouble=not outcome.taken)

    def _say(self, sentence: str, *, trouble: bool = False) -> None:
        self._said.setProperty("trouble", trouble)
        self._said.style().polish(self._said)
        self._said.setText(sentence)
