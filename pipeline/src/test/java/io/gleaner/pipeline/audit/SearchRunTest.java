package io.gleaner.pipeline.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRunTest {
  private static final int DIMENSION = 12;
  private static final int DISTANCE = 4;
  private static final int POOL_TABLES = 7;

  private record Image(String id, String sha256, Long phash, float[] vector) {}

  private record Best(String id, float similarity) {}

  private static final Format<Image> FORMAT =
      Format.<Image>empty()
          .withText("id", Image::id)
          .withText("uri", image -> "u/" + image.id())
          .withText("sha256", Image::sha256)
          .withNullableLong("phash", Image::phash)
          .withVector("embedding", Image::vector);

  @TempDir Path folder;

  /** Half of the images copy an earlier one's vector, hash or bytes, so that ties are common. */
  private static List<Image> images(String prefix, int count, SplittableRandom random) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[DIMENSION];
      for (int c = 0; c < DIMENSION; c++) {
        vector[c] = random.nextInt(-3, 4);
      }
      vector[0] += 0.5f;
      Long phash = random.nextInt(5) == 0 ? null : 0xffL << random.nextInt(20);
      String id = String.format(Locale.ROOT, "%s%031x", prefix, random.nextLong() >>> 1);
      images.add(new Image(id, "sha" + random.nextInt(60), phash, vector));
      if (i > 2 && random.nextBoolean()) {
        Image other = images.get(random.nextInt(i));
        images.set(i, new Image(id, "sha-" + i, phash, other.vector()));
      }
    }
    return images;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1000", "2,3,1000", "3,2,7"})
  void search_randomImages_findsWhatBruteForceFinds(long seed, int parallelism, int pictures)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Location root = Location.of(folder.resolve("run-" + seed));
    List<Image> audited = images("a", 40, random);
    TableWriter.write(root.resolve("audited/0.parquet"), FORMAT, audited.subList(0, 15));
    TableWriter.write(root.resolve("audited/1.parquet"), FORMAT, audited.subList(15, 40));
    Map<String, Population> populations = new HashMap<>();
    List<Image> all = new ArrayList<>();
    List<SearchedTable> tables = new ArrayList<>();
    List<String> retrieved = new ArrayList<>();
    for (int t = 0; t < POOL_TABLES; t++) {
      boolean pool = t < POOL_TABLES - 1;
      List<Image> images = images("" + t, 60, random);
      List<String> removed = new ArrayList<>();
      for (Image image : images) {
        int fate = random.nextInt(3);
        if (fate == 0) {
          retrieved.add(image.id());
          retrieved.add(image.id());
          populations.put(image.id(), Population.MANIFEST);
        } else if (pool) {
          populations.put(image.id(), fate == 1 ? Population.KEPT : Population.REMOVED);
          if (fate == 2) {
            removed.add(image.id());
          }
        }
      }
      Location file = root.resolve("images/" + t + ".parquet");
      TableWriter.write(file, FORMAT, images);
      Location left = root.resolve("removed/" + t + ".parquet");
      TableWriter.write(left, Format.<String>empty().withText("id", id -> id), removed);
      tables.add(new SearchedTable(file, "embedding", ExcludedIds.of(List.of(left)), pool));
      all.addAll(images);
    }
    Location called = root.resolve("retrieved/0.parquet");
    TableWriter.write(called, Format.<String>empty().withText("id", id -> id), retrieved);
    Location output = root.resolve("found");
    DirectPipelines pipelines = new DirectPipelines(parallelism, BeamOptions.none());
    Pipeline pipeline = pipelines.create("search");
    pipeline.apply(
        new SearchRun(
            List.of(root.resolve("audited/0.parquet"), root.resolve("audited/1.parquet")),
            tables,
            List.of(called),
            DISTANCE,
            output,
            parallelism,
            pictures));
    pipelines.run(pipeline, metrics -> {});

    for (Population population : Population.values()) {
      for (Evidence evidence : Evidence.values()) {
        Map<String, Best> expected = new HashMap<>();
        for (Image picture : audited) {
          for (Image image : all) {
            if (populations.get(image.id()) == population) {
              float similarity = similarity(picture, image, evidence);
              Best best = expected.get(picture.id());
              if (!Float.isNaN(similarity)
                  && (best == null
                      || similarity > best.similarity()
                      || (similarity == best.similarity()
                          && image.id().compareTo(best.id()) < 0))) {
                expected.put(picture.id(), new Best(image.id(), similarity));
              }
            }
          }
        }
        Map<String, Best> found = new HashMap<>();
        for (int block = 0; block <= audited.size() / pictures; block++) {
          found.putAll(read(SearchRun.table(output, block, population, evidence)));
        }
        assertThat(found).as("%s %s", population, evidence).isEqualTo(expected);
        assertThat(expected).as("%s %s", population, evidence).isNotEmpty();
      }
    }
  }

  /** NaN where the evidence does not hold. */
  private static float similarity(Image picture, Image image, Evidence evidence) {
    return switch (evidence) {
      case EXACT -> picture.sha256().equals(image.sha256()) ? 1 : Float.NaN;
      case PERCEPTUAL -> {
        if (picture.phash() == null || image.phash() == null) {
          yield Float.NaN;
        }
        int bits = Long.bitCount(picture.phash() ^ image.phash());
        yield bits <= DISTANCE ? 1 - bits / 64f : Float.NaN;
      }
      case NEAR -> {
        float[] a = picture.vector().clone();
        float[] b = image.vector().clone();
        UnitVectors.normalise(a, 0, DIMENSION);
        UnitVectors.normalise(b, 0, DIMENSION);
        yield DotProduct.of(a, 0, b, 0, DIMENSION);
      }
    };
  }

  private static Map<String, Best> read(Location table) throws Exception {
    Map<String, Best> rows = new HashMap<>();
    if (table.exists()) {
      try (TableReader reader = TableReader.open(table, "id", "nearest_id", "similarity")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          rows.put(row.text(0), new Best(row.text(1), (float) row.real(2)));
        }
      }
    }
    return rows;
  }
}
