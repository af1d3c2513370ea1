package io.gleaner.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.export.edit.OriginalBytes;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.run.Execution;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exports of a run with sources of every kind, compared with what the sources gave. */
class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  @TempDir Path output;

  private static Path inputs;
  private static SyntheticRun run;
  private static Map<String, SyntheticRun.Image> byId;

  @BeforeAll
  static void writeRun() throws Exception {
    inputs = Files.createDirectories(shared.resolve("inputs"));
    run = run(shared.resolve("run"), HostileSources.write(inputs));
    byId = run.images().stream().collect(Collectors.toMap(SyntheticRun.Image::id, image -> image));
    assertThat(byId).hasSize(HostileSources.IMAGES);
  }

  /** Every image is called for by "zoo", every other one by "First set" too. */
  private static SyntheticRun run(Path folder, List<String> entries) throws Exception {
    Files.createDirectories(folder);
    return new SyntheticRun(
            folder,
            List.of("zoo", "First set"),
            id -> {
              List<Retrieval> retrievals = new ArrayList<>();
              if (isEven(id)) {
                retrievals.add(Retrieval.bySample("First set", id, "query", 1, 0.9f));
              }
              if (!isEven(id) || id.charAt(1) < '8') {
                retrievals.add(Retrieval.byCluster("zoo", id, 7, 0.25f));
              }
              return retrievals;
            })
        .with("pool", entries)
        .finish();
  }

  private static boolean isEven(String id) {
    return Character.digit(id.charAt(0), 16) % 2 == 0;
  }

  private static String setOf(String id) {
    return isEven(id) && id.charAt(1) >= '8' ? "First set" : "zoo";
  }

  private static FormatSettings settings(ExportFormats.Name name, Long shardImages)
      throws IOException {
    return ExportFormats.settings(name, ExportedRun.of(run.directory()), null, shardImages, null);
  }

  private static ExportOptions options(FormatSettings settings) {
    return new ExportOptions(
        settings, new OriginalBytes(), List.of(), null, null, Map.of(), 0, false);
  }

  private static ExportMark export(SyntheticRun exported, ExportOptions options, Path folder)
      throws Exception {
    return new Export(ExportedRun.of(exported.directory()), options, Location.of(folder))
        .execute(ShardWorkers.threads(2, Progress.silent()));
  }

  private static ExportMark export(ExportOptions options, Path folder) throws Exception {
    return export(run, options, folder);
  }

  /** The visible files of a folder and their bytes. */
  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith(".gleaner")) {
          digests.put(name, SyntheticRun.sha256(Files.readAllBytes(file)));
        }
      }
    }
    return digests;
  }

  private static List<Map.Entry<String, byte[]>> members(Path tar) throws IOException {
    List<Map.Entry<String, byte[]>> members = new ArrayList<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(Files.readAllBytes(tar)))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(entry.getModTime().getTime()).isZero();
        members.add(Map.entry(entry.getName(), in.readAllBytes()));
      }
    }
    return members;
  }

  @Test
  void webdataset_sourcesOfEveryKind_holdsEachImageOnceWithItsRow() throws Exception {
    ExportMark mark = export(options(settings(ExportFormats.Name.WEBDATASET, 10L)), output);
    assertThat(mark.images()).isEqualTo(HostileSources.IMAGES);
    JsonNode index = JSON.readTree(output.resolve("index.json").toFile());
    JsonNode sizes = JSON.readTree(output.resolve("sizes.json").toFile());
    assertThat(index.get("__kind__").asText()).isEqualTo("wids-shard-index-v1");
    Map<String, byte[]> seen = new HashMap<>();
    for (JsonNode shard : index.get("shardlist")) {
      String name = shard.get("url").asText();
      List<Map.Entry<String, byte[]>> members = members(output.resolve(name));
      assertThat(members).hasSizeLessThanOrEqualTo(20);
      assertThat(shard.get("nsamples").asInt() * 2).isEqualTo(members.size());
      assertThat(sizes.get(name).asInt() * 2).isEqualTo(members.size());
      assertThat(shard.get("filesize").asLong()).isEqualTo(Files.size(output.resolve(name)));
      for (int i = 0; i < members.size(); i += 2) {
        String key = members.get(i).getKey().replaceAll("[.].*", "");
        assertThat(members.get(i).getKey()).isEqualTo(key + ".jpg");
        assertThat(members.get(i + 1).getKey()).isEqualTo(key + ".json");
        assertThat(seen.put(key, members.get(i).getValue())).isNull();
        SyntheticRun.Image image = byId.get(key);
        JsonNode json = JSON.readTree(members.get(i + 1).getValue());
        assertThat(json.get("key").asText()).isEqualTo(image.key());
        assertThat(json.get("uri").asText()).isEqualTo(image.uri());
        assertThat(json.get("caption").asText()).isEqualTo(image.caption());
        assertThat(json.get("class").asText()).isEqualTo(setOf(key));
        assertThat(json.get("retrievals")).hasSize(image.retrievals().size());
        assertThat(json.get("retrievals").get(0).get("similarity").floatValue())
            .isEqualTo(image.retrievals().get(0).similarity());
      }
    }
    assertThat(seen.keySet()).isEqualTo(byId.keySet());
    byId.forEach((id, image) -> assertThat(seen.get(id)).isEqualTo(image.bytes()));
  }

  @Test
  void webdataset_bytesOfAShard_holdExactly() throws Exception {
    FormatSettings settings =
        new FormatSettings(
            ExportFormats.Name.WEBDATASET,
            settings(ExportFormats.Name.WEBDATASET, null).fields(),
            1_000,
            50_000,
            List.of("caption"),
            true,
            true);
    export(options(settings), output);
    List<Long> sizes = new ArrayList<>();
    for (JsonNode shard : JSON.readTree(output.resolve("index.json").toFile()).get("shardlist")) {
      sizes.add(Files.size(output.resolve(shard.get("url").asText())));
    }
    assertThat(sizes).hasSizeGreaterThan(3).allMatch(size -> size <= 50_000);
    // the next image had no room: an image takes at most 5,120 bytes and its JSON 2,048 here
    assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size > 50_000 - 7_168);
  }

  @ParameterizedTest
  @EnumSource(ExportFormats.Name.class)
  void verify_anExportOfEachFormat_findsNothing(ExportFormats.Name name) throws Exception {
    export(options(settings(name, null)), output);
    VerifyExport.Result result = new VerifyExport(Location.of(output)).verify(2);
    assertThat(result.differences()).isEmpty();
    assertThat(result.images()).isEqualTo(HostileSources.IMAGES);
  }

  @ParameterizedTest
  @EnumSource(ExportFormats.Name.class)
  void verify_oneByteChanged_saysWhere(ExportFormats.Name name) throws Exception {
    export(options(settings(name, null)), output);
    String largest = null;
    for (String file : digests(output).keySet()) {
      if (!file.equals("export.json")
          && (largest == null
              || Files.size(output.resolve(file)) > Files.size(output.resolve(largest)))) {
        largest = file;
      }
    }
    byte[] bytes = Files.readAllBytes(output.resolve(largest));
    bytes[bytes.length / 2] ^= 1;
    Files.write(output.resolve(largest), bytes);
    VerifyExport.Result result = new VerifyExport(Location.of(output)).verify(2);
    String changed = largest;
    assertThat(result.differences()).anyMatch(each -> each.contains(changed));
  }

  @ParameterizedTest
  @EnumSource(ExportFormats.Name.class)
  void execute_halfOfItLost_writesTheSameBytesAgain(ExportFormats.Name name) throws Exception {
    ExportOptions options =
        options(settings(name, name == ExportFormats.Name.WEBDATASET ? 7L : null));
    export(options, output);
    Map<String, String> undisturbed = digests(output);
    for (String file : undisturbed.keySet()) {
      if (file.hashCode() % 2 == 0 || file.equals("export.json")) {
        Files.delete(output.resolve(file));
      }
    }
    // what is killed while it writes a shard leaves no record of it
    Files.delete(output.resolve(".gleaner/written/000000.parquet"));
    Location begun = Location.of(output.resolve("shard-000000.tar")).temporary();
    begun.writeText("half a shard");
    export(options, output);
    assertThat(digests(output)).isEqualTo(undisturbed);
    assertThat(begun.exists()).isFalse();
    if (name == ExportFormats.Name.WEBDATASET) {
      Files.delete(output.resolve("shard-000003.tar")); // and of one that is complete
      export(options, output);
      assertThat(digests(output)).isEqualTo(undisturbed);
    }
  }

  @Test
  void execute_onBeam_writesTheSameBytes() throws Exception {
    ExportOptions options = options(settings(ExportFormats.Name.WEBDATASET, 9L));
    export(options, output.resolve("threads"));
    Execution execution =
        new Execution(new DirectPipelines(3, BeamOptions.of(List.of())), Progress.silent());
    new Export(ExportedRun.of(run.directory()), options, Location.of(output.resolve("pipeline")))
        .execute(ShardWorkers.of(execution));
    assertThat(digests(output.resolve("pipeline"))).isEqualTo(digests(output.resolve("threads")));
  }

  @Test
  void execute_shuffled_isAnotherOrderOfTheSameImages() throws Exception {
    FormatSettings settings = settings(ExportFormats.Name.URIS, null);
    export(options(settings), output.resolve("places"));
    for (long seed : new long[] {1, 2}) {
      export(
          new ExportOptions(
              settings, new OriginalBytes(), List.of(), null, seed, Map.of(), 0, false),
          output.resolve("seed" + seed));
    }
    List<String> places = lines("places");
    assertThat(lines("seed1")).isNotEqualTo(places).containsExactlyInAnyOrderElementsOf(places);
    assertThat(lines("seed2")).isNotEqualTo(lines("seed1"));
  }

  @Test
  void execute_shuffledFromTars_holdsTheSameImagesInAnotherOrder() throws Exception {
    SyntheticRun plain =
        run(output.resolve("run"), List.of(inputs.resolve("shard-0.tar").toString()));
    List<List<String>> orders = new ArrayList<>();
    for (Long seed : new Long[] {null, 5L}) {
      Path folder = output.resolve("seed" + seed);
      export(
          plain,
          new ExportOptions(
              settings(ExportFormats.Name.WEBDATASET, 5L),
              new OriginalBytes(),
              List.of(),
              null,
              seed,
              Map.of(),
              0,
              false),
          folder);
      assertThat(new VerifyExport(Location.of(folder)).verify(1).differences()).isEmpty();
      List<String> order = new ArrayList<>();
      for (int shard = 0; shard < 3; shard++) {
        members(folder.resolve("shard-00000" + shard + ".tar"))
            .forEach(member -> order.add(member.getKey()));
      }
      orders.add(order);
    }
    assertThat(orders.get(1))
        .isNotEqualTo(orders.get(0))
        .containsExactlyInAnyOrderElementsOf(orders.get(0));
  }

  @Test
  void execute_shuffledFromACompressedTar_isRefused() throws Exception {
    assertThatThrownBy(
            () ->
                export(
                    new ExportOptions(
                        settings(ExportFormats.Name.WEBDATASET, 5L),
                        new OriginalBytes(),
                        List.of(),
                        null,
                        5L,
                        Map.of(),
                        0,
                        false),
                    output))
        .isInstanceOf(UnusableExportException.class)
        .hasMessageContaining("--shuffle");
    assertThat(digests(output)).isEmpty();
  }

  private List<String> lines(String folder) throws IOException {
    return List.of(Files.readString(output.resolve(folder + "/uris.txt")).split("\n"));
  }

  @Test
  void imagefolder_namesThatNoFilesystemTakes_areSafe() throws Exception {
    export(options(settings(ExportFormats.Name.IMAGEFOLDER, null)), output);
    Map<String, String> digests = digests(output);
    for (SyntheticRun.Image image : run.images()) {
      String name = "train/" + setOf(image.id()).replace(" ", "_") + "/" + image.id() + ".jpg";
      assertThat(digests).containsEntry(name, image.sha256());
    }
    List<String> lines = Files.readAllLines(output.resolve("train/metadata.jsonl"));
    assertThat(lines).hasSize(HostileSources.IMAGES);
    for (String line : lines) {
      JsonNode json = JSON.readTree(line);
      assertThat(digests)
          .containsEntry("train/" + json.get("file_name").asText(), json.get("sha256").asText());
    }
  }

  @Test
  void csv_hostileTexts_areReadBackByAnotherReader() throws Exception {
    export(options(settings(ExportFormats.Name.CSV, null)), output);
    Map<String, String> captions = new HashMap<>();
    try (io.gleaner.pipeline.table.Sql sql =
        io.gleaner.pipeline.table.Sql.open(output.resolve("spill"), 1)) {
      sql.query(
          "SELECT id, uri, caption FROM read_csv('"
              + output.resolve("images.csv")
              + "', header = true, all_varchar = true, quote = '\"', escape = '\"',"
              + " strict_mode = true)",
          rows -> {
            while (rows.next()) {
              assertThat(rows.getString(2)).isEqualTo(byId.get(rows.getString(1)).uri());
              captions.put(rows.getString(1), rows.getString(3));
            }
            return null;
          });
    }
    assertThat(captions).hasSize(HostileSources.IMAGES);
    byId.forEach((id, image) -> assertThat(captions).containsEntry(id, image.caption()));
  }

  @Test
  void execute_oneSet_leavesOutWhatNoneOfItCallsFor() throws Exception {
    ExportMark mark =
        export(
            new ExportOptions(
                settings(ExportFormats.Name.JSONL, null),
                new OriginalBytes(),
                List.of("First set"),
                null,
                null,
                Map.of(),
                0,
                false),
            output);
    long expected = byId.keySet().stream().filter(ExportTest::isEven).count();
    assertThat(mark.images()).isEqualTo(expected).isPositive();
    assertThat(mark.classes()).extracting(ExportMark.ClassCount::name).containsExactly("First set");
  }

  @Test
  void execute_classField_isTheClass() throws Exception {
    ExportMark mark =
        export(
            new ExportOptions(
                settings(ExportFormats.Name.IMAGEFOLDER, null),
                new OriginalBytes(),
                List.of(),
                "caption",
                null,
                Map.of(),
                0,
                false),
            output);
    assertThat(mark.classes()).hasSize(HostileSources.IMAGES);
    assertThat(mark.classes())
        .extracting(each -> each.folder().toLowerCase(java.util.Locale.ROOT))
        .doesNotHaveDuplicates()
        .allMatch(folder -> folder.matches("[a-z0-9_][a-z0-9._-]*"));
  }

  @Test
  void execute_imagesGoneAndChanged_writesTheOthersAndSaysWhich() throws Exception {
    Path moved = Files.createDirectories(output.resolve("inputs"));
    SyntheticRun own = run(output.resolve("run"), HostileSources.write(moved));
    Files.delete(moved.resolve("files/a b/=1+1.jpg"));
    byte[] tar = Files.readAllBytes(moved.resolve("shard-1.tar"));
    SyntheticRun.Image changed =
        own.images().stream().filter(each -> each.uri().contains("shard-1")).toList().get(8);
    tar[Math.toIntExact(changed.place().offset()) + 5] ^= 1;
    Files.write(moved.resolve("shard-1.tar"), tar);
    FormatSettings settings = settings(ExportFormats.Name.WEBDATASET, 20L);
    Path folder = output.resolve("export");
    assertThatThrownBy(() -> export(own, options(settings), folder))
        .isInstanceOf(MissingImagesException.class)
        .hasMessageContaining("2 images could not be had (1 changed, 1 gone)");
    assertThat(folder.resolve("export.json")).doesNotExist();
    List<String> missing = Files.readAllLines(folder.resolve("missing.csv"));
    assertThat(missing.subList(1, missing.size()))
        .hasSize(2)
        .anyMatch(line -> line.contains(changed.id()) && line.contains("changed"))
        .anyMatch(line -> line.contains("=1+1.jpg") && line.contains("gone"));

    ExportMark mark =
        export(
            own,
            new ExportOptions(
                settings, new OriginalBytes(), List.of(), null, null, Map.of(), 2, false),
            folder);
    assertThat(mark.images()).isEqualTo(HostileSources.IMAGES - 2);
    assertThat(mark.missing()).isEqualTo(2);
    assertThat(new VerifyExport(Location.of(folder)).verify(1).differences()).isEmpty();
    Files.delete(folder.resolve("export.json"));

    Files.write(
        moved.resolve("files/a b/=1+1.jpg"),
        own.images().stream()
            .filter(each -> each.uri().endsWith("=1+1.jpg"))
            .findFirst()
            .orElseThrow()
            .bytes());
    tar[Math.toIntExact(changed.place().offset()) + 5] ^= 1;
    Files.write(moved.resolve("shard-1.tar"), tar);
    assertThat(export(own, options(settings), folder).missing()).isZero();
    assertThat(folder.resolve("missing.csv")).doesNotExist();
  }

  @Test
  void execute_onAnotherFilesystem_readsAndWritesThere() throws Exception {
    String remote = "memory://gleaner/" + output.getFileName();
    MemoryFileSystem.putAll(inputs, remote + "/inputs");
    SyntheticRun there =
        run(
            output.resolve("run"),
            List.of(remote + "/inputs/shard-0.tar", remote + "/inputs/rows.parquet"));
    for (ExportFormats.Name name :
        List.of(ExportFormats.Name.WEBDATASET, ExportFormats.Name.IMAGEFOLDER)) {
      Location folder = Location.of(remote + "/" + name.label());
      for (int call = 0; call < 2; call++) { // a second call finds all shards complete
        ExportMark mark =
            new Export(
                    ExportedRun.of(there.directory()),
                    options(settings(name, name == ExportFormats.Name.WEBDATASET ? 8L : null)),
                    folder)
                .execute(ShardWorkers.threads(2, Progress.silent()));
        assertThat(mark.images()).isEqualTo(there.images().size());
        assertThat(new VerifyExport(folder).verify(2).differences()).isEmpty();
        folder.resolve("export.json").delete();
      }
    }
  }

  @Test
  void execute_folderOfAnotherExport_isRefusedOrReplaced() throws Exception {
    export(options(settings(ExportFormats.Name.IMAGEFOLDER, null)), output);
    Files.writeString(output.resolve("train/mine.txt"), "mine");
    FormatSettings settings = settings(ExportFormats.Name.WEBDATASET, 10L);
    assertThatThrownBy(() -> export(options(settings), output))
        .isInstanceOf(UnusableExportException.class)
        .hasMessageContaining("--force");
    export(
        new ExportOptions(settings, new OriginalBytes(), List.of(), null, null, Map.of(), 0, true),
        output);
    assertThat(digests(output).keySet())
        .contains("train/mine.txt", "index.json")
        .noneMatch(name -> name.endsWith(".jpg"));
    assertThat(new VerifyExport(Location.of(output)).verify(1).differences()).isEmpty();
  }

  @Test
  void execute_folderWithForeignFiles_isRefused() throws Exception {
    Files.writeString(output.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> export(options(settings(ExportFormats.Name.CSV, null)), output))
        .isInstanceOf(UnusableExportException.class)
        .hasMessageContaining("notes.txt");
    assertThat(digests(output)).containsOnlyKeys("notes.txt");
  }

  @Test
  void new_unknownSetOrField_saysWhichThereAre() throws Exception {
    FormatSettings settings = settings(ExportFormats.Name.CSV, null);
    assertThatThrownBy(
            () ->
                export(
                    new ExportOptions(
                        settings,
                        new OriginalBytes(),
                        List.of("zo"),
                        null,
                        null,
                        Map.of(),
                        0,
                        false),
                    output))
        .hasMessage("--set: the run has no \"zo\"; it has zoo, First set");
    assertThatThrownBy(
            () ->
                ExportFormats.settings(
                    ExportFormats.Name.CSV,
                    ExportedRun.of(run.directory()),
                    List.of("captoin"),
                    null,
                    null))
        .hasMessageContaining("\"captoin\"; it has id, uri, key");
  }

  @Test
  void uris_lineEndsInNames_areEscaped() throws Exception {
    export(options(settings(ExportFormats.Name.URIS, null)), output);
    List<String> lines =
        List.of(
            new String(Files.readAllBytes(output.resolve("uris.txt")), StandardCharsets.UTF_8)
                .split("\n"));
    assertThat(lines).hasSize(HostileSources.IMAGES).allMatch(line -> line.split("\t").length == 3);
    assertThat(lines).anyMatch(line -> line.startsWith("files/a b/New\\nline\\t\"quoted\".jpg\t"));
  }
}
