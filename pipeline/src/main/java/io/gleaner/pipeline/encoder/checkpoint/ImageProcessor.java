package io.gleaner.pipeline.encoder.checkpoint;

import static io.gleaner.pipeline.image.Interpolation.BICUBIC;
import static io.gleaner.pipeline.image.Interpolation.BILINEAR;

import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A class of transformers' image processors: what it does where its file is silent (transformers
 * 4.57.1). Processors named {@code Fast} resample bytes as tensors, which rounds apart from Pillow
 * by a level, seldom by two; Gleaner resamples as Pillow for both (docs/encoders.md).
 *
 * @param kind on what pixels it works
 * @param squares whether a size that is one number means both sides, not the shortest edge
 * @param size the size where none is given
 * @param crop whether and when the centre is cropped
 * @param normalisation the values where none are given
 */
record ImageProcessor(
    String name,
    Kind kind,
    boolean squares,
    Resize size,
    CentreCrop crop,
    Interpolation interpolation,
    Normalisation normalisation) {

  /** On what pixels a processor works. */
  enum Kind {
    /** Pillow images and numpy arrays: the slow processors. */
    ARRAYS(Arithmetic.BYTES, Centring.FLOOR),
    /** Tensors of bytes: the fast ones. */
    TENSORS(Arithmetic.BYTES, Centring.TOWARDS_ZERO),
    /** Tensors that are rescaled before they are resampled. */
    RESCALED_TENSORS(Arithmetic.FLOATS, Centring.TOWARDS_ZERO);

    private final Arithmetic arithmetic;
    private final Centring centring;

    Kind(Arithmetic arithmetic, Centring centring) {
      this.arithmetic = arithmetic;
      this.centring = centring;
    }

    Arithmetic arithmetic() {
      return arithmetic;
    }

    Centring centring() {
      return centring;
    }
  }

  /** Whether and when a processor crops. */
  enum CentreCrop {
    /** It does not know of crops and passes over what a file says of them. */
    NEVER,
    /** Where do_center_crop is true. */
    IF_ASKED,
    /** Unless do_center_crop is false; 224 x 224 where no size is given. */
    UNLESS_FORBIDDEN
  }

  private static final Normalisation HALF = normalisation(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f);
  private static final Normalisation IMAGENET =
      normalisation(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);
  private static final Normalisation CLIP =
      normalisation(0.48145467f, 0.4578275f, 0.40821072f, 0.26862955f, 0.2613026f, 0.2757771f);

  /** Those that Gleaner knows, by name. */
  static final Map<String, ImageProcessor> KNOWN =
      Stream.of(
              vit(Kind.ARRAYS, CentreCrop.NEVER),
              vit(Kind.TENSORS, CentreCrop.IF_ASKED),
              siglip(Kind.ARRAYS, CentreCrop.NEVER),
              siglip(Kind.TENSORS, CentreCrop.IF_ASKED),
              halved("DeiT", Kind.ARRAYS, 256, CentreCrop.UNLESS_FORBIDDEN),
              halved("DeiT", Kind.TENSORS, 256, CentreCrop.UNLESS_FORBIDDEN),
              halved("Beit", Kind.ARRAYS, 256, CentreCrop.UNLESS_FORBIDDEN),
              halved("Beit", Kind.TENSORS, 224, CentreCrop.IF_ASKED),
              clip("CLIP", Kind.ARRAYS),
              clip("CLIP", Kind.TENSORS),
              clip("Bit", Kind.ARRAYS),
              clip("Bit", Kind.TENSORS),
              dinov3("DINOv3ViTImageProcessorFast"),
              dinov3("DINOv3ViTImageProcessor")) // transformers 5's name of it
          .collect(
              Collectors.toMap(
                  ImageProcessor::name, processor -> processor, (a, b) -> a, TreeMap::new));

  private static ImageProcessor vit(Kind kind, CentreCrop crop) {
    return new ImageProcessor(named("ViT", kind), kind, true, square(224), crop, BILINEAR, HALF);
  }

  private static ImageProcessor siglip(Kind kind, CentreCrop crop) {
    return new ImageProcessor(named("Siglip", kind), kind, false, square(224), crop, BICUBIC, HALF);
  }

  private static ImageProcessor halved(String family, Kind kind, int size, CentreCrop crop) {
    return new ImageProcessor(named(family, kind), kind, true, square(size), crop, BICUBIC, HALF);
  }

  private static ImageProcessor clip(String family, Kind kind) {
    return new ImageProcessor(
        named(family, kind),
        kind,
        false,
        new Resize.ShortestEdge(224),
        CentreCrop.UNLESS_FORBIDDEN,
        BICUBIC,
        CLIP);
  }

  private static ImageProcessor dinov3(String name) {
    return new ImageProcessor(
        name, Kind.RESCALED_TENSORS, true, square(224), CentreCrop.IF_ASKED, BILINEAR, IMAGENET);
  }

  private static Normalisation normalisation(
      float red, float green, float blue, float redStd, float greenStd, float blueStd) {
    return new Normalisation(
        1 / 255.0, new float[] {red, green, blue}, new float[] {redStd, greenStd, blueStd});
  }

  private static String named(String family, Kind kind) {
    return family + "ImageProcessor" + (kind == Kind.ARRAYS ? "" : "Fast");
  }

  private static Resize square(int side) {
    return new Resize.Exactly(side, side);
  }
}
