package io.gleaner.pipeline.encoder;

import ai.djl.ndarray.types.Shape;
import io.gleaner.pipeline.image.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An encoder over a loaded network, whatever it was loaded from. */
final class NetworkEncoder implements Encoder {
  private final Network network;
  private final Preprocessing preprocessing;
  private final String output;
  private final String digest;
  private final int dimension;

  /**
   * @param output which of several outputs is the embedding, or null
   * @throws IllegalStateException where the network does not turn one image into one vector
   */
  NetworkEncoder(Network network, Preprocessing preprocessing, String output, String digest) {
    this.network = network;
    this.preprocessing = preprocessing;
    this.output = output;
    this.digest = digest;
    this.dimension = probe();
  }

  private int probe() {
    ByteBuffer zeros =
        ByteBuffer.allocateDirect(2 * 4 * preprocessing.floatsPerImage())
            .order(ByteOrder.nativeOrder());
    Network.Output out = network.forward(zeros, shape(2), output);
    if (out.shape().length < 2 || out.shape()[0] != 2 || out.values().length < 2) {
      throw new IllegalStateException(
          "two images gave a tensor of shape %s, must be [2, dimension]"
              .formatted(new Shape(out.shape())));
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
  public int dimension() {
    return dimension;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public float[] embed(ByteBuffer pixels, int images) {
    int bytes = 4 * images * preprocessing.floatsPerImage();
    if (!pixels.isDirect() || pixels.remaining() != bytes) {
      throw new IllegalArgumentException(
          "%d images need a direct buffer of %d bytes, got %s".formatted(images, bytes, pixels));
    }
    float[] values = network.forward(pixels, shape(images), output).values();
    if (values.length != images * dimension) {
      throw new IllegalStateException(
          "%d images gave %d values, must be %d"
              .formatted(images, values.length, images * dimension));
    }
    return values;
  }

  @Override
  public void close() {
    network.close();
  }
}
