from optimizer import Scenario, plan, verify


def scenario(**cap: object) -> Scenario:
    application = {"firm": "F1", "product": "H", "units": 50, "site": "north"}
    return Scenario.parse(
        {
            "format": 1,
            "periods": ["p", "q"],
            "products": {"H": {}},
            "firms": {"F1": {}, "F2": {}},
            "applications": {
                "A1": application,
                "A2": application | {"firm": "F2", "site": "south"},
                "A3": application | {"firm": "F2", "site": "west", "listed": True},
            },
            "policy": {
                "eligibility": {
                    "clear": {"where": {"site": "west"}, "require": {"listed": False}, "because": "Listed"}
                },
                "rules": {"site_ceiling": {"kind": "cap", **cap}},
            },
        }
    )


def rows_of(facts: Scenario) -> list[str]:
    answer = plan(facts)
    assert verify(answer, facts).ok
    return [row.row for row in answer.rows]


def test_a_cap_by_label_lists_the_labels_of_the_claims_that_it_selects() -> None:
    assert rows_of(scenario(per="site", limit=40)) == ["site_ceiling[north]", "site_ceiling[south]"]
    assert rows_of(scenario(per="site", limit=40, where={"site": ["north", "west"]})) == ["site_ceiling[north]"]
    by_period = scenario(per="site", limit={"p": 10, "q": 20}, where={"site": "south"})
    assert rows_of(by_period) == ["site_ceiling[south,p]", "site_ceiling[south,q]"]


def test_a_cap_without_labels_is_listed_even_if_it_selects_nobody() -> None:
    assert rows_of(scenario(limit=40, where={"site": "west"})) == ["site_ceiling"]
