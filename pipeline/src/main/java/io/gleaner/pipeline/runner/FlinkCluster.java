package io.gleaner.pipeline.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * A Flink session cluster, by the address of its REST interface.
 *
 * @param host name or address of the JobManager
 * @param port of its REST interface
 */
public record FlinkCluster(String host, int port) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * @param address {@code HOST:PORT}
   * @throws IllegalArgumentException where it is anything else
   */
  public static FlinkCluster at(String address) {
    int colon = address.lastIndexOf(':');
    if (colon > 0 && address.substring(colon + 1).matches("[0-9]{1,5}")) {
      return new FlinkCluster(
          address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }
    throw new IllegalArgumentException(
        "--flink-master is \"%s\", must be HOST:PORT or %s"
            .formatted(address, FlinkPipelines.EMBEDDED));
  }

  /**
   * Returns how many slots its TaskManagers have.
   *
   * @throws IllegalArgumentException where nothing answers like Flink
   */
  int slots() {
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + this + "/overview"))
                      .timeout(TIMEOUT)
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      JsonNode slots = new ObjectMapper().readTree(answer.body()).path("slots-total");
      if (answer.statusCode() == 200 && slots.isInt()) {
        return slots.asInt();
      }
      throw new IllegalArgumentException(
          "what answers at %s is not Flink's REST interface: status %d"
              .formatted(this, answer.statusCode()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "no Flink cluster answers at %s: %s".formatted(this, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + this, e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
