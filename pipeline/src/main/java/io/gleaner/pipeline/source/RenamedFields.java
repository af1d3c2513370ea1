package io.gleaner.pipeline.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A unit whose carried fields go under the names that the user gave them.
 *
 * @param unit reads the fields under their own names
 */
record RenamedFields(SourceUnit unit, List<CarriedField> carried) implements SourceUnit {
  /** Returns {@code unit} itself where no field has another name. */
  static SourceUnit of(SourceUnit unit, List<CarriedField> carried) {
    return carried.stream().allMatch(each -> each.field().equals(each.name()))
        ? unit
        : new RenamedFields(unit, new ArrayList<>(carried));
  }

  @Override
  public String source() {
    return unit.source();
  }

  @Override
  public String name() {
    return unit.name();
  }

  @Override
  public String fingerprint() {
    return unit.fingerprint();
  }

  @Override
  public List<ListedFile> read() {
    return unit.read();
  }

  @Override
  public OptionalLong inputs() {
    return unit.inputs();
  }

  @Override
  public UnitCount count() throws IOException {
    return unit.count();
  }

  @Override
  public RawImages open() throws IOException {
    RawImages images = unit.open();
    return new RawImages() {
      @Override
      public RawImage next() throws IOException {
        RawImage image = images.next();
        return image == null ? null : renamed(image);
      }

      @Override
      public void close() throws IOException {
        images.close();
      }
    };
  }

  private RawImage renamed(RawImage image) {
    Map<String, String> named = new HashMap<>();
    for (CarriedField each : carried) {
      String value = image.carried().get(each.field());
      if (value != null) {
        named.put(each.name(), value);
      }
    }
    return new RawImage(
        image.uri(), image.key(), image.place(), image.bytes(), image.rejection(), named);
  }
}
