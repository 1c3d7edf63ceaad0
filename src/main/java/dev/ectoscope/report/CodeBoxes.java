package dev.ectoscope.report;

import dev.ectoscope.report.CodeText.Line;
import dev.ectoscope.report.Pages.CodeBox;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The code of a recommendation: a difference where the present code is known, else the new code.
 */
final class CodeBoxes {

  private CodeBoxes() {}

  static List<CodeBox> of(Finding f) {
    List<CodeBox> boxes = new ArrayList<>();
    for (Code code : f.recommendation().fixes()) {
      boxes.add(box(Links.anchor("code", f.id() + "-" + boxes.size()), code));
    }
    return boxes;
  }

  /** Code of a detector's page. */
  static CodeBox example(String id, String label, String code) {
    return new CodeBox(
        Links.anchor("code", id),
        label,
        "Copy",
        false,
        CodeText.lines(code, "elixir", false),
        List.of());
  }

  private static CodeBox box(String id, Code code) {
    boolean whole = code.kind().equals("migration") && code.language().equals("elixir");
    boolean changes = !code.before().isBlank();
    List<Line> lines =
        changes ? difference(code) : CodeText.lines(code.code(), code.language(), whole);
    String path = code.path() == null ? "" : code.path();
    return new CodeBox(
        id,
        path.isEmpty() ? code.language().toUpperCase(Locale.ROOT) : path,
        "Copy " + noun(code),
        whole || changes && code.line() > 0,
        lines,
        Prose.pieces(code.note()));
  }

  private static List<Line> difference(Code code) {
    List<String> before = code.before().stripTrailing().lines().toList();
    List<String> after = code.code().stripTrailing().lines().toList();
    List<Line> lines = new ArrayList<>();
    for (LineDiff.Line line : LineDiff.of(before, after)) {
      String number = code.line() > 0 ? String.valueOf(code.line() + line.number() - 1) : "";
      String sign =
          switch (line.change()) {
            case SAME -> " ";
            case REMOVED -> "-";
            case ADDED -> "+";
          };
      lines.add(CodeText.line(line.text(), code.language(), number, sign));
    }
    return lines;
  }

  private static String noun(Code code) {
    if (code.language().equals("sql")) {
      return "SQL";
    }
    return code.kind().equals("query") ? "new code" : code.kind();
  }
}
