package io.gleaner.pipeline.encoder.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations to text, without a weight: what is read, and what is refused. */
class FamilyTest {
  private static final Path FILE = Path.of("folder/config.json");
  private static final Compute PLAIN = new Compute(Compute.Product.TORCH, Precision.FP32);

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Architecture architecture(String text, int pixels) {
    JsonNode config = json(text);
    return Family.of(FILE, config)
        .architecture(FILE, config, name -> List.of(), pixels, pixels, Pooling.AUTO, PLAIN);
  }

  /** The published sizes: parameters of the encoder alone, by the papers and model cards. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // ViT-B/16: 86,567,656 with its head of 1,000 classes
        "'model_type': 'vit' | 224 | 85798656",
        // DeiT-B distilled: 87,338,192 with two heads of 1,000 classes
        "'model_type': 'deit' | 224 | 85800192",
        // DINOv2 ViT-g/14: 1,136,480,768 with positions for 518 pixels and the mask token
        "'model_type': 'dinov2', 'hidden_size': 1536, 'num_hidden_layers': 40, 'num_attention_heads': 24,"
            + " 'use_swiglu_ffn': true, 'image_size': 518 | 518 | 1136479232",
        // Swin-T: 28,288,354 with its head of 1,000 classes
        "'model_type': 'swin' | 224 | 27519354",
        // OpenAI's CLIP ViT-B/32: the tower has 87,849,216 with its projection
        "'model_type': 'clip', 'vision_config': {} | 224 | 87849216",
        // SigLIP B/16 at 224: the tower has 92,884,224
        "'model_type': 'siglip', 'vision_config': {} | 224 | 92884224",
      })
  void architecture_publishedSizes_readsEveryParameterOnce(
      String config, int pixels, long parameters) {
    assertThat(architecture("{" + config + "}", pixels).parameters()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'model_type': 'resnet' | model_type is \"resnet\", must be one of [beit, clip,",
        "'model_type': 'siglip2' | model_type is \"siglip2\", must be one of",
        "'model_type': 'vit', 'hidden_size': 'wide' | hidden_size is \"wide\", must be a whole number from 1",
        "'model_type': 'vit', 'hidden_size': 100 | num_attention_heads is 12, must be a divisor of the width 100",
        "'model_type': 'vit', 'num_hidden_layers': -1 | num_hidden_layers is -1, must be a whole number",
        "'model_type': 'vit', 'hidden_act': 'sine' | hidden_act is \"sine\", must be gelu,",
        "'model_type': 'vit', 'num_channels': 1 | num_channels is 1, must be 3",
        "'model_type': 'vit', 'patch_size': 64 | images of 32 x 32 are smaller than a patch of 64",
        "'model_type': 'vit', 'patch_size': [8, 4] | patch_size is 8 x 4, must be as high as wide",
        "'model_type': 'vit', 'qkv_bias': 'yes' | qkv_bias is \"yes\", must be true or false",
        "'model_type': 'clip', 'vision_config': {'hidden_act': 7} | vision_config.hidden_act is 7, must be a text",
        "'model_type': 'swin', 'depths': [2, 2] | depths has 2 stages, num_heads 4",
        "'model_type': 'swin' | fewer than a window of 7",
        "'model_type': 'swin', 'use_absolute_embeddings': true | use_absolute_embeddings is true, must be false",
        "'model_type': 'beit', 'use_relative_position_bias': true, 'use_shared_relative_position_bias': true | use_shared_relative_position_bias is true",
        "'architecture': 'vit_gigantic_patch99' | architecture is \"vit_gigantic_patch99\", which is not among timm's",
        "'architecture': 'vit_base_patch16_224', 'model_args': {'qk_norm': true} | model_args.qk_norm is true",
        "'architecture': 'vit_base_patch16_224', 'model_args': {'in_chans': 1} | model_args.in_chans is 1, must be 3",
        "'architecture': 'vit_base_patch16_224', 'global_pool': 'max' | global_pool is \"max\", must be token, avg or map",
      })
  void architecture_whatThereIsNoPartFor_isRefusedByKeyAndValue(String config, String message) {
    assertThatThrownBy(() -> architecture("{" + config + "}", 32))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void architecture_lastLayerOfAClassToken_leavesTheOtherTokensOut() {
    JsonNode config = json("{'model_type': 'vit', 'num_hidden_layers': 1}");
    String firstAlone = "torch\\.slice\\(v\\d+, 1, 0, 1\\)";
    Architecture token =
        Family.VIT.architecture(FILE, config, name -> List.of(), 224, 224, Pooling.CLS, PLAIN);
    Architecture mean =
        Family.VIT.architecture(FILE, config, name -> List.of(), 224, 224, Pooling.MEAN, PLAIN);
    assertThat(token.source()).containsPattern(firstAlone);
    assertThat(mean.source()).doesNotContainPattern(firstAlone);
    assertThat(token.parameters()).isEqualTo(mean.parameters());
  }

  @ParameterizedTest
  @CsvSource({
    "vit-f32, VIT",
    "deit, DEIT",
    "mae, MAE",
    "beit, BEIT",
    "swin, SWIN",
    "swinv2, SWIN_V2",
    "clip, CLIP",
    "siglip, SIGLIP",
    "siglip2, SIGLIP",
    "dino, VIT",
    "dinov2-f32, DINOV2",
    "dinov2-registers, DINOV2_REGISTERS",
    "dinov3, DINOV3",
    "timm-vit, TIMM_VIT",
    "timm-ibot, TIMM_VIT",
    "timm-eva02, TIMM_EVA",
  })
  void of_wholeCheckpoint_hasTheFamilysPooling(String golden, Family family) throws IOException {
    String folder = "/encoder/" + golden + "/";
    ObjectMapper json = new ObjectMapper();
    JsonNode config = json.readTree(FamilyTest.class.getResource(folder + "config.json"));
    JsonNode oracle = json.readTree(FamilyTest.class.getResource(folder + "golden.json"));
    assertThat(Family.of(FILE, config)).isEqualTo(family);
    assertThat(family.auto().name().toLowerCase(Locale.ROOT))
        .isEqualTo(oracle.get("auto").textValue());
  }
}
