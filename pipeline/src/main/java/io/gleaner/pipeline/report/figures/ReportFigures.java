package io.gleaner.pipeline.report.figures;

import java.util.List;
import java.util.Map;

/**
 * Everything that the report shows.
 *
 * @param statistics the tables of {@code statistics/} by name, as they are
 * @param clusters null where the run has none
 * @param cards every image that a list of this report names, by id
 */
public record ReportFigures(
    Origin origin,
    Flow flow,
    Map<String, List<Map<String, Object>>> statistics,
    DuplicateFigures duplicates,
    List<Rejections> rejections,
    ClusterFigures clusters,
    List<SetFigures> sets,
    Overlap overlap,
    ImageMap map,
    Sweep sweep,
    Map<String, Card> cards) {}
