package io.gleaner.pipeline.image;

import java.util.Map;

/**
 * How a TIFF stores its pixels, and whether it is read: whole numbers of 1 to 16 bits as grey,
 * palette, RGB, CMYK or YCbCr. Everything else is refused by name, because a decoder would turn it
 * into other pixels, or all values into one: floats, whole numbers of other sizes, L*a*b*, sensors'
 * raw values, and compressions without a decoder.
 */
final class TiffLayout {
  private static final int GREY_WHITE_IS_ZERO = 0;
  private static final int GREY = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;
  private static final int NEW_JPEG = 7;
  private static final int PLANES = 2;
  private static final int ASSOCIATED_ALPHA = 1;

  /** Compressions that are read: those of TIFF 6.0, deflate and its older number. */
  private static final Map<Integer, String> READ_COMPRESSIONS =
      Map.of(
          1,
          "none",
          2,
          "CCITT RLE",
          3,
          "CCITT group 3",
          4,
          "CCITT group 4",
          5,
          "LZW",
          6,
          "old JPEG",
          NEW_JPEG,
          "JPEG",
          8,
          "deflate",
          32773,
          "PackBits",
          32946,
          "deflate");

  private static final Map<Integer, String> OTHER_COMPRESSIONS =
      Map.ofEntries(
          Map.entry(9, "JBIG"),
          Map.entry(10, "JBIG"),
          Map.entry(32766, "NeXT"),
          Map.entry(32771, "CCITT RLE of words"),
          Map.entry(32809, "ThunderScan"),
          Map.entry(33003, "JPEG 2000"),
          Map.entry(33005, "JPEG 2000"),
          Map.entry(34661, "JBIG"),
          Map.entry(34676, "SGI LogLuv"),
          Map.entry(34677, "SGI LogLuv"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(34887, "LERC"),
          Map.entry(34892, "lossy JPEG of DNG"),
          Map.entry(34925, "LZMA"),
          Map.entry(34933, "PNG"),
          Map.entry(34934, "JPEG XR"),
          Map.entry(50000, "Zstandard"),
          Map.entry(50001, "WebP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  private static final Map<Integer, String> OTHER_COLOURS =
      Map.of(
          4, "a transparency mask",
          8, "CIE L*a*b*",
          9, "ICC L*a*b*",
          10, "ITU L*a*b*",
          32803, "a sensor's colour filter array",
          32844, "LogL",
          32845, "LogLuv",
          34892, "a sensor's linear values");

  private final ImageFileDirectory directory;

  private TiffLayout(ImageFileDirectory directory) {
    this.directory = directory;
  }

  /**
   * @param bytes of a TIFF
   * @throws RejectedImageException UNSUPPORTED_FORMAT where its first picture is not read
   */
  static TiffLayout of(byte[] bytes) throws RejectedImageException {
    TiffLayout layout = new TiffLayout(ImageFileDirectory.of(bytes, 0, bytes.length));
    if (layout.directory != null && layout.directory.has(TiffTags.WIDTH)) {
      layout.check();
    }
    return layout;
  }

  /** Returns whether grey or RGB is stored multiplied by the opacity that follows it. */
  boolean premultiplied() {
    return directory != null && directory.integer(TiffTags.EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA;
  }

  private void check() throws RejectedImageException {
    int compression = directory.integer(TiffTags.COMPRESSION, 1);
    if (!READ_COMPRESSIONS.containsKey(compression)) {
      String name = OTHER_COMPRESSIONS.getOrDefault(compression, "number " + compression);
      throw unsupported("compression " + name);
    }
    int photometric = directory.integer(TiffTags.PHOTOMETRIC, GREY_WHITE_IS_ZERO);
    int colours = colours(photometric);
    int samples = directory.integer(TiffTags.SAMPLES_PER_PIXEL, colours);
    int mostExtra =
        switch (photometric) {
          case GREY, GREY_WHITE_IS_ZERO, PALETTE -> 1;
          case YCBCR -> 0;
          default -> 3;
        };
    if (samples < colours && !(photometric == YCBCR && samples == 1)
        || samples > colours + mostExtra) {
      throw unsupported(samples + " samples a pixel, of which " + colours + " are colours");
    }
    checkSamples(photometric);
    if (compression == NEW_JPEG
        && samples > 1
        && directory.integer(TiffTags.PLANAR_CONFIGURATION, 1) == PLANES) {
      throw unsupported("planes compressed as JPEG");
    }
  }

  private static int colours(int photometric) throws RejectedImageException {
    return switch (photometric) {
      case GREY, GREY_WHITE_IS_ZERO, PALETTE -> 1;
      case RGB, YCBCR -> 3;
      case CMYK -> 4;
      default ->
          throw unsupported(
              OTHER_COLOURS.getOrDefault(photometric, "colours of kind " + photometric));
    };
  }

  private void checkSamples(int photometric) throws RejectedImageException {
    int bits = directory.integer(TiffTags.BITS_PER_SAMPLE, 1);
    for (int i = 1; i < directory.count(TiffTags.BITS_PER_SAMPLE); i++) {
      if (directory.number(TiffTags.BITS_PER_SAMPLE, i) != bits) {
        throw unsupported("samples of different sizes");
      }
    }
    String kind = "unsigned";
    for (int i = 0; i < Math.max(1, directory.count(TiffTags.SAMPLE_FORMAT)); i++) {
      int format = i == 0 ? directory.integer(TiffTags.SAMPLE_FORMAT, 1) : formatOf(i);
      kind =
          switch (format) {
            case 1 -> kind;
            case 2 -> "signed";
            case 3 -> "floating-point";
            case 5, 6 -> "complex";
            default -> "undefined";
          };
    }
    boolean read =
        switch (photometric) {
          case GREY, GREY_WHITE_IS_ZERO ->
              bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
          case PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
          case YCBCR -> bits == 8;
          default -> bits == 8 || bits == 16;
        };
    if (!read || !kind.equals("unsigned")) {
      String colour =
          switch (photometric) {
            case RGB -> "RGB";
            case PALETTE -> "palette indices";
            case CMYK -> "CMYK";
            case YCBCR -> "YCbCr";
            default -> "grey";
          };
      throw unsupported(colour + " of " + kind + " samples of " + bits + " bits");
    }
  }

  private int formatOf(int sample) {
    double format = directory.number(TiffTags.SAMPLE_FORMAT, sample);
    return format == (int) format ? (int) format : 0;
  }

  private static RejectedImageException unsupported(String found) {
    return new RejectedImageException(Reason.UNSUPPORTED_FORMAT, "TIFF: " + found);
  }
}
