"""Build a report: redo what has changed since the last time, check it, and only then replace the old one.

In: a report name and a year; out: reports/<report>/<year>/. After any failure, and when killed at any moment, the old
report is still there; finished steps are kept, and leftovers are removed by the next build.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import nbformat

from manyi import places
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period
from manyi.publish import executed, run
from manyi.publish.flow import kept, standing
from manyi.publish.flow.flow import NOTEBOOK, Flow
from manyi.publish.flow.hashes import Hashes, files_of, read_sealed, write_sealed
from manyi.publish.flow.inputs import Inputs
from manyi.publish.flow.tasks import Products, Task, run_tasks
from manyi.publish.progress import Progress, Say, progress_on
from manyi.publish.report import plan, read
from manyi.publish.swap import fresh, locked, recover, replace

WARNED = ("results", "check")  # steps that may leave a warning
USUAL = {
    "toplines": 10.0,
    "disclosure": 4.0,
}  # seconds, assumed until a first build has measured them


def build_report(report: str, year: Period, say: Say, *, profile: bool = False, whole: bool = False) -> Path:
    """Build a report, put it in place and return its folder; `say` prints a line at a time about what happens.

    `whole`: with all of it in one file too.
    """
    return build_reports(report, {year: standing_at(report, year)}, say, profile=profile, whole=whole)[0]


def build_reports(
    report: str, targets: Mapping[Period, Path], say: Say, *, profile: bool = False, whole: bool = False
) -> list[Path]:
    """Build a report for several years at once, each into its target; none is put there before all are finished.

    `profile`: print where the time went, and keep that in run.json.
    """
    with ExitStack() as held:
        progress = held.enter_context(progress_on(sys.stdout, say, len(targets)))
        flows = [
            held.enter_context(_begun(report, year, target, progress, whole=whole)) for year, target in targets.items()
        ]
        done = _run_steps(flows, progress)
        for flow in flows:
            stages = progress.stages[flow.job.year] if profile else None
            _put_in_place(flow, done[flow.job.year], targets[flow.job.year], stages)
    for line in [*_warnings(done.values()), *(progress.table() if profile else ())]:
        say(line)
    kept.tidy()
    return list(targets.values())


def make_parts(
    report: str, year: Period, say: Say, folder: Path, steps: Collection[str], *, whole: bool = False
) -> None:
    """Run steps of a report, everything they depend on, and its numbers, into a folder that is emptied first.

    The result is not checked and replaces no report: `make verify` compares it.
    """
    with progress_on(sys.stdout, say, 1) as progress, _begun(report, year, folder, progress, whole=whole) as flow:
        done = _run_steps([flow], progress, {"results", *steps})
        _collect(flow, done[year], fresh(folder))
    for line in _warnings(done.values()):
        say(line)


def _run_steps(
    flows: Sequence[Flow], progress: Progress, wanted: Collection[str] = ()
) -> dict[int, dict[str, kept.Product]]:
    """Run the steps of all years, and keep how long each took for the order of the next build.

    wanted: the names of the steps to run, with everything they depend on.
    """
    every = [task for flow in flows for task in _with_those_before(tasks(flow), wanted)]

    def still() -> None:
        for flow in flows:
            flow.inputs.refuse_changes()

    times = places.build() / "seconds.json"
    seconds = {task.name: USUAL.get(task.name.partition(" ")[0], 1.0) for task in every} | read_sealed(times)
    done = run_tasks(every, still, progress, run.CORES, seconds)
    write_sealed(times, {name: step.seconds for of_year in done.values() for name, step in of_year.items()})
    return done


def _with_those_before(steps: list[Task], wanted: Collection[str]) -> list[Task]:
    """Return the named steps and everything they depend on, in order; all steps if none is named."""
    after = {step.name: step.after for step in steps}
    needed, waiting = set(), [*(wanted or after)]
    while waiting:
        if (name := waiting.pop()) not in needed:
            needed.add(name)
            waiting += after[name]
    return [step for step in steps if step.name in needed]


def _warnings(done: Iterable[dict[str, kept.Product]]) -> Iterator[str]:
    """Yield the warnings of steps, which do not stop a report."""
    for products in done:
        for name, product in products.items():
            if name.partition(" ")[0] in WARNED and (warning := (product.folder / "warning.txt").read_text("utf-8")):
                yield warning


@contextmanager
def _begun(report: str, year: Period, target: Path, progress: Progress, *, whole: bool) -> Iterator[Flow]:
    """Lock what a build writes to, and yield its flow."""
    inputs = Inputs(Hashes(), standing.surroundings())
    inputs.project(f"reports/{report}.yml")  # hashed before it is read
    definition = read(report)
    runs = plan(definition, year)
    scratch = places.build() / "scratch" / f"{report}-{year}"
    with locked(target, progress.say), locked(scratch, progress.say):
        fresh(scratch)
        for name in ("rows", kept.REMEMBERED):  # what steps keep for other builds
            (places.build() / name).mkdir(parents=True, exist_ok=True)
            (scratch / name).symlink_to(places.build() / name, target_is_directory=True)
        logs, at_cell = fresh(logs_of(report, year)), partial(progress.at_cell, year)
        weights = places.weights_as_setting(definition.weights)
        job = run.job(report, year, scratch, logs, definition.budgets, runs, at_cell, weights)
        run.check_parameters(job, [chapter for chapter in runs if chapter.wave])
        yield Flow(job, definition, runs, inputs, whole=whole)
        shutil.rmtree(scratch)


def tasks(flow: Flow) -> list[Task]:
    """Return the steps of a build in order; `flow` says what each depends on and how it is done."""
    rows = tuple(f"rows {table}" for table in flow.tables)
    body = tuple(chapter.name for chapter in flow.present if chapter.place != "summary")
    every = tuple(chapter.name for chapter in flow.present)
    return [
        flow.ready(),
        *(flow.rows(table, after=("ready",)) for table in flow.tables),
        *(flow.identifying(table, after=("ready",)) for table in flow.tables),
        *(flow.chapter(chapter, after=rows if chapter.name in body else (*rows, *body)) for chapter in flow.present),
        *(flow.toplines(study, after=(*rows, *flow.chapters_of(study))) for study in flow.studies),
        *(flow.disclosure(study, after=(f"toplines {study}", *flow.chapters_of(study))) for study in flow.studies),
        flow.results(after=every),
        *map(flow.pieces, flow.present),
        flow.anchors(),
        *(flow.page(sheet, language) for sheet in flow.sheets for language in LANGUAGES),
        *map(flow.check, flow.sheets),
        flow.links(),
    ]


def _put_in_place(flow: Flow, done: Products, target: Path, stages: object) -> None:
    """Replace the report by the finished one, and record what it was made from for the next build.

    `stages`: the times of all steps, for run.json; None leaves them out.
    """
    report, year, inputs = flow.job.report, flow.job.year, flow.inputs
    new = fresh(target.with_name(f".{target.name}.new"))
    _collect(flow, done, new)
    flow.refuse_identified(done, new)
    record = _record(flow, done) | ({"stages": stages} if stages else {}) | {"products": files_of(new)}
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (new / "run.json").write_text(f"{text}\n", encoding="utf-8")
    inputs.refuse_changes()
    if flow.saved.is_dir():  # for chapters run alone in JupyterLab
        replace(flow.saved, places.build() / report / str(year) / "results")
    standing.forget(report, year)
    replace(new, target)
    standing.remember(report, year, inputs.hashes.asked, inputs.around)
    inputs.save()


def _collect(flow: Flow, done: Products, new: Path) -> None:
    """Copy the existing products into the folder of the report, inserting the commit into the pages."""
    parts = [f"page {sheet.name} {language}" for sheet in flow.sheets for language in LANGUAGES]
    parts += [f"toplines {study}" for study in flow.studies]
    digest = places.sha256(done["results"].folder / "results.csv")
    for file in (done[part].folder / name for part in parts if part in done for name in done[part].files):
        if file.suffix == ".html":
            text = file.read_text("utf-8").replace(standing.COMMIT, flow.inputs.around["commit"])
            text = text.replace(standing.RESULTS, digest).replace(standing.RESULTS[:16], digest[:16])
            (new / file.name).write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(file, new / file.name)
    numbers = done["results"].folder
    for ending in ("csv", "xlsx", "parquet"):
        shutil.copyfile(numbers / f"results.{ending}", new / f"results.{ending}")
    (new / "notebooks").mkdir()
    left = json.loads((numbers / "provenance.json").read_text("utf-8"))["draft"]  # guesses and gaps
    warning = _warning(left) if left else []
    for chapter in flow.present:
        text = executed.warned((done[chapter.name].folder / NOTEBOOK).read_text("utf-8"), warning)
        (new / "notebooks" / f"{chapter.name}.ipynb").write_text(text, encoding="utf-8")


def _warning(left: int) -> list[str]:
    """Return the warning in a notebook of a draft with this many open points, in each language."""
    # Imported here because it imports all drawing code, which the process that runs the build does not need.
    from manyi.publish.page.frame import own_words

    return [own_words(language)["draft"].format(n=left) for language in LANGUAGES]


def _record(flow: Flow, done: Products) -> dict[str, object]:
    """Return what run.json says about a build: its provenance, and how long each chapter took when it was run."""
    provenance, inputs = (
        json.loads((done["results"].folder / f"{name}.json").read_text("utf-8")) for name in ("provenance", "inputs")
    )
    products = {chapter.name: done[chapter.name] for chapter in flow.present}
    notebooks = (nbformat.read(product.folder / NOTEBOOK, as_version=4) for product in products.values())
    headlines = (bundle["id"] for notebook in notebooks for bundle in executed.headlines(notebook))
    return {
        **provenance, "commit": flow.inputs.around["commit"], **flow.asked, "year": _plain(flow.job.year),
        "studies": flow.studies, "chapters": list(products),
        "headline": next(headlines, ""), "seconds": {name: product.seconds for name, product in products.items()},
        "inputs": inputs,
    }  # fmt: skip


def _plain(wave: Period) -> int | str:
    """Return a wave as written in JSON: a year as a number."""
    return int(wave) if Period(wave).parts[0] == "year" else str(wave)


def standing_at(report: str, year: Period) -> Path:
    """Return the folder of a built report, after restoring the old one if a build was killed while replacing it."""
    target = standing.target(report, year)
    recover(target)
    return target


def logs_of(report: str, year: Period) -> Path:
    """Return the folder of a build's logs."""
    return places.build() / "log" / f"{report}-{year}"
