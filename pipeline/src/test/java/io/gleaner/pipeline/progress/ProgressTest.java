package io.gleaner.pipeline.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.progress.Progress.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG", "tr-TR"})
  void done_inAnyLocale_isJsonWithTheSeconds(String tag) throws Exception {
    Locale.setDefault(Locale.forLanguageTag(tag));
    JsonNode line = new ObjectMapper().readTree(done(Style.JSON));
    assertThat(line.get("seconds").isNumber()).isTrue();
    assertThat(line.get("seconds").doubleValue()).isEqualTo(92.601);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG", "tr-TR"})
  void done_inAnyLocale_isTheSameLineForPeople(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(done(Style.LINES)).isEqualTo("embed           92.6 s  {images=7}");
  }

  private static String done(Style style) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Progress(style, new PrintStream(out, true, StandardCharsets.UTF_8))
        .done("embed", false, 92.601, Map.of("images", 7L));
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
