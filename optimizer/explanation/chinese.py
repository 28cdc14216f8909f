"""Chinese: the words and templates of every reason. Names of the policy and its own texts stay as they are written."""

from __future__ import annotations

from types import MappingProxyType

from optimizer.explanation.language import Language
from optimizer.explanation.reasons import Code

TEMPLATES = {
    Code.ASKED: ("{firm} 的申请 {application} 要求在 {window:window} 进口 {product} {units:units}。",),
    Code.CUT_TO_LOTS: ("以 {lot} 件为一批，按整批计算的申报量为 {claim:units}。",),
    Code.LESS_THAN_A_LOT: ("不足一批（{lot:units}），因此没有可计的申报量。",),
    Code.KEPT: ("已符合或不适用的条件：{requirements:list}。",),
    Code.FAILED: ("不符合条件 {requirement}：{because:clause}。",),
    Code.REFUSED: ("因此不予受理，无论限额多少，均不参加任何一轮分配。",),
    Code.NO_PLAN: (
        "任何申请均未获批准：{round} 轮保证足额满足，而因 {rows:list} 缺少 {short_by:units}。",
        "任何申请均未获批准：{round} 轮保证足额满足，但无法做到。",
    ),
    Code.DROPPED_OUT: (
        "在 {of} 份退出的申请中第 {place} 个退出：当时应得 {entitlement:units}，低于其最低需要量 {minimum:units}；在所有低于最低需要量的申请中，其应得量所占比例最小。其份额归还其他申请。",
        "已退出：当时应得 {entitlement:units}，低于其最低需要量 {minimum:units}。其份额归还其他申请。",
    ),
    Code.IN_NO_ROUND: ("没有任何一轮（{rounds:list}）包括该申请，因此无从获得。",),
    Code.GIVEN: (
        "{round} 轮（{divide:word}）在尚可获得的 {left:units}中给予 {units:units}，其后受 {limited_by:list} 限制而停止。",
        "{round} 轮（{divide:word}）在尚可获得的 {left:units}中给予 {units:units}。",
    ),
    Code.PASSED_BY: ("{round} 轮未再给予：该轮最多可得的 {reach:units}此前已经获得。",),
    Code.WHOLE_CLAIM: ("应得全部申报量 {claim:units}，没有限额使其少得。",),
    Code.CEILING: (
        "已获得此类申请在 {round} 轮最多可达的 {reach:units}（申报量为 {claim:units}），此前未受任何限额限制。",
    ),
    Code.STOPPED: (
        "在 {round} 轮分值为 {rank:amount} 的一档中，于 {met:percent} 的水平停止，合计应得 {entitlement:units}；按分配规则，直至 {further:percent} 的水平均不会更多。",
        "在 {round} 轮于 {met:percent} 的水平停止，合计应得 {entitlement:units}；按分配规则，直至 {further:percent} 的水平均不会更多。",
        "在 {round} 轮分值为 {rank:amount} 的一档中，于 {met:percent} 的水平停止，合计应得 {entitlement:units}。",
        "在 {round} 轮于 {met:percent} 的水平停止，合计应得 {entitlement:units}。",
        "在 {round} 轮停止，合计应得 {entitlement:units}。",
    ),
    Code.SAME_SHARE: (
        "该轮按 {weight} 加权，给予每一{claimant:word}尚可获得量的同一比例：在其停止的水平为 {share:percent}。",
        "该轮给予每一{claimant:word}尚可获得量的同一比例：在其停止的水平为 {share:percent}。",
    ),
    Code.SAME_AWARD: (
        "该轮按 {weight} 加权，给予每一{claimant:word}相同数量：在其停止的水平为 {units:units}；尚可获得量更少者，给予其全部。",
        "该轮给予每一{claimant:word}相同数量：在其停止的水平为 {units:units}；尚可获得量更少者，给予其全部。",
        "该轮给予每一{claimant:word}相同数量；尚可获得量更少者，给予其全部。",
    ),
    Code.SAME_LOSS: (
        "该轮使每一{claimant:word}少得相同数量（除以 {weight}）：在其停止的水平为 {units:units}；尚可获得量更少者，全部不得。",
        "该轮使每一{claimant:word}少得相同数量：在其停止的水平为 {units:units}；尚可获得量更少者，全部不得。",
        "该轮使每一{claimant:word}少得相同数量；尚可获得量更少者，全部不得。",
    ),
    Code.SAME_AWARD_TO_HALF: (
        "该轮按 {weight} 加权，给予每一{claimant:word}相同数量：在其停止的水平为 {units:units}；尚可获得量的一半更少者，给予其一半。",
        "该轮给予每一{claimant:word}相同数量：在其停止的水平为 {units:units}；尚可获得量的一半更少者，给予其一半。",
        "该轮给予每一{claimant:word}相同数量；尚可获得量的一半更少者，给予其一半。",
    ),
    Code.SAME_LOSS_FROM_HALF: (
        "该轮使每一{claimant:word}少得相同数量（除以 {weight}）：在其停止的水平为 {units:units}；尚可获得量的一半更少者，少得其一半。",
        "该轮使每一{claimant:word}少得相同数量：在其停止的水平为 {units:units}；尚可获得量的一半更少者，少得其一半。",
        "该轮使每一{claimant:word}少得相同数量；尚可获得量的一半更少者，少得其一半。",
    ),
    Code.BEST_TOTAL: (
        "{round} 轮使 {attribute} 的总和最大，该申请每件计 {score:fine}；在总和最大的各方案中，给予每一申请同一比例。",
    ),
    Code.LIMITED_BY_CAP: (
        "停止的原因有 {share:percent} 在于 {row}：限额为 {limit:amount} {unit:word}，已用 {used:amount}。",
        "停止的原因有 {share:percent} 在于 {row}：限额为 {limit:amount} {unit:word}。",
        "停止的原因有 {share:percent} 在于 {row}。",
    ),
    Code.LIMITED_BY_POOL: ("停止的原因有 {share:percent} 在于 {round} 轮的份额池：{pool:units}。",),
    Code.LIMITED_BY_SUPPLY: (
        "停止的原因有 {share:percent} 在于 {row}：至 {period} 国内可供 {product} {limit:units}，其中 {used:units}须采购。",
        "停止的原因有 {share:percent} 在于 {row}：至 {period} 国内可供 {product} {limit:units}。",
    ),
    Code.LIMITED_BY_CREDIT: (
        "停止的原因有 {share:percent} 在于 {row}：企业此前采购的 {product} {units:units}只计一次。",
    ),
    Code.LIMITED_BY_NOTHING_TO_BUY: (
        "停止的原因有 {share:percent} 在于 {row}：{rule} 要求配套采购，而其接受的国产产品均不能计入。",
    ),
    Code.STOPS_TOO: (
        "{rows:list} 同样已用尽，且所涉申请均未超过该申请：在此前已给予的基础上，除 {limits:list} 外，单凭这一点也足以使该申请停在同一处。",
    ),
    Code.USED_UP_TOO: (
        "{rows:list} 同样已用尽，其中一部分由得到更多的申请使用；仅提高 {limits:list}，其作用以此为限。",
    ),
    Code.OBLIGED: (
        "按照 {rule}，{firm} 每进口一件须采购 {accepts:or} {units:units}，且不得晚于进口。",
        "按照 {rule}，{firm} 每进口一 TPP 须采购 {accepts:or} {tpp:fine} TPP，且不得晚于进口。",
        "按照 {rule}，{firm} 进口须配套采购国产产品，而该申请均不接受。",
    ),
    Code.NOT_OBLIGED: ("无须配套采购国产产品：{rules:list} 均不适用。",),
    Code.STOPPED_WITH: (
        "因同样的限额与其一同停止的有 {count:applications}，{firms:beside}：{applications:list}。",
        "因同样的限额与其一同停止的有 {count:applications}，{firms:beside}。",
    ),
    Code.HAVE_ALL: (
        "另有 {count:applications}（{firms:beside}）同受这些限额约束，且在不更高的水平上已获得该轮可得的全部：{applications:list}。",
        "另有 {count:applications}（{firms:beside}）同受这些限额约束，且在不更高的水平上已获得该轮可得的全部。",
    ),
    Code.WENT_FURTHER: (
        "有 {count:applications}（{firms:beside}）得到更多：{applications:list}。它们不受 {rows:list} 约束，减少其数量并不能使该申请多得。",
        "有 {count:applications}（{firms:beside}）得到更多。它们不受 {rows:list} 约束，减少其数量并不能使该申请多得。",
    ),
    Code.SERVED_BEFORE: (
        "在此之前，{rounds:list} 已给予 {count:applications}（{firms:beside}）计入同样限额的 {units:units}：{applications:list}。政策规定其优先。",
        "在此之前，{rounds:list} 已给予 {count:applications}（{firms:beside}）计入同样限额的 {units:units}。政策规定其优先。",
    ),
    Code.FURTHER_LOT: (
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}；余数属于尚有余地的最大者，补足为一整批。",
    ),
    Code.NO_FURTHER_LOT: (
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}。{pooled} 轮的参加者合计最多可得 {together:units}，即该轮份额池及其他各轮给予它们的数量；较大的余数分完后，已批准 {had:units}，所余不足一批。",
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}。{pooled} 轮的参加者合计不得超过该轮份额池及其他各轮给予它们的数量；较大的余数分完后，所余不足一批。",
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}；较大的余数分完后，{rows:list} 连同 {beside:list} 已无余地再给一批。",
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}；较大的余数分完后，{rows:list} 已无余地再给一批。",
        "以 {lot} 件为一批，{entitlement:units}合 {whole:lots}，余 {rest:units}；较大的余数分完后，已无余地再给一批。",
    ),
    Code.FEWER_LOTS: (
        "{entitlement:units}合 {whole:lots}（每批 {lot} 件），其中可批准 {granted:lots}。{pooled} 轮的参加者合计最多可得 {together:units}，即该轮份额池及其他各轮给予它们的数量；已批准 {had:units}，所余不足一批。",
        "{entitlement:units}合 {whole:lots}（每批 {lot} 件），其中可批准 {granted:lots}：{pooled} 轮的参加者合计不得超过该轮份额池及其他各轮给予它们的数量，所余不足一批。",
        "{entitlement:units}合 {whole:lots}（每批 {lot} 件），其中可批准 {granted:lots}：按整批和整件采购计算，{rows:list} 连同 {beside:list} 没有更多余地。",
        "{entitlement:units}合 {whole:lots}（每批 {lot} 件），其中可批准 {granted:lots}：按整批和整件采购计算，{rows:list} 没有更多余地。",
        "{entitlement:units}合 {whole:lots}（每批 {lot} 件），其中可批准 {granted:lots}：按整批和整件采购计算，没有更多余地。",
    ),
    Code.DRAW_WON: (
        "另有 {count:applications}（{firms:beside}）余数和提交日期相同：{applications:list}。以“{seed}”为种子抽签，该申请在先。",
        "另有 {count:applications}（{firms:beside}）余数和提交日期相同。抽签结果，该申请在先。",
        "另有申请余数和提交日期相同。抽签结果，该申请在先。",
    ),
    Code.DRAW_LOST: (
        "另有 {count:applications}（{firms:beside}）余数和提交日期相同：{applications:list}。以“{seed}”为种子抽签，它们在先。",
        "另有 {count:applications}（{firms:beside}）余数和提交日期相同。抽签结果，它们在先。",
        "另有申请余数和提交日期相同。抽签结果，它们在先。",
    ),
    Code.GRANTED: ("批准 {units:units}：{periods:periods}。", "未获批准任何数量。"),
    Code.WORTH: (
        "{row} 增加 {unit:one}，应得量变化 {more:change} 件；减少 {unit:one}，则 {broken} 轮的保证无法满足。",
        "{row} 增加 {unit:one}，应得量变化 {more:change} 件；减少 {unit:one}，则变化 {less:change} 件。",
        "{row} 增加 {unit:one}，应得量变化 {more:change} 件。",
    ),
    Code.WANTED: ("{name} 获批 {granted:units}，希望获得 {want:units}。",),
    Code.HAS_IT: ("已经获得。",),
    Code.STANDS_REFUSED: ("因 {requirements:list} 不予受理，限额再高也不能使其获得任何数量：须先符合条件。",),
    Code.STANDS_OUTSIDE: ("没有任何一轮（{rounds:list}）包括该申请，限额再高也不能使其获得任何数量。",),
    Code.NOBODY_HAS: ("由于 {round} 轮的保证无法满足，任何申请均未获批准；方案已列出解决办法。",),
    Code.ABOVE_CLAIM: ("批准量不会超过申报量 {claim:units}，因此只有提高其自身的申报量才有可能。",),
    Code.WAY: (
        "只改一项即可获批 {gives:units}：{path} 由 {from_:figure} 改为 {to:figure}。若为 {before:figure}，则获批 {then:units}。",
    ),
    Code.NOTHING_NEARER: ("已证明：{path} 在 {from_:figure} 与 {nearest:figure} 之间的任何数值均不能做到。",),
    Code.NO_WAY: (
        "改变 {path} 不能做到：已证明由 {from_:figure} 至 {tried:figure} 的任何数值都不能使其获批；其应得量低于最低需要量 {never:units}而退出。",
        "改变 {path} 不能做到：已证明由 {from_:figure} 至 {tried:figure} 的任何数值都不能使其应得量超过 {highest:units}；改为 {tried:figure} 时，其应得量低于最低需要量 {minimum:units}而退出。",
        "改变 {path} 不能做到：已证明由 {from_:figure} 至 {tried:figure} 的任何数值都不能使其应得量超过 {highest:units}；改为 {tried:figure} 时获批 {gives:units}，受 {limits:list} 限制。",
        "改变 {path} 不能做到：已证明由 {from_:figure} 至 {tried:figure} 的任何数值都不能使其应得量超过 {highest:units}；改为 {tried:figure} 时获批 {gives:units}。",
        "改变 {path} 不能做到：以其他各时段（共 {periods:amount} 个）代替 {from_:figure} 均已逐一验证；改为 {tried:figure} 时，其应得量低于最低需要量 {minimum:units}而退出。",
        "改变 {path} 不能做到：以其他各时段（共 {periods:amount} 个）代替 {from_:figure} 均已逐一验证；改为 {tried:figure} 时获批 {gives:units}，受 {limits:list} 限制。",
        "改变 {path} 不能做到：以其他各时段（共 {periods:amount} 个）代替 {from_:figure} 均已逐一验证；改为 {tried:figure} 时获批 {gives:units}。",
        "改变 {path} 不能做到：即使由 {from_:figure} 改为 {tried:figure}，其应得量仍低于最低需要量 {minimum:units}而退出。",
        "改变 {path} 不能做到：即使由 {from_:figure} 改为 {tried:figure}，也只获批 {gives:units}，受 {limits:list} 限制。",
        "改变 {path} 不能做到：即使由 {from_:figure} 改为 {tried:figure}，也只获批 {gives:units}。",
    ),
    Code.NOT_TRIED: ("为及时结束而未尝试：{paths:list}。",),
    Code.NO_SINGLE_CHANGE: (
        "该申请因应得量低于其最低需要量 {minimum:units}而退出。{tried:powerless}{proved:proven}",
        "{tried:powerless}{proved:proven}",
    ),
    Code.EACH_WAS_RUN: (
        "以上每项改变均为所找到的最小者，经重新分配（共 {runs:amount} 次）验证，其前一步亦经验证不够。除已注明得到证明者外，若因此另有申请退出或整批分法不同，同一项更小的改变也可能足够。",
    ),
    Code.FIRM_ASKED: (
        "{firm}（属于 {group}）以 {applications:applications}要求 {units:units}。",
        "{firm} 以 {applications:applications}要求 {units:units}。",
    ),
    Code.FIRM_GRANTED: ("{claim:claimed}{units:granted}{refused:refused}{dropped:dropped}。",),
    Code.FIRM_BUYS: ("须采购国产产品 {units:units}：{purchases:purchases}。",),
    Code.RULE_CAPS: (
        "{rule} 对每一{per:word}分别设有限额（单位：{unit:word}）：共 {rows:rows}，其中 {binding:amount} 项起限制作用。",
        "{rule} 设有限额（单位：{unit:word}）：共 {rows:rows}，其中 {binding:amount} 项起限制作用。",
        "{rule} 对每一{per:word}分别设有限额（单位：{unit:word}）：共 {rows:rows}。",
        "{rule} 设有限额（单位：{unit:word}）：共 {rows:rows}。",
    ),
    Code.RULE_OBLIGES: (
        "按照 {rule}，每进口一件须采购国产产品 {units:units}，且不得晚于进口；涉及 {firms:firms}的 {applications:applications}，共批准 {granted:units}。",
        "按照 {rule}，每进口一 TPP 须采购国产产品 {tpp:fine} TPP，且不得晚于进口；涉及 {firms:firms}的 {applications:applications}，共批准 {granted:units}。",
        "按照 {rule}，每进口一件须采购国产产品 {units:units}，且不得晚于进口；涉及 {firms:firms}的 {applications:applications}。",
        "按照 {rule}，每进口一 TPP 须采购国产产品 {tpp:fine} TPP，且不得晚于进口；涉及 {firms:firms}的 {applications:applications}。",
    ),
    Code.RULE_SUPPLIES: (
        "国内至各期可供的数量有限：共 {rows:rows}，其中 {binding:amount} 项起限制作用。",
        "国内至各期可供的数量有限：共 {rows:rows}。",
    ),
    Code.ROW_USED: ("{row}：{limit:amount} {unit:word}中已用 {used:amount}，涉及 {firms:firms}。",),
    Code.ROW_STOPPED: (
        "在 {round} 轮 {level:percent} 的水平上，{row} 使 {count:applications}（{firms:firms}）停止：{applications:list}。",
        "在 {round} 轮，{row} 使 {count:applications}（{firms:firms}）停止。",
    ),
    Code.ROW_STOPPED_NOBODY: ("{row} 未使任何申请停止。",),
    Code.ROW_WORTH: (
        "{row} 每增加 {unit:one}，应得量合计变化 {total:change} 件：{more:gains}。",
        "{row} 每增加 {unit:one}，应得量合计变化 {total:change} 件。",
    ),
    Code.ROW_LEFT: (
        "{row} 尚余 {left:amount} {unit:word}。仍参加分配者或已获得其可得的全部（{full:applications}），或因其他限额停止（{stopped:applications}：{rows:list}）{outside:outside}。{dropped:applications}因低于最低需要量退出，{fit:fitting}。每次由所占比例最小者先退出，其余重新分配，退出者不再恢复，因此最后退出者留下的数量可能多于其中某些申请的最低需要量。",
        "{row} 尚余 {left:amount} {unit:word}。仍参加分配者或已获得其可得的全部（{full:applications}），或因其他限额停止（{stopped:applications}：{rows:list}）{outside:outside}。{dropped:applications}因低于最低需要量退出；每次由所占比例最小者先退出，其余重新分配，退出者不再恢复。",
        "{row} 尚余 {left:amount} {unit:word}。仍参加分配者已获得其可得的全部（{full:applications}）{outside:outside}。{dropped:applications}因低于最低需要量退出，{fit:fitting}。每次由所占比例最小者先退出，其余重新分配，退出者不再恢复，因此最后退出者留下的数量可能多于其中某些申请的最低需要量。",
        "{row} 尚余 {left:amount} {unit:word}。仍参加分配者已获得其可得的全部（{full:applications}）{outside:outside}。{dropped:applications}因低于最低需要量退出；每次由所占比例最小者先退出，其余重新分配，退出者不再恢复。",
        "{row} 尚余 {left:amount} {unit:word}。所涉申请或已获得其可得的全部（{full:applications}），或因其他限额停止（{stopped:applications}：{rows:list}）{outside:outside}。",
        "{row} 尚余 {left:amount} {unit:word}。所涉申请已获得其可得的全部（{full:applications}）{outside:outside}。",
        "{row} 尚余 {left:amount} {unit:word}。仍参加分配者或已获得其可得的全部，或因其他限额停止；因低于最低需要量退出者不再恢复。",
    ),
    Code.ROUND_DIVIDES: ("{round} 是第 {place} 轮，分配规则为{divide:word}，以{claimant:word}为比较对象。",),
    Code.ROUND_GUARANTEES: ("该轮保证足额满足参加者。",),
    Code.ROUND_GAVE: (
        "{firms:firms}的 {applications:applications}参加，尚可获得 {left:units}；该轮给予 {units:units}，按整批计为 {added:units}。",
    ),
    Code.ROUND_POOL: ("份额池 {pool:units}中给予 {units:units}。", "份额池为 {pool:units}。"),
    Code.ROUND_STOP: (
        "在分值为 {rank:amount} 的一档中，于 {level:percent} 的水平，{rows:list} 使 {count:applications}（{firms:firms}）停止：{applications:list}。",
        "于 {level:percent} 的水平，{rows:list} 使 {count:applications}（{firms:firms}）停止：{applications:list}。",
        "{count:applications}（{firms:firms}）一同停止。",
    ),
    Code.ROUND_FULL: (
        "{count:applications}（{firms:firms}）已获得该轮可达的全部：{applications:list}。",
        "{count:applications}（{firms:firms}）已获得该轮可达的全部。",
    ),
}
"""Every code to its templates, the one that says most first."""

