package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts what is wrong with the sidecars of a shard: a row for each kind of trouble. */
final class ShardNotes {
  /** What happened, as a sentence of a count and the first name. */
  enum Kind {
    NOT_READ("%d sidecars are not read, the first \"%s\"%s; their images stay"),
    REPLACED("%d sidecars give way to a later one of the same name, the first \"%s\"%s"),
    SEVERAL(
        "%d images have several sidecars in their sample and none of their own name, so they get"
            + " none; the first \"%s\"%s"),
    NO_IMAGE("%d sidecars belong to no image of the shard, the first \"%s\"%s"),
    TOO_MANY(
        "%d sidecars are not beside their images and not joined, because those before them fill"
            + " the memory for it; the first \"%s\"%s; pack the shard again with tar --sort=name");

    private final String sentence;

    Kind(String sentence) {
      this.sentence = sentence;
    }
  }

  private record Note(long count, String first, String detail) {}

  private final Map<Kind, Note> notes = new EnumMap<>(Kind.class);

  void add(Kind kind, String name, String detail) {
    notes.merge(
        kind,
        new Note(1, name, detail),
        (old, more) -> new Note(old.count + 1, old.first, old.detail));
  }

  /** Returns the rows, in the name of the shard. */
  List<RawImage> rows(String uri) {
    List<RawImage> rows = new ArrayList<>();
    notes.forEach(
        (kind, note) ->
            rows.add(
                RawImage.rejected(
                    uri,
                    Reason.UNUSED_SIDECAR,
                    String.format(
                        Locale.ROOT, kind.sentence, note.count, note.first, note.detail))));
    return rows;
  }
}
