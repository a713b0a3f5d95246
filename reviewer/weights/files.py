"""Which weights files there are: names, sizes, sources and terms, in one table.

Sizes and SHA-256 are those that Hugging Face publishes with each file of pyiqa's repository (its Git LFS pointers), as
far as they were at hand; other sizes are reckoned from the networks' parameters, or of a file made alike. Many of
pyiqa's names end in eight hex digits: in all thirty whose hash was at hand they are the beginning of their SHA-256, so
they are taken for that (``prefix``) where the whole is not known.

pyiqa's repository is CC-BY-NC-SA-4.0 as a whole; part of its files are other people's, under terms of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PYIQA = "https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/"
_OPENAI = "https://openaipublic.azureedge.net/clip/models/"
_FACEXLIB = "https://github.com/xinntao/facexlib/releases/download/v0.1.0/"

_HASH_IN_NAME = re.compile(r"-([0-9a-f]{8})\.\w+$")


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One file that metrics load.

    Attributes:
        name: On disk, as pyiqa, CLIP or facexlib look for it.
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

    @property
    def prefix(self) -> str:
        """The first hex digits of the SHA-256: all of them if it is known, those in the name, or none."""
        found = _HASH_IN_NAME.search(self.name)
        return self.sha256 or (found[1] if found else "")


def _pyiqa(name: str, size: int, sha256: str = "", *, exact: bool = True) -> WeightsFile:
    return WeightsFile(name, size, exact, sha256, _PYIQA + name.replace("+", "%2B"), "CC-BY-NC-SA-4.0")


def _about(name: str, size: int, sha256: str = "") -> WeightsFile:
    return _pyiqa(name, size, sha256, exact=False)


def _clip(name: str, size: int, sha256: str, *, exact: bool = True) -> WeightsFile:
    # OpenAI names the hash in the file's own address, and its CLIP package checks it.
    return WeightsFile(name, size, exact, sha256, f"{_OPENAI}{sha256}/{name}", "MIT")


_ROWS = (
    # CLIP.
    _clip("RN50.pt", 256_000_000, "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762", exact=False),
    _clip("ViT-L-14.pt", 932_768_134, "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836"),
    # Statistics. BRISQUE's 774 vectors of 36 numbers take 114,552 bytes in single precision, as pyiqa offers them.
    # Others have converted LIVE's model under the same name in double precision, 231,229 bytes, with the same scores:
    # so the hash that Hugging Face gives is not pinned.
    _about("brisque_svm_weights.pth", 115_000),
    _about("brisque_matlab.mat", 135_000),
    _about("niqe_modelparameters.mat", 8_347),
    _about("niqe_matlab_params.mat", 11_000),
    _pyiqa("ILNIQE_templateModel.mat", 2_764_281, "14f4919a630498d732bbf11837d894d45a57f89c9ed84bea98851147290ce93c"),
    _about("NRQM_model.mat", 40_000_000),
    # On CLIP.
    _pyiqa(
        "CLIP-IQA+_learned_prompts-603f3273.pth",
        17_144,
        "603f3273b6e8a75b309297c85781170c067c6b474f66818c2f253a46a6534447",
    ),
    _pyiqa(
        "CLIPIQA+_RN50_512-89f5d940.pth", 316_707, "89f5d940c543b5d7010dec4f66deebf0768c2fd4ef5205ce5c9d0222ea63f5bc"
    ),
    _pyiqa(
        "CLIPIQA+_ViTL14_512-e66488f2.pth", 474_403, "e66488f27a5d7a86abe8fd9c168d70eef0a7ae3ebe1919e5c19efa8e8dfe495d"
    ),
    _pyiqa("QualiCLIP.pth", 408_494_502, "5818e085ac4b3d297cdd183fd2b1d8a4ddb2242e5bb7fd24b2cd66d7d132bc7e"),
    _pyiqa("QualiCLIP+_koniq.pth", 2_209_627, "450292893e96f38dca09d51ca2e0e1cd7cb1c2c55d444cfe2ac8ea2ab5d1d894"),
    _pyiqa("QualiCLIP+_clive.pth", 2_209_627, "5a2c75e4586abbaf1bc55e945691be14c70d68ede7dbabd86caebaf838ec50a3"),
    _pyiqa("QualiCLIP+_flive.pth", 2_209_627, "ac20494683fb8c26abae04c6df671c389bf42f08461b2eac8497d91d53d558cc"),
    _pyiqa("QualiCLIP+_spaq.pth", 2_209_627, "2d9c2ef6b746d0f42573c24a118a6f0bf1f919d60163b5dbd6de0b6fc7e1a0e9"),
    _about("liqe_koniq.pt", 605_000_000),
    _about("liqe_mix.pt", 605_000_000),
    _about("FGResQ.pth", 700_000_000),
    _about("FGResQ_Degradation.pth", 345_000_000),
    _about("afine.pth", 611_000_000),
    # Convolutional.
    _pyiqa(
        "DBCNN_KonIQ10k-2de81c0a.pth", 61_279_444, "2de81c0af94ac46fb191fe713c4d72e93e0acb02e6aa29c601f4251e93b9ebe6"
    ),
    _pyiqa(
        "HyperIQA-resnet50-koniq10k-c96c41b1.pth",
        109_834_491,
        "c96c41b1094c8c1ed86cbd661941717f95e24e09e791b2c512d4ffbbde7253ed",
    ),
    _pyiqa(
        "P2P_RoIPoolModel-fit.10.bs.120-ca69882e.pth",
        46_915_621,
        "ca69882e78760890ee4cb2c0097e941d5441579d6d7740519507a509c9e92bc6",
    ),
    _pyiqa(
        "CNNIQA_koniq10k-e6f14c91.pth", 2_921_615, "e6f14c91876e4ebc0120adaf0bba18a3014e54471ba8b42ab34d712c309e3b4b"
    ),
    _pyiqa(
        "WaDIQaM-NR-koniq-aaffea29.pth", 20_962_897, "aaffea29ebb87fa1a668e1b21273452b40c0c01e5303a6ebc41ebfe695a2688e"
    ),
    _about("Metaiqa_livec.pth", 53_000_000),
    _pyiqa("UNIQUE.pt", 89_401_061, "129d149e9d98463ca2fc28cd64c395b31ea3a812244a47b20eb860d41b583ea1"),
    _pyiqa("NIMA_koniq-250367ae.pth", 217_956_031, "250367aef148bc117e6750de5e9144db0d02b7c40ca844463ad95d8a03c8d675"),
    _about("NIMA-spaq-46a7fcb7.pth", 217_956_000),
    # ARNIQA.
    _pyiqa("ARNIQA.pth", 112_155_914, "ad2022e59b1040d5bab24f9325c10d0215956a2061248a36c15edaec3e60fcd1"),
    *(
        _about(f"regressor_{name}.pth", 20_000)
        for name in ("koniq10k", "clive", "flive", "spaq", "live", "csiq", "tid2013", "kadid10k")
    ),
    # Transformers.
    _about(
        "cfanet_nr_koniq_res50-9a73138b.pth",
        181_196_000,
        "9a73138beb3748dd6a83365610ac88fa1cd53225342c77fc9ed44a3be461354c",
    ),
    _about(
        "cfanet_nr_flive_res50-ded1c74e.pth",
        181_196_000,
        "ded1c74e765d55a739f820e2c6350062cfcfb211833a1fd40a6fa0deb81cdb4d",
    ),
    _pyiqa(
        "cfanet_nr_spaq_res50-a7f799ac.pth",
        181_196_009,
        "a7f799ac6d046c236b92cc57c5556c019bf4c4b86879b67de7baf8fb318feb96",
    ),
    _pyiqa(
        "musiq_koniq_ckpt-e95806b9.pth", 108_610_983, "e95806b9eae5f3814c410f574ba8e552362bd5bc63d758ed5b97860f5d6185aa"
    ),
    _about("musiq_spaq_ckpt-358bb6af.pth", 108_611_000),
    _about("musiq_paq2piq_ckpt-364c0c84.pth", 108_611_000),
    _about("ckpt_koniq10k.pt", 543_000_000),
    _about("ckpt_kadid10k.pt", 543_000_000),
    _about(
        "MANIQA_PIPAL-ae6d356b.pth", 543_000_000, "ae6d356bcd583ae3c1ca81d84817cf96d662073896c7e40fceddb305ddc2f155"
    ),
    _pyiqa("tres_koniq-f0502926.pth", 610_288_289, "f050292679758cc69e8ef0be7f1fd00729bfbadd6e29d88a3f1f09129efe1bfe"),
    _about("tres_flive-09b0de5b.pth", 610_288_000),
    _pyiqa("URanker_ckpt-450eb36d.pth", 86_526_613, "450eb36d2504478a09588008a9f4b5e7974dc8f9172668623e28f8e86fbfcea4"),
    # Aesthetic.
    _about(
        "cfanet_iaa_ava_swin-393b41b4.pth",
        508_000_000,
        "393b41b49c41bf0ffa43ab7e13b26f374e211085f5fe2eba3408e89c8b67f935",
    ),
    _pyiqa(
        "NIMA_InceptionV2_ava-b0c77c00.pth",
        218_027_161,
        "b0c77c00c789565be8e6af96c1641bbad716c1592bff1cdc749c6006b95bd34e",
    ),
    _pyiqa(
        "NIMA_VGG16_ava-dc4e8265.pth", 58_889_899, "dc4e8265bee9475027f321adcb4241bb0ec15722c955d53e3869492b7f33ab34"
    ),
    _about(
        "cfanet_iaa_ava_res50-3cd62bb3.pth",
        294_000_000,
        "3cd62bb33f9933ed7c6e3d5e79129e81c898eba78b7a2af516a0b0b974616975",
    ),
    _about(
        "musiq_ava_ckpt-e8d3f067.pth", 108_625_000, "e8d3f0671965dfe4301a1f7a4aedc8f49be8fed33b82dd5d116a9eb3ce2bd16b"
    ),
    _pyiqa(
        "sac+logos+ava1-l14-linearMSE.pth",
        3_714_759,
        "21dd590f3ccdc646f0d53120778b296013b096a035a2718c9cb0d511bff0f1e0",
    ),
    # Faces.
    _about("topiq_nr_cgfiqa_res50-0a8b8e4f.pth", 181_196_000),
    _about("topiq_nr_gfiqa_swin-7bb80a60.pth", 418_000_000),
    _about("topiq_nr_gfiqa_res50-d76bf1ae.pth", 181_196_000),
    WeightsFile(
        "detection_Resnet50_Final.pth",
        109_497_761,
        exact=True,
        sha256="6d1de9c2944f2ccddca5f5e010ea5ae64a39845a86311af6fdf30841b0a5a16d",
        address=_FACEXLIB + "detection_Resnet50_Final.pth",
        licence="MIT",
    ),
)

FILES: dict[str, WeightsFile] = {row.name: row for row in _ROWS}
