package io.gleaner.pipeline.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailTest {
  private final ImageDecoder decoder = ImageDecoder.of(DecoderChoice.JAVA, ImageLimits.DEFAULTS);

  /** Red to the left, blue to the right. */
  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, x < width / 2 ? 0xff0000 : 0x0000ff);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void of_largeImage_keepsRatioAndColours() throws Exception {
    Thumbnail small = Thumbnail.of(decoder, png(640, 400), 160);
    assertThat(small.width()).isEqualTo(160);
    assertThat(small.height()).isEqualTo(100);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(small.jpeg()));
    assertThat(read.getWidth()).isEqualTo(160);
    assertThat(read.getHeight()).isEqualTo(100);
    assertThat(read.getRGB(20, 50) >> 16 & 0xff).isGreaterThan(230);
    assertThat(read.getRGB(140, 50) & 0xff).isGreaterThan(230);
    assertThat(Thumbnail.of(decoder, png(640, 400), 160).jpeg()).isEqualTo(small.jpeg());
  }

  @Test
  void of_smallImage_keepsItsSize() throws Exception {
    Thumbnail same = Thumbnail.of(decoder, png(60, 40), 160);
    assertThat(same.width()).isEqualTo(60);
    assertThat(same.height()).isEqualTo(40);
  }

  @Test
  void of_elongatedImage_hasAPixelAtLeast() throws Exception {
    Thumbnail small = Thumbnail.of(decoder, png(160, 8), 10);
    assertThat(small.width()).isEqualTo(10);
    assertThat(small.height()).isEqualTo(1);
  }

  @Test
  void of_orientedPhotograph_isUprightAsTheEncoderSawIt() throws Exception {
    byte[] bytes;
    try (var in = ThumbnailTest.class.getResourceAsStream("/faults/orientation-in-xmp.jpg")) {
      bytes = in.readAllBytes();
    }
    RgbImage upright = decoder.decode(bytes).image();
    Thumbnail small = Thumbnail.of(decoder, bytes, 32);
    double ratio = (double) upright.width() / upright.height();
    assertThat(small.width()).isCloseTo((int) (small.height() * ratio), within(2));
    assertThat(Math.max(small.width(), small.height())).isLessThanOrEqualTo(32);
    assertThat(new String(small.jpeg(), StandardCharsets.ISO_8859_1)).doesNotContain("Exif", "xmp");
  }

  @Test
  void of_whatIsNoImage_isRefusedWithAReason() throws Exception {
    byte[] text = "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(png(300, 300), 100);
    for (byte[] bytes : new byte[][] {text, cut, new byte[0]}) {
      assertThatThrownBy(() -> Thumbnail.of(decoder, bytes, 160))
          .isInstanceOf(RejectedImageException.class);
    }
  }
}
