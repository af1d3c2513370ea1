package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GIF and animated WebP that are cut or contradict themselves; whole ones have goldens. */
class FirstFrameTest {
  private static final ImageDecoder DECODER =
      ImageDecoder.of(new ImageLimits(10_000, 10_000, 1, 99));

  @ParameterizedTest
  @ValueSource(strings = {"gif-palette.gif", "gif-two-colours.gif", "gif-transparent.gif"})
  void decode_gifCutAnywhere_isTruncated(String name) throws Exception {
    byte[] whole = Goldens.bytes("decode/" + name);
    byte[] right = DECODER.decode(whole).image().rgb();

    for (int length = 10; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(DECODER.decode(cut).image().rgb()).as("%d bytes", length).isEqualTo(right);
        assertThat(length).isGreaterThan(whole.length - 8); // what follows the last pixel
      } catch (RejectedImageException e) {
        assertThat(e.reason()).as("%d bytes", length).isEqualTo(Reason.TRUNCATED);
      }
    }
  }

  @Test
  void decode_gifWhosePixelsEndEarly_isTruncated() {
    byte[] bytes = Goldens.bytes("decode/gif-not-interlaced.gif");
    bytes[bytes.length / 2] = 0; // no longer the length of a block that leads to the last pixel

    RejectedImageException refusal = refusal(Arrays.copyOf(bytes, bytes.length / 2 + 1));

    assertThat(refusal.reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void decode_gifWithoutFrames_isCorrupt() {
    byte[] bytes = Arrays.copyOf(Goldens.bytes("decode/gif-palette.gif"), 14);
    bytes[10] = 0;
    bytes[13] = ';';

    assertThat(refusal(bytes).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void decode_gifOfManyPixelsByItsScreen_isRefusedBeforeItIsDecoded() {
    byte[] bytes = Goldens.bytes("decode/gif-palette.gif");
    bytes[6] = (byte) 0xff;
    bytes[8] = (byte) 0xff;

    assertThat(refusal(bytes).reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
  }

  @Test
  void decode_animationCutInItsFirstFrame_isTruncated() {
    byte[] whole = Goldens.bytes("decode/frame-on-canvas.webp");

    assertThat(refusal(Arrays.copyOf(whole, 200)).reason()).isEqualTo(Reason.TRUNCATED);
  }

  @Test
  void decode_frameBeyondItsCanvas_isCorrupt() {
    byte[] bytes = Goldens.bytes("decode/frame-on-canvas.webp");
    bytes[52] = 60; // half of the column at which the first frame starts

    assertThat(refusal(bytes).detail()).isEqualTo("its first frame is not within its canvas");
  }

  @Test
  void decode_frameOfAnotherSizeThanItsPixels_isCorrupt() {
    byte[] bytes = Goldens.bytes("decode/frame-on-canvas.webp");
    bytes[58] = 3; // the frame's width, less one

    assertThat(refusal(bytes).detail())
        .isEqualTo("its first frame is of another size than its pixels");
  }

  private static RejectedImageException refusal(byte[] bytes) {
    return catchThrowableOfType(RejectedImageException.class, () -> DECODER.decode(bytes));
  }
}
