package io.gleaner.pipeline.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A Flink session cluster, by the address of its REST interface.
 *
 * @param host name or address of the JobManager
 * @param port of its REST interface
 */
public record FlinkCluster(String host, int port) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Flink itself gives a task up, and its TaskManager, after 180 s. */
  private static final Duration CANCELLATION = Duration.ofSeconds(240);

  /** States that a job does not leave. */
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

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
        String.format(
            Locale.ROOT,
            "--flink-master is \"%s\", must be HOST:PORT or %s",
            address,
            FlinkPipelines.EMBEDDED));
  }

  /**
   * Returns how many slots its TaskManagers have.
   *
   * @throws IllegalArgumentException where nothing answers like Flink
   */
  int slots() {
    JsonNode slots = ask("GET", "/overview").path("slots-total");
    if (!slots.isInt()) {
      throw new IllegalArgumentException(
          "what answers at " + this + " is not Flink's REST interface");
    }
    return slots.asInt();
  }

  /**
   * Cancels the jobs whose names begin with {@code prefix}; returns when none of them runs.
   *
   * @throws AbandonedJobsException where one still runs after a while
   */
  void endJobs(String prefix) {
    endJobs(prefix, CANCELLATION);
  }

  void endJobs(String prefix, Duration most) {
    List<String> running = running(prefix);
    running.forEach(job -> ask("PATCH", "/jobs/" + job + "?mode=cancel"));
    long start = System.nanoTime();
    while (!running.isEmpty()) {
      if (System.nanoTime() - start > most.toNanos()) {
        throw new AbandonedJobsException(this, running, most.toSeconds());
      }
      LockSupport.parkNanos(POLL.toNanos());
      running = running(prefix);
    }
  }

  private List<String> running(String prefix) {
    List<String> running = new ArrayList<>();
    for (JsonNode job : ask("GET", "/jobs/overview").path("jobs")) {
      if (job.path("name").asText().startsWith(prefix)
          && !ENDED.contains(job.path("state").asText())) {
        running.add(job.path("jid").asText());
      }
    }
    return running;
  }

  private JsonNode ask(String method, String path) {
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + this + path))
                      .timeout(TIMEOUT)
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "what answers at " + this + " is not Flink's REST interface", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no Flink cluster answers at %s: %s", this, e), e);
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
