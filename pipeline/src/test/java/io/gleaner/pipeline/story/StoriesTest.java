package io.gleaner.pipeline.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.ImageId;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.view.RunViews;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of a dozen images in which everything happens that a story can tell. */
class StoriesTest {
  private record Image(String id, String source, String sha256) {}

  private record Removed(String id, String kept, String kind, double similarity, long size) {}

  private record Call(
      String id, String set, String mode, String query, Integer rank, double similarity, int c) {}

  private record SetCluster(String set, int cluster, int images, int pool, boolean c, int drawn) {}

  private static final Format<Image> IMAGES =
      Format.<Image>empty()
          .withText("id", Image::id)
          .withText("uri", image -> image.source() + "/" + image.id() + ".jpg")
          .withText("source", Image::source)
          .withText("sha256", Image::sha256)
          .withText("caption", image -> image.id().equals("p1") ? "a \u001b[31mred\nhat" : null)
          .withVector("embedding", image -> new float[] {1, 0});

  private static final Format<Removed> REMOVED =
      Format.<Removed>empty()
          .withText("id", Removed::id)
          .withText("kept_id", Removed::kept)
          .withText("kind", Removed::kind)
          .withFloat("similarity", Removed::similarity)
          .withLong("component_size", Removed::size);

  private static final Format<Call> CALLS =
      Format.<Call>empty()
          .withText("id", Call::id)
          .withText("set", Call::set)
          .withText("mode", Call::mode)
          .withText("query_id", Call::query)
          .withNullableInteger("rank", Call::rank)
          .withFloat("similarity", Call::similarity)
          .withNullableInteger("cluster", call -> call.c() < 0 ? null : call.c());

  @TempDir Path folder;
  private Location run;

  @BeforeEach
  void write() throws Exception {
    run = Location.of(folder.resolve("run"));
    List<Image> pool = new ArrayList<>();
    for (String id : List.of("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "pa")) {
      pool.add(new Image(id, "pool", id.equals("p2") ? "sha-p1" : "sha-" + id));
    }
    pool.add(new Image("pb", "pool", "sha-d1"));
    TableWriter.write(run.resolve("images/pool/part-0.parquet"), IMAGES, pool);
    TableWriter.write(
        run.resolve("images/evaluation/part-0.parquet"),
        IMAGES,
        List.of(new Image("e1", "evaluation", "sha-e1"), new Image("e2", "evaluation", "sha-p1")));
    TableWriter.write(
        run.resolve("images/curated/shoes/part-0.parquet"),
        IMAGES,
        List.of(new Image("s1", "curated/shoes", "sha-s1")));
    TableWriter.write(
        run.resolve("images/curated/dresses/part-0.parquet"),
        IMAGES,
        List.of(new Image("d1", "curated/dresses", "sha-d1")));
    TableWriter.write(
        run.resolve("rejected/pool/part-0.parquet"),
        Format.<String>empty()
            .withText("uri", uri -> uri)
            .withText("source", uri -> "pool")
            .withText("stage", uri -> "embed")
            .withText("reason", uri -> "TRUNCATED")
            .withText("detail", uri -> "the file ends"),
        List.of("crawl/cut.jpg"));
    TableWriter.write(
        run.resolve("hashes/copies/part-0.parquet"),
        REMOVED,
        List.of(new Removed("p2", "p1", "exact", 1, 2), new Removed("p6", "p5", "exact", 1, 2)));
    TableWriter.write(
        run.resolve("duplicates/part-0.parquet"),
        REMOVED,
        List.of(
            new Removed("p2", "p1", "exact", 1, 2),
            new Removed("p3", "p1", "near", 0.96f, 6),
            new Removed("p4", "p9", "perceptual", 1 - 2 / 64f, 2),
            new Removed("p5", "e1", "relative", 0.95f, 4),
            new Removed("p6", "e1", "relative", 0.95f, 4)));
    TableWriter.write(
        run.resolve("curated_copies/part-0.parquet"),
        REMOVED,
        List.of(new Removed("pa", "s1", "curated", 0.98, 0)));
    TableWriter.write(
        run.resolve("components/part-0.parquet"),
        Format.<String>empty()
            .withText("component", id -> id)
            .withText("kind", id -> "near")
            .withLong("size", id -> 6)
            .withFloat("weakest_edge", id -> 0.96)
            .withText("representative", id -> id)
            .withText("split", id -> "part"),
        List.of("p1"));
    TableWriter.write(
        run.resolve("retrieved/shoes/part-sample.parquet"),
        CALLS,
        List.of(
            new Call("p1", "shoes", "sample", "s1", 2, 0.81, -1),
            new Call("p1", "shoes", "sample", "s2", 1, 0.7, -1)));
    TableWriter.write(
        run.resolve("retrieved/hats/part-cluster.parquet"),
        CALLS,
        List.of(new Call("p7", "hats", "cluster", null, null, 0.5, 3)));
    TableWriter.write(
        run.resolve("retrieved/dresses/part-as_is.parquet"),
        CALLS,
        List.of(new Call("d1", "dresses", "as_is", null, null, Double.NaN, -1)));
    TableWriter.write(
        run.resolve("statistics/retrieval.parquet"),
        Format.<String[]>empty().withText("set", row -> row[0]).withText("mode", row -> row[1]),
        List.of(
            new String[] {"shoes", "sample"},
            new String[] {"hats", "cluster"},
            new String[] {"bags", "cluster"},
            new String[] {"caps", "cluster"},
            new String[] {"dresses", "as_is"}));
    TableWriter.write(
        run.resolve("clusters/assignments/part-0.parquet"),
        Format.<String>empty()
            .withText("id", id -> id)
            .withInteger("cluster", id -> 3)
            .withFloat("similarity", id -> 0.5),
        List.of("p1", "p7", "p8", "p9"));
    TableWriter.write(
        run.resolve("clusters/sets.parquet"),
        Format.<SetCluster>empty()
            .withText("set", SetCluster::set)
            .withInteger("cluster", SetCluster::cluster)
            .withLong("images", SetCluster::images)
            .withLong("pool_images", SetCluster::pool)
            .withBoolean("chosen", SetCluster::c)
            .withLong("drawn", SetCluster::drawn)
            .withText("reason", row -> row.c() ? "chosen" : "too_few_images"),
        List.of(
            new SetCluster("bags", 3, 1, 40, false, 0), new SetCluster("hats", 3, 9, 40, true, 1)));
    TableWriter.write(
        run.resolve("manifest/part-0.parquet"),
        Format.<Image>empty()
            .withText("id", Image::id)
            .withText("uri", image -> image.source() + "/" + image.id() + ".jpg")
            .withText("sha256", Image::sha256),
        List.of(
            new Image("p1", "pool", "sha-p1"),
            new Image("p7", "pool", "sha-p7"),
            new Image("d1", "curated/dresses", "sha-d1")));
  }

  private Stories stories(List<String> ids) throws Exception {
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      RunViews.open(new RunDirectory(run), sql);
      return Stories.of(sql, ids, Map.of("bags", 2L));
    }
  }

