"""Makes the tables of docs/scale.md from what scale.py measured.

Usage: python3 scale_table.py --results FOLDER/results.jsonl [--page docs/scale.md]
Prints Markdown, or with --page puts the measurements between the page's lines "<!-- measured -->" and "<!-- end of measured -->", and what
scale_formulas.py predicts between "<!-- predicted -->" and "<!-- end of predicted -->". Where a thing was measured in more
than one round, the figure is the median; ratios are of medians. The exponent between two sizes is log(t2 / t1) / log(n2 / n1): 1 is linear growth.
"""
import argparse
import json
import math
from pathlib import Path
from statistics import median

import scale_formulas

STAGES = {"dedup": ["check", "neighbours", "deduplicate"], "cluster": ["check", "cluster"], "retrieve": ["check", "retrieve"]}
AGAINST = {"dedup": "neighbours", "cluster": "cluster", "retrieve": "retrieve"}


class Measured:
    """The rows of results.jsonl that ended well, by what was measured."""

    def __init__(self, rows):
        self.rows = {}
        for row in rows:
            if "failed" not in row and "failed" not in row.get("check", {}):
                name = row["runner"] if row["program"] == "gleaner" else row["index"]
                self.rows.setdefault((row["program"], row["command"], name, row["images"]), []).append(row)

    def names(self, program, command):
        return sorted({key[2] for key in self.rows if key[:2] == (program, command)})

    def sizes(self):
        return sorted({key[3] for key in self.rows})

    def of(self, *key):
        return self.rows.get(key, [])

    def value(self, key, field):
        """Returns the median over rounds of field(row), or None where it was not measured."""
        values = [value for value in map(field, self.of(*key)) if value is not None]
        return median(values) if values else None


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"


def seconds(value):
    return number(value, 1 if value is not None and value < 100 else 0)


def exponent(small, large, times):
    return None if small is None or large is None else math.log(large / small) / math.log(times)


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def times_table(measured):
    rows = []
    for command, stages in STAGES.items():
        for runner in measured.names("gleaner", command):
            for images in measured.sizes():
                key = ("gleaner", command, runner, images)
                if not measured.of(*key):
                    continue
                cells = [seconds(measured.value(key, lambda row: row["seconds"])), seconds(measured.value(key, lambda row: row["processor_seconds"]))]
                cells.append(", ".join(
                    f"{stage} {seconds(measured.value(key, lambda row: row['stages'].get(stage)))}" for stage in stages))
                cells += [number(measured.value(key, lambda row: row.get(name)))
                          for name in ("resident_mib", "heap_mib", "live_heap_mib", "disk_peak_mib")]
                rows.append([command, runner, number(images), *cells])
    return table(
        ["command", "runner", "images", "wall s", "processor s", "stages, s", "resident MiB", "heap MiB", "live heap MiB", "disk MiB at most"], rows)


def growth_table(measured):
    sizes = measured.sizes()
    pairs = list(zip(sizes, sizes[1:]))
    rows = []
    for command, stages in STAGES.items():
        for runner in measured.names("gleaner", command):
            for what in ["whole command", *stages[1:]]:
                def taken(row):
                    return row["seconds"] if what == "whole command" else row["stages"].get(what)
                cells = [number(exponent(
                    measured.value(("gleaner", command, runner, one), taken), measured.value(("gleaner", command, runner, other), taken), other / one),
                    2) for one, other in pairs]
                if any(cells):
                    rows.append([command, runner, what, *cells])
    return table(["command", "runner", "what", *(f"{number(one)} to {number(other)}" for one, other in pairs)], rows)


def peers_table(measured):
    rows = []
    for command, stage in AGAINST.items():
        for images in measured.sizes():
            best = [(measured.value(("gleaner", command, runner, images), lambda row: row["stages"].get(stage)), runner)
                    for runner in measured.names("gleaner", command) if measured.of("gleaner", command, runner, images)]
            if not best:
                continue
            ours, runner = min(best)
            check = measured.of("gleaner", command, runner, images)[-1]["check"]
            for index in measured.names("faiss", command):
                key = ("faiss", command, index, images)
                if not measured.of(*key):
                    continue
                theirs = measured.value(key, lambda row: row["seconds"] + row["parts"]["read"])
                last = measured.of(*key)[-1]
                quality = (f"{last['recall']:.4f}", f"{check['recall']:.4f}") if "recall" in last else (
                    number(last["objective"]), number(check["objective"]))
                rows.append([
                    command, number(images), index, number(last.get("parameter")), quality[0],
                    seconds(measured.value(key, lambda row: row["parts"]["read"])), seconds(measured.value(key, lambda row: row["seconds"])), runner,
                    quality[1], seconds(ours), number(theirs / ours, 2)])
    return table(
        ["command", "images", "Faiss", "nprobe or ef", "recall or objective", "read s", "work s", "Gleaner on", "recall or objective", "stage s",
         "Faiss by Gleaner"], rows)


def checks_table(measured):
    rows = []
    for command in STAGES:
        for images in measured.sizes():
            found = [(runner, row["check"]) for runner in measured.names("gleaner", command)
                     for row in measured.of("gleaner", command, runner, images)]
            if not found:
                continue
            digests = {check["digest"] for _, check in found}
            same = f"{len(digests)} in {len(found)} results of {', '.join(sorted({runner for runner, _ in found}))}"
            check = found[-1][1]
            planted = f"{check['planted_found']:.5f} of {number(check['planted'])}, {number(check['removed'])} removed" if "planted" in check else ""
            quality = f"recall {check['recall']:.4f}" if "recall" in check else f"objective {number(check['objective'])}"
            rows.append([command, number(images), same, quality, planted])
    return table(["command", "images", "digests", "quality", "planted copies found"], rows)


def markdown(rows):
    measured = Measured(rows)
    failed = [f"- {row['program']} {row['command']} {row.get('runner', row.get('index'))}, {number(row['images'])} images: {row['failed']}"
              for row in rows if "failed" in row]
    parts = [
        "**Time and memory**\n", times_table(measured), "**Growth**\n", growth_table(measured), "**Beside Faiss**\n", peers_table(measured),
        "**Results**\n", checks_table(measured)]
    if failed:
        parts += ["**Not done**\n", "\n".join(failed) + "\n"]
    return "\n".join(parts)


def put(page, name, text):
    """Returns the page with the text between its two lines of that name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    if end not in rest:
        raise SystemExit(f'the page has no "{begin}" followed by "{end}"')
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.results.read_text().splitlines()]
    measured, predicted = markdown(rows), scale_formulas.markdown(rows)
    if options.page:
        options.page.write_text(put(put(options.page.read_text(), "measured", measured), "predicted", predicted))
    else:
        print(measured + "\n" + predicted)


if __name__ == "__main__":
    main()
