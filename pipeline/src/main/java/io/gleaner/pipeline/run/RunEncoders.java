package io.gleaner.pipeline.run;

import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.EncoderConfig;
import io.gleaner.pipeline.encoder.Encoders;
import io.gleaner.pipeline.encoder.LocalModel;
import io.gleaner.pipeline.encoder.PixelBatch;
import io.gleaner.pipeline.encoder.SharedEncoders;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.origin.EncoderOrigin;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The networks of a run, the semantic one first; none where all its sources are embeddings. Their
 * files tell which they are. Only what comes out of them needs a look at a loaded one, once: {@code
 * run.json} keeps it. What is loaded stays so until {@link #close}, for the workers of this
 * process.
 */
final class RunEncoders implements AutoCloseable {
  private record Role(String name, String model, EncoderConfig runtime) {}

  private final RunDirectory directory;
  private final EmbedConfig config;
  private final BegunChoices begun;
  private final List<Encoder> held = new ArrayList<>();
  private List<String> digests;
  private List<EncoderOrigin> origins;

  RunEncoders(RunDirectory directory, EmbedConfig config, BegunChoices begun) {
    this.directory = directory;
    this.config = config;
    this.begun = begun;
  }

  private List<Role> roles(EmbedConfig running) {
    List<Role> roles = new ArrayList<>();
    if (running.encoder() != null) {
      roles.add(new Role(EncoderOrigin.SEMANTIC, running.encoder(), running.runtime()));
    }
    if (running.copyEncoder() != null) {
      roles.add(new Role(EncoderOrigin.COPY, running.copyEncoder(), running.copyRuntime()));
    }
    return roles;
  }

  /**
   * Returns digests of all that decides an embedding of given pixels but the device.
   *
   * @throws UnusableModelException where the files of one cannot be used
   */
  List<String> digests() {
    if (digests == null) {
      List<String> read = new ArrayList<>();
      for (Role role : roles(config)) {
        read.add(of(() -> Encoders.digest(LocalModel.of(Location.of(role.model)), role.runtime)));
      }
      digests = List.copyOf(read);
    }
    return digests;
  }

  /** Returns what the networks are; loads them where the run has not told it before. */
  List<EncoderOrigin> origins() {
    if (origins == null) {
      origins = told().orElse(null);
    }
    if (origins == null) {
      for (UnusableModelException problem : load()) {
        throw problem;
      }
    }
    return origins;
  }

  /** Returns what {@code run.json} tells of them, if it is of these very networks. */
  private Optional<List<EncoderOrigin>> told() {
    List<EncoderOrigin> earlier =
        of(() -> RunJson.read(directory)).map(RunJson::encoders).orElse(List.of());
    List<EncoderOrigin> told = new ArrayList<>();
    List<Role> roles = roles(config);
    for (int i = 0; i < roles.size(); i++) {
      Role role = roles.get(i);
      String digest = digests().get(i);
      earlier.stream()
          .filter(each -> each.role().equals(role.name) && each.digest().equals(digest))
          .findFirst()
          .ifPresent(
              each -> told.add(new EncoderOrigin(role.name, role.model, digest, each.dimension())));
    }
    return told.size() == roles.size() ? Optional.of(List.copyOf(told)) : Optional.empty();
  }

  /**
   * Loads them as this run uses them.
   *
   * @return what is wrong with those that cannot be used
   */
  List<UnusableModelException> load() {
    close();
    List<EncoderOrigin> loaded = new ArrayList<>();
    List<UnusableModelException> problems = new ArrayList<>();
    EmbedConfig running = of(() -> config.withRuntime(begun.runtime()));
    for (Role role : roles(running)) {
      try {
        Location model = Location.of(role.model);
        Encoder encoder = of(() -> SharedEncoders.acquire(model, role.runtime));
        held.add(encoder);
        PixelBatch.require(model, encoder.preprocessing(), config.batch());
        loaded.add(new EncoderOrigin(role.name, role.model, encoder.digest(), encoder.dimension()));
      } catch (UnusableModelException e) {
        problems.add(e);
      }
    }
    if (problems.isEmpty()) {
      origins = List.copyOf(loaded);
    }
    return problems;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T of(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives back what was loaded; what it is stays known. */
  @Override
  public void close() {
    held.forEach(Encoder::close);
    held.clear();
  }
}