  private void assertStory(String id, Fate fate, String... sentences) throws Exception {
    Story story = stories(List.of(id)).byId().get(id);
    assertThat(story.fate()).isEqualTo(fate);
    assertThat(story.sentences(name -> "[[" + name + "]]")).containsExactly(sentences);
  }

  @Test
  void of_retrievedImage_tellsEachSetOnceWithItsNearestQuery() throws Exception {
    assertStory(
        "p1",
        Fate.IN_MANIFEST,
        "This image is in the manifest.",
        "This image was called for by shoes (sample, rank 2 of query [[s1]], similarity 0.810), and"
            + " by 1 more of its images.",
        "This image stands for 2 images that were removed.");
    assertStory(
        "p7",
        Fate.IN_MANIFEST,
        "This image is in the manifest.",
        "This image was called for by hats (drawn from cluster 3, similarity 0.500 to its"
            + " centroid).");
  }

  @Test
  void of_removedImage_followsKeptImagesToTheManifest() throws Exception {
    String called =
        "[[p1]] was called for by shoes (sample, rank 2 of query [[s1]], similarity 0.810), and by"
            + " 1 more of its images.";
    assertStory(
        "p2",
        Fate.REMOVED,
        "This image was removed as an exact copy of [[p1]] (equal SHA-256).",
        "[[p1]] is in the manifest.",
        called);
    assertStory(
        "p3",
        Fate.REMOVED,
        "This image was removed as a near-duplicate of [[p1]] (similarity 0.960 at the weakest link"
            + " between them, in a component of 6, part of a larger one).",
        "[[p1]] is in the manifest.",
        called);
  }

