"""Progress says what is done, how much there is and about how long it will take still, where that is known."""

from rich.progress import Progress

from api.terminal import Counted, TimeLeft


def rendered(done: int, total: int | None, speed: float | None = None) -> tuple[str, str]:
    clock = [0.0]
    progress = Progress(disable=True, get_time=lambda: clock[0])
    task = progress.add_task("points", total=total)
    if speed is not None:
        progress.update(task, completed=0)
        clock[0] = done / speed / 2
        progress.update(task, completed=done / 2)
        clock[0] = done / speed
    progress.update(task, completed=done)
    return str(Counted().render(progress.tasks[0])), str(TimeLeft().render(progress.tasks[0]))


def test_points_are_counted_and_the_time_left_is_told() -> None:
    assert rendered(1_000, 5_000, speed=100) == ("1,000/5,000", "0:00:40 left")


def test_nothing_is_told_that_nobody_knows() -> None:
    assert rendered(7, None) == ("", "")
    assert rendered(0, 10) == ("0/10", "")
