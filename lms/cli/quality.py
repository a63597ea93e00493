"""Commands: what the signals of quality are worth."""

from __future__ import annotations

import click

from lms.quality import THRESHOLD


@click.group()
def quality() -> None:
    """Quality of programmes: what its signals are worth."""


@quality.command("simulate")
@click.option("--runs", type=click.IntRange(10, 10_000), default=200, help="Organisers of a kind.")
@click.option("--seed", type=int, default=1, help="The same seed gives the same figures.")
@click.option(
    "--threshold",
    type=click.FloatRange(1, 10),
    default=THRESHOLD,
    show_default=True,
    help="Standard errors from which a signal is raised.",
)
def simulate(runs: int, seed: int, threshold: float) -> None:
    """Print how many bad organisers are signalled in time, and how many good ones by mistake.

    Needs no settings and no database. Bad: the scores of 25 answers fall by 0.4 over 6 editions;
    in time: by the second edition after. Good: a year of 12 editions after a year unseen.
    """
    from lms.quality.simulation import Plan
    from lms.quality.simulation import simulate as run

    plan = Plan(runs=runs)
    worth = run(plan, seed=seed, threshold=threshold)
    click.echo(
        f"drifting organisers signalled in time: {worth.signalled} of {worth.drifting} "
        f"({worth.detection:.1%}; wanted at least 90%)"
    )
    click.echo(
        f"false alarms in 100 provider-years:    {worth.false_alarms:.1f} "
        f"({worth.alarms} in {worth.good}; wanted at most 2)"
    )
    click.echo(
        f"measured spread: {worth.spread.within:.2f} between answers, "
        f"{worth.spread.between:.2f} between editions"
    )


def register(group: click.Group) -> None:
    """Add the commands to `group`."""
    group.add_command(quality)
