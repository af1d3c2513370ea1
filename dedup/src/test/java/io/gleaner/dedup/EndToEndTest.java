package io.gleaner.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gleaner.dedup.hash.HashBlock;
import io.gleaner.dedup.hash.HashBlockCoder;
import io.gleaner.dedup.hash.PerceptualHash;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** The sequence of the door's example: hashes and neighbour lists to edges, edges to a decision. */
class EndToEndTest {
  /** A block of one neighbour list, as "neighbour:similarity". */
  private static NeighbourBlock list(String query, List<String> nearest) {
    return NeighbourBlock.of(
        List.of(
            new Neighbours(
                query,
                nearest.stream()
                    .map(text -> text.split(":", 2))
                    .map(parts -> new Neighbour(parts[0], Float.parseFloat(parts[1])))
                    .toList())));
  }

  @Test
  void door_toyPool_findsEveryKind() throws Exception {
    byte[] picture = picture(1);
    byte[] recompressed = picture.clone();
    recompressed[500] ^= 7;
    HashBlock block =
        new HashBlock.Builder()
            .add("a-copy", sha256(picture), PerceptualHash.of(picture))
            .add("a", sha256(picture), PerceptualHash.of(picture))
            .add("b-recompressed", sha256(recompressed), PerceptualHash.of(recompressed))
            .add("c-cropped", sha256(picture(2)), PerceptualHash.of(picture(2)))
            .add("d-leaked", sha256(picture(3)), PerceptualHash.of(picture(3)))
            .add("e-other", sha256(picture(4)), PerceptualHash.of(picture(4)))
            .add("f-white", sha256(new byte[1024]), PerceptualHash.of(new byte[1024]))
            .add("g-black", sha256(new byte[1]), PerceptualHash.of(new byte[1024]))
            .build();
    Map<String, Candidate> pool = new TreeMap<>();
    for (int image = 0; image < block.size(); image++) {
      pool.put(block.id(image), new Candidate(block.id(image), 100 - image, 10));
    }
    pool.put("a", new Candidate("a", 100, 10));
    DedupConfig config = DedupConfig.DEFAULTS;

    Pipeline pipeline = Pipeline.create();
    PCollection<HashBlock> hashes =
        pipeline.apply("Hashes", Create.of(block).withCoder(HashBlockCoder.of()));
    PCollection<NeighbourBlock> neighbours =
        pipeline.apply(
            "Neighbours",
            Create.of(
                    list("a", List.of("c-cropped:0.7", "e-other:0.5")),
                    list("c-cropped", List.of("a:0.7")),
                    list("e-other", List.of("a:0.5", "d-leaked:0.2")))
                .withCoder(NeighbourBlockCoder.of()));
    PCollection<NeighbourBlock> references =
        pipeline.apply(
            "References",
            Create.of(List.of(list("d-leaked", List.of("test:0.46"))))
                .withCoder(NeighbourBlockCoder.of()));
    Sink.STORED.clear();
    store("exact", hashes.apply(Deduplicate.exactEdges(8)));
    store("perceptual", hashes.apply(Deduplicate.perceptualEdges(config, 8)));
    store("near", neighbours.apply(Deduplicate.nearEdges(config, 8)));
    store("against", references.apply("Against", Deduplicate.nearEdges(config, 8)));
    pipeline.run().waitUntilFinish();

    Edges edges =
        Edges.NONE
            .withExact(stored("exact"))
            .withPerceptual(stored("perceptual"))
            .withNear(stored("near"))
            .withAgainst(stored("against"), "test"::equals);
    Decision decision = Deduplicate.decide(config, block.size(), edges, pool::get);
    assertThat(decision.duplicates())
        .extracting(row -> row.id() + " " + row.kind() + " " + row.keptId())
        .containsExactly(
            "a-copy EXACT a",
            "b-recompressed PERCEPTUAL a",
            "c-cropped NEAR a",
            "d-leaked RELATIVE test");
    assertThat(decision.components())
        .extracting(Component::name, Component::size)
        .containsExactly(tuple("a", 2L), tuple("a", 3L), tuple("a", 4L), tuple("d-leaked", 2L));
  }

  private static void store(String name, PCollection<EdgeBlock> edges) {
    edges.apply("Store " + name, ParDo.of(new Sink(name)));
  }

  private static List<EdgeBlock> stored(String name) {
    return Sink.STORED.stream()
        .filter(stored -> stored.name.equals(name))
        .map(Stored::block)
        .toList();
  }

  private record Stored(String name, EdgeBlock block) {}

  /** Stands for a run's files; the DirectRunner shares this JVM. */
  private static final class Sink extends DoFn<EdgeBlock, Void> {
    static final ConcurrentLinkedQueue<Stored> STORED = new ConcurrentLinkedQueue<>();
    private final String name;

    Sink(String name) {
      this.name = name;
    }

    @ProcessElement
    public void process(@Element EdgeBlock block) {
      STORED.add(new Stored(name, block));
    }
  }

  private static byte[] picture(int seed) {
    byte[] grey = new byte[1024];
    new SplittableRandom(seed).nextBytes(grey);
    return grey;
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
