package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.export.Export;
import io.gleaner.pipeline.export.ExportFormats;
import io.gleaner.pipeline.export.ExportMark;
import io.gleaner.pipeline.export.ExportOptions;
import io.gleaner.pipeline.export.ExportedRun;
import io.gleaner.pipeline.export.FormatSettings;
import io.gleaner.pipeline.export.edit.EditImages;
import io.gleaner.pipeline.export.edit.EditOptions;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner export}: a manifest's images in files that a trainer reads. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a run's images, byte for byte, in files that a trainer reads.",
      "Every image is read from where the run found it and held to its SHA-256. The same call"
          + " continues an export that was killed."
    })
final class ExportCommand implements Callable<Integer> {
  private static final long LEAST_SHARD = 1_000_000;

  @Parameters(paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}")
  private ExportFormats.Name format;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "an empty folder, or the one of an export that is continued")
  private Location output;

  @Option(
      names = "--set",
      arity = "1..*",
      paramLabel = "NAME",
      description = "only images that one of these curated sets calls for (default: all)")
  private List<String> sets = List.of();

  @Option(
      names = "--class-field",
      paramLabel = "FIELD",
      description =
          "the carried field that is an image's class (default: the first set of the recipe that"
              + " calls for it)")
  private String classField;

  @Option(
      names = "--fields",
      split = ",",
      paramLabel = "NAME",
      description =
          "what is told of each image, in this order: columns of the manifest, class, class_index,"
              + " sets (default: the manifest's columns, class and class_index; of uris: uri,"
              + " source, sha256)")
  private List<String> fields;

  @Option(
      names = "--shuffle",
      paramLabel = "SEED",
      description =
          "put images in a random order, the same for the same seed (default: the order in which"
              + " their bytes lie, which is the fastest)")
  private Long shuffle;

  @Option(
      names = "--shard-images",
      paramLabel = "N",
      description = "most images of a shard, 1 to 1,000,000 (default: 10,000)")
  private Long shardImages;

  @Option(
      names = "--shard-bytes",
      paramLabel = "N",
      description =
          "most bytes of a shard, at least 1,000,000 (default: 1,000,000,000; of huggingface"
              + " 500,000,000; of dinov2 4,294,967,295, which is the most)")
  private Long shardBytes;

  @Option(
      names = "--allow-missing",
      defaultValue = "0",
      paramLabel = "N",
      description = "how many images may be gone or changed (default: ${DEFAULT-VALUE})")
  private long allowMissing;

  @Option(
      names = "--root",
      paramLabel = "NAME=LOCATION",
      description =
          "where images are now whose uris start with NAME, if not where the run found them")
  private Map<String, Location> roots = new LinkedHashMap<>();

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "SET=WEIGHT",
      description =
          "how often a trainer draws from each set, relative to the others, for mix.json (default:"
              + " by its images)")
  private Map<String, Double> weights = new LinkedHashMap<>();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "images that training draws in all, for the epochs of mix.json (default: as many as"
              + " there are)")
  private Long samples;

  @Mixin private EditArguments edits;

  @Option(names = "--force", description = "replace another export in the folder")
  private boolean force;

  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    requireRange("--shard-images", shardImages, 1, 1_000_000);
    requireRange("--shard-bytes", shardBytes, LEAST_SHARD, Long.MAX_VALUE);
    requireRange("--allow-missing", allowMissing, 0, Long.MAX_VALUE);
    requireRange("--samples", samples, 1, Long.MAX_VALUE);
    EditOptions edit = edits.options();
    Map<String, Location> absolute = new LinkedHashMap<>();
    roots.forEach((name, location) -> absolute.put(name, location.absolute()));
    ExportedRun exported = ExportedRun.of(new RunDirectory(run));
    FormatSettings settings =
        ExportFormats.settings(format, exported, fields, shardImages, shardBytes);
    Export export =
        new Export(
            exported,
            new ExportOptions(
                settings,
                new EditImages(edit, DecoderChoice.AUTO),
                sets,
                classField,
                shuffle,
                absolute,
                allowMissing,
                force),
            output);
    export.requireWeights(weights);
    ExportMark mark = export.execute(options.shardWorkers());
    if (classField == null) {
      export.writeMix(mark, weights, samples);
    }
    if (options.json) {
      System.out.println(Json.text(mark));
    } else {
      System.out.printf(
          Locale.ROOT,
          "export    %s: %,d images, %,d bytes%s, in %,d %s%n",
          TerminalText.of(output.absolute().toString()),
          mark.images(),
          mark.bytes(),
          mark.missing() == 0
              ? ""
              : String.format(Locale.ROOT, ", %,d missing (missing.csv)", mark.missing()),
          mark.classes().size(),
          mark.classes().size() == 1 ? "class" : "classes");
    }
    return 0;
  }

  private static void requireRange(String option, Long value, long least, long most) {
    if (value != null && (value < least || value > most)) {
      String allowed =
          most == Long.MAX_VALUE
              ? String.format(Locale.ROOT, "at least %d", least)
              : String.format(Locale.ROOT, "%d to %d", least, most);
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be %s", option, value, allowed));
    }
  }
}
