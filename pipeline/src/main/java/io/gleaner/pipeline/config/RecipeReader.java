package io.gleaner.pipeline.config;

import static io.gleaner.pipeline.config.Schema.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.config.Key.Whole;
import io.gleaner.pipeline.config.Recipe.Against;
import io.gleaner.pipeline.config.Recipe.ClusterBlock;
import io.gleaner.pipeline.config.Recipe.CuratedCopies;
import io.gleaner.pipeline.config.Recipe.CuratedSet;
import io.gleaner.pipeline.config.Recipe.DedupBlock;
import io.gleaner.pipeline.config.Recipe.EncoderBlock;
import io.gleaner.pipeline.config.Recipe.GivenBlock;
import io.gleaner.pipeline.config.Recipe.Limits;
import io.gleaner.pipeline.config.Recipe.Pool;
import io.gleaner.pipeline.config.Recipe.SearchBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a recipe; throws with every problem of the file at once. */
public final class RecipeReader {
  static final String ROOT = "a recipe";

  /** Keys of a curated set that do something in these modes alone. */
  static final Map<Key, List<String>> MODES =
      Map.of(
          PER_QUERY, List.of("sample"),
          COLLISIONS, List.of("sample"),
          MORE_THAN, List.of("cluster"),
          PER_CLUSTER, List.of("cluster"),
          CAP, List.of("cluster"),
          MIN_SIMILARITY, List.of("sample", "cluster"));

  private final Problems problems;
  private final CarriedNames carried = new CarriedNames();

  private RecipeReader(Problems problems) {
    this.problems = problems;
  }

  /**
   * @throws RecipeException where the file is no recipe
   */
  public static Recipe read(Path file) throws IOException {
    return read(file, List.of());
  }

  /**
   * @param settings values in place of the file's, each over those before it
   * @throws RecipeException where the file is no recipe, or is none with the settings
   */
  public static Recipe read(Path file, List<Setting> settings) throws IOException {
    return read(file, settings, new Variables(System::getenv));
  }

  static Recipe read(Path file, List<Setting> settings, Variables variables) throws IOException {
    Optional<String> wrong = RecipeText.whyNoFile(file);
    if (wrong.isPresent()) {
      throw new RecipeException(List.of(file + ": " + wrong.get() + "\n"));
    }
    String text = RecipeText.read(file);
    Problems problems = new Problems(file.toString(), text);
    Node own = required(file.toString(), text, problems);
    Node whole = new IncludedRecipes(variables, problems).join(file, own);
    return recipe(whole, settings, problems).withPaths(RecipePaths.beside(file)::resolve);
  }

  /**
   * Reads a recipe that includes no other, and whose paths are resolved already.
   *
   * @param label names the text in messages
   * @throws RecipeException where the text is no recipe
   */
  public static Recipe parse(String label, String text) {
    return parse(label, text, List.of());
  }

  static Recipe parse(String label, String text, List<Setting> settings) {
    Problems problems = new Problems(label, text);
    Node own = required(label, text, problems);
    return recipe(new Variables(none -> null).in(own, problems), settings, problems);
  }

  private static Recipe recipe(Node root, List<Setting> settings, Problems problems) {
    Node whole = root;
    for (Setting setting : settings) {
      whole = setting.applyTo(whole, problems);
    }
    Recipe recipe = new RecipeReader(problems).recipe(SetDefaults.in(whole, problems));
    problems.throwIfAny();
    return recipe;
  }

  private static Node required(String label, String text, Problems problems) {
    Optional<Node> root = compose(label, text, problems);
    problems.throwIfAny();
    if (root.isEmpty()) {
      problems.add(Optional.empty(), "the file is empty", "a recipe needs name, pool and encoder");
      problems.throwIfAny();
    }
    return root.orElseThrow();
  }

