package io.gleaner.pipeline.audit;

import io.gleaner.pipeline.table.Format;
import io.gleaner.retrieval.neighbours.Neighbour;
import java.util.Locale;
import java.util.function.Function;

/**
 * What an audit says of one picture, a row of {@code audit.parquet} and {@code audit.csv}
 * (docs/inspecting.md).
 *
 * @param uri of the picture, among those that were audited
 * @param sha256 of its bytes, or null where it was rejected
 * @param evidence what decides, or null where the picture is absent or was rejected
 * @param match the image of the run that decides, or null
 * @param manifest the nearest image of the manifest by embedding, or null where there is none;
 *     likewise {@code kept} and {@code removed}
 * @param removedWhy why the removed image left, as sentences
 * @param reason why the picture was rejected, with details, or null
 */
record AuditRow(
    String uri,
    String sha256,
    Decision decision,
    Evidence evidence,
    Found match,
    Found manifest,
    Found kept,
    Found removed,
    String removedWhy,
    String reason) {
  /** An image of the run, and how similar it is: a cosine, 1 - bits / 64, or 1. */
  record Found(String id, String uri, float similarity) {
    static Found of(Neighbour neighbour, String uri) {
      return new Found(neighbour.id(), uri, neighbour.similarity());
    }
  }

  static final Format<AuditRow> FORMAT =
      with(
              with(
                  with(
                      with(
                          Format.<AuditRow>empty()
                              .withText("uri", AuditRow::uri)
                              .withText("sha256", AuditRow::sha256)
                              .withText("decision", row -> lower(row.decision))
                              .withText("evidence", row -> lower(row.evidence)),
                          "match",
                          AuditRow::match),
                      "nearest_manifest",
                      AuditRow::manifest),
                  "nearest_kept",
                  AuditRow::kept),
              "nearest_removed",
              AuditRow::removed)
          .withText("removed_why", AuditRow::removedWhy)
          .withText("reason", AuditRow::reason);

  private static Format<AuditRow> with(
      Format<AuditRow> format, String name, Function<AuditRow, Found> found) {
    return format
        .withText(name + "_id", row -> found.apply(row) == null ? null : found.apply(row).id)
        .withText(name + "_uri", row -> found.apply(row) == null ? null : found.apply(row).uri)
        .withFloat(
            name + "_similarity",
            row -> found.apply(row) == null ? Double.NaN : found.apply(row).similarity);
  }

  static String lower(Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }
}
