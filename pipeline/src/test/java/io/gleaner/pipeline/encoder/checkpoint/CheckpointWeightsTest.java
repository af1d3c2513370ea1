package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWeightsTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  @Test
  void open_oneFile_readsEachTensor() throws IOException {
    Path file = SafetensorsFiles.write(folder.resolve("model.safetensors"), "a", "b");
    try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
      assertThat(weights.entries().keySet()).containsExactly("a", "b");
      assertThat(weights.read("b").getFloat(0)).isEqualTo(1f);
      assertThat(weights.files()).containsExactly(file);
      assertThatThrownBy(() -> weights.read("c"))
          .isInstanceOf(UnusableModelException.class)
          .hasMessage(file + ": has no tensor \"c\"");
    }
  }

  @Test
  void open_shards_readsEachTensorFromTheFileThatTheIndexMapsItTo() throws IOException {
    SafetensorsFiles.write(folder.resolve(FIRST), "a", "b");
    SafetensorsFiles.write(folder.resolve(SECOND), "b", "a", "c");
    Path index = index("{\"a\":\"%2$s\",\"b\":\"%1$s\"}");
    try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
      assertThat(weights.entries().keySet()).containsExactly("a", "b");
      assertThat(weights.read("a").getFloat(0)).isEqualTo(1f);
      assertThat(weights.read("b").getFloat(0)).isEqualTo(1f);
      assertThat(weights.files())
          .containsExactly(index, folder.resolve(FIRST), folder.resolve(SECOND));
    }
  }

  @Test
  void open_shardsBesideOneFile_readsTheOneFile() throws IOException {
    Path file = SafetensorsFiles.write(folder.resolve("model.safetensors"), "a");
    index("{\"a\":\"%1$s\"}");
    try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
      assertThat(weights.files()).containsExactly(file);
    }
  }

  @Test
  void open_shardThatIsMissing_namesIt() throws IOException {
    SafetensorsFiles.write(folder.resolve(FIRST), "a");
    index("{\"a\":\"%1$s\",\"b\":\"%2$s\",\"c\":\"%2$s\"}");
    assertRefused(SECOND + ": is not there; ", "model.safetensors.index.json maps 2 tensors to it");
  }

  @Test
  void open_tensorThatItsShardLacks_namesBoth() throws IOException {
    SafetensorsFiles.write(folder.resolve(FIRST), "a");
    SafetensorsFiles.write(folder.resolve(SECOND), "b");
    index("{\"a\":\"%1$s\",\"b\":\"%1$s\"}");
    assertRefused(FIRST + ": has no tensor \"b\", which ", "model.safetensors.index.json maps");
  }

  @Test
  void open_shardThatIsUnsound_namesIt() throws IOException {
    SafetensorsFiles.write(folder.resolve(FIRST), "a");
    Files.write(folder.resolve(SECOND), new byte[] {1, 2});
    index("{\"a\":\"%1$s\",\"b\":\"%2$s\"}");
    assertRefused(SECOND + ": has 2 bytes, a safetensors file at least 8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../outside.safetensors\"",
        "\"sub/inside.safetensors\"",
        "\"sub\\\\inside.safetensors\"",
        "\"/outside.safetensors\"",
        "\"C:outside.safetensors\"",
        "\"..\"",
        "\".\"",
        "\"\"",
        "\"a\\u0000.safetensors\"",
        "\"config.json\"",
        "null",
        "1",
        "{}",
        "[\"a.safetensors\"]"
      })
  void open_indexThatNamesAnythingButAPlainFile_isRefused(String shard) throws IOException {
    SafetensorsFiles.write(folder.resolveSibling("outside.safetensors"), "a");
    SafetensorsFiles.write(
        Files.createDirectories(folder.resolve("sub")).resolve("inside.safetensors"), "a");
    index("{\"a\":" + shard.replace("%", "%%") + "}");
    assertRefused("maps tensor \"a\" to ", "must be a .safetensors file in the same folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | has no weight_map",
        "{\"weight_map\":{}} | has an empty weight_map",
        "{\"weight_map\":[]} | weight_map is \"[\", must be an object",
        "[] | is not a JSON object",
        "{\"weight_map\":{\"a\":\"x.safetensors\",\"a\":\"y.safetensors\"}} | Duplicate field 'a'",
        "{\"weight_map\":{\"a\":\"x.safetensors\"} | it is not JSON without repeated keys",
        "{\"weight_map\":{\"a\":\"x.safetensors\"}} 1 | goes on after its JSON object",
        "`` | is not a JSON object",
      })
  void open_indexThatIsNone_isRefused(String text, String message) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), text);
    assertRefused("model.safetensors.index.json: ", message);
  }

  @Test
  void open_indexOfThousandsOfShards_isRefusedBeforeOneIsOpened() throws IOException {
    StringBuilder map = new StringBuilder("{\"t\":\"s.safetensors\"");
    for (int i = 0; i < 1000; i++) {
      map.append(String.format(Locale.ROOT, ",\"t%d\":\"s%d.safetensors\"", i, i));
    }
    index(map.append('}').toString());
    assertRefused("names more than 1000 files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open_clip_model.safetensors", "open_clip_pytorch_model.bin"})
  void open_openClipsLayout_saysWhichAreRead(String name) throws IOException {
    SafetensorsFiles.write(folder.resolve(name), "a");
    assertRefused(name + ": OpenCLIP's layout is not read", "as Hugging Face and timm lay it out");
  }

  @Test
  void open_noWeights_saysWhatIsNeeded() {
    assertRefused("model.safetensors: is not there; a checkpoint folder needs model.safetensors");
  }

  @Test
  void open_weightsOfAnotherName_namesThem() throws IOException {
    SafetensorsFiles.write(folder.resolve("ema.safetensors"), "a");
    assertRefused("ema.safetensors: is not read under this name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "model.pth", "dino.pt", "last.ckpt"})
  void open_pickledWeights_givesTheLineThatConvertsThem(String name) throws IOException {
    pickled(folder.resolve(name));
    assertRefused(
        name + ": pickled weights are not read; convert them once: python3 -c \"import ",
        String.format(
            Locale.ROOT, "\" %s %s", folder.resolve("model.safetensors"), folder.resolve(name)));
  }

  @Test
  void open_pickledShards_givesOneLineForAll() throws IOException {
    Files.writeString(folder.resolve("pytorch_model.bin.index.json"), "{}");
    Path first = pickled(folder.resolve("pytorch_model-00001-of-00002.bin"));
    Path second = pickled(folder.resolve("pytorch_model-00002-of-00002.bin"));
    pickled(folder.resolve("optimizer.pt"));
    assertRefused(
        String.format(
            Locale.ROOT, "\" %s %s %s", folder.resolve("model.safetensors"), first, second));
  }

  @Test
  void open_pickleWithAShellCommandAsItsName_isQuoted() throws IOException {
    pickled(folder.resolve("a'$(touch b).pth"));
    assertRefused("'" + folder + "/a'\\''$(touch b).pth'");
  }

  @Test
  void open_torchScriptInTheFolder_isToldApartFromAPickle() throws IOException {
    zip(folder.resolve("model.pt"), "model/data.pkl", "model/code/__torch__.py");
    assertRefused("model.pt: is TorchScript in a checkpoint folder; to use it, name the file");
  }

  @ParameterizedTest
  @CsvSource({
    "model/data.pkl, pickled weights are not read; convert them once",
    "code/data.pkl, pickled weights are not read; convert them once",
    "model/model.json, 'is not TorchScript, which is a zip archive with a folder code/'",
  })
  void requireTorchScript_zipWithoutCode_isRefused(String entry, String message)
      throws IOException {
    Path file = zip(folder.resolve("model.pt"), entry);
    assertThatThrownBy(() -> PickledWeights.requireTorchScript(file))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(file + ": " + message);
  }

  @Test
  void requireTorchScript_barePickle_isRefusedWithTheLine() throws IOException {
    Path file = Files.write(folder.resolve("old.pth"), new byte[] {(byte) 0x80, 2, '}', '.'});
    assertThatThrownBy(() -> PickledWeights.requireTorchScript(file))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("pickled weights are not read; convert them once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK\u0003\u0004 and no more", "text"})
  void requireTorchScript_noArchive_isRefused(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), content);
    assertThatThrownBy(() -> PickledWeights.requireTorchScript(file))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("is not TorchScript");
  }

  @Test
  void requireTorchScript_safetensorsFile_asksForItsFolder() throws IOException {
    Path file = SafetensorsFiles.write(folder.resolve("model.safetensors"), "a");
    assertThatThrownBy(() -> PickledWeights.requireTorchScript(file))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining("a model is the folder that holds them and config.json");
  }

  private Path index(String weightMap) throws IOException {
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        String.format(
            Locale.ROOT,
            "{\"metadata\":{\"total_size\":8,\"more\":[{}]},\"weight_map\":%s}",
            String.format(Locale.ROOT, weightMap, FIRST, SECOND)));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> CheckpointWeights.open(folder).close())
        .isInstanceOf(UnusableModelException.class)
        .message()
        .contains(parts);
  }

  private static Path pickled(Path file) throws IOException {
    return zip(file, "archive/data.pkl", "archive/data/0", "archive/version");
  }

  private static Path zip(Path file, String... entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(1);
      }
    }
    return file;
  }
}
