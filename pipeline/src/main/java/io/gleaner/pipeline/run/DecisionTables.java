package io.gleaner.pipeline.run;

import io.gleaner.dedup.BucketDecision;
import io.gleaner.dedup.Component;
import io.gleaner.dedup.Decision;
import io.gleaner.dedup.Duplicate;
import io.gleaner.dedup.DuplicateCoder;
import io.gleaner.dedup.Kind;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * A decision as tables: a table of duplicates for each table of the pool that lost images, of the
 * same relative name (an empty one where none lost any, so that there is one to read), and tables
 * of components. A worker holds the duplicates of one table of the pool, and the tables' names.
 *
 * @param duplicates folder of the tables of duplicates
 * @param components folder of the tables of components, or null where they are not to be kept
 * @param names of the pool's tables, by their numbers
 * @param leaving images that people have taken out, by the name of their table
 */
record DecisionTables(
    Location duplicates, Location components, List<String> names, Map<String, Set<String>> leaving)
    implements Serializable {
  private static final String FIRST = "part-0.parquet";

  DecisionTables {
    names = List.copyOf(names);
    leaving = new TreeMap<>(leaving);
  }

  DecisionTables(Location duplicates, Location components, List<String> names) {
    this(duplicates, components, names, Map.of());
  }

  /** Writes a decision that is in memory. */
  void write(Decision decision, ToIntFunction<String> tableOf) throws IOException {
    Map<Integer, List<Duplicate>> byTable = new TreeMap<>();
    for (Duplicate duplicate : decision.duplicates()) {
      byTable
          .computeIfAbsent(tableOf.applyAsInt(duplicate.id()), none -> new ArrayList<>())
          .add(duplicate);
    }
    for (Map.Entry<Integer, List<Duplicate>> table : byTable.entrySet()) {
      write(table.getKey(), table.getValue());
    }
    write(FIRST, decision.components());
    complete();
  }

  /** Writes decisions in a pipeline; {@link #complete} has to follow. */
  void write(PCollection<BucketDecision> decisions) {
    decisions.apply("WriteComponents", ParDo.of(new WriteComponents(this)));
    decisions
        .apply("ByTable", ParDo.of(new ByTable()))
        .setCoder(KvCoder.of(VarIntCoder.of(), ListCoder.of(DuplicateCoder.of())))
        .apply("GatherTables", GroupByKey.create())
        .apply("WriteDuplicates", ParDo.of(new WriteDuplicates(this)));
  }

  /** Writes the tables of which nothing was decided, and an empty one where there is none. */
  void complete() throws IOException {
    for (String name : leaving.keySet()) {
      if (!duplicates.resolve(name).exists()) {
        write(names.indexOf(name), new ArrayList<>());
      }
    }
    if (RunDirectory.tables(duplicates).isEmpty()) {
      String name = names.isEmpty() ? FIRST : names.get(0);
      TableWriter.write(duplicates.resolve(name), duplicateColumns(), List.of());
    }
    if (components != null && RunDirectory.tables(components).isEmpty()) {
      write(FIRST, List.of());
    }
  }

  private void write(int table, List<Duplicate> removed) throws IOException {
    Set<String> decided = new HashSet<>();
    removed.forEach(duplicate -> decided.add(duplicate.id()));
    for (String id : leaving.getOrDefault(names.get(table), Set.of())) {
      if (!decided.contains(id)) {
        removed.add(new Duplicate(id, id, Kind.REVIEW, 1, 1));
      }
    }
    removed.sort(Comparator.comparing(Duplicate::id));
    TableWriter.write(duplicates.resolve(names.get(table)), duplicateColumns(), removed);
  }

  private void write(String name, List<Component> rows) throws IOException {
    if (components != null) {
      TableWriter.write(components.resolve(name), componentColumns(), rows);
    }
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Format<Duplicate> duplicateColumns() {
    return Format.<Duplicate>empty()
        .withText("id", Duplicate::id)
        .withText("kept_id", Duplicate::keptId)
        .withText("kind", duplicate -> label(duplicate.kind()))
        .withFloat("similarity", Duplicate::similarity)
        .withLong("component_size", Duplicate::componentSize);
  }

  private static Format<Component> componentColumns() {
    return Format.<Component>empty()
        .withText("component", Component::name)
        .withText("kind", component -> label(component.kind()))
        .withLong("size", Component::size)
        .withFloat("weakest_edge", Component::weakestEdge)
        .withText("representative", Component::representative)
        .withText("split", component -> label(component.state()));
  }

  private static final class WriteComponents extends DoFn<BucketDecision, Void> {
    private final DecisionTables tables;

    WriteComponents(DecisionTables tables) {
      this.tables = tables;
    }

    @ProcessElement
    public void process(@Element BucketDecision bucket) throws IOException {
      if (!bucket.decision().components().isEmpty()) {
        tables.write("part-" + bucket.bucket() + ".parquet", bucket.decision().components());
      }
    }
  }

  private static final class ByTable extends DoFn<BucketDecision, KV<Integer, List<Duplicate>>> {
    @ProcessElement
    public void process(
        @Element BucketDecision bucket, OutputReceiver<KV<Integer, List<Duplicate>>> out) {
      Map<Integer, List<Duplicate>> byTable = new TreeMap<>();
      for (int i = 0; i < bucket.tables().length; i++) {
        byTable
            .computeIfAbsent(bucket.tables()[i], none -> new ArrayList<>())
            .add(bucket.decision().duplicates().get(i));
      }
      byTable.forEach((table, duplicates) -> out.output(KV.of(table, duplicates)));
    }
  }

  private static final class WriteDuplicates
      extends DoFn<KV<Integer, Iterable<List<Duplicate>>>, Void> {
    private final DecisionTables tables;

    WriteDuplicates(DecisionTables tables) {
      this.tables = tables;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<List<Duplicate>>> table) throws IOException {
      List<Duplicate> removed = new ArrayList<>();
      table.getValue().forEach(removed::addAll);
      tables.write(table.getKey(), removed);
    }
  }
}
