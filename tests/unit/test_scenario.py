"""A mapping into a Scenario, or one sentence for each thing that is wrong with it; the digest is its identity."""

import gc
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from optimizer.scenario import Scenario
from optimizer.scenario.canonical import exact_form
from tests.unit.inputs.refusals import SMALL, changed, sentences

WHOLE = "write a whole number from 0 to 1,000,000,000"
VALUE = "true or false, a number, a text, a list of values or {at_least: ..., at_most: ...}"
TOO_LONG = "write 1 to 100 characters, no space at either end"


def refusals() -> Iterator[tuple[dict[str, Any], str]]:
    """Documents that the schema refuses, and the one sentence about each."""
    units = "applications.A1.units"
    yield changed(applications__A1__units=-5), f"{units}: -5 is too small; {WHOLE}"
    yield changed(applications__A1__units=2.5), f"{units}: 2.5 is not a whole number; {WHOLE}"
    yield changed(applications__A1__units=float("nan")), f"{units}: NaN is not a number; write a figure"
    yield changed(applications__A1__units=float("inf")), f"{units}: infinity is not a number; write a figure"
    yield changed(applications__A1__units=True), f"{units}: true is not a number; {WHOLE}"
    yield changed(applications__A1__units=10**12), f"{units}: 1000000000000 is too large; write at most 1,000,000,000"
    yield (
        changed(applications__A1__units=10**5000),
        f"{units}: a figure of more than 60 digits is too large; write at most 1,000,000,000",
    )
    yield changed(applications__A1__units="1,000"), f'{units}: "1,000" is not a number; write 1000'
    yield changed(applications__A1__units="1 000 000"), f'{units}: "1 000 000" is not a number; write 1000000'
    yield changed(applications__A1__units="\uff11\uff12"), f'{units}: "\uff11\uff12" is not a number; write 12'
    yield changed(applications__A1__units="800"), f'{units}: "800" is a text; write 800 without quotes'
    yield changed(applications__A1__units="many"), f'{units}: "many" is not a number; {WHOLE}'
    yield changed(applications__A1__units=None), f"{units}: is empty; {WHOLE}"
    yield changed(applications__A1__units=...), f"{units}: is missing; {WHOLE}"
    yield changed(applications__A1__firm=41), 'applications.A1.firm: 41 is a number; write "41" in quotes'
    yield changed(applications__A1__firm=...), "applications.A1.firm: is missing; write a text"
    yield (
        changed(applications__A1__power_kw=Decimal("NaN")),
        "applications.A1.power_kw: NaN is not a number; write a figure",
    )
    yield (
        changed(applications__A1__power_kw=Decimal("1e400")),
        "applications.A1.power_kw: 1E+400 has too many digits; write a figure of at most 40 digits",
    )
    yield (
        changed(applications__A1__power_kw=[1]),
        "applications.A1.power_kw: a list is not allowed; write true or false, a number or a text",
    )
    yield (
        changed(applications__A1__submitted="3/8/2026"),
        'applications.A1.submitted: "3/8/2026" is not allowed; write a day as YYYY-MM-DD',
    )
    yield (
        changed(applications__A1__submitted="2026-13-01"),
        'applications.A1.submitted: "2026-13-01" is not allowed; write a day as YYYY-MM-DD',
    )
    yield (
        changed(applications__A1__submitted=["2026-08-03"]),
        "applications.A1.submitted: a list is not allowed; write a day as YYYY-MM-DD",
    )
    yield (
        changed(applications__A1__submitted=86400),
        "applications.A1.submitted: 86400 is not allowed; write a day as YYYY-MM-DD",
    )
    yield (
        changed(applications__A1__accepts="Ascend-910C"),
        'applications.A1.accepts: "Ascend-910C" is a text; write a list of texts: [Ascend-910C]',
    )
    yield changed(applications__A1=None), "applications.A1: is empty; write {firm: ..., product: ..., units: ...}"
    yield changed(applications={}), "applications: is empty; write at least one entry"
    yield changed(applications=[]), "applications: a list is not allowed; write a map of maps"
    yield changed(applications=...), "applications: is missing; write a map of maps"
    yield changed(applications="x.csv"), 'applications: "x.csv" is not allowed; write a map of maps'
    yield changed(periods=[]), "periods: is empty; write at least one entry"
    yield changed(periods=["2026Q1", "2026Q2", 2027]), 'periods.2: 2027 is a number; write "2027" in quotes'
    yield changed(periods=["2026Q1", "2026Q2", " x"]), f'periods.2: " x" is not a name; {TOO_LONG}'
    yield changed(format=2), "format: 2 is not allowed; write 1"
    yield changed(format=True), "format: true is not allowed; write 1"
    yield changed(firm={}), 'firm: "firm" is not in the known fields; did you mean "firms"?'
    yield changed(products__H200__lott=8), 'products.H200.lott: "lott" is not in the known fields; did you mean "lot"?'
    yield changed(products__H200__lot=0), "products.H200.lot: 0 is too small; write a whole number from 1 to 1,000,000"
    yield (
        changed(products__H200__price_usd=-1),
        "products.H200.price_usd: -1 is too small; write a number of at least 0",
    )
    yield (
        changed(products__H200__price_usd=10**16),
        "products.H200.price_usd: 10000000000000000 is too large; write at most 1,000,000,000,000,000",
    )
    yield (
        changed(domestic__X=None),
        (
            "domestic.X: is empty; write {tpp: ..., price_usd: ..., supply: ..., supply_low: ..., supply_high: ..., "
            "vendor: ..., basis: ...}"
        ),
    )
    yield changed(policy__rule={}), 'policy.rule: "rule" is not in the known fields; did you mean "rules"?'


