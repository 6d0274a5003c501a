"""Invented pupils for the tests of disclosure control and for its benchmark. None of these numbers is real."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kansenbeeld.measures.disclosure import Cube

AREAS = ("Centrum", "Nieuw-West", "Noord", "Oost", "West", "Zuid", "Zuidoost", "Weesp")
EDUCATION = ("max_mbo1", "mbo_havo_vwo", "hbo_wo")
ADVICE = ("tm_vmbo_gt", "gt_havo_havo", "havo_vwo_vwo")
PLACED = ("ja", "nee")

AREA_SHARES = np.array([0.07, 0.22, 0.15, 0.17, 0.13, 0.14, 0.10, 0.02])
EDUCATION_SHARES = np.array([0.24, 0.31, 0.45])
ADVICE_SHARES = np.array([[0.55, 0.27, 0.18], [0.40, 0.32, 0.28], [0.17, 0.28, 0.55]])
PLACED_SHARES = np.array([[0.08, 0.13, 0.19], [0.62, 0.70, 0.80], [0.93, 0.95, 0.98]])
"""By advice, then education."""


def standard_counts(pupils: int, seed: int, areas: int = 8) -> np.ndarray:
    """Counts by area, education, advice and placement: the standard cube of METHOD 3.5, skewed as a city is."""
    rng = np.random.default_rng(seed)
    shares = np.resize(AREA_SHARES, areas) / np.resize(AREA_SHARES, areas).sum()
    tilt = rng.dirichlet(8 * EDUCATION_SHARES, size=areas)
    cells = shares[:, None] * tilt
    cells = cells[:, :, None] * ADVICE_SHARES[None, :, :]
    placed = np.stack([PLACED_SHARES.T, 1 - PLACED_SHARES.T], axis=-1)
    cells = cells[..., None] * placed[None]
    return rng.multinomial(pupils, cells.ravel() / cells.sum()).reshape(areas, 3, 3, 2)


def standard_tables(pupils: int = 19_500, seed: int = 1, areas: int = 8) -> list[Cube]:
    """The standard cube with all its margins, and the two-way table of pupils whose parents' education is unknown."""
    names = AREAS if areas == 8 else tuple(f"wijk {number}" for number in range(1, areas + 1))
    counts = standard_counts(round(0.93 * pupils), seed, areas)
    rng = np.random.default_rng(seed + 1)
    unknown = rng.multinomial(
        pupils - counts.sum(), np.resize(AREA_SHARES, areas) / np.resize(AREA_SHARES, areas).sum()
    )
    dimensions = {"area": names, "parental_education": EDUCATION, "advice": ADVICE, "placed": PLACED}
    everyone = counts.sum(axis=(1, 2, 3)) + unknown
    sensitive = ("parental_education",)
    return [
        Cube("standaard", dimensions, counts, sensitive=sensitive),
        Cube(
            "onbekend",
            {"area": names, "parental_education": ("onbekend",)},
            unknown[:, None],
            margins=[("area", "parental_education"), ("parental_education",)],
            sensitive=sensitive,
        ),
        Cube("totaal incl. onbekend", {"area": names}, everyone, sensitive=sensitive),
    ]


def municipalities(number: int = 350, seed: int = 2) -> Iterator[list[Cube]]:
    """Tables of invented municipalities without areas inside, of 150 to 19,500 pupils, most of them small."""
    rng = np.random.default_rng(seed)
    for index in range(number):
        pupils = int(np.clip(rng.lognormal(6.6, 0.9), 150, 19_500))
        counts = standard_counts(round(0.93 * pupils), seed + index, 1)[0]
        unknown = pupils - counts.sum()
        yield [
            Cube(
                "gemeente",
                {"parental_education": EDUCATION, "advice": ADVICE, "placed": PLACED},
                counts,
                sensitive=("parental_education",),
            ),
            Cube(
                "totaal incl. onbekend",
                {"parental_education": ("bekend", "onbekend")},
                np.array([counts.sum(), unknown]),
            ),
        ]
