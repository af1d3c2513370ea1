package io.gleaner.pipeline.run;

import io.gleaner.clustering.kmeans.CentroidSearch;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Keep;
import io.gleaner.dedup.OnLargeComponent;
import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.architecture.Pooling;
import io.gleaner.pipeline.encoder.architecture.Precision;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.review.ReadDecisions;
import io.gleaner.pipeline.source.CarriedField;
import io.gleaner.pipeline.source.GivenColumns;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.MinSimilarity;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.neighbours.HnswConfig;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happens when: the stages of a recipe in the order of Oquab et al. 2024, section 3 and
 * appendix A.
 */
final class Stages {
  private static final String EMBEDDING = "embedding";
  private static final String COPY_EMBEDDING = "copy_embedding";

  private final Recipe recipe;
  private final RunDirectory directory;
  private final List<ImageSource> sources = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final EmbedStage embed;
  private final ReportStage report;

  private Stages(Recipe recipe, RunDirectory directory) {
    this.recipe = recipe;
    this.directory = directory;
    listSources();
    Decisions decisions = ReadDecisions.read(recipe.decisions());
    boolean separate = !recipe.dedup().encoder().equals("same");
    embed =
        new EmbedStage(directory, sources, embedding(separate), recipe.limits().rejectedShare());
    Inputs pool = images(RunDirectory.POOL, EMBEDDING);
    Inputs copyPool = images(RunDirectory.POOL, separate ? COPY_EMBEDDING : EMBEDDING);
    Inputs evaluation =
        recipe.dedup().against() == null
            ? null
            : images(RunDirectory.EVALUATION, separate ? COPY_EMBEDDING : EMBEDDING);
    DedupConfig dedup = dedup(recipe.dedup());
    HashStage hash = new HashStage(directory, copyPool, dedup);
    NeighbourStage neighbours =
        new NeighbourStage(
            directory, copyPool, evaluation, hash, dedup, search(recipe.dedup().search()));
    DeduplicateStage deduplicate =
        new DeduplicateStage(directory, copyPool, evaluation, hash, neighbours, dedup, decisions);
    RemovedImages removed = RemovedImages.of(directory.duplicates(), deduplicate);
    stages.addAll(List.of(embed, hash, neighbours, deduplicate));
    if (recipe.dedup().curated().remove() && !recipe.curated().isEmpty()) {
      CuratedCopiesStage copies = curatedCopies(copyPool, removed, separate);
      stages.add(copies);
      removed = copies.removed();
    }
    Inputs clusters = null;
    if (recipe.cluster() != null) {
      ClusterStage cluster =
          new ClusterStage(directory, pool, removed, kMeans(recipe.cluster(), recipe.seed()));
      stages.add(cluster);
      clusters = Inputs.of(directory.clusters(), "", cluster);
    }
    if (recipe.curated().isEmpty()) {
      ManifestStage manifest =
          ManifestStage.ofKept(directory, carried(), embed, pool, removed, decisions);
      stages.add(manifest);
      report = new ReportStage(directory, recipe.name(), manifest, clusters);
    } else {
      RetrieveStage retrieve =
          new RetrieveStage(
              directory,
              pool,
              removed,
              clusters,
              recipe.curated().stream().map(this::seeds).toList(),
              search(recipe.retrieval()),
              recipe.seed(),
              decisions);
      stages.add(retrieve);
      ManifestStage manifest =
          ManifestStage.ofRetrieved(
              directory, carried(), recipe.dedup().curated().remove(), embed, retrieve, decisions);
      stages.add(manifest);
      report = new ReportStage(directory, recipe.name(), manifest, null);
    }
  }

  static Stages of(Recipe recipe, RunDirectory directory) {
    return new Stages(recipe, directory);
  }

  /** Returns all stages, the report last. */
  List<Stage> all() {
    List<Stage> all = new ArrayList<>(stages);
    all.add(report);
    return all;
  }

  /** Returns the stage that shows a run once it is told of. */
  ReportStage report() {
    return report;
  }

  /** Returns the stages that run.json tells of: all but the report. */
  List<Stage> list() {
    return List.copyOf(stages);
  }

  /**
   * Returns what stages write that this recipe does not ask for, by their names: what an earlier
   * recipe left there is none of this run.
   */
  Map<String, List<Location>> notAskedFor() {
    Map<String, List<Location>> outputs = new TreeMap<>();
    outputs.put(RetrieveStage.NAME, RetrieveStage.outputs(directory));
    outputs.put(ClusterStage.NAME, ClusterStage.outputs(directory));
    outputs.put(CuratedCopiesStage.NAME, List.of(directory.curatedCopies()));
    stages.forEach(stage -> outputs.remove(stage.name()));
    return outputs;
  }

  List<ImageSource> sources() {
    return List.copyOf(sources);
  }

  EmbedStage embed() {
    return embed;
  }

