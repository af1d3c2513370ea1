package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * JSON from a file that is not trusted, token by token: strict UTF-8, no key twice in an object, no
 * text that UTF-8 cannot hold (a lone surrogate behind an escape). No tree is built and nothing
 * recurses, so memory is what the caller keeps. Faults are {@link UnusableModelException}s.
 */
final class PublishedJson implements Closeable {
  /** Names are not cached between files: a hostile one would fill the table. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final Path file;
  private final String part;
  private final JsonParser parser;

  /**
   * @param part of the file, as messages call it
   */
  PublishedJson(Path file, String part, byte[] text) throws IOException {
    this.file = file;
    this.part = part;
    this.parser =
        JSON.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()));
  }

  /** Returns the next token; null at the end. */
  JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw notJson(e);
    }
  }

  /** Returns the next key of the object that is being read; null where the object ends. */
  String nextKey() throws IOException {
    return next() == JsonToken.FIELD_NAME ? encodable(parser.currentName()) : null;
  }

  /** Returns the token's text; for a structure its bracket. */
  String text() throws IOException {
    try {
      return encodable(parser.getText());
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw notJson(e);
    }
  }

  /** Passes what the token begins. */
  void skip() throws IOException {
    try {
      parser.skipChildren();
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw notJson(e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private String encodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogatePair(
          text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        throw new UnusableModelException(
            file,
            String.format(
                Locale.ROOT, "%s has a text that is not Unicode: %s", part, Quoted.of(text)));
      }
    }
    return text;
  }

  private UnusableModelException notJson(IOException e) {
    String fault =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : "it is not UTF-8";
    return new UnusableModelException(
        file,
        String.format(
            Locale.ROOT,
            "%s is not JSON without repeated keys: %s (after %d characters)",
            part,
            Quoted.plain(fault),
            parser.currentLocation().getCharOffset()),
        e);
  }
}
