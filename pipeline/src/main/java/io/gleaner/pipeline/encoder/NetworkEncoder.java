package io.gleaner.pipeline.encoder;

import ai.djl.ndarray.types.Shape;
import io.gleaner.pipeline.image.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * An encoder over a loaded network, whatever it was loaded from. On a CPU a batch goes through the
 * network in parts of one size, the last one filled up with zeros: libraries choose how they sum by
 * the shape of what they are given, so that an image would otherwise be rounded by what shares its
 * batch. Parts are small enough that what lies between two layers stays in a processor's cache.
 */
final class NetworkEncoder implements Encoder {
  /** Has a batch go through the network as it is. */
  static final int WHOLE_BATCH = Integer.MAX_VALUE;

  private final Network network;
  private final Summary summary;
  private final Preprocessing preprocessing;
  private final String output;
  private final String digest;
  private final int imagesAtOnce;
  private final boolean normalised;
  private final int dimension;

  /**
   * @param output which of several outputs is the embedding, or null
   * @param imagesAtOnce images of every part of a batch, or {@link #WHOLE_BATCH}
   * @param normalised whether embeddings are given unit length
   * @throws IllegalStateException where the network does not turn one image into one vector
   */
  NetworkEncoder(
      Network network,
      Summary summary,
      Preprocessing preprocessing,
      String output,
      int imagesAtOnce,
      boolean normalised,
      String digest) {
    this.network = network;
    this.summary = summary;
    this.preprocessing = preprocessing;
    this.output = output;
    this.imagesAtOnce = imagesAtOnce;
    this.normalised = normalised;
    this.digest = digest;
    this.dimension = probe();
  }

  private int probe() {
    if (PixelBatch.bytes(preprocessing, 2) > Integer.MAX_VALUE) {
      throw new IllegalStateException("two such images have more than 2 GiB of pixels");
    }
    ByteBuffer zeros = PixelBatch.allocate(preprocessing, 2);
    Network.Output out = network.forward(zeros, shape(2), output);
    if (out.shape().length < 2 || out.shape()[0] != 2 || out.values().length < 2) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "two images gave a tensor of shape %s, must be [2, dimension]",
              new Shape(out.shape())));
    }
    return out.values().length / 2;
  }

  private Shape shape(int images) {
    return new Shape(images, 3, preprocessing.cropHeight(), preprocessing.cropWidth());
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public Summary summary() {
    return summary;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public float[] embed(ByteBuffer pixels, int images, int threads) {
    if (!pixels.isDirect() || pixels.remaining() != PixelBatch.bytes(preprocessing, images)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images need a direct buffer of %d bytes, got %s",
              images,
              PixelBatch.bytes(preprocessing, images),
              pixels));
    }
    float[] embeddings = new float[images * dimension];
    int atOnce = imagesAtOnce == WHOLE_BATCH ? images : imagesAtOnce;
    PartThreads.forEach(
        (images + atOnce - 1) / atOnce,
        threads,
        part -> embedPart(pixels, images, part * atOnce, atOnce, embeddings));
    if (normalised) {
      for (int image = 0; image < images; image++) {
        normalise(embeddings, image * dimension, (image + 1) * dimension);
      }
    }
    return embeddings;
  }

  private void embedPart(ByteBuffer pixels, int images, int from, int atOnce, float[] embeddings) {
    int bytesAnImage = (int) PixelBatch.bytes(preprocessing, 1); // two of them fit into an int
    int count = Math.min(atOnce, images - from);
    ByteBuffer part = pixels.slice(pixels.position() + from * bytesAnImage, count * bytesAnImage);
    if (count < atOnce) {
      part = ByteBuffer.allocateDirect(atOnce * bytesAnImage).put(part).clear();
    }
    float[] values =
        network.forward(part.order(ByteOrder.nativeOrder()), shape(atOnce), output).values();
    if (values.length != atOnce * dimension) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%d images gave %d values, must be %d",
              atOnce,
              values.length,
              atOnce * dimension));
    }
    System.arraycopy(values, 0, embeddings, from * dimension, count * dimension);
  }

  /** Divides by the length; what has none stays zero, for the caller to reject. */
  private static void normalise(float[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (double) values[i] * values[i];
    }
    double length = Math.sqrt(squares);
    for (int i = from; length > 0 && i < to; i++) {
      values[i] = (float) (values[i] / length);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
