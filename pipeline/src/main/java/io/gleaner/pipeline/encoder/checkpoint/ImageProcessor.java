package io.gleaner.pipeline.encoder.checkpoint;

import static io.gleaner.pipeline.image.Interpolation.BICUBIC;
import static io.gleaner.pipeline.image.Interpolation.BILINEAR;

import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A class of transformers' image processors: what it does where its file is silent (transformers
 * 4.57.1 and 5.24.0).
 *
 * @param kind on what pixels it works
 * @param squares whether a size that is one number means both sides, not the shortest edge
 * @param edges what it makes of a size that has a shortest edge
 * @param size the size where none is given
 * @param crop whether and when the centre is cropped
 * @param cropSize the crop where no size of it is given, or null where it must be
 * @param normalisation the values where none are given
 */
record ImageProcessor(
    String name,
    Kind kind,
    boolean squares,
    Edges edges,
    Resize size,
    CentreCrop crop,
    Resize.Exactly cropSize,
    Interpolation interpolation,
    Normalisation normalisation) {

  /** On what pixels a processor works. */
  enum Kind {
    /** Pillow images and numpy arrays: those of transformers 4 without Fast. */
    ARRAYS(Arithmetic.BYTES, Centring.FLOOR),
    /** The same in transformers 5: those named Pil. */
    PILLOW(Arithmetic.BYTES, Centring.FLOOR),
    /** Tensors of bytes: Fast in transformers 4, the others in 5. */
    TENSORS(Arithmetic.TENSOR_BYTES, Centring.TOWARDS_ZERO),
    /** Tensors that are rescaled before they are resampled. */
    RESCALED_TENSORS(Arithmetic.FLOATS, Centring.TOWARDS_ZERO);

    private final Arithmetic arithmetic;
    private final Centring centring;

    Kind(Arithmetic arithmetic, Centring centring) {
      this.arithmetic = arithmetic;
      this.centring = centring;
    }

    /** Returns what it resamples with. */
    Arithmetic arithmetic(boolean rescales) {
      return this == RESCALED_TENSORS && !rescales ? Arithmetic.TENSOR_BYTES : arithmetic;
    }

    Centring centring() {
      return centring;
    }
  }

  /** What a processor makes of a size that has a shortest edge. */
  enum Edges {
    /** It needs height and width. */
    REFUSED,
    /** It reads the shortest edge and passes over a longest one. */
    SHORTEST,
    /** It keeps to both. */
    BOTH
  }

  /** Whether and when a processor crops. */
  enum CentreCrop {
    /** It does not know of crops and passes over what a file says of them. */
    NEVER,
    /** Where do_center_crop is true. */
    IF_ASKED,
    /** Unless do_center_crop is false. */
    UNLESS_FORBIDDEN
  }

  private static final Normalisation HALF = normalisation(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f);
  private static final Normalisation IMAGENET =
      normalisation(0.485f, 0.456f, 0.406f, 0.229f, 0.224f, 0.225f);
  private static final Normalisation CLIP =
      normalisation(0.48145467f, 0.4578275f, 0.40821072f, 0.26862955f, 0.2613026f, 0.2757771f);
  private static final Map<Release, Map<String, ImageProcessor>> KNOWN =
      new EnumMap<>(Map.of(Release.FOUR, ofFour(), Release.FIVE, ofFive()));

  /** Returns those that Gleaner knows of a release, by name. */
  static Map<String, ImageProcessor> known(Release release) {
    return KNOWN.get(release);
  }

  private static Map<String, ImageProcessor> ofFour() {
    Map<String, ImageProcessor> known = new TreeMap<>();
    add(known, vit("", Kind.ARRAYS, Edges.REFUSED, CentreCrop.NEVER));
    add(known, siglip("", Kind.ARRAYS, Edges.REFUSED, CentreCrop.NEVER));
    add(known, deit("", Kind.ARRAYS, Edges.REFUSED));
    add(known, beit("", Kind.ARRAYS, Edges.REFUSED, 256, CentreCrop.UNLESS_FORBIDDEN));
    add(known, clip("CLIP", "", Kind.ARRAYS, Edges.SHORTEST));
    add(known, clip("Bit", "", Kind.ARRAYS, Edges.SHORTEST));
    addTensors(known, "Fast");
    addAs5(known, "Pil", Kind.PILLOW); // a name of transformers 5 alone
    return known;
  }

  private static Map<String, ImageProcessor> ofFive() {
    Map<String, ImageProcessor> known = new TreeMap<>();
    addTensors(known, "");
    addTensors(known, "Fast");
    addAs5(known, "Pil", Kind.PILLOW);
    return known;
  }

  private static void addTensors(Map<String, ImageProcessor> known, String suffix) {
    addAs5(known, suffix, Kind.TENSORS);
    add(known, dinov3("DINOv3ViTImageProcessorFast"));
    add(known, dinov3("DINOv3ViTImageProcessor")); // transformers 5's name of it
  }

  private static void addAs5(Map<String, ImageProcessor> known, String suffix, Kind kind) {
    add(known, vit(suffix, kind, Edges.BOTH, CentreCrop.IF_ASKED));
    add(known, siglip(suffix, kind, Edges.BOTH, CentreCrop.IF_ASKED));
    add(known, deit(suffix, kind, Edges.BOTH));
    add(known, beit(suffix, kind, Edges.BOTH, 224, CentreCrop.IF_ASKED));
    add(known, clip("CLIP", suffix, kind, Edges.BOTH));
    add(known, clip("Bit", suffix, kind, Edges.BOTH));
  }

  private static void add(Map<String, ImageProcessor> known, ImageProcessor processor) {
    known.put(processor.name, processor);
  }

  private static ImageProcessor vit(String suffix, Kind kind, Edges edges, CentreCrop crop) {
    return new ImageProcessor(
        named("ViT", suffix), kind, true, edges, square(224), crop, null, BILINEAR, HALF);
  }

  private static ImageProcessor siglip(String suffix, Kind kind, Edges edges, CentreCrop crop) {
    return new ImageProcessor(
        named("Siglip", suffix), kind, false, edges, square(224), crop, null, BICUBIC, HALF);
  }

  private static ImageProcessor deit(String suffix, Kind kind, Edges edges) {
    return new ImageProcessor(
        named("DeiT", suffix),
        kind,
        true,
        edges,
        square(256),
        CentreCrop.UNLESS_FORBIDDEN,
        square(224),
        BICUBIC,
        HALF);
  }

  private static ImageProcessor beit(
      String suffix, Kind kind, Edges edges, int size, CentreCrop crop) {
    return new ImageProcessor(
        named("Beit", suffix), kind, true, edges, square(size), crop, square(224), BICUBIC, HALF);
  }

  private static ImageProcessor clip(String family, String suffix, Kind kind, Edges edges) {
    return new ImageProcessor(
        named(family, suffix),
        kind,
        false,
        edges,
        new Resize.ShortestEdge(224),
        CentreCrop.UNLESS_FORBIDDEN,
        square(224),
        BICUBIC,
        CLIP);
  }

  private static ImageProcessor dinov3(String name) {
    return new ImageProcessor(
        name,
        Kind.RESCALED_TENSORS,
        true,
        Edges.BOTH,
        square(224),
        CentreCrop.IF_ASKED,
        null,
        BILINEAR,
        IMAGENET);
  }

  private static Normalisation normalisation(
      float red, float green, float blue, float redStd, float greenStd, float blueStd) {
    return new Normalisation(
        1 / 255.0, new float[] {red, green, blue}, new float[] {redStd, greenStd, blueStd});
  }

  private static String named(String family, String suffix) {
    return family + "ImageProcessor" + suffix;
  }

  private static Resize.Exactly square(int side) {
    return new Resize.Exactly(side, side);
  }
}
