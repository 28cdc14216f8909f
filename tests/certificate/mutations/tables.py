"""Mutations of the tables, the digest and the conflict."""

from __future__ import annotations

from tests.certificate.mutations.parts import Document, first


def _table(plan: Document) -> list[Document]:
    return list(plan["rows"])


def limit_raised(plan: Document) -> bool:
    """A limit is higher than the scenario's."""
    for row in _table(plan)[:1]:
        row["limit"] += 8
    return bool(_table(plan))


def use_lowered(plan: Document) -> bool:
    """Less of a row is used."""
    row = first(row for row in _table(plan) if row["used"])
    if row:
        row["used"] -= 1
    return bool(row)


def row_loose(plan: Document) -> bool:
    """A row that binds is said not to, and the other way round."""
    for row in _table(plan)[:1]:
        row["binding"] = not row["binding"]
    return bool(_table(plan))


def row_of_another_unit(plan: Document) -> bool:
    """A row counts something else."""
    for row in _table(plan)[:1]:
        row["unit"] = "tpp"
    return bool(_table(plan))


def row_of_another_rule(plan: Document) -> bool:
    """A row comes from another rule."""
    for row in _table(plan)[:1]:
        row["rule"] = "another"
    return bool(_table(plan))


def row_missing(plan: Document) -> bool:
    """A row is not listed."""
    return bool(plan["rows"]) and bool(plan["rows"].pop())


def row_twice(plan: Document) -> bool:
    """A row is listed twice."""
    plan["rows"] += plan["rows"][:1]
    return bool(plan["rows"])


def row_invented(plan: Document) -> bool:
    """A row is listed that there is not."""
    for row in _table(plan)[:1]:
        plan["rows"].append(row | {"row": "no_such_rule"})
    return bool(_table(plan))


def digest_changed(plan: Document) -> bool:
    """The plan is for another scenario."""
    last = plan["scenario_digest"][-1]
    plan["scenario_digest"] = plan["scenario_digest"][:-1] + ("0" if last != "0" else "1")
    return True


def unallocated_changed(plan: Document) -> bool:
    """More stayed unallocated."""
    for product in plan["unallocated"]:
        plan["unallocated"][product] += 1
    return bool(plan["unallocated"])


def total_claimed(plan: Document) -> bool:
    """More was claimed in all."""
    plan["totals"]["claimed"] += 1
    return True


def total_awarded(plan: Document) -> bool:
    """More was awarded in all."""
    plan["totals"]["awarded"] += 1
    return True


def total_by_round(plan: Document) -> bool:
    """A round gave more."""
    return _total(plan, "by_round")


def rounds_swapped(plan: Document) -> bool:
    """Two rounds gave what the other one gave."""
    sums: dict[str, int] = plan["totals"]["by_round"]
    names = sorted(sums)
    if len({sums[name] for name in names[:2]}) > 1:
        sums[names[0]], sums[names[1]] = sums[names[1]], sums[names[0]]
        return True
    return False


def total_by_use_case(plan: Document) -> bool:
    """A use case got more."""
    return _total(plan, "by_use_case")


def total_by_kind(plan: Document) -> bool:
    """A kind of firm got more."""
    return _total(plan, "by_kind")


def total_by_period(plan: Document) -> bool:
    """A period brought more."""
    return _total(plan, "by_period")


def _total(plan: Document, name: str) -> bool:
    sums: dict[str, int] = plan["totals"][name]
    for key in list(sums)[:1]:
        sums[key] += 1
    return bool(sums)


def duty_changed(plan: Document) -> bool:
    """The duty is another."""
    found = plan["totals"]["duty_usd"] is not None
    plan["totals"]["duty_usd"] = "1"
    return found


def cost_left_out(plan: Document) -> bool:
    """The cost is not told."""
    found = plan["totals"]["landed_cost_usd"] is not None
    plan["totals"]["landed_cost_usd"] = None
    return found


def conflict_shorter(plan: Document) -> bool:
    """A guarantee falls short by less."""
    if plan["conflict"]:
        plan["conflict"]["short_by"] = "1"
    return bool(plan["conflict"])


def conflict_elsewhere(plan: Document) -> bool:
    """Another round cannot be met."""
    if plan["conflict"]:
        plan["conflict"]["round"] = "first"
    return bool(plan["conflict"])


def conflict_of_other_rows(plan: Document) -> bool:
    """Other rows stand in the way of a guarantee."""
    if plan["conflict"]:
        plan["conflict"]["rows"] = ["quota"]
    return bool(plan["conflict"])


def conflict_invented(plan: Document) -> bool:
    """A plan that was allocated says that it cannot be."""
    found = bool(plan["outcome"] == "allocated")
    plan["outcome"] = "infeasible"
    return found


def conflict_denied(plan: Document) -> bool:
    """A plan that cannot be allocated says that it was."""
    found = bool(plan["outcome"] == "infeasible")
    plan["outcome"] = "allocated"
    return found


def conflict_beside_awards(plan: Document) -> bool:
    """A plan that allocates names a conflict."""
    plan["conflict"] = {"round": "all", "short_by": "5", "rows": ["quota"], "sentence": "Not enough.", "repairs": []}
    return bool(plan["outcome"] == "allocated")


def certificate_not_proved(plan: Document) -> bool:
    """The plan says that its certificate was not proved."""
    plan["checks"]["certificate"] = "none"
    return True


def lots_not_checked(plan: Document) -> bool:
    """The plan allocates, and says that its lots were not checked."""
    plan["checks"]["lots"] = "none"
    return bool(plan["outcome"] == "allocated")


def rows_not_checked(plan: Document) -> bool:
    """The plan allocates, and says that its rows were not checked."""
    plan["checks"]["rows"] = "none"
    return bool(plan["outcome"] == "allocated")


def another_outcome(plan: Document) -> bool:
    """The plan has an outcome that there is not."""
    plan["outcome"] = "agreed"
    return True


def another_format(plan: Document) -> bool:
    """The plan is of a format that is not known."""
    plan["format"] = 2
    return True


def another_part(plan: Document) -> bool:
    """The plan has a part that nothing is said about."""
    plan["remark"] = "More for F1"
    return True
