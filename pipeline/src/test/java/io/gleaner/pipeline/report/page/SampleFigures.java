package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.ImageMap;
import io.gleaner.pipeline.report.figures.Origin;
import io.gleaner.pipeline.report.figures.Overlap;
import io.gleaner.pipeline.report.figures.Rejections;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.figures.Sweep;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Figures such as a run of the samples could have, with their pictures; numbers are made up but
 * plausible. For tests of the page and for looking at it.
 */
final class SampleFigures {
  private static final Path SAMPLES = Path.of("../samples");

  private final SplittableRandom random = new SplittableRandom(1);
  private final Map<String, Card> cards = new TreeMap<>();
  private final List<String> pool = new ArrayList<>();
  private final List<String> curated = new ArrayList<>();
  private final List<Pair> copies = new ArrayList<>();
  private final Map<String, byte[]> thumbnails = new LinkedHashMap<>();

  private SampleFigures() {}

  /**
   * Returns figures with pictures; {@code hostile} are names of pool images beside the samples'.
   */
  static ReportFigures with(List<String> hostile) throws IOException {
    SampleFigures figures = new SampleFigures();
    figures.read("pool/crawl", Card.Fate.NOT_CALLED_FOR, "pool", figures.pool, 260);
    figures.read("curated/shoes", Card.Fate.CURATED, "curated/shoes", figures.curated, 18);
    figures.read("curated/hats", Card.Fate.CURATED, "curated/hats", figures.curated, 18);
    figures.read("evaluation", Card.Fate.EVALUATION, "evaluation", new ArrayList<>(), 30);
    figures.findCopies();
    for (String name : hostile) {
      String id = "id of " + name;
      figures.cards.put(
          id,
          card(
              name,
              "pool",
              figures.thumbnails.get(figures.pool.get(0)),
              Card.Fate.IN_MANIFEST,
              List.of("shoes"),
              List.of("Called for by shoes as " + name + ".", "It stands for [[" + id + "]].")));
      figures.pool.add(0, id);
    }
    return figures.all();
  }

  /** Returns figures of so many cards, each with a picture of so many bytes. */
  static ReportFigures padded(int cards, int bytes) throws IOException {
    SampleFigures figures = new SampleFigures();
    figures.read("pool/crawl", Card.Fate.NOT_CALLED_FOR, "pool", figures.pool, 120);
    figures.read("curated/shoes", Card.Fate.CURATED, "curated/shoes", figures.curated, 18);
    figures.findCopies();
    List<Card> some = List.copyOf(figures.cards.values());
    for (int i = 0; figures.cards.size() < cards; i++) {
      Card card = some.get(i % some.size());
      figures.cards.put(
          "copy " + i,
          card(
              i + "/" + card.uri(),
              "pool",
              card.thumbnail(),
              card.fate(),
              card.sets(),
              card.story()));
    }
    // What follows the end of a JPEG is not looked at.
    figures.cards.replaceAll(
        (id, card) ->
            new Card(
                card.uri(),
                card.source(),
                Arrays.copyOf(card.thumbnail(), Math.max(bytes, card.thumbnail().length)),
                null,
                card.fate(),
                card.sets(),
                card.row(),
                card.story()));
    return figures.all();
  }

