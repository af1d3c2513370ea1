package io.gleaner.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipePathsTest {
  @TempDir Path folder;

  @Test
  void read_pathsThatBeginWithADot_startInTheRecipesFolder() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        name: here
        output: ./run
        pool: { images: [./pool, "./shards/*.tar", pool, ../pool, /pool, "s3://a/./b", ./../beside] }
        encoder: { model: ./encoder }
        dedup: { encoder: ./copies.pt, against: { images: [./test] } }
        curated: [{ name: one, images: [./one, one], retrieve: as_is }]
        """);
    Recipe read = RecipeReader.read(recipe);
    assertThat(read.output()).isEqualTo(folder + "/run");
    assertThat(read.pool().images())
        .containsExactly(
            folder + "/pool",
            folder + "/shards/*.tar",
            "pool",
            "../pool",
            "/pool",
            "s3://a/./b",
            folder + "/../beside");
    assertThat(read.encoder().model()).isEqualTo(folder + "/encoder");
    assertThat(read.dedup().encoder()).isEqualTo(folder + "/copies.pt");
    assertThat(read.dedup().against().images()).containsExactly(folder + "/test");
    assertThat(read.curated().get(0).images()).containsExactly(folder + "/one", "one");
  }

  @Test
  void resolve_theFolderItself_isThat() {
    RecipePaths paths = RecipePaths.beside(folder.resolve("recipe.yaml"));
    assertThat(List.of(paths.resolve("."), paths.resolve("./"))).containsOnly(folder.toString());
    assertThat(paths.resolve(".hidden")).isEqualTo(".hidden");
    assertThat(paths.resolve("..")).isEqualTo("..");
  }
}
