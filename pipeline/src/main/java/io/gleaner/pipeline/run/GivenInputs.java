package io.gleaner.pipeline.run;

import io.gleaner.pipeline.array.ArrayFile;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.source.GivenColumns;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EmbeddingRows;
import io.gleaner.pipeline.table.UnreadableTableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The embeddings that a user names to a single command. Parquet with a column {@code id} is read
 * where it lies. All else is taken over first, into tables of the command's own directory, which
 * hold 4 × dimension bytes and the id of each row.
 *
 * @param stage that comes first: looks through the tables, or makes them
 * @param inputs by the name of their source
 * @param taken whether the tables are made first
 */
record GivenInputs(Stage stage, Map<String, Inputs> inputs, boolean taken) {
  /**
   * @param named folders, files or globs, by the name of their source
   * @throws IOException where there is nothing to read, or nothing that can be read
   */
  static GivenInputs of(RunDirectory directory, Map<String, Location> named, GivenColumns columns)
      throws IOException {
    boolean taken = columns.id() != null || columns.ids() != null;
    for (Location folder : named.values()) {
      EarlierRun.requireWhole(folder);
      taken |= hasArrays(folder);
    }
    Map<String, Inputs> inputs = new LinkedHashMap<>();
    if (!taken) {
      for (Map.Entry<String, Location> each : named.entrySet()) {
        inputs.put(each.getKey(), inPlace(each.getValue(), columns.vectors()));
      }
      return new GivenInputs(
          new CheckStage(directory, List.copyOf(inputs.values())), inputs, false);
    }
    List<ImageSource> sources = new ArrayList<>();
    for (Map.Entry<String, Location> each : named.entrySet()) {
      GivenColumns own =
          each.getKey().equals(RunDirectory.POOL) ? columns : columns.withoutIdsFile();
      sources.add(
          ImageSource.ofEmbeddings(
              each.getKey(), List.of(each.getValue().toString()), List.of(), own));
    }
    EmbedStage embed = new EmbedStage(directory, sources, withoutEncoder(), 1);
    embed.check();
    for (ImageSource source : sources) {
      directory.requireApart(source);
      inputs.put(
          source.name(),
          new Inputs(
              directory.images(source.name()),
              "embedding",
              () -> embed.fingerprint(source.name())));
    }
    return new GivenInputs(embed, inputs, true);
  }

  Inputs get(String source) {
    return inputs.get(source);
  }

  private static EmbedConfig withoutEncoder() {
    return new EmbedConfig(
        null,
        null,
        EncoderConfig.DEFAULTS,
        1,
        DecoderChoice.JAVA,
        DecodedSize.EXACT,
        ImageLimits.DEFAULTS,
        List.of(),
        null);
  }

  private static boolean hasArrays(Location folder) throws IOException {
    return Listing.of(folder.absolute()).stream()
        .anyMatch(file -> ArrayFile.isArray(file.location().name()));
  }

  private static Inputs inPlace(Location folder, String column) throws IOException {
    Inputs inputs = Inputs.of(folder.absolute(), column);
    List<Location> files = inputs.files();
    if (files.isEmpty()) {
      throw new FileNotFoundException(folder + " has no .parquet, .npy or .npz files");
    }
    for (Location file : files) {
      try (EmbeddingRows rows = EmbeddingRows.open(file, column)) {
        // Opened, it has the columns, and they are read here.
      } catch (UnreadableTableException e) {
        throw new UnusableTableException(e);
      }
    }
    return inputs;
  }
}
