package io.gleaner.pipeline.report.page;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import io.gleaner.pipeline.storage.Location;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The page's resources. What a template puts in is escaped and {@linkplain ShownText spelled out};
 * a {@code Long} is a count and grouped by commas, a {@code Double} is a place in a plot, an {@code
 * Integer} is a number that stands in an attribute. A name that a view does not have is an error.
 */
final class Templates {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .withEscaper(raw -> Escapers.HTML.escape(ShownText.of(raw)))
          .withFormatter(Templates::format)
          .withLoader(name -> new StringReader(text(name + ".mustache")))
          .nullValue("")
          .emptyStringIsFalse(true);

  private Templates() {}

  /**
   * Writes a template filled in by a view.
   *
   * @throws IOException where {@code out} cannot be written to
   */
  static void render(String name, Object view, Writer out) throws IOException {
    try {
      COMPILER.compile(text(name + ".mustache")).execute(view, out);
    } catch (MustacheException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Writes a page, aside and renamed.
   *
   * @throws IOException where the file cannot be written; an older one is then still there
   */
  static void write(String name, Object view, Location file) throws IOException {
    Location temporary = file.temporary();
    boolean written = false;
    try {
      try (OutputStream bytes = temporary.create();
          Writer out =
              new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16)) {
        render(name, view, out);
      }
      temporary.moveTo(file);
      written = true;
    } finally {
      if (!written) {
        temporary.delete();
      }
    }
  }

  /** Returns a resource of this package, with line feeds alone, as a browser counts them. */
  static String text(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String format(Object value) {
    if (value instanceof Long count) {
      return Numbers.count(count);
    }
    if (value instanceof Double place) {
      return String.format(Locale.ROOT, "%.1f", place);
    }
    return String.valueOf(value);
  }
}
