package io.gleaner.pipeline.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Marks of formats 1 and 2, which lay in the first folder of each stage, as {@code _SUCCESS}. They
 * are looked for so that what such a run holds is told and never taken for something else.
 *
 * @param file the mark
 * @param stage its name
 * @param format of the mark and its tables
 */
record EarlierFormat(Location file, String stage, String format) {
  private static final String SUCCESS = "_SUCCESS";

  /** Returns the marks of earlier formats in a run's directory. */
  static List<EarlierFormat> of(RunDirectory directory) throws IOException {
    List<EarlierFormat> marks = new ArrayList<>();
    for (Location folder : directory.folders()) {
      in(folder).ifPresent(marks::add);
    }
    return marks;
  }

  /** Returns the mark in a folder; Spark and others write files of that name too, empty ones. */
  static Optional<EarlierFormat> in(Location folder) throws IOException {
    Location file = folder.resolve(SUCCESS);
    if (folder.isLocal() && !folder.isFolder()) {
      return Optional.empty();
    }
    try {
      Mark mark = Mark.JSON.readValue(file.readText(), Mark.class);
      return mark == null || mark.stage() == null || mark.fingerprint() == null
          ? Optional.empty()
          : Optional.of(
              new EarlierFormat(file, mark.stage(), mark.format() == null ? "1" : mark.format()));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
