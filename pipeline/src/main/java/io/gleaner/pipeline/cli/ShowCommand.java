package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.run.RecordedRecipe;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.story.FoundImages;
import io.gleaner.pipeline.story.ImageFinder;
import io.gleaner.pipeline.story.Stories;
import io.gleaner.pipeline.story.Story;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner show}: why images are in the result of a run or not. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what a run did with an image, and why.",
      "Exit code 1 where one of the images is not found."
    })
final class ShowCommand implements Callable<Integer> {
  private static final int MOST = 20;
  private static final int FEW = 5;
  private static final int DEFAULT_DISTANCE = 4;
  private static final int NOT_FOUND = 1;

  @Parameters(index = "0", paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description =
          "an id, a uri or its end, such as hats/1.jpg, or a local file; a file is looked for by"
              + " its bytes, then by its perceptual hash")
  private List<String> images;

  @Option(names = "--json", description = "as one JSON array, an object for each image")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    RunDirectory directory = new RunDirectory(run);
    directory.requireTables();
    directory.requireFormat();
    Optional<RecordedRecipe> recorded = RecordedRecipe.of(directory);
    int distance =
        recorded.map(known -> known.recipe().dedup().perceptualDistance()).orElse(DEFAULT_DISTANCE);
    int exit = 0;
    List<Object> answers = new ArrayList<>();
    try (Sql sql =
        Sql.open(RunDirectory.spillElsewhere(), Runtime.getRuntime().availableProcessors())) {
      RunViews.open(directory, sql);
      ImageFinder finder = new ImageFinder(sql, distance, MOST);
      for (String what : images) {
        Optional<FoundImages> found = finder.find(what);
        if (found.isEmpty()) {
          exit = NOT_FOUND;
          System.err.println(
              TerminalText.of(
                  "gleaner: "
                      + what
                      + " is not in "
                      + directory.root()
                      + "; looked for: "
                      + String.join(", ", finder.searched())));
          continue;
        }
        Stories stories =
            Stories.of(
                sql, found.get().ids(), recorded.map(RecordedRecipe::moreThan).orElse(Map.of()));
        if (json) {
          answers.addAll(StoryText.json(stories, found.get()));
        } else {
          if (!answers.isEmpty()) {
            System.out.println();
          }
          answers.add(what);
          print(what, found.get(), stories);
        }
      }
    }
    if (json) {
      System.out.println(Json.text(answers));
    }
    return exit;
  }

  private static void print(String what, FoundImages found, Stories stories) {
    if (found.count() == 1) {
      Story story = stories.byId().values().iterator().next();
      StoryText.lines(stories, story, found.by()).forEach(System.out::println);
      return;
    }
    System.out.println(
        TerminalText.of(
            found.count()
                + " images are found by "
                + found.by()
                + " \""
                + what
                + "\""
                + (found.count() > MOST ? ", the first " + MOST : "")
                + ":"));
    for (Story story : stories.byId().values()) {
      System.out.println(
          "  " + TerminalText.of(story.uri() + "  " + story.id() + "  " + story.fate().text()));
      if (found.count() <= FEW) {
        story
            .sentences(stories::name)
            .forEach(sentence -> System.out.println("      " + TerminalText.of(sentence)));
      }
    }
  }
}
