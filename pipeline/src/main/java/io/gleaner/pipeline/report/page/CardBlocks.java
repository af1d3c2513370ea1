package io.gleaner.pipeline.report.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import io.gleaner.pipeline.report.figures.Card;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the page's script knows of the cards, as JSON in elements that no browser runs: an index of
 * all that search and map need, and blocks of some cards' rows and of some cards' pictures, which
 * are read when one of them is asked for. Written card by card.
 */
final class CardBlocks {
  private static final int PICTURES = 48;
  private static final int ROWS = 96;

  /** Writes {@code <}, {@code >} and {@code &} as numbers, so that no text can end the element. */
  private static final class Markup extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    Markup() {
      for (char c : new char[] {'<', '>', '&'}) {
        escapes[c] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes;
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return null;
    }
  }

  private static final JsonFactory JSON =
      new JsonFactory()
          .setCharacterEscapes(new Markup())
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  private final Pictures pictures;
  private final List<String> sets;
  private final String runKey;

  CardBlocks(Pictures pictures, List<String> sets, String runKey) {
    this.pictures = pictures;
    this.sets = sets;
    this.runKey = runKey;
  }

  /** Returns the names of all sets that a card or a section names, in their order. */
  static List<String> setNames(Collection<String> shown, Map<String, Card> cards) {
    Set<String> names = new LinkedHashSet<>(shown);
    cards.values().forEach(card -> names.addAll(card.sets()));
    return new ArrayList<>(names);
  }

  void write(Writer out) throws IOException {
    List<String> ids = pictures.ids();
    element("cards-index", out, json -> index(ids, json));
    for (int from = 0; from < ids.size(); from += ROWS) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + ROWS));
      element("cards-rows-" + from / ROWS, out, json -> rows(some, json));
    }
    for (int from = 0; from < ids.size(); from += PICTURES) {
      List<String> some = ids.subList(from, Math.min(ids.size(), from + PICTURES));
      element("cards-pictures-" + from / PICTURES, out, json -> thumbnails(some, json));
    }
  }

  /** What a block holds. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes a block of JSON, which no text in it can end. */
  static void element(String id, Writer out, Content content) throws IOException {
    out.write("<script type=\"application/json\" id=\"" + id + "\">");
    try (JsonGenerator json = JSON.createGenerator(out)) {
      content.write(json);
    }
    out.write("</script>\n");
  }

  private void index(List<String> ids, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("run", runKey);
    json.writeNumberField("rows", ROWS);
    json.writeNumberField("pictures", PICTURES);
    json.writeArrayFieldStart("sets");
    for (String set : sets) {
      json.writeString(set);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("fates");
    for (Card.Fate fate : Card.Fate.values()) {
      json.writeStringField(Pictures.css(fate), Pictures.words(fate));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("cards");
    for (String id : ids) {
      Card card = pictures.card(id);
      json.writeStartArray();
      json.writeString(id);
      json.writeString(card.uri());
      json.writeString(card.source());
      json.writeString(Pictures.css(card.fate()));
      json.writeStartArray();
      for (String set : card.sets()) {
        json.writeNumber(sets.indexOf(set));
      }
      json.writeEndArray();
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rows(List<String> ids, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (String id : ids) {
      Card card = pictures.card(id);
      json.writeStartObject();
      json.writeArrayFieldStart("row");
      for (Map.Entry<String, String> field : card.row().entrySet()) {
        json.writeStartArray();
        json.writeString(field.getKey());
        json.writeString(field.getValue());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("story");
      for (String sentence : card.story()) {
        json.writeString(sentence);
      }
      json.writeEndArray();
      json.writeStringField("missing", card.missing());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void thumbnails(List<String> ids, JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (String id : ids) {
      byte[] thumbnail = pictures.card(id).thumbnail();
      if (thumbnail == null) {
        json.writeNull();
      } else {
        json.writeBinary(thumbnail);
      }
    }
    json.writeEndArray();
  }
}