def policy_refusals() -> Iterator[tuple[dict[str, Any], str]]:
    """Policies that the schema refuses, and the one sentence about each."""
    quota, rounds = "policy.rules.quota", "policy.rounds.r"
    yield (
        changed(policy__rules__quota__kind="capp"),
        f'{quota}.kind: "capp" is not in the kinds of rules; did you mean "cap"?',
    )
    yield changed(policy__rules__quota__kind=...), f"{quota}.kind: is missing; write cap or co_purchase"
    yield (
        changed(policy__rules__quota__limitt=3),
        f'{quota}.limitt: "limitt" is not in the known fields; did you mean "limit"?',
    )
    yield changed(policy__rules__quota__limit=...), f"{quota}: a cap needs either limit or share, and not both"
    yield changed(policy__rules__quota__limit=-3), f"{quota}.limit: -3 is too small; write a number of at least 0"
    yield (
        changed(policy__rules__quota__limit=True),
        f"{quota}.limit: true is not a number; write a number of at least 0",
    )
    yield changed(policy__rules__quota__limit="0,15"), f'{quota}.limit: "0,15" is not a number; write 0.15'
    yield changed(policy__rules__quota__limit="5,000"), f'{quota}.limit: "5,000" is not a number; write 5000'
    yield (
        changed(policy__rules__quota__limit=[3]),
        f"{quota}.limit: a list is not allowed; write a number of at least 0, a map of numbers or {{attribute: ...}}",
    )
    yield (
        changed(policy__rules__quota__limit={"2026Q1": -4, "2026Q2": 3}),
        f"{quota}.limit.2026Q1: -4 is too small; write a number of at least 0",
    )
    yield (
        changed(policy__rules__quota__limit={"atribute": "licensed"}),
        f'{quota}.limit.atribute: "atribute" is not in the known fields; did you mean "attribute"?',
    )
    yield (
        changed(policy__rules__quota__limit={"attribute": "licensed"}),
        f"{quota}: a limit by attribute needs per: firm or per: group",
    )
    yield changed(policy__rules__quota__carry_over=True), f"{quota}: carry_over needs a limit for each period"
    yield changed(policy__rules__quota__where={"site": {}}), f"{quota}.where.site: a range needs at_least or at_most"
    yield (
        changed(policy__rules__quota__where={"units": {"at_leest": 3}}),
        f'{quota}.where.units.at_leest: "at_leest" is not in the known fields; did you mean "at_least"?',
    )
    yield (
        changed(policy__rules__quota__where={"site": None}),
        f"{quota}.where.site: is empty; write {VALUE}",
    )
    yield (
        changed(policy__rounds__r={"order": 1, "divide": "equal_award"}),
        f'{rounds}.divide: "equal_award" is not in the allowed values; did you mean "equal_awards"?',
    )
    yield (
        changed(policy__rounds__r={"order": 1, "divide": {"rankd": "units"}}),
        f'{rounds}.divide.rankd: "rankd" is not in the known fields; did you mean "ranked"?',
    )
    yield (
        changed(policy__rounds__r={"order": 1, "each": {"share": 1.5}}),
        (f"{rounds}.each.share: 1.5 is too large; write at most 1"),
    )
    yield (
        changed(policy__rounds__r={"order": 1, "each": "half"}),
        (f'{rounds}.each: "half" is not allowed; write {WHOLE.removeprefix("write ")} or {{share: ...}}'),
    )
    yield changed(policy__rounds__r={}), f"{rounds}.order: is missing; write a whole number"
    yield changed(policy__rounds={}), "policy.rounds: is empty; write at least one entry"
    yield changed(policy__eligibility={"e": {"require": {}}}), "policy.eligibility.e.because: is missing; write a text"


