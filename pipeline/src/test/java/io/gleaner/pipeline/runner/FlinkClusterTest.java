package io.gleaner.pipeline.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A REST interface that says of one job what it is told to say. */
class FlinkClusterTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String state = "RUNNING";
  private volatile boolean obeys;
  private HttpServer server;
  private FlinkCluster cluster;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          if (exchange.getRequestMethod().equals("PATCH") && obeys) {
            state = "CANCELED";
          }
          byte[] answer =
              ("{\"jobs\":[{\"jid\":\"j1\",\"name\":\"gleaner /run: embed\",\"state\":\""
                      + state
                      + "\"},{\"jid\":\"j2\",\"name\":\"other\",\"state\":\"RUNNING\"}]}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    cluster = FlinkCluster.at("127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void endJobs_jobEnds_cancelsItAlone() {
    obeys = true;
    cluster.endJobs("gleaner /run: ", Duration.ofSeconds(60));
    assertThat(asked)
        .filteredOn(each -> each.startsWith("PATCH"))
        .containsExactly("PATCH /jobs/j1?mode=cancel");
  }

  @Test
  void endJobs_jobNeverEnds_isToldAfterAWhile() {
    assertThatThrownBy(() -> cluster.endJobs("gleaner /run: ", Duration.ofMillis(300)))
        .isInstanceOf(AbandonedJobsException.class)
        .hasMessageContaining("j1")
        .hasMessageContaining(cluster.toString());
  }
}
