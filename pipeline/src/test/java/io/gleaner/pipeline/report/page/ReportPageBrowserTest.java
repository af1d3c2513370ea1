package io.gleaner.pipeline.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gleaner.pipeline.storage.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a headless Chromium and uses it. */
class ReportPageBrowserTest {
  private static final List<String> HOSTILE =
      List.of(
          "<script>window.attacked = 1</script>.jpg",
          "</script><img src=x onerror=window.attacked=2>.jpg",
          "a \"quoted\", 'name'\nin two lines.jpg",
          "photo\u202Egpj.exe",
          "[[deadbeef]] and [[",
          "{{policy}}",
          "long-".repeat(400) + ".jpg");

  @TempDir static Path folder;

  private static Browser browser;
  private static Path file;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "no chromium on the path; name one by -Dchromium=FILE");
    file = folder.resolve("report.html");
    ReportPage.write(SampleFigures.with(HOSTILE), Location.of(file));
    browser = new Browser(chromium.get(), folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    browser.size(1440, 900);
    browser.open(file);
    browser.evaluate("localStorage.clear()");
    browser.open(file);
    browser.evaluate("document.documentElement.style.scrollBehavior = 'auto'");
  }

  /** Whatever was done: no error, no violation of the policy, nothing asked of anyone. */
  @AfterEach
  void nothingWentWrong() throws Exception {
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(event -> event.get("request").get("url").asText())
        .allMatch(
            url ->
                url.equals(file.toUri().toString())
                    || url.startsWith("data:")
                    || url.startsWith("blob:"));
    assertThat(browser.evaluate("window.attacked === undefined").asBoolean()).isTrue();
  }

  @Test
  void open_anyWidth_showsPicturesAndDoesNotScrollSideways() throws Exception {
    browser.await(
        "document.getElementById('pairs-above').scrollIntoView(),"
            + " document.querySelector('#pairs-above ~ .pairs img')?.naturalWidth > 0");
    for (int width : new int[] {1440, 820, 390}) {
      browser.size(width, 844);
      browser.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .as("at %s", width)
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void open_hostileNames_areText() throws Exception {
    String names =
        browser.text(
            "[...document.querySelectorAll('.picture .name')].map((n) => n.textContent).join('|')");

    assertThat(names).contains("script>.jpg", "[[deadbeef]] and [[", "{{policy}}");
    assertThat(names).contains("photo\\u202egpj.exe").doesNotContain("\u202e");
    assertThat(browser.evaluate("document.querySelectorAll('img[src=x]').length").asInt()).isZero();
  }

  @Test
  void search_partOfAName_showsThatPictureAlone() throws Exception {
    browser.click("#search");
    browser.call("Input.insertText", Map.of("text", "window.attacked = 1"));
    browser.await("document.querySelectorAll('#found-pictures .picture').length === 1");

    assertThat(browser.text("document.querySelector('#found-pictures .open').title"))
        .isEqualTo(HOSTILE.get(0));
    assertThat(browser.text("document.getElementById('found-count').textContent"))
        .startsWith("1 of the ");
    browser.click("#found-close");
    assertThat(browser.evaluate("document.getElementById('found').hidden").asBoolean()).isTrue();
  }

  @Test
  void filter_mapByFateAndSet_leavesThosePoints() throws Exception {
    int all = points("");
    browser.click("#map-fates input[value=removed]");

    assertThat(points("")).isEqualTo(all - points(".fate-removed", "hidden"));
    assertThat(points(".fate-removed")).isZero();
    browser.evaluate(
        "{ const set = document.getElementById('map-set'); set.value = '1';"
            + " set.dispatchEvent(new Event('change', {bubbles: true})); }");
    assertThat(points(".fate-curated")).isEqualTo(18);
    assertThat(browser.text("document.getElementById('map-count').textContent"))
        .startsWith(points("") + " of " + all);
  }

  @Test
  void map_arrowKeysAndEnter_openThePictureThere() throws Exception {
    browser.evaluate("document.getElementById('map-view').focus()");
    browser.press("ArrowRight");
    browser.press("ArrowLeft");
    String name = browser.text("document.querySelector('#map-at .name').textContent");
    browser.press("Enter");

    assertThat(browser.evaluate("document.getElementById('card').open").asBoolean()).isTrue();
    assertThat(browser.text("document.getElementById('card-name').textContent")).isEqualTo(name);
  }

  @Test
  void click_picture_opensItsStoryAndEscapeReturns() throws Exception {
    browser.evaluate("document.getElementById('pairs-above').scrollIntoView()");
    String opener = "#pairs-above ~ .pairs .open";
    browser.click(opener);

    assertThat(browser.evaluate("document.getElementById('card').open").asBoolean()).isTrue();
    assertThat(browser.text("document.getElementById('card-story').textContent"))
        .contains("It was read from", "See also");
    assertThat(browser.text("document.getElementById('card-row').textContent")).contains("sha256");
    assertThat(
            browser
                .evaluate("document.querySelector('#card-picture img').naturalWidth > 0")
                .asBoolean())
        .isTrue();
    browser.click("#card-story .link");
    assertThat(browser.evaluate("document.getElementById('card').open").asBoolean()).isTrue();
    browser.press("Escape");
    assertThat(browser.evaluate("document.getElementById('card').open").asBoolean()).isFalse();
    assertThat(
            browser
                .evaluate("document.activeElement === document.querySelector('" + opener + "')")
                .asBoolean())
        .isTrue();
  }

  @Test
  void marks_pairPictureAndCluster_areExportedAndUndone() throws Exception {
    browser.click("#pairs-above ~ .pairs .mark[data-decision=keep_both]");
    browser.evaluate("document.querySelector('#clusters [data-cluster] .open').focus()");
    browser.press("w");
    browser.click("#clusters [data-cluster] .picture:nth-child(2) .open");
    browser.click("#card-never");
    browser.press("Escape");
    browser.click("#pairs-below ~ .pairs .pair:nth-child(4) .mark[data-side=b]");
    assertThat(browser.text("document.getElementById('review-count').textContent")).isEqualTo("4");
    browser.click("#review-undo");
    assertThat(browser.text("document.getElementById('review-count').textContent")).isEqualTo("3");
    browser.click("#review-list");
    browser.evaluate(
        "{ const note = document.querySelector('#review-marks li:last-child input'); note.value ="
            + " 'a, \"b\"'; note.dispatchEvent(new Event('change')); }");
    browser.press("Escape");
    // Marks outlive the page.
    browser.open(file);
    browser.click("#review-export");

    Path exported = folder.resolve("decisions.csv");
    String csv = awaitFile(exported);
    String[] lines = csv.split("\r\n");
    assertThat(lines[0]).isEqualTo("decision,id,other,cluster,uri,sha256,note");
    assertThat(lines[1])
        .startsWith("keep_both,")
        .matches("keep_both,[0-9a-f]+,[0-9a-f]+,,.*,[0-9a-f]{64},");
    String first = "id of " + HOSTILE.get(HOSTILE.size() - 1);
    String second = "id of " + HOSTILE.get(HOSTILE.size() - 2);
    assertThat(csv)
        .contains("\r\nwrong_cluster," + first + ",,7," + HOSTILE.get(HOSTILE.size() - 1) + ",");
    assertThat(csv).contains("\r\nnever," + second + ",,," + HOSTILE.get(HOSTILE.size() - 2) + ",");
    assertThat(csv).endsWith(",\"a, \"\"b\"\"\"\r\n").doesNotContain("remove,");
    assertThat(lines).hasSize(4);
    Files.delete(exported);
  }

  @Test
  void marks_nameOfTwoLinesAndQuotes_staysInItsCell() throws Exception {
    browser.click("#search");
    browser.call("Input.insertText", Map.of("text", "in two lines"));
    browser.await("document.querySelectorAll('#found-pictures .picture').length === 1");
    browser.evaluate("document.querySelector('#found-pictures .open').focus()");
    browser.press("r");
    browser.click("#review-export");

    Path exported = folder.resolve("decisions.csv");
    String name = HOSTILE.get(2);
    assertThat(awaitFile(exported))
        .contains(
            "\r\nremove,\"id of "
                + name.replace("\"", "\"\"")
                + "\",,,\""
                + name.replace("\"", "\"\"")
                + "\",");
    Files.delete(exported);
  }

  @Test
  void print_anyPage_hasAllPictures() throws Exception {
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");

    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('.frame[data-picture]')].filter((f) =>"
                        + " !f.querySelector('img, .missing')).length")
                .asInt())
        .isZero();
  }

  @Test
  void open_largestPage_isReadyAndTellsHowLongItTook() throws Exception {
    Path large = folder.resolve("large.html");
    ReportPage.write(SampleFigures.padded(1700, 10_500), Location.of(large));

    browser.open(large);
    browser.await("performance.getEntriesByName('first-contentful-paint').length > 0");

    assertThat(Files.size(large)).isBetween(20_000_000L, 26_000_000L);
    assertThat(browser.evaluate("document.querySelectorAll('.point').length").asInt())
        .isEqualTo(1700);
    System.out.printf(
        Locale.ROOT,
        "first view of %,d bytes after %.0f ms, ready after %.0f ms%n",
        Files.size(large),
        browser
            .evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            .asDouble(),
        browser
            .evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
            .asDouble());
    browser.open(file);
  }

  private static int points(String kind) throws Exception {
    return points(kind, "visible");
  }

  private static int points(String kind, String visibility) throws Exception {
    return browser
        .evaluate(
            "document.querySelectorAll('.point" + kind + "[visibility=" + visibility + "]').length")
        .asInt();
  }

  private static String awaitFile(Path exported) throws Exception {
    for (int i = 0; i < 500 && !(Files.exists(exported) && Files.size(exported) > 0); i++) {
      Thread.sleep(20);
    }
    return Files.readString(exported);
  }
}
