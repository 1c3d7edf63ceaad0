package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditorLinksTest {

  private static final Path ROOT = Path.of("/home/me/my app");

  @Test
  void noEditorNoLink() {
    assertThat(EditorLinks.NONE.to("lib/a.ex", 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert('__FILE__')",
        "JavaScript:alert('__FILE__')",
        "data:text/html,__FILE__",
        "emacs",
        "vscode://file/nothing",
        ""
      })
  void whatABrowserWouldRunIsNoEditor(String editor) {
    assertThat(EditorLinks.of(editor, ROOT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", ""})
  void pathsOutsideTheProjectLeadNowhere(String file) {
    assertThat(EditorLinks.of("vscode", ROOT).orElseThrow().to(file, 1)).isEmpty();
  }

  @Test
  void aPathOpensAtItsLine() {
    assertThat(EditorLinks.of("vscode", ROOT).orElseThrow().to("lib/a&b.ex", 12))
        .isEqualTo("vscode://file/home/me/my%20app/lib/a%26b.ex:12");
    assertThat(EditorLinks.of("idea", ROOT).orElseThrow().to("lib/a.ex", 0))
        .isEqualTo("idea://open?file=/home/me/my%20app/lib/a.ex&line=1");
    assertThat(EditorLinks.of("editor://x?f=__FILE__#__LINE__", ROOT).orElseThrow().to("a.ex", 3))
        .isEqualTo("editor://x?f=/home/me/my%20app/a.ex#3");
  }
}
