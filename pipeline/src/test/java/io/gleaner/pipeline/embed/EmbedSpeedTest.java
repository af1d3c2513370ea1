package io.gleaner.pipeline.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.image.DecodedSize;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.SourceUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedSpeedTest {
  @TempDir Path folder;

  private static EmbedConfig config(ImageLimits limits) {
    return new EmbedConfig(
        "../samples/encoder",
        null,
        EncoderConfig.DEFAULTS.withDevice("cpu"),
        8,
        DecoderChoice.JAVA,
        DecodedSize.EXACT,
        limits,
        List.of(),
        null);
  }

  private static List<SourceUnit> units(String entry) {
    return new ImageSource("pool", List.of(entry), List.of(), 1 << 28).units();
  }

  @Test
  void measure_someImages_tellsHowItWentOn() throws IOException {
    try (EmbedSpeed speed = EmbedSpeed.of(config(ImageLimits.DEFAULTS))) {
      assertThat(speed.dimensions()).containsExactly(192);
      assertThat(speed.onGpu()).isFalse();
      assertThat(speed.weightBytes()).isGreaterThan(1 << 20);
      EmbedSpeed.Seen seen = speed.measure(units("../samples/curated/hats"), 2, 1);
      assertThat(seen.sampled()).isEqualTo(18);
      assertThat(seen.rejectedShare()).isZero();
      List<EmbedSpeed.Moment> moments = seen.moments();
      assertThat(moments).hasSizeGreaterThan(1);
      for (int i = 1; i < moments.size(); i++) {
        assertThat(moments.get(i).seconds()).isGreaterThan(moments.get(i - 1).seconds());
        assertThat(moments.get(i).processorSeconds())
            .isGreaterThanOrEqualTo(moments.get(i - 1).processorSeconds());
        assertThat(moments.get(i).images() - moments.get(i - 1).images()).isBetween(1L, 8L);
      }
    }
  }

  @Test
  void measure_imagesThatAreRejected_countsThem() throws IOException {
    try (EmbedSpeed speed = EmbedSpeed.of(config(new ImageLimits(1, 1 << 20, 1, 20)))) {
      EmbedSpeed.Seen seen = speed.measure(units("../samples/curated/hats"), 1, 0.2);
      assertThat(seen.rejectedShare()).isEqualTo(1);
    }
  }

  @Test
  void measure_noImages_hasNoMoments() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.write(folder.resolve("a/empty.tar"), new byte[1024]);
    try (EmbedSpeed speed = EmbedSpeed.of(config(ImageLimits.DEFAULTS))) {
      assertThat(speed.measure(units(folder.resolve("a").toString()), 1, 5).moments()).isEmpty();
    }
  }

  @Test
  void measure_whenItIsOver_leavesNoFiles() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (EmbedSpeed speed = EmbedSpeed.of(config(ImageLimits.DEFAULTS))) {
      speed.measure(units("../samples/curated/hats"), 2, 0.2);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith(EmbedSpeed.FOLDER)))
          .isEmpty();
    }
  }
}
