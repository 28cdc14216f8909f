"""The division rules against tables in print, and what every path promises."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from optimizer.division import GRID, Claimant, Divide, path, slopes
from optimizer.divisions import DIVISIONS
from optimizer.quantities import ONE, ZERO

RULES = pytest.mark.parametrize("rule", DIVISIONS)
claims_and_weights = st.lists(st.tuples(st.integers(1, 1000), st.integers(1, 5)), min_size=1, max_size=6)


def claimants_of(pairs: Sequence[tuple[int, int]]) -> list[Claimant]:
    return [Claimant(fmpq(claim), fmpq(weight)) for claim, weight in pairs]


def fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def divided(rule: Divide, claimants: Sequence[Claimant], estate: Fraction) -> list[Fraction]:
    """Awards that add up to the estate, all at one level: the sum is linear between two corners of the paths."""
    paths = rule(claimants)
    levels = sorted({level for item in paths for level, _ in item.corners})

    def awards(level: fmpq) -> list[Fraction]:
        return [fraction(one.claim * item.share(level)) for one, item in zip(claimants, paths, strict=True)]

    for low, high in pairwise(levels):
        below, above = awards(low), awards(high)
        if sum(above) >= estate:
            part = (estate - sum(below)) / (sum(above) - sum(below)) if sum(above) > sum(below) else Fraction(0)
            return [start + part * (end - start) for start, end in zip(below, above, strict=True)]
    raise ValueError("the estate is larger than all claims")


def unweighted(rule: str, claims: Sequence[int], estate: Fraction | int) -> list[Fraction]:
    return divided(DIVISIONS[rule], claimants_of([(claim, 1) for claim in claims]), Fraction(estate))


class TestTablesInPrint:
    @pytest.mark.parametrize(
        ("rule", "estate", "expected"),
        [
            ("talmud", 100, "100/3 100/3 100/3"),
            ("talmud", 200, "50 75 75"),
            ("talmud", 300, "50 100 150"),
            ("equal_awards", 100, "100/3 100/3 100/3"),
            ("equal_awards", 200, "200/3 200/3 200/3"),
            ("equal_awards", 300, "100 100 100"),
            ("equal_losses", 100, "0 0 100"),
            ("equal_losses", 200, "0 50 150"),
            ("equal_losses", 300, "0 100 200"),
            ("proportional", 100, "50/3 100/3 50"),
            ("proportional", 200, "100/3 200/3 100"),
            ("proportional", 300, "50 100 150"),
        ],
    )
    def test_three_wives(self, rule: str, estate: int, expected: str) -> None:
        """Claims 100, 200, 300: Ketubot 93a; Aumann and Maschler 1985, table I, and the rules it is compared with."""
        assert unweighted(rule, (100, 200, 300), estate) == [Fraction(award) for award in expected.split()]

    @pytest.mark.parametrize(("claims", "expected"), [((100, 50), "75 25"), ((100, 33), "167/2 33/2")])
    def test_contested_garment(self, claims: tuple[int, int], expected: str) -> None:
        """One claims all of a garment, one a part: the part is shared equally (Bava Metzia 2a)."""
        assert unweighted("talmud", claims, 100) == [Fraction(award) for award in expected.split()]

    @pytest.mark.parametrize("estate", [0, 30, 60, 95, 120, 150])
    def test_talmud_gives_each_pair_what_the_contested_garment_gives(self, estate: int) -> None:
        """The theorem of Aumann and Maschler 1985, on the claims of Ibn Ezra's four brothers (O'Neill 1982)."""
        claims = (30, 40, 60, 120)
        awards = unweighted("talmud", claims, estate)
        for left in range(4):
            for right in range(left):
                both = awards[left] + awards[right]
                conceded = max(Fraction(0), both - claims[right])
                disputed = both - conceded - max(Fraction(0), both - claims[left])
                assert awards[left] == conceded + disputed / 2

    def test_ibn_ezra_s_estate_of_120_by_the_talmud(self) -> None:
        """Three sons are held at half of their claims, and the heir of the whole has the rest."""
        assert unweighted("talmud", (30, 40, 60, 120), 120) == [15, 20, 30, 55]

    def test_maimonides(self) -> None:
        """Equal awards, as Maimonides divides among creditors: nobody takes more than he is owed."""
        assert unweighted("equal_awards", (30, 70, 200), 150) == [30, 60, 60]


class TestDuality:
    """A rule and its dual: awards of one are losses of the other (Aumann and Maschler 1985)."""

    @pytest.mark.parametrize(
        ("rule", "dual"), [("equal_awards", "equal_losses"), ("talmud", "talmud"), ("proportional", "proportional")]
    )
    @given(claims=st.lists(st.integers(1, 1000), min_size=1, max_size=6), part=st.fractions(0, 1))
    def test_losses_are_divided_as_the_dual_divides_awards(
        self, rule: str, dual: str, claims: list[int], part: Fraction
    ) -> None:
        estate = part * sum(claims)
        awards, losses = unweighted(rule, claims, estate), unweighted(dual, claims, sum(claims) - estate)
        assert [award + loss for award, loss in zip(awards, losses, strict=True)] == claims


class TestWeights:
    @pytest.mark.parametrize(
        ("rule", "estate", "expected"),
        [
            ("proportional", 90, "30 60"),
            ("proportional", 150, "50 100"),
            ("equal_awards", 90, "30 60"),
            ("equal_awards", 160, "60 100"),
            ("equal_losses", 170, "80 90"),
            ("equal_losses", 60, "20/3 160/3"),
            ("talmud", 60, "20 40"),
            ("talmud", 170, "80 90"),
        ],
    )
    def test_claims_of_100_at_weights_1_and_2(self, rule: str, estate: int, expected: str) -> None:
        awards = divided(DIVISIONS[rule], claimants_of([(100, 1), (100, 2)]), Fraction(estate))
        assert awards == [Fraction(award) for award in expected.split()]

    @RULES
    @given(pairs=claims_and_weights, factor=st.fractions(Fraction(1, 9), 9).filter(bool))
    def test_only_the_ratio_of_weights_counts(self, rule: str, pairs: list[tuple[int, int]], factor: Fraction) -> None:
        scale = fmpq(factor.numerator, factor.denominator)
        scaled = [Claimant(fmpq(claim), weight * scale) for claim, weight in pairs]
        assert DIVISIONS[rule](scaled) == DIVISIONS[rule](claimants_of(pairs))


class TestPath:
    @RULES
    @given(pairs=claims_and_weights)
    def test_rises_from_nothing_to_the_whole_claim(self, rule: str, pairs: list[tuple[int, int]]) -> None:
        for item in DIVISIONS[rule](claimants_of(pairs)):
            levels, shares = zip(*item.corners, strict=True)
            assert item.corners[0] == (ZERO, ZERO)
            assert item.corners[-1] == (ONE, ONE)
            assert all(low < high for low, high in pairwise(levels))
            assert list(shares) == sorted(shares)

    @RULES
    @given(pairs=claims_and_weights, at=st.fractions(0, 1))
    def test_level_is_the_highest_with_a_share(self, rule: str, pairs: list[tuple[int, int]], at: Fraction) -> None:
        level = fmpq(at.numerator, at.denominator)
        for item in DIVISIONS[rule](claimants_of(pairs)):
            highest = item.level(item.share(level))
            assert highest >= level
            assert item.share(highest) == item.share(level)
            assert highest == 1 or item.share(highest + (1 - highest) / 1000) > item.share(level)

    @RULES
    @given(claims=st.lists(st.integers(1, 1000), min_size=2, max_size=6), at=st.fractions(0, 1))
    def test_larger_claims_get_and_lose_no_less(self, rule: str, claims: list[int], at: Fraction) -> None:
        claims.sort()
        level, paths = (
            fmpq(at.numerator, at.denominator),
            DIVISIONS[rule](claimants_of([(claim, 1) for claim in claims])),
        )
        awards = [claim * item.share(level) for claim, item in zip(claims, paths, strict=True)]
        losses = [claim - award for claim, award in zip(claims, awards, strict=True)]
        assert awards == sorted(awards)
        assert losses == sorted(losses)

    def test_leaves_out_corners_that_repeat(self) -> None:
        half = fmpq(1, 2)
        repeated = path((ZERO, ZERO), (half, half), (half, half), (ONE, ONE))
        assert repeated.corners == ((ZERO, ZERO), (half, half), (ONE, ONE))

    def test_refuses_a_level_above_1(self) -> None:
        with pytest.raises(ValueError, match=r"level 2 lies outside \[0, 1\]"):
            path().share(fmpq(2))

    def test_refuses_a_share_below_0(self) -> None:
        with pytest.raises(ValueError, match="no level has a share of -1"):
            path().level(fmpq(-1))


class TestSlopes:
    def test_stay_exact_while_their_common_denominator_is_short(self) -> None:
        claimants = claimants_of([(7, 1), (11, 1), (13, 1)])
        assert slopes(claimants, lambda one: 100 / one.claim) == [fmpq(100, 7), fmpq(100, 11), fmpq(100, 13)]

    def test_are_cut_to_18_decimals_where_it_is_long(self) -> None:
        primes = [p for p in range(2, 400) if all(p % q for q in range(2, p))]
        claimants = claimants_of([(p, 1) for p in primes])
        cut = slopes(claimants, lambda one: 400 / one.claim)
        assert all(GRID % int(value.q) == 0 for value in cut)
        assert all(0 <= fmpq(400, p) - value < fmpq(1, GRID) for p, value in zip(primes, cut, strict=True))
