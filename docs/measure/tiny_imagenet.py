"""Prepares the measurement of retrieval on Tiny ImageNet: 10,000 pool images in ten shards, 40 classes of 25 images as curated sets.

Usage: python3 tiny_imagenet.py --data FOLDER --output FOLDER --mode both
FOLDER of --data holds pool-0000N.tar and seeds.tar (<wnid>/<file>.jpg). Unpacks seeds.tar to OUTPUT/seeds and writes OUTPUT/config.yaml, with a
curated set for each class; then
  ./gleaner run OUTPUT/config.yaml
  python3 retrieval_purity.py --run OUTPUT/run --labels FOLDER/pool-labels.csv
Prints the number of shards, sets and images, and the path of the configuration. pool-labels.csv is not read: it is for measuring alone.
"""
import argparse
import tarfile
from pathlib import Path

MODES = {"sample": ["sample"], "cluster": ["cluster"], "both": ["sample", "cluster"]}


def quoted(value):
    """Returns a YAML string; single quotes keep everything but themselves."""
    return "'" + str(value).replace("'", "''") + "'"


def curated_set(name, folder, modes, arguments):
    lines = [f"  - name: {name}", f"    images: [{quoted(folder)}]", f"    retrieve: [{', '.join(modes)}]"]
    if "sample" in modes:
        lines += [f"    per_query: {arguments.per_query}", f"    collisions: {arguments.collisions}"]
    if "cluster" in modes:
        lines += [f"    {key}: {getattr(arguments, key)}" for key in ["more_than", "per_cluster", "cap"]]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path, help="folder with the shards and seeds.tar")
    parser.add_argument("--output", required=True, type=Path, help="folder for the seeds, the configuration and the run")
    parser.add_argument("--encoder", type=Path, default=Path("samples/encoder"))
    parser.add_argument("--mode", choices=MODES, default="both")
    parser.add_argument("--per-query", type=int, default=4)
    parser.add_argument("--collisions", choices=["share", "refill"], default="share")
    parser.add_argument("--clusters", type=int, default=400)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--more-than", type=int, default=3)
    parser.add_argument("--per-cluster", type=int, default=25)
    parser.add_argument("--cap", type=int, default=100)
    parser.add_argument("--threshold", type=float, default=0.96, help="of near-duplicates (default 0.96)")
    parser.add_argument("--index", choices=["hnsw", "exact"], default="hnsw")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    data, output = arguments.data.resolve(), arguments.output.resolve()
    shards = sorted(data.glob("pool-*.tar"))
    if not shards:
        raise SystemExit(f"{data}: no pool-*.tar in it")
    seeds = output / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    with tarfile.open(data / "seeds.tar") as archive:
        archive.extractall(seeds, filter="data")
    sets = sorted(folder for folder in seeds.iterdir() if folder.is_dir())
    images = "\n".join(f"    - {quoted(shard)}" for shard in shards)
    curated = "\n".join(curated_set(folder.name, folder, MODES[arguments.mode], arguments) for folder in sets)
    config = output / "config.yaml"
    config.write_text(f"""name: tiny-imagenet-{arguments.mode}
seed: {arguments.seed}
output: {quoted(output / 'run')}
pool:
  images:
{images}
encoder: {{ model: {quoted(arguments.encoder.resolve())}, batch: 64, device: auto }}
dedup:
  encoder: same
  perceptual_distance: 4
  neighbours: 64
  threshold: {arguments.threshold}
  floor: {min(0.9, arguments.threshold)}
  index: {arguments.index}
cluster: {{ clusters: {arguments.clusters}, iterations: {arguments.iterations} }}
curated:
{curated}
""", encoding="utf-8")
    count = sum(1 for _ in seeds.rglob("*.jpg"))
    print(f"{len(shards)} shards, {len(sets)} curated sets of {count} images in all: {config}")


if __name__ == "__main__":
    main()
