package io.gleaner.pipeline.cli;

import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.OperatingPoint;
import io.gleaner.pipeline.calibrate.Calibration;
import io.gleaner.pipeline.calibrate.FalseMatches;
import io.gleaner.pipeline.calibrate.MeasuredPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a calibration came to, as one JSON object. */
final class CalibrationJson {
  private CalibrationJson() {}

  static Map<String, Object> of(Calibration.Result result, double precision) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pool", result.pool());
    json.put("column", result.column());
    json.put("threshold", finite(result.threshold()));
    json.put("perceptual_distance", result.perceptualDistance());
    Calibration.Labelled labels = result.labelled();
    if (labels != null) {
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("images", labels.images());
      counts.put("groups", labels.groups() == 0 ? null : labels.groups());
      counts.put("copies", labels.copies());
      counts.put("other_pairs", labels.others());
      counts.put("not_in_the_run", labels.missing().size());
      counts.put("without_vector", labels.withoutVector());
      counts.put("left_out", labels.leftOut());
      counts.put("unanswered", labels.unanswered());
      counts.put("stand_for_strata", labels.ofRun());
      json.put("labels", counts);
      json.put("precision_wanted", precision);
      Map<String, Object> chosen = new LinkedHashMap<>();
      for (Calibration.Chosen each : result.chosen()) {
        Map<String, Object> by = new LinkedHashMap<>();
        by.put("estimate", each.estimate() == null ? null : point(result, each.estimate()));
        by.put("lower_bound", each.surely() == null ? null : point(result, each.surely()));
        by.put(
            "recipe",
            each.estimate() == null ? null : CalibrationText.recipe(result, each.estimate()));
        chosen.put(each.measure().label(), by);
      }
      json.put("chosen", chosen);
      List<Object> equal = new ArrayList<>();
      for (double each : CalibrationText.EQUAL_PRECISIONS) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("precision", each);
        for (Calibration.Chosen measured : result.chosen()) {
          MeasuredPoint point = result.loosest(measured.measure(), each);
          row.put(
              measured.measure().label(),
              point == null ? null : finite(point.point().recall().value()));
        }
        equal.add(row);
      }
      json.put("recall_at_precision", equal);
      json.put(
          "precision_recall", labels.points().stream().map(each -> point(result, each)).toList());
    }
    List<Object> estimates = new ArrayList<>();
    for (FalseMatches estimate : result.estimates()) {
      for (int t = 0; t < result.thresholds().size(); t++) {
        Map<String, Object> row = new LinkedHashMap<>();
        Interval rate = estimate.rate(t);
        row.put("estimate", estimate.kind().label());
        row.put("centred", estimate.centred());
        row.put("threshold", decimal(result.thresholds().get(t)));
        row.put("pairs", estimate.pairs());
        row.put("false_match_rate", interval(rate));
        row.put("expected_false_pairs", finite(rate.value() * result.poolPairs()));
        row.put("expected_false_pairs_high", finite(rate.high() * result.poolPairs()));
        estimates.add(row);
      }
    }
    json.put("false_matches", estimates);
    json.put("pairs_to_label", result.pairs() == null ? null : result.pairs().pairs());
    json.put("files", result.files().stream().map(Object::toString).toList());
    return json;
  }

  private static Map<String, Object> point(Calibration.Result result, MeasuredPoint point) {
    OperatingPoint its = point.point();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("measure", point.measure().label());
    json.put("threshold", point.bits() == null ? decimal(point.threshold()) : null);
    json.put("bits", point.bits());
    json.put("copies_found", its.found());
    json.put("copies", its.copies());
    json.put("false_pairs", its.falsePairs());
    json.put("other_pairs", its.others());
    json.put("precision", interval(its.precision()));
    json.put("recall", interval(its.recall()));
    json.put("f1", finite(its.f1()));
    json.put("false_match_rate", interval(its.falseMatchRate()));
    json.put("expected_false_pairs", interval(result.expected(point)));
    return json;
  }

  /** JSON has no NaN. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Double decimal(float value) {
    return Float.isNaN(value) ? null : Double.valueOf(Float.toString(value));
  }

  private static Map<String, Object> interval(Interval interval) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", finite(interval.value()));
    json.put("low", finite(interval.low()));
    json.put("high", finite(interval.high()));
    return json;
  }
}