  private void listSources() {
    Recipe.Pool pool = recipe.pool();
    sources.add(
        source(RunDirectory.POOL, pool.images(), pool.carry(), pool.imageColumn(), pool.given()));
    Recipe.Against against = recipe.dedup().against();
    if (against != null) {
      sources.add(
          source(
              RunDirectory.EVALUATION,
              against.images(),
              List.of(),
              against.imageColumn(),
              against.given()));
    }
    for (Recipe.CuratedSet set : recipe.curated()) {
      sources.add(
          source(
              RunDirectory.CURATED + set.name(),
              set.images(),
              set.carry(),
              set.imageColumn(),
              set.given()));
    }
  }

  private ImageSource source(
      String name,
      List<String> images,
      List<String> carry,
      String imageColumn,
      Recipe.GivenBlock given) {
    return given.embeddings().isEmpty()
        ? new ImageSource(name, images, carry, imageColumn, recipe.limits().bytes())
        : ImageSource.ofEmbeddings(
            name,
            given.embeddings(),
            carry,
            new GivenColumns(
                given.column() == null ? EMBEDDING : given.column(),
                given.id(),
                given.image(),
                null,
                false));
  }

  private CuratedCopiesStage curatedCopies(
      Inputs copyPool, RemovedImages removed, boolean separate) {
    return new CuratedCopiesStage(
        directory,
        copyPool,
        removed,
        recipe.curated().stream()
            .map(Recipe.CuratedSet::name)
            .map(set -> images(RunDirectory.CURATED + set, separate ? COPY_EMBEDDING : EMBEDDING))
            .toList(),
        (float) recipe.dedup().curated().threshold(),
        search(recipe.dedup().search()));
  }

  private Inputs images(String source, String column) {
    return new Inputs(directory.images(source), column, () -> embed.fingerprint(source));
  }

  private Seeds seeds(Recipe.CuratedSet set) {
    MinSimilarity least = new MinSimilarity((float) set.minSimilarity());
    return new Seeds(
        set.name(),
        set.task(),
        images(RunDirectory.CURATED + set.name(), EMBEDDING),
        set.retrieve().stream().map(mode -> constant(Mode.class, mode)).toList(),
        new SampleConfig(set.perQuery(), constant(Collisions.class, set.collisions()), least),
        new ClusterConfig((int) set.moreThan(), set.perCluster(), set.cap(), least));
  }

  private List<String> carried() {
    TreeSet<String> fields = new TreeSet<>();
    sources.forEach(source -> fields.addAll(CarriedField.names(source.carried())));
    return List.copyOf(fields);
  }

  /** Returns how images are embedded, by the copy-detection encoder too where it is separate. */
  EmbedConfig embedding(boolean separate) {
    Recipe.EncoderBlock encoder = recipe.encoder();
    Recipe.Limits limits = recipe.limits();
    return new EmbedConfig(
        encoder == null ? null : encoder.model(),
        separate ? recipe.dedup().encoder() : null,
        encoder == null ? EncoderConfig.DEFAULTS : runtime(encoder),
        encoder == null ? 1 : encoder.batch(),
        constant(DecoderChoice.class, recipe.decoder()),
        constant(DecodedSize.class, recipe.decode()),
        new ImageLimits(
            limits.pixels(), limits.bytes(), limits.smallestSide(), limits.aspectRatio()),
        carried(),
        recipe.dedup().preprocessing().orElse(null));
  }

  private static EncoderConfig runtime(Recipe.EncoderBlock encoder) {
    return new EncoderConfig(
        encoder.device(),
        constant(EncoderConfig.Linear.class, encoder.linear()),
        constant(Precision.class, encoder.precision()),
        constant(Pooling.class, encoder.pooling()),
        encoder.normalize(),
        encoder.resolution().isPresent() ? encoder.resolution().getAsInt() : null,
        encoder.preprocessing().orElse(null));
  }

  static DedupConfig dedup(Recipe.DedupBlock block) {
    return new DedupConfig(
        block.neighbours(),
        (float) block.threshold(),
        block.floor(),
        block.perceptualDistance(),
        block.keep().stream().map(keep -> constant(Keep.class, keep)).toList(),
        block.largestComponent(),
        constant(OnLargeComponent.class, block.onLargeComponent()),
        (float) (block.against() == null ? block.threshold() : block.against().threshold()));
  }

  static SearchConfig search(Recipe.SearchBlock block) {
    return SearchConfig.DEFAULTS
        .withIndex(constant(SearchConfig.Index.class, block.index()))
        .withCells(
            new CellConfig(
                block.cells().orElse(CellConfig.AUTO), block.rowsPerCell(), block.nprobe()))
        .withHnsw(new HnswConfig(block.links(), block.constructionBeam(), block.searchBeam()));
  }

  static KMeansConfig kMeans(Recipe.ClusterBlock block, long seed) {
    return new KMeansConfig(
        block.clusters(),
        block.iterations(),
        constant(KMeansConfig.Start.class, block.start()),
        block.tolerance(),
        block.pointsPerCentroid(),
        new CentroidSearch(block.exactUpTo(), block.probedGroups()),
        seed);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }
}