CHINESE = Language(
    templates=MappingProxyType(TEMPLATES),
    words=MappingProxyType(
        {
            "proportional": "按比例",
            "equal_awards": "等额",
            "equal_losses": "等损",
            "talmud": "塔木德规则",
            "ranked": "按名次",
            "maximize": "总分最大",
            "group": "所有者",
            "firm": "企业",
            "application": "申请",
            "rule": "规则",
            "round": "轮次",
            "use_case": "用途",
            "units": "件",
            "tpp": "TPP",
            "price_usd": "美元",
        }
    ),
    nouns=MappingProxyType(
        {
            "units": ("{} 件", "{} 件"),
            "tpp": ("{} TPP", "{} TPP"),
            "price_usd": ("{} 美元", "{} 美元"),
            "granted": ("批准 {} 件", "批准 {} 件", "未获批准任何数量"),
            "claimed": ("申报量 {} 件，", "申报量 {} 件，", ""),
            "refused": ("；不予受理 {} 份申请", "；不予受理 {} 份申请", ""),
            "dropped": ("；退出 {} 份申请", "；退出 {} 份申请", ""),
            "beside": ("涉及另外 {} 家企业", "涉及另外 {} 家企业", "均属该企业"),
            "powerless": (
                "可能使其多得的数字只有一项，未找到该项能做到的改变。",
                "可能使其多得的 {} 项数字中，未找到单独改变其中一项即能做到者。",
                "没有任何数字的改变能使其多得。",
            ),
            "proven": ("其中 {} 项已证明不能做到。", "其中 {} 项已证明不能做到。", "此点未得到证明。"),
            "fitting": ("其中 {} 份的最低需要量不超过此数", "其中 {} 份的最低需要量不超过此数"),
            "outside": ("；{} 份申请不在任何一轮", "；{} 份申请不在任何一轮", ""),
            "figures": ("{} 项数字", "{} 项数字"),
            "lots": ("{} 批", "{} 批"),
            "rows": ("{} 项限额", "{} 项限额"),
            "firms": ("{} 家企业", "{} 家企业"),
            "applications": ("{} 份申请", "{} 份申请"),
        }
    ),
    comma="、",
    last="和",
    either="或",
    more="另外 {} 个",
    title="{kind} {name}",
    wish="{kind} {name} 希望获得 {want}",
    span="{} 至 {}",
    in_period="{period} {units} 件",
    of_product="{product} {units} 件（{when}）",
)
"""Sentences in Chinese."""
