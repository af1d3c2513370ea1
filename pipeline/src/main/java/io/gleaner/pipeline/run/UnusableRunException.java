package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import java.util.List;
import java.util.Locale;

/** A run directory in which nothing can be done as it is; nothing was done there. */
public final class UnusableRunException extends RuntimeException {
  private UnusableRunException(String message) {
    super(message);
  }

  static UnusableRunException otherFormat(Location mark, String found) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s is of format %s, and this version of Gleaner reads and writes format %s; choose"
                + " another output, or do everything again there with gleaner run --force",
            mark,
            found,
            TableWriter.FORMAT_VERSION));
  }

  static UnusableRunException unmarked(List<Location> tables) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s was not written by this run and would be read as a part of its tables; move it"
                + " elsewhere, or remove it%s",
            tables.get(0),
            more(tables.size())));
  }

  static UnusableRunException foreign(List<Location> files) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s was not written by Gleaner, and the run clears the folder that it is in; move it"
                + " elsewhere, or choose another output%s",
            files.get(0),
            more(files.size())));
  }

  static UnusableRunException overlap(Location output, String source, String entry) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "the output %s and \"%s\" of the source \"%s\" lie in one another, so that the run"
                + " would read what it writes; choose another output",
            output,
            entry,
            source));
  }

  static UnusableRunException shared(Location file, String stage) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s belongs to the stage \"%s\" of another command, and its folder would be cleared;"
                + " choose another output",
            file,
            stage));
  }

  static UnusableRunException notAsWritten(Location folder, List<String> wrong) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s cannot be read as complete: %s; make it whole by the command that wrote it, or copy"
                + " the tables that you mean elsewhere%s",
            folder,
            wrong.get(0),
            more(wrong.size())));
  }

  static UnusableRunException incomplete(Location folder) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s is not complete: the run that writes it has not finished it; call the command that"
                + " wrote it again",
            folder));
  }

  static UnusableRunException withoutRecipe(RunDirectory run) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s does not say how the run was made; runs of gleaner run do, since format 3",
            run.runJson()));
  }

  static UnusableRunException encoder(String model, String problem) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s is not the encoder that the run embedded with: %s; say where that is by --encoder",
            model,
            problem));
  }

  static UnusableRunException withoutEncoder(RunDirectory run) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "%s was made of embeddings that were made elsewhere: its recipe has no encoder, so no"
                + " picture can be compared with them",
            run.root()));
  }

  static UnusableRunException insideStage(Location output, Location written) {
    return new UnusableRunException(
        String.format(
            Locale.ROOT,
            "the output %s lies in %s, which the run writes and clears; choose another output",
            output,
            written));
  }

  private static String more(int all) {
    return all == 1 ? "" : String.format(Locale.ROOT, " (and so with %d more)", all - 1);
  }
}
