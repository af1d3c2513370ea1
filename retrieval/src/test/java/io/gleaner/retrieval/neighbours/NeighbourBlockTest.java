package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourBlockTest {
  private static final Neighbours CAT =
      new Neighbours("cat", List.of(new Neighbour("dog", 0.75f), new Neighbour("élan", 0.5f)));
  private static final Neighbours ROCK = new Neighbours("rock", List.of());
  private static final Neighbours DOG = new Neighbours("dog", List.of(new Neighbour("élan", 0.5f)));

  @Test
  void of_listsOneOfThemEmpty_iteratesOverTheSameLists() {
    NeighbourBlock block = NeighbourBlock.of(List.of(CAT, ROCK, DOG));

    assertThat(block.lists()).containsExactly(CAT, ROCK, DOG);
    assertThat(List.of(block.rows(), block.entries(), block.size(0), block.start(2)))
        .containsExactly(3, 3, 2, 2);
  }

  @Test
  void atLeast_someBelowTheFloor_queriesStayWithoutThem() {
    assertThat(NeighbourBlock.of(List.of(CAT, ROCK, DOG)).atLeast(0.6f).lists())
        .containsExactly(
            new Neighbours("cat", List.of(new Neighbour("dog", 0.75f))),
            ROCK,
            new Neighbours("dog", List.of()));
    assertThat(NeighbourBlock.of(List.of(CAT, ROCK)).atLeast(0.5f).lists())
        .containsExactly(CAT, ROCK);
  }

  @Test
  void constructor_startsBeyondTheEntries_saysHowMany() {
    assertThatThrownBy(
            () ->
                new NeighbourBlock(
                    new String[] {"a"}, new int[] {0, 2}, new String[1], new float[1]))
        .hasMessage(
            "1 queries need 2 starts from 0 to the number of entries, got 2 starts for 1 ids and 1"
                + " similarities");
  }

  @Test
  void coder_blocksOfAllKinds_roundTripDeterministically() throws Exception {
    for (NeighbourBlock block :
        List.of(
            NeighbourBlock.EMPTY,
            NeighbourBlock.of(List.of(ROCK)),
            NeighbourBlock.of(List.of(CAT, ROCK, DOG)))) {
      CoderProperties.coderDecodeEncodeEqual(NeighbourBlockCoder.of(), block);
    }
    CoderProperties.coderDeterministic(
        NeighbourBlockCoder.of(),
        NeighbourBlock.of(List.of(CAT, DOG)),
        NeighbourBlock.of(List.of(CAT, DOG)));
    CoderProperties.coderSerializable(NeighbourBlockCoder.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void best_baseCutIntoOverlappingCells_sameAsTheWholeBaseInAnyOrderAndNesting(long seed) {
    EmbeddingBlock base = Blocks.coarse("b", 300, 8, seed);
    EmbeddingBlock queries = Blocks.slice(base, 0, 40);
    int k = 15;
    List<NeighbourBlock> cells = new ArrayList<>();
    for (int cell = 0; cell < 6; cell++) { // each overlaps the next by 20 rows
      EmbeddingBlock part = Blocks.slice(base, cell * 50, Math.min(base.rows(), cell * 50 + 70));
      cells.add(Blocks.byComparingAll(queries, part, k));
    }
    NeighbourBlock whole =
        MergeNeighbours.best(List.of(Blocks.byComparingAll(queries, base, k)), k);

    Collections.shuffle(cells, new Random(seed));
    NeighbourBlock left = MergeNeighbours.best(cells.subList(0, 2), k);
    NeighbourBlock right = MergeNeighbours.best(cells.subList(2, 6), k);

    assertThat(MergeNeighbours.best(cells, k)).as("seed %d", seed).isEqualTo(whole);
    assertThat(MergeNeighbours.best(List.of(right, left), k)).isEqualTo(whole);
    assertThat(MergeNeighbours.best(List.of(left, MergeNeighbours.best(List.of(right), k)), k))
        .isEqualTo(whole);
  }

  @Test
  void best_noBlocks_noRows() {
    assertThat(MergeNeighbours.best(List.of(), 3)).isEqualTo(NeighbourBlock.EMPTY);
  }
}
