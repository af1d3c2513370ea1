package io.gleaner.pipeline.export.edit;

/** Leaves every image as it is. */
public record OriginalBytes() implements ImageEdit {
  @Override
  public ExportImage apply(ExportImage original) {
    return original;
  }

  @Override
  public boolean keepsBytes() {
    return true;
  }

  @Override
  public String description() {
    return "original bytes";
  }
}
