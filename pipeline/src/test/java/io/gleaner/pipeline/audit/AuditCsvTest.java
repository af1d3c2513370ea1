package io.gleaner.pipeline.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AuditCsvTest {
  @Test
  void add_hostileNames_areQuotedAndNoFormula() throws Exception {
    StringWriter text = new StringWriter();
    try (AuditCsv csv = new AuditCsv(text)) {
      csv.add(
          new AuditRow(
              "=HYPERLINK(\"http://x\",\"y\")",
              "ab",
              Decision.REMOVED,
              Evidence.NEAR,
              new AuditRow.Found("m", "a,b\nc.jpg", 0.5f),
              null,
              null,
              new AuditRow.Found("r", "-r.jpg", -0.25f),
              "it was",
              null));
    }
    assertThat(text.toString().split("\r\n"))
        .hasSize(2)
        .satisfies(
            lines ->
                assertThat(lines[1])
                    .isEqualTo(
                        "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",ab,removed,near,m,"
                            + "\"a,b\nc.jpg\",0.5,,,,,,,r,'-r.jpg,-0.25,it was,"));
    assertThat(text.toString().split("\r\n")[0].split(",")).hasSize(18);
  }
}
