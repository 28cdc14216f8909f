"""References: what must agree between the parts of a scenario, each checked against the document as it was written.

A document may be malformed in any way. What the schema refuses anyway is passed over here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from optimizer.errors import Problem
from optimizer.scenario.canonical import shown
from optimizer.scenario.draft import OF_APPLICATIONS, OF_FIRMS, Draft, Facts, distinct, texts
from optimizer.scenario.policy_references import policy_problems
from optimizer.scenario.spelling import near_miss, near_truth

OF_OTHERS = frozenset({"id", "group"})
"""Names that an application cannot use for an attribute of its own: they name its id, and its firm's group."""


def reference_problems(document: object, called: Mapping[str, str] = MappingProxyType({})) -> list[Problem]:
    """Every disagreement between the parts of a document in its exact form.

    Args:
        document: plain maps, lists, texts and exact figures, perhaps malformed.
        called: what a part of the document, such as `firms`, is called where its author wrote it.
    """
    draft = Draft(document if isinstance(document, Mapping) else {}, called)
    return [
        *_period_problems(draft),
        *_domestic_problems(draft),
        *_firm_problems(draft),
        *_name_problems(draft),
        *_truth_problems(draft),
        *_application_problems(draft),
        *_window_problems(draft),
        *_minimum_problems(draft),
        *policy_problems(draft),
    ]


def _period_problems(draft: Draft) -> Iterator[Problem]:
    seen: set[str] = set()
    listed = draft.document.get("periods")
    for index, period in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(period, str) and period in seen:
            yield Problem(("periods", index), f'"{period}" stands twice', "name each period once")
        elif isinstance(period, str):
            seen.add(period)


def _domestic_problems(draft: Draft) -> Iterator[Problem]:
    periods = draft.names("periods")
    for name, product in draft.domestic.items():
        for field in ("supply", "supply_low", "supply_high"):
            supply = product.get(field)
            for period in supply if isinstance(supply, Mapping) else ():
                yield from periods.check(("domestic", name, field, period), period)


def _firm_problems(draft: Draft) -> Iterator[Problem]:
    domestic = draft.names("domestic")
    for name, firm in draft.firms.items():
        purchases = firm.get("domestic_purchases")
        for product in purchases if isinstance(purchases, Mapping) else ():
            yield from domestic.check(("firms", name, "domestic_purchases", product), product)
        group = firm.get("group")
        if isinstance(group, str) and group in draft.firms and draft.group(group) != group:
            seen = f'"{group}" is a firm that belongs to another group, "{draft.group(group)}"'
            yield Problem(("firms", name, "group"), seen, "write the group that is meant")


def _name_problems(draft: Draft) -> Iterator[Problem]:
    """Free attributes whose names are slips of the pen, or say something else already."""
    declared = {
        "firms": OF_FIRMS | {"domestic_purchases"},
        "applications": (OF_APPLICATIONS - OF_OTHERS) | {"accepts"},
    }
    present = {"firms": draft.firm_attributes, "applications": draft.application_attributes}
    for part, fields in declared.items():
        strange = {name: near_miss(name, fields) for name in sorted(present[part] - fields - OF_OTHERS)}
        slips = {name: meant for name, meant in strange.items() if meant is not None}
        taken = (
            sorted(OF_OTHERS | {name for name in present[part] if name.startswith("firm.")}) if part != "firms" else []
        )
        for name, item in getattr(draft, part).items() if slips or taken else ():
            for slip, meant in slips.items():
                if slip in item and meant not in item:
                    yield Problem((part, name, slip), f'"{slip}" is not a known field', f'did you mean "{meant}"?')
            for attribute in taken:
                if attribute in item:
                    seen = f'"{attribute}" cannot be an attribute of an application'
                    yield Problem((part, name, attribute), seen, "give it another name, or write it with the firm")


def _truth_problems(draft: Draft) -> Iterator[Problem]:
    """Texts that are nearly true or false, in attributes that are one of them elsewhere."""
    fields = {"firms": draft.firm_attributes - OF_FIRMS, "applications": draft.application_attributes - OF_APPLICATIONS}
    for part, free in fields.items():
        items: Facts = getattr(draft, part)
        for attribute in sorted(name for name in free if not name.startswith("firm.")):
            values = distinct(item.get(attribute) for item in items.values())
            if not any(isinstance(value, bool) for value in values):
                continue
            slips = {value: meant for value in values if (meant := near_truth(value)) is not None}
            for name, item in items.items() if slips else ():
                if isinstance(value := item.get(attribute), str) and value in slips:
                    seen = f'"{value}" is a text where others have true or false'
                    yield Problem(
                        (part, name, attribute), seen, f"did you mean {slips[value]}, without quotation marks?"
                    )


def _application_problems(draft: Draft) -> Iterator[Problem]:
    for field, part in (("firm", "firms"), ("product", "products"), ("from", "periods"), ("to", "periods")):
        names = draft.names(part)
        strange = names.strange(draft.column(field))
        for name, application in draft.applications.items() if strange else ():
            if isinstance(value := application.get(field), str) and value in strange:
                yield names.problem(("applications", name, field), value)
    domestic = draft.names("domestic")
    accepted = chain.from_iterable(item for item in draft.column("accepts") if isinstance(item, list))
    for name, application in draft.applications.items() if domestic.strange(accepted) else ():
        for index, product in enumerate(texts(application.get("accepts"))):
            yield from domestic.check(("applications", name, "accepts", index), product)


def _window_problems(draft: Draft) -> Iterator[Problem]:
    order = draft.periods
    columns = zip(draft.column("from"), draft.column("to"), strict=True)
    windows = {(first, last) for first, last in columns if isinstance(first, str) and isinstance(last, str)}
    backwards = {
        (first, last) for first, last in windows if {first, last} <= order.keys() and order[first] > order[last]
    }
    for name, application in draft.applications.items() if backwards else ():
        first, last = application.get("from"), application.get("to")
        if isinstance(first, str) and isinstance(last, str) and (first, last) in backwards:
            seen = f'"{last}" comes before "{first}", the first period of its window'
            yield Problem(("applications", name, "to"), seen, "write the first period under from, the last under to")


def _minimum_problems(draft: Draft) -> Iterator[Problem]:
    columns = zip(draft.applications, draft.column("minimum_units"), draft.column("units"), strict=True)
    for name, least, units in columns:
        if isinstance(least, int) and isinstance(units, int) and least > units >= 0:
            seen = f"{shown(least)} is more than its {shown(units)} units"
            yield Problem(("applications", name, "minimum_units"), seen, f"write at most {shown(units)}")
