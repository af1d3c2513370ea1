package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes blocks of rows as Parquet files into a folder of their own, or into folders below it by
 * what the blocks hold, each row once. A bundle writes one file for each of these folders aside,
 * hidden, under a name that no other attempt has; when all are written, one step gives the files
 * that count their names, after their first rows, and removes all else from the folder. So a bundle
 * may be done again with other blocks, on another machine, and nothing of the attempts before
 * shows. Rows are in no particular file. Memory: a {@link TableWriter} for each folder, and in the
 * last step 100 bytes for each file.
 *
 * @param <B> a block of rows, such as an {@code EdgeBlock}
 * @param <R> a row
 */
public final class WriteTables<B, R> extends PTransform<PCollection<B>, PDone> {
  /** Ends the names of hidden tables: some readers take all that ends as tables do. */
  private static final String ASIDE = ".aside";

  private final Writer<B, R> writer;

  /** Something that makes the columns of a table, where they are written. */
  public interface Columns<R> extends SerializableFunction<Void, Format<R>> {}

  private WriteTables(Writer<B, R> writer) {
    this.writer = writer;
  }

  /**
   * @param folder of the tables and of nothing else
   * @param columns the tables' format
   * @param rows of a block
   * @param name tells blocks of one collection apart, by what they hold
   */
  public static <B, R> WriteTables<B, R> to(
      Location folder,
      Columns<R> columns,
      SerializableFunction<B, Iterable<R>> rows,
      SerializableFunction<B, String> name) {
    return new WriteTables<>(new Writer<>(folder.absolute(), columns, rows, name, none -> ""));
  }

  /**
   * Returns the same with each block in a folder below.
   *
   * @param subfolder of a block, a name without slashes
   */
  public WriteTables<B, R> inFolders(SerializableFunction<B, String> subfolder) {
    return new WriteTables<>(
        new Writer<>(
            writer.folder,
            writer.columns,
            writer.rows,
            writer.name,
            block -> subfolder.apply(block) + "/"));
  }

  @Override
  public PDone expand(PCollection<B> blocks) {
    blocks
        .apply("Write", ParDo.of(writer))
        .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()))
        .apply("All", GroupByKey.create())
        .apply("Commit", ParDo.of(new Committer(writer.folder)));
    return PDone.in(blocks.getPipeline());
  }

  /** Gives the name of each file that it has written, all under one key. */
  private static final class Writer<B, R> extends DoFn<B, KV<Integer, String>> {
    private final Location folder;
    private final Columns<R> columns;
    private final SerializableFunction<B, Iterable<R>> rows;
    private final SerializableFunction<B, String> name;
    private final SerializableFunction<B, String> prefix;
    private transient Map<String, Aside<R>> open;

    Writer(
        Location folder,
        Columns<R> columns,
        SerializableFunction<B, Iterable<R>> rows,
        SerializableFunction<B, String> name,
        SerializableFunction<B, String> prefix) {
      this.folder = folder;
      this.columns = columns;
      this.rows = rows;
      this.name = name;
      this.prefix = prefix;
    }

    /** A table under its hidden name below the folder. */
    private record Aside<R>(String file, TableWriter<R> table) {}

    @StartBundle
    public void startBundle() {
      open = new TreeMap<>();
    }

    @ProcessElement
    public void process(@Element B block) throws IOException {
      String below = prefix.apply(block);
      Aside<R> aside = open.get(below);
      if (aside == null) {
        byte[] text = name.apply(block).getBytes(StandardCharsets.UTF_8);
        String part = "part-" + UUID.nameUUIDFromBytes(text) + ".parquet";
        String file = below + "." + UUID.randomUUID() + "-" + part + ASIDE;
        aside = new Aside<>(file, TableWriter.open(folder.resolve(file), columns.apply(null)));
        open.put(below, aside);
      }
      for (R row : rows.apply(block)) {
        aside.table.add(row);
      }
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) throws IOException {
      for (Aside<R> aside : open.values()) {
        aside.table.commit();
        context.output(
            KV.of(0, aside.file), BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
      }
      open.clear();
    }

    @Teardown
    public void tearDown() throws IOException {
      if (open != null) {
        for (Aside<R> aside : open.values()) {
          aside.table.close();
        }
        open = null;
      }
    }
  }

  /** Done again after half of it, it does the other half. */
  private static final class Committer extends DoFn<KV<Integer, Iterable<String>>, Void> {
    private final Location folder;

    Committer(Location folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<String>> written) throws IOException {
      Map<String, String> asides = new HashMap<>();
      TreeSet<String> sorted = new TreeSet<>();
      written.getValue().forEach(sorted::add);
      for (String aside : sorted) {
        int start = aside.lastIndexOf('/') + 1;
        String below = aside.substring(0, start);
        String unique = aside.substring(start + 1, aside.length() - ASIDE.length());
        String name = below + unique.substring(unique.indexOf("part-"));
        // Two files with equal first rows, of a table that is not ours: both stay.
        asides.put(asides.containsKey(name) ? below + "part-" + unique : name, aside);
      }
      for (Map.Entry<String, String> file : asides.entrySet()) {
        Location aside = folder.resolve(file.getValue());
        Location visible = folder.resolve(file.getKey());
        if (aside.exists()) {
          aside.renameTo(visible); // it is on its disk since its writer gave it the hidden name
        } else if (!visible.exists()) {
          throw new NoSuchFileException(visible.toString(), null, "it was removed while in use");
        }
      }
      Map<String, Location> oneOfEachFolder = new HashMap<>();
      for (String name : asides.keySet()) {
        oneOfEachFolder.put(name.substring(0, name.lastIndexOf('/') + 1), folder.resolve(name));
      }
      oneOfEachFolder.values().forEach(Location::syncFolder);
      for (StoredFile file : Listing.withHidden(folder)) {
        if (!asides.containsKey(file.relative())) {
          file.location().delete();
        }
      }
    }
  }
}
