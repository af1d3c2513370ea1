package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts Gleaner, with a java that only tells how it was called. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("../gleaner");
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir Path folder;
  private Path home;
  private Path target;
  private Path jdk;

  private record Called(int exit, List<String> out, String error) {}

  @BeforeEach
  void build() throws IOException {
    assumeThat(BASH).as("the launcher is a script of bash's").exists();
    home = Files.createDirectories(folder.resolve("a checkout"));
    target = Files.createDirectories(home.resolve("pipeline/target"));
    Files.copy(SCRIPT, home.resolve("gleaner"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.createDirectories(home.resolve("pipeline/src/main"));
    Files.writeString(home.resolve("pipeline/pom.xml"), "");
    Files.writeString(
        target.resolve("class-path.txt"),
        "/m2/picocli.jar:/m2/beam-runners-flink-1.19-2.70.0.jar:/m2/flink-core.jar");
    jdk("21.0.4");
    rehearsal("touch \"${each#-XX:ArchiveClassesAtExit=}\"; echo x > \"${each#*=}\"");
  }

  private void jdk(String version) throws IOException {
    jdk = Files.createDirectories(folder.resolve("jdk-" + version));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"a\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  /** Has java do this where it is to write an archive. */
  private void rehearsal(String command) throws IOException {
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/bash
        for each in "$@"; do
          case $each in
            -XX:ArchiveClassesAtExit=*) echo rehearsed >>"%s"; %s; exit ;;
          esac
        done
        printf '%%s\\n' "$@"
        """
            .replace("%%", "%")
            .replaceFirst("%s", rehearsals().toString())
            .replace("%s; exit", command + "; exit"));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path rehearsals() {
    return folder.resolve("rehearsals");
  }

  private Called launch(String javaOptions, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("gleaner").toString()));
    command.addAll(List.of(arguments));
    Path error = folder.resolve("error");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(error.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("GLEANER_JAVA_OPTIONS", javaOptions);
    builder.environment().remove("GLEANER_BUILD_OPTIONS");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Called(process.waitFor(), out.lines().toList(), Files.readString(error));
  }

  private static String classPath(Called called) {
    return called.out.get(called.out.indexOf("-cp") + 1);
  }

  private long rehearsed() throws IOException {
    return Files.exists(rehearsals()) ? Files.readAllLines(rehearsals()).size() : 0;
  }

  private String archives() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return String.join(
          " ",
          files
              .map(file -> file.getFileName().toString())
              .filter(n -> n.contains(".jsa"))
              .toList());
    }
  }

  @Test
  void launch_first_archivesClassesOnceAndUsesThem() throws Exception {
    Called first = launch("", "stats", "a run");
    assertThat(first.exit).as(first.error).isZero();
    assertThat(first.error).contains("archiving classes, once");
    assertThat(first.out).endsWith("io.gleaner.pipeline.cli.Gleaner", "stats", "a run");
    assertThat(first.out)
        .anyMatch(each -> each.startsWith("-XX:SharedArchiveFile=" + target + "/classes-21.0.4-"));
    assertThat(launch("", "--help").error).isEmpty();
    assertThat(rehearsed()).isEqualTo(1);
    assertThat(archives()).as("nothing half-written is left").doesNotContain(".new");
  }

  @Test
  void launch_builtAnewOrByAnotherJava_archivesAgain() throws Exception {
    launch("", "--help");
    Files.setLastModifiedTime(
        target.resolve("class-path.txt"),
        java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 2000));
    launch("", "--help");
    assertThat(rehearsed()).isEqualTo(2);
    jdk("25");
    rehearsal("echo x > \"${each#*=}\"");
    Called other = launch("", "--help");
    assertThat(other.out).anyMatch(each -> each.contains("/classes-25-"));
    assertThat(rehearsed()).isEqualTo(3);
  }

  @Test
  void launch_archiveThatCannotBeMade_isNotTriedAgain() throws Exception {
    rehearsal("exit 1");
    Called first = launch("", "--help");
    assertThat(first.exit).isZero();
    assertThat(launch("", "--help").out).noneMatch(each -> each.contains("SharedArchiveFile"));
    assertThat(rehearsed()).isEqualTo(1);
  }

  @Test
  void launch_checkoutThatCannotBeWritten_runsWithoutAnArchive() throws Exception {
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeThat(Files.isWritable(target)).as("this user writes anywhere").isFalse();
      Called called = launch("", "--help");
      assertThat(called.exit).as(called.error).isZero();
      assertThat(rehearsed()).isZero();
    } finally {
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void launch_onFlink_hasItsJarsAndOtherwiseNot() throws Exception {
    assertThat(classPath(launch("", "run", "a.yaml")))
        .isEqualTo(target + "/gleaner-pipeline.jar:/m2/picocli.jar");
    for (String[] flink :
        new String[][] {
          {"run", "a.yaml", "--runner", "flink"},
          {"run", "a.yaml", "--runner=flink"},
          {"run", "a.yaml", "--runner=FLINK"},
          {"run", "--flink-master", "host:1", "a.yaml"},
          {"run", "@options"}
        }) {
      assertThat(classPath(launch("", flink)))
          .as(String.join(" ", flink))
          .endsWith(":/m2/picocli.jar:/m2/beam-runners-flink-1.19-2.70.0.jar:/m2/flink-core.jar");
    }
  }

  @Test
  void launch_collectorOfTheUser_isTheOnlyOne() throws Exception {
    assertThat(launch("", "--help").out).contains("-XX:+UseParallelGC");
    assertThat(launch("-Xmx3g -XX:+UseG1GC", "--help").out)
        .contains("-Xmx3g", "-XX:+UseG1GC")
        .doesNotContain("-XX:+UseParallelGC");
  }

  @Test
  void launch_olderJava_isRefused() throws Exception {
    jdk("11.0.2");
    rehearsal("true");
    Called called = launch("", "--help");
    assertThat(called.exit).isEqualTo(2);
    assertThat(called.error).contains("java is version 11.0.2: Gleaner needs a JDK 17 or newer");
  }
}
