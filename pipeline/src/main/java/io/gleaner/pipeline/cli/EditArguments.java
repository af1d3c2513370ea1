package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.export.edit.EditOptions;
import io.gleaner.pipeline.export.edit.EditOptions.Encoding;
import io.gleaner.pipeline.export.edit.EditOptions.Metadata;
import io.gleaner.pipeline.export.edit.EditOptions.TurnedImages;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What {@code gleaner export} is asked to do to images. */
final class EditArguments {
  private static final int LARGEST_SIDE = 100_000;

  @Option(
      names = "--resize",
      arity = "2",
      paramLabel = "shortest N",
      description = {
        "make larger images smaller: the shorter side becomes N pixels, resampled as encoders do;"
            + " none is enlarged"
      })
  private List<String> resize = List.of();

  @Option(
      names = "--orientation",
      defaultValue = "keep",
      paramLabel = "keep|apply",
      description =
          "whether pixels are turned as EXIF says, and the tag removed (default: ${DEFAULT-VALUE})")
  private TurnedImages orientation;

  @Option(
      names = "--metadata",
      defaultValue = "keep",
      paramLabel = "keep|strip",
      description =
          "whether EXIF with its places, XMP, IPTC and comments go, without touching pixels"
              + " (default: ${DEFAULT-VALUE})")
  private Metadata metadata;

  @Option(
      names = "--encode",
      defaultValue = "original",
      paramLabel = "original|jpeg|png",
      description =
          "encode every image; original encodes those alone whose pixels change, what was"
              + " compressed with loss as JPEG, all else as PNG (default: ${DEFAULT-VALUE})")
  private Encoding encoding;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description = "quality of JPEGs that are encoded, 1 to 100 (default: 95)")
  private Integer quality;

  /**
   * @throws UnusableArgumentException where they are not usable, or not together
   */
  EditOptions options() {
    int shortest = shortest();
    boolean encodes =
        shortest > 0 || encoding != Encoding.ORIGINAL || orientation == TurnedImages.APPLY;
    if (quality != null && (!encodes || encoding == Encoding.PNG)) {
      throw new UnusableArgumentException(
          "--quality: no image is encoded as JPEG; it goes with --encode jpeg, --resize or"
              + " --orientation apply");
    }
    if (quality != null && (quality < 1 || quality > 100)) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--quality is %d, must be 1 to 100", quality));
    }
    return new EditOptions(
        encoding,
        quality == null ? EditOptions.DEFAULT_QUALITY : quality,
        shortest,
        orientation,
        metadata);
  }

  private int shortest() {
    if (resize.isEmpty()) {
      return 0;
    }
    String side = resize.get(1);
    if (!resize.get(0).equals("shortest") || !side.matches("[0-9]{1,9}")) {
      throw unusable();
    }
    int pixels = Integer.parseInt(side);
    if (pixels < 1 || pixels > LARGEST_SIDE) {
      throw unusable();
    }
    return pixels;
  }

  private UnusableArgumentException unusable() {
    return new UnusableArgumentException(
        String.format(
            Locale.ROOT,
            "--resize is \"%s\", must be shortest N, with N from 1 to %d",
            String.join(" ", resize),
            LARGEST_SIDE));
  }
}
