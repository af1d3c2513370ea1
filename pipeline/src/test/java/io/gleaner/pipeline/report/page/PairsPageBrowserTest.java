package io.gleaner.pipeline.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gleaner.pipeline.storage.Location;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers the page of pairs in a headless Chromium. */
class PairsPageBrowserTest {
  private static final String HOSTILE =
      "</script><img src=x onerror=window.attacked=2>\u202e{{policy}}.jpg";

  @TempDir static Path folder;

  private static Browser browser;
  private static Path file;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> chromium = Browser.installed();
    assumeTrue(chromium.isPresent(), "no chromium on the path; name one by -Dchromium=FILE");
    file = folder.resolve("pairs.html");
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
    PairsPage.Side seen = new PairsPage.Side("a.jpg", jpeg.toByteArray(), null);
    PairsPage.Side gone = new PairsPage.Side(HOSTILE, null, "gone: " + HOSTILE);
    PairsPage.write(
        "run " + HOSTILE,
        "id_a,id_b,same,uri_b",
        List.of(
            new PairsPage.Pair(seen, gone, "1,2", "\"" + HOSTILE + "\""),
            new PairsPage.Pair(seen, seen, "1,3", "x"),
            new PairsPage.Pair(gone, seen, "2,\u202e3", "\"two\nlines\""),
            new PairsPage.Pair(seen, seen, "4,5", "y")),
        Location.of(file));
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
    browser.size(1000, 800);
    browser.open(file);
    browser.evaluate("localStorage.clear()");
    browser.open(file);
  }

  @AfterEach
  void nothingWentWrong() throws Exception {
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(event -> event.get("request").get("url").asText())
        .allMatch(
            url ->
                url.equals(file.toUri().toString())
                    || url.startsWith("data:")
                    || url.startsWith("blob:"));
    assertThat(browser.evaluate("window.attacked === undefined").asBoolean()).isTrue();
  }

  private static String progress() throws Exception {
    return browser.text("document.getElementById('progress-words').textContent");
  }

  @Test
  void answer_byKeysAndButtons_exportsEveryRowWithItsAnswer() throws Exception {
    assertThat(
            browser.evaluate("document.querySelectorAll('.choice:not([hidden])').length").asInt())
        .isEqualTo(1);
    assertThat(progress()).isEqualTo("Pair 1 of 4 · 0 yes, 0 no, 0 skipped, 4 to go");

    browser.press("y");
    browser.press("s");
    browser.click("[data-answer=no]");
    assertThat(progress()).isEqualTo("Pair 4 of 4 · 1 yes, 1 no, 1 skipped, 1 to go");
    browser.click("#export");

    Path exported = folder.resolve("pairs.csv");
    for (int i = 0; i < 500 && !(Files.exists(exported) && Files.size(exported) > 0); i++) {
      Thread.sleep(20);
    }
    assertThat(Files.readString(exported))
        .isEqualTo(
            "id_a,id_b,same,uri_b\r\n1,2,yes,\""
                + HOSTILE
                + "\"\r\n1,3,,x\r\n2,\u202e3,no,\"two\nlines\"\r\n4,5,,y\r\n");
    Files.delete(exported);
  }

  @Test
  void answer_openedAgain_goesOnAtTheFirstOpenPair() throws Exception {
    browser.press("n");
    browser.press("y");
    browser.open(file);

    assertThat(progress()).isEqualTo("Pair 3 of 4 · 1 yes, 1 no, 0 skipped, 2 to go");
    browser.press("ArrowLeft");
    assertThat(
            browser.text(
                "document.querySelector('[data-answer=yes]').getAttribute('aria-pressed')"))
        .isEqualTo("true");
    browser.press("n");
    assertThat(progress()).startsWith("Pair 3 of 4 · 0 yes, 2 no");
    browser.click("#clear");
    assertThat(progress()).isEqualTo("Pair 1 of 4 · 0 yes, 0 no, 0 skipped, 4 to go");
  }

  @Test
  void open_anyWidth_showsNamesAsTextAndDoesNotScrollSideways() throws Exception {
    assertThat(browser.text("document.querySelector('.choice:not([hidden]) .missing').textContent"))
        .contains("onerror")
        .contains("\\u202e")
        .doesNotContain("\u202e");
    assertThat(browser.evaluate("document.querySelectorAll('img[src=x]').length").asInt()).isZero();
    browser.await("document.querySelector('.choice img').naturalWidth === 8");
    for (int width : new int[] {1440, 390}) {
      browser.size(width, 800);
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .as("at %s", width)
          .isLessThanOrEqualTo(width);
    }
  }
}
