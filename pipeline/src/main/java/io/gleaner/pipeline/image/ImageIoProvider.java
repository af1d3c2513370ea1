package io.gleaner.pipeline.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.SampleModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/** Every format by the JDK's readers and TwelveMonkeys', but for lossy WebP. */
final class ImageIoProvider implements PixelProvider {
  private static final Map<ImageFormat, ImageReaderSpi> READERS = readers();

  /** Of a JPEG's raster outside the heap, while a progressive one is read. */
  private static final int COEFFICIENTS = 6;

  @Override
  public StoredPixels read(
      ImageFormat format, byte[] bytes, Admission admission, Reduction reduction)
      throws IOException, RejectedImageException {
    return StoredPixels.all(read(format, bytes, admission));
  }

  /** Reads all pixels. */
  RgbImage read(ImageFormat format, byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    return switch (format) {
      case JPEG -> jpeg(JpegHeader.withoutProfile(bytes), admission);
      case WEBP -> lossless(WebpFile.of(bytes), admission);
      case GIF -> GifFrame.decode(bytes, admission);
      case TIFF -> tiff(bytes, admission);
      case PNG -> png(bytes, admission);
      case BMP -> Pixels.of(decode(format, bytes, admission, 0));
    };
  }

  private static RgbImage jpeg(byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    JpegHeader header = JpegHeader.of(bytes);
    int outside = header != null && header.isProgressive() ? COEFFICIENTS : 0;
    try {
      return Pixels.of(decode(ImageFormat.JPEG, bytes, admission, outside));
    } catch (IOException | RuntimeException e) {
      boolean cut =
          header == null ? JpegHeader.endsBeforeHeader(bytes) : JpegHeader.endsEarly(bytes);
      if (cut) {
        throw new RejectedImageException(
            Reason.TRUNCATED, "the file ends before the marker that ends its image");
      }
      throw e;
    }
  }

  private static RgbImage png(byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    try {
      return Pixels.of(decode(ImageFormat.PNG, bytes, admission, 0));
    } catch (IOException | RuntimeException e) {
      if (PngFile.of(bytes).endsEarly()) {
        throw new RejectedImageException(
            Reason.TRUNCATED, "the file ends before the chunk that ends its image");
      }
      throw e;
    }
  }

  private static RgbImage lossless(WebpFile file, Admission admission)
      throws IOException, RejectedImageException {
    if (file.lossy()) {
      throw new RejectedImageException(
          Reason.UNSUPPORTED_FORMAT,
          "lossy WebP, which only the native decoder reads rightly: decode on a machine where it"
              + " loads, with decoder: auto or native");
    }
    if (WebpFile.endsEarly(file.bytes())) {
      throw WebpFile.unusable(file.bytes());
    }
    if (!file.animated()) {
      return Pixels.of(
          decode(ImageFormat.WEBP, WebpFile.withoutProfile(file.bytes()), admission, 0));
    }
    file.requireFrameWithinCanvas();
    return file.onCanvas(Pixels.of(decode(ImageFormat.WEBP, file.still(), admission, 0)));
  }

  private static RgbImage tiff(byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    boolean premultiplied = TiffLayout.of(bytes).premultiplied();
    byte[] plain = ImageFileDirectory.without(bytes, TiffTags.PROFILE);
    BufferedImage image = decode(ImageFormat.TIFF, plain, admission, 0);
    return premultiplied ? PremultipliedPixels.of(image) : Pixels.of(image);
  }

  private static BufferedImage decode(
      ImageFormat format, byte[] bytes, Admission admission, int nativeBytes)
      throws IOException, RejectedImageException {
    ImageReader reader = READERS.get(format).createReaderInstance();
    try (ImageInputStream input = new ByteArrayImageInputStream(bytes)) {
      reader.setInput(input, true, true);
      String[] truncated = new String[1];
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (CheckedDecoder.saysTruncated(warning)) {
              truncated[0] = warning;
            }
          });
      admission.ask(reader.getWidth(0), reader.getHeight(0), bytesOfPixel(reader), nativeBytes);
      BufferedImage image = reader.read(0);
      if (truncated[0] != null) {
        throw new RejectedImageException(Reason.TRUNCATED, truncated[0]);
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** Returns what a pixel takes in the raster that the reader makes. */
  private static int bytesOfPixel(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      return 4;
    }
    SampleModel samples = types.next().getSampleModel();
    int element = DataBuffer.getDataTypeSize(samples.getTransferType()) / 8;
    return Math.max(1, samples.getNumDataElements() * element);
  }

  @Override
  public String version() {
    String twelveMonkeys = ByteArrayImageInputStream.class.getPackage().getImplementationVersion();
    return "ImageIO with TwelveMonkeys " + (twelveMonkeys == null ? "" : twelveMonkeys).strip();
  }

  /** One reader for each format: TwelveMonkeys' where it registers one, the JDK's elsewhere. */
  private static Map<ImageFormat, ImageReaderSpi> readers() {
    ImageIO.setUseCache(false);
    Map<ImageFormat, ImageReaderSpi> readers = new EnumMap<>(ImageFormat.class);
    for (ImageFormat format : ImageFormat.values()) {
      Iterator<ImageReaderSpi> providers =
          IIORegistry.getDefaultInstance()
              .getServiceProviders(
                  ImageReaderSpi.class,
                  provider ->
                      Arrays.stream(((ImageReaderSpi) provider).getFormatNames())
                          .anyMatch(format.label()::equalsIgnoreCase),
                  true);
      while (providers.hasNext()) {
        ImageReaderSpi provider = providers.next();
        boolean twelveMonkeys = provider.getClass().getName().startsWith("com.twelvemonkeys");
        if (twelveMonkeys || !readers.containsKey(format)) {
          readers.put(format, provider);
        }
      }
    }
    return readers;
  }
}
