package io.gleaner.pipeline.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.report.figures.Origin;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  @TempDir static Path folder;

  private static ReportFigures figures;
  private static String page;

  @BeforeAll
  static void write() throws IOException {
    figures = SampleFigures.with(List.of());
    page = page(figures, "sample.html");
  }

  private static String page(ReportFigures figures, String name) throws IOException {
    Path file = folder.resolve(name);
    ReportPage.write(figures, Location.of(file));
    return Files.readString(file);
  }

  @Test
  void write_everyTextHostile_neverAppearsAsMarkup() throws IOException {
    String hostile = "</script><img src=x onerror=alert(1)>\"'`<b>&lt;{{x}}";

    String attacked = page(HostileFigures.changed(figures, text -> text + hostile), "hostile.html");

    assertThat(attacked)
        .doesNotContain("<img")
        .doesNotContain("alert(1)>")
        .doesNotContain("<b>&lt;");
    assertThat(attacked).contains("alert(1)&gt;");
    // As many elements as without it: no text made or ended one.
    String plain = page(HostileFigures.changed(figures, text -> text + "~"), "plain.html");
    assertThat(count(attacked, "</script>")).isEqualTo(count(plain, "</script>"));
    assertThat(attributes(attacked)).isEqualTo(attributes(plain));
    assertThat(attacked).contains("\\u003C/script\\u003E");
  }

  @Test
  void write_charactersThatMislead_areSpelledOut() throws IOException {
    String misleading = "\u202e\u2066\u0000\u001b\u0085\u200b";

    String attacked =
        page(HostileFigures.changed(figures, text -> text + misleading), "misleading.html");

    String markup = attacked.substring(0, attacked.indexOf("id=\"cards-index\""));
    assertThat(markup).doesNotContain("\u202e", "\u2066", "\u0000", "\u001b", "\u0085", "\u200b");
    assertThat(markup).contains("\\u202e\\u2066\\u0000\\u001b\\u0085\\u200b");
  }

  @Test
  void write_anyRun_allowsItsOwnScriptAndStyleAlone() throws Exception {
    String policy = group(page, "http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\"");

    assertThat(policy)
        .isEqualTo(
            "default-src 'none'; img-src data:; style-src 'sha256-"
                + sha256(group(page, "(?s)<style>(.*?)</style>"))
                + "'; script-src 'sha256-"
                + sha256(group(page, "(?s)<script>(.*?)</script>"))
                + "'; base-uri 'none'; form-action 'none'");
    assertThat(count(page, "<script>")).isEqualTo(1);
    assertThat(count(page, "<style>")).isEqualTo(1);
  }

  @Test
  void write_anyRun_hasNoInlineStyleNoHandlerNoAddress() {
    String markup = page.replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");

    assertThat(markup).doesNotContainPattern("<[^>]*\\s(style|on[a-z]+)\\s*=");
    assertThat(markup).doesNotContainPattern("(src|href|action|data)=\"(?!#)");
    // The name of a namespace is no address.
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "eval(", "innerHTML", "document.write")
        .doesNotContain("https://");
  }

  @Test
  void write_anyRun_idsAreUniqueAndNamed() {
    String markup = page.replaceAll("(?s)<(style|script)>.*?</\\1>", "");
    List<String> ids = all(markup, "\\sid=\"([^\"]+)\"");

    assertThat(ids).doesNotHaveDuplicates();
    for (String attribute :
        List.of("aria-labelledby", "aria-describedby", "aria-controls", "href=\"#")) {
      String pattern =
          attribute.startsWith("href") ? "href=\"#([^\"]+)\"" : attribute + "=\"([^\"]+)\"";
      assertThat(ids).as(attribute).containsAll(new HashSet<>(all(markup, pattern)));
    }
  }

  @Test
  void write_anyRun_elementsAreClosedInOrder() {
    String markup = page.replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");
    List<String> open = new ArrayList<>();
    Matcher tag = Pattern.compile("<(/?)([a-z1-6]+)([^>]*?)(/?)>").matcher(markup);
    while (tag.find()) {
      if (tag.group(1).isEmpty()) {
        if (tag.group(4).isEmpty() && !Set.of("meta", "input", "img").contains(tag.group(2))) {
          open.add(tag.group(2));
        }
      } else {
        assertThat(open).as("before </%s> at %s", tag.group(2), tag.start()).isNotEmpty();
        assertThat(open.remove(open.size() - 1)).as("at %s", tag.start()).isEqualTo(tag.group(2));
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void write_anyRun_hasEveryNumberOfItsFigures() {
    String text = page.replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");
    Set<String> shown = new TreeSet<>();
    Matcher number = NUMBER.matcher(text.replace(",", ""));
    while (number.find()) {
      shown.add(number.group());
    }
    Set<Long> counts = new TreeSet<>();
    counts(figures, counts);

    assertThat(counts).hasSizeGreaterThan(60);
    assertThat(counts.stream().map(String::valueOf)).allMatch(shown::contains);
    assertThat(shown).contains("0.960", "0.362", "0.9615".substring(0, 4) + "2", "0.444", "56.9");
  }

  /** Collects the whole numbers of records, but for those that only a picture's row has. */
  private static void counts(Object value, Set<Long> counts) {
    if (value instanceof Long || value instanceof Integer) {
      counts.add(((Number) value).longValue());
    } else if (value instanceof long[] numbers) {
      for (long number : numbers) {
        counts.add(number);
      }
    } else if (value instanceof long[][] rows) {
      for (long[] row : rows) {
        counts(row, counts);
      }
    } else if (value instanceof Iterable<?> items) {
      items.forEach(item -> counts(item, counts));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> counts(item, counts));
    } else if (value instanceof Record) {
      for (var component : value.getClass().getRecordComponents()) {
        try {
          counts(component.getAccessor().invoke(value), counts);
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(component.getName(), e);
        }
      }
    }
  }

  @Test
  void write_cards_areInBlocksByNumber() throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode index = json.readTree(block("cards-index"));
    List<JsonNode> rows = new ArrayList<>();
    List<JsonNode> pictures = new ArrayList<>();
    for (int i = 0; page.contains("id=\"cards-rows-" + i + "\""); i++) {
      json.readTree(block("cards-rows-" + i)).forEach(rows::add);
    }
    for (int i = 0; page.contains("id=\"cards-pictures-" + i + "\""); i++) {
      json.readTree(block("cards-pictures-" + i)).forEach(pictures::add);
    }

    assertThat(index.get("cards")).hasSize(figures.cards().size());
    assertThat(rows).hasSameSizeAs(pictures).hasSize(figures.cards().size());
    for (int number = 0; number < rows.size(); number++) {
      JsonNode card = index.get("cards").get(number);
      var wanted = figures.cards().get(card.get(0).asText());
      assertThat(card.get(1).asText()).isEqualTo(wanted.uri());
      assertThat(Base64.getDecoder().decode(pictures.get(number).asText()))
          .isEqualTo(wanted.thumbnail());
      assertThat(rows.get(number).get("story").get(0).asText()).isEqualTo(wanted.story().get(0));
    }
  }

  @Test
  void write_runWithNothing_saysSoInSentences() throws IOException {
    Origin origin = new Origin("empty", Map.of(), Map.of(), List.of(), null, null, null, List.of());

    String empty =
        page(
            new ReportFigures(
                origin, null, Map.of(), null, List.of(), null, List.of(), null, null, null,
                Map.of()),
            "empty.html");

    assertThat(empty)
        .contains("The run counts no inputs.")
        .contains("The run has no deduplication.")
        .contains("The run has no clusters.")
        .contains("No curated set was searched for.")
        .contains("Every input could be used.")
        .contains("The run stores no similarities")
        .contains("The run does not tell its recipe.");
  }

  @Test
  void write_cannotFinish_leavesTheOldPageAndNothingElse(@TempDir Path other) throws IOException {
    Path file = other.resolve("index.html");
    Files.writeString(file, "old");
    ReportFigures broken = HostileFigures.changed(figures, text -> text);
    broken.cards().values().iterator().next().story().add(null);
    broken.cards().put("broken", null);

    assertThatThrownBy(() -> ReportPage.write(broken, Location.of(file)))
        .isInstanceOf(RuntimeException.class);

    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(other)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void render_writerFails_throwsWhatItThrew() {
    IOException full = new IOException("no space left");
    Writer failing =
        new Writer() {
          @Override
          public void write(char[] chars, int from, int length) throws IOException {
            throw full;
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> Templates.render("page", PageView.of(figures), failing))
        .isSameAs(full);
  }

  private static String block(String id) {
    return group(page, "<script type=\"application/json\" id=\"" + id + "\">(.*?)</script>");
  }

  private static String group(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** Returns how often each attribute's name stands in a tag. */
  private static Map<String, Long> attributes(String html) {
    String markup = html.replaceAll("(?s)<(style|script)[^>]*>.*?</\\1>", "");
    return Pattern.compile("<[a-z][^>]*>")
        .matcher(markup)
        .results()
        .flatMap(tag -> all(tag.group(), "\\s([a-z-]+)=\"").stream())
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
  }

  private static String sha256(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
