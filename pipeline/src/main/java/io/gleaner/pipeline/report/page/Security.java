package io.gleaner.pipeline.report.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page's own style and script, and the policy that lets a browser use these and nothing else:
 * no other script or style, no address but pictures that the page itself holds.
 *
 * @param policy for {@code Content-Security-Policy}
 */
record Security(String policy, String style, String script) {
  private static final List<String> SCRIPTS =
      List.of("text", "cards", "marks", "dialog", "search", "map", "review", "start");

  static Security ofPage() {
    return of(List.of("page"), SCRIPTS);
  }

  /** Returns those of a page of some style sheets and scripts, each after the one before. */
  static Security of(List<String> styles, List<String> scripts) {
    String style =
        styles.stream()
            .map(name -> Templates.text(name + ".css"))
            .collect(Collectors.joining("\n"));
    String script =
        scripts.stream()
            .map(name -> Templates.text("script/" + name + ".js"))
            .collect(Collectors.joining("\n"));
    return new Security(
        "default-src 'none'; img-src data:; style-src '"
            + digest(style)
            + "'; script-src '"
            + digest(script)
            + "'; base-uri 'none'; form-action 'none'",
        style,
        script);
  }

  static String digest(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
