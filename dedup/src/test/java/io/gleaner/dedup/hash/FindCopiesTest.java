package io.gleaner.dedup.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindCopiesTest {
  private static final int IMAGES = 500;

  @ParameterizedTest
  @ValueSource(longs = {1, 700_000, 5_000_000}) // partitions: 1, 8, and 51 of 15 masks
  void perceptual_blocks_findsTheEdgesOfAllPairs(long images) {
    String[] ids = HashEdgesTest.ids(IMAGES);
    long[] hashes = HashEdgesTest.clustered(IMAGES, 4, new SplittableRandom(images));
    List<HashBlock> blocks = new ArrayList<>();
    for (int from = 0; from < IMAGES; from += 100) {
      var builder = new HashBlock.Builder();
      for (int i = from; i < from + 100; i++) {
        builder.add(ids[i], digest(i), OptionalLong.of(hashes[i]));
      }
      blocks.add(builder.add("flat" + from, digest(-1), OptionalLong.empty()).build());
    }
    List<Edge> expected = HashEdgesTest.allPairs(ids, hashes, 4);
    check(blocks, FindCopies.perceptual(4, images), expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 700_000})
  void exact_blocks_findsAStarForEachDigest(long images) {
    String[] ids = HashEdgesTest.ids(IMAGES);
    var builder = new HashBlock.Builder();
    List<HashBlock> blocks = new ArrayList<>();
    List<Edge> expected = new ArrayList<>();
    for (int i = IMAGES - 1; i >= 0; i--) { // smallest ids come last
      int content = i % 50;
      builder.add(ids[i], digest(content), OptionalLong.of(0));
      if (i % 90 == 0) {
        blocks.add(builder.build());
        builder = new HashBlock.Builder();
      }
      if (i >= 50) {
        expected.add(new Edge(ids[content], ids[i], 1));
      }
    }
    check(blocks, FindCopies.exact(images), expected);
  }

  @Test
  void exact_digestsThatDifferInTheLastByte_areNoCopies() {
    byte[] one = digest(3);
    byte[] other = one.clone();
    other[31]++;
    HashBlock block =
        new HashBlock.Builder()
            .add("a", one, OptionalLong.empty())
            .add("b", other, OptionalLong.empty())
            .build();
    check(List.of(block), FindCopies.exact(2), List.of());
  }

  @Test
  void perceptual_distanceOutOfRange_isRefused() {
    assertThatThrownBy(() -> FindCopies.perceptual(-1, 10))
        .hasMessage("distance is -1, must be 0 to 16");
  }

  @Test
  void builder_digestOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> new HashBlock.Builder().add("a", new byte[20], OptionalLong.empty()))
        .hasMessage("the SHA-256 of a has 20 bytes, must have 32");
  }

  @Test
  void coders_roundTrip() throws Exception {
    HashBlock block =
        new HashBlock.Builder()
            .add("a", digest(1), OptionalLong.of(-5))
            .add("ü", digest(2), OptionalLong.empty())
            .build();
    CoderProperties.coderDecodeEncodeEqual(HashBlockCoder.of(), block);
    CoderProperties.coderDeterministic(HashBlockCoder.of(), block, block);
    CoderProperties.coderSerializable(HashBlockCoder.of());
    var hashed = new HashedIds(2);
    hashed.add("a", new long[] {0, 1, -2}, 1);
    CoderProperties.coderDecodeEncodeEqual(HashedIdsCoder.of(), hashed);
    CoderProperties.coderDecodeEncodeEqual(HashedIdsCoder.of(), new HashedIds(1));
  }

  private static byte[] digest(int content) {
    var random = new SplittableRandom(content);
    return ByteBuffer.allocate(32)
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .putLong(random.nextLong())
        .array();
  }

  private static void check(List<HashBlock> blocks, FindCopies copies, List<Edge> expected) {
    String sorted = expected.stream().sorted(Edge.ORDER).toList().toString();
    Pipeline pipeline = Pipeline.create();
    PCollection<EdgeBlock> edges =
        pipeline.apply(Create.of(blocks).withCoder(HashBlockCoder.of())).apply(copies);
    PAssert.that(edges)
        .satisfies(
            found -> {
              assertThat(
                      StreamSupport.stream(found.spliterator(), false)
                          .flatMap(block -> block.edges().stream())
                          .sorted(Edge.ORDER)
                          .toList())
                  .hasToString(sorted);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }
}
