"""English: the words and templates of every reason."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.explanation.language import Language
from optimizer.explanation.reasons import Code

TEMPLATES = {
    Code.ASKED: ("{application} of {firm} asks for {units:units} of {product}, for {window:window}.",),
    Code.CUT_TO_LOTS: ("In whole lots of {lot} this is a claim of {claim:units}.",),
    Code.LESS_THAN_A_LOT: ("That is less than one lot of {lot:units}, so there is nothing to claim.",),
    Code.KEPT: ("Requirements that it meets, or that do not concern it: {requirements:list}.",),
    Code.FAILED: ("It does not meet the requirement {requirement}: {because:clause}.",),
    Code.REFUSED: ("It is therefore refused, and takes part in no round, whatever the limits are.",),
    Code.NO_PLAN: (
        "Nobody is granted anything: round {round} guarantees its claims, and falls {short_by:units} short because of {rows:list}.",
        "Nobody is granted anything: round {round} guarantees its claims, and they cannot be met.",
    ),
    Code.DROPPED_OUT: (
        "It was number {place} of {of} to drop out: it was entitled to {entitlement:units}, below its minimum of {minimum:units}, and of all applications below their minimum it had the smallest part of it. Its units went back to the others.",
        "It dropped out: it was entitled to {entitlement:units}, below its minimum of {minimum:units}. Its units went back to the others.",
    ),
    Code.IN_NO_ROUND: ("No round selects it (rounds: {rounds:list}), so there is nothing that it could get.",),
    Code.GIVEN: (
        "Round {round} ({divide:word}) gave it {units:units} of the {left:amount} that it could still get there, until it was stopped by {limited_by:list}.",
        "Round {round} ({divide:word}) gave it {units:units} of the {left:amount} that it could still get there.",
    ),
    Code.PASSED_BY: ("Round {round} gave it nothing more: it already had the {reach:units} that it may reach there.",),
    Code.WHOLE_CLAIM: ("It is entitled to its whole claim of {claim:units}; no limit keeps any of it back.",),
    Code.CEILING: (
        "It has all that an application like it may reach in round {round}: {reach:units} of its claim of {claim:amount}. No limit stopped it before that.",
    ),
    Code.STOPPED: (
        "It stopped in round {round}, among those with the score {rank:amount}, at level {met:percent}, entitled to {entitlement:units} in all; by the rule it would have no more up to level {further:percent}.",
        "It stopped in round {round} at level {met:percent}, entitled to {entitlement:units} in all; by the rule it would have no more up to level {further:percent}.",
        "It stopped in round {round}, among those with the score {rank:amount}, at level {met:percent}, entitled to {entitlement:units} in all.",
        "It stopped in round {round} at level {met:percent}, entitled to {entitlement:units} in all.",
        "It stopped in round {round}, entitled to {entitlement:units} in all.",
    ),
    Code.SAME_SHARE: (
        "The round gives each {claimant:word} the same share of what it could still get, per {weight}: {share:percent} at the level where it stopped.",
        "The round gives each {claimant:word} the same share of what it could still get: {share:percent} at the level where it stopped.",
    ),
    Code.SAME_AWARD: (
        "The round gives each {claimant:word} the same number of units per {weight}, {units:amount} at the level where it stopped, or all that it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, {units:amount} at the level where it stopped, or all that it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, or all that it could still get if that is less.",
    ),
    Code.SAME_LOSS: (
        "The round lets each {claimant:word} go without the same number of units, divided by {weight}: {units:amount} at the level where it stopped, or without all that it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, {units:amount} at the level where it stopped, or without all that it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, or without all that it could still get if that is less.",
    ),
    Code.SAME_AWARD_TO_HALF: (
        "The round gives each {claimant:word} the same number of units per {weight}, {units:amount} at the level where it stopped, or half of what it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, {units:amount} at the level where it stopped, or half of what it could still get if that is less.",
        "The round gives each {claimant:word} the same number of units, or half of what it could still get if that is less.",
    ),
    Code.SAME_LOSS_FROM_HALF: (
        "The round lets each {claimant:word} go without the same number of units, divided by {weight}: {units:amount} at the level where it stopped, or without half of what it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, {units:amount} at the level where it stopped, or without half of what it could still get if that is less.",
        "The round lets each {claimant:word} go without the same number of units, or without half of what it could still get if that is less.",
    ),
    Code.BEST_TOTAL: (
        "Round {round} makes the total of {attribute} as large as it can be; each unit of this application adds {score:fine} to it. Among plans with the largest total, everybody gets the same share.",
    ),
    Code.LIMITED_BY_CAP: (
        "{row} accounts for {share:percent} of the stop: {used:amount} of {limit:amount} {unit:word} are used.",
        "{row}, a limit of {limit:amount} {unit:word}, accounts for {share:percent} of the stop.",
        "{row} accounts for {share:percent} of the stop.",
    ),
    Code.LIMITED_BY_POOL: ("The pool of round {round}, {pool:units}, accounts for {share:percent} of the stop.",),
    Code.LIMITED_BY_SUPPLY: (
        "{row} accounts for {share:percent} of the stop: makers can deliver {limit:amount} {product} by {period}, of which {used:amount} are to be bought.",
        "{row} accounts for {share:percent} of the stop: makers can deliver {limit:amount} {product} by {period}.",
    ),
    Code.LIMITED_BY_CREDIT: (
        "{row} accounts for {share:percent} of the stop: the {units:units} of {product} that the firm bought before count only once.",
    ),
    Code.LIMITED_BY_NOTHING_TO_BUY: (
        "{row} accounts for {share:percent} of the stop: {rule} requires a domestic purchase, and none of the products that the application accepts counts.",
    ),
    Code.STOPS_TOO: (
        "Used up as well, by applications that came no further than this one: {rows:list}. After what had been given before, that alone was enough to stop it there, beside {limits:list}.",
    ),
    Code.USED_UP_TOO: (
        "Used up as well, in part by applications that went further: {rows:list}. More of {limits:list} alone helps only as far as that allows.",
    ),
    Code.OBLIGED: (
        "By {rule}, {firm} has to buy {units:units} of {accepts:or} for each unit imported, no later than in the period of import.",
        "By {rule}, {firm} has to buy {tpp:fine} TPP of {accepts:or} for each TPP imported, no later than in the period of import.",
        "By {rule}, {firm} has to buy domestic products for what it imports, and the application accepts none.",
    ),
    Code.NOT_OBLIGED: ("No domestic purchase is required: it is not selected by {rules:or}.",),
    Code.STOPPED_WITH: (
        "{count:applications}, {firms:beside}, stopped with it, by the same limits: {applications:list}.",
        "{count:applications}, {firms:beside}, stopped with it, by the same limits.",
    ),
    Code.HAVE_ALL: (
        "{count:applications}, {firms:beside}, drew on these limits too and got all that the round could give there, at no higher level: {applications:list}.",
        "{count:applications}, {firms:beside}, drew on these limits too and got all that the round could give there, at no higher level.",
    ),
    Code.WENT_FURTHER: (
        "{count:applications}, {firms:beside}, went further: {applications:list}. Giving less there would not give more here, because {rows:list} had no part in it.",
        "{count:applications}, {firms:beside}, went further. Giving less there would not give more here, because {rows:list} had no part in it.",
    ),
    Code.SERVED_BEFORE: (
        "{count:applications}, {firms:beside}, had been served before, by {rounds:list}, with {units:units} that count against the same limits: {applications:list}. The policy puts that first.",
        "{count:applications}, {firms:beside}, had been served before, by {rounds:list}, with {units:units} that count against the same limits. The policy puts that first.",
    ),
    Code.FURTHER_LOT: (
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over; this remainder was among the largest that there was room for, and was made up to a whole lot.",
    ),
    Code.NO_FURTHER_LOT: (
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over. Those in round {pooled} may have {together:units} in all, its pool and what other rounds give them; after those ahead of it, {had:units} of these were granted, and the rest is less than a lot.",
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over. Those in round {pooled} may have no more in all than its pool and what other rounds give them, and after those ahead of it, less than a lot of that was left.",
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over; after those ahead of it, {rows:list}, together with {beside:list}, left no room for another lot.",
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over; after those ahead of it, {rows:list} left no room for another lot.",
        "In lots of {lot}, the {entitlement:units} make {whole:lots} and leave {rest:units} over; after those ahead of it, no room was left for another lot.",
    ),
    Code.FEWER_LOTS: (
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted. Those in round {pooled} may have {together:units} in all, its pool and what other rounds give them; {had:units} of these are granted, and the rest is less than a lot.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: those in round {pooled} may have no more in all than its pool and what other rounds give them, and less than a lot of that was left.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases, {rows:list}, together with {beside:list}, left no room for more.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases, {rows:list} left no room for more.",
        "Of the {whole:lots} of {lot} in {entitlement:units}, {granted} could be granted: in whole lots and whole purchases, there is no room for more.",
    ),
    Code.DRAW_WON: (
        '{count:applications}, {firms:beside}, had the same remainder and the same day of submission: {applications:list}. The draw with the seed "{seed}" put it first.',
        "{count:applications}, {firms:beside}, had the same remainder and the same day of submission. The draw put it first.",
        "Others had the same remainder and the same day of submission. The draw put it first.",
    ),
    Code.DRAW_LOST: (
        '{count:applications}, {firms:beside}, had the same remainder and the same day of submission: {applications:list}. The draw with the seed "{seed}" put the others first.',
        "{count:applications}, {firms:beside}, had the same remainder and the same day of submission. The draw put the others first.",
        "Others had the same remainder and the same day of submission. The draw put the others first.",
    ),
    Code.GRANTED: (
        "It is granted {units:units}: {periods:periods}.",
        "It is granted nothing.",
    ),
    Code.WANTED: ("{name} is granted {granted:units}; {want:units} are wanted.",),
    Code.HAS_IT: ("It has them already.",),
    Code.STANDS_REFUSED: (
        "It is refused by {requirements:list}, so no limit, however high, gives it anything: it has to meet the requirements first.",
    ),
    Code.STANDS_OUTSIDE: (
        "No round selects it (rounds: {rounds:list}), so no limit, however high, gives it anything.",
    ),
    Code.NOBODY_HAS: (
        "Nobody is granted anything, since the guarantee of round {round} cannot be met. The plan names the ways out of that.",
    ),
    Code.ABOVE_CLAIM: (
        "No award is above its claim, which is {claim:units}; so only a larger request of its own can give it that.",
    ),
    Code.WAY: (
        "It would be granted {gives:units} with this one change: {words} from {from_:figure} to {to:figure}. With {before:figure}, it would be granted {then:units}.",
    ),
    Code.NOTHING_NEARER: ("No {path} nearer to {from_:figure} than {nearest:figure} gives it that; this is proved.",),
    Code.NO_WAY: (
        "Not by {path}: it is proved that no figure from {from_:figure} to {tried:figure} gives it anything. It drops out below its minimum of {never:units}.",
        "Not by {path}: it is proved that no figure from {from_:figure} to {tried:figure} entitles it to more than {highest:units}. With {tried:figure} it drops out below its minimum of {minimum:units}.",
        "Not by {path}: it is proved that no figure from {from_:figure} to {tried:figure} entitles it to more than {highest:units}. With {tried:figure} it would be granted {gives:units}, stopped by {limits:list}.",
        "Not by {path}: it is proved that no figure from {from_:figure} to {tried:figure} entitles it to more than {highest:units}. With {tried:figure} it would be granted {gives:units}.",
        "Not by {path}, whichever period stands there instead of {from_:figure}: every one that there is ({periods:amount}) was run. With {tried:figure} it drops out below its minimum of {minimum:units}.",
        "Not by {path}, whichever period stands there instead of {from_:figure}: every one that there is ({periods:amount}) was run. With {tried:figure} it would be granted {gives:units}, stopped by {limits:list}.",
        "Not by {path}, whichever period stands there instead of {from_:figure}: every one that there is ({periods:amount}) was run. With {tried:figure} it would be granted {gives:units}.",
        "Not by {path}: even with {tried:figure} instead of {from_:figure} it drops out below its minimum of {minimum:units}.",
        "Not by {path}: even with {tried:figure} instead of {from_:figure} it would be granted {gives:units}, stopped by {limits:list}.",
        "Not by {path}: even with {tried:figure} instead of {from_:figure} it would be granted {gives:units}.",
    ),
    Code.NOT_TRIED: ("Not tried, to end the search in time: {paths:list}.",),
    Code.NO_SINGLE_CHANGE: (
        "It dropped out below its minimum of {minimum:units}. {tried:powerless} {proved:proven}",
        "{tried:powerless} {proved:proven}",
    ),
    Code.EACH_WAS_RUN: (
        "Every change is the smallest that was found, proved by dividing again ({runs:amount} times in all), and so is the figure one step before it. Where no more is said to be proved, a still smaller change of the same figure might do as well, if others drop out or whole lots fall differently.",
    ),
    Code.FIRM_ASKED: (
        "{firm}, which belongs to {group}, asks for {units:units} in {applications:applications}.",
        "{firm} asks for {units:units} in {applications:applications}.",
    ),
    Code.FIRM_GRANTED: ("It is granted {units:granted}{claim:claimed}{refused:refused}{dropped:dropped}.",),
    Code.FIRM_BUYS: ("It has to buy {units:units} of domestic products: {purchases:purchases}.",),
    Code.RULE_CAPS: (
        "{rule} limits {unit:word}, for each {per:word} separately, by {rows:rows}; used up or in somebody's way: {binding:number}.",
        "{rule} limits {unit:word}, by {rows:rows}; used up or in somebody's way: {binding:number}.",
        "{rule} limits {unit:word}, for each {per:word} separately, by {rows:rows}.",
        "{rule} limits {unit:word}, by {rows:rows}.",
    ),
    Code.RULE_OBLIGES: (
        "By {rule}, a firm has to buy {units:units} of domestic products for each unit imported, no later than in the period of import. This applies to {applications:applications} of {firms:firms}, granted {granted:units} in all.",
        "By {rule}, a firm has to buy {tpp:fine} TPP of domestic products for each TPP imported, no later than in the period of import. This applies to {applications:applications} of {firms:firms}, granted {granted:units} in all.",
        "By {rule}, a firm has to buy {units:units} of domestic products for each unit imported, no later than in the period of import. This applies to {applications:applications} of {firms:firms}.",
        "By {rule}, a firm has to buy {tpp:fine} TPP of domestic products for each TPP imported, no later than in the period of import. This applies to {applications:applications} of {firms:firms}.",
    ),
    Code.RULE_SUPPLIES: (
        "Makers can deliver only so much by the end of each period, by {rows:rows}; used up or in somebody's way: {binding:number}.",
        "Makers can deliver only so much by the end of each period, by {rows:rows}.",
    ),
    Code.ROW_USED: ("{row}: {used:amount} of {limit:amount} {unit:word} are used. It counts claims of {firms:firms}.",),
    Code.ROW_STOPPED: (
        "In round {round}, at level {level:percent}, {row} stopped {count:applications} of {firms:firms}: {applications:list}.",
        "In round {round}, {row} stopped {count:applications} of {firms:firms}.",
    ),
    Code.ROW_STOPPED_NOBODY: ("{row} stopped nobody.",),
    Code.ROW_LEFT: (
        "{left:amount} {unit:word} of {row} are left. Whoever is still in has all that it may reach ({full:applications}) or was stopped by another limit ({stopped:applications}, by {rows:list}){outside:outside}. {dropped:applications} dropped out below their minimum, {fit:fitting}. The one furthest below its minimum goes first, the rest is divided again, and nobody comes back, so what the last to go left may be more than one of them needed.",
        "{left:amount} {unit:word} of {row} are left. Whoever is still in has all that it may reach ({full:applications}) or was stopped by another limit ({stopped:applications}, by {rows:list}){outside:outside}. {dropped:applications} dropped out below their minimum. The one furthest below its minimum goes first, the rest is divided again, and nobody comes back.",
        "{left:amount} {unit:word} of {row} are left. Whoever is still in has all that it may reach ({full:applications}){outside:outside}. {dropped:applications} dropped out below their minimum, {fit:fitting}. The one furthest below its minimum goes first, the rest is divided again, and nobody comes back, so what the last to go left may be more than one of them needed.",
        "{left:amount} {unit:word} of {row} are left. Whoever is still in has all that it may reach ({full:applications}){outside:outside}. {dropped:applications} dropped out below their minimum. The one furthest below its minimum goes first, the rest is divided again, and nobody comes back.",
        "{left:amount} {unit:word} of {row} are left. Whoever it counts has all that it may reach ({full:applications}) or was stopped by another limit ({stopped:applications}, by {rows:list}){outside:outside}.",
        "{left:amount} {unit:word} of {row} are left. Whoever it counts has all that it may reach ({full:applications}){outside:outside}.",
        "{left:amount} {unit:word} of {row} are left. Whoever is still in has all that it may reach or was stopped by another limit; who dropped out below its minimum is not let in again.",
    ),
    Code.ROW_WORTH: (
        "Raising {row} by {unit:one} would change entitlements by {total:gain} in all: {more:gains}.",
        "Raising {row} by {unit:one} would change entitlements by {total:gain} in all.",
    ),
    Code.ROUND_DIVIDES: (
        "Round {round} is number {place} in their order. Its division rule is {divide:word}; claims are compared by {claimant:word}.",
    ),
    Code.ROUND_GUARANTEES: ("It guarantees the claims of those who take part in full.",),
    Code.ROUND_GAVE: (
        "{applications:applications} of {firms:firms} took part, with {left:units} still to get. The round gave {units:units}, or {added:units} in whole lots.",
    ),
    Code.ROUND_POOL: (
        "Of its pool of {pool:units} it gave {units:units}.",
        "Its pool is {pool:units}.",
    ),
    Code.ROUND_STOP: (
        "Among those with the score {rank:amount}, at level {level:percent}, {count:applications} of {firms:firms} stopped because of {rows:list}: {applications:list}.",
        "At level {level:percent}, {count:applications} of {firms:firms} stopped because of {rows:list}: {applications:list}.",
        "{count:applications} of {firms:firms} stopped together.",
    ),
    Code.ROUND_FULL: (
        "{count:applications} of {firms:firms} got all that the round could give there: {applications:list}.",
        "{count:applications} of {firms:firms} got all that the round could give there.",
    ),
    Code.WORTH: (
        "Raising {row} by {unit:one} would change its entitlement by {more:gain}; with {row} lower by {unit:one}, the guarantee of round {broken} could not be met.",
        "Raising {row} by {unit:one} would change its entitlement by {more:gain}, and lowering it by as much, by {less:gain}.",
        "Raising {row} by {unit:one} would change its entitlement by {more:gain}.",
    ),
}
"""Every code to its templates, the one that says most first."""

ENGLISH = Language(
    templates=MappingProxyType(TEMPLATES),
    words=MappingProxyType(
        {
            "proportional": "proportional shares",
            "equal_awards": "equal awards",
            "equal_losses": "equal losses",
            "talmud": "the rule of the Talmud",
            "ranked": "rank order",
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
            "tpp": ("{} TPP", "{} TPP"),
            "price_usd": ("{} US dollar", "{} US dollars"),
            "number": ("{}", "{}", "none"),
            "granted": ("{} unit", "{} units", "nothing"),
            "claimed": (" of a claim of {} unit", " of claims of {} units", ""),
            "refused": ("; {} application is refused", "; {} applications are refused", ""),
            "dropped": ("; {} application dropped out", "; {} applications dropped out", ""),
            "beside": ("of {} firm beside its own", "of {} firms beside its own", "of its own firm"),
            "powerless": (
                "Its limits leave one figure to change, and no change of it was found to give it that.",
                "No change of any one of the {} figures that could give it more was found to give it that.",
                "There is no figure whose change could give it more.",
            ),
            "proven": ("This is proved for one of them.", "This is proved for {} of them.", "This is not proved."),
            "fitting": (
                "{} of them with a minimum of no more than that",
                "{} of them with a minimum of no more than that",
            ),
            "outside": ("; no round takes {} application", "; no round takes {} applications", ""),
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
    title="{name}, {kind}",
    wish="{want} for {name}, {kind}",
    span="{} to {}",
    in_period="{units} in {period}",
    of_product="{units} {product} ({when})",
)
"""Sentences in English."""
