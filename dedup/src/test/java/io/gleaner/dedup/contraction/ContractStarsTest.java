package io.gleaner.dedup.contraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
  private static final Workers WORKERS = new DirectWorkers(2);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void stars_chainAndRandomLinks_agreeWithBreadthFirstSearch(int partitions) throws Exception {
    Links graph = Links.random(3_000, 2_000, new SplittableRandom(partitions));
    graph.pairs.addAll(Links.chain(2_000).pairs);
    ScratchFolder stars = contract(graph, partitions);
    assertThat(Links.components(kept(stars))).isEqualTo(graph.componentsByBreadthFirstSearch());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void stars_noLinks_areNone() throws Exception {
    assertThat(kept(contract(new Links(), 2))).isEmpty();
  }

  @Test
  void in_noPartitions_isRefused() {
    assertThatThrownBy(() -> ContractStars.in(scratch(), WORKERS, 0))
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

  private ScratchFolder scratch() {
    return new LocalScratch(folder.toString());
  }

  private ScratchFolder contract(Links graph, int partitions) throws IOException {
    ScratchFolder links = scratch().folder("links");
    Pipeline pipeline = WORKERS.pipeline();
    pipeline
        .apply(Create.of(graph.blocks(500)).withCoder(LinkBlockCoder.of()))
        .apply(GatherLinks.in(links));
    WORKERS.run(pipeline);
    return ContractStars.in(scratch(), WORKERS, partitions).stars(links);
  }

  private static List<LinkBlock> kept(ScratchFolder folder) throws IOException {
    List<LinkBlock> blocks = new ArrayList<>();
    for (String name : folder.names()) {
      try (InputStream in = folder.open(name)) {
        KeptLinks.forEach(in, blocks::add);
      }
    }
    return blocks;
  }
}
