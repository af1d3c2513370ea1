package io.gleaner.dedup.contraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractStarsTest {
  private static final Pipelines PIPELINES =
      build -> {
        Pipeline pipeline = Pipeline.create();
        build.accept(pipeline);
        pipeline.run().waitUntilFinish();
      };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void stars_chainAndRandomLinks_agreeWithBreadthFirstSearch(int partitions) throws Exception {
    Links graph = Links.random(3_000, 2_000, new SplittableRandom(partitions));
    graph.pairs.addAll(Links.chain(2_000).pairs);
    FileScratch scratch = FileScratch.in(folder);
    String stars = contract(graph, scratch, partitions);
    assertThat(Links.components(kept(scratch, stars)))
        .isEqualTo(graph.componentsByBreadthFirstSearch());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve(stars));
    }
  }

  @Test
  void stars_noLinks_areNone() throws Exception {
    FileScratch scratch = FileScratch.in(folder);
    assertThat(kept(scratch, contract(new Links(), scratch, 2))).isEmpty();
  }

  @Test
  void in_noPartitions_isRefused() {
    assertThatThrownBy(() -> ContractStars.in(FileScratch.in(folder), PIPELINES, 0))
        .hasMessage("partitions is 0, must be at least 1");
  }

  @Test
  void coder_anyBlock_roundTrips() throws Exception {
    List<LinkBlock> blocks = Links.random(9_000, 10_000, new SplittableRandom(0)).blocks(9_999);
    for (LinkBlock block : blocks) {
      CoderProperties.coderDecodeEncodeEqual(LinkBlockCoder.of(), block);
    }
    CoderProperties.coderDecodeEncodeEqual(LinkBlockCoder.of(), new LinkBlock.Builder(0).build());
    CoderProperties.coderSerializable(LinkBlockCoder.of());
    var bytes = new ByteArrayOutputStream();
    LinkBlockCoder.of().encode(blocks.get(0), bytes);
    var cut = new ByteArrayInputStream(bytes.toByteArray(), 0, bytes.size() - 1);
    assertThatThrownBy(() -> LinkBlockCoder.of().decode(cut))
        .hasMessageContaining("ends after fewer");
  }

  private static String contract(Links graph, Scratch scratch, int partitions) throws IOException {
    PIPELINES.run(
        pipeline ->
            pipeline
                .apply(Create.of(graph.blocks(500)).withCoder(LinkBlockCoder.of()))
                .apply(GatherLinks.in(scratch, "links")));
    return ContractStars.in(scratch, PIPELINES, partitions).stars("links");
  }

  private static List<LinkBlock> kept(Scratch scratch, String folder) throws IOException {
    List<LinkBlock> blocks = new ArrayList<>();
    for (String name : scratch.names(folder)) {
      KeptLinks.forEach(new ByteArrayInputStream(scratch.read(name).readAllBytes()), blocks::add);
    }
    return blocks;
  }
}
