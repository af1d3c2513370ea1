package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the samples, of whose complete run tables are lost, cut or added; wrong recipes. */
class LostTablesTest {
  private static final Path SAMPLES = Path.of("../samples");

  @TempDir static Path folder;
  private static Path recipe;
  private static Path run;
  private static String digest;

  private record Ran(int code, String out, String err) {}

  @BeforeAll
  static void curate() throws IOException {
    Files.createDirectories(folder.resolve("pool"));
    Files.copy(SAMPLES.resolve("pool/shards/00000.tar"), folder.resolve("pool/00000.tar"));
    recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        Files.readString(Path.of("../configs/quickstart.yaml"))
            .replace("[samples/pool/crawl, \"samples/pool/shards/*.tar\"]", "[./pool]")
            .replace("samples/", "../samples/")
            .replace("output: runs/quickstart", "output: ./run")
            .replace("device: auto", "device: cpu\n  linear: mkl"));
    run = folder.resolve("run");
    assertThat(run("run", recipe.toString()).code).isZero();
    digest = run("stats", run.toString(), "--digest").out.strip();
    assertThat(digest).hasSize(32);
  }

  private static Ran run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
      int code = Gleaner.run(arguments);
      return new Ran(
          code, said.toString(StandardCharsets.UTF_8), told.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    Files.walkFileTree(
        run,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = copy.resolve(run.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
            return FileVisitResult.CONTINUE;
          }
        });
    return copy;
  }

  private static TreeMap<Path, List<Path>> tables(Path of) throws IOException {
    TreeMap<Path, List<Path>> folders = new TreeMap<>();
    try (Stream<Path> files = Files.walk(of)) {
      files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .forEach(
              file ->
                  folders.computeIfAbsent(file.getParent(), none -> new ArrayList<>()).add(file));
    }
    return folders;
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }

  private static void assertWhole(Path copy) {
    Ran again = run("run", recipe.toString(), "--output", copy.toString());
    assertThat(again.code).as(again.err).isZero();
    assertThat(run("stats", copy.toString(), "--digest").out.strip()).isEqualTo(digest);
    assertThat(run("run", recipe.toString(), "--output", copy.toString()).err)
        .doesNotContain(" s  {") // no stage has anything to do
        .contains("complete already");
  }

  @Test
  void run_oneTableOfEachFolderRemoved_givesTheSameManifest() throws IOException {
    Path copy = copy("removed");
    TreeMap<Path, List<Path>> folders = tables(copy);
    assertThat(folders).hasSizeGreaterThan(15);
    for (List<Path> each : folders.values()) {
      Files.delete(each.get(each.size() - 1));
    }
    Ran stats = run("stats", copy.toString(), "--digest");
    assertThat(stats.code).isEqualTo(2);
    assertThat(stats.err).contains("cannot be read as complete");
    assertWhole(copy);
    assertThat(tables(copy).size()).isEqualTo(folders.size());
  }

  @Test
  void stats_tableThatNoRunWrote_isRefusedByName() throws IOException {
    Path copy = copy("stranger");
    Path table = tables(copy).get(copy.resolve("manifest")).get(0);
    Files.copy(table, table.resolveSibling("part-extra.parquet"));
    Ran stats = run("stats", copy.toString(), "--digest");
    assertThat(stats.code).isEqualTo(2);
    assertThat(stats.err).contains("part-extra.parquet was not written by this run");
    assertThat(stats.out).isEmpty();
  }

  @Test
  void run_twoModelsAndAPoolThatAreNotThere_areToldAtOnce() throws IOException {
    Path bad = folder.resolve("bad.yaml");
    Files.writeString(
        bad,
        """
        name: bad
        pool: { images: [nowhere/pool] }
        encoder: { model: nowhere/semantic }
        dedup: { encoder: nowhere/copies }
        """);
    Ran refused = run("run", bad.toString(), "--output", folder.resolve("bad").toString());
    assertThat(refused.code).isEqualTo(2);
    assertThat(refused.err).contains("nowhere/pool", "nowhere/semantic", "nowhere/copies");
  }

  @Test
  void run_oneTableOfEachFolderCut_givesTheSameManifest() throws IOException {
    Path copy = copy("cut");
    for (List<Path> each : tables(copy).values()) {
      cut(each.get(0));
    }
    assertWhole(copy);
  }

  @Test
  void run_imagesTableIsCutAndThePoolGrows_embedsItAgain() throws IOException {
    Path copy = copy("grown");
    Path table = tables(copy).get(copy.resolve("images/curated/hats")).get(0);
    long size = Files.size(table);
    byte[] bytes = Files.readAllBytes(table);
    Files.write(table, java.util.Arrays.copyOf(bytes, bytes.length + 7)); // its footer is gone
    Files.delete(copy.resolve("marks/embed.json"));
    assertWhole(copy);
    assertThat(table).hasSize(size);
  }

  @Test
  void commands_ofTablesThatARunHasLost_areRefused() throws IOException {
    Path copy = copy("inputs");
    Files.delete(tables(copy).get(copy.resolve("images/pool")).get(0));
    Path other = folder.resolve("other");
    String pool = copy.resolve("images/pool").toString();
    String hats = copy.resolve("images/curated/hats").toString();
    for (List<String> command :
        List.of(
            List.of("cluster", "--clusters", "2", "--embeddings", pool),
            List.of("dedup", "--embeddings", pool),
            List.of("dedup", "--embeddings", hats, "--against", pool),
            List.of("retrieve", "--mode", "sample", "--embeddings", hats, "--queries", pool))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--output", other.toString()));
      Ran refused = run(arguments.toArray(String[]::new));
      assertThat(refused.code).as("%s", command).isEqualTo(2);
      assertThat(refused.err).contains("images/pool cannot be read as complete", " is gone");
    }
    cut(copy.resolve("clusters/centroids.parquet"));
    Ran clusters =
        run(
            "retrieve",
            "--mode",
            "cluster",
            "--embeddings",
            hats,
            "--queries",
            hats,
            "--clusters",
            copy.resolve("clusters").toString(),
            "--output",
            other.toString());
    assertThat(clusters.code).isEqualTo(2);
    assertThat(clusters.err).contains("centroids.parquet has ");
    assertThat(other).doesNotExist();
  }

  @Test
  void run_missingPaths_areToldAtOnceWithTheirFolder() throws IOException {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(
        wrong,
        Files.readString(recipe)
            .replace("[./pool]", "[./nowhere, neither]")
            .replace("../samples/evaluation", "nor")
            .replace("../samples/encoder", "no-encoder"));
    Ran refused = run("run", wrong.toString(), "--output", folder.resolve("none").toString());
    assertThat(refused.code).isEqualTo(2);
    Path here = Path.of("").toAbsolutePath();
    assertThat(refused.err)
        .contains(
            "pool: \"" + folder + "/nowhere\" does not exist",
            "pool: \"neither\" does not exist in the working directory " + here,
            "evaluation: \"nor\" does not exist in the working directory " + here,
            "no-encoder");
  }

  @Test
  void run_outputAndInputInOneAnother_isRefused() throws IOException {
    for (String output : List.of("pool/run", "pool")) {
      Ran refused = run("run", recipe.toString(), "--output", folder.resolve(output).toString());
      assertThat(refused.code).isEqualTo(2);
      assertThat(refused.err).contains("lie in one another");
    }
    assertThat(folder.resolve("pool/run")).doesNotExist();
    Path within = folder.resolve("within.yaml");
    Files.writeString(within, Files.readString(recipe).replace("[./pool]", "[./lake/images]"));
    Files.createDirectories(folder.resolve("lake/images"));
    Files.copy(SAMPLES.resolve("pool/shards/00000.tar"), folder.resolve("lake/images/00000.tar"));
    Ran refused = run("run", within.toString(), "--output", folder.resolve("lake").toString());
    assertThat(refused.err).contains("lie in one another");
    assertThat(folder.resolve("lake/images/00000.tar")).exists();
  }

  @Test
  void run_outputThatCannotBe_isASentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    for (String output : List.of("file", "file/run", "n".repeat(300))) {
      Ran failed = run("run", recipe.toString(), "--output", folder.resolve(output).toString());
      assertThat(failed.code).isEqualTo(1);
      assertThat(failed.err)
          .contains("gleaner: ", "choose a", "The stack trace is in ")
          .doesNotContain("\tat ", "please report");
    }
    assertThat(file).hasContent("a file");
  }
}
