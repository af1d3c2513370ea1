package io.gleaner.pipeline.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.ImageId;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.Place;
import io.gleaner.pipeline.source.RawImage;
import io.gleaner.pipeline.source.RawImages;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A run directory as far as an export reads it, whose manifest has every image of its sources. */
final class SyntheticRun {
  /** What the manifest and {@code images/} say of an image. */
  record Image(
      String id,
      String uri,
      String key,
      String source,
      String sha256,
      byte[] bytes,
      Place place,
      String caption,
      List<Retrieval> retrievals) {}

  private final Path folder;
  private final Map<String, Map<String, String>> roots = new LinkedHashMap<>();
  private final List<Image> images = new ArrayList<>();
  private final List<String> sets;
  private final Function<String, List<Retrieval>> retrievals;
  private int tables;

  /**
   * @param sets in the recipe's order
   * @param retrievals of an image, by its id
   */
  SyntheticRun(Path folder, List<String> sets, Function<String, List<Retrieval>> retrievals) {
    this.folder = folder;
    this.sets = sets;
    this.retrievals = retrievals;
  }

  RunDirectory directory() {
    return new RunDirectory(Location.of(folder));
  }

  List<Image> images() {
    return images;
  }

  /** Reads a source as a run does. */
  SyntheticRun with(String source, List<String> entries) throws Exception {
    ImageSource listed = new ImageSource(source, entries, List.of(), 1 << 24);
    roots.put(source, listed.roots());
    for (SourceUnit unit : listed.units()) {
      List<Image> ofUnit = new ArrayList<>();
      try (RawImages raw = unit.open()) {
        for (RawImage image = raw.next(); image != null; image = raw.next()) {
          String id = ImageId.of(source, image.uri());
          ofUnit.add(
              new Image(
                  id,
                  image.uri(),
                  image.key(),
                  source,
                  sha256(image.bytes()),
                  image.bytes(),
                  image.place(),
                  "=\"caption\", of " + image.uri() + "\n",
                  retrievals.apply(id)));
        }
      }
      writeImages(source, ofUnit);
      images.addAll(ofUnit);
    }
    return this;
  }

  /** Writes a table of {@code images/}. */
  void writeImages(String source, List<Image> ofTable) throws IOException {
    String name = "part-" + tables++ + ".parquet";
    TableWriter.write(directory().images(source).resolve(name), stored(), ofTable);
  }

  /** Writes the manifest, its mark and {@code run.json}. */
  SyntheticRun finish() throws IOException {
    Location part = directory().manifest().resolve("part-00000-of-00001.parquet");
    List<Image> sorted = new ArrayList<>(images);
    sorted.sort(java.util.Comparator.comparing(Image::id));
    TableWriter.write(part, manifest(), sorted);
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put("stage", "manifest");
    mark.put("format", TableWriter.FORMAT_VERSION);
    mark.put("fingerprint", "0");
    mark.put("seconds", 0);
    mark.put("counts", Map.of("images", images.size()));
    mark.put(
        "files",
        Map.of(part.below(directory().root()), List.of(part.size(), (long) images.size())));
    directory().marks().resolve("manifest.json").makeFolder();
    directory().marks().resolve("manifest.json").writeText(json.writeValueAsString(mark));
    StringBuilder recipe = new StringBuilder("name: synthetic\ncurated:\n");
    sets.forEach(set -> recipe.append("- {name: ").append(set).append("}\n"));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("base", Path.of("").toAbsolutePath().toString());
    run.put("roots", roots);
    run.put("recipe", recipe.toString());
    Files.writeString(folder.resolve("run.json"), json.writeValueAsString(run));
    return this;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Format<Image> named() {
    return Format.<Image>empty()
        .withText("id", Image::id)
        .withText("uri", Image::uri)
        .withText("key", Image::key)
        .withText("sha256", Image::sha256)
        .withInteger("width", image -> 64)
        .withInteger("height", image -> 48)
        .withText("source", Image::source);
  }

  private static Format<Image> stored() {
    return named()
        .withText("format", image -> "jpeg")
        .withInteger("bytes", image -> image.bytes().length)
        .withText("container", image -> of(image, place -> place.container().label()))
        .withText("file", image -> of(image, Place::file))
        .withNullableLong("offset", image -> of(image, Place::offset))
        .withNullableLong("length", image -> of(image, Place::length))
        .withNullableInteger("row_group", image -> of(image, Place::rowGroup))
        .withNullableLong("row", image -> of(image, Place::row))
        .withText("caption", Image::caption);
  }

  private static <T> T of(Image image, Function<Place, T> value) {
    return image.place() == null ? null : value.apply(image.place());
  }

  private static Format<Image> manifest() {
    Format<Retrieval> retrieval =
        Format.<Retrieval>empty()
            .withText("set", Retrieval::set)
            .withText("mode", each -> each.mode().label())
            .withText("query_id", Retrieval::queryId)
            .withFloat("similarity", Retrieval::similarity)
            .withNullableInteger(
                "cluster", each -> each.mode() == Mode.CLUSTER ? each.cluster() : null)
            .withText("id", Retrieval::id);
    return named()
        .withText("caption", Image::caption)
        .withList("retrievals", retrieval, Image::retrievals);
  }
}
