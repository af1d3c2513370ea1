package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.run.RunDirectory;
import java.util.Map;

/** Pictures from the originals. */
final class Originals implements Pictures {
  private Originals() {}

  static Pictures of(RunDirectory directory, ReportOptions options) {
    return new Originals();
  }

  @Override
  public Picture read(Map<String, Object> row, boolean small) {
    return Picture.missing("pictures are not read yet");
  }

  @Override
  public void close() {}
}
