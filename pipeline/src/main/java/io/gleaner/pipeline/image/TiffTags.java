package io.gleaner.pipeline.image;

/** Numbers of TIFF's tags (TIFF 6.0, XMP specification part 3). */
final class TiffTags {
  static final int WIDTH = 256;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int ORIENTATION = 274;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int PLANAR_CONFIGURATION = 284;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int XMP = 700;
  static final int PROFILE = 34675;

  private TiffTags() {}
}
