package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.edit.ImageEdit;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Map;

/**
 * What is exported, and how.
 *
 * @param settings the files' layout
 * @param edit what is done to each image
 * @param sets of which an image must be called for by at least one; all images where empty
 * @param classField the carried field whose value is an image's class, or null for its set
 * @param shuffle the seed by which images are put in a random order, or null for the order in which
 *     their bytes lie
 * @param roots where images are now, as {@link
 *     io.gleaner.pipeline.original.Originals#of(io.gleaner.pipeline.run.RunDirectory, Map)} takes
 *     it
 * @param allowMissing how many images may be missing
 * @param force whether another export in the same folder is removed
 */
public record ExportOptions(
    FormatSettings settings,
    ImageEdit edit,
    List<String> sets,
    String classField,
    Long shuffle,
    Map<String, Location> roots,
    long allowMissing,
    boolean force) {
  public ExportOptions {
    settings = settings.with(edit.keepsBytes(), classField == null);
    sets = List.copyOf(sets);
    roots = Map.copyOf(roots);
  }

  ExportFormat format() {
    return ExportFormats.of(settings);
  }

  /** Returns what decides the files, in words; where the images are now does not. */
  List<String> deciding() {
    return List.of(
        format().description(),
        edit.description(),
        "sets " + sets.stream().sorted().toList(),
        "class " + (classField == null ? "by set" : "by the field " + classField),
        shuffle == null ? "order by place" : "order by the seed " + shuffle);
  }
}
