"""Which weights files there are: names, sizes, sources and terms, in one table."""

from __future__ import annotations

from dataclasses import dataclass

_PYIQA = "https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/"


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One file that metrics load.

    Attributes:
        name: On disk, as pyiqa, CLIP or timm look for it.
        size: Bytes.
        exact: Whether the size is its maker's own, or only about right.
        sha256: 64 hex digits where its maker publishes them, else empty.
        address: Where it can be fetched from; empty for nowhere.
        licence: Terms of the file, as an SPDX name or in a few words.
    """

    name: str
    size: int
    exact: bool
    sha256: str
    address: str
    licence: str


FILES: dict[str, WeightsFile] = {
    row.name: row
    for row in (
        WeightsFile(
            name="RN50.pt",
            size=256_000_000,
            exact=False,
            # OpenAI names this hash in the file's own address, and its CLIP package checks it.
            sha256="afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762",
            address="https://openaipublic.azureedge.net/clip/models/"
            "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762/RN50.pt",
            licence="MIT",
        ),
        *(
            WeightsFile(
                name, size, exact=False, sha256="", address=_PYIQA + name, licence="PolyForm-Noncommercial-1.0.0"
            )
            for name, size in (
                ("NIMA_InceptionV2_ava-b0c77c00.pth", 218_000_000),
                ("brisque_svm_weights.pth", 120_000),
                ("musiq_koniq_ckpt-e95806b9.pth", 109_000_000),
            )
        ),
    )
}
