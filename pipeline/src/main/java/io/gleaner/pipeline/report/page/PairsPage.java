package io.gleaner.pipeline.report.page;

import com.samskivert.mustache.Mustache;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A page of pairs to say yes or no to, one after the other, as one HTML file that opens from disk
 * without a network. The answers are exported as a table. Names are taken for hostile, as in {@link
 * ReportPage}.
 */
public final class PairsPage {
  private PairsPage() {}

  /**
   * One picture of a pair.
   *
   * @param uri of the image
   * @param jpeg a small picture, or null where there is none
   * @param missing why there is none, or null
   */
  public record Side(String uri, byte[] jpeg, String missing) {}

  /**
   * A pair, and its row of the table: what stands before the answer and what comes after it.
   *
   * @param before cells of comma-separated values
   * @param after likewise
   */
  public record Pair(Side a, Side b, String before, String after) {}

  /**
   * What the template shows.
   *
   * @param key under which the browser keeps the answers
   */
  record View(
      Security security,
      String run,
      String key,
      long count,
      List<ShownPair> pairs,
      Mustache.Lambda table) {}

  record ShownPair(long number, ShownSide a, ShownSide b) {}

  record ShownSide(String uri, String picture, String missing) {
    static ShownSide of(Side side) {
      return new ShownSide(
          side.uri,
          side.jpeg == null ? "" : Base64.getEncoder().encodeToString(side.jpeg),
          side.missing == null ? "no picture" : side.missing);
    }
  }

  /**
   * Writes the page, aside and renamed.
   *
   * @param run its name
   * @param header of the table that is exported
   */
  public static void write(String run, String header, List<Pair> pairs, Location file)
      throws IOException {
    List<ShownPair> shown = new ArrayList<>();
    StringBuilder all = new StringBuilder(run);
    for (Pair pair : pairs) {
      all.append('\n').append(pair.before);
      shown.add(new ShownPair(shown.size() + 1L, ShownSide.of(pair.a), ShownSide.of(pair.b)));
    }
    View view =
        new View(
            Security.of(List.of("page", "label"), List.of("text", "label")),
            run,
            Security.digest(all.toString()),
            shown.size(),
            shown,
            (fragment, out) -> table(header, pairs, out));
    Templates.write("label", view, file);
  }

  /** Cells go to the table as they are, without what spells them out for a reader. */
  private static void table(String header, List<Pair> pairs, Writer out) throws IOException {
    CardBlocks.element(
        "table",
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("header", header);
          json.writeArrayFieldStart("rows");
          for (Pair pair : pairs) {
            json.writeStartArray();
            json.writeString(pair.before);
            json.writeString(pair.after);
            json.writeEndArray();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
