package io.gleaner.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperCompositionTest {
  private static final Path LVD142M = Path.of("../configs/lvd142m.yaml");

  /** Table 15 of Oquab et al. 2024: task, dataset, images, retrieval, retrieved, final. */
  private static final List<String> TABLE =
      List.of(
          "classification|ImageNet-22k|14197086|as is||14197086",
          "classification|ImageNet-22k|14197086|sample|56788344|56788344",
          "classification|ImageNet-1k / train|1281167|sample|40997344|40997344",
          "fine-grained classif.|Caltech 101 / train|3030|cluster|2630000|1000000",
          "fine-grained classif.|CUB-200-2011 / train|5994|cluster|1300000|1000000",
          "fine-grained classif.|DTD / train1|1880|cluster|1580000|1000000",
          "fine-grained classif.|FGVC-Aircraft / train|3334|cluster|1170000|1000000",
          "fine-grained classif.|Flowers-102 / train|1020|cluster|1060000|1000000",
          "fine-grained classif.|Food-101 / train|75750|cluster|21670000|1000000",
          "fine-grained classif.|Oxford-IIIT Pet / trainval|3680|cluster|2750000|1000000",
          "fine-grained classif.|Stanford Cars / train|8144|cluster|7220000|1000000",
          "fine-grained classif.|SUN397 / train1|19850|cluster|18950000|1000000",
          "fine-grained classif.|Pascal VOC 2007 / train|2501|cluster|1010000|1000000",
          "segmentation|ADE20K / train|20210|cluster|20720000|1000000",
          "segmentation|Cityscapes / train|2975|cluster|1390000|1000000",
          "segmentation|Pascal VOC 2012 (seg.) / trainaug|1464|cluster|10140000|1000000",
          "depth estimation|Mapillary SLS / train|1434262|as is||1434262",
          "depth estimation|KITTI / train (Eigen)|23158|cluster|3700000|1000000",
          "depth estimation|NYU Depth V2 / train|24231|cluster|10850000|1000000",
          "depth estimation|SUN RGB-D / train|4829|cluster|4870000|1000000",
          "retrieval|Google Landmarks v2 / train (clean)|1580470|as is||1580470",
          "retrieval|Google Landmarks v2 / train (clean)|1580470|sample|6321880|6321880",
          "retrieval|AmsterTime / new|1231|cluster|960000|960000",
          "retrieval|AmsterTime / old|1231|cluster|830000|830000",
          "retrieval|Met / train|397121|cluster|62860000|1000000",
          "retrieval|Revisiting Oxford / base|4993|cluster|3680000|1000000",
          "retrieval|Revisiting Paris / base|6322|cluster|3660000|1000000");

  private static Recipe recipe(String... settings) throws IOException {
    return RecipeReader.read(LVD142M, Stream.of(settings).map(Setting::parse).toList());
  }

  private static String text(CompositionRow row) {
    return String.join(
        "|",
        row.task(),
        row.dataset(),
        Long.toString(row.images()),
        row.retrieval(),
        row.retrieved() == null ? "" : Long.toString(row.retrieved()),
        Long.toString(row.kept()));
  }

  @Test
  void of_recipeOfThePaper_givesThePapersTableRowForRow() throws IOException {
    PaperComposition composition = PaperComposition.of(recipe());
    assertThat(composition.rows()).extracting(PaperCompositionTest::text).isEqualTo(TABLE);
    assertThat(composition.total()).isEqualTo(142_109_386);
    assertThat(composition.absent()).isEmpty();
  }

  @Test
  void of_otherRules_givesOtherRows() throws IOException {
    PaperComposition composition =
        PaperComposition.of(
            recipe(
                "curated.imagenet-1k-train.per_query=4",
                "curated.met-train.cap=2000000",
                "curated.amstertime-old.per_cluster=100"));
    assertThat(composition.rows())
        .extracting(PaperCompositionTest::text)
        .contains(
            "classification|ImageNet-1k / train|1281167|sample|5124668|5124668",
            "retrieval|Met / train|397121|cluster|62860000|2000000",
            "retrieval|AmsterTime / old|1231|cluster|8300|8300");
    assertThat(composition.total())
        .isEqualTo(142_109_386 - 40_997_344 + 5_124_668 + 1_000_000 - 830_000 + 8_300);
  }

  @Test
  void inputs_holdNoTotals() throws IOException {
    String inputs;
    try (var in = PaperComposition.class.getResourceAsStream("lvd142m-inputs.csv")) {
      inputs = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    assertThat(inputs.lines().findFirst()).hasValue("set,dataset,images,matched_clusters");
    assertThat(inputs).doesNotContain("142109386", "56788344", "21670000", "1000000");
  }

  @Test
  void of_recipeWithSomeOfTheSets_namesTheOthers(@TempDir Path folder) throws IOException {
    String text = Files.readString(LVD142M);
    int second = text.lastIndexOf('\n', text.indexOf("name: imagenet-1k-train")) + 1;
    Path file = Files.writeString(folder.resolve("part.yaml"), text.substring(0, second));
    PaperComposition composition = PaperComposition.of(RecipeReader.read(file));
    assertThat(composition.rows()).hasSize(2);
    assertThat(composition.absent())
        .hasSize(24)
        .doesNotContain("imagenet-22k")
        .contains("met-train");
  }

  @Test
  void of_setThatThePaperDoesNotHave_isNamed() throws IOException {
    Recipe quickstart = RecipeReader.read(Path.of("../configs/quickstart.yaml"));
    assertThatThrownBy(() -> PaperComposition.of(quickstart))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shoes, hats, dresses, accessories")
        .hasMessageContaining("imagenet-22k");
  }

  @Test
  void of_setThatThePaperDoesNotRetrieveByCluster_isNamed() throws IOException {
    Recipe other =
        recipe(
            "curated.imagenet-1k-train.retrieve=cluster",
            "curated.imagenet-1k-train.per_query=null",
            "curated.imagenet-1k-train.collisions=null");
    assertThatThrownBy(() -> PaperComposition.of(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("imagenet-1k-train");
  }
}
