package io.gleaner.pipeline.config;

import io.gleaner.pipeline.config.Key.Block;
import io.gleaner.pipeline.config.Key.Blocks;
import io.gleaner.pipeline.config.Key.Choice;
import io.gleaner.pipeline.config.Key.Choices;
import io.gleaner.pipeline.config.Key.Real;
import io.gleaner.pipeline.config.Key.Text;
import io.gleaner.pipeline.config.Key.Texts;
import io.gleaner.pipeline.config.Key.Whole;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every key that a recipe may have. */
final class Schema {
  static final Pattern ANY = Pattern.compile("(?s).*\\S.*");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String SAFE =
      "letters, digits, dot, dash and underscore, at most 100, starting with a letter or digit";
  private static final String PATHS =
      "a list of folders, globs, .tar shards (also compressed) and .parquet files";
  private static final long HUGE = 1L << 40;

  static final Text NAME = new Text("name", FILE_NAME, SAFE, null, "required", "names the run");
  static final Whole SEED =
      new Whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0L, null, "keys every random draw");
  static final Text OUTPUT =
      new Text("output", ANY, "a path", null, "runs/NAME", "the run's directory");

  static final Texts IMAGES = new Texts("images", PATHS, true, "where the images are");
  static final Texts CARRY =
      new Texts(
          "carry",
          "a list of column names, each NAME or NAME AS OTHER_NAME",
          false,
          "fields of sidecars or columns that go through to the manifest, as text");
  static final Text IMAGE_COLUMN =
      new Text(
          "image_column",
          ANY,
          "a column's name",
          null,
          "the likeliest",
          "column of .parquet files that holds the images: binary, or a struct with bytes");
  static final Texts EMBEDDINGS =
      new Texts(
          "embeddings",
          "a list of folders, globs, .npy, .npz and .parquet files",
          false,
          "in place of images: where embeddings of them are that the same network made elsewhere");
  static final Text COLUMN =
      new Text(
          "column",
          ANY,
          "a column's name",
          null,
          "embedding",
          "embeddings: the column of vectors, or the array of .npz files");
  static final Text ID =
      new Text(
          "id",
          ANY,
          "a column's name",
          null,
          "id, or the row's number",
          "embeddings: the column of ids, which become the keys of the images");
  static final Text IMAGE =
      new Text(
          "image",
          ANY,
          "a column's name",
          null,
          "no pictures are shown",
          "embeddings: the column of paths or URLs of the pictures");
  static final Block POOL =
      new Block(
          "pool",
          List.of(IMAGES, IMAGE_COLUMN, EMBEDDINGS, COLUMN, ID, IMAGE, CARRY),
          true,
          null,
          "the uncurated images");

  static final Whole PIXELS =
      new Whole(
          "pixels", 1, HUGE, 100_000_000L, null, "most width × height, checked before decoding");
  static final Whole BYTES =
      new Whole("bytes", 1, 1L << 31, 100_000_000L, null, "most bytes of an encoded image");
  static final Whole SMALLEST_SIDE =
      new Whole("smallest_side", 1, 65_536, 8L, null, "least pixels of the shorter side");
  static final Real ASPECT_RATIO =
      new Real(
          "aspect_ratio", 1, 65_536, 20.0, null, "most times the shorter side fits the longer");
  static final Real REJECTED_SHARE =
      new Real(
          "rejected_share",
          0,
          1,
          0.5,
          null,
          "most of a source's inputs that may be rejected before the run fails; 1 lets all be"
              + " lost");
  static final Block LIMITS =
      new Block(
          "limits",
          List.of(PIXELS, BYTES, SMALLEST_SIDE, ASPECT_RATIO, REJECTED_SHARE),
          false,
          "the defaults below",
          "what an image must keep to; what does not goes to rejected/");

  static final Choice DECODER =
      new Choice(
          "decoder",
          List.of("auto", "native", "java"),
          "auto",
          "what decodes JPEG, PNG and WebP; auto is native where it loads, java rejects lossy WebP");
  static final Choice DECODE =
      new Choice(
          "decode",
          List.of("exact", "scaled"),
          "exact",
          "scaled decodes large JPEGs at a half, a quarter or an eighth of their sides, at least"
              + " twice of what encoders see; needs the native decoder");

  static final Text MODEL =
      new Text(
          "model",
          ANY,
          "a checkpoint folder or a TorchScript file",
          null,
          "required",
          "the semantic encoder, for clustering and retrieval (paper: ViT-H/16)");
  static final Whole BATCH =
      new Whole("batch", 1, 4096, 64L, null, "images of one call of the network");
  static final Text DEVICE =
      new Text(
          "device",
          Pattern.compile("auto|cpu|cuda:\\d{1,3}(,cuda:\\d{1,3})*"),
          "auto, cpu, cuda:N or several with commas between",
          "auto",
          null,
          "where networks run; auto is the first GPU if there is one");
  static final Choice LINEAR =
      new Choice(
          "linear",
          List.of("auto", "mkl", "onednn"),
          "auto",
          "what multiplies by weights on a CPU; auto is onednn");
  static final Choice PRECISION =
      new Choice(
          "precision",
          List.of("fp32", "fp16", "bf16"),
          "fp32",
          "what products are computed in; sums between layers stay in float32");
  static final Choice POOLING =
      new Choice(
          "pooling",
          List.of("auto", "cls", "mean", "cls_mean", "pooler", "projection"),
          "auto",
          "how tokens become an embedding; auto is what the model's authors use");
  static final Choice NORMALIZE =
      new Choice(
          "normalize",
          List.of("true", "false"),
          "false",
          "whether stored embeddings have unit length; similarities are cosines either way");
  static final Whole RESOLUTION =
      new Whole(
          "resolution",
          1,
          16_384,
          null,
          "the model's own",
          "pixels of a side of what the network is given; positions are resampled");
  static final Block PREPROCESSING =
      new Block(
          "preprocessing",
          PreprocessingKeys.ALL,
          false,
          "the model's own",
          "goes over what the model's files say of images, key by key, in their terms");
  static final Block ENCODER =
      new Block(
          "encoder",
          List.of(
              MODEL,
              BATCH,
              DEVICE,
              LINEAR,
              PRECISION,
              POOLING,
              NORMALIZE,
              RESOLUTION,
              PREPROCESSING),
          true,
          null,
          "what embeds the images; may be left out where all are given as embeddings");

  static final Text DEDUP_ENCODER =
      new Text(
          "encoder",
          ANY,
          "same, a checkpoint folder or a TorchScript file",
          "same",
          null,
          "the copy-detection encoder (paper: SSCD); same is the semantic one");
  static final Whole PERCEPTUAL_DISTANCE =
      new Whole(
          "perceptual_distance",
          -1,
          16,
          4L,
          null,
          "most differing bits of two 64-bit perceptual hashes; -1 leaves the hashes out");
  static final Whole NEIGHBOURS =
      new Whole(
          "neighbours",
          1,
          1024,
          64L,
          null,
          "nearest images that each is compared with (paper: 64)");
  static final Real THRESHOLD =
      new Real(
          "threshold",
          -1,
          1,
          0.6,
          null,
          "cosine above which two images are near-duplicates (paper: 0.6, for SSCD); gleaner"
              + " calibrate measures which");
  static final Real FLOOR =
      new Real(
          "floor",
          -1,
          1,
          null,
          "the lower threshold less 0.1",
          "edges of neighbours/ are kept down to this cosine, for deciding again");
  static final Choice INDEX =
      new Choice(
          "index",
          List.of("auto", "exact", "hnsw"),
          "auto",
          "how a cell is searched: blocked matrix products, a graph, or what takes less time");
  static final Whole CELLS =
      new Whole(
          "cells",
          1,
          1L << 20,
          null,
          "one for each rows_per_cell images",
          "cells that the searched images are cut into; one is searched as a whole");
  static final Whole ROWS_PER_CELL = rowsPerCell(CellConfig.CLOSE);
  static final Whole RETRIEVAL_ROWS_PER_CELL = rowsPerCell(CellConfig.DEFAULTS);
  static final Whole NPROBE = nprobe(CellConfig.CLOSE);
  static final Whole RETRIEVAL_NPROBE = nprobe(CellConfig.DEFAULTS);
  static final Whole LINKS =
      new Whole("links", 2, 128, 16L, null, "links of a node, M of the HNSW paper");
  static final Whole CONSTRUCTION_BEAM =
      new Whole(
          "construction_beam", 8, 4096, 200L, null, "candidates while building, efConstruction");
  static final Whole SEARCH_BEAM =
      new Whole("search_beam", 8, 4096, 100L, null, "candidates while searching, ef");
  static final Block HNSW =
      new Block(
          "hnsw",
          List.of(LINKS, CONSTRUCTION_BEAM, SEARCH_BEAM),
          false,
          "the defaults below",
          "the graph's parameters");
  static final Choices KEEP =
      new Choices(
          "keep",
          List.of("pixels", "bytes", "id"),
          List.of("pixels", "bytes", "id"),
          null,
          "which image of a component stays: most pixels, most bytes, smallest id, in this order");
  static final Whole LARGEST_COMPONENT =
      new Whole(
          "largest_component",
          1,
          HUGE,
          null,
          "the larger of 1000 and 1 % of the pool",
          "images of a component above which on_large_component applies");
  static final Choice ON_LARGE_COMPONENT =
      new Choice(
          "on_large_component",
          List.of("split", "keep", "fail"),
          "split",
          "raise the threshold inside it until its parts are small enough, leave it, or end the"
              + " run");
  static final Real AGAINST_THRESHOLD =
      new Real(
          "threshold",
          -1,
          1,
          0.45,
          null,
          "cosine above which an image resembles an evaluation image (paper: 0.45, for SSCD)");
  static final Block AGAINST =
      new Block(
          "against",
          List.of(IMAGES, IMAGE_COLUMN, EMBEDDINGS, COLUMN, ID, IMAGE, AGAINST_THRESHOLD),
          false,
          "nothing is compared",
          "evaluation sets: components of the pool that touch them are removed");
  static final Choice NEAR_COPIES =
      new Choice(
          "near_copies",
          List.of("keep", "remove"),
          "keep",
          "pool images above the threshold to a curated image: stay in the pool (paper), or leave");
  static final Real CURATED_THRESHOLD =
      new Real(
          "threshold",
          -1,
          1,
          null,
          "dedup.threshold",
          "cosine above which a pool image is a near-copy of a curated image");
  static final Block CURATED_COPIES =
      new Block(
          "curated",
          List.of(NEAR_COPIES, CURATED_THRESHOLD),
          false,
          "the defaults below",
          "what becomes of pool images that nearly are curated ones; of equal bytes the manifest"
              + " has one row either way");
  static final Block DEDUP =
      new Block(
          "dedup",
          List.of(
              DEDUP_ENCODER,
              PREPROCESSING,
              PERCEPTUAL_DISTANCE,
              NEIGHBOURS,
              THRESHOLD,
              FLOOR,
              INDEX,
              CELLS,
              ROWS_PER_CELL,
              NPROBE,
              HNSW,
              KEEP,
              LARGEST_COMPONENT,
              ON_LARGE_COMPONENT,
              AGAINST,
              CURATED_COPIES),
          false,
          "the defaults below",
          "removal of near-duplicates, and of what resembles the evaluation sets");

  static final Whole CLUSTERS =
      new Whole("clusters", 1, 1L << 24, null, "required", "number of clusters (paper: 100000)");
  static final Whole ITERATIONS = new Whole("iterations", 1, 10_000, 20L, null, "most iterations");
  static final Choice START =
      new Choice(
          "start",
          List.of("plus_plus", "random"),
          "plus_plus",
          "the first centroids: k-means++ or drawn at random");
  static final Real TOLERANCE =
      new Real(
          "tolerance",
          0,
          1,
          1e-4,
          null,
          "iterations end once the objective grows by less than this share");
  static final Whole POINTS_PER_CENTROID =
      new Whole(
          "points_per_centroid",
          1,
          1L << 20,
          256L,
          null,
          "embeddings that are trained on, for each centroid");
  static final Whole EXACT_UP_TO =
      new Whole(
          "exact_up_to",
          1,
          1L << 24,
          8192L,
          null,
          "clusters up to which an embedding is compared with all centroids; beyond, with those of"
              + " the nearest of about √clusters groups");
  static final Whole PROBED_GROUPS =
      new Whole(
          "probed_groups",
          1,
          1L << 12,
          8L,
          null,
          "beyond exact_up_to: nearest groups whose centroids an embedding is compared with");
  static final Block CLUSTER =
      new Block(
          "cluster",
          List.of(
              CLUSTERS,
              ITERATIONS,
              START,
              TOLERANCE,
              POINTS_PER_CENTROID,
              EXACT_UP_TO,
              PROBED_GROUPS),
          false,
          "the pool is not clustered",
          "spherical k-means of the pool; needed by curated sets that retrieve by cluster");

  static final Text SET_NAME =
      new Text("name", FILE_NAME, SAFE, null, "required", "names the set, once in a recipe");
  static final Text TASK =
      new Text("task", ANY, "a text", null, "none", "groups the set in the composition table");
  static final Choices RETRIEVE =
      new Choices(
          "retrieve",
          List.of("sample", "cluster", "as_is"),
          null,
          "required",
          "nearest images of each of the set's, images of its clusters, or the set itself");
  static final Whole PER_QUERY =
      new Whole(
          "per_query",
          1,
          1000,
          4L,
          null,
          "sample: pool images to retrieve for each curated image (paper: 4 or 32)");
  static final Choice COLLISIONS =
      new Choice(
          "collisions",
          List.of("share", "refill"),
          "share",
          "sample: an image that several queries want is given to each, or to the nearest alone");
  static final Whole MORE_THAN =
      new Whole(
          "more_than",
          0,
          HUGE,
          3L,
          null,
          "cluster: a cluster must hold more than so many of the set's images (paper: 3)");
  static final Whole PER_CLUSTER =
      new Whole(
          "per_cluster",
          1,
          1L << 30,
          10_000L,
          null,
          "cluster: pool images drawn from each such cluster (paper: 10000)");
  static final Whole CAP =
      new Whole(
          "cap",
          1,
          1L << 30,
          1_000_000L,
          null,
          "cluster: most pool images of the set (paper: 1000000)");
  static final Real MIN_SIMILARITY =
      new Real(
          "min_similarity",
          -1,
          1,
          -1.0,
          null,
          "sample: least cosine of a pool image to the curated image; cluster: to its cluster's"
              + " centroid; -1 is none");
  static final Blocks CURATED =
      new Blocks(
          "curated",
          List.of(
              SET_NAME,
              TASK,
              IMAGES,
              IMAGE_COLUMN,
              EMBEDDINGS,
              COLUMN,
              ID,
              IMAGE,
              CARRY,
              RETRIEVE,
              PER_QUERY,
              COLLISIONS,
              MORE_THAN,
              PER_CLUSTER,
              CAP,
              MIN_SIMILARITY),
          "nothing is retrieved; the manifest is what deduplication leaves",
          "the seed sets, and how images are retrieved for each");

  static final Block RETRIEVAL =
      new Block(
          "retrieval",
          List.of(INDEX, CELLS, RETRIEVAL_ROWS_PER_CELL, RETRIEVAL_NPROBE, HNSW),
          false,
          "the defaults below",
          "the search that retrieval by sample makes");

  static final Texts DECISIONS =
      new Texts(
          "decisions",
          "a list of CSV files",
          false,
          "what people decided about images of an earlier run; this run obeys it");

  static final Block DEFAULTS =
      new Block(
          "defaults",
          CURATED.keys().stream()
              .filter(
                  key -> !List.of(SET_NAME, IMAGES, EMBEDDINGS, COLUMN, ID, IMAGE).contains(key))
              .toList(),
          false,
          "none",
          "keys of every curated set that does not have them itself, where they do something for"
              + " its modes");
  static final Texts INCLUDE =
      new Texts(
          "include",
          "a file, or a list of files",
          false,
          "recipes that this one goes over, the later over the earlier; paths start in this"
              + " file's folder");

  /** What is left when a file's includes and defaults are put in. */
  static final List<Key> KEYS =
      List.of(
          NAME, SEED, OUTPUT, POOL, LIMITS, DECODER, DECODE, ENCODER, DEDUP, CLUSTER, RETRIEVAL,
          CURATED, DECISIONS);

  static final List<Key> FILE_KEYS =
      Stream.concat(Stream.of(INCLUDE, DEFAULTS), KEYS.stream()).toList();

  private static Whole rowsPerCell(CellConfig defaults) {
    return new Whole(
        "rows_per_cell",
        100,
        10_000_000,
        (long) defaults.rowsPerCell(),
        null,
        "images of a cell; one of more than twice as many is searched in parts");
  }

  private static Whole nprobe(CellConfig defaults) {
    return new Whole(
        "nprobe",
        1,
        1024,
        (long) defaults.nprobe(),
        null,
        "cells in which each image is searched, its own and the nearest ones");
  }

  private Schema() {}
}
