#!/usr/bin/env bash
# Guess: on Apache Beam's direct runner a worker without a bundle waits. A pipeline whose only element sleeps uses next to no processor, with one
# worker (--targetParallelism=1) as with two.
# What happens: with one worker it is so. With two, the idle one runs the runner's own loop that looks for work, which submits itself again at
# once and never waits: it keeps one processor whole as long as the other worker is in its element.
# Why it matters: one long element, such as the only file of a source or the last one of a run, shares the machine with a worker that does nothing. On
# two hardware threads of one core, embedding one tar with a ViT-S/14 took 1.9 times as long as in plain threads, and twice the processor time.
# Seen: Apache Beam 2.70.0, JDK 17.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.beam</groupId>
      <artifactId>beam-runners-direct-java</artifactId>
      <version>2.70.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.beam</groupId>
      <artifactId>beam-sdks-java-core</artifactId>
      <version>2.70.0</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
XML
cat >"$work/Idle.java" <<'JAVA'
import java.lang.management.ManagementFactory;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

public class Idle {
  static volatile double used;

  static class Sleep extends DoFn<Integer, Void> {
    @ProcessElement
    public void process(@Element Integer seconds) throws InterruptedException {
      var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      Thread.sleep(2000); // until what was compiled is compiled
      long before = system.getProcessCpuTime();
      Thread.sleep(1000L * seconds);
      used = (system.getProcessCpuTime() - before) / 1e9 / seconds;
    }
  }

  public static void main(String[] arguments) {
    for (int workers = 1; workers <= 2; workers++) {
      DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
      options.setTargetParallelism(workers);
      Pipeline pipeline = Pipeline.create(options);
      pipeline.apply(Create.of(5)).apply(ParDo.of(new Sleep()));
      pipeline.run().waitUntilFinish();
      System.out.printf(java.util.Locale.ROOT, "%d %.2f%n", workers, used);
    }
  }
}
JAVA
(cd "$work" && mvn -B -ntp -q dependency:build-classpath -Dmdep.outputFile=class-path.txt && javac -d classes -cp "$(cat class-path.txt)" Idle.java)
java -cp "$work/classes:$(cat "$work/class-path.txt")" Idle >"$work/seen"
sed 's/^\([0-9]*\) \(.*\)/workers: \1, processors in use while the only element sleeps: \2/' "$work/seen"
awk '$1 == 1 && $2 < 0.2 { one = 1 } $1 == 2 && $2 > 0.6 { two = 1 } END { exit !(one && two) }' "$work/seen" ||
  { echo "changed: one worker was quiet, and with two an idle one kept a processor busy" >&2; exit 1; }
