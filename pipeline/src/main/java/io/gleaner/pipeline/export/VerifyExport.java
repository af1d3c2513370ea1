package io.gleaner.pipeline.export;

import io.gleaner.clustering.workers.TaskThreads;
import io.gleaner.pipeline.export.edit.ExportImage;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ExportRow;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.export.format.ShardFile;
import io.gleaner.pipeline.export.format.ShardOutput;
import io.gleaner.pipeline.export.format.ShardReader;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads an export again and compares it with the rows of the manifest that it was made from, which
 * its hidden folder keeps. The run and the originals are not needed. Memory: one image a thread.
 */
public final class VerifyExport {
  /** How many differences are told of; of all others their number. */
  private static final int TOLD = 100;

  private final ExportFolder folder;
  private final ExportMark mark;
  private final Plan plan;
  private final ExportFormat format;

  /**
   * What was found.
   *
   * @param images that were read and compared
   * @param bytes of these
   * @param differences in words, at most some hundred
   * @param all how many differences there are
   */
  public record Result(long images, long bytes, List<String> differences, long all) {}

  /**
   * @throws UnusableExportException where the folder is no complete export
   */
  public VerifyExport(Location export) throws IOException {
    folder = new ExportFolder(export);
    mark =
        ExportMark.read(folder)
            .orElseThrow(
                () ->
                    new UnusableExportException(
                        folder.root()
                            + " is no complete export: it has no "
                            + ExportMark.FILE
                            + "; call gleaner export again, which continues"));
    plan =
        Plan.read(folder)
            .filter(each -> each.fingerprint().equals(mark.fingerprint()))
            .orElseThrow(
                () ->
                    new UnusableExportException(
                        folder.root()
                            + " lacks the hidden folder "
                            + ExportFolder.HIDDEN
                            + ", or has another export's; copy it with the export"));
    format = ExportFormats.of(plan.format());
  }

  /** Returns what the export says of itself. */
  public ExportMark mark() {
    return mark;
  }

  /**
   * @param threads that read shards side by side
   */
  public Result verify(int threads) throws IOException {
    Differences found = new Differences();
    TaskThreads.run(threads, plan.exportShards(), shard -> verify(shard, found));
    TaskThreads.run(threads, mark.files(), file -> verify(file, found));
    verifyNames(found);
    return found.result(mark.images());
  }

  private void verify(ExportShard shard, Differences found) throws IOException {
    Optional<WrittenShards.Summary> summary =
        WrittenShards.summary(folder, shard.number(), plan.fingerprint());
    if (summary.isEmpty()) {
      found.add("shard %d: its hidden table of written images is gone", shard.number());
      return;
    }
    for (ShardFile file : summary.get().files()) {
      if (!file.name().startsWith(ExportFolder.HIDDEN + "/")) {
        verify(file, found);
      }
    }
    try (PlanTables.Images planned = PlanTables.open(folder, shard.number(), plan.labels());
        WrittenShards.Rows written = WrittenShards.open(folder, shard.number());
        ShardReader reader = format.reopen(shard, folder)) {
      while (planned.hasNext()) {
        ExportRow row = planned.next().row();
        WrittenImage expected = written.next();
        if (expected == null || !expected.id().equals(row.id())) {
          found.add("shard %d: its hidden tables disagree about %s", shard.number(), row.id());
          return;
        }
        if (!expected.isMissing()) {
          ShardReader.Read read = reader.next();
          if (read == null) {
            found.add("shard %d: it ends before the image %s", shard.number(), row.id());
            return;
          }
          compare(row, expected, read, found);
        }
      }
      ShardReader.Read more = reader.next();
      if (more != null) {
        found.add(
            "shard %d: it goes on after its last image, with %s", shard.number(), more.name());
      }
    } catch (IOException | RuntimeException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      found.add("shard %d: %s", shard.number(), message.lines().findFirst().orElse(""));
    }
  }

  private void compare(
      ExportRow row, WrittenImage expected, ShardReader.Read read, Differences found) {
    String name = expected.name();
    if (read.name() != null && !read.name().equals(name)) {
      found.add("%s: the image %s lies in its place", name, read.name());
      return;
    }
    ExportImage image =
        new ExportImage(
            null, name.substring(name.lastIndexOf('.') + 1), expected.width(), expected.height());
    String text = format.text(row, image);
    if (text != null && !text.equals(read.text())) {
      found.add("%s: its fields are not those of the manifest: %s", name, read.text());
    }
    if (format.holdsImages()) {
      String sha256 = HexFormat.of().formatHex(ShardOutput.digest().digest(read.bytes()));
      if (!sha256.equals(expected.sha256())) {
        found.add("%s: its SHA-256 is %s, not %s", name, sha256, expected.sha256());
      } else if (plan.keepsBytes() && row.sha256() != null && !sha256.equals(row.sha256())) {
        found.add("%s: its SHA-256 is not the manifest's %s", name, row.sha256());
      }
      found.read(read.bytes().length);
    } else {
      found.read(0);
    }
  }

  private void verify(ShardFile file, Differences found) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(folder.file(file.name()).open(), ShardOutput.digest())) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      String sha256 = HexFormat.of().formatHex(in.getMessageDigest().digest());
      if (bytes != file.bytes() || !sha256.equals(file.sha256())) {
        found.add(
            "%s: it has %d bytes of SHA-256 %s, was written with %d of %s",
            file.name(), bytes, sha256, file.bytes(), file.sha256());
      }
    } catch (NoSuchFileException e) {
      found.add("%s: it is not there", file.name());
    }
  }

  /** A file with a shard's name that is none is read by trainers all the same. */
  private void verifyNames(Differences found) throws IOException {
    Set<String> known = new HashSet<>();
    mark.files().forEach(file -> known.add(file.name()));
    for (ExportShard shard : plan.exportShards()) {
      Optional<WrittenShards.Summary> summary =
          WrittenShards.summary(folder, shard.number(), plan.fingerprint());
      if (summary.isPresent()) {
        summary.get().files().forEach(file -> known.add(file.name()));
        if (summary.get().files().stream()
            .allMatch(file -> file.name().startsWith(ExportFolder.HIDDEN + "/"))) {
          WrittenShards.read(
              folder,
              shard.number(),
              image -> {
                if (!image.isMissing()) {
                  known.add(image.name());
                }
              });
        }
      }
    }
    Pattern ours = Pattern.compile(plan.files());
    for (StoredFile file : Listing.of(folder.root())) {
      if (ours.matcher(file.relative()).matches() && !known.contains(file.relative())) {
        found.add("%s: the export did not write it", file.relative());
      }
    }
  }

  /** Differences so far, of all threads. */
  private static final class Differences {
    private final List<String> told = new ArrayList<>();
    private long all;
    private long images;
    private long bytes;

    synchronized void add(String message, Object... arguments) {
      all++;
      if (told.size() < TOLD) {
        told.add(String.format(Locale.ROOT, message, arguments));
      }
    }

    synchronized void read(long length) {
      images++;
      bytes += length;
    }

    synchronized Result result(long expected) {
      if (images != expected && all == 0) {
        add("%d images were compared, %d were written", images, expected);
      }
      told.sort(null);
      return new Result(images, bytes, List.copyOf(told), all);
    }
  }
}
