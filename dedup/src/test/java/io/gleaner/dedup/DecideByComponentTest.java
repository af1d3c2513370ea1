package io.gleaner.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.dedup.contraction.LinkBlock;
import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.EdgeBlockCoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deciding by component decides what a decision over everything does. */
class DecideByComponentTest {
  private static final DedupConfig CONFIG = DedupConfig.DEFAULTS;

  /** Where the sink of a pipeline in this JVM leaves what it is given. */
  private static final List<BucketDecision> DECIDED =
      Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "2, 3, 7", "3, 7, 2", "6, 2, 6"})
  void decide_randomEvidence_agreesWithTheDecisionInMemory(long seed, int partitions, int buckets)
      throws Exception {
    RandomEvidence evidence = RandomEvidence.random(seed);
    for (DedupConfig config :
        List.of(
            CONFIG.withLargestComponent(1 + seed),
            CONFIG.withOnLargeComponent(OnLargeComponent.KEEP).withPerceptualDistance(-1))) {
      Decision expected =
          Deduplicate.decide(config, evidence.pool.size(), evidence.edges(1), evidence.pool::get);
      Decision decided = decide(config, evidence, partitions, buckets);
      assertThat(decided).as("seed %d", seed).isEqualTo(expected);
      assertThat(expected.duplicates()).isNotEmpty();
      assertThat(DECIDED).hasSizeLessThanOrEqualTo(buckets);
      for (BucketDecision bucket : DECIDED) {
        for (int i = 0; i < bucket.tables().length; i++) {
          String id = bucket.decision().duplicates().get(i).id();
          assertThat(bucket.tables()[i]).isEqualTo(Stored.table(id));
        }
      }
      assertThat(folder).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 7", "5, 3"})
  void decide_imagesMarkedNever_takeTheirComponentsAlongBothWays(long seed, int buckets)
      throws Exception {
    RandomEvidence evidence = RandomEvidence.random(seed);
    DedupConfig config = CONFIG.withLargestComponent(20);
    Decision before =
        Deduplicate.decide(config, evidence.pool.size(), evidence.edges(1), evidence.pool::get);
    evidence.never.addAll(List.of("i003", "i010", "i017", "i022"));
    Decision expected =
        Deduplicate.decide(
            config, evidence.pool.size(), evidence.edges(1), evidence.pool::get, evidence.never);
    assertThat(decide(config, evidence, 3, buckets)).isEqualTo(expected);
    Map<String, String> kept = new TreeMap<>();
    evidence.pool.keySet().forEach(id -> kept.put(id, id));
    before.duplicates().forEach(each -> kept.put(each.id(), each.keptId()));
    Set<String> gone = new TreeSet<>();
    for (String never : evidence.never) {
      if (!evidence.evaluation.contains(kept.get(never))) {
        kept.forEach(
            (id, stays) -> {
              if (stays.equals(kept.get(never))) {
                gone.add(id);
              }
            });
      }
    }
    Set<String> alone = new TreeSet<>(evidence.never);
    before.duplicates().forEach(each -> alone.removeAll(List.of(each.id(), each.keptId())));
    gone.removeAll(alone); // whoever writes the tables tells of images that no edge joins
    assertThat(
            expected.duplicates().stream()
                .filter(each -> each.kind() == Kind.REVIEW)
                .map(Duplicate::id))
        .containsExactlyElementsOf(gone)
        .isNotEmpty();
  }

  @Test
  void decide_manyBuckets_useMoreThanOne() throws Exception {
    RandomEvidence evidence = RandomEvidence.random(1);
    decide(CONFIG.withThreshold(0.9f).withAgainstThreshold(0.9f), evidence, 3, 7);
    assertThat(DECIDED).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 5", "2, 7"})
  void decide_largeComponentFails_asTheDecisionInMemoryDoes(long seed, int buckets) {
    RandomEvidence evidence = RandomEvidence.random(seed);
    DedupConfig config = CONFIG.withLargestComponent(2).withOnLargeComponent(OnLargeComponent.FAIL);
    String message = null;
    try {
      Deduplicate.decide(config, evidence.pool.size(), evidence.edges(1), evidence.pool::get);
    } catch (LargeComponentException e) {
      message = e.getMessage();
    }
    assertThat(message).isNotNull();
    assertThatThrownBy(() -> decide(config, evidence, 2, buckets))
        .isInstanceOf(LargeComponentException.class)
        .hasMessage(message);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void decide_noEdges_keepsEverything() throws Exception {
    var evidence = new RandomEvidence();
    evidence.pool.put("a", new Candidate("a", 1, 1));
    assertThat(decide(CONFIG, evidence, 2, 2)).isEqualTo(new Decision(List.of(), List.of()));
  }

  @Test
  void decide_edgeOfAnUnknownImage_namesIt() {
    var evidence = new RandomEvidence();
    evidence.pool.put("a", new Candidate("a", 1, 1));
    evidence.near.add(new Edge("a", "ghost", 0.9f));
    assertThatThrownBy(() -> decide(CONFIG, evidence, 2, 2))
        .hasStackTraceContaining("an edge names ghost, which is not in the pool");
  }

  @Test
  void coders_anyValue_roundTrip() throws Exception {
    var images =
        new CandidateBlock.Builder()
            .add(new Candidate("a", 1L << 40, 3), 70_000)
            .addEvaluation("t")
            .build();
    CoderProperties.coderDecodeEncodeEqual(CandidateBlockCoder.of(), images);
    CoderProperties.coderDecodeEncodeEqual(ParcelCoder.of(), new Parcel.Images(images));
    CoderProperties.coderDecodeEncodeEqual(
        ParcelCoder.of(), new Parcel.Components(new LinkBlock.Builder(1).add(3, -4).build()));
    for (Kind kind : Kind.values()) {
      CoderProperties.coderDecodeEncodeEqual(
          ParcelCoder.of(),
          new Parcel.Evidence(kind, EdgeBlock.of(List.of(new Edge("a", "b", 0.5f)))));
      var duplicate = new Duplicate("b", "a", kind, 0.5f, 1L << 40);
      var component =
          new Component(
              "a", kind, 1L << 40, 0.25f, "b", Component.State.values()[kind.ordinal() % 4]);
      CoderProperties.coderDecodeEncodeEqual(
          BucketDecisionCoder.of(),
          new BucketDecision(
              7, new Decision(List.of(duplicate), List.of(component)), new int[] {3}));
    }
  }

  @Test
  void config_sentToAWorker_isTheSame() throws Exception {
    for (DedupConfig config : List.of(CONFIG, CONFIG.withFloor(0.2).withLargestComponent(7))) {
      var bytes = new ByteArrayOutputStream();
      new ObjectOutputStream(bytes).writeObject(config);
      var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      assertThat(in.readObject()).isEqualTo(config);
    }
  }

  private Decision decide(DedupConfig config, RandomEvidence evidence, int partitions, int buckets)
      throws IOException {
    DECIDED.clear();
    new DecideByComponent(
            config,
            new Stored(evidence),
            evidence.never,
            new LocalScratch(folder.toString()),
            new DirectWorkers(2),
            partitions,
            partitions,
            buckets)
        .decide(decisions -> decisions.apply("Sink", ParDo.of(new Sink())));
    List<Duplicate> duplicates = new ArrayList<>();
    List<Component> components = new ArrayList<>();
    for (BucketDecision bucket : DECIDED) {
      duplicates.addAll(bucket.decision().duplicates());
      components.addAll(bucket.decision().components());
    }
    duplicates.sort(Comparator.comparing(Duplicate::id));
    components.sort(Component.ORDER);
    return new Decision(duplicates, components);
  }

  private static final class Sink extends DoFn<BucketDecision, Void> {
    @ProcessElement
    public void process(@Element BucketDecision decision) {
      DECIDED.add(decision);
    }
  }

  /** Evidence in lists, images in tables by their ids. */
  private record Stored(RandomEvidence evidence) implements StoredEvidence {
    static int table(String id) {
      return id.charAt(id.length() - 1) % 4;
    }

    @Override
    public Set<Kind> kinds() {
      return EnumSet.allOf(Kind.class);
    }

    @Override
    public long edges() {
      return 1;
    }

    @Override
    public long poolImages() {
      return evidence.pool.size();
    }

    @Override
    public PCollection<EdgeBlock> edges(Pipeline pipeline, Kind kind) {
      List<Edge> edges =
          switch (kind) {
            case EXACT -> evidence.exact;
            case PERCEPTUAL -> evidence.perceptual;
            case NEAR -> evidence.near;
            case RELATIVE -> evidence.against;
            case REVIEW -> List.of();
          };
      return pipeline.apply(
          "Stored" + kind, Create.of(EdgeBlock.of(edges).slices(5)).withCoder(EdgeBlockCoder.of()));
    }

    @Override
    public PCollection<CandidateBlock> images(Pipeline pipeline) {
      List<CandidateBlock> blocks = new ArrayList<>();
      var block = new CandidateBlock.Builder();
      for (Candidate image : evidence.pool.values()) {
        block.add(image, table(image.id()));
        if (block.size() == 9) {
          blocks.add(block.build());
          block = new CandidateBlock.Builder();
        }
      }
      evidence.evaluation.forEach(block::addEvaluation);
      blocks.add(block.build());
      return pipeline.apply("Stored", Create.of(blocks).withCoder(CandidateBlockCoder.of()));
    }
  }
}
