r"""Results, for people and for programs.

They become rows of plain values (``rows``), files for programs and spreadsheets (``files``), a page for any browser
(``html``), numbers about metrics (``statistics``) and tables for a terminal (``tables``).
What is known of photos at one moment, of which a page is made, are ``findings``.

A row of ``score`` (one photo, one metric), as JSON object and as CSV line:

    path    The file, as it was found. In JSON a byte that is no UTF-8 is written as U+DC80 to U+DCFF (``\udcff`` is
            0xFF; Python's ``os.fsencode`` gives the name back); in CSV it stays the byte it is.
    metric  The metric's name.
    raw     The metric's own number, on its own scale and in its own direction; null (CSV: empty) if there is none.
    score   0..1, higher is better; null (CSV: empty) if there is none.
    error   Why there is no score: a code as ``not_an_image``, with ``: detail`` if there is more to say; else null.
            ``cant_tell`` is an answer and no fault: the photo is unlike all that the metric learned from.
    reasons Why the score is what it is, the most striking first; JSON only. Each has a ``code``, its ``numbers`` by
            name, and ``text``, the sentence.
    flags   Kinds of photo that the metric is known to judge badly and this one is of, as ``night``; JSON only.

A row of ``pace`` (one photo shown once), in showing order:

    path         As above.
    group        A number that the photos of one group share, 1 being shown first; null for a photo alone.
    score        This photo's score, 0..1, or null.
    probability  That the stop, a photo or its whole group, holds a keeper.
    seconds      On screen.
    why          What set the time: ``score``, ``group``, ``audit`` or ``unscored``.

CSV is UTF-8 with a line of column names. A spreadsheet must not run a file name as a formula: text that begins with
``= + - @``, a tab or a line end gets an apostrophe in front, and so does text that begins with an apostrophe, so that
taking one away is always right. Numbers are left alone.
"""

from reviewer.report.files import is_photo, write_csv, write_html, write_json
from reviewer.report.findings import Findings, Judge
from reviewer.report.rows import Row, pace_rows, score_rows, values
from reviewer.report.statistics import Column, Correlation, Statistics, correlate, correlations, statistics
from reviewer.report.tables import pace_text, summary_text

__all__ = [
    "Column",
    "Correlation",
    "Findings",
    "Judge",
    "Row",
    "Statistics",
    "correlate",
    "correlations",
    "is_photo",
    "pace_rows",
    "pace_text",
    "score_rows",
    "statistics",
    "summary_text",
    "values",
    "write_csv",
    "write_html",
    "write_json",
]
