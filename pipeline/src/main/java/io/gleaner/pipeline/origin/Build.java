package io.gleaner.pipeline.origin;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The build of Gleaner that is running, as Maven filled in its properties; {@code unknown} where it
 * was compiled otherwise.
 *
 * @param version such as {@code 0.1.0}
 * @param commit 40 hex digits, {@code -dirty} behind them where files were changed since
 * @param format of the tables and marks that it writes
 */
@JsonPropertyOrder({"version", "commit", "format"})
public record Build(String version, String commit, String format) {
  private static final String UNKNOWN = "unknown";
  private static final int SHORT = 10;

  /** Returns the running build. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(properties);
  }

  static Build of(Properties properties) {
    String commit = filled(properties, "commit");
    boolean dirty = filled(properties, "dirty").equals("true") && !commit.equals(UNKNOWN);
    return new Build(
        filled(properties, "version"),
        dirty ? commit + "-dirty" : commit,
        TableWriter.FORMAT_VERSION);
  }

  /** What Maven did not fill in stands there with its braces. */
  private static String filled(Properties properties, String name) {
    String value = properties.getProperty(name, "");
    return value.isBlank() || value.contains("${") ? UNKNOWN : value;
  }

  /** Returns this build for people: {@code 0.1.0 (commit 0bd3eaf123)}. */
  public String text() {
    String dirty = commit.endsWith("-dirty") ? "-dirty" : "";
    String shorter = commit.length() > SHORT ? commit.substring(0, SHORT) + dirty : commit;
    return version + " (commit " + shorter + ")";
  }
}
