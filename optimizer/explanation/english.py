"""English: the words and templates of every reason."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.explanation.language import Language
from optimizer.explanation.reasons import Code

TEMPLATES = {
    Code.ASKED: ("{application} of {firm} asks for {units:units} of {product}, for {window:window}.",),
    Code.CUT_TO_LOTS: ("In whole lots of {lot} this is a claim of {claim:units}.",),
    Code.LESS_THAN_A_LOT: ("That is less than one lot of {lot:units}, so there is nothing to claim.",),
    Code.KEPT: ("Nothing stands against it by {requirements:list}.",),
    Code.FAILED: ("It does not meet {requirement}: {because}.",),
    Code.REFUSED: ("So it is refused and takes part in no round, whatever the limits are.",),
    Code.NO_PLAN: (
        "Nobody is granted anything: round {round} guarantees its claims, and {rows:list} leave it {short_by:units} short.",
        "Nobody is granted anything: round {round} guarantees its claims, and they cannot be met.",
    ),
    Code.DROPPED_OUT: (
        "It dropped out, as number {place} of {of}: it was entitled to {entitlement:units}, which is below its minimum of {minimum:units}. Of all below their minimum, it had the smallest part of it. Its units went back to the others.",
        "It dropped out: it was entitled to {entitlement:units}, which is below its minimum of {minimum:units}. Its units went back to the others.",
    ),
    Code.IN_NO_ROUND: ("No round selects it ({rounds:list}), so there is nothing that it could get.",),
    Code.GIVEN: (
        "Round {round} ({divide:word}) gave it {units:units} of the {left:amount} that it could still get there, until it was stopped by {limited_by:list}.",
        "Round {round} ({divide:word}) gave it {units:units} of the {left:amount} that it could still get there.",
    ),
    Code.PASSED_BY: ("Round {round} gave it nothing: it had the {reach:units} that it may reach there.",),
    Code.WHOLE_CLAIM: ("It is entitled to its whole claim of {claim:units}; no limit keeps any of it back.",),
    Code.CEILING: (
        "It has all that an application like it may reach in round {round}: {reach:units} of its claim of {claim:amount}. No limit stopped it before that.",
    ),
    Code.STOPPED: (
        "It stopped in round {round}, in the rank of those with {rank:amount}, at level {level:percent}, entitled to {entitlement:units} in all.",
        "It stopped in round {round} at level {level:percent}, entitled to {entitlement:units} in all.",
        "It stopped in round {round}, entitled to {entitlement:units} in all.",
    ),
    Code.SAME_SHARE: (
        "The round gives each {claimant:word} the same share of what it could still get, per {weight}: {share:percent} at this level.",
        "The round gives each {claimant:word} the same share of what it could still get: {share:percent} at this level.",
    ),
    Code.SAME_AWARD: (
        "The round gives each {claimant:word} the same number of units per {weight}, {units:amount} at this level, or all that it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, {units:amount} at this level, or all that it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, or all that it could still get if that is less.",
    ),
    Code.SAME_LOSS: (
        "The round lets each {claimant:word} go without the same number of units, divided by {weight}: {units:amount} at this level, or without all that it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, {units:amount} at this level, or without all that it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, or without all that it could still get if that is less.",
    ),
    Code.SAME_AWARD_TO_HALF: (
        "The round gives each {claimant:word} the same number of units per {weight}, {units:amount} at this level, or half of what it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, {units:amount} at this level, or half of what it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, or half of what it could still get if that is less.",
    ),
    Code.SAME_LOSS_FROM_HALF: (
        "The round lets each {claimant:word} go without the same number of units, divided by {weight}: {units:amount} at this level, or without half of what it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, {units:amount} at this level, or without half of what it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, or without half of what it could still get if that is less.",
    ),
    Code.BEST_TOTAL: (
        "Round {round} gives where the total {attribute} is largest; a unit of it counts {score:fine}. Among plans with the largest total it gives everybody the same share.",
    ),
    Code.LIMITED_BY_CAP: (
        "{share:percent} of the stop is due to {row}: {used:amount} of {limit:amount} {unit:word} are used.",
        "{share:percent} of the stop is due to {row}, which is {limit:amount} {unit:word}.",
        "{share:percent} of the stop is due to {row}.",
    ),
    Code.LIMITED_BY_POOL: ("{share:percent} of the stop is due to the pool of round {round}: {pool:units}.",),
    Code.LIMITED_BY_SUPPLY: (
        "{share:percent} of the stop is due to {row}: makers can deliver {limit:amount} {product} by {period}, of which {used:amount} are to be bought.",
        "{share:percent} of the stop is due to {row}: makers can deliver {limit:amount} {product} by {period}.",
    ),
    Code.LIMITED_BY_CREDIT: (
        "{share:percent} of the stop is due to {row}: the {units:units} of {product} that the firm bought before count once.",
    ),
    Code.LIMITED_BY_NOTHING_TO_BUY: (
        "{share:percent} of the stop is due to {row}: {rule} asks for a purchase, and none of the products that it accepts counts.",
    ),
    Code.OBLIGED: (
        "By {rule}, each unit imported obliges {firm} to buy {units:units} of {accepts:or}, no later than it.",
        "By {rule}, each TPP imported obliges {firm} to buy {tpp:fine} TPP of {accepts:or}, no later than it.",
        "By {rule}, each unit imported obliges {firm} to buy domestic products, and it accepts none.",
    ),
    Code.NOT_OBLIGED: ("It has to buy nothing at home: none of {rules:list} selects it.",),
    Code.STOPPED_WITH: (
        "{count:applications}, of {firms:firms} beside its own, stopped with it, by the same limits: {applications:list}.",
        "{count:applications}, of {firms:firms} beside its own, stopped with it, by the same limits.",
    ),
    Code.HAVE_ALL: (
        "{count:applications}, of {firms:firms} beside its own, draw on these limits too and have all that they could get in the round, at no higher level: {applications:list}.",
        "{count:applications}, of {firms:firms} beside its own, draw on these limits too and have all that they could get in the round, at no higher level.",
    ),
    Code.WENT_FURTHER: (
        "{count:applications}, of {firms:firms} beside its own, went further: {applications:list}. Giving them less would not give it more, because they are not held by {rows:list}.",
        "{count:applications}, of {firms:firms} beside its own, went further. Giving them less would not give it more, because they are not held by {rows:list}.",
    ),
    Code.SERVED_BEFORE: (
        "{count:applications}, of {firms:firms} beside its own, had been served before, by {rounds:list}, with {units:units} that count against the same limits: {applications:list}. The policy puts them first.",
        "{count:applications}, of {firms:firms} beside its own, had been served before, by {rounds:list}, with {units:units} that count against the same limits. The policy puts them first.",
    ),
    Code.FURTHER_LOT: (
        "In lots of {lot} the {entitlement:units} are {whole:lots} and {rest:units}; the rest was made up to a whole lot, as it was among the largest that there was room for.",
    ),
    Code.NO_FURTHER_LOT: (
        "In lots of {lot} the {entitlement:units} are {whole:lots} and {rest:units}; for the rest there was no lot left by {rows:list}, together with {beside:list}, after larger rests.",
        "In lots of {lot} the {entitlement:units} are {whole:lots} and {rest:units}; for the rest there was no lot left by {rows:list}, after larger rests.",
        "In lots of {lot} the {entitlement:units} are {whole:lots} and {rest:units}; for the rest there was no lot left, after larger rests.",
    ),
    Code.FEWER_LOTS: (
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases there is no room for more by {rows:list}, together with {beside:list}.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases there is no room for more by {rows:list}.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases there is no room for more.",
    ),
    Code.DRAW_WON: (
        '{count:applications}, of {firms:firms} beside its own, had the same rest and the same day: {applications:list}. The draw by the seed "{seed}" put it first.',
        "{count:applications}, of {firms:firms} beside its own, had the same rest and the same day. The draw put it first.",
        "Others had the same rest and the same day. The draw put it first.",
    ),
    Code.DRAW_LOST: (
        '{count:applications}, of {firms:firms} beside its own, had the same rest and the same day: {applications:list}. The draw by the seed "{seed}" put them first.',
        "{count:applications}, of {firms:firms} beside its own, had the same rest and the same day. The draw put them first.",
        "Others had the same rest and the same day. The draw put them first.",
    ),
    Code.GRANTED: (
        "It is granted {units:units}: {periods:periods}.",
        "It is granted nothing.",
    ),
    Code.WANTED: ("{name} is granted {granted:units}; {want:units} are wanted.",),
    Code.HAS_IT: ("It has them already.",),
    Code.STANDS_REFUSED: (
        "It is refused by {requirements:list}, so no limit, however high, gives it anything: it has to meet what is required.",
    ),
    Code.STANDS_OUTSIDE: ("No round selects it ({rounds:list}), so no limit, however high, gives it anything.",),
    Code.NOBODY_HAS: (
        "Nobody is granted anything, since the guarantee of round {round} cannot be met. The plan tells the ways out of that.",
    ),
    Code.ABOVE_CLAIM: (
        "No award is above its claim, which is {claim:units}. So nothing but its own units can give it that.",
    ),
    Code.WAY: (
        "It would be granted {gives:units} with this one change: {words} from {from_:figure} to {to:figure}. With {before:figure}, it would be granted {then:units}.",
    ),
    Code.NO_WAY: (
        "Not by {path}: even with {tried:figure} instead of {from_:figure} it would be granted {gives:units}, stopped by {limits:list}.",
        "Not by {path}: even with {tried:figure} instead of {from_:figure} it would be granted {gives:units}.",
    ),
    Code.NOT_TRIED: ("Not tried, so that the search ends in time: {paths:list}.",),
    Code.NO_SINGLE_CHANGE: ("No change of a single one of {tried:figures} behind its stop gives it that.",),
    Code.EACH_WAS_RUN: (
        "Every change was found and proved by dividing again ({runs:amount} times), and so was the figure one step before it. Where others drop out or whole lots fall differently, a smaller change of the same figure might do as well; that is not excluded.",
    ),
    Code.FIRM_ASKED: (
        "{firm}, which belongs to {group}, asks for {units:units} by {applications:applications}.",
        "{firm} asks for {units:units} by {applications:applications}.",
    ),
    Code.FIRM_GRANTED: (
        "It is granted {units:units} of claims of {claim:amount}; {refused:applications} refused, {dropped:applications} dropped out.",
    ),
    Code.FIRM_BUYS: ("It has to buy {units:units} at home: {purchases:purchases}.",),
    Code.RULE_CAPS: (
        "{rule} limits {unit:word}, for each {per:word} apart: {rows:rows}, {binding:amount} of them used up or in somebody's way.",
        "{rule} limits {unit:word}: {rows:rows}, {binding:amount} of them used up or in somebody's way.",
        "{rule} limits {unit:word}, for each {per:word} apart: {rows:rows}.",
    ),
    Code.RULE_OBLIGES: (
        "By {rule}, each unit imported obliges its firm to buy {units:units} of domestic products, no later than it. It obliges {applications:applications} of {firms:firms}, which are granted {granted:units}.",
        "By {rule}, each TPP imported obliges its firm to buy {tpp:fine} TPP of domestic products, no later than it. It obliges {applications:applications} of {firms:firms}, which are granted {granted:units}.",
        "By {rule}, each unit imported obliges its firm to buy {units:units} of domestic products, no later than it. It obliges {applications:applications} of {firms:firms}.",
        "By {rule}, each TPP imported obliges its firm to buy {tpp:fine} TPP of domestic products, no later than it. It obliges {applications:applications} of {firms:firms}.",
    ),
    Code.RULE_SUPPLIES: (
        "Makers can deliver so much up to each period: {rows:rows}, {binding:amount} of them used up or in somebody's way.",
    ),
    Code.ROW_USED: ("{row}: {used:amount} of {limit:amount} {unit:word} are used. It counts claims of {firms:firms}.",),
    Code.ROW_STOPPED: (
        "In round {round}, at level {level:percent}, {row} stopped {count:applications} of {firms:firms}: {applications:list}.",
        "In round {round}, {row} stopped {count:applications} of {firms:firms}.",
    ),
    Code.ROW_STOPPED_NOBODY: ("{row} stopped nobody.",),
    Code.ROW_WORTH: (
        "One more of {row}, in {unit:word}, would change entitlements by {total:change} units in all: {more:gains}.",
        "One more of {row}, in {unit:word}, would change entitlements by {total:change} units in all.",
    ),
    Code.ROUND_DIVIDES: (
        "Round {round} is number {place}. It divides by {divide:word}, comparing by {claimant:word}.",
    ),
    Code.ROUND_GUARANTEES: ("It guarantees the claims of those who take part in full.",),
    Code.ROUND_GAVE: (
        "{applications:applications} of {firms:firms} took part and could still get {left:units}. It gave them {units:units}, which count as {added:units} in whole lots.",
    ),
    Code.ROUND_POOL: (
        "Of its pool of {pool:units} it gave {units:units}.",
        "Its pool is {pool:units}.",
    ),
    Code.ROUND_STOP: (
        "In the rank of those with {rank:amount}, at level {level:percent}, {count:applications} of {firms:firms} stopped by {rows:list}: {applications:list}.",
        "At level {level:percent}, {count:applications} of {firms:firms} stopped by {rows:list}: {applications:list}.",
        "{count:applications} of {firms:firms} stopped together.",
    ),
    Code.ROUND_FULL: (
        "{count:applications} of {firms:firms} have all that they may reach in it: {applications:list}.",
        "{count:applications} of {firms:firms} have all that they may reach in it.",
    ),
    Code.WORTH: (
        "One more of {row}, in {unit:word}, would change its entitlement by {more:change} units; with one less, the guarantee of round {broken} could not be met.",
        "One more of {row}, in {unit:word}, would change its entitlement by {more:change} units, and one less by {less:change}.",
        "One more of {row}, in {unit:word}, would change its entitlement by {more:change} units.",
    ),
}
"""Every code to its templates, the one that says most first."""

ENGLISH = Language(
    templates=MappingProxyType(TEMPLATES),
    words=MappingProxyType(
        {
            "proportional": "in proportion",
            "equal_awards": "equal awards",
            "equal_losses": "equal losses",
            "talmud": "the rule of the Talmud",
            "ranked": "rank",
            "maximize": "the largest total",
            "group": "owner",
            "use_case": "use case",
            "tpp": "TPP",
            "price_usd": "US dollars",
        }
    ),
    nouns=MappingProxyType(
        {
            "units": ("{} unit", "{} units"),
            "figures": ("{} figure", "{} figures"),
            "lots": ("{} lot", "{} lots"),
            "rows": ("{} limit", "{} limits"),
            "firms": ("{} firm", "{} firms"),
            "applications": ("{} application", "{} applications"),
        }
    ),
    comma=", ",
    last=" and ",
    either=" or ",
    more="{} more",
    span="{} to {}",
    in_period="{units} in {period}",
    of_product="{units} {product} ({when})",
)
"""Sentences in English."""
