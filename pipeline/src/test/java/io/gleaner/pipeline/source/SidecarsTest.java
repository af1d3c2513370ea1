package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.image.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarsTest {
  @TempDir Path folder;

  private static Map<String, String> parsed(String json) throws IOException {
    List<String> all = List.of("a", "b", "n");
    return SidecarFields.carried(
        SidecarFields.ofJson(json.getBytes(StandardCharsets.UTF_8), all), null, all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": NaN}|NaN",
        "{\"a\": -Infinity}|-Infinity",
        "{\"a\": 9007199254740993}|9007199254740993",
        "{\"a\": 123456789012345678901234567890}|123456789012345678901234567890",
        "{\"a\": 0.0001000}|0.0001000",
        "{\"a\": 1e400}|1e400",
        "{\"a\": true}|true",
        "{\"a\": 1, \"a\": \"last\"}|last",
        "{\"a\": {\"x\": [1, NaN, null, \"\\u00e9\"], \"y\": 1.50}}|"
            + "{\"x\":[1,NaN,null,\"\u00e9\"],\"y\":1.50}",
        "\ufeff{\"a\": \"bom\"}|bom",
      })
  void ofJson_values_keepTheirText(String json, String text) throws IOException {
    assertThat(parsed(json)).isEqualTo(Map.of("a", text));
  }

  @Test
  void ofJson_null_isAbsent() throws IOException {
    assertThat(parsed("{\"a\": null, \"b\": \"\", \"c\": [[]]}")).isEqualTo(Map.of("b", ""));
    assertThat(parsed("{\"a\": 1, \"a\": null}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1]",
        "\"text\"",
        "{\"a\": 1",
        "{\"a\": 1,}",
        "{a: 1}",
        "\0\0",
        "{\"a\": 1} x"
      })
  void ofJson_noObject_isRefused(String json) {
    assertThatThrownBy(() -> parsed(json)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "other"})
  void ofJson_nestedTooDeep_isRefusedWithoutRecursion(String name) throws IOException {
    String fine = "[".repeat(900) + "]".repeat(900);
    assertThat(parsed("{\"" + name + "\": " + fine + "}")).hasSize(name.equals("a") ? 1 : 0);
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    assertThatThrownBy(() -> parsed("{\"" + name + "\": " + deep + "}"))
        .isInstanceOf(IOException.class);
  }

  /** By webdataset 1.0.2's base_plus_ext. */
  @ParameterizedTest
  @CsvSource({
    "000.jpg, 000",
    "d/22.05.jpg, d/22",
    "a.b/c.jpg, a.b/c",
    "./x.tar.gz, ./x",
    "d/000.seg.PNG, d/000",
    "x/y.z/000.jpg.json, x/y.z/000"
  })
  void of_name_hasWebDatasetsKey(String name, String key) {
    assertThat(MemberName.of(name).key()).isEqualTo(key);
  }

  private static String sidecar(String caption) {
    return "{\"caption\": \"" + caption + "\"}";
  }

  private Map<String, String> captions(TestTar tar) throws IOException {
    Map<String, String> captions = new java.util.TreeMap<>();
    for (RawImage raw : TestTar.read(tar.end().write(folder.resolve("x.tar")))) {
      boolean note = raw.rejection() != null;
      captions.put(
          note ? "note " + captions.size() : raw.uri().substring(6),
          note
              ? raw.rejection().reason() + " " + raw.rejection().detail()
              : raw.carried().getOrDefault("caption", "-"));
    }
    return captions;
  }

  @Test
  void next_sampleTwiceInARow_givesEachImageItsOwnSidecar() throws IOException {
    assertThat(
            captions(
                new TestTar()
                    .file("a.jpg", "x")
                    .file("a.json", sidecar("first"))
                    .file("a.jpg", "y")
                    .file("a.json", sidecar("second"))
                    .file("b.json", sidecar("third"))
                    .file("b.jpg", "z")
                    .file("b.json", sidecar("fourth"))))
        .containsEntry("a.jpg", "first")
        .containsEntry("b.jpg", "third");
  }

  @Test
  void ofText_bytesOfAnotherCharacterSet_areRefused() {
    assertThatThrownBy(() -> SidecarFields.ofText(new byte[] {'a', (byte) 0xe9}))
        .isInstanceOf(IOException.class)
        .hasMessage("text that is no UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".a.jpg", "d/.a.jpg", ".h/a.jpg", "d/.h/e/a.jpg", "./.h/a.jpg", "d/"})
  void of_hiddenOrEmptyName_isNone(String name) {
    assertThat(MemberName.of(name)).isNull();
  }

  @Test
  void next_sidecarsOfOneSample_goToTheImageTheyName() throws IOException {
    assertThat(
            captions(
                new TestTar()
                    .file("1.left.jpg", "x")
                    .file("1.right.jpg", "x")
                    .file("1.jpg", "x")
                    .file("1.left.jpg.json", sidecar("by full name"))
                    .file("1.left.json", sidecar("not this"))
                    .file("1.right.txt", "by stem")
                    .file("1.json", sidecar("by key"))
                    .file("2.jpg", "x")
                    .file("2.meta.json", sidecar("the only one"))))
        .containsEntry("1.left.jpg", "by full name")
        .containsEntry("1.right.jpg", "by key") // JSON has a caption, so the text gives way
        .containsEntry("1.jpg", "by key")
        .containsEntry("2.jpg", "the only one")
        .hasSize(5)
        .containsValue(
            "UNUSED_SIDECAR 1 sidecars belong to no image of the shard, the first"
                + " \"1.left.json\"");
  }

  @Test
  void next_severalThatCouldBeMeant_areToldAndNoneIsTaken() throws IOException {
    assertThat(
            captions(
                new TestTar()
                    .file("1.jpg", "x")
                    .file("1.a.json", sidecar("a"))
                    .file("1.b.json", sidecar("b"))))
        .containsEntry("1.jpg", "-")
        .hasSize(3)
        .containsValue(
            "UNUSED_SIDECAR 1 images have several sidecars in their sample and none of their own"
                + " name, so they get none; the first \"1.jpg\"");
  }

  @Test
  void next_brokenSidecar_isToldAndItsImageStays() throws IOException {
    Map<String, String> captions =
        captions(
            new TestTar()
                .file("1.jpg", "x")
                .file("1.json", "{\"caption\": ")
                .file("2.jpg", "x")
                .file("2.json", "[]")
                .file("2.txt", "\ufeffby text"));
    assertThat(captions).containsEntry("1.jpg", "-").containsEntry("2.jpg", "by text").hasSize(3);
    assertThat(captions.values())
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith(
                        "UNUSED_SIDECAR 2 sidecars are not read, the first \"1.json\""
                            + " (Unexpected"));
  }

  @Test
  void next_sidecarsBeforeTheirImages_areJoined() throws IOException {
    assertThat(
            captions(
                new TestTar()
                    .file("d/1.json", sidecar("one"))
                    .file("d/2.txt", "two")
                    .file("d/3.json", sidecar("three"))
                    .file("d/1.jpg", "x")
                    .file("d/2.jpg", "x")))
        .containsEntry("d/1.jpg", "one")
        .containsEntry("d/2.jpg", "two")
        .hasSize(3)
        .containsValue(
            "UNUSED_SIDECAR 1 sidecars belong to no image of the shard, the first \"d/3.json\"");
  }

  @Test
  void next_linksHaveTheirOwnSidecars() throws IOException {
    assertThat(
            captions(
                new TestTar()
                    .file("1.jpg", "x")
                    .file("1.json", sidecar("one"))
                    .hardLink("2.jpg", "1.jpg")
                    .file("2.json", sidecar("two"))))
        .isEqualTo(Map.of("1.jpg", "one", "2.jpg", "two"));
  }

  @Test
  void next_nothingIsCarried_tellsNothingOfSidecars() throws IOException {
    Path shard =
        new TestTar().file("1.jpg", "x").file("9.json", "{").end().write(folder.resolve("x.tar"));
    assertThat(TestTar.read(new ImageSource("pool", List.of(shard.toString()), List.of(), 100)))
        .singleElement()
        .satisfies(raw -> assertThat(raw.rejection()).isNull());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void next_allNamesShareTheirKey_keepTheirSidecars(boolean adjacent) throws IOException {
    TestTar tar = new TestTar();
    int images = 3_000;
    for (int i = 0; i < images; i++) {
      tar.file(name(i) + ".jpg", "x");
      if (adjacent) {
        tar.file(name(i) + ".json", sidecar("of " + i));
      }
    }
    for (int i = 0; i < images && !adjacent; i++) {
      tar.file(name(i) + ".json", sidecar("of " + i));
    }
    List<RawImage> read = TestTar.read(tar.end().write(folder.resolve("x.tar")));
    assertThat(read).hasSize(images);
    for (int i = 0; i < images; i++) {
      assertThat(read.get(i).carried()).isEqualTo(Map.of("caption", "of " + i));
    }
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "crawl-v1.0_%06d", number);
  }

  @Test
  void image_allNamesShareTheirKey_areNotHeld() throws IOException {
    List<String> given = new ArrayList<>();
    Samples<Integer> samples =
        new Samples<>(
            new Samples.Receiver<>() {
              @Override
              public void joined(Samples.Joined<Integer> image) {
                given.add(image.name().full());
              }

              @Override
              public void unused(Samples.Sidecar sidecar) {}

              @Override
              public void ambiguous(MemberName image) {}

              @Override
              public void replaced(MemberName sidecar) {}
            });
    for (int i = 0; i < 100_000; i++) {
      samples.image(MemberName.of(name(i) + ".jpg"), i, 10);
      assertThat(i - given.size()).isLessThan(2 * Samples.MOST_MEMBERS);
    }
    given.clear();
    for (int i = 0; i < 100; i++) { // by bytes: 64 MiB and one more
      samples.image(MemberName.of("large.0_" + i + ".jpg"), i, 10 << 20);
      assertThat(i + 2 - given.size()).isLessThan(9 + 2048);
    }
    assertThat(given.stream().filter(name -> name.startsWith("large"))).hasSizeGreaterThan(90);
    samples.end();
    assertThat(given.stream().filter(name -> name.startsWith("large"))).hasSize(100);
  }

  /** As img2dataset's output_format=files lays them out. */
  @Test
  void next_sidecarsOfLooseFiles_areJoinedWhereFieldsAreCarried() throws IOException {
    for (String[] file :
        new String[][] {
          {"a/1.05.jpg", "x"},
          {"a/1.05.json", "{\"caption\": \"five\", \"key\": \"original\", \"n\": NaN}"},
          {"a/1.06.jpg", "x"},
          {"a/1.06.txt", "six"},
          {"a/2.jpg", "x"},
          {"a/2.json", "{"},
          {"a/2.txt", "two"},
          {"b/1.json", "{}"},
          {"b/2.jpg", "x"},
        }) {
      Path path = folder.resolve("crawl").resolve(file[0]);
      java.nio.file.Files.createDirectories(path.getParent());
      java.nio.file.Files.writeString(path, file[1]);
    }
    List<String> entry = List.of(folder.resolve("crawl").toString());
    ImageSource source = new ImageSource("pool", entry, TestTar.CARRIED, 100);
    source.units().forEach(org.apache.beam.sdk.util.SerializableUtils::ensureSerializable);
    List<RawImage> read = TestTar.read(source);
    assertThat(read)
        .extracting(raw -> raw.uri() + " " + raw.key() + " " + raw.carried().get("caption"))
        .containsExactlyInAnyOrder(
            "crawl/a/1.05.jpg original five",
            "crawl/a/1.06.jpg crawl/a/1.06.jpg six",
            "crawl/a/2.jpg crawl/a/2.jpg two",
            "crawl/a/2.json crawl/a/2.json null",
            "crawl/b/1.json crawl/b/1.json null", // of no image: a file as any
            "crawl/b/2.jpg crawl/b/2.jpg null");
    assertThat(read.stream().filter(raw -> raw.rejection() != null))
        .singleElement()
        .satisfies(raw -> assertThat(raw.rejection().reason()).isEqualTo(Reason.UNUSED_SIDECAR));

    String before = source.units().get(0).fingerprint();
    java.nio.file.Files.writeString(folder.resolve("crawl/a/1.06.txt"), "another six");
    assertThat(source.units().get(0).fingerprint()).isNotEqualTo(before);
    assertThat(TestTar.read(new ImageSource("pool", entry, List.of(), 100))).hasSize(9);
  }

  @Test
  void rows_reason_isOfItsOwn() {
    ShardNotes notes = new ShardNotes();
    notes.add(ShardNotes.Kind.NO_IMAGE, "9.json", "");
    assertThat(notes.rows("x.tar"))
        .singleElement()
        .satisfies(raw -> assertThat(raw.rejection().reason()).isEqualTo(Reason.UNUSED_SIDECAR));
  }

  @Test
  void add_names_areNewOnce() {
    NameSet names = new NameSet();
    for (int i = 0; i < 10_000; i++) {
      assertThat(names.add("name " + i)).isTrue();
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(names.add("name " + i)).isFalse();
    }
  }
}