  private void read(String folder, Card.Fate fate, String source, List<String> ids, int most)
      throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(SAMPLES.resolve(folder))) {
      files = walk.filter(file -> file.toString().endsWith(".jpg")).sorted().limit(most).toList();
    }
    for (Path file : files) {
      byte[] thumbnail = thumbnail(file);
      if (thumbnail == null) {
        continue;
      }
      String uri = SAMPLES.relativize(file).toString();
      String id = Integer.toHexString(uri.hashCode());
      ids.add(id);
      thumbnails.put(id, thumbnail);
      Card.Fate became = fate;
      List<String> sets = List.of();
      if (fate == Card.Fate.CURATED) {
        sets = List.of(source.substring(source.indexOf('/') + 1));
      } else if (fate == Card.Fate.NOT_CALLED_FOR) {
        int drawn = random.nextInt(10);
        became =
            drawn < 2
                ? Card.Fate.REMOVED
                : drawn < 5 ? Card.Fate.IN_MANIFEST : Card.Fate.NOT_CALLED_FOR;
        sets = became == Card.Fate.IN_MANIFEST ? List.of(drawn < 4 ? "shoes" : "hats") : List.of();
      }
      cards.put(
          id,
          card(
              uri,
              source,
              thumbnail,
              became,
              sets,
              List.of("It was read from " + source + ".", "See also [[" + ids.get(0) + "]].")));
    }
  }

  private static byte[] thumbnail(Path file) throws IOException {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      return null;
    }
    if (image == null || image.getWidth() < 16 || image.getHeight() < 16) {
      return null;
    }
    double scale = 128.0 / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) (image.getWidth() * scale));
    int height = Math.max(1, (int) (image.getHeight() * scale));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Image scaled = image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    small.createGraphics().drawImage(scaled, 0, 0, null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(small, "jpg", bytes);
    return bytes.toByteArray();
  }

  private static Card card(
      String uri,
      String source,
      byte[] thumbnail,
      Card.Fate fate,
      List<String> sets,
      List<String> story) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("uri", uri);
    row.put("source", source);
    row.put("sha256", "ab".repeat(30) + String.format(java.util.Locale.ROOT, "%04x", uri.length()));
    row.put("width", "400");
    row.put("height", "533");
    row.put("caption", null);
    return new Card(
        uri,
        source,
        thumbnail,
        thumbnail == null ? "the file is gone" : null,
        fate,
        sets,
        row,
        story);
  }

  private void findCopies() throws IOException {
    Map<String, String> byUri = new LinkedHashMap<>();
    cards.forEach((id, card) -> byUri.put(card.uri(), id));
    for (String line : Files.readAllLines(SAMPLES.resolve("truth.csv"))) {
      List<String> cells = List.of(line.split(",", -1));
      String copy = byUri.get(cells.get(0));
      String original = byUri.get(cells.get(1));
      if (copy != null && original != null) {
        double similarity = 0.961 + 0.0012 * copies.size();
        copies.add(
            new Pair(
                original,
                copy,
                Math.min(similarity, 0.999),
                "near",
                original,
                "more pixels: 400 x 533 against 200 x 266"));
      }
    }
  }

  private static <T> Sample<T> some(List<T> all, int most, long of, String order) {
    return new Sample<>(List.copyOf(all.subList(0, Math.min(all.size(), most))), of, order);
  }

  private ReportFigures all() {
    return new ReportFigures(
        origin(),
        flow(),
        statistics(),
        duplicates(),
        rejections(),
        clusters(),
        sets(),
        new Overlap(
            List.of("shoes", "hats", "dresses"),
            new long[][] {{41, 7, 0}, {7, 40, 3}, {0, 3, 14}},
            new double[][] {{1, 0.0946, 0}, {0.0946, 1, 0.0588}, {0, 0.0588, 1}}),
        map(),
        sweep(),
        cards);
  }

  private static Origin origin() {
    Map<String, String> gleaner = new LinkedHashMap<>();
    gleaner.put("version", "0.1.0-SNAPSHOT");
    gleaner.put("commit", "5fe3fa1");
    gleaner.put("format", "3");
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("system", "Linux 6.1 amd64");
    machine.put("java", "17.0.12");
    machine.put("processors", "8");
    Map<String, String> encoder = new LinkedHashMap<>();
    encoder.put("role", "semantic");
    encoder.put("model", "samples/encoder");
    encoder.put("digest", "c1d2".repeat(16));
    encoder.put("dimension", "256");
    return new Origin(
        "quickstart",
        gleaner,
        machine,
        List.of(encoder),
        "name: quickstart\n"
            + "seed: 0\n"
            + "output: runs/quickstart\n"
            + "pool:\n"
            + "  images: [samples/pool/crawl]\n",
        "2026-03-01T10:15:30Z",
        "2026-03-01T10:16:02Z",
        List.of(
            new Origin.Stage("embed", 12.3, new TreeMap<>(Map.of("images", 676L, "rejected", 7L))),
            new Origin.Stage("neighbours", 3.1, new TreeMap<>(Map.of("edges", 5120L))),
            new Origin.Stage("manifest", 252.2, new TreeMap<>(Map.of("images", 128L)))));
  }

  private static Flow flow() {
    return new Flow(
        List.of(
            new Flow.Step("pool", "pool", 0, Flow.Kind.GOES_ON, 567),
            new Flow.Step("hats+shoes", "curated sets", 0, Flow.Kind.JOINS, 50),
            new Flow.Step("usable", "usable", 1, Flow.Kind.GOES_ON, 560),
            new Flow.Step("rejected", "rejected", 1, Flow.Kind.LEAVES, 7),
            new Flow.Step("kept", "distinct", 2, Flow.Kind.GOES_ON, 430),
            new Flow.Step("exact", "exact copies", 2, Flow.Kind.LEAVES, 11),
            new Flow.Step("perceptual", "perceptual copies", 2, Flow.Kind.LEAVES, 77),
            new Flow.Step("near", "near-duplicates", 2, Flow.Kind.LEAVES, 27),
            new Flow.Step("relative", "near evaluation", 2, Flow.Kind.LEAVES, 15),
            new Flow.Step("shoes", "called for by shoes", 3, Flow.Kind.JOINS, 41),
            new Flow.Step("hats", "called for by hats", 3, Flow.Kind.JOINS, 73),
            new Flow.Step("uncalled", "not called for", 3, Flow.Kind.LEAVES, 316),
            new Flow.Step("manifest", "manifest", 4, Flow.Kind.ARRIVES, 164)),
        List.of(
            new Flow.Stream("pool", "usable", 560),
            new Flow.Stream("pool", "rejected", 7),
            new Flow.Stream("usable", "kept", 430),
            new Flow.Stream("usable", "exact", 11),
            new Flow.Stream("usable", "perceptual", 77),
            new Flow.Stream("usable", "near", 27),
            new Flow.Stream("usable", "relative", 15),
            new Flow.Stream("kept", "shoes", 41),
            new Flow.Stream("kept", "hats", 73),
            new Flow.Stream("kept", "uncalled", 316),
            new Flow.Stream("hats+shoes", "manifest", 50),
            new Flow.Stream("shoes", "manifest", 41),
            new Flow.Stream("hats", "manifest", 73)));
  }

  private static Map<String, Object> row(Object... cells) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i].toString(), cells[i + 1]);
    }
    return row;
  }

  private static Map<String, List<Map<String, Object>>> statistics() {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    tables.put(
        "composition",
        List.of(
            row(
                "task",
                "retrieval",
                "dataset",
                "shoes",
                "images",
                18L,
                "retrieval",
                "sample",
                "retrieved",
                72L,
                "final",
                41L,
                "total",
                41L),
            row(
                "task",
                null,
                "dataset",
                "hats",
                "images",
                18L,
                "retrieval",
                "cluster",
                "retrieved",
                40L,
                "final",
                40L,
                "total",
                40L),
            row(
                "task",
                null,
                "dataset",
                "dresses",
                "images",
                14L,
                "retrieval",
                "as_is",
                "retrieved",
                null,
                "final",
                14L,
                "total",
                14L),
            row(
                "task",
                null,
                "dataset",
                "all",
                "images",
                null,
                "retrieval",
                null,
                "retrieved",
                null,
                "final",
                null,
                "total",
                12128L)));
    tables.put(
        "sources",
        List.of(
            row("source", "pool", "images", 560L, "constant", 2L, "rejected", 7L, "inputs", 567L)));
    tables.put("rejections", List.of(row("source", "pool", "reason", "TRUNCATED", "inputs", 1L)));
    tables.put(
        "deduplication", List.of(row("kind", "near", "removed", 27L, "least_similarity", 0.9616)));
    tables.put("components", List.of());
    tables.put("decisions", List.of(row("decision", "never", "obeyed", 3L)));
    return tables;
  }

  private DuplicateFigures duplicates() {
    long[] counts = new long[50];
    double[] edges = new double[51];
    for (int i = 0; i <= 50; i++) {
      edges[i] = 0.9 + i * 0.002;
      if (i < 50) {
        counts[i] = 3 + (long) (900 * Math.exp(-i / 7.0)) + i / 3;
      }
    }
    Histogram similarity =
        new Histogram(
            "cosine similarity",
            edges,
            counts,
            List.of(new Histogram.Mark("floor", 0.9), new Histogram.Mark("threshold", 0.96)));
    List<Pair> below = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      below.add(
          new Pair(pool.get(3 * i), pool.get(3 * i + 1), 0.9599 - i * 0.001, "near", null, null));
    }
    List<DuplicateFigures.Component> components = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      List<String> members = pool.subList(20 * i, 20 * i + 14 - 3 * i);
      components.add(
          new DuplicateFigures.Component(
              members.get(0),
              "near",
              members.size(),
              0.9634,
              members.get(0),
              i == 1 ? "part" : "whole",
              some(members, 10, members.size(), "the representative first"),
              new Pair(members.get(0), members.get(1), 0.9634, "near", null, "the weakest edge")));
    }
    Map<String, Sample<Pair>> kinds = new LinkedHashMap<>();
    kinds.put(
        "exact",
        some(copies.subList(0, Math.min(2, copies.size())), 2, 11, "drawn by a hash of the id"));
    kinds.put("near", some(copies, 4, 27, "drawn by a hash of the id"));
    kinds.put("relative", some(List.<Pair>of(), 0, 0, "drawn by a hash of the id"));
    return new DuplicateFigures(
        0.96,
        0.9,
        similarity,
        null,
        some(copies, 12, 1310, "the weakest first"),
        some(below, 12, 944, "the strongest first"),
        kinds,
        some(components, 3, 18, "the largest first"));
  }

  private List<Rejections> rejections() {
    return List.of(
        new Rejections(
            "pool",
            "TRUNCATED",
            some(
                List.of(
                    new Rejections.Example(
                        "crawl/odd/truncated.jpg", "the file ends before the image", null)),
                1,
                1,
                "drawn by a hash of the uri")),
        new Rejections(
            "pool",
            "TOO_SMALL",
            some(
                List.of(new Rejections.Example("crawl/odd/one-pixel.png", "1 x 1", pool.get(2))),
                1,
                1,
                "drawn by a hash of the uri")));
  }

  private ClusterFigures clusters() {
    List<ClusterFigures.Cluster> some = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      some.add(
          new ClusterFigures.Cluster(
              7 + i,
              31 + i,
              0.71 + i * 0.02,
              i == 3
                  ? List.of()
                  : List.of(
                      new ClusterFigures.Share("shoes", 9, 0.5, true, 12, "chosen"),
                      new ClusterFigures.Share("hats", 1, 0.0556, false, 0, "too_few_images")),
              some(
                  pool.subList(10 * i, 10 * i + 12),
                  12,
                  31 + i,
                  "the nearest to the centroid first")));
    }
    return new ClusterFigures(
        20,
        430,
        new Histogram(
            "images of a cluster",
            new double[] {1, 2, 4, 8, 16, 32, 64},
            new long[] {1, 0, 2, 6, 9, 2},
            List.of()),
        4,
        some(some, 2, 20, "drawn by a hash"),
        some(some, 4, 20, "the largest first"),
        some(some, 1, 17, "by mean similarity"),
        some(List.<ClusterFigures.Cluster>of(), 0, 0, ""));
  }

  private List<SetFigures> sets() {
    double[] edges = new double[21];
    long[] counts = new long[20];
    for (int i = 0; i <= 20; i++) {
      edges[i] = 0.3 + 0.03 * i;
      if (i < 20) {
        counts[i] = Math.round(9 * Math.exp(-(i - 10) * (i - 10) / 18.0));
      }
    }
    Histogram similarity = new Histogram("cosine similarity", edges, counts, List.of());
    List<SetFigures.Query> queries = new ArrayList<>();
    List<SetFigures.Hit> least = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<SetFigures.Hit> hits = new ArrayList<>();
      for (int rank = 1; rank <= 4; rank++) {
        String id = pool.get(60 + 4 * i + rank);
        hits.add(new SetFigures.Hit(curated.get(i), id, rank, 0.9 - 0.06 * rank, null));
      }
      queries.add(new SetFigures.Query(curated.get(i), hits));
      least.add(new SetFigures.Hit(curated.get(i), pool.get(90 + i), 4, 0.362 + 0.004 * i, null));
    }
    SetFigures.Retrieved sample =
        new SetFigures.Retrieved(
            "sample",
            18,
            72,
            41,
            List.of(
                new SetFigures.Collision(1, 27),
                new SetFigures.Collision(2, 7),
                new SetFigures.Collision(3, 2),
                new SetFigures.Collision(7, 1)),
            similarity,
            17,
            9,
            20,
            some(queries, 4, 18, "drawn by a hash of the id"),
            some(least, 4, 72, "the least similar first"),
            some(
                List.of(
                    new SetFigures.Without(curated.get(9), "all 4 were retrieved by others too")),
                1,
                1,
                ""));
    SetFigures.Retrieved cluster =
        new SetFigures.Retrieved(
            "cluster",
            18,
            40,
            40,
            List.of(),
            similarity,
            12,
            3,
            20,
            some(
                List.of(
                    new SetFigures.Query(
                        null, List.of(new SetFigures.Hit(null, pool.get(33), null, 0.444, 7)))),
                1,
                1,
                ""),
            some(
                List.of(new SetFigures.Hit(null, pool.get(33), null, 0.444, 7)),
                1,
                40,
                "the least similar first"),
            some(List.<SetFigures.Without>of(), 0, 0, ""));
    SetFigures.Retrieved asIs =
        new SetFigures.Retrieved(
            "as_is",
            14,
            14,
            14,
            List.of(),
            null,
            0,
            0,
            20,
            some(List.<SetFigures.Query>of(), 0, 0, ""),
            some(List.<SetFigures.Hit>of(), 0, 0, ""),
            some(List.<SetFigures.Without>of(), 0, 0, ""));
    return List.of(
        new SetFigures("shoes", "retrieval", List.of(sample)),
        new SetFigures("hats", null, List.of(cluster)),
        new SetFigures("dresses", null, List.of(asIs)));
  }

  private ImageMap map() {
    List<ImageMap.Point> points = new ArrayList<>();
    for (String id : cards.keySet()) {
      double angle = random.nextDouble() * Math.PI * 2;
      double away = (random.nextDouble() + random.nextDouble()) / 4;
      points.add(
          new ImageMap.Point(0.5 + away * Math.cos(angle), 0.5 + away * Math.sin(angle), id));
    }
    return new ImageMap(
        "the first two principal components",
        new double[] {0.213, 0.097},
        some(points, 2000, 676, "drawn by a hash of the id"));
  }

  private static Sweep sweep() {
    List<Sweep.Threshold> thresholds = new ArrayList<>();
    for (int i = 0; i <= 9; i++) {
      double threshold = 0.92 + 0.008 * i;
      long removed = Math.round(88 + 400 * Math.exp(-i / 2.0));
      thresholds.add(
          new Sweep.Threshold(
              i == 5 ? 0.96 : threshold, removed, 560 - removed, 40 - 3 * i, i == 5));
    }
    List<Sweep.LeastSimilarity> least = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      least.add(
          new Sweep.LeastSimilarity("shoes", "sample", 0.3 + 0.1 * i, 72 - 9 * i, 41 - 5 * i));
      least.add(
          new Sweep.LeastSimilarity("hats", "cluster", 0.3 + 0.1 * i, 40 - 6 * i, 40 - 6 * i));
    }
    return new Sweep(thresholds, true, least);
  }
}
