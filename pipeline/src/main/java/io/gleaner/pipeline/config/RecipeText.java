package io.gleaner.pipeline.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;

/** What is checked of a recipe before it is taken as YAML: its characters and its depth. */
final class RecipeText {
  /** A recipe nests four deep; the parser's own recursion ends beyond some thousands. */
  private static final int DEEPEST = 32;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final long LARGEST_FILE = 4L << 20;

  private RecipeText() {}

  /** Returns why a path is no file that is read, if so. */
  static Optional<String> whyNoFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.of("does not exist");
    }
    return Files.isRegularFile(file) && Files.size(file) <= LARGEST_FILE
        ? Optional.empty()
        : Optional.of("is no file of at most " + LARGEST_FILE + " bytes");
  }

  static String read(Path file) throws IOException {
    return decode(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Returns the text of a file in UTF-8, without a byte-order mark.
   *
   * @throws RecipeException where it is none
   */
  static String decode(String label, byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, text, true);
    text.flip();
    if (result.isError()) {
      long line = text.chars().filter(each -> each == '\n').count() + 1;
      throw new RecipeException(
          List.of(
              String.format(
                  Locale.ROOT,
                  "%s:%d: byte %d is 0x%02x, which is no UTF-8; save the file as UTF-8\n",
                  label,
                  line,
                  in.position(),
                  bytes[in.position()] & 0xFF)));
    }
    return text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK
        ? text.subSequence(1, text.length()).toString()
        : text.toString();
  }

  /**
   * Adds a problem where collections nest too deep: event by event, without recursion.
   *
   * @return whether they do not
   */
  static boolean requireFlat(LoadSettings settings, String text, Problems problems) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      Event.ID id = event.getEventId();
      if (id == Event.ID.SequenceStart || id == Event.ID.MappingStart) {
        depth++;
      } else if (id == Event.ID.SequenceEnd || id == Event.ID.MappingEnd) {
        depth--;
      }
      if (depth > DEEPEST) {
        problems.add(
            event.getStartMark(),
            String.format(Locale.ROOT, "the file nests deeper than %d", DEEPEST),
            "a recipe nests four deep");
        return false;
      }
    }
    return true;
  }
}
