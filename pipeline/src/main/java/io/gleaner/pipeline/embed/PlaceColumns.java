package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.table.Format;
import java.util.function.Function;

/** The columns that say where an input's bytes are: all null where that is not known. */
final class PlaceColumns {
  private PlaceColumns() {}

  /** Returns a format with these columns after its own. */
  static <T> Format<T> after(Format<T> format, Function<T, Place> place) {
    return format
        .withText("container", of(place, at -> at.container().label()))
        .withText("file", of(place, Place::file))
        .withNullableLong("offset", of(place, Place::offset))
        .withNullableLong("length", of(place, Place::length))
        .withNullableInteger("row_group", of(place, Place::rowGroup))
        .withNullableLong("row", of(place, Place::row));
  }

  private static <T, V> Function<T, V> of(Function<T, Place> place, Function<Place, V> value) {
    return row -> {
      Place at = place.apply(row);
      return at == null ? null : value.apply(at);
    };
  }
}
