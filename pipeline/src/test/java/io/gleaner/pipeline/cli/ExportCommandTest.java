package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gleaner export} and {@code gleaner verify} on a run of the samples. */
class ExportCommandTest {
  @TempDir Path folder;

  private static Captured export(Path output, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("export", SharedQuickstart.run().toString(), "--output", output.toString()));
    arguments.addAll(List.of(options));
    return Captured.run(arguments.toArray(String[]::new));
  }

  @Test
  void export_webdataset_isVerifiedUntilAShardIsCut() throws Exception {
    Captured made = export(folder, "--format", "webdataset", "--shard-images", "50", "--json");
    assertThat(made.exit()).as(made.error()).isZero();
    JsonNode mark = new ObjectMapper().readTree(made.out());
    Captured whole =
        Captured.run("verify", folder.toString(), "--run", SharedQuickstart.run().toString());
    assertThat(whole.exit()).isZero();
    assertThat(whole.out())
        .contains(String.format(java.util.Locale.ROOT, "%,d images", mark.get("images").asLong()));
    Captured again = export(folder, "--format", "webdataset", "--shard-images", "50", "--json");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).isEqualTo(made.out());

    Path shard = folder.resolve("shard-000001.tar");
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    Files.write(folder.resolve("shard-000099.tar"), bytes);
    Captured cut = Captured.run("verify", folder.toString());
    assertThat(cut.exit()).isEqualTo(1);
    assertThat(cut.out())
        .contains("shard-000001.tar: it has")
        .contains("shard-000099.tar: the export did not write it");
  }

  @Test
  void export_originalsElsewhere_areFoundByRoot() throws Exception {
    Captured lost =
        export(
            folder.resolve("lost"),
            "--format",
            "imagefolder",
            "--root",
            "dresses=" + folder.resolve("nowhere"));
    assertThat(lost.exit()).isEqualTo(1);
    assertThat(lost.error()).contains("images could not be had").contains("missing.csv");
    assertThat(lost.error()).doesNotContain("stack trace");
    Captured found =
        export(
            folder.resolve("lost"),
            "--format",
            "imagefolder",
            "--root",
            "dresses=" + Path.of("../samples/curated/dresses").toAbsolutePath());
    assertThat(found.exit()).as(found.error()).isZero();
    assertThat(folder.resolve("lost/missing.csv")).doesNotExist();
  }

  @Test
  void export_unusableArguments_endsBeforeAnyWork() throws Exception {
    for (String[] options :
        new String[][] {
          {"--format", "zip"},
          {"--format", "webdataset", "--shard-images", "0"},
          {"--format", "webdataset", "--shard-bytes", "10"},
          {"--format", "csv", "--shard-images", "10"},
          {"--format", "csv", "--fields", "captoin"},
          {"--format", "csv", "--fields", "uri,uri"},
          {"--format", "csv", "--set", "boots"},
          {"--format", "csv", "--class-field", "label"},
          {"--format", "csv", "--root", "boots=/tmp"},
          {"--format", "csv", "--allow-missing", "-1"},
          {"--format", "csv", "--parallelism", "0"},
        }) {
      Captured refused = export(folder.resolve("out"), options);
      assertThat(refused.exit()).as(String.join(" ", options)).isEqualTo(2);
      assertThat(refused.error()).isNotBlank().doesNotContain("\tat ");
      assertThat(folder.resolve("out/export.json")).doesNotExist();
    }
    Captured inside = export(SharedQuickstart.run().resolve("export"), "--format", "csv");
    assertThat(inside.exit()).isEqualTo(2);
    assertThat(inside.error()).contains("lie in one another");
  }

  @Test
  void verify_noExport_saysSo() {
    Captured none = Captured.run("verify", folder.toString());
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.error()).contains("is no complete export");
  }
}