@pytest.mark.parametrize(("document", "sentence"), [*refusals(), *policy_refusals()])
def test_bad_document_is_told_once_and_in_words(document: dict[str, Any], sentence: str) -> None:
    assert sentences(Scenario.parse, document) == [sentence]


def test_every_problem_is_told_at_once() -> None:
    document = changed(applications__A1__units=-1, applications__A2__firm="F4l", periods=["2026Q1", "2026Q1"], extra=1)
    found = sentences(Scenario.parse, document)
    assert [sentence.split(":")[0] for sentence in found] == [
        "applications.A1.units",
        "extra",
        "periods.1",
        "applications.A2.firm",
    ]


@pytest.mark.parametrize(("document", "count"), [({}, 5), (None, 1), ([], 1), (3, 1)])
def test_no_scenario_at_all(document: Any, count: int) -> None:
    assert len(sentences(Scenario.parse, document)) == count


def test_maps_without_end_are_refused() -> None:
    document: dict[str, Any] = {}
    document["policy"] = document
    told = "scenario: has too many levels; write maps and lists inside each other less often"
    assert sentences(Scenario.parse, document) == [told]


def test_keys_that_are_no_names() -> None:
    told = [f'applications. A: " A" is not a name; {TOO_LONG}']
    assert sentences(Scenario.parse, changed(**{"applications__ A": SMALL["applications"]["A1"]})) == told


def test_mapping_is_read_as_its_json() -> None:
    read = Scenario.parse(
        MappingProxyType(changed(applications__A1__power_kw=0.1, applications__A1__submitted=date(2026, 8, 3)))
    )
    as_text = changed(applications__A1__power_kw=Decimal("0.1"), applications__A1__submitted="2026-08-03")
    assert read == Scenario.parse(as_text)
    assert read.applications["A1"].submitted == date(2026, 8, 3)


def test_keys_of_a_mapping_are_read_as_their_json() -> None:
    keys = exact_form({2026: 1, True: 2, None: 3, date(2026, 8, 3): 4, 0.5: 5})
    assert keys == ({"2026": 1, "true": 2, "null": 3, "2026-08-03": 4, "0.5": 5}, [])


def test_scenario_is_made_with_the_collector_off_and_leaves_it_as_it_was() -> None:
    gc.disable()
    try:
        Scenario.parse(SMALL)
        assert not gc.isenabled()
    finally:
        gc.enable()
    Scenario.parse(SMALL)
    assert gc.isenabled()


def test_schema_is_json_schema() -> None:
    schema = json.loads(json.dumps(Scenario.model_json_schema()))
    application = schema["$defs"]["Application"]
    assert application["required"] == ["firm", "product", "units"]
    assert application["additionalProperties"] == {"type": ["boolean", "number", "string", "null"]}
    (rule,) = schema["$defs"]["Policy"]["properties"]["rules"]["patternProperties"].values()
    assert set(rule["discriminator"]["mapping"]) == {"cap", "co_purchase"}
    price = schema["$defs"]["ControlledProduct"]["properties"]["price_usd"]["anyOf"]
    bounds = {"minimum": 0, "maximum": 10**15}
    assert price == [{"type": "integer", **bounds}, {"type": "number", **bounds}, {"type": "null"}]