  /** Returns the YAML of a file; nothing where it is empty, or wrong, which is a problem then. */
  static Optional<Node> compose(String label, String text, Problems problems) {
    problems.open(label, text);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setAllowDuplicateKeys(true) // Fields tells of them, with the others
            .setSchema(new CoreSchema()) // ~ and Null are null, as other readers have it
            .build();
    try {
      return RecipeText.requireFlat(settings, text, problems)
          ? new Compose(settings).composeString(text).filter(RecipeReader::holdsSomething)
          : Optional.empty();
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "not YAML: " + e.getProblem(), "here");
    } catch (YamlEngineException e) {
      problems.add(Optional.empty(), "not YAML: " + e.getMessage(), "here");
    }
    return Optional.empty();
  }

  /** A document of comments alone, or of nothing behind its marker, is a null. */
  private static boolean holdsSomething(Node root) {
    return !root.getTag().equals(Tag.NULL);
  }

  private Recipe recipe(Node root) {
    Fields fields = new Fields(ROOT, root, Schema.FILE_KEYS, problems);
    String name = fields.text(NAME);
    String output = fields.text(OUTPUT);
    if (fields.has(INCLUDE)) {
      fields.problem(INCLUDE, "include does nothing here", "a recipe's file may include others");
    }
    Fields pool = fields.block(POOL);
    Fields limits = fields.block(LIMITS);
    Pool uncurated = new Pool(images(pool), pool.text(IMAGE_COLUMN), carried.of(pool), given(pool));
    DedupBlock dedup = dedup(fields.block(DEDUP));
    Fields retrieval = fields.block(RETRIEVAL);
    ClusterBlock cluster = fields.has(CLUSTER) ? cluster(fields.block(CLUSTER)) : null;
    List<CuratedSet> curated = curated(fields, cluster != null);
    boolean embeds = requireEncoder(fields, uncurated, dedup, curated);
    return new Recipe(
        name,
        fields.whole(SEED),
        output == null ? "runs/" + name : output,
        uncurated,
        new Limits(
            limits.whole(PIXELS),
            limits.whole(BYTES),
            (int) limits.whole(SMALLEST_SIDE),
            limits.real(ASPECT_RATIO),
            limits.real(REJECTED_SHARE)),
        fields.choice(DECODER),
        fields.choice(DECODE),
        embeds || fields.has(ENCODER) ? encoder(fields.block(ENCODER)) : null,
        dedup,
        cluster,
        search(retrieval, RETRIEVAL_ROWS_PER_CELL, RETRIEVAL_NPROBE),
        curated,
        fields.texts(DECISIONS));
  }

  private static EncoderBlock encoder(Fields encoder) {
    return new EncoderBlock(
        encoder.text(MODEL),
        (int) encoder.whole(BATCH),
        encoder.text(DEVICE),
        encoder.choice(LINEAR),
        encoder.choice(PRECISION),
        encoder.choice(POOLING),
        encoder.choice(NORMALIZE).equals("true"),
        encoder.has(RESOLUTION)
            ? OptionalInt.of((int) encoder.whole(RESOLUTION))
            : OptionalInt.empty(),
        preprocessing(encoder));
  }

  /** Returns whether a source has images, which an encoder must embed. */
  private static boolean requireEncoder(
      Fields recipe, Pool pool, DedupBlock dedup, List<CuratedSet> curated) {
    List<GivenBlock> sources = new ArrayList<>();
    sources.add(pool.given());
    if (dedup.against() != null) {
      sources.add(dedup.against().given());
    }
    curated.forEach(set -> sources.add(set.given()));
    boolean given = sources.stream().anyMatch(each -> !each.embeddings().isEmpty());
    if (given && !"same".equals(dedup.encoder())) {
      recipe.problem(
          DEDUP,
          "dedup.encoder must be same: some sources are embeddings, which no other network embeds",
          "leave dedup.encoder out");
    }
    return sources.stream().anyMatch(each -> each.embeddings().isEmpty());
  }

  private static List<String> images(Fields fields) {
    if (fields.has(EMBEDDINGS) && fields.has(IMAGES)) {
      fields.problem(
          EMBEDDINGS,
          fields.path() + " has both images and embeddings",
          "a source has one of them; make two recipes' pools one by embedding the images first");
    }
    return fields.has(EMBEDDINGS) ? List.of() : fields.texts(IMAGES);
  }

  private static GivenBlock given(Fields fields) {
    boolean given = fields.has(EMBEDDINGS);
    for (Key key : given ? List.of(IMAGE_COLUMN) : List.of(COLUMN, ID, IMAGE)) {
      if (fields.has(key)) {
        fields.problem(
            key,
            String.format(
                Locale.ROOT,
                "%s.%s does nothing: the source has %s",
                fields.path(),
                key.name(),
                given ? "embeddings" : "images"),
            "it belongs to " + (given ? "images" : "embeddings"));
      }
    }
    if (!given) {
      return GivenBlock.NONE;
    }
    List<String> embeddings = fields.texts(EMBEDDINGS);
    if (embeddings.isEmpty()) {
      fields.problem(EMBEDDINGS, fields.path() + ".embeddings is empty", "name files or folders");
    }
    return new GivenBlock(embeddings, fields.text(COLUMN), fields.text(ID), fields.text(IMAGE));
  }

  /** Returns what goes over a model's own preprocessing as a JSON object; empty for nothing. */
  private static Optional<String> preprocessing(Fields encoder) {
    Map<String, JsonNode> given = encoder.block(PREPROCESSING).json(PREPROCESSING.keys());
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    given.forEach(object::set);
    return given.isEmpty() ? Optional.empty() : Optional.of(object.toString());
  }

  private SearchBlock search(Fields fields, Whole rowsPerCell, Whole nprobe) {
    Fields hnsw = fields.block(HNSW);
    return new SearchBlock(
        fields.choice(INDEX),
        fields.has(CELLS) ? OptionalInt.of((int) fields.whole(CELLS)) : OptionalInt.empty(),
        (int) fields.whole(rowsPerCell),
        (int) fields.whole(nprobe),
        (int) hnsw.whole(LINKS),
        (int) hnsw.whole(CONSTRUCTION_BEAM),
        (int) hnsw.whole(SEARCH_BEAM));
  }

  private DedupBlock dedup(Fields fields) {
    double threshold = fields.real(THRESHOLD);
    Against against = null;
    if (fields.has(AGAINST)) {
      Fields block = fields.block(AGAINST);
      against =
          new Against(
              images(block), block.text(IMAGE_COLUMN), block.real(AGAINST_THRESHOLD), given(block));
    }
    Fields copies = fields.block(CURATED_COPIES);
    CuratedCopies curated =
        new CuratedCopies(
            copies.choice(NEAR_COPIES),
            copies.has(CURATED_THRESHOLD) ? copies.real(CURATED_THRESHOLD) : threshold);
    if (copies.has(CURATED_THRESHOLD) && !curated.remove()) {
      copies.problem(
          CURATED_THRESHOLD,
          "dedup.curated.threshold does nothing: near-copies of curated images are kept",
          "it belongs to near_copies: remove");
    }
    OptionalDouble floor = OptionalDouble.empty();
    if (fields.has(FLOOR)) {
      floor = OptionalDouble.of(fields.real(FLOOR));
      double lower = against == null ? threshold : Math.min(threshold, against.threshold());
      if (floor.getAsDouble() > lower) {
        fields.problem(
            FLOOR,
            String.format(
                Locale.ROOT, "dedup.floor is %s, must be at most %s", floor.getAsDouble(), lower),
            "edges below the floor are not kept, so no threshold can be lower");
      }
    }
    Optional<String> preprocessing = preprocessing(fields);
    String encoder = fields.text(DEDUP_ENCODER);
    if (preprocessing.isPresent() && "same".equals(encoder)) {
      fields.problem(
          PREPROCESSING,
          "dedup.preprocessing does nothing: dedup.encoder is same",
          "that of the semantic encoder is encoder.preprocessing");
    }
    return new DedupBlock(
        encoder,
        preprocessing,
        (int) fields.whole(PERCEPTUAL_DISTANCE),
        (int) fields.whole(NEIGHBOURS),
        threshold,
        floor,
        search(fields, ROWS_PER_CELL, NPROBE),
        fields.choices(KEEP),
        fields.has(LARGEST_COMPONENT)
            ? OptionalLong.of(fields.whole(LARGEST_COMPONENT))
            : OptionalLong.empty(),
        fields.choice(ON_LARGE_COMPONENT),
        against,
        curated);
  }

  private ClusterBlock cluster(Fields fields) {
    return new ClusterBlock(
        (int) fields.whole(CLUSTERS),
        (int) fields.whole(ITERATIONS),
        fields.choice(START),
        fields.real(TOLERANCE),
        (int) fields.whole(POINTS_PER_CENTROID),
        (int) fields.whole(EXACT_UP_TO),
        (int) fields.whole(PROBED_GROUPS));
  }

  private List<CuratedSet> curated(Fields recipe, boolean clustered) {
    List<CuratedSet> sets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields fields : recipe.blocks(CURATED)) {
      CuratedSet set =
          new CuratedSet(
              fields.text(SET_NAME),
              fields.text(TASK),
              images(fields),
              fields.text(IMAGE_COLUMN),
              carried.of(fields),
              fields.choices(RETRIEVE),
              (int) fields.whole(PER_QUERY),
              fields.choice(COLLISIONS),
              fields.whole(MORE_THAN),
              (int) fields.whole(PER_CLUSTER),
              (int) fields.whole(CAP),
              fields.real(MIN_SIMILARITY),
              given(fields));
      sets.add(set);
      if (set.name() != null && !names.add(set.name())) {
        fields.problem(
            SET_NAME,
            String.format(Locale.ROOT, "two curated sets are named \"%s\"", set.name()),
            "a set's name is its folder in the run");
      }
      if (set.retrieve().contains("cluster") && !clustered) {
        fields.problem(
            RETRIEVE,
            String.format(
                Locale.ROOT,
                "%s retrieves by cluster, but the recipe has no cluster block",
                fields.path()),
            "add cluster: { clusters: ... }");
      }
      refuseUnused(fields, set);
    }
    return List.copyOf(sets);
  }

  private static void refuseUnused(Fields fields, CuratedSet set) {
    for (Key key : CURATED.keys()) {
      List<String> modes = MODES.getOrDefault(key, set.retrieve());
      if (fields.has(key)
          && !set.retrieve().isEmpty()
          && modes.stream().noneMatch(set.retrieve()::contains)) {
        fields.problem(
            key,
            String.format(
                Locale.ROOT,
                "%s.%s does nothing: the set retrieves by %s",
                fields.path(),
                key.name(),
                String.join(", ", set.retrieve())),
            "it belongs to retrieve: " + String.join(" or ", modes));
      }
    }
  }

  /** Returns keys block by block, for documentation. */
  static Map<String, List<Key>> blocks(List<Key> keys) {
    Map<String, List<Key>> blocks = new java.util.LinkedHashMap<>();
    collect("", keys, blocks);
    return blocks;
  }

  private static void collect(String path, List<Key> keys, Map<String, List<Key>> blocks) {
    blocks.put(path, keys);
    for (Key key : keys) {
      String below = path.isEmpty() ? key.name() : path + "." + key.name();
      if (key instanceof Key.Block block) {
        collect(below, block.keys(), blocks);
      } else if (key instanceof Key.Blocks list) {
        collect(below + "[]", list.keys(), blocks);
      }
    }
  }
}
