package io.gleaner.pipeline.runner;

import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;

/**
 * Catches the client of a job that Beam submits and keeps to itself. Flink makes the instance, by
 * the name in {@link FlinkConfiguration}, and calls it on the thread that submits.
 */
public final class SubmittedJobs implements JobListener {
  private static final ThreadLocal<Consumer<JobClient>> TOLD = new ThreadLocal<>();

  /** Tells {@code receiver} of jobs that this thread submits from now on. */
  static void tell(Consumer<JobClient> receiver) {
    TOLD.set(receiver);
  }

  @Override
  public void onJobSubmitted(JobClient client, Throwable failure) {
    Consumer<JobClient> receiver = TOLD.get();
    if (client != null && receiver != null) {
      receiver.accept(client);
    }
  }

  @Override
  public void onJobExecuted(JobExecutionResult result, Throwable failure) {}
}