  @Test
  void of_exactCopyOfALeak_tellsBothSteps() throws Exception {
    assertStory(
        "p6",
        Fate.REMOVED,
        "This image was removed as an exact copy of [[p5]] (equal SHA-256).",
        "[[p5]] was removed because its component of 4 touches the evaluation image [[e1]]"
            + " (similarity 0.950 at the weakest link between them).",
        "[[e1]] is an evaluation image; 2 images of the pool left because of it.");
  }

  @Test
  void of_imageNotCalledFor_tellsTheNearestReasonFirst() throws Exception {
    String[] sentences = {
      "was not drawn for hats: its cluster 3 was chosen, and 1 of 40 images were drawn from it.",
      "was not drawn for bags: its cluster 3 holds 1 image of the set, more than 2 are needed.",
      "was not drawn for caps: its cluster 3 holds no image of the set.",
      "was not sampled for shoes: no image of the set took it among its nearest."
    };
    assertStory(
        "p8",
        Fate.NOT_CALLED_FOR,
        IntStream.range(0, 4).mapToObj(i -> "This image " + sentences[i]).toArray(String[]::new));
    assertStory(
        "p4",
        Fate.REMOVED,
        "This image was removed as a copy by perceptual hash of [[p9]] (2 of 64 bits differ).",
        "[[p9]] " + sentences[0],
        "[[p9]] " + sentences[1],
        "[[p9]] " + sentences[2],
        "[[p9]] " + sentences[3]);
  }

  @Test
  void of_curatedAndEvaluationImages_tellsWhatTheyDid() throws Exception {
    assertStory(
        "s1",
        Fate.CURATED_SEED,
        "This image belongs to the curated set shoes and retrieved 1 image; it is not itself"
            + " called for.");
    assertStory(
        "d1",
        Fate.CURATED_AS_IS,
        "This image belongs to the curated set dresses, which goes in as it is.",
        "This image is in the manifest.");
    assertStory(
        "pa",
        Fate.REMOVED,
        "This image was removed as a near-copy of the curated image [[s1]] (similarity 0.980).",
        "[[s1]] belongs to the curated set shoes and retrieved 1 image; it is not itself called"
            + " for.");
    assertStory(
        "e2",
        Fate.EVALUATION,
        "This image is an evaluation image; no image of the pool left because of it.",
        "This image is the same picture as [[p1]], whose row is in the manifest.");
  }

  @Test
  void of_samePictureAsACuratedOne_namesTheRowThatStandsForBoth() throws Exception {
    assertThat(stories(List.of("pb")).byId().get("pb").sentences(id -> id))
        .first()
        .isEqualTo("This image is the same picture as d1, whose row is in the manifest.");
  }

  @Test
  void of_rejectedInput_tellsItsReason() throws Exception {
    String id = ImageId.of("pool", "crawl/cut.jpg");
    assertStory(
        id,
        Fate.REJECTED,
        "This image was rejected from pool by embed as TRUNCATED: the file ends.");
    assertThat(stories(List.of(id)).byId().get(id).uri()).isEqualTo("crawl/cut.jpg");
  }

  @Test
  void of_rows_haveAllColumnsButVectors() throws Exception {
    Stories stories = stories(List.of("p1", "nothing", "p1", "it's"));
    assertThat(stories.byId()).containsOnlyKeys("p1");
    assertThat(stories.byId().get("p1").row())
        .containsEntry("uri", "pool/p1.jpg")
        .containsEntry("caption", "a \u001b[31mred\nhat")
        .doesNotContainKeys("embedding", "copy_embedding");
    assertThat(stories.uris())
        .containsEntry("s1", "curated/shoes/s1.jpg"); // the query that is named
  }

  @Test
  void of_moreIdsThanAQueryTakes_givesEachTheStoryThatItHasAlone() throws Exception {
    List<String> ids = new ArrayList<>(IntStream.range(0, 9000).mapToObj(i -> "x" + i).toList());
    ids.add(10, "p3");
    ids.add("p8");
    Stories many = stories(ids);
    assertThat(many.byId()).containsOnlyKeys("p3", "p8");
    assertThat(many.byId().get("p3")).isEqualTo(stories(List.of("p3")).byId().get("p3"));
    assertThat(many.byId().get("p8")).isEqualTo(stories(List.of("p8")).byId().get("p8"));
  }

  @Test
  void of_runThatRetrievedNothingYet_leavesItOpen() throws Exception {
    run.resolve("retrieved").deleteAll();
    run.resolve("statistics").deleteAll();
    run.resolve("manifest").deleteAll();
    assertStory("p8", Fate.UNDECIDED, "This image is not decided: the run has no manifest yet.");
  }
}
