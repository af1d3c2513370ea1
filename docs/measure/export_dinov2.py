"""Reads an export in the format dinov2 by the authors' own class ImageNet22k and compares SHA-256.

    export_dinov2.py EXPORT AUTHORS [MANIFEST] [--keywords]

AUTHORS is a checkout of facebookresearch/dinov2 or dinov3, MANIFEST the folder manifest/ of the run
(without it, the digests are those that gleaner verify compares). torch and torchvision must be there. DINOv3's class hands its
arguments to its base class by position, in another order than that has; --keywords has them handed over by name.
"""

import collections
import hashlib
import importlib
import json
import pathlib
import sys
import types


def authors_class(checkout):
    package = next(name for name in ("dinov2", "dinov3") if (checkout / name).is_dir())
    folder = checkout / package / "data" / "datasets"
    # datasets/__init__.py imports every data set with its dependencies; one module is wanted here.
    for name, path in ((package, None), (f"{package}.data", None), (f"{package}.data.datasets", folder)):
        module = types.ModuleType(name)
        module.__path__ = [str(path)] if path else []
        sys.modules[name] = module
    if "--keywords" in sys.argv:
        base = importlib.import_module(f"{package}.data.datasets.extended").ExtendedVisionDataset
        by_name = base.__init__

        def init(self, root, transforms=None, transform=None, target_transform=None):
            by_name(self, root=root, transforms=transforms, transform=transform, target_transform=target_transform)

        base.__init__ = init
    return importlib.import_module(f"{package}.data.datasets.image_net_22k").ImageNet22k


def digests(manifest):
    import pyarrow.parquet

    found = {}
    for part in sorted(pathlib.Path(manifest).glob("part-*.parquet")):
        table = pyarrow.parquet.read_table(part, columns=["id", "sha256"])
        found.update(zip(table["id"].to_pylist(), table["sha256"].to_pylist()))
    return found


def main():
    arguments = [each for each in sys.argv[1:] if each != "--keywords"]
    export, checkout = pathlib.Path(arguments[0]), pathlib.Path(arguments[1])
    image_net_22k = authors_class(checkout)
    data = image_net_22k(root=str(export), extra=str(export))
    expected = digests(arguments[2]) if len(arguments) > 2 else None
    wrong = 0
    seen = set()
    for index in range(len(data)):
        name = str(data._entries[index]["filename"])
        key = name.split(".")[0]
        seen.add(key)
        digest = hashlib.sha256(data.get_image_data(index)).hexdigest()
        wrong += expected is not None and digest != expected[key]
    image, target = data[0]
    classes = collections.Counter(data.get_targets().tolist())
    print(f"{len(data)} images, {wrong} of another SHA-256, {len(seen)} ids, first {image.mode} {image.size} class {target}")
    print({data.find_class_id(index): count for index, count in sorted(classes.items())})
    by_set = sorted(path.name for path in (export / "sets").iterdir()) if (export / "sets").is_dir() else []
    parts = [image_net_22k(root=str(export), extra=str(export / "sets" / name)) for name in by_set]
    for name, part in zip(by_set, parts):
        assert {part.find_class_id(part.get_target(i)) for i in range(len(part))} == {name}
        part[len(part) - 1]
    print("by set:", {name: len(part) for name, part in zip(by_set, parts)})
    weights = json.loads((export / "mix.json").read_text())["weights"]
    good = wrong == 0 and (expected is None or seen == expected.keys()) and (not parts or sum(map(len, parts)) == len(data))
    good = good and abs(sum(weights.values()) - 1) < 1e-12
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
